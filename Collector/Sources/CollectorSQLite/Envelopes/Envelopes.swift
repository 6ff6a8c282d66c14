// The keys under which Sentry's SDKs know an app, and counts of what came in their envelopes.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func envelopeKeys(of app: AppID) throws -> [EnvelopeKey] {
    try db.rows(
      "SELECT \(EnvelopeKey.columns) FROM envelope_key WHERE app = ? ORDER BY id", [.app(app)],
      make: EnvelopeKey.init(row:))
  }

  func activeEnvelopeKeys() throws -> [EnvelopeKey] {
    try db.rows(
      "SELECT \(EnvelopeKey.columns) FROM envelope_key WHERE revoked_at IS NULL ORDER BY id",
      make: EnvelopeKey.init(row:))
  }

  func envelopeCounts(in apps: AppScope) throws -> [EnvelopeCount: Int64] {
    var counts: [EnvelopeCount: Int64] = [:]
    try db.forEach("SELECT app, sort, name, count FROM envelope_count WHERE \(apps.sql("app"))") { row in
      counts[EnvelopeCount(app: AppID(row.int64(0)), sort: try row.code(1), name: row.text(2))] = row.int64(3)
      return true
    }
    return counts
  }
}

extension SQLiteWrites {
  func createEnvelopeKey(app: AppID, key: [UInt8], at: Timestamp) throws -> EnvelopeKey {
    try db.run(
      "INSERT INTO envelope_key (app, key, created_at) VALUES (?, ?, ?)", [.app(app), .blob(key), .at(at)])
    let id = try db.lastInsertRowID
    try noteKeysChanged(app: app, at: at)
    return EnvelopeKey(id: id, app: app, key: key, createdAt: at)
  }

  func revokeEnvelopeKey(_ id: Int64, at: Timestamp) throws -> Bool {
    guard
      try db.run(
        "UPDATE envelope_key SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL", [.at(at), .integer(id)]) == 1,
      let app = try db.first("SELECT app FROM envelope_key WHERE id = ?", [.integer(id)], make: { AppID($0.int64(0)) })
    else { return false }
    try noteKeysChanged(app: app, at: at)
    return true
  }

  func add(_ number: Int64, to count: EnvelopeCount) throws {
    guard number > 0 else { return }
    // As large as a column holds, and no larger.
    let half = SQLiteValue.integer(.max / 2)
    try db.send(
      """
      INSERT INTO envelope_count (app, sort, name, count) VALUES (?1, ?2, ?3, ?4)
      ON CONFLICT (app, sort, name) DO UPDATE SET count = min(count, ?5) + min(excluded.count, ?5)
      """, [.app(count.app), .code(count.sort), .text(count.name), .integer(number), half])
  }
}

extension EnvelopeKey {
  static let columns = "id, app, key, created_at, revoked_at"

  init(row: Row) {
    self.init(
      id: row.int64(0), app: AppID(row.int64(1)), key: row.blob(2), createdAt: row.at(3), revokedAt: row.atOrNil(4))
  }
}

extension EnvelopeCount.Sort: Coded {
  static var known: [EnvelopeCount.Sort] { allCases }
  var code: Int64 {
    switch self {
    case .skipped: 0
    case .discarded: 1
    }
  }
}
