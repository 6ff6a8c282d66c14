// An app after a year of much use: a million reports on 500 pain points, and a hundred days of 100,000 installations in use. The rows are
// written by SQL: they are those that the collector keeps as reports and heartbeats come in, whose triggers keep their counts.
import Foundation
import TellbackSQLite
import TellbackWire

struct FilledPain {
  static let pains = 500
  /// The tickets of each pain point.
  private static let tickets = 4
  private static let installations = 100_000

  let reports: Int
  /// Days of an installation in use.
  let heartbeats: Int
  let now: Timestamp

  private var days: Int { max(1, heartbeats / Self.installations) }
  private var today: Int64 { now.milliseconds / 86_400_000 }
  private var begin: Int64 { now.milliseconds - 365 * 86_400_000 }
  /// Between two reports, in milliseconds.
  private var pace: Int64 { 365 * 86_400_000 / Int64(reports) }

  /// Fills a store of an app with the number 1.
  func fill(_ path: String) throws {
    let connection = try Connection(path: path)
    try connection.execute(
      "PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -400000")
    try connection.transaction {
      for statement in tickets + pain + use { try connection.execute(statement) }
    }
    try connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
  }

  /// `n.i` from 0.
  private func rows(_ count: Int, _ statement: String) -> String {
    "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < \(count)) " + statement
  }

  private var moment: String { "\(begin) + i * \(pace)" }
  private let device = "CAST(printf('%016d', i * 7919 % 100000) AS BLOB)"
  private var ticket: String { "i * 2654435761 % \(Self.pains * Self.tickets)" }

  private var tickets: [String] {
    let count = Self.pains * Self.tickets
    let each = reports / count
    return [
      rows(
        count,
        """
        INSERT INTO ticket (number, app, state, kind, severity, opened_at, changed_at, report_count, reporter_count,
          first_captured_at, last_captured_at, first_received_at, last_received_at, page, title)
        SELECT i + 1, 1, i % 3 % 2, i % 4, 1 + i % 4, \(begin), \(now.milliseconds) - i, \(each), \(each), \(begin),
          \(now.milliseconds) - i, \(begin), \(now.milliseconds) - i, '/page/' || (i % 50), 'Something hurts ' || i
        FROM n
        """),
      rows(
        reports,
        """
        INSERT INTO report (sequence, id, app, installation, received_at, body)
        SELECT i + 1, CAST(printf('%016d', i) AS BLOB), 1, \(device), \(moment),
          CAST('{"text":"Something on the page hurts, and nobody knows why it does so"}' AS BLOB)
        FROM n
        """),
      rows(
        reports,
        """
        INSERT INTO placement (report, ticket, at, opened, mechanism, reporter, captured_at)
        SELECT i + 1, 1 + \(ticket), \(moment), 0, 'exact', \(device), \(moment) FROM n
        ORDER BY 2
        """),
      // What the numbers are made of: each ticket opened, answered and resolved on a day of the year.
      rows(
        count,
        """
        INSERT INTO numbers_mark (ticket, app, component, team, measure, at, day)
        SELECT i + 1, 1, 0, 0, m.measure, \(begin) + i * 15000000 + m.measure * 40000000,
          (\(begin) + i * 15000000 + m.measure * 40000000) / 86400000
        FROM n, (SELECT 0 AS measure UNION ALL SELECT 2) AS m
        """),
    ]
  }

  private var pain: [String] {
    [
      rows(
        Self.pains,
        """
        INSERT INTO pain_point (number, app, title, page, created_at)
        SELECT i + 1, 1, 'Pain ' || i, '/page/' || (i % 50), \(begin) FROM n
        """),
      rows(
        Self.pains * Self.tickets,
        "INSERT INTO pain_ticket (pain, ticket, at) SELECT 1 + i % \(Self.pains), i + 1, \(begin) FROM n"),
      rows(
        reports,
        """
        INSERT INTO pain_report (report, pain, reporter, installation, captured_at, received_at, week, page, segment,
          version, channel)
        SELECT i + 1, 1 + \(ticket) % \(Self.pains), \(device), \(device), \(moment), \(moment),
          ((\(moment)) / 86400000 + 3) / 7, '/page/' || (\(ticket) % 50 + i % 3), 'segment ' || (i / \(Self.pains * Self.tickets) % 30),
          '4.' || (i * 25 / \(reports)), 'store'
        FROM n
        ORDER BY 2, 3
        """),
      """
      INSERT INTO contact_day (app, day, version, channel, contacts)
      SELECT 1, captured_at / 86400000, version, channel, COUNT(*) FROM pain_report GROUP BY 2, 3, 4
      """,
    ]
  }

  /// 25 versions, 30 segments and 3 channels; each installation updates every four days, one in four a version later.
  private var use: [String] {
    let first = today - Int64(days) + 1
    return [
      rows(
        2_250,
        """
        INSERT INTO cohort (id, app, version, segment, channel)
        SELECT i + 1, 1, '4.' || (i % 25), 'segment ' || (i / 25 % 30),
          CASE i / 750 WHEN 0 THEN 'store' WHEN 1 THEN 'beta' ELSE 'web' END
        FROM n
        """),
      rows(
        Self.installations,
        "INSERT INTO active_installation (number, app, id) SELECT i + 1, 1, CAST(printf('%016d', i) AS BLOB) FROM n"),
      rows(
        heartbeats,
        """
        INSERT INTO activity (source, day, installation, cohort)
        SELECT 0, \(first) + i / \(Self.installations), i % \(Self.installations) + 1,
          1 + (i / \(Self.installations) / 4 + (i % 4 = 0)) % 25 + 25 * (i % \(Self.installations) / 40 % 30)
            + 750 * (i % 10 / 4)
        FROM n
        """),
      """
      INSERT INTO exposure_day (app, source, day, cohort, installations)
      SELECT 1, source, day, cohort, COUNT(*) FROM activity GROUP BY source, day, cohort
      """,
      "UPDATE activity SET pages = 1",
      // Thirty pages, each reached by one installation: what counts here is their size.
      """
      INSERT INTO page_day (app, source, day, cohort, installations, pages)
      SELECT app, source, day, cohort, installations, x'\(pages)' FROM exposure_day
      """,
    ]
  }

  /// Thirty counts as `PageCounts` packs them, in hex.
  private var pages: String {
    (0..<30).map { page in [page * 7 / 256, page * 7 % 256, 1].map { String(format: "%02x", $0) }.joined() }.joined()
  }

  /// Bytes of the database in the tables and indices that days in use cost.
  static func bytesOfUse(_ path: String) throws -> Int64 {
    let connection = try Connection(path: path, mode: .readOnly)
    return try connection.first(
      """
      SELECT SUM(s.pgsize) FROM dbstat AS s JOIN sqlite_schema AS m ON m.name = s.name
      WHERE m.tbl_name IN ('activity', 'exposure_day', 'cohort', 'active_installation', 'page_day')
      """
    ) { $0.int64(0) } ?? 0
  }
}
