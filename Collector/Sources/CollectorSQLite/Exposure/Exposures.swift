// Active installations: one short row for each installation and day, and the sums, kept with each row.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func exposure(of app: AppID, days: ClosedRange<Int64>, by source: Exposure.Source) throws -> [ExposureDay] {
    try db.rows(
      """
      SELECT e.day, c.version, c.segment, c.channel, e.installations
      FROM exposure_day AS e
      JOIN cohort AS c ON c.id = e.cohort
      WHERE e.app = ? AND e.source = ? AND e.day BETWEEN ? AND ?
      ORDER BY e.day, e.cohort
      """, [.app(app), .integer(source.code), .integer(days.lowerBound), .integer(days.upperBound)]
    ) { row in
      ExposureDay(
        day: row.int64(0), version: row.textUnlessEmpty(1), segment: row.textUnlessEmpty(2),
        channel: row.textUnlessEmpty(3), installations: row.int64(4))
    }
  }
}

extension SQLiteTables {
  func daysOfUse(of app: AppID, days: ClosedRange<Int64>, by source: Exposure.Source) throws -> [ExposureDay] {
    try db.rows(
      """
      SELECT MAX(e.day), c.version, c.channel, SUM(e.installations) AS days
      FROM exposure_day AS e
      JOIN cohort AS c ON c.id = e.cohort
      WHERE e.app = ? AND e.source = ? AND e.day BETWEEN ? AND ?
      GROUP BY c.version, c.channel
      ORDER BY days DESC, c.version DESC, c.channel DESC
      """, [.app(app), .integer(source.code), .integer(days.lowerBound), .integer(days.upperBound)]
    ) { row in
      ExposureDay(
        day: row.int64(0), version: row.textUnlessEmpty(1), segment: nil, channel: row.textUnlessEmpty(2),
        installations: row.int64(3))
    }
  }

  func installationsByDay(of app: AppID, days: ClosedRange<Int64>, by source: Exposure.Source) throws -> [Int64: Int64]
  {
    let sums = try db.rows(
      """
      SELECT day, SUM(installations) FROM exposure_day
      WHERE app = ? AND source = ? AND day BETWEEN ? AND ?
      GROUP BY day
      """, [.app(app), .integer(source.code), .integer(days.lowerBound), .integer(days.upperBound)]
    ) { ($0.int64(0), $0.int64(1)) }
    return Dictionary(uniqueKeysWithValues: sums)
  }

  func activeDays(of installation: ReportID, app: AppID, days: ClosedRange<Int64>, by source: Exposure.Source) throws
    -> [ExposureDay]
  {
    guard let number = try knownNumber(of: installation, app: app) else { return [] }
    var found: [ExposureDay] = []
    try forEachDay("activity WHERE source = \(source.code)") { day in
      guard days.contains(day) else { return }
      let counted = try db.first(
        """
        SELECT c.version, c.segment, c.channel FROM activity AS a
        JOIN cohort AS c ON c.id = a.cohort
        WHERE a.source = ? AND a.day = ? AND a.installation = ?
        """, [.integer(source.code), .integer(day), .integer(number)]
      ) { row in
        ExposureDay(
          day: day, version: row.textUnlessEmpty(0), segment: row.textUnlessEmpty(1),
          channel: row.textUnlessEmpty(2), installations: 1)
      }
      if let counted { found.append(counted) }
    }
    return found
  }

  func knownNumber(of installation: ReportID, app: AppID) throws -> Int64? {
    try db.first(Self.numberOfInstallation, [.app(app), .id(installation)]) { $0.int64(0) }
  }

  fileprivate static var numberOfInstallation: String {
    "SELECT number FROM active_installation WHERE app = ? AND id = ?"
  }

  /// Each day of which there may be rows. An index by installation would cost as much as the rows themselves.
  func forEachDay(_ rows: String, _ body: (Int64) throws -> Void) throws {
    let days = try db.first("SELECT MIN(day), MAX(day) FROM \(rows)") {
      $0.isNull(0) ? nil : $0.int64(0)...$0.int64(1)
    }
    guard let days = days ?? nil else { return }
    for day in days { try body(day) }
  }
}

extension SQLiteWrites {
  @discardableResult
  func countActive(
    _ installation: ReportID, app: AppID, on day: ExposureDay, by source: Exposure.Source
  ) throws -> Bool {
    let number = try activeNumber(of: installation, app: app)
    let active = Expectations.Active(source: source.code, day: day.day, installation: number)
    guard try !isActive(active) else { return false }
    let cohort = try cohort(of: day, app: app, by: source)
    try db.send(
      "INSERT INTO activity (source, day, installation, cohort) VALUES (?, ?, ?, ?)",
      Self.values(of: active) + [.integer(cohort)], readsHold: true)
    try db.forgetAhead(Self.activeQuery, Self.values(of: active))
    noteExpected { $0.active.insert(active) }
    try db.send(
      """
      INSERT INTO exposure_day (app, source, day, cohort, installations) VALUES (?, ?, ?, ?, 1)
      ON CONFLICT (app, source, day, cohort) DO UPDATE SET installations = installations + 1
      """, [.app(app), .integer(source.code), .integer(day.day), .integer(cohort)], readsHold: true)
    return true
  }

