// Trackers of issues: where they are, what they know us by, and what they asked of us.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension TrackerKind: Coded {
  static var known: [TrackerKind] { allCases }
  var code: Int64 {
    switch self {
    case .github: 0
    case .gitlab: 1
    }
  }
}

extension SQLiteTables {
  func trackers(in apps: AppScope) throws -> [Tracker] {
    try db.rows(
      "SELECT \(Tracker.columns) FROM tracker WHERE \(apps.sql("app")) ORDER BY id", make: Tracker.init(row:))
  }

  func tracker(_ id: Int64) throws -> Tracker? {
    try db.first("SELECT \(Tracker.columns) FROM tracker WHERE id = ?", [.integer(id)], make: Tracker.init(row:))
  }
}

extension SQLiteWrites {
  func addTracker(_ tracker: Tracker) throws -> Int64 {
    try db.run(
      """
      INSERT INTO tracker (
        name, kind, address, api, project, label, title, body, token, app, hook_secret, created_at, held_until,
        hooked_at, problem)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      tracker.settings.values + [
        .text(tracker.token), .app(tracker.app), .text(tracker.hookSecret), .at(tracker.createdAt),
        .at(tracker.heldUntil), .at(tracker.hookedAt), .text(tracker.problem),
      ])
    return try db.lastInsertRowID
  }

  func setTracker(_ settings: TrackerSettings, token: String, ofTracker id: Int64) throws {
    try db.send(
      """
      UPDATE tracker SET
        name = ?, kind = ?, address = ?, api = ?, project = ?, label = ?, title = ?, body = ?, token = ?
      WHERE id = ?
      """, settings.values + [.text(token), .integer(id)])
  }

  func setHookSecret(_ secret: String, ofTracker id: Int64) throws {
    try db.send("UPDATE tracker SET hook_secret = ?, hooked_at = NULL WHERE id = ?", [.text(secret), .integer(id)])
  }

  func deleteTracker(_ id: Int64) throws {
    // Words may go with it, so files are purged of them.
    try db.send("UPDATE purge SET wanted = wanted + 1")
    try db.send("DELETE FROM tracker WHERE id = ?", [.integer(id)])
  }

  func hold(tracker id: Int64, until: Timestamp?) throws {
    try db.send("UPDATE tracker SET held_until = ? WHERE id = ?", [.at(until), .integer(id)])
  }

  func noteHook(ofTracker id: Int64, at: Timestamp) throws {
    try db.send("UPDATE tracker SET hooked_at = ? WHERE id = ?", [.at(at), .integer(id)])
  }

  func setProblem(_ problem: String?, ofTracker id: Int64) throws {
    try db.send("UPDATE tracker SET problem = ? WHERE id = ?", [.text(problem), .integer(id)])
  }
}

extension TrackerSettings {
  fileprivate var values: [SQLiteValue] {
    [
      .text(name), .code(kind), .text(address), .text(api), .text(project), .text(label), .text(title), .text(body),
    ]
  }
}

extension Tracker {
  fileprivate static let columns = """
    id, app, name, kind, address, api, project, label, title, body, token, hook_secret, created_at, held_until, \
    hooked_at, problem
    """

  fileprivate init(row: Row) throws {
    self.init(
      id: row.int64(0), app: AppID(row.int64(1)),
      settings: TrackerSettings(
        name: row.text(2), kind: try row.code(3), address: row.text(4), api: row.textOrNil(5), project: row.text(6),
        label: row.textOrNil(7), title: row.text(8), body: row.text(9)),
      token: row.text(10), hookSecret: row.text(11), createdAt: row.at(12), heldUntil: row.atOrNil(13),
      hookedAt: row.atOrNil(14), problem: row.textOrNil(15))
  }
}
