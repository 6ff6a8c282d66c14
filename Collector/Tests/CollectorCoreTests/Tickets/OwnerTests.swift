// One owner: who takes a ticket, who may act on it, and what reporters and the history hear of it.
import CollectorCore
import TellbackWire
import Testing

@Suite struct OwnerTests {
  private func owner(_ store: MemoryTransaction) throws -> String? { try store.ticket(1)?.holder.owner?.name }

  @Test func `B6: whoever claims second is told who has it, and only the owner answers or moves`() throws {
    let store = try makeFreeWorld(["Saving fails"])
    #expect(throws: OwnerError.claimFirst(1)) { try actions(store).answer(1, note: "Mine", by: ann) }
    #expect(throws: OwnerError.claimFirst(1)) { try actions(store).resolve(1, as: .content, note: nil, by: ann) }
    try actions(store).claim(1, by: ann)
    #expect(throws: OwnerError.owned(1, by: "Ann")) { try actions(store).claim(1, by: ben) }
    #expect(throws: OwnerError.alreadyYours(1)) { try actions(store).claim(1, by: ann) }
    #expect(throws: OwnerError.owned(1, by: "Ann")) { try actions(store).answer(1, note: "Past her", by: ben) }
    #expect(throws: OwnerError.owned(1, by: "Ann")) { try actions(store).resolve(1, as: .content, note: nil, by: ben) }
    #expect(throws: OwnerError.owned(1, by: "Ann")) { try actions(store).wait(1, for: Waiting(.reporter), by: ben) }
    // Everybody notes.
    try actions(store).note(1, text: "Seen too", by: ben)
    try actions(store).answer(1, note: "We know", by: ann)
    try actions(store).resolve(1, as: .content, note: nil, by: ann)
    #expect(throws: OwnerError.owned(1, by: "Ann")) { try actions(store).correct(1, to: .code, note: nil, by: ben) }
    #expect(throws: OwnerError.owned(1, by: "Ann")) { try actions(store).reopen(1, note: nil, by: ben) }
    #expect(try store.ticket(1)?.state == .resolved && owner(store) == "Ann")
  }

  @Test func `the system answers and moves whatever anybody has`() throws {
    let store = try makeWorld("Saving fails")
    try actions(store).answer(1, note: "By itself", by: .system)
    try actions(store).resolve(1, as: .content, note: nil, by: .system)
    #expect(store.told == ["answered By itself", "fixed -"])
  }

  @Test func `a ticket that nobody has is put off and taken up without claiming it`() throws {
    let store = try makeFreeWorld(["Saving fails"])
    try actions(store).wait(1, for: Waiting(.release, name: "2.0"), by: ann)
    try actions(store).reopen(1, note: nil, by: ben)
    #expect(try store.ticket(1)?.state == .open && owner(store) == nil)
  }

