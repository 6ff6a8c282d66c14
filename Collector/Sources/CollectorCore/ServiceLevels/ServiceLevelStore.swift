// What a store keeps of service levels: versions of the settings, the clocks of tickets, what they came to, and whom to tell.
import TellbackWire

/// Reads service levels, inside one snapshot or transaction.
public protocol ServiceLevelReads {
  /// The newest rules; nil when none were ever saved.
  func serviceRules() throws -> ServiceRules?
  func serviceRules(version: Int64) throws -> ServiceRules?
  /// Of a ticket by itself, also of one that is merged into another.
  func clocks(ofTicket number: Int64) throws -> [TicketClock]
  /// The newest `limit` spans of a clock's round, oldest first.
  func clockSpans(ofTicket number: Int64, metric: ClockMetric, round: Int64, limit: Int) throws -> [ClockSpan]
  /// Oldest first.
  func serviceResults(ofTicket number: Int64) throws -> [ServiceResult]
  /// Clocks about which something is to be done at `moment` or before, the longest due first; none of a merged ticket.
  func clocks(dueBy moment: Timestamp, limit: Int) throws -> [TicketClock]
  /// When the next of these is due; nil without one.
  func nextClock() throws -> Timestamp?
  /// The segments that reports of a ticket, and of those merged into it, came from.
  func segments(ofTicket number: Int64) throws -> [String]
  /// How many open tickets an account owns, by severity; none that is merged into another.
  func openTickets(ofAccount account: Int64) throws -> [Severity: Int]
  /// What somebody was told, newest first, of clocks that still run.
  func serviceNotices(ofAccount account: Int64, limit: Int) throws -> [ServiceNotice]
  /// What anybody was told after a notice, oldest first: for whoever carries it further.
  func serviceNotices(after id: Int64, limit: Int) throws -> [ServiceNotice]
  /// Whether open tickets remain to be brought under the newest rules, and when these were saved.
  func pendingAdoption() throws -> Timestamp?
}

/// Writes service levels, inside one transaction.
public protocol ServiceLevelWrites: ServiceLevelReads {
  /// Saves rules as a new version, under which every ticket that is open now is brought, unless the newest rules measure alike.
  /// Returns the version.
  @discardableResult
  func saveServiceRules(_ settings: ServiceSettings, by name: String, account: Int64?, at: Timestamp) throws -> Int64
  /// Adds a clock or replaces it.
  func saveClock(_ clock: TicketClock) throws
  func addClockSpan(_ span: ClockSpan) throws
  func addServiceResult(_ result: ServiceResult) throws
  /// The newest result of this metric was none, since `at`.
  func undoServiceResult(ofTicket number: Int64, metric: ClockMetric, at: Timestamp) throws
  /// Forgets clocks and spans of a ticket; results stay.
  func removeClocks(ofTicket number: Int64) throws
  /// False when this person was told of this moment before.
  func addServiceNotice(_ notice: ServiceNotice) throws -> Bool
  /// The next tickets that are open or wait and are to be brought under the newest rules; they count as done from now on.
  func takeForAdoption(limit: Int) throws -> [Int64]
}
