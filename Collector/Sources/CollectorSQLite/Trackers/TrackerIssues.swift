// Issues in which tickets are worked on: those to be opened, and those that are followed.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension TrackerIssue.State: Coded {
  static var known: [TrackerIssue.State] { allCases }
  var code: Int64 {
    switch self {
    case .waiting: 0
    case .open: 1
    case .closed: 2
    case .failed: 3
    case .lost: 4
    }
  }
}

extension SQLiteTables {
  func trackerIssue(_ id: Int64) throws -> TrackerIssue? {
    try db.first(
      "SELECT \(TrackerIssue.columns) FROM tracker_issue WHERE id = ?", [.integer(id)], make: TrackerIssue.init(row:))
  }

  func trackerIssues(ofTicket number: Int64) throws -> [TrackerIssue] {
    try db.rows(
      "SELECT \(TrackerIssue.columns) FROM tracker_issue WHERE ticket IN \(Self.family) ORDER BY id",
      [.integer(number)], make: TrackerIssue.init(row:))
  }

  func trackerIssues(ofTickets numbers: [Int64]) throws -> [Int64: [TrackerIssue]] {
    // Most collectors have none.
    guard try db.first("SELECT 1 FROM tracker_issue LIMIT 1", make: { _ in true }) == true else { return [:] }
    var issues: [Int64: [TrackerIssue]] = [:]
    for number in numbers {
      let found = try trackerIssues(ofTicket: number)
      if !found.isEmpty { issues[number] = found }
    }
    return issues
  }

  func trackerIssues(ofTracker id: Int64, number: Int64) throws -> [TrackerIssue] {
    try db.rows(
      "SELECT \(TrackerIssue.columns) FROM tracker_issue WHERE tracker = ? AND number = ? ORDER BY id",
      [.integer(id), .integer(number)], make: TrackerIssue.init(row:))
  }

  func trackerIssues(ofTracker id: Int64, before issue: Int64?, limit: Int) throws -> [TrackerIssue] {
    try db.rows(
      "SELECT \(TrackerIssue.columns) FROM tracker_issue WHERE tracker = ? AND id < ? ORDER BY id DESC LIMIT ?",
      [.integer(id), .integer(issue ?? .max), .int(max(0, limit))], make: TrackerIssue.init(row:))
  }

  func issueCounts(ofTracker id: Int64) throws -> [TrackerIssue.State: Int64] {
    var counts: [TrackerIssue.State: Int64] = [:]
    try db.forEach("SELECT state, COUNT(*) FROM tracker_issue WHERE tracker = ? GROUP BY state", [.integer(id)]) {
      counts[try $0.code(0)] = $0.int64(1)
      return true
    }
    return counts
  }

  func dueTrackerIssues(at moment: Timestamp, limit: Int) throws -> [TrackerIssue] {
    // What somebody waits for comes before what is only looked at.
    try db.rows(
      """
      SELECT \(TrackerIssue.columns) FROM tracker_issue
      WHERE due_at <= ?1 AND tracker IN (SELECT id FROM tracker WHERE held_until IS NULL OR held_until <= ?1)
      ORDER BY state <> 0, due_at, id
      LIMIT ?2
      """, [.at(moment), .int(max(0, limit))], make: TrackerIssue.init(row:))
  }

  func nextTrackerIssue() throws -> Timestamp? {
    try db.first(
      """
      SELECT MIN(MAX(i.due_at, COALESCE(t.held_until, 0))) FROM tracker_issue AS i
      JOIN tracker AS t ON t.id = i.tracker
      WHERE i.due_at IS NOT NULL
      """
    ) { $0.atOrNil(0) } ?? nil
  }
}

