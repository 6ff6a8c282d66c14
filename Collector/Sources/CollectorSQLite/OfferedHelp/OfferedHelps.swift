// Help that devices offered: one row for each installation, day and issue, and the sums.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func offeredHelp(of app: AppID, days: ClosedRange<Int64>) throws -> [OfferedHelp] {
    try db.rows(
      "SELECT \(OfferedHelp.columns) FROM help_day WHERE app = ? AND day BETWEEN ? AND ? ORDER BY day, issue",
      [.app(app), .integer(days.lowerBound), .integer(days.upperBound)], make: OfferedHelp.init(row:))
  }

  func offeredHelp(withIssues tickets: [Int64], days: ClosedRange<Int64>) throws -> [OfferedHelp] {
    try db.rows(
      """
      SELECT \(OfferedHelp.columns) FROM help_day
      WHERE issue IN (SELECT value FROM json_each(?)) AND day BETWEEN ? AND ?
      ORDER BY day, issue
      """, [.text(Self.list(tickets)), .integer(days.lowerBound), .integer(days.upperBound)],
      make: OfferedHelp.init(row:))
  }

  /// For `json_each`. Issue 0 stands for help that names no ticket.
  private static func list(_ tickets: [Int64]) -> String {
    "[\(tickets.filter { $0 > 0 }.map(String.init).joined(separator: ","))]"
  }
}

extension SQLiteTables {
  func offeredDevices(withIssues tickets: [Int64], pain: Int64, days: ClosedRange<Int64>) throws -> OfferedDevices {
    let found = try db.first(
      """
      SELECT COUNT(*), COALESCE(SUM(came_back), 0) FROM (
        SELECT MAX(EXISTS (
          SELECT 1 FROM active_installation AS i
          JOIN pain_report AS c ON c.pain = ?1 AND c.installation = i.id
          WHERE i.number = h.installation AND c.captured_at >= (h.day + (h.wrote_anyway = 0)) * 86400000
            AND c.captured_at < (h.day + 8) * 86400000)) AS came_back
        FROM help_activity AS h
        WHERE h.issue IN (SELECT value FROM json_each(?2)) AND h.day BETWEEN ?3 AND ?4 AND h.offered > 0
        GROUP BY h.installation)
      """, [.integer(pain), .text(Self.list(tickets)), .integer(days.lowerBound), .integer(days.upperBound)]
    ) { OfferedDevices(shown: $0.int64(0), cameBack: $0.int64(1)) }
    return found ?? OfferedDevices(shown: 0, cameBack: 0)
  }
}

extension SQLiteWrites {
  @discardableResult
  func addOfferedHelp(_ help: OfferedHelp, of installation: ReportID, app: AppID) throws -> Bool {
    let counts: [SQLiteValue] = [
      .int(help.counts.offered), .int(help.counts.taken), .int(help.counts.dismissed), .int(help.counts.wroteAnyway),
    ]
    let (day, issue) = (SQLiteValue.integer(help.day), SQLiteValue.integer(help.issue ?? 0))
    let number = SQLiteValue.integer(try activeNumber(of: installation, app: app))
    let isNew = try db.run(
      "INSERT INTO help_activity (day, installation, issue, \(helpColumns)) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
      [day, number, issue] + counts)
    guard isNew == 1 else { return false }
    try db.send(
      """
      INSERT INTO help_day (app, day, issue, \(helpColumns)) VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (app, day, issue) DO UPDATE SET
        offered = offered + excluded.offered, taken = taken + excluded.taken, dismissed = dismissed + excluded.dismissed,
        wrote_anyway = wrote_anyway + excluded.wrote_anyway
      """, [.app(app), day, issue] + counts)
    return true
  }

  /// Takes what an installation counted on a day out of the sums.
  func takeOutHelp(_ number: Int64, app: AppID, day: Int64) throws {
    let rows = try db.rows(
      "SELECT \(OfferedHelp.columns) FROM help_activity WHERE day = ? AND installation = ?",
      [.integer(day), .integer(number)], make: OfferedHelp.init(row:))
    guard !rows.isEmpty else { return }
    try db.send("DELETE FROM help_activity WHERE day = ? AND installation = ?", [.integer(day), .integer(number)])
    for help in rows {
      let key: [SQLiteValue] = [.app(app), .integer(day), .integer(help.issue ?? 0)]
      try db.send(
        """
        UPDATE help_day SET offered = offered - ?4, taken = taken - ?5, dismissed = dismissed - ?6,
          wrote_anyway = wrote_anyway - ?7
        WHERE app = ?1 AND day = ?2 AND issue = ?3
        """,
        key + [
          .int(help.counts.offered), .int(help.counts.taken), .int(help.counts.dismissed),
          .int(help.counts.wroteAnyway),
        ])
    }
  }
}

private let helpColumns = "offered, taken, dismissed, wrote_anyway"

extension OfferedHelp {
  fileprivate static let columns = "day, issue, \(helpColumns)"

  fileprivate init(row: Row) {
    let issue = row.int64(1)
    self.init(
      day: row.int64(0), issue: issue > 0 ? issue : nil,
      counts: HelpCounts(
        offered: row.int(2), taken: row.int(3), dismissed: row.int(4), wroteAnyway: row.int(5)))
  }
}
