// Which tickets belong to a pain point, and which reports count there: derived from placements, links and memberships, so that undoing
// one of them gives back exactly what was.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func painPoint(ofTicket number: Int64) throws -> Int64? { try painMembership(ofTicket: number)?.pain }

  func painMembership(ofTicket number: Int64) throws -> PainMembership? {
    try db.first(PainMembership.ofRoot, [.integer(finalTicket(of: number))], make: PainMembership.init(row:))
  }

  func painMembership(_ id: Int64) throws -> PainMembership? {
    try db.first(
      "SELECT \(PainMembership.columns) FROM pain_ticket WHERE id = ?", [.integer(id)],
      make: PainMembership.init(row:))
  }

  func painTickets(of pain: Int64) throws -> [Int64] {
    try db.rows(
      """
      SELECT own.root FROM (
        SELECT DISTINCT COALESCE(r.root, m.ticket) AS root FROM pain_ticket AS m
        LEFT JOIN ticket_root AS r ON r.ticket = m.ticket
        WHERE m.pain = ?1 AND m.undone_at IS NULL
      ) AS own
      WHERE ?1 = (SELECT w.pain FROM pain_ticket AS w WHERE w.id = \(PainMembership.id(ofRoot: "own.root")))
      ORDER BY 1
      """, [.integer(pain)]
    ) { $0.int64(0) }
  }

  func painSeverities(in apps: AppScope) throws -> [Int64: Severity] {
    let tickets = """
      FROM pain_ticket AS m
      JOIN ticket AS t ON t.number = COALESCE((SELECT r.root FROM ticket_root AS r WHERE r.ticket = m.ticket), m.ticket)
      WHERE m.pain = p.number AND m.undone_at IS NULL
      """
    // Of a point with thousands of tickets the first critical one says it.
    let rows = try db.rows(
      """
      SELECT p.number,
        CASE WHEN (SELECT 1 \(tickets) AND t.severity = \(Severity.critical.code) LIMIT 1) IS NOT NULL
          THEN \(Severity.critical.code) ELSE (SELECT MAX(t.severity) \(tickets)) END
      FROM pain_point AS p
      WHERE \(apps.sql("p.app"))
      """
    ) { row in (pain: row.int64(0), severity: row.isNull(1) ? nil : try row.code(1, as: Severity.self)) }
    return Dictionary(rows.compactMap { row in row.severity.map { (row.pain, $0) } }) { first, _ in first }
  }

  func ungatheredTickets(in apps: AppScope, limit: Int) throws -> [Ticket] {
    var found: [(number: Int64, at: Int64)] = []
    for app in try self.apps() where apps.contains(app.id) {
      for state in [TicketState.open, .waiting] {
        // `LIMIT 1` has a database server look it up for each ticket; it would join all memberships with all links else.
        found += try db.rows(
          """
          SELECT t.number, t.last_received_at FROM ticket AS t
          WHERE t.app = ? AND t.state = ? AND NOT EXISTS (SELECT 1 FROM ticket_root AS r WHERE r.ticket = t.number)
            AND NOT EXISTS (SELECT 1 FROM pain_ticket AS m WHERE m.ticket = t.number AND m.undone_at IS NULL)
            AND (SELECT 1 \(PainMembership.ofFamily("t.number")) LIMIT 1) IS NULL
          ORDER BY t.last_received_at DESC, t.number DESC
          LIMIT ?
          """, [.app(app.id), .code(state), .int(max(0, limit))]
        ) { ($0.int64(0), $0.int64(1)) }
      }
    }
    let newest = found.sorted { ($0.at, $0.number) > ($1.at, $1.number) }.prefix(max(0, limit))
    try readAhead { for one in newest { _ = try shownTicket(one.number) } }
    return try newest.compactMap { try shownTicket($0.number) }
  }
}

extension SQLiteWrites {
  /// Asked for each report that is digested: where no ticket belongs to a pain point, one look a transaction says so.
  func painPoint(ofTicket number: Int64) throws -> Int64? {
    guard try hasPains(), !expected.opened.contains(number) else { return nil }
    return try painMembership(ofTicket: number)?.pain
  }

  func hasPains() throws -> Bool {
    if let known = lookups.hasPains { return known }
    let found = try db.first("SELECT 1 FROM pain_ticket WHERE undone_at IS NULL LIMIT 1", make: { _ in true }) ?? false
    lookups.hasPains = found
    return found
  }

  func addPainMembership(_ membership: PainMembership) throws -> Int64 {
    let (account, name) = membership.actor.painColumns
    try db.run(
      "INSERT INTO pain_ticket (pain, ticket, at, actor, actor_name) VALUES (?, ?, ?, ?, ?)",
      [
        .integer(membership.pain), .integer(membership.ticket), .at(membership.at), .integer(account), .text(name),
      ])
    let id = try db.lastInsertRowID
    lookups.hasPains = true
    try derivePains(ofTickets: [finalTicket(of: membership.ticket)])
    return id
  }

