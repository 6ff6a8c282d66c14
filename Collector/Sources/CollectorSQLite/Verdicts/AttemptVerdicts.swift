// Verdicts on attempts, and the reports that they are made of.
import CollectorCore
import CollectorEvidence
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func attemptVerdicts(of pain: Int64) throws -> [Int64: AttemptVerdict] {
    let verdicts = try db.rows(
      """
      SELECT \(AttemptVerdict.columns) FROM pain_attempt AS a
      JOIN attempt_verdict AS v ON v.attempt = a.id
      WHERE a.pain = ?
      """, [.integer(pain)], make: AttemptVerdict.init(row:))
    return Dictionary(verdicts.map { ($0.attempt, $0) }) { first, _ in first }
  }

  func attemptsToJudge(judgedBefore moment: Timestamp, limit: Int) throws -> [PainAttempt] {
    try db.rows(
      """
      SELECT \(PainAttempt.columns) FROM pain_attempt AS a
      LEFT JOIN attempt_verdict AS v ON v.attempt = a.id
      WHERE (a.version IS NOT NULL OR a.released_at IS NOT NULL)
        AND (v.attempt IS NULL OR (v.is_final = 0 AND v.judged_at < ?))
      ORDER BY v.judged_at NULLS FIRST, a.id
      LIMIT ?
      """, [.at(moment), .int(max(0, limit))], make: PainAttempt.init(row:))
  }

  func painReports(of pain: Int64, days: ClosedRange<Int64>, after: PainReportSeen?, limit: Int) throws
    -> [PainReportSeen]
  {
    let first = max(days.lowerBound, 0).multipliedReportingOverflow(by: 86_400_000)
    let end = max(days.upperBound, -1).addingReportingOverflow(1).partialValue.multipliedReportingOverflow(
      by: 86_400_000)
    return try db.rows(
      """
      SELECT installation, report, captured_at / 86400000, received_at, page FROM pain_report
      WHERE pain = ?1 AND installation IS NOT NULL AND (installation, report) > (?2, ?3)
        AND captured_at >= ?4 AND captured_at < ?5
      ORDER BY installation, report
      LIMIT ?6
      """,
      [
        .integer(pain), .blob(after?.installation.bytes ?? []), .integer(after?.sequence ?? 0),
        .integer(first.overflow ? .max : first.partialValue), .integer(end.overflow ? .max : end.partialValue),
        .int(max(0, limit)),
      ]
    ) { row in
      PainReportSeen(
        installation: try row.id(0), sequence: row.int64(1), capturedDay: row.int64(2), receivedAt: row.at(3),
        page: row.text(4))
    }
  }
}

extension SQLiteWrites {
  @discardableResult
  func saveAttemptVerdict(_ verdict: AttemptVerdict) throws -> Bool {
    try db.run(
      """
      INSERT OR REPLACE INTO attempt_verdict (
        attempt, verdict, said_at, release_day, ratio, lower, upper, new_reports, old_reports, expected, new_days,
        old_days, uncounted, source, judged_at, is_final)
      SELECT id, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16 FROM pain_attempt
      WHERE id = ?1 AND (version IS NOT NULL OR released_at IS NOT NULL)
      """,
      [
        .integer(verdict.attempt), .code(verdict.verdict), .at(verdict.saidAt), .integer(verdict.releaseDay),
        verdict.ratio.map { .real($0) } ?? .null, .real(verdict.interval.lower),
        verdict.interval.upper.isFinite ? .real(verdict.interval.upper) : .null, .integer(verdict.newReports),
        .integer(verdict.oldReports), .real(verdict.expected), .integer(verdict.newDays), .integer(verdict.oldDays),
        .integer(verdict.uncounted), .integer(verdict.source.code), .at(verdict.judgedAt),
        .integer(verdict.isFinal ? 1 : 0),
      ]) == 1
  }
}

extension AttemptVerdict {
  fileprivate static let columns = """
    v.attempt, v.verdict, v.said_at, v.release_day, v.ratio, v.lower, v.upper, v.new_reports, v.old_reports, \
    v.expected, v.new_days, v.old_days, v.uncounted, v.source, v.judged_at, v.is_final
    """

  fileprivate init(row: Row) throws {
    self.init(
      attempt: row.int64(0), verdict: try row.code(1), saidAt: row.atOrNil(2), releaseDay: row.int64(3),
      ratio: row.isNull(4) ? nil : row.double(4),
      interval: RateInterval(lower: row.double(5), upper: row.isNull(6) ? .infinity : row.double(6)),
      newReports: row.int64(7), oldReports: row.int64(8), expected: row.double(9), newDays: row.int64(10),
      oldDays: row.int64(11), uncounted: row.int64(12), source: try row.code(13), judgedAt: row.at(14),
      isFinal: row.bool(15))
  }
}

extension Verdict: Coded {
  static var known: [Verdict] { allCases }
  var code: Int64 {
    switch self {
    case .notEnoughExposure: 0
    case .fell: 1
    case .unchanged: 2
    case .worse: 3
    }
  }
}

extension Exposure.Source: Coded {
  static var known: [Exposure.Source] { allCases }
}
