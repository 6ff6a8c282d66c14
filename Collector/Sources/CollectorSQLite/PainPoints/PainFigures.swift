// The counts of pain points. Triggers of the schema keep them; here they are read.
import CollectorCore
import TellbackSQLite
import TellbackWire

/// Statements whose plans are tested: there are far more counts than any page shows. `CROSS JOIN` has SQLite begin with the pain points.
enum PainQueries {
  /// One look for each pain point: where all apps are asked for, every count would be read else.
  static func totals(_ apps: AppScope) -> String {
    """
    SELECT \(PainFigure.columns) FROM pain_point AS p
    CROSS JOIN pain_figure AS f ON f.pain = p.number AND f.sort = \(PainSort.total.rawValue)
    WHERE \(apps.sql("p.app"))
    """
  }

  /// By app, week and segment: one look by the whole key for each pain point.
  static let hurting = """
    SELECT f.pain FROM pain_point AS p
    CROSS JOIN pain_figure AS f ON f.pain = p.number AND f.sort = \(PainSort.segmentWeek.rawValue) AND f.week = ?2
      AND f.page = '' AND f.segment = ?3 AND f.version = ''
    WHERE p.app = ?1
    """
}

extension SQLiteTables {
  func painFigures(of pain: Int64, _ sort: PainSort, version: String?, limit: Int) throws -> [PainFigure] {
    let only = version == nil ? "" : " AND version = ?3"
    return try db.rows(
      """
      SELECT \(PainFigure.columns) FROM pain_figure AS f
      WHERE pain = ?1 AND sort = \(sort.rawValue)\(only)
      ORDER BY f.reporters DESC, f.id DESC
      LIMIT ?2
      """, [.integer(pain), .int(max(0, limit))] + (version.map { [.text($0)] } ?? []),
      make: PainFigure.init(row:))
  }

  func pains(of app: AppID, hurting segment: String, weeks: ClosedRange<Int64>) throws -> Set<Int64> {
    var found: Set<Int64> = []
    for week in weeks {
      let hurt = try db.rows(PainQueries.hurting, [.app(app), .integer(week), .text(segment)]) { $0.int64(0) }
      found.formUnion(hurt)
    }
    return found
  }

  func painWeekSums(in apps: AppScope, since week: Int64) throws -> [PainFigure] {
    var sums = try weekRows(.week, in: apps, since: week)
    // Of a year of 500 pain points in 30 segments, eight weeks are 120,000 counts: without weights none of them is read.
    let hasWeights = try db.first("SELECT EXISTS (SELECT 1 FROM pain_segment_weight)") { $0.bool(0) } ?? false
    guard hasWeights else { return sums }
    let own = try weekRows(
      .segmentWeek, in: apps, since: week,
      "JOIN pain_segment_weight AS w ON w.app = p.app AND w.segment = f.segment")
    var places: [[Int64]: Int] = [:]
    for (place, sum) in sums.enumerated() { places[[sum.pain, sum.week]] = place }
    for figure in own {
      guard let place = places[[figure.pain, figure.week]] else { continue }
      sums[place].reports -= figure.reports
      sums[place].reporters = max(0, sums[place].reporters - figure.reporters)
    }
    return sums.filter { $0.reports > 0 } + own
  }

  private func weekRows(
    _ sort: PainSort, in apps: AppScope, since week: Int64, _ join: String = ""
  ) throws -> [PainFigure] {
    try db.rows(
      """
      SELECT \(PainFigure.columns) FROM pain_point AS p
      CROSS JOIN pain_figure AS f ON f.pain = p.number AND f.sort = \(sort.rawValue) AND f.week >= ?
      \(join)
      WHERE \(apps.sql("p.app"))
      """, [.integer(week)], make: PainFigure.init(row:))
  }

  func painWeeks(of pain: Int64, since week: Int64) throws -> [PainFigure] {
    try db.rows(
      """
      SELECT \(PainFigure.columns) FROM pain_figure AS f
      WHERE pain = ? AND sort = \(PainSort.week.rawValue) AND week >= ?
      ORDER BY week
      """, [.integer(pain), .integer(week)], make: PainFigure.init(row:))
  }

