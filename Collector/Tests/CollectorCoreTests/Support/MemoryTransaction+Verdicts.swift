// The transaction in memory: no verdicts, which need counts that it does not keep.
import CollectorCore
import TellbackWire

extension MemoryTransaction {
  func attemptVerdicts(of pain: Int64) throws -> [Int64: AttemptVerdict] { throw NotKept() }
  func attemptsToJudge(judgedBefore moment: Timestamp, limit: Int) throws -> [PainAttempt] { throw NotKept() }
  func painReports(of pain: Int64, days: ClosedRange<Int64>, after: PainReportSeen?, limit: Int) throws
    -> [PainReportSeen]
  { throw NotKept() }
  func risenPains(afterAttemptsOf pain: Int64) throws -> [Int64: [RisenPain]] { throw NotKept() }
  func risenPains(of pain: Int64) throws -> [RisenPain] { throw NotKept() }
  func saveRisenPains(_ risen: [RisenPain], of attempt: Int64) throws { throw NotKept() }
  func saveAttemptVerdict(_ verdict: AttemptVerdict) throws -> Bool { throw NotKept() }
}
