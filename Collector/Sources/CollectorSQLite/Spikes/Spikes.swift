// Places, who reported there on which day, and spikes. Triggers of the schema keep the counts.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func watchedPlaces(of app: AppID) throws -> [WatchedPlace] {
    try db.rows(
      "SELECT \(WatchedPlace.columns) FROM watched_place AS p WHERE p.app = ? ORDER BY p.id", [.app(app)],
      make: WatchedPlace.init(row:))
  }

  func placeDays(of app: AppID, days: ClosedRange<Int64>) throws -> [Int64: [Int64: Int64]] {
    var found: [Int64: [Int64: Int64]] = [:]
    try db.forEach(
      """
      SELECT d.place, d.day, d.contacts FROM watched_place AS p
      JOIN place_day AS d ON d.place = p.id AND d.day BETWEEN ?2 AND ?3
      WHERE p.app = ?1
      """, [.app(app), .integer(days.lowerBound), .integer(days.upperBound)]
    ) { row in
      found[row.int64(0), default: [:]][row.int64(1)] = row.int64(2)
      return true
    }
    return found
  }

  func spikes(of app: AppID, since moment: Timestamp) throws -> [Spike] {
    try db.rows(
      """
      SELECT \(WatchedPlace.columns), s.week, s.flagged_at FROM watched_place AS p
      JOIN spike AS s ON s.place = p.id
      WHERE p.app = ? AND s.flagged_at >= ?
      ORDER BY s.flagged_at DESC, p.id
      """, [.app(app), .at(moment)]
    ) { Spike(place: try WatchedPlace(row: $0), week: $0.int64(5), flaggedAt: $0.at(6)) }
  }
}

extension SQLiteWrites {
  @discardableResult
  func countAtPlace(
    _ kind: ReleasePlace.Kind, _ name: String, app: AppID, installation: ReportID, day: Int64, today: Int64
  ) throws -> Bool {
    guard let place = try place(kind, name, app, today) else { return false }
    return try db.run(
      "INSERT OR IGNORE INTO place_contact (place, day, installation) VALUES (?, ?, ?)",
      [.integer(place), .integer(day), .id(installation)]) == 1
  }

  private func place(_ kind: ReleasePlace.Kind, _ name: String, _ app: AppID, _ today: Int64) throws -> Int64? {
    let key: [SQLiteValue] = [.app(app), .code(kind), .text(name)]
    let known = try db.first(
      "SELECT id FROM watched_place WHERE app = ? AND kind = ? AND name = ?", key, make: { $0.int64(0) })
    if let known { return known }
    let count = try db.first(
      "SELECT COUNT(*) FROM watched_place WHERE app = ? AND kind = ?", [.app(app), .code(kind)], make: { $0.int(0) })
    guard count ?? 0 < SpikeLimits.places else { return nil }
    try db.run(
      "INSERT INTO watched_place (app, kind, name, first_day) VALUES (?, ?, ?, ?)", key + [.integer(today)])
    return try db.lastInsertRowID
  }

  func saveSpike(ofPlace place: Int64, week: Int64, at: Timestamp) throws -> Bool {
    try db.run(
      "INSERT OR IGNORE INTO spike (place, week, flagged_at) VALUES (?, ?, ?)",
      [.integer(place), .integer(week), .at(at)]) == 1
  }

  func forgetPlaceContacts(app: AppID, before day: Int64) throws {
    try db.run(
      "DELETE FROM place_contact WHERE place IN (SELECT id FROM watched_place WHERE app = ?) AND day < ?",
      [.app(app), .integer(day)])
  }
}

extension WatchedPlace {
  /// Of `watched_place AS p`.
  fileprivate static let columns = "p.id, p.app, p.kind, p.name, p.first_day"

  fileprivate init(row: Row) throws {
    self.init(
      id: row.int64(0), app: AppID(row.int64(1)), kind: try row.code(2), name: row.text(3), firstDay: row.int64(4))
  }
}
