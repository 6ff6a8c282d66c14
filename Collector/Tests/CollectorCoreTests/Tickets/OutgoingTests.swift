// The undo window: nobody is told within it, everybody once after it, and what is taken back leaves nothing behind.
import CollectorCore
import TellbackWire
import Testing

@Suite struct OutgoingTests {
  @Test func `nobody is told before the window ends and everybody once after it`() throws {
    let store = try makeWorld("Saving fails")
    try actions(store, undo: 10).answer(1, note: "We know", by: ann)
    #expect(store.told.isEmpty && store.state.events.last?.kind == .answered)
    #expect(try store.nextOutgoing() == noon.adding(seconds: 10))
    #expect(try actions(store, after: 9).sendDue(limit: 10) == 0)
    // Somebody else reports meanwhile: the answer is for them too.
    store.add(stored(makeReport(7, "Saving fails"), sequence: 7))
    _ = try Digest().digestPending(in: store, now: noon.adding(seconds: 9))
    #expect(try actions(store, after: 10).sendDue(limit: 10) == 1)
    #expect(store.told.filter { $0 == "answered We know" }.count == 2)
    #expect(try actions(store, after: 11).sendDue(limit: 10) == 0 && store.state.outgoing.isEmpty)
  }

  @Test func `an answer that is taken back is told to nobody and is a draft again`() throws {
    let store = try makeWorld("Saving fails")
    try actions(store, undo: 10).answer(1, note: "Oops", by: ann)
    #expect(throws: TakeBackError.notYours) { try actions(store, after: 1).takeBack(1, by: ben) }
    try actions(store, after: 9).takeBack(1, by: ann)
    #expect(try store.draftTexts(ofTicket: 1, account: 1) == [.answer: "Oops"])
    #expect(throws: TakeBackError.tooLate) { try actions(store, after: 9).takeBack(1, by: ann) }
    _ = try actions(store, after: 60).sendDue(limit: 10)
    #expect(store.told.isEmpty && store.state.events.last?.kind == .takenBack)
  }

  @Test func `what is due cannot be taken back, also when it was not sent yet`() throws {
    let store = try makeWorld("Saving fails")
    try actions(store, undo: 10).answer(1, note: "Out", by: ann)
    #expect(throws: TakeBackError.tooLate) { try actions(store, after: 10).takeBack(1, by: ann) }
  }

  @Test func `a resolution that is taken back leaves the ticket as it was`() throws {
    let store = try makeWorld("Saving fails")
    let waiting = try Waiting(.release, name: "2.0")
    try actions(store).wait(1, for: waiting, by: ann)
    try actions(store, undo: 10).resolve(1, as: .code, fix: .version("2.0"), note: "Done", by: ann)
    #expect(try store.ticket(1)?.state == .resolved)
    try actions(store, after: 5).takeBack(1, by: ann)
    let ticket = try #require(try store.ticket(1))
    #expect(ticket.state == .waiting && ticket.waiting == waiting && ticket.fix == nil && ticket.resolvedAt == nil)
    #expect(try store.draftTexts(ofTicket: 1, account: 1) == [.resolution: "Done"] && store.told.isEmpty)
  }

  @Test func `a ticket that moved on since keeps its state when the telling is taken back`() throws {
    let store = try makeWorld("Saving fails")
    try actions(store, undo: 10).resolve(1, as: .content, note: nil, by: ann)
    try actions(store, after: 1).takeOver(1, by: ben)
    try actions(store, after: 1, undo: 10).correct(1, to: .configuration, note: nil, by: ben)
    try actions(store, after: 2).takeBack(1, by: ann)
    #expect(try store.ticket(1)?.resolution == .configuration)
  }

  @Test func `what is told at once goes out after what waits`() throws {
    let store = try makeWorld("Saving fails")
    try actions(store, undo: 10).resolve(1, as: .content, note: nil, by: ann)
    // Met again within the window: the system reopens it, and tells so at once.
    let report = makeReport(7, "Saving fails") { $0.capturedAt = noon.adding(seconds: 5) }
    store.add(stored(report, sequence: 7, receivedAt: noon.adding(seconds: 6)))
    _ = try Digest().digestPending(in: store, now: noon.adding(seconds: 6))
    #expect(store.told.prefix(2).map { $0.prefix { $0 != " " } } == ["fixed", "reopened"])
    #expect(store.state.outgoing.isEmpty)
  }

  @Test func `a late report is told of a fix once, with the others`() throws {
    let store = try makeWorld("Saving fails")
    try actions(store, undo: 10).resolve(1, as: .content, note: nil, by: ann)
    store.add(stored(makeReport(7, "Saving fails"), sequence: 7))
    _ = try Digest().digestPending(in: store, now: noon.adding(seconds: 1))
    _ = try actions(store, after: 10).sendDue(limit: 10)
    #expect(store.state.updates.filter { $0.report == makeID(7) }.map(\.kind) == [.onTicket, .fixed])
  }

  @Test func `an answer on a ticket that is merged in the window reaches everybody on the survivor`() throws {
    let store = try makeWorld("Saving fails", "Nothing is kept")
    try actions(store, undo: 10).answer(1, note: "We know", by: ann)
    _ = try actions(store, after: 1).merge(1, into: 2, by: ben)
    #expect(try store.outgoing(ofTicket: 2).count == 1)
    _ = try actions(store, after: 10).sendDue(limit: 10)
    #expect(store.told == ["answered We know", "answered We know"])
  }

  @Test func `a draft follows a merge, and a sent answer leaves none`() throws {
    let store = try makeWorld("Saving fails", "Nothing is kept")
    try actions(store).saveDraft("For one", in: .answer, on: 1, of: 1)
    try actions(store).saveDraft("For two", in: .answer, on: 2, of: 1)
    try actions(store).saveDraft("Staff", in: .note, on: 1, of: 1)
    _ = try actions(store).merge(1, into: 2, by: ben)
    #expect(try store.draftTexts(ofTicket: 2, account: 1) == [.answer: "For one\n\nFor two", .note: "Staff"])
    #expect(try store.draftTexts(ofTicket: 2, account: 2).isEmpty)
    try actions(store).note(2, text: "Kept", by: ann)
    #expect(try store.draftTexts(ofTicket: 2, account: 1)[.answer] == "For one\n\nFor two")
    try actions(store).answer(2, note: "Sent", by: ann)
    #expect(try store.draftTexts(ofTicket: 2, account: 1).isEmpty)
    #expect(throws: TicketError.draftTooLong(bytes: Draft.limit + 1)) {
      try actions(store).saveDraft(String(repeating: "x", count: Draft.limit + 1), in: .note, on: 1, of: 1)
    }
  }
}
