// What rose after attempts at a fix.
import CollectorCore
import CollectorEvidence
import TellbackSQLite

extension SQLiteTables {
  func risenPains(afterAttemptsOf pain: Int64) throws -> [Int64: [RisenPain]] {
    let risen = try db.rows(
      """
      SELECT \(RisenPain.columns) FROM attempt_risen AS r
      JOIN pain_attempt AS a ON a.id = r.attempt
      WHERE a.pain = ?
      ORDER BY CASE r.finding WHEN 2 THEN 0 WHEN 3 THEN 1 ELSE 2 END, r.new_reports DESC, r.pain
      """, [.integer(pain)], make: RisenPain.init(row:))
    return Dictionary(grouping: risen, by: \.attempt)
  }

  func risenPains(of pain: Int64) throws -> [RisenPain] {
    try db.rows(
      "SELECT \(RisenPain.columns) FROM attempt_risen AS r WHERE r.pain = ? ORDER BY r.attempt DESC",
      [.integer(pain)], make: RisenPain.init(row:))
  }
}

extension SQLiteWrites {
  func saveRisenPains(_ risen: [RisenPain], of attempt: Int64) throws {
    try db.run("DELETE FROM attempt_risen WHERE attempt = ?", [.integer(attempt)])
    for pain in risen where pain.finding != .notRisen {
      let reached = pain.reached
      try db.run(
        """
        INSERT INTO attempt_risen (
          attempt, pain, finding, new_days, old_days, new_reports, old_reports, ratio, lower, upper, new_reached,
          old_reached, new_reached_reports, old_reached_reports, reached_ratio, reached_lower, reached_upper)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
          .integer(attempt), .integer(pain.pain), .code(pain.finding), .integer(pain.active.days.new),
          .integer(pain.active.days.old), .integer(pain.active.reports.new), .integer(pain.active.reports.old),
          .bounded(pain.active.ratio), .real(pain.active.interval.lower), .bounded(pain.active.interval.upper),
          reached.map { .integer($0.days.new) } ?? .null, reached.map { .integer($0.days.old) } ?? .null,
          reached.map { .integer($0.reports.new) } ?? .null, reached.map { .integer($0.reports.old) } ?? .null,
          .bounded(reached?.ratio), .bounded(reached?.interval.lower), .bounded(reached?.interval.upper),
        ])
    }
  }
}

extension SQLiteValue {
  /// Null for what is missing or not bounded.
  fileprivate static func bounded(_ value: Double?) -> SQLiteValue {
    guard let value, value.isFinite else { return .null }
    return .real(value)
  }
}

extension RisenPain {
  fileprivate static let columns = """
    r.attempt, r.pain, r.finding, r.new_days, r.old_days, r.new_reports, r.old_reports, r.ratio, r.lower, r.upper, \
    r.new_reached, r.old_reached, r.new_reached_reports, r.old_reached_reports, r.reached_ratio, r.reached_lower, \
    r.reached_upper
    """

  fileprivate init(row: Row) throws {
    func change(_ first: Int) -> Change {
      Change(
        days: Days(new: row.int64(first), old: row.int64(first + 1)),
        reports: Days(new: row.int64(first + 2), old: row.int64(first + 3)),
        ratio: row.isNull(first + 4) ? nil : row.double(first + 4),
        interval: RateInterval(
          lower: row.double(first + 5), upper: row.isNull(first + 6) ? .infinity : row.double(first + 6)))
    }
    self.init(
      attempt: row.int64(0), pain: row.int64(1), finding: try row.code(2), active: change(3),
      reached: row.isNull(10) ? nil : change(10))
  }
}

extension MaskedPain.Finding: Coded {
  static var known: [MaskedPain.Finding] { allCases }
  var code: Int64 {
    switch self {
    case .notRisen: 0
    case .newlyExposed: 1
    case .realIncrease: 2
    case .unknown: 3
    }
  }
}
