// Claims that end by themselves: left idle, or of somebody who is away.
import CollectorCore
import TellbackWire
import Testing

@Suite struct GivingBackTests {
  private let schedule = DueSchedule(idleSeconds: 3_600)

  private func due(_ store: MemoryTransaction, _ seconds: Int64) throws -> Int {
    try actions(store, after: seconds).doWhatIsDue(schedule, limit: 10).givenBack
  }

  @Test func `B6: a claim that is left idle is given back, and what its owner does keeps it`() throws {
    let store = try makeWorld("Saving fails")
    #expect(try schedule.next(in: store) == noon.adding(seconds: 3_600) && due(store, 3_599) == 0)
    try actions(store, after: 3_000).note(1, text: "On it", by: ann)
    // Another's words do not keep it.
    try actions(store, after: 6_000).note(1, text: "And?", by: ben)
    #expect(try due(store, 6_599) == 0)
    #expect(try due(store, 6_600) == 1 && store.ticket(1)?.holder == TicketHolder())
    let event = try #require(store.state.events.last)
    #expect(event.kind == .leftIdle && event.actor == .system && event.detail == "Ann")
    #expect(try due(store, 99_999) == 0 && schedule.next(in: store) == nil && store.told.isEmpty)
  }

  @Test func `what waits or is resolved is nobody's neglect, and the time begins anew when it is taken up`() throws {
    let store = try makeWorld("Saving fails", "Printing fails")
    try actions(store).wait(1, for: Waiting(.date, until: noon.adding(seconds: 90_000)), by: ann)
    try actions(store).resolve(2, as: .content, note: nil, by: ann)
    #expect(try due(store, 80_000) == 0 && schedule.next(in: store) == noon.adding(seconds: 90_000))
    _ = try actions(store, after: 90_000).wakeDue(limit: 10)
    #expect(try due(store, 93_599) == 0 && due(store, 93_600) == 1)
  }

  @Test func `by a press the owner keeps it, and nobody else does`() throws {
    let store = try makeWorld("Saving fails")
    #expect(throws: OwnerError.notYours(1)) { try actions(store, after: 3_000).keep(1, by: ben) }
    try actions(store, after: 3_000).keep(1, by: ann)
    #expect(try due(store, 6_599) == 0 && due(store, 6_600) == 1)
  }

  @Test func `without a set time claims are kept`() throws {
    let store = try makeWorld("Saving fails")
    #expect(try actions(store, after: 99_999_999).doWhatIsDue(DueSchedule(), limit: 10).total == 0)
    #expect(try DueSchedule().next(in: store) == nil)
  }

  @Test func `B6: who is away hands what is not resolved to the group at once`() throws {
    let store = try makeWorld("Saving fails", "Printing fails", "Loading fails", "Nothing is kept")
    let billing = try store.createGroup(named: "Billing", at: noon)
    let night = try store.createGroup(named: "Night", at: noon)
    try store.setMembers([1], ofGroup: billing.id)
    store.state.tickets[1]?.holder.group = night
    try actions(store).wait(2, for: Waiting(.reporter), by: ann)
    try actions(store).resolve(3, as: .content, note: nil, by: ann)
    try actions(store).takeOver(4, by: ben)
    let account = try #require(try store.account(1))
    try actions(store).release(ticketsOf: account, because: .ownerAway)
    let holder: (Int64) throws -> TicketHolder? = { try store.ticket($0)?.holder }
    #expect(try holder(1) == TicketHolder(group: night) && holder(2) == TicketHolder(group: billing))
    #expect(try holder(3)?.owner?.name == "Ann" && holder(4)?.owner?.name == "Ben")
    let events = store.state.events.filter { $0.kind == .ownerAway }
    #expect(events.map(\.detail) == ["Night", "Billing"] && events.allSatisfy { $0.actor == ann })
  }
}
