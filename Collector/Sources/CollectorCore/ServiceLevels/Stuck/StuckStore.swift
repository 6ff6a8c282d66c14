// What a store keeps of tickets that were escalated by themselves, and finds of those that are to be.
import TellbackWire

/// Reads them. Merged tickets are found as the ones that they are shown as; who was escalated for a reason is in no list of it.
public protocol StuckReads {
  /// When tickets are looked through next; nil while no rule asks for it.
  func nextStuckLook() throws -> Timestamp?
  /// Tickets of these apps that were opened at `moment` or before and are open or wait, but not for their reporter; the oldest first.
  func ticketsStuck(in apps: AppScope, openedBefore moment: Timestamp, limit: Int) throws -> [Int64]
  /// Open or waiting tickets that were opened again since a moment, and so many times in all; in the order of their numbers.
  func ticketsStuck(in apps: AppScope, reopenedSince moment: Timestamp, times: Int, limit: Int) throws -> [Int64]
  /// Tickets of which a reporter said since a moment that it did not help, or gave one or two stars; in the order of their numbers.
  func ticketsStuck(in apps: AppScope, unhappySince moment: Timestamp, limit: Int) throws -> [Int64]
}

/// Writes them, inside one transaction.
public protocol StuckWrites: StuckReads {
  func setNextStuckLook(_ moment: Timestamp?) throws
  /// False when the ticket was escalated for this reason before.
  func noteStuck(ticket number: Int64, _ reason: StuckReason, at: Timestamp) throws -> Bool
}
