// What a store finds of waits that end by themselves.
import TellbackWire

/// Reads waits, inside one snapshot or transaction. None of a ticket that is merged into another.
public protocol WakingReads {
  /// The tickets of an app that wait for a release, and for which one.
  func ticketsWaitingForRelease(of app: AppID) throws -> [(ticket: Int64, version: String)]
  /// Tickets that have waited for their reporters since `moment` or longer and were not reminded, or were reminded at
  /// `moment` or before; those that waited longest first.
  func tickets(waitingForReporterSince moment: Timestamp, areReminded: Bool, limit: Int) throws -> [Int64]
  /// When the longest of these waits began, or was reminded of; nil without one.
  func oldestWaitForReporter(isReminded: Bool) throws -> Timestamp?
}

/// Writes waits, inside one transaction.
public protocol WakingWrites: WakingReads {
  /// Does nothing for a ticket that does not wait for its reporter. Another wait begins without it.
  func setReminded(ticket number: Int64, at: Timestamp) throws
}
