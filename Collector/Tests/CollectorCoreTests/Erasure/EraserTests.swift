// Erasing a report takes its words off its ticket, says so without a name, and touches nobody else's.
import CollectorCore
import TellbackWire
import Testing

@Suite struct EraserTests {
  @Test func `the ticket takes the words of the next report, and the history names nobody`() throws {
    let store = try makeWorld("Saving fails")
    store.add(stored(makeReport(7, "saving FAILS"), sequence: 7))
    _ = try Digest().digestPending(in: store, now: noon)
    let erased = try Eraser(store, now: noon).erase(makeID(1), because: .wish)
    #expect(erased?.sequence == 1 && erased?.app == AppID(1) && store.state.erased == [makeID(1)])
    #expect(try store.ticket(1)?.title == "saving FAILS")
    let event = try #require(store.state.events.last)
    #expect(event.kind == .erased && event.report == nil && event.actor == .system)
    _ = try Eraser(store, now: noon).erase(makeID(7), because: .wish)
    #expect(try store.ticket(1)?.title == TicketTitle.erased)
    #expect(try Eraser(store, now: noon).erase(makeID(7), because: .wish) == nil)
  }

  @Test func `retention says one thing, when the last report went`() throws {
    let store = try makeWorld("Saving fails")
    store.add(stored(makeReport(7, "Saving fails"), sequence: 7))
    _ = try Digest().digestPending(in: store, now: noon)
    let before = store.state.events.count
    _ = try Eraser(store, now: noon).erase(makeID(1), because: .retention)
    #expect(store.state.events.count == before)
    _ = try Eraser(store, now: noon).erase(makeID(7), because: .retention)
    #expect(store.state.events.suffix(1).map(\.kind) == [.swept])
  }

  @Test func `an installation erases its own reports alone`() throws {
    let store = try makeWorld("Saving fails")
    #expect(try Eraser(store, now: noon).erase(makeID(1), of: makeID(901), app: AppID(1)) == nil)
    #expect(try Eraser(store, now: noon).erase(makeID(1), of: makeID(900), app: AppID(2)) == nil)
    #expect(store.state.erased.isEmpty)
    #expect(try Eraser(store, now: noon).erase(makeID(1), of: makeID(900), app: AppID(1)) != nil)
  }
}
