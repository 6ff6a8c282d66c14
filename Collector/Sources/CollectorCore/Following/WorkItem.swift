// What somebody has to do with tickets: their own, their groups', and those that they follow.
import TellbackWire

/// A ticket in somebody's work.
public struct WorkItem: Sendable, Equatable {
  /// The first that holds, in this order.
  public enum Reason: Int64, Sendable, CaseIterable {
    /// It is theirs.
    case owned = 0
    /// A group of theirs has it and nobody has claimed it.
    case group = 1
    case followed = 2
  }

  public var ticket: Ticket
  public var reason: Reason
  /// Something happened on it that somebody else or the system did, and that they have not seen.
  public var isUnread: Bool

  public init(ticket: Ticket, reason: Reason, isUnread: Bool) {
    self.ticket = ticket
    self.reason = reason
    self.isUnread = isUnread
  }
}
