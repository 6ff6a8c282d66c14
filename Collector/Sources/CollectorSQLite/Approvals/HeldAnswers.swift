// Answers of volunteers that wait for a second person.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func heldAnswer(_ id: Int64) throws -> HeldAnswer? {
    try db.first(
      "SELECT \(HeldAnswer.columns) FROM held_answer AS h WHERE h.id = ?", [.integer(id)], make: HeldAnswer.init(row:))
  }

  func heldAnswers(ofTicket number: Int64) throws -> [HeldAnswer] {
    try db.rows(
      """
      SELECT \(HeldAnswer.columns) FROM held_answer AS h
      WHERE h.ticket IN (SELECT ?1 UNION ALL SELECT ticket FROM ticket_root WHERE root = ?1)
      ORDER BY h.id
      """, [.integer(number)], make: HeldAnswer.init(row:))
  }

  func heldAnswers(in apps: AppScope, limit: Int) throws -> [HeldAnswer] {
    try db.rows(
      """
      SELECT \(HeldAnswer.columns) FROM held_answer AS h
      JOIN ticket AS t ON t.number = h.ticket
      WHERE \(apps.sql("t.app"))
      ORDER BY h.id
      LIMIT ?
      """, [.int(max(0, limit))], make: HeldAnswer.init(row:))
  }

  func needsApproval(app: AppID) throws -> Bool {
    try db.first("SELECT 1 FROM approval_setting WHERE app = ?", [.app(app)]) { _ in true } ?? false
  }
}

extension SQLiteWrites {
  func addHeldAnswer(_ answer: HeldAnswer) throws -> Int64 {
    try db.run(
      "INSERT INTO held_answer (ticket, event, account, by, report, text, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
      [
        .integer(answer.ticket), .integer(answer.event), .integer(answer.account), .text(answer.by),
        .id(answer.report), .text(answer.text), .at(answer.at),
      ])
    return try db.lastInsertRowID
  }

  func removeHeldAnswer(_ id: Int64) throws -> Bool {
    try db.run("DELETE FROM held_answer WHERE id = ?", [.integer(id)]) == 1
  }

  /// Answers to one reporter alone go with the report.
  func forgetHeldAnswers(to report: ReportID) throws {
    let events = try db.rows("SELECT event FROM held_answer WHERE report = ?", [.id(report)]) { $0.int64(0) }
    for event in events {
      try db.send("DELETE FROM held_answer WHERE event = ?", [.integer(event)])
      try db.send("DELETE FROM staff_file WHERE event = ?", [.integer(event)])
    }
  }

  func setNeedsApproval(_ isNeeded: Bool, app: AppID, at: Timestamp) throws {
    if isNeeded {
      try db.send(
        "INSERT INTO approval_setting (app, since) VALUES (?, ?) ON CONFLICT DO NOTHING", [.app(app), .at(at)])
    } else {
      try db.send("DELETE FROM approval_setting WHERE app = ?", [.app(app)])
    }
  }

  func moveStaffFiles(from event: Int64, to other: Int64) throws {
    try db.send("UPDATE staff_file SET event = ? WHERE event = ?", [.integer(other), .integer(event)])
  }
}

extension HeldAnswer {
  fileprivate static let columns = "h.id, h.ticket, h.event, h.account, h.by, h.report, h.text, h.at"

  fileprivate init(row: Row) throws {
    self.init(
      id: row.int64(0), ticket: row.int64(1), event: row.int64(2), account: row.int64(3), by: row.text(4),
      report: try row.idOrNil(5), text: row.text(6), at: row.at(7))
  }
}