  func undoPainMembership(_ id: Int64, at: Timestamp) throws -> Bool {
    guard let membership = try painMembership(id), membership.undoneAt == nil else { return false }
    try db.send("UPDATE pain_ticket SET undone_at = ? WHERE id = ?", [.at(at), .integer(id)])
    try derivePains(ofTickets: [finalTicket(of: membership.ticket)])
    return true
  }

  /// Puts the reports that are shown on these final tickets where they count now. O(reports that move).
  func derivePains(ofTickets roots: Set<Int64>) throws {
    guard try db.first("SELECT 1 FROM pain_point LIMIT 1", make: { _ in true }) == true else { return }
    for root in roots.sorted() {
      let pain = try painPoint(ofTicket: root)
      let shown = Self.reportsShown(isPlain: try isUnlinked(root))
      try db.send(
        "DELETE FROM pain_report WHERE report IN (\(shown)) AND pain IS NOT ?2", [.integer(root), .integer(pain)])
      guard let pain else { continue }
      try db.send(
        """
        INSERT INTO pain_report (\(Self.painReportColumns))
        SELECT \(Self.painReport("?2")) FROM (\(shown)) AS s
        JOIN report AS r ON r.sequence = s.report
        JOIN placement AS p ON p.report = s.report
        WHERE NOT EXISTS (SELECT 1 FROM pain_report AS there WHERE there.report = s.report)
        """, [.integer(root), .integer(pain)])
    }
  }

  /// Counts a report that was just placed.
  func countPain(ofReport sequence: Int64, onTicket ticket: Int64) throws {
    guard let pain = try painPoint(ofTicket: ticket) else { return }
    try db.send(
      """
      INSERT INTO pain_report (\(Self.painReportColumns))
      SELECT \(Self.painReport("?2")) FROM placement AS p
      JOIN report AS r ON r.sequence = p.report
      WHERE p.report = ?1
      """, [.integer(sequence), .integer(pain)], readsHold: true)
  }

  /// Counts a report anew whose page, segment or reporter was changed.
  func recountPain(ofReport sequence: Int64, onTicket ticket: Int64) throws {
    try db.send("DELETE FROM pain_report WHERE report = ?", [.integer(sequence)])
    let home = try db.first("SELECT ticket FROM report_home WHERE report = ?", [.integer(sequence)]) { $0.int64(0) }
    try countPain(ofReport: sequence, onTicket: home ?? ticket)
  }

  private static let painReportColumns =
    "report, pain, reporter, installation, captured_at, received_at, week, page, segment, version, channel"

  /// Of `report AS r` and `placement AS p`. Who names nobody is a reporter of their own. Weeks as ``PainWeek`` counts them.
  private static func painReport(_ pain: String) -> String {
    """
    r.sequence, \(pain), COALESCE(p.reporter, r.id), r.installation, COALESCE(p.captured_at, r.received_at),
    r.received_at, (COALESCE(p.captured_at, r.received_at) / 86400000 + 3) / 7,
    COALESCE(json_extract(CAST(r.body AS TEXT), '$.page'), ''),
    COALESCE(json_extract(CAST(r.body AS TEXT), '$.segment'), ''),
    COALESCE(json_extract(CAST(r.body AS TEXT), '$.context.appVersion'), ''),
    COALESCE(json_extract(CAST(r.body AS TEXT), '$.context.channel'), '')
    """
  }
}

extension PainMembership {
  static let columns = "id, pain, ticket, at, actor, actor_name, undone_at"

  /// That of final ticket ?1. Asked for each of a thousand tickets, so it is put together once.
  static let ofRoot = "SELECT \(columns) FROM pain_ticket WHERE id = \(id(ofRoot: "?1"))"

  /// The one by which a final ticket belongs to a pain point: its own stands before those of what was merged into it. So one that was
  /// merged into a ticket of another pain point is found there.
  static func id(ofRoot root: String) -> String {
    """
    COALESCE(
      (SELECT x.id FROM pain_ticket AS x WHERE x.ticket = \(root) AND x.undone_at IS NULL),
      (SELECT x.id \(ofFamily(root)) ORDER BY x.id LIMIT 1))
    """
  }

  /// Those of what was merged into a ticket.
  static func ofFamily(_ root: String) -> String {
    """
    FROM ticket_root AS f
    CROSS JOIN pain_ticket AS x ON x.ticket = f.ticket AND x.undone_at IS NULL
    WHERE f.root = \(root)
    """
  }

  init(row: Row) {
    self.init(
      id: row.int64(0), pain: row.int64(1), ticket: row.int64(2), at: row.at(3), actor: Actor(painRow: row, from: 4),
      undoneAt: row.atOrNil(6))
  }
}
