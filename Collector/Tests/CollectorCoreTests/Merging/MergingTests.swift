// Merging by links alone: what may be merged, what it is found as, and that undoing gives back what was.
import CollectorCore
import TellbackWire
import Testing

@Suite struct MergingTests {
  @Test func `a duplicate of a duplicate ends at the final ticket and comes back by undoing`() throws {
    let store = try makeWorld("Saving fails", "Nothing is kept", "Files are gone")
    let first = try actions(store).merge(1, into: 2, by: ann)
    let second = try actions(store).merge(1, into: 3, by: ann)
    #expect(second.ticket == 2 && second.other == 3)
    #expect(try store.finalTicket(of: 1) == 3 && store.mergedTickets(of: 3) == [1, 2])
    try actions(store).answer(1, note: "To all", by: ann)
    #expect(store.told.count == 3 && store.state.updates.allSatisfy { $0.ticket == 3 })
    try actions(store).undo(link: second.id, by: ann)
    #expect(try store.finalTicket(of: 1) == 2 && store.finalTicket(of: 3) == 3)
    #expect(throws: LinkError.noSuchLink(second.id)) { try actions(store).undo(link: second.id, by: ann) }
    try actions(store).undo(link: first.id, by: ann)
    #expect(try store.finalTicket(of: 1) == 1)
  }

  @Test func `what cannot be merged is refused with the reason`() throws {
    let store = try makeWorld("Saving fails", "Nothing is kept")
    store.add(stored(makeReport(7, "Of another app"), sequence: 7, app: 2))
    _ = try Digest().digestPending(in: store, now: noon)
    #expect(throws: LinkError.sameTicket(1, 1)) { try actions(store).merge(1, into: 1, by: ann) }
    #expect(throws: LinkError.otherApp(1, 3)) { try actions(store).merge(1, into: 3, by: ann) }
    #expect(throws: TicketError.noSuchTicket(9)) { try actions(store).merge(9, into: 1, by: ann) }
    _ = try actions(store).merge(1, into: 2, by: ann)
    #expect(throws: LinkError.sameTicket(2, 1)) { try actions(store).merge(2, into: 1, by: ann) }
  }

  @Test func `the survivor of a chain is swapped and the others are found as it`() throws {
    let store = try makeWorld("Saving fails", "Nothing is kept", "Files are gone")
    _ = try actions(store).merge(1, into: 2, by: ann)
    _ = try actions(store).merge(2, into: 3, by: ann)
    try actions(store).makeSurvivor(1, by: ann)
    #expect(try store.mergedTickets(of: 1) == [2, 3])
    #expect(throws: LinkError.notASurvivor(1)) { try actions(store).makeSurvivor(1, by: ann) }
  }

  @Test func `both tickets tell of the merge, each once`() throws {
    let store = try makeWorld("Saving fails", "Nothing is kept")
    _ = try actions(store).merge(1, into: 2, by: ann)
    let kinds = store.state.events.suffix(2).map { ($0.ticket, $0.kind, $0.other) }
    #expect(kinds.elementsEqual([(1, .mergedInto, 2), (2, .absorbed, 1)], by: ==))
    #expect(try store.events(ofTicket: 2, after: 0, limit: 100).count { $0.kind == .absorbed } == 1)
  }
}
