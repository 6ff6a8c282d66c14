// The dates before and after which people compare, as rows.
import CollectorCore
import TellbackSQLite
import TellbackWire

private let columns = "id, app, name, day, created_at, created_by"

extension SQLiteTables {
  func programmeDates(in apps: AppScope) throws -> [ProgrammeDate] {
    try db.rows(
      "SELECT \(columns) FROM programme_date WHERE app IS NULL OR \(apps.sql("app")) ORDER BY day DESC, id DESC",
      make: ProgrammeDate.init(row:))
  }

  func programmeDate(_ id: Int64) throws -> ProgrammeDate? {
    try db.first(
      "SELECT \(columns) FROM programme_date WHERE id = ?", [.integer(id)], make: ProgrammeDate.init(row:))
  }
}

extension SQLiteWrites {
  func saveProgrammeDate(_ date: ProgrammeDate) throws -> Int64? {
    let app = date.app?.value
    let other = try db.first(
      "SELECT id FROM programme_date WHERE COALESCE(app, 0) = ? AND name = ?",
      [.integer(app ?? 0), .text(date.name)]
    ) { $0.int64(0) }
    if let other, other != date.id { throw StoreError.taken(date.name) }
    if date.id == 0 {
      try db.run(
        "INSERT INTO programme_date (app, name, day, created_at, created_by) VALUES (?, ?, ?, ?, ?)",
        [
          .integer(app), .text(date.name), .int(date.day.number), .at(date.createdAt), .text(date.createdBy),
        ])
      return try db.lastInsertRowID
    }
    let changed = try db.run(
      "UPDATE programme_date SET app = ?, name = ?, day = ? WHERE id = ?",
      [.integer(app), .text(date.name), .int(date.day.number), .integer(date.id)])
    return changed == 1 ? date.id : nil
  }

  func deleteProgrammeDate(_ id: Int64) throws -> Bool {
    try db.run("DELETE FROM programme_date WHERE id = ?", [.integer(id)]) == 1
  }
}

extension ProgrammeDate {
  fileprivate init(row: Row) {
    self.init(
      id: row.int64(0), app: row.int64OrNil(1).map(AppID.init), name: row.text(2), day: CivilDay(number: row.int(3)),
      createdAt: row.at(4), createdBy: row.text(5))
  }
}
