// What one ticket has to do with another, as staff say it: one blocks the other, or they belong together. It moves nothing, and a
// merge takes it along.
import TellbackWire

public struct TicketRelation: Sendable, Hashable {
  public enum Kind: String, Sendable, CaseIterable {
    /// `other` cannot be solved before `ticket` is.
    case blocks
    /// They belong together; the lower number comes first.
    case relates
  }

  /// Relations of one ticket.
  public static let limit = 50

  public var ticket: Int64
  public var other: Int64
  public var kind: Kind

  public init(_ ticket: Int64, _ kind: Kind, _ other: Int64) {
    // To belong together has no direction.
    let isTurned = kind == .relates && other < ticket
    self.ticket = isTurned ? other : ticket
    self.other = isTurned ? ticket : other
    self.kind = kind
  }
}

/// Why two tickets were not put in relation.
public enum RelationError: Error, Sendable, Equatable, CustomStringConvertible {
  case sameTicket(Int64)
  case otherApp(Int64, Int64)
  case alreadyThere(Int64, Int64)
  /// The other one blocks this one.
  case blocksEachOther(Int64, Int64)
  case tooMany(Int64)
  case notThere(Int64, Int64)

  public var description: String {
    switch self {
    case .sameTicket(let number): "Ticket \(number) cannot be linked with itself."
    case .otherApp(let one, let two): "Tickets \(one) and \(two) belong to different apps."
    case .alreadyThere(let one, let two): "Tickets \(one) and \(two) are linked so already."
    case .blocksEachOther(let one, let two): "Ticket \(two) blocks ticket \(one), so \(one) cannot block it too."
    case .tooMany(let number):
      "Ticket \(number) has \(TicketRelation.limit) links, which is the limit. Remove one first."
    case .notThere(let one, let two): "Tickets \(one) and \(two) are not linked so any more."
    }
  }
}

/// Reads relations, inside one snapshot or transaction.
public protocol RelationReads {
  /// Those of a ticket and of the tickets merged into it, each once, with both tickets as they are found now; by kind, then by
  /// number.
  func relations(ofTicket number: Int64) throws -> [TicketRelation]
}

/// Writes relations, inside one transaction.
public protocol RelationWrites: RelationReads {
  /// Does nothing when it is there.
  func addRelation(_ relation: TicketRelation, at: Timestamp) throws
  /// Takes it away, also where it was said of tickets that are merged into these. False when there is none.
  func removeRelation(_ relation: TicketRelation) throws -> Bool
}

extension TicketActions {
  public func relate(_ number: Int64, _ kind: TicketRelation.Kind, _ other: Int64, by actor: Actor) throws {
    let (ticket, second) = (try find(number), try find(other))
    guard ticket.number != second.number else { throw RelationError.sameTicket(ticket.number) }
    guard ticket.app == second.app else { throw RelationError.otherApp(ticket.number, second.number) }
    let held = try store.relations(ofTicket: ticket.number)
    let new = TicketRelation(ticket.number, kind, second.number)
    guard !held.contains(new) else { throw RelationError.alreadyThere(ticket.number, second.number) }
    guard kind != .blocks || !held.contains(TicketRelation(second.number, .blocks, ticket.number)) else {
      throw RelationError.blocksEachOther(ticket.number, second.number)
    }
    for (number, count) in [
      (ticket.number, held.count), (second.number, try store.relations(ofTicket: second.number).count),
    ] where count >= TicketRelation.limit { throw RelationError.tooMany(number) }
    try store.addRelation(new, at: now)
    try note(.related, new, by: actor)
  }

  public func unrelate(_ number: Int64, _ kind: TicketRelation.Kind, _ other: Int64, by actor: Actor) throws {
    let relation = TicketRelation(try find(number).number, kind, try find(other).number)
    guard try store.removeRelation(relation) else { throw RelationError.notThere(relation.ticket, relation.other) }
    try note(.unrelated, relation, by: actor)
  }

  /// Both tickets tell of it, each from its own side.
  private func note(_ kind: TicketEvent.Kind, _ relation: TicketRelation, by actor: Actor) throws {
    let back = relation.kind == .blocks ? "is_blocked_by" : relation.kind.rawValue
    for (ticket, other, detail) in [
      (relation.ticket, relation.other, relation.kind.rawValue), (relation.other, relation.ticket, back),
    ] {
      try store.noteChange(ofTicket: ticket, at: now)
      try store.append(TicketEvent(ticket: ticket, at: now, actor: actor, kind: kind, detail: detail, other: other))
    }
  }
}
