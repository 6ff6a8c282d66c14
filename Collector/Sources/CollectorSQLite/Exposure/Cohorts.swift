// The version, segment and channel under which a day is counted. Invariant: on one day an app has no more of them than
// ``ExposureLimits`` says, however many names are sent.
import CollectorCore
import TellbackSQLite
import TellbackWire

/// What a day is counted under, and where it was looked up.
struct CohortPlace: Hashable {
  var app: AppID
  var source: Exposure.Source
  var day: Int64
  /// Version, segment and channel as bytes: Swift takes NFC and NFD for the same text, SQLite does not.
  var names: [[UInt8]]
}

extension SQLiteWrites {
  func cohort(of day: ExposureDay, app: AppID, by source: Exposure.Source) throws -> Int64 {
    let (names, place) = Self.place(of: day, app, source)
    if let known = lookups.cohorts[place] { return known }
    let found = try counted(names, at: place) ?? added(try limited(names, at: place), app: app)
    lookups.cohorts[place] = found
    return found
  }

  /// Nil where nothing is counted under it yet.
  func knownCohort(of day: ExposureDay, app: AppID, by source: Exposure.Source) throws -> Int64? {
    let (names, place) = Self.place(of: day, app, source)
    return try lookups.cohorts[place] ?? counted(names, at: place)
  }

  private static func place(of day: ExposureDay, _ app: AppID, _ source: Exposure.Source) -> ([String], CohortPlace) {
    let names = [day.version ?? "", day.segment ?? "", day.channel ?? ""]
    return (names, CohortPlace(app: app, source: source, day: day.day, names: names.map { Array($0.utf8) }))
  }

  /// The cohort of these names, when something is counted under it on this day.
  private func counted(_ names: [String], at place: CohortPlace) throws -> Int64? {
    try db.first(
      """
      SELECT c.id FROM cohort AS c
      WHERE c.app = ?1 AND c.version = ?2 AND c.segment = ?3 AND c.channel = ?4 AND EXISTS (
        SELECT 1 FROM exposure_day AS e WHERE e.app = ?1 AND e.source = ?5 AND e.day = ?6 AND e.cohort = c.id)
      """, [.app(place.app)] + names.map { .text($0) } + [.integer(place.source.code), .integer(place.day)],
      make: { $0.int64(0) })
  }

  /// Names past the limits of the day become ``ExposureDay/others``.
  private func limited(_ names: [String], at place: CohortPlace) throws -> [String] {
    let day: [SQLiteValue] = [.app(place.app), .integer(place.source.code), .integer(place.day)]
    let cohorts = try db.first(
      "SELECT COUNT(*) FROM exposure_day WHERE app = ? AND source = ? AND day = ?", day, make: { $0.int(0) })
    // One more is kept for what is past the limit.
    if cohorts ?? 0 >= ExposureLimits.cohorts - 1 { return names.map { _ in ExposureDay.others } }
    let limits = [ExposureLimits.versions, ExposureLimits.segments, ExposureLimits.channels]
    return try zip(names, zip(["version", "segment", "channel"], limits)).map { name, column in
      guard !name.isEmpty else { return name }
      let found = try db.first(
        """
        SELECT COUNT(DISTINCT c.\(column.0)), MAX(c.\(column.0) = ?4)
        FROM exposure_day AS e
        JOIN cohort AS c ON c.id = e.cohort
        WHERE e.app = ?1 AND e.source = ?2 AND e.day = ?3 AND c.\(column.0) NOT IN ('', ?5)
        """, day + [.text(name), .text(ExposureDay.others)]
      ) { (count: $0.int(0), isKnown: $0.bool(1)) }
      guard let found, !found.isKnown, found.count >= column.1 else { return name }
      return ExposureDay.others
    }
  }

  private func added(_ names: [String], app: AppID) throws -> Int64 {
    let values: [SQLiteValue] = [.app(app)] + names.map { .text($0) }
    let known = try db.first(
      "SELECT id FROM cohort WHERE app = ? AND version = ? AND segment = ? AND channel = ?", values
    ) { $0.int64(0) }
    if let known { return known }
    return try db.insert(
      "INSERT INTO cohort (app, version, segment, channel) VALUES (?, ?, ?, ?)", values, readsHold: true)
  }
}
