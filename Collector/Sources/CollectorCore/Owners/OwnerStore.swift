// What a store keeps of who has a ticket.
import TellbackWire

/// Reads owners, inside one snapshot or transaction. Who has a ticket stands in ``Ticket/holder``.
public protocol OwnerReads {
  /// Whose name reporters of a ticket heard last; nil when nobody's.
  func toldOwner(ofTicket number: Int64) throws -> Int64?
  /// Open tickets on which their owners did nothing since `moment`, the longest idle first. None that is merged into another.
  func tickets(idleSince moment: Timestamp, limit: Int) throws -> [Int64]
  /// When the owner of the longest idle of these did something last; nil without one.
  func oldestClaim() throws -> Timestamp?
  /// All tickets that an account owns, in the order of their numbers.
  func tickets(ownedBy account: Int64) throws -> [Int64]
}

/// Writes owners, inside one transaction.
public protocol OwnerWrites: OwnerReads {
  /// Gives a ticket to another holder. False, and nothing changes, when another than `from` has it by now: of any number who
  /// take it at once, one does.
  func hold(ticket number: Int64, from: TicketHolder, to holder: TicketHolder, at: Timestamp) throws -> Bool
  /// The owner did something on the ticket. Does nothing for a ticket that this account does not own.
  func noteOwnerActed(ticket number: Int64, account: Int64, at: Timestamp) throws
  func setToldOwner(_ account: Int64, ofTicket number: Int64) throws
}
