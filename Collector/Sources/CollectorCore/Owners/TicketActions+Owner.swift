// One owner: claiming, handing over, handing back and taking over; and that nobody else answers or moves a ticket.
import TellbackWire

extension TicketActions {
  /// Takes a ticket that nobody has. Of any number who claim it at once one gets it, and the others are told who has it. `reason`
  /// goes past a limit of open tickets; see ``checkLimit(of:_:taking:reason:by:)``.
  public func claim(_ number: Int64, past reason: String? = nil, by actor: Actor) throws {
    guard case .staff(let account, let name) = actor else { return }
    let ticket = try find(number)
    if let owner = ticket.holder.owner {
      throw owner.account == account
        ? OwnerError.alreadyYours(ticket.number) : OwnerError.owned(ticket.number, by: owner.name)
    }
    try checkLimit(of: account, name, taking: ticket, reason: reason, by: actor)
    try give(ticket, to: account, name)
    try record(.claimed, on: ticket.number, by: actor)
  }

  /// Claims a ticket that nobody has, and leaves one alone that somebody has: for acting on a ticket in one press.
  public func claimIfFree(_ number: Int64, by actor: Actor) throws {
    guard try find(number).holder.owner == nil else { return }
    try claim(number, by: actor)
  }

  /// Takes a ticket from whoever has it. For admins and support.
  public func takeOver(_ number: Int64, past reason: String? = nil, by actor: Actor) throws {
    guard case .staff(let account, let name) = actor else { return }
    let ticket = try find(number)
    guard let owner = ticket.holder.owner else { return try claim(number, past: reason, by: actor) }
    guard owner.account != account else { throw OwnerError.alreadyYours(ticket.number) }
    try checkMayTakeOver(account)
    try checkLimit(of: account, name, taking: ticket, reason: reason, by: actor)
    try give(ticket, to: account, name)
    try record(.tookOver, on: ticket.number, detail: owner.name, by: actor)
  }

  /// Gives a ticket to a person, or to a group, whose people claim it. `note` is for staff alone. For its owner, and for admins
  /// and support.
  public func handOver(
    _ number: Int64, to receiver: NewHolder, note: String? = nil, past reason: String? = nil, by actor: Actor
  ) throws {
    let ticket = try find(number)
    let note = try Self.checked(note)
    if case .staff(let account, _) = actor, ticket.holder.owner?.account != account {
      guard try mayTakeOver(account) else { throw OwnerError.notYours(ticket.number) }
    }
    let name: String
    switch receiver {
    case .account(let id):
      guard let person = try store.account(id) else { throw OwnerError.noSuchPerson }
      guard person.isUsable, person.apps.contains(ticket.app), person.role.may(.answer) else {
        throw OwnerError.cannotHaveIt(person.name)
      }
      guard ticket.holder.owner?.account != id else { throw OwnerError.owned(ticket.number, by: person.name) }
      name = person.name
      try checkLimit(of: id, name, taking: ticket, reason: reason, by: actor)
      try give(ticket, to: id, name)
    case .group(let id):
      guard let group = try store.group(id) else { throw OwnerError.noSuchGroup }
      name = group.name
      try hold(ticket, TicketHolder(group: group))
    }
    try followMentioned(in: note, on: ticket)
    try record(.handedOver, on: ticket.number, detail: name, text: note, by: actor)
  }

  /// Gives a ticket back in one step: to its group, or to everybody. For its owner.
  public func handBack(_ number: Int64, by actor: Actor) throws {
    let ticket = try find(number)
    if case .staff(let account, _) = actor, ticket.holder.owner?.account != account {
      throw OwnerError.notYours(ticket.number)
    }
    try hold(ticket, TicketHolder(group: ticket.holder.group))
    try record(.handedBack, on: ticket.number, detail: ticket.holder.group?.name, by: actor)
  }

  // MARK: Who may act

