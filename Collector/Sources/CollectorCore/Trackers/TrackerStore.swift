// What the store keeps of trackers and of their issues.
import TellbackWire

/// Reads trackers, inside one snapshot or transaction.
public protocol TrackerReads {
  /// In the order in which they were made.
  func trackers(in apps: AppScope) throws -> [Tracker]
  func tracker(_ id: Int64) throws -> Tracker?
  func trackerIssue(_ id: Int64) throws -> TrackerIssue?
  /// Those of a ticket and of the tickets merged into it, oldest first.
  func trackerIssues(ofTicket number: Int64) throws -> [TrackerIssue]
  /// Of each of these tickets that has some.
  func trackerIssues(ofTickets numbers: [Int64]) throws -> [Int64: [TrackerIssue]]
  /// Of one number, on every ticket.
  func trackerIssues(ofTracker id: Int64, number: Int64) throws -> [TrackerIssue]
  /// The log of a tracker before one issue, newest first.
  func trackerIssues(ofTracker id: Int64, before issue: Int64?, limit: Int) throws -> [TrackerIssue]
  /// How many of each state a tracker has.
  func issueCounts(ofTracker id: Int64) throws -> [TrackerIssue.State: Int64]
  /// What is due at `moment`, of trackers that are not held: those to be opened first, then the longest due.
  func dueTrackerIssues(at moment: Timestamp, limit: Int) throws -> [TrackerIssue]
  /// When the next one is due; nil when nothing is.
  func nextTrackerIssue() throws -> Timestamp?
}

/// Writes trackers, inside one transaction.
public protocol TrackerWrites: TrackerReads {
  /// Stores it; its `id` is ignored and a new one given back.
  func addTracker(_ tracker: Tracker) throws -> Int64
  func setTracker(_ settings: TrackerSettings, token: String, ofTracker id: Int64) throws
  func setHookSecret(_ secret: String, ofTracker id: Int64) throws
  /// Its issues go with it; what the histories of tickets say stays.
  func deleteTracker(_ id: Int64) throws
  func hold(tracker id: Int64, until: Timestamp?) throws
  func noteHook(ofTracker id: Int64, at: Timestamp) throws
  func setProblem(_ problem: String?, ofTracker id: Int64) throws

  /// Stores it; its `id` is ignored and a new one given back. Throws ``StoreError/taken(_:)`` for a marker that is there.
  func addTrackerIssue(_ issue: TrackerIssue) throws -> Int64
  /// All but its ticket, tracker and marker. False when it is gone.
  @discardableResult func setTrackerIssue(_ issue: TrackerIssue) throws -> Bool
  func deleteTrackerIssue(_ id: Int64) throws
  /// Takes the words out of what is to be opened for the tickets of a report, and ends the wish.
  func forgetTrackerWords(ofReport id: ReportID) throws
}