  func painTotals(in apps: AppScope) throws -> [Int64: PainFigure] {
    let figures = try db.rows(PainQueries.totals(apps), make: PainFigure.init(row:))
    return Dictionary(figures.map { ($0.pain, $0) }) { first, _ in first }
  }

  func painFirstReports(of pain: Int64, after installation: ReportID?, limit: Int) throws -> [PainFirstReport] {
    try db.rows(
      """
      SELECT f.installation, f.captured_at / 86400000, f.received_at, NULLIF(f.version, ''), NULLIF(f.segment, ''),
        NULLIF(f.channel, '')
      FROM (
        SELECT MIN(report) AS first FROM pain_report
        WHERE pain = ?1 AND installation > ?2
        GROUP BY installation
        ORDER BY installation
        LIMIT ?3
      ) JOIN pain_report AS f ON f.report = first
      ORDER BY f.installation
      """, [.integer(pain), .blob(installation?.bytes ?? []), .int(max(0, limit))]
    ) { row in
      PainFirstReport(
        installation: try row.id(0), capturedDay: row.int64(1), receivedAt: row.at(2), version: row.textOrNil(3),
        segment: row.textOrNil(4), channel: row.textOrNil(5))
    }
  }

  func reportingInstallations(app: AppID) throws -> Int64 {
    try db.first("SELECT count FROM pain_installations WHERE app = ?", [.app(app)]) { $0.int64(0) } ?? 0
  }

  func painReach(of pain: Int64) throws -> PainReach {
    try db.first("SELECT told, came_back FROM pain_reach WHERE pain = ?", [.integer(pain)]) {
      PainReach(told: $0.int64(0), cameBack: $0.int64(1))
    } ?? PainReach()
  }
}

extension SQLiteWrites {
  func addPainTold(pain: Int64, onTicket number: Int64, at: Timestamp) throws {
    try db.send(
      """
      INSERT INTO pain_told (reporter, pain, at)
      SELECT DISTINCT c.reporter, c.pain, ?3 FROM (\(Self.reportsShown(isPlain: try isUnlinked(number)))) AS s
      JOIN pain_report AS c ON c.report = s.report
      WHERE c.pain = ?2 AND c.installation IS NOT NULL
      ON CONFLICT (reporter, pain) DO NOTHING
      """, [.integer(number), .integer(pain), .at(at)])
  }

  func addPainTold(pain: Int64, reporter: [UInt8], at: Timestamp) throws {
    try db.send(
      "INSERT INTO pain_told (reporter, pain, at) VALUES (?, ?, ?) ON CONFLICT (reporter, pain) DO NOTHING",
      [.blob(reporter), .integer(pain), .at(at)])
  }

  func notePainReturn(of reporter: [UInt8], pain: Int64, at: Timestamp) throws -> Bool {
    let key: [SQLiteValue] = [.blob(reporter), .integer(pain)]
    let told = try db.first("SELECT at FROM pain_told WHERE reporter = ? AND pain = ?", key) { $0.at(0) }
    guard let told else { return false }
    if at <= told.adding(seconds: PainReach.seconds) {
      try db.send("UPDATE pain_told SET came_back = 1 WHERE reporter = ? AND pain = ? AND came_back = 0", key)
    }
    return true
  }

  /// The key by which somebody was told is made of a name; it goes with their last report.
  func forgetPainTold(to reporter: [UInt8]) throws {
    try db.send(
      """
      DELETE FROM pain_told WHERE reporter = ?1
        AND NOT EXISTS (SELECT 1 FROM pain_report AS c WHERE c.pain = pain_told.pain AND c.reporter = ?1)
      """, [.blob(reporter)])
  }
}

extension PainFigure {
  /// Of `pain_figure AS f`.
  static let columns = "f.pain, f.page, f.segment, f.version, f.week, f.reports, f.reporters"

  init(row: Row) {
    self.init(
      pain: row.int64(0), page: row.text(1), segment: row.text(2), version: row.text(3), week: row.int64(4),
      reports: row.int64(5), reporters: row.int64(6))
  }
}
