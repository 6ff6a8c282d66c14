// Claims that end without their owner: left idle for too long, or of somebody who is away or has left.
import TellbackWire

extension TicketActions {
  /// Gives back open tickets whose owners did nothing on them for so long, at most `limit`. Returns how many.
  public func giveBackIdle(afterSeconds seconds: Int64, limit: Int) throws -> Int {
    let idle = try store.tickets(idleSince: now.adding(seconds: -seconds), limit: limit)
    for number in idle {
      guard let ticket = try store.ticket(number), let owner = ticket.holder.owner else { continue }
      try hold(ticket, TicketHolder(group: ticket.holder.group))
      try record(.leftIdle, on: number, detail: owner.name, by: .system)
    }
    return idle.count
  }

  /// Gives what somebody has, and what is not resolved, to its group, else to the first group of theirs, else to everybody.
  public func release(ticketsOf account: StaffAccount, because cause: TicketEvent.Kind) throws {
    let own = try store.groups(ofAccount: account.id).first
    for number in try store.tickets(ownedBy: account.id) {
      guard let ticket = try store.ticket(number), ticket.state != .resolved else { continue }
      let group = ticket.holder.group ?? own
      try hold(ticket, TicketHolder(group: group))
      try record(cause, on: number, detail: group?.name, by: .staff(id: account.id, name: account.name))
    }
  }

  /// The owner wants to keep a ticket on which nothing happens for now.
  public func keep(_ number: Int64, by actor: Actor) throws {
    let ticket = try find(number)
    guard case .staff(let account, _) = actor, ticket.holder.owner?.account == account else {
      throw OwnerError.notYours(ticket.number)
    }
    try noteActed(ticket, actor)
  }
}

extension TicketOwner {
  /// When a claim on an open ticket is given back; nil when claims are kept for ever.
  public func isGivenBack(afterSeconds seconds: Int64) -> Timestamp? {
    seconds > 0 ? actedAt.adding(seconds: seconds) : nil
  }
}