  @Test func `A1: a volunteer claims what nobody has, answers, and the history says who did what`() throws {
    let store = try makeFreeWorld(["Saving fails"])
    try actions(store).claim(1, by: vic)
    try actions(store).answer(1, note: "Try again", by: vic)
    #expect(store.told == ["looked_at -", "answered Try again"])
    #expect(store.state.updates.allSatisfy { $0.by == "Vic" })
    #expect(
      store.state.events.suffix(2).map { "\($0.kind.rawValue) \($0.actor.name ?? "")" } == [
        "claimed Vic", "answered Vic",
      ])
  }

  @Test func `A2: a volunteer hands back in one step, and takes from nobody; support takes over`() throws {
    let store = try makeFreeWorld(["Saving fails"])
    try actions(store).claim(1, by: vic)
    try actions(store).handBack(1, by: vic)
    #expect(try owner(store) == nil && store.state.events.last?.kind == .handedBack)
    #expect(throws: OwnerError.notYours(1)) { try actions(store).handBack(1, by: vic) }
    try actions(store).claim(1, by: ann)
    #expect(throws: OwnerError.mayNotTakeOver(.volunteer)) { try actions(store).takeOver(1, by: vic) }
    #expect(throws: OwnerError.notYours(1)) { try actions(store).handOver(1, to: .account(3), by: vic) }
    #expect(throws: OwnerError.notYours(1)) { try actions(store).handBack(1, by: vic) }
    try actions(store).takeOver(1, by: ben)
    #expect(try owner(store) == "Ben")
    let event = try #require(store.state.events.last)
    #expect(event.kind == .tookOver && event.detail == "Ann" && event.actor == ben)
    #expect(throws: OwnerError.alreadyYours(1)) { try actions(store).takeOver(1, by: ben) }
  }

  @Test func `B8: a ticket is handed to a person or a group, with a note that staff alone read`() throws {
    let store = try makeWorld("Saving fails")
    let billing = try store.createGroup(named: "Billing", at: noon)
    try actions(store).handOver(1, to: .account(2), note: "She calls at nine", by: ann)
    #expect(try owner(store) == "Ben" && store.told == ["looked_at -"])
    let event = try #require(store.state.events.last)
    #expect(event.kind == .handedOver && event.detail == "Ben" && event.text == "She calls at nine")
    try actions(store).handOver(1, to: .group(billing.id), by: ben)
    #expect(try owner(store) == nil && store.ticket(1)?.holder.group == billing)
    // Claimed from the group and handed back, it is the group's again.
    try actions(store).claim(1, by: vic)
    #expect(try store.ticket(1)?.holder.group == billing)
    try actions(store).handBack(1, by: vic)
    #expect(try store.ticket(1)?.holder == TicketHolder(group: billing))
    #expect(throws: OwnerError.noSuchPerson) { try actions(store).handOver(1, to: .account(99), by: ann) }
    #expect(throws: OwnerError.noSuchGroup) { try actions(store).handOver(1, to: .group(99), by: ann) }
  }

  @Test func `nobody is handed what they cannot see, or after they left`() throws {
    let store = try makeWorld("Saving fails")
    store.state.accounts[2]?.apps = .only([AppID(7)])
    #expect(throws: OwnerError.cannotHaveIt("Ben")) { try actions(store).handOver(1, to: .account(2), by: ann) }
    store.state.accounts[3]?.disabledAt = noon
    #expect(throws: OwnerError.cannotHaveIt("Vic")) { try actions(store).handOver(1, to: .account(3), by: ann) }
    #expect(try owner(store) == "Ann")
  }

  @Test func `B2: reporters hear once who looks at it, for each change of the person`() throws {
    let store = try makeFreeWorld(["Saving fails"])
    try actions(store).claim(1, by: ann)
    try actions(store).handBack(1, by: ann)
    try actions(store).claim(1, by: ann)
    #expect(store.state.updates.map(\.by) == ["Ann"])
    try actions(store).takeOver(1, by: ben)
    try actions(store).handOver(1, to: .account(1), by: ben)
    #expect(store.state.updates.map(\.kind) == [.lookedAt, .lookedAt, .lookedAt])
    #expect(store.state.updates.map(\.by) == ["Ann", "Ben", "Ann"])
    // Who reports it later hears it too.
    store.add(stored(makeReport(7, "Saving fails"), sequence: 7))
    _ = try Digest().digestPending(in: store, now: noon)
    #expect(store.state.updates.filter { $0.report == makeID(7) }.map(\.kind) == [.onTicket, .lookedAt])
    // Of a resolved ticket nobody is told who keeps it.
    try actions(store).resolve(1, as: .explanation, note: "So", by: ann)
    try actions(store).takeOver(1, by: ben)
    #expect(store.state.updates.last?.kind == .answered)
  }

  @Test func `claiming and acting in one go leaves alone what somebody else has`() throws {
    let store = try makeFreeWorld(["Saving fails"])
    try actions(store).claimIfFree(1, by: ann)
    try actions(store).claimIfFree(1, by: ben)
    #expect(try owner(store) == "Ann")
    #expect(store.state.events.count { $0.kind == .claimed } == 1)
  }

  @Test func `what the owner does keeps the claim fresh, and what others do does not`() throws {
    let store = try makeWorld("Saving fails")
    try actions(store, after: 100).note(1, text: "Seen", by: ben)
    #expect(try store.ticket(1)?.holder.owner?.actedAt == noon)
    try actions(store, after: 200).note(1, text: "I look", by: ann)
    #expect(try store.ticket(1)?.holder.owner?.actedAt == noon.adding(seconds: 200))
    try actions(store, after: 300).answer(1, note: "We know", by: ann)
    #expect(try store.ticket(1)?.holder.owner?.actedAt == noon.adding(seconds: 300))
  }

  @Test func `B5: opening, merging and sorting a ticket claims it for nobody`() throws {
    let store = try makeFreeWorld(["Saving fails", "Nothing is kept"])
    _ = try actions(store).merge(2, into: 1, by: ann)
    try actions(store).note(1, text: "Read", by: ann)
    #expect(try owner(store) == nil && store.told.isEmpty)
  }
}