  /// Throws unless the ticket is the actor's. What the system does is exempt.
  func requireOwner(_ ticket: Ticket, _ actor: Actor) throws {
    guard case .staff = actor else { return }
    guard ticket.holder.owner != nil else { throw OwnerError.claimFirst(ticket.number) }
    try requireNoOtherOwner(ticket, actor)
  }

  /// Throws when somebody else has the ticket: one that nobody has may be put off or taken up without claiming it.
  func requireNoOtherOwner(_ ticket: Ticket, _ actor: Actor) throws {
    guard case .staff(let account, _) = actor, let owner = ticket.holder.owner else { return }
    guard owner.account == account else { throw OwnerError.owned(ticket.number, by: owner.name) }
    try noteActed(ticket, actor)
  }

  /// What the owner does keeps the claim from being given back as idle.
  func noteActed(_ ticket: Ticket, _ actor: Actor) throws {
    guard case .staff(let account, _) = actor, ticket.holder.owner?.account == account else { return }
    try store.noteOwnerActed(ticket: ticket.number, account: account, at: now)
  }

  // MARK: Merges and splits

  /// Before a merge: the survivor keeps its owner; when it has none, the duplicate's is its owner too. Returns whom the merge
  /// made its owner.
  func inheritOwner(of duplicate: Ticket, by survivor: Ticket) throws -> Int64? {
    guard survivor.holder.owner == nil, var owner = duplicate.holder.owner else { return nil }
    owner.since = now
    owner.actedAt = now
    try hold(survivor, TicketHolder(owner: owner, group: survivor.holder.group))
    try tellReporters(of: survivor, owner.account, owner.name)
    return owner.account
  }

  /// After a merge was undone: an owner that came with it goes with it, unless the ticket changed hands since.
  func giveBackOwner(of link: TicketLink) throws {
    guard let account = link.gaveOwner, let survivor = try store.ticket(link.other),
      let owner = survivor.holder.owner, owner.account == account, owner.since == link.at
    else { return }
    try hold(survivor, TicketHolder(group: survivor.holder.group))
  }

  // MARK: Parts

  func mayTakeOver(_ account: Int64) throws -> Bool { try store.account(account)?.role.may(.takeOver) ?? false }

  private func checkMayTakeOver(_ account: Int64) throws {
    guard let role = try store.account(account)?.role else { throw OwnerError.noSuchPerson }
    guard role.may(.takeOver) else { throw OwnerError.mayNotTakeOver(role) }
  }

  func give(_ ticket: Ticket, to account: Int64, _ name: String) throws {
    let owner = TicketOwner(account: account, name: name, since: now, actedAt: now)
    try hold(ticket, TicketHolder(owner: owner, group: ticket.holder.group))
    try tellReporters(of: ticket, account, name)
  }

  func hold(_ ticket: Ticket, _ holder: TicketHolder) throws {
    guard try store.hold(ticket: ticket.number, from: ticket.holder, to: holder, at: now) else {
      let owner = try find(ticket.number).holder.owner
      throw owner.map { OwnerError.owned(ticket.number, by: $0.name) } ?? OwnerError.claimFirst(ticket.number)
    }
  }

  /// Reporters hear who looks at it, once for each change of the person.
  private func tellReporters(of ticket: Ticket, _ account: Int64, _ name: String) throws {
    guard ticket.state != .resolved, try store.toldOwner(ofTicket: ticket.number) != account else { return }
    try store.setToldOwner(account, ofTicket: ticket.number)
    try store.appendUpdates(.lookedAt, ticket: ticket.number, message: nil, by: name, at: now)
  }

  func record(
    _ kind: TicketEvent.Kind, on ticket: Int64, detail: String? = nil, text: String? = nil, by actor: Actor
  ) throws {
    try store.append(TicketEvent(ticket: ticket, at: now, actor: actor, kind: kind, text: text, detail: detail))
  }
}
