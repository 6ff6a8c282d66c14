// What follows from the links that hold: which ticket each is found as, where split reports are shown, and what is counted.
// All of it is a function of the links and of what tickets own, so that undoing a link restores exactly what was.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteWrites {
  /// Derives anew what a change between these tickets at `moment` may have touched. O(tickets and, with splits, reports of the
  /// families).
  func deriveLinks(touching tickets: [Int64], split: Int64? = nil, at moment: Timestamp) throws {
    var touched = Set(tickets)
    if let split { touched.formUnion(try deriveHomes(ofSplit: split)) }
    for ticket in touched {
      let root = try finalTicket(of: ticket)
      touched.insert(root)
      touched.formUnion(try mergedTickets(of: root))
    }
    var roots = Set<Int64>()
    var parents: [Int64: Int64?] = [:]
    for ticket in touched.sorted() {
      let root = try self.root(of: ticket, &parents)
      try db.send("DELETE FROM ticket_root WHERE ticket = ?", [.integer(ticket)])
      if root != ticket {
        try db.send("INSERT INTO ticket_root (ticket, root) VALUES (?, ?)", [.integer(ticket), .integer(root)])
        try db.send("DELETE FROM ticket_shown WHERE ticket = ?", [.integer(ticket)])
      }
      roots.insert(root)
    }
    for root in roots { try deriveShown(root) }
    try derivePains(ofTickets: roots)
    for ticket in touched.sorted() { try noteQueue(ofTicket: ticket, at: moment) }
  }

  // MARK: Homes of reports and keys

  /// Returns the tickets whose reports changed.
  private func deriveHomes(ofSplit link: Int64) throws -> Set<Int64> {
    var touched = Set<Int64>()
    let reports = try db.rows("SELECT report FROM split_report WHERE link = ?", [.integer(link)]) { $0.int64(0) }
    for report in reports {
      let before = try db.first("SELECT ticket FROM report_home WHERE report = ?", [.integer(report)]) { $0.int64(0) }
      let placed = try db.first("SELECT ticket FROM placement WHERE report = ?", [.integer(report)]) { $0.int64(0) }
      // The newest split that holds decides.
      let home = try db.first(
        """
        SELECT l.ticket FROM split_report AS s
        JOIN link AS l ON l.id = s.link
        WHERE s.report = ? AND l.undone_at IS NULL
        ORDER BY l.id DESC
        LIMIT 1
        """, [.integer(report)]
      ) { $0.int64(0) }
      try db.send("DELETE FROM report_home WHERE report = ?", [.integer(report)])
      if let home, home != placed {
        try db.send("INSERT INTO report_home (report, ticket) VALUES (?, ?)", [.integer(report), .integer(home)])
      }
      touched.formUnion([before, placed, home].compactMap { $0 })
    }
    try db.forEach("SELECT app, key FROM split_key WHERE link = ?", [.integer(link)]) { row in
      let key: [SQLiteValue] = [.integer(row.int64(0)), .blob(row.blob(1))]
      try db.send("DELETE FROM key_home WHERE app = ? AND key = ?", key)
      try db.send(
        """
        INSERT INTO key_home (app, key, ticket)
        SELECT k.app, k.key, l.ticket FROM split_key AS k
        JOIN link AS l ON l.id = k.link
        WHERE k.app = ? AND k.key = ? AND l.undone_at IS NULL
        ORDER BY l.id DESC
        LIMIT 1
        """, key)
      return true
    }
    return touched
  }

  // MARK: Roots

  private func root(of ticket: Int64, _ parents: inout [Int64: Int64?]) throws -> Int64 {
    var current = ticket
    // The desk merges final tickets alone, so there is no circle; the bound keeps a damaged file from hanging.
    for _ in 0...TicketActions.mergedLimit {
      let parent = try parents[current] ?? self.parent(of: current)
      parents[current] = .some(parent)
      guard let parent else { return current }
      current = parent
    }
    throw StoreError.failed("The links of ticket \(ticket) go in a circle.")
  }

  private func parent(of ticket: Int64) throws -> Int64? {
    let merged = try db.first(
      "SELECT other FROM link WHERE ticket = ? AND kind = 0 AND undone_at IS NULL", [.integer(ticket)]
    ) { $0.int64(0) }
    if let merged { return merged }
    // A ticket that a split opened, and that holds nothing since the split was undone, leads back to where it came from.
    return try db.first(
      """
      SELECT other FROM link
      WHERE ticket = ?1 AND kind = 1 AND undone_at IS NOT NULL
        AND (SELECT report_count FROM ticket WHERE number = ?1) = 0
        AND NOT EXISTS (SELECT 1 FROM report_home WHERE ticket = ?1)
        AND NOT EXISTS (SELECT 1 FROM link WHERE other = ?1 AND undone_at IS NULL)
      """, [.integer(ticket)]
    ) { $0.int64(0) }
  }

  // MARK: Counts

  /// Reports of the family that are shown elsewhere, and reports from elsewhere that are shown in it.
  private static var moved: String {
    """
    SELECT
      TOTAL(p.ticket IN \(family) AND h.ticket NOT IN \(family)),
      TOTAL(p.ticket NOT IN \(family) AND h.ticket IN \(family))
    FROM report_home AS h
    JOIN placement AS p ON p.report = h.report
    """
  }

  func deriveShown(_ root: Int64) throws {
    let key: [SQLiteValue] = [.integer(root)]
    try db.send("DELETE FROM ticket_shown WHERE ticket = ?", key)
    let moved = try db.first(Self.moved, key) { (out: $0.int64(0), into: $0.int64(1)) } ?? (out: 0, into: 0)
    let isTouched = moved.out > 0 || moved.into > 0
    guard try isTouched || !mergedTickets(of: root).isEmpty else { return }
    // The times of an empty ticket, which a split opened, are those of reports that are shown elsewhere.
    if isTouched {
      try deriveShownBySplits(root, difference: moved.into - moved.out)
    } else {
      try db.send(
        """
        INSERT INTO ticket_shown (
          ticket, reports, reporters, first_captured_at, last_captured_at, first_received_at, last_received_at)
        SELECT ?1, SUM(report_count),
          (SELECT COUNT(*) FROM (SELECT DISTINCT reporter FROM ticket_reporter WHERE ticket IN \(Self.family))),
          MIN(first_captured_at), MAX(last_captured_at), MIN(first_received_at), MAX(last_received_at)
        FROM ticket
        WHERE number IN \(Self.family) AND report_count >= MIN(1, (SELECT SUM(report_count) FROM ticket WHERE number IN \(Self.family)))
        """, key)
    }
  }

  private func deriveShownBySplits(_ root: Int64, difference: Int64) throws {
    // A family whose every report was split off (an undone split's empty ticket keeps its own times) shows its own times.
    try db.send(
      """
      INSERT INTO ticket_shown (
        ticket, reports, reporters, first_captured_at, last_captured_at, first_received_at, last_received_at)
      SELECT ?1, MAX(0, (SELECT SUM(report_count) FROM ticket WHERE number IN \(Self.family)) + ?2),
        COUNT(DISTINCT s.reporter) + TOTAL(s.report IS NOT NULL AND s.reporter IS NULL),
        COALESCE(MIN(s.captured_at), t.first_captured_at), COALESCE(MAX(s.captured_at), t.last_captured_at),
        COALESCE(MIN(r.received_at), t.first_received_at), COALESCE(MAX(r.received_at), t.last_received_at)
      FROM ticket AS t
      LEFT JOIN (\(Self.placementsShown)) AS s ON 1
      LEFT JOIN report AS r ON r.sequence = s.report
      WHERE t.number = ?1
      GROUP BY t.number
      """, [.integer(root), .integer(difference)])
  }

  /// Counts one more report in what is shown, where a link touches it: what deriving it anew would give.
  func showPlaced(_ placement: Placement) throws {
    guard let root = try shownRoot(of: placement.ticket) else { return }
    // One statement, so that nothing is waited for: whoever is known on the family counts as a reporter no more.
    try db.send(
      """
      UPDATE ticket_shown SET
        reports = reports + 1,
        reporters = reporters + CASE WHEN EXISTS (
          SELECT 1 FROM placement AS p
          WHERE p.ticket IN \(Self.family) AND p.reporter = ?2 AND p.report <> ?3
            AND NOT EXISTS (SELECT 1 FROM report_home AS h WHERE h.report = p.report)
          UNION ALL
          SELECT 1 FROM report_home AS h
          JOIN placement AS p ON p.report = h.report
          WHERE h.ticket IN \(Self.family) AND p.reporter = ?2
        ) THEN 0 ELSE 1 END,
        first_captured_at = MIN(first_captured_at, COALESCE(?4, \(Self.receivedAt))),
        last_captured_at = MAX(last_captured_at, COALESCE(?4, \(Self.receivedAt))),
        first_received_at = MIN(first_received_at, \(Self.receivedAt)),
        last_received_at = MAX(last_received_at, \(Self.receivedAt))
      WHERE ticket = ?1
      """,
      [
        .integer(root), .blob(placement.reporter), .integer(placement.report), .at(placement.capturedAt),
        .at(placement.at),
      ], readsHold: true)
  }

  private static var receivedAt: String { "COALESCE((SELECT received_at FROM report WHERE sequence = ?3), ?5)" }

  /// The ticket whose shown counts a report on this one changes; nil where no link touches it.
  func shownRoot(of ticket: Int64) throws -> Int64? {
    guard !expected.opened.contains(ticket) else { return nil }
    return try db.first(
      """
      SELECT ticket FROM ticket_shown
      WHERE ticket = COALESCE((SELECT root FROM ticket_root WHERE ticket = ?1), ?1)
      """, [.integer(ticket)]
    ) { $0.int64(0) }
  }
}
