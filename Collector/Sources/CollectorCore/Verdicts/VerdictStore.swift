// What a store keeps of verdicts. Invariants: an attempt has one at most; it goes with the attempt, and when its release is corrected.
import TellbackWire

/// Reads the reports that verdicts count.
public protocol PainReportReads {
  /// Reports about a pain point that were captured on these days by installations that are known, in the order of installations,
  /// then of reports; at most `limit` after one of them.
  func painReports(of pain: Int64, days: ClosedRange<Int64>, after: PainReportSeen?, limit: Int) throws
    -> [PainReportSeen]
}

/// Reads verdicts, and what they are made of.
public protocol VerdictReads: PainReportReads {
  /// By attempt.
  func attemptVerdicts(of pain: Int64) throws -> [Int64: AttemptVerdict]
  /// Released attempts that have no verdict, or one that is not final and was reached before `moment`; the oldest judgement first.
  func attemptsToJudge(judgedBefore moment: Timestamp, limit: Int) throws -> [PainAttempt]
  /// What rose after the attempts of a pain point, by attempt: real increases first, then what nobody knows the reason of.
  func risenPains(afterAttemptsOf pain: Int64) throws -> [Int64: [RisenPain]]
  /// The attempts at other pain points after which this one rose, the newest first.
  func risenPains(of pain: Int64) throws -> [RisenPain]
}

/// Writes them, inside one transaction.
public protocol VerdictWrites: VerdictReads {
  /// Keeps it in place of the one before. False when there is no such attempt any more, or its release was taken back.
  @discardableResult func saveAttemptVerdict(_ verdict: AttemptVerdict) throws -> Bool
  /// Keeps them in place of those before. The attempt has a verdict; what rose after it goes with the verdict.
  func saveRisenPains(_ risen: [RisenPain], of attempt: Int64) throws
}
