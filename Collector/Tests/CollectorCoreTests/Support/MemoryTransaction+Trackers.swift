// The transaction in memory keeps no tracker, so no ticket has an issue.
import CollectorCore
import TellbackWire

extension MemoryTransaction {
  func trackers(in apps: AppScope) throws -> [Tracker] { [] }
  func tracker(_ id: Int64) throws -> Tracker? { nil }
  func trackerIssue(_ id: Int64) throws -> TrackerIssue? { nil }
  func trackerIssues(ofTicket number: Int64) throws -> [TrackerIssue] { [] }
  func trackerIssues(ofTickets numbers: [Int64]) throws -> [Int64: [TrackerIssue]] { [:] }
  func trackerIssues(ofTracker id: Int64, number: Int64) throws -> [TrackerIssue] { [] }
  func trackerIssues(ofTracker id: Int64, before issue: Int64?, limit: Int) throws -> [TrackerIssue] { [] }
  func issueCounts(ofTracker id: Int64) throws -> [TrackerIssue.State: Int64] { [:] }
  func dueTrackerIssues(at moment: Timestamp, limit: Int) throws -> [TrackerIssue] { [] }
  func nextTrackerIssue() throws -> Timestamp? { nil }
  func addTracker(_ tracker: Tracker) throws -> Int64 { throw NotKept() }
  func setTracker(_ settings: TrackerSettings, token: String, ofTracker id: Int64) throws { throw NotKept() }
  func setHookSecret(_ secret: String, ofTracker id: Int64) throws { throw NotKept() }
  func deleteTracker(_ id: Int64) throws { throw NotKept() }
  func hold(tracker id: Int64, until: Timestamp?) throws { throw NotKept() }
  func noteHook(ofTracker id: Int64, at: Timestamp) throws { throw NotKept() }
  func setProblem(_ problem: String?, ofTracker id: Int64) throws { throw NotKept() }
  func addTrackerIssue(_ issue: TrackerIssue) throws -> Int64 { throw NotKept() }
  func setTrackerIssue(_ issue: TrackerIssue) throws -> Bool { throw NotKept() }
  func deleteTrackerIssue(_ id: Int64) throws { throw NotKept() }
  func forgetTrackerWords(ofReport id: ReportID) throws {}
}
