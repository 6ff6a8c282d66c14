// Apps and their keys.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func apps() throws -> [AppRecord] {
    try db.rows("SELECT \(AppRecord.columns) FROM app ORDER BY id", make: AppRecord.init(row:))
  }

  func app(_ id: AppID) throws -> AppRecord? {
    try db.first("SELECT \(AppRecord.columns) FROM app WHERE id = ?", [.app(id)], make: AppRecord.init(row:))
  }

  func app(named name: String) throws -> AppRecord? {
    try db.first("SELECT \(AppRecord.columns) FROM app WHERE name = ?", [.text(name)], make: AppRecord.init(row:))
  }

  func keys(of app: AppID) throws -> [AppKeyRecord] {
    try db.rows(
      "SELECT \(AppKeyRecord.columns) FROM app_key WHERE app = ? ORDER BY id", [.app(app)],
      make: AppKeyRecord.init(row:))
  }

  func activeKeys() throws -> [AppKeyRecord] {
    try db.rows(
      "SELECT \(AppKeyRecord.columns) FROM app_key WHERE revoked_at IS NULL ORDER BY id", make: AppKeyRecord.init(row:))
  }
}

extension SQLiteWrites {
  func createApp(name: String, quota: IngestQuota, at: Timestamp) throws -> AppRecord {
    guard try app(named: name) == nil else { throw StoreError.taken(name) }
    try db.run(
      """
      INSERT INTO app (name, created_at, app_per_minute, installation_per_minute)
      VALUES (?, ?, ?, ?)
      """, [.text(name), .at(at), .integer(quota.appPerMinute), .integer(quota.installationPerMinute)])
    let id = AppID(try db.lastInsertRowID)
    try db.send("INSERT INTO tally (app) VALUES (?)", [.app(id)])
    try noteKeysChanged(app: id, at: at)
    return AppRecord(id: id, name: name, createdAt: at, quota: quota)
  }

  func createKey(app: AppID, hash: [UInt8], hint: String, at: Timestamp) throws -> AppKeyRecord {
    try db.run(
      "INSERT INTO app_key (app, hash, hint, created_at) VALUES (?, ?, ?, ?)",
      [.app(app), .blob(hash), .text(hint), .at(at)])
    let id = try db.lastInsertRowID
    try noteKeysChanged(app: app, at: at)
    return AppKeyRecord(id: id, app: app, hash: hash, hint: hint, createdAt: at)
  }

  func revokeKey(_ id: Int64, at: Timestamp) throws -> Bool {
    guard
      try db.run("UPDATE app_key SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL", [.at(at), .integer(id)]) == 1,
      let app = try db.first("SELECT app FROM app_key WHERE id = ?", [.integer(id)], make: { AppID($0.int64(0)) })
    else { return false }
    try noteKeysChanged(app: app, at: at)
    return true
  }
}

extension AppRecord {
  static let columns = "id, name, created_at, app_per_minute, installation_per_minute"

  init(row: Row) {
    self.init(
      id: AppID(row.int64(0)), name: row.text(1), createdAt: row.at(2),
      quota: IngestQuota(appPerMinute: row.int64(3), installationPerMinute: row.int64(4)))
  }
}

extension AppKeyRecord {
  static let columns = "id, app, hash, hint, created_at, revoked_at"

  init(row: Row) {
    self.init(
      id: row.int64(0), app: AppID(row.int64(1)), hash: row.blob(2), hint: row.text(3), createdAt: row.at(4),
      revokedAt: row.atOrNil(5))
  }
}
