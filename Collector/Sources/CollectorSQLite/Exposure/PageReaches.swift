// How far people get: who said so on a day, and the sums by version, segment and channel, kept with each.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func pageReach(of app: AppID, days: ClosedRange<Int64>, pages: Set<Int>) throws -> [PageReach] {
    try db.rows(
      """
      SELECT e.day, c.version, c.segment, c.channel, e.installations, e.pages
      FROM page_day AS e
      JOIN cohort AS c ON c.id = e.cohort
      WHERE e.app = ? AND e.source = 0 AND e.day BETWEEN ? AND ?
      ORDER BY e.day, e.cohort
      """, [.app(app), .integer(days.lowerBound), .integer(days.upperBound)]
    ) { row in
      PageReach(
        day: ExposureDay(
          day: row.int64(0), version: row.textUnlessEmpty(1), segment: row.textUnlessEmpty(2),
          channel: row.textUnlessEmpty(3), installations: row.int64(4)),
        pages: try row.pageCounts(5).counts.filter { pages.contains($0.key) })
    }
  }

  func saidPages(_ installation: ReportID, app: AppID, day: Int64) throws -> Bool {
    guard let number = try knownNumber(of: installation, app: app) else { return false }
    return try db.first(
      "SELECT pages FROM activity WHERE source = 0 AND day = ? AND installation = ?",
      [.integer(day), .integer(number)],
      make: { $0.bool(0) }) ?? false
  }
}

extension SQLiteWrites {
  @discardableResult
  func countPages(_ pages: [Int], of installation: ReportID, app: AppID, day: Int64) throws -> Bool {
    guard let number = try knownNumber(of: installation, app: app) else { return false }
    let source = SQLiteValue.integer(Exposure.Source.heartbeats.code)
    let row = [source, .integer(day), .integer(number)]
    let cohort = try db.first(
      "SELECT cohort FROM activity WHERE source = ? AND day = ? AND installation = ? AND pages = 0", row,
      make: { $0.int64(0) })
    guard let cohort else { return false }
    try db.run("UPDATE activity SET pages = 1 WHERE source = ? AND day = ? AND installation = ?", row)
    let key: [SQLiteValue] = [.app(app), source, .integer(day), .integer(cohort)]
    var sums =
      try db.first(
        "SELECT pages FROM page_day WHERE app = ? AND source = ? AND day = ? AND cohort = ?", key,
        make: { try $0.pageCounts(0) }) ?? PageCounts()
    for page in Set(pages) where sums.counts[page] != nil || sums.counts.count < ExposureLimits.pages {
      sums.counts[page, default: 0] += 1
    }
    try db.run(
      """
      INSERT INTO page_day (app, source, day, cohort, installations, pages) VALUES (?, ?, ?, ?, 1, ?)
      ON CONFLICT (app, source, day, cohort) DO UPDATE SET installations = installations + 1, pages = excluded.pages
      """, key + [.blob(sums.packed)])
    return true
  }
}

extension Row {
  fileprivate func pageCounts(_ column: Int) throws -> PageCounts {
    guard let counts = PageCounts(packed: blob(column)) else {
      throw StoreError.failed("The database holds counts of pages in a form that this program does not know.")
    }
    return counts
  }
}
