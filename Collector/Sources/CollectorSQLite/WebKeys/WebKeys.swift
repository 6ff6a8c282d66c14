// The keys of pages and their origins.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func webKeys() throws -> [WebKeyRecord] { try webKeys("", []) }

  func webKeys(of app: AppID) throws -> [WebKeyRecord] { try webKeys("WHERE app = ?", [.app(app)]) }

  func webKey(_ id: Int64) throws -> WebKeyRecord? { try webKeys("WHERE id = ?", [.integer(id)]).first }

  private func webKeys(_ condition: String, _ values: [SQLiteValue]) throws -> [WebKeyRecord] {
    try db.rows(
      """
      SELECT id, app, key, per_minute, installation_per_minute, created_at, blocked_at, revoked_at
      FROM web_key \(condition) ORDER BY id
      """, values
    ) { row in
      WebKeyRecord(
        id: row.int64(0), app: AppID(row.int64(1)), key: row.text(2), origins: [],
        quota: IngestQuota(appPerMinute: row.int64(3), installationPerMinute: row.int64(4)), createdAt: row.at(5),
        blockedAt: row.atOrNil(6), revokedAt: row.atOrNil(7))
    }.map { key in
      var key = key
      key.origins = try db.rows(
        "SELECT origin FROM web_key_origin WHERE web_key = ? ORDER BY place", [.integer(key.id)]
      ) { $0.text(0) }.compactMap(WebOrigin.init)
      return key
    }
  }
}

extension SQLiteWrites {
  func createWebKey(app: AppID, key: String, origins: [WebOrigin], quota: IngestQuota, at: Timestamp) throws
    -> WebKeyRecord
  {
    let isThere = try db.first("SELECT 1 FROM web_key WHERE key = ?", [.text(key)]) { _ in true } ?? false
    guard !isThere else { throw StoreError.taken(key) }
    try db.run(
      """
      INSERT INTO web_key (app, key, per_minute, installation_per_minute, created_at) VALUES (?, ?, ?, ?, ?)
      """,
      [.app(app), .text(key), .integer(quota.appPerMinute), .integer(quota.installationPerMinute), .at(at)])
    let id = try db.lastInsertRowID
    for (place, origin) in origins.enumerated() {
      try db.send(
        "INSERT INTO web_key_origin (web_key, place, origin) VALUES (?, ?, ?)",
        [.integer(id), .integer(Int64(place)), .text(origin.text)])
    }
    try noteKeysChanged(app: app, at: at)
    return WebKeyRecord(id: id, app: app, key: key, origins: origins, quota: quota, createdAt: at)
  }

  func blockWebKey(_ id: Int64, at: Timestamp) throws -> Bool {
    try change(
      id, "UPDATE web_key SET blocked_at = ? WHERE id = ? AND blocked_at IS NULL AND revoked_at IS NULL",
      [.at(at), .integer(id)], at)
  }

  func unblockWebKey(_ id: Int64, at: Timestamp) throws -> Bool {
    try change(
      id, "UPDATE web_key SET blocked_at = NULL WHERE id = ? AND blocked_at IS NOT NULL AND revoked_at IS NULL",
      [.integer(id)], at)
  }

  func revokeWebKey(_ id: Int64, at: Timestamp) throws -> Bool {
    try change(
      id, "UPDATE web_key SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL", [.at(at), .integer(id)], at)
  }

  private func change(_ id: Int64, _ sql: String, _ values: [SQLiteValue], _ at: Timestamp) throws -> Bool {
    guard try db.run(sql, values) == 1, let key = try webKey(id) else { return false }
    try noteKeysChanged(app: key.app, at: at)
    return true
  }
}