extension SQLiteWrites {
  func addTrackerIssue(_ issue: TrackerIssue) throws -> Int64 {
    let isThere = try db.first("SELECT 1 FROM tracker_issue WHERE marker = ?", [.text(issue.marker)]) { _ in true }
    guard isThere == nil else { throw StoreError.taken(issue.marker) }
    let set = TrackerIssue.settable.split(separator: ",").map { $0.drop { $0 == " " } }
    try db.run(
      """
      INSERT INTO tracker_issue (\(set.joined(separator: ", ")), ticket, tracker, marker)
      VALUES (\(set.map { _ in "?" }.joined(separator: ", ")), ?, ?, ?)
      """, issue.values + [.integer(issue.ticket), .integer(issue.tracker), .text(issue.marker)])
    return try db.lastInsertRowID
  }

  @discardableResult
  func setTrackerIssue(_ issue: TrackerIssue) throws -> Bool {
    let set = TrackerIssue.settable.split(separator: ",").map { "\($0.drop { $0 == " " }) = ?" }
    return try db.run(
      "UPDATE tracker_issue SET \(set.joined(separator: ", ")) WHERE id = ?", issue.values + [.integer(issue.id)]) == 1
  }

  func deleteTrackerIssue(_ id: Int64) throws {
    try db.send("UPDATE purge SET wanted = wanted + 1")
    try db.send("DELETE FROM tracker_issue WHERE id = ?", [.integer(id)])
  }

  func forgetTrackerWords(ofReport id: ReportID) throws {
    let tickets = Set([try placement(of: id)?.ticket, try shownTicket(ofReport: id)].compactMap { $0 })
    for ticket in tickets {
      // One that was posted may be there: its marker is searched for, and without words nothing can be posted again.
      try db.send(
        """
        UPDATE tracker_issue SET
          title = NULL, body = NULL, state = 3, due_at = NULL,
          error = 'Words of a report were taken out before the issue was opened. Open it again.'
        WHERE ticket = ? AND state IN (0, 3)
        """, [.integer(ticket)])
    }
  }
}

extension IssueFilter {
  /// The tickets that have an issue, all links followed.
  static let anyTickets = tickets(where: "1")

  /// A query without values; nil for ``none``.
  var tickets: String? {
    switch self {
    case .any: Self.anyTickets
    case .none: nil
    case .open: Self.tickets(where: "i.state IN (0, 1)")
    case .closed: Self.tickets(where: "i.state = 2")
    case .proposed: Self.tickets(where: "i.state = 2 AND i.settled_at IS NULL")
    case .failed: Self.tickets(where: "i.state IN (3, 4)")
    }
  }

  private static func tickets(where condition: String) -> String {
    """
    SELECT COALESCE(m.root, i.ticket) AS ticket FROM tracker_issue AS i
    LEFT JOIN ticket_root AS m ON m.ticket = i.ticket WHERE \(condition)
    """
  }
}

extension TrackerIssue {
  fileprivate static let settable = """
    state, title, body, number, url, version, not_planned, closed_at, settled_at, etag, account, by_name, at, is_sent, \
    attempts, first_at, due_at, status, error
    """

  fileprivate static let columns = "id, ticket, tracker, marker, \(settable)"

  fileprivate var values: [SQLiteValue] {
    [
      .code(state), .text(title), .text(body), .integer(number), .text(url), .text(version), .bool(isNotPlanned),
      .at(closedAt), .at(settledAt), .text(etag), .integer(account), .text(by), .at(at), .bool(isSent),
      .integer(attempts), .at(firstAt), .at(dueAt), .integer(status.map { Int64($0) }), .text(error),
    ]
  }

  fileprivate init(row: Row) throws {
    self.init(
      id: row.int64(0), ticket: row.int64(1), tracker: row.int64(2), marker: row.text(3), state: try row.code(4),
      title: row.textOrNil(5), body: row.textOrNil(6), number: row.int64OrNil(7), url: row.textOrNil(8),
      version: row.textOrNil(9), isNotPlanned: row.bool(10), closedAt: row.atOrNil(11), settledAt: row.atOrNil(12),
      etag: row.textOrNil(13), account: row.int64OrNil(14), by: row.text(15), at: row.at(16), isSent: row.bool(17),
      attempts: row.int64(18), firstAt: row.atOrNil(19), dueAt: row.atOrNil(20),
      status: row.int64OrNil(21).map { Int($0) }, error: row.textOrNil(22))
  }
}
