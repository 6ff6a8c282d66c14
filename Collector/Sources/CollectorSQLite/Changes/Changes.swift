// Changes that processes hold copies of. The one writer gives their numbers, so that a lower one never comes later.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func changes(after number: Int64, limit: Int) throws -> [NumberedChange] {
    try db.rows(
      "SELECT id, kind, app, report FROM shared_change WHERE id > ? ORDER BY id LIMIT ?",
      [.integer(number), .int(max(0, limit))]
    ) { row in
      let change: SharedChange =
        row.int64(1) == 0
        ? .keys : .erased(ErasedReport(sequence: row.int64(3), app: AppID(row.int64(2))))
      return NumberedChange(number: row.int64(0), change: change)
    }
  }

  func newestChange() throws -> Int64 { try db.first("SELECT MAX(id) FROM shared_change") { $0.int64(0) } ?? 0 }

  func forgottenChanges() throws -> Int64 {
    try db.first("SELECT MAX(0, COALESCE(MIN(id), 1) - 1) FROM shared_change") { $0.int64(0) } ?? 0
  }
}

extension SQLiteWrites {
  func noteKeysChanged(app: AppID, at: Timestamp) throws {
    try db.send("INSERT INTO shared_change (kind, app, at) VALUES (0, ?, ?)", [.app(app), .at(at)])
  }

  func noteErased(_ report: ErasedReport, at: Timestamp) throws {
    try db.send(
      "INSERT INTO shared_change (kind, app, report, at) VALUES (1, ?, ?, ?)",
      [.app(report.app), .integer(report.sequence), .at(at)])
  }

  func forgetChanges(before moment: Timestamp, limit: Int) throws -> Int {
    let newest = try newestChange()
    let oldest = try db.rows("SELECT id, at FROM shared_change ORDER BY id LIMIT ?", [.int(max(0, limit))]) { row in
      (id: row.int64(0), at: row.at(1))
    }
    guard let last = oldest.prefix(while: { $0.at < moment && $0.id < newest }).last else { return 0 }
    return try db.run("DELETE FROM shared_change WHERE id <= ?", [.integer(last.id)])
  }
}
