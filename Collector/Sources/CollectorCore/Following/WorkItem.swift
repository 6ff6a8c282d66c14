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

  /// Severity times people: how much a ticket hurts.
  public var weight: Int64 { Int64(ticket.severity.rawValue) * max(1, ticket.reporterCount) }

  /// What is due next comes first, by the moments that `due` has by number; what is due at once or not at all, the heavier first.
  public static func ordered(_ items: [WorkItem], due: [Int64: Timestamp]) -> [WorkItem] {
    func key(_ item: WorkItem) -> (Int64, Int64, Int64) {
      (due[item.ticket.number]?.milliseconds ?? .max, -item.weight, item.ticket.number)
    }
    return items.sorted { key($0) < key($1) }
  }

  public init(ticket: Ticket, reason: Reason, isUnread: Bool) {
    self.ticket = ticket
    self.reason = reason
    self.isUnread = isUnread
  }
}
