// What goes back to reporters: one short row for each report, and the words once for all of them.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func updates(app: AppID, installation: ReportID, after sequence: Int64, limit: Int) throws -> [TicketUpdate] {
    try db.rows(
      """
      SELECT u.sequence, u.report, u.kind, u.at, u.ticket, m.text, m.by FROM reporter_update AS u
      LEFT JOIN message AS m ON m.id = u.message
      WHERE u.app = ? AND u.installation = ? AND u.sequence > ?
      ORDER BY u.sequence
      LIMIT ?
      """, [.app(app), .id(installation), .integer(sequence), .int(max(0, limit))]
    ) { row in
      TicketUpdate(
        sequence: row.int64(0), report: try row.id(1), kind: try row.code(2), at: row.at(3), ticket: row.int64OrNil(4),
        message: row.textOrNil(5), by: row.textOrNil(6))
    }
  }
}

extension SQLiteWrites {
  func appendUpdate(
    _ kind: TicketUpdate.Kind, report: StoredReport, ticket: Int64?, message: String?, by: String?, at: Timestamp
  ) throws {
    guard let installation = report.installation else { return }
    try db.run(
      """
      INSERT INTO reporter_update (app, installation, report, kind, at, ticket, message)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .app(report.app), .id(installation), .id(report.id), .code(kind), .at(at), .integer(ticket),
        .integer(try store(message, by: by)),
      ])
  }

  func appendUpdates(_ kind: TicketUpdate.Kind, ticket: Int64, message: String?, by: String?, at: Timestamp) throws {
    try db.run(
      """
      INSERT INTO reporter_update (app, installation, report, kind, at, ticket, message)
      SELECT r.app, r.installation, r.id, ?2, ?3, ?1, ?4
      FROM (\(Self.reportsShown(isPlain: try isUnlinked(ticket)))) AS s
      JOIN report AS r ON r.sequence = s.report
      WHERE r.installation IS NOT NULL
      ORDER BY s.report
      """, [.integer(ticket), .code(kind), .at(at), .integer(try store(message, by: by))])
  }

  private func store(_ message: String?, by: String?) throws -> Int64? {
    if message == nil, by == nil { return nil }
    try db.run("INSERT INTO message (text, by) VALUES (?, ?)", [.text(message), .text(by)])
    return try db.lastInsertRowID
  }
}
