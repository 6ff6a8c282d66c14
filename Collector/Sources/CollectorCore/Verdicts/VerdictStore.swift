// What a store keeps of verdicts. Invariants: an attempt has one at most; it goes with the attempt, and when its release is corrected.
import TellbackWire

/// Reads verdicts, and what they are made of.
public protocol VerdictReads {
  /// By attempt.
  func attemptVerdicts(of pain: Int64) throws -> [Int64: AttemptVerdict]
  /// Released attempts that have no verdict, or one that is not final and was reached before `moment`; the oldest judgement first.
  func attemptsToJudge(judgedBefore moment: Timestamp, limit: Int) throws -> [PainAttempt]
  /// Reports about a pain point that were captured on these days by installations that are known, in the order of installations,
  /// then of reports; at most `limit` after one of them.
  func painReports(of pain: Int64, days: ClosedRange<Int64>, after: PainReportSeen?, limit: Int) throws
    -> [PainReportSeen]
}

/// Writes them, inside one transaction.
public protocol VerdictWrites: VerdictReads {
  /// Keeps it in place of the one before. False when there is no such attempt any more, or its release was taken back.
  @discardableResult func saveAttemptVerdict(_ verdict: AttemptVerdict) throws -> Bool
}
