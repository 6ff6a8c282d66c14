// The tables `watch` and `week_mail`, and the unhappy answers among the marks of the numbers.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func watches(ofAccount account: Int64) throws -> [Watch] {
    try db.rows(
      "SELECT id, account, app, sort, name, value, pain, at FROM watch WHERE account = ? ORDER BY id",
      [.integer(account)], make: Watch.init(row:))
  }

  func isWeekMailOff(account: Int64) throws -> Bool {
    try db.first("SELECT is_off FROM week_mail WHERE account = ?", [.integer(account)]) { $0.bool(0) } ?? false
  }

  func accountsAwaitingWeekMail(of week: Int64, limit: Int) throws -> [Int64] {
    try db.rows(
      """
      SELECT DISTINCT w.account FROM watch AS w
      LEFT JOIN week_mail AS m ON m.account = w.account
      WHERE COALESCE(m.week, 0) < ? AND COALESCE(m.is_off, 0) = 0
      ORDER BY w.account LIMIT ?
      """, [.integer(week), .int(max(0, limit))]
    ) { $0.int64(0) }
  }

  func unhappyAnswers(in apps: AppScope, since moment: Timestamp, limit: Int) throws -> [UnhappyAnswer] {
    // 7: it did not help; 8: stars.
    try db.rows(
      """
      SELECT ticket, CASE WHEN measure = 8 THEN value END, at FROM numbers_mark
      WHERE measure IN (7, 8) AND \(apps.sql("app")) AND day >= ?1 / 86400000 AND at >= ?1
        AND (measure = 7 OR value BETWEEN 1 AND 2)
      ORDER BY CASE WHEN measure = 8 THEN value * 2 ELSE 3 END, at DESC, id DESC
      LIMIT ?2
      """, [.at(moment), .int(max(0, limit))]
    ) { UnhappyAnswer(ticket: $0.int64(0), stars: $0.int64OrNil(1), at: $0.at(2)) }
  }
}

extension SQLiteWrites {
  func addWatch(_ watch: Watch) throws -> Int64? {
    let columns = watch.subject.columns
    let added = try db.run(
      """
      INSERT INTO watch (account, app, sort, name, value, pain, at) VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO NOTHING
      """,
      [
        .integer(watch.account), .app(watch.app), .integer(columns.sort), .text(columns.name), .text(columns.value),
        .integer(columns.pain), .at(watch.at),
      ])
    return added == 1 ? try db.lastInsertRowID : nil
  }

  func removeWatch(_ id: Int64, ofAccount account: Int64) throws -> Bool {
    try db.run("DELETE FROM watch WHERE id = ? AND account = ?", [.integer(id), .integer(account)]) == 1
  }

  @discardableResult
  func noteWeekMail(ofAccount account: Int64, week: Int64) throws -> Bool {
    try db.run(
      """
      INSERT INTO week_mail (account, week) VALUES (?, ?)
      ON CONFLICT (account) DO UPDATE SET week = excluded.week WHERE excluded.week > week
      """, [.integer(account), .integer(week)]) == 1
  }

  func setWeekMailOff(_ isOff: Bool, account: Int64) throws {
    try db.send(
      """
      INSERT INTO week_mail (account, is_off) VALUES (?, ?)
      ON CONFLICT (account) DO UPDATE SET is_off = excluded.is_off
      """, [.integer(account), .integer(isOff ? 1 : 0)])
  }
}

extension Watch {
  fileprivate init(row: Row) throws {
    let subject: Subject =
      switch row.int64(3) {
      case 0: .app
      case 1: .component(row.text(4))
      case 2: .segment(row.text(4))
      case 3: .pain(row.int64(6))
      case 4: .reporters(field: row.text(4), value: row.text(5))
      default: throw StoreError.failed("The database holds a watch of the sort \(row.int64(3)), which is unknown.")
      }
    self.init(id: row.int64(0), account: row.int64(1), app: AppID(row.int64(2)), subject: subject, at: row.at(7))
  }
}

extension Watch.Subject {
  fileprivate var columns: (sort: Int64, name: String, value: String, pain: Int64?) {
    switch self {
    case .app: (0, "", "", nil)
    case .component(let name): (1, name, "", nil)
    case .segment(let name): (2, name, "", nil)
    case .pain(let number): (3, "", "", number)
    case .reporters(let field, let value): (4, field, value, nil)
    }
  }
}