  private static let activeQuery = "SELECT 1 FROM activity WHERE source = ? AND day = ? AND installation = ?"

  private static func values(of active: Expectations.Active) -> [SQLiteValue] {
    [.integer(active.source), .integer(active.day), .integer(active.installation)]
  }

  func isActive(_ active: Expectations.Active) throws -> Bool {
    if expected.active.contains(active) { return true }
    return try db.first(Self.activeQuery, Self.values(of: active)) { _ in true } ?? false
  }

  func forgetActivity(of installation: ReportID, app: AppID) throws {
    guard let number = try knownNumber(of: installation, app: app) else { return }
    for source in Exposure.Source.allCases {
      try forEachDay("activity WHERE source = \(source.code)") {
        try takeOut(number, app: app, day: $0, source: source)
      }
    }
    try forEachDay("help_activity") { try takeOutHelp(number, app: app, day: $0) }
    try db.send("DELETE FROM active_installation WHERE number = ?", [.integer(number)])
    try forgetUnusedCohorts()
  }

  func forgetActivity(before day: Int64, counts oldestCount: Int64, limit: Int) throws -> Int {
    var count = 0
    for source in Exposure.Source.allCases {
      count += try db.run(
        """
        DELETE FROM activity WHERE (source, day, installation) IN (
          SELECT source, day, installation FROM activity WHERE source = ? AND day < ? LIMIT ?)
        """, [.integer(source.code), .integer(day), .int(limit)])
    }
    count += try db.run(
      """
      DELETE FROM help_activity WHERE (day, installation, issue) IN (
        SELECT day, installation, issue FROM help_activity WHERE day < ? LIMIT ?)
      """, [.integer(day), .int(limit)])
    let counts = try db.run(
      """
      DELETE FROM exposure_day WHERE (app, source, day, cohort) IN (
        SELECT app, source, day, cohort FROM exposure_day WHERE day < ? LIMIT ?)
      """, [.integer(min(oldestCount, day)), .int(limit)])
    if counts > 0 { try forgetUnusedCohorts() }
    count += try db.run(
      """
      DELETE FROM help_day WHERE (app, day, issue) IN (SELECT app, day, issue FROM help_day WHERE day < ? LIMIT ?)
      """, [.integer(oldestCount), .int(limit)])
    return count + counts
  }

  private func takeOut(_ number: Int64, app: AppID, day: Int64, source: Exposure.Source) throws {
    let key: [SQLiteValue] = [.integer(source.code), .integer(day), .integer(number)]
    guard
      let cohort = try db.first(
        "SELECT cohort FROM activity WHERE source = ? AND day = ? AND installation = ?", key, make: { $0.int64(0) })
    else { return }
    try db.send("DELETE FROM activity WHERE source = ? AND day = ? AND installation = ?", key)
    let sum: [SQLiteValue] = [.app(app), .integer(source.code), .integer(day), .integer(cohort)]
    let wasLast = try db.run(
      "DELETE FROM exposure_day WHERE app = ? AND source = ? AND day = ? AND cohort = ? AND installations = 1", sum)
    guard wasLast == 0 else { return }
    try db.send(
      """
      UPDATE exposure_day SET installations = installations - 1 WHERE app = ? AND source = ? AND day = ? AND cohort = ?
      """, sum)
  }

  /// A segment is somebody's name: it goes with the last count of it.
  private func forgetUnusedCohorts() throws {
    lookups.cohorts.removeAll()
    try db.send("DELETE FROM cohort WHERE NOT EXISTS (SELECT 1 FROM exposure_day WHERE cohort = cohort.id)")
  }

  func activeNumber(of installation: ReportID, app: AppID) throws -> Int64 {
    let key = Expectations.Key(app: app, bytes: installation.bytes)
    if let known = try expected.installations[key] ?? knownNumber(of: installation, app: app) { return known }
    let values: [SQLiteValue] = [.app(app), .id(installation)]
    let number = try db.insert(
      "INSERT INTO active_installation (app, id) VALUES (?, ?)", values, readsHold: true)
    try db.forgetAhead(Self.numberOfInstallation, values)
    noteExpected { $0.installations[key] = number }
    return number
  }
}

extension Exposure.Source {
  /// Frozen: stored.
  var code: Int64 {
    switch self {
    case .heartbeats: 0
    case .reports: 1
    }
  }
}

extension Row {
  func textUnlessEmpty(_ column: Int) -> String? {
    let text = text(column)
    return text.isEmpty ? nil : text
  }
}
