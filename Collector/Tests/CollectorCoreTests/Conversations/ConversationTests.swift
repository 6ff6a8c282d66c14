// What a reporter's message does to a ticket, and what staff say to one reporter. Practices A6, B1, B2 and B9.
import CollectorCore
import TellbackWire
import Testing

private let sender = InstallationContact(app: AppID(1), id: makeID(900), secretHash: [], at: noon)

/// Takes a message of report `report` at `seconds` after noon, by a device whose clock is right.
@discardableResult
private func take(
  _ content: ReporterMessage.Content, in store: MemoryTransaction, of report: UInt64 = 1, number: UInt64 = 1,
  version: String? = nil, after seconds: Int64 = 60, doneAfter: Int64? = nil
) throws -> MessageOutcome {
  let now = noon.adding(seconds: seconds)
  let message = ReporterMessage(
    id: makeID(7_000 + number), report: makeID(report), at: noon.adding(seconds: doneAfter ?? seconds),
    version: version, content: content)
  return try Conversations(store, now: now).take(
    [IncomingMessage(app: AppID(1), installation: makeID(900), receivedAt: now, sentAt: now, message: message)],
    from: sender)[0]
}

@Suite struct ConversationTests {
  @Test func `a reply is told on the history and leaves an open ticket as it is`() throws {
    let store = try makeWorld("Saving fails")
    #expect(try take(.reply(text: "On Monday too"), in: store) == .accepted)
    #expect(store.state.events.last?.kind == .replied && store.state.events.last?.report == makeID(1))
    #expect(try store.ticket(1)?.state == .open && store.told.isEmpty)
  }

  @Test func `a reply takes up a ticket that waits for the reporter, and no wait that is to last`() throws {
    let store = try makeWorld("Saving fails", "Nothing is kept")
    try actions(store).wait(1, for: try Waiting(.reporter), by: ann)
    try actions(store).wait(2, for: try Waiting(.department, name: "Billing", wakesOnReply: false), by: ann)
    try take(.reply(text: "Here is the log"), in: store, of: 1)
    try take(.reply(text: "Any news?"), in: store, of: 2, number: 2)
    #expect(try store.ticket(1)?.state == .open && store.ticket(2)?.state == .waiting)
  }

  @Test func `a reply opens a resolved ticket again, and its writer alone hears so`() throws {
    let store = try makeWorld("Saving fails")
    store.add(stored(makeReport(2, "Saving fails"), sequence: 2))
    _ = try Digest().digestPending(in: store, now: noon)
    try actions(store).resolve(1, as: .content, note: nil, by: ann)
    store.state.updates.removeAll()
    try take(.reply(text: "Not for me"), in: store, of: 2)
    #expect(try store.ticket(1)?.state == .open)
    #expect(store.state.updates.map(\.kind) == [.reopened] && store.state.updates.map(\.report) == [makeID(2)])
  }

  @Test(arguments: [
    ("3.2", true), ("3.10", true), ("3.2.0", true), ("3.1.9", false), ("2.99", false),
  ])
  func `what did not help opens the ticket again only in a version that has the fix`(version: String, opens: Bool)
    throws
  {
    let store = try makeWorld("Saving fails")
    try actions(store).resolve(1, as: .code, fix: .version("3.2"), note: nil, by: ann)
    let update = try #require(store.state.updates.last)
    #expect(update.kind == .fixed && update.version == "3.2")
    try take(.verdict(helped: false, update: update.sequence, text: nil), in: store, version: version)
    #expect(try (store.ticket(1)?.state == .open) == opens)
    #expect(store.state.events.contains { $0.kind == .notHelped && $0.detail == version })
    #expect(store.told.contains("reopened It did not help everybody, so it is open again.") == opens)
  }

  @Test func `a verdict from before the ticket was resolved, or on an earlier answer, opens nothing`() throws {
    let store = try makeWorld("Saving fails")
    try actions(store, after: 10).resolve(1, as: .content, note: nil, by: ann)
    let first = try #require(store.state.updates.last).sequence
    try take(.verdict(helped: false, update: first, text: nil), in: store, after: 60, doneAfter: 5)
    #expect(try store.ticket(1)?.state == .resolved)
    try actions(store, after: 70).reopen(1, note: nil, by: ann)
    try actions(store, after: 80).resolve(1, as: .content, note: nil, by: ann)
    try take(.verdict(helped: false, update: first, text: nil), in: store, number: 2, after: 90)
    #expect(try store.ticket(1)?.state == .resolved)
    let second = try #require(store.state.updates.last).sequence
    try take(.verdict(helped: false, update: second, text: nil), in: store, number: 3, after: 91)
    #expect(try store.ticket(1)?.state == .open)
  }

  @Test func `a fix that is not released yet is no fix that could have failed`() throws {
    let store = try makeWorld("Saving fails")
    try actions(store).resolve(1, as: .code, fix: .notYet, note: "Soon", by: ann)
    try take(.verdict(helped: false, update: 1, text: nil), in: store, version: "9")
    #expect(try store.ticket(1)?.state == .resolved)
  }

  @Test func `helped, stars and thanks change no state, and thanks name who solved it`() throws {
    let store = try makeWorld("Saving fails")
    try actions(store).takeOver(1, by: ben)
    try actions(store).answer(1, note: "Try again", by: ben)
    try actions(store).takeOver(1, by: ann)
    try actions(store).resolve(1, as: .content, note: nil, by: ann)
    try take(.verdict(helped: true, update: 1, text: nil), in: store, version: "3.2")
    try take(.rating(stars: 5, text: "Quick"), in: store, number: 2)
    try take(.thanks(text: "Merci"), in: store, number: 3)
    #expect(try store.ticket(1)?.state == .resolved)
    #expect(store.state.events.suffix(3).map(\.kind) == [.helped, .rated, .thanked])
    #expect(store.state.events.suffix(3).map(\.detail) == ["3.2", "5", "Ann"])
  }

  @Test func `a message that comes once more has no second effect`() throws {
    let store = try makeWorld("Saving fails")
    #expect(try take(.reply(text: "Once"), in: store) == .accepted)
    #expect(try take(.reply(text: "Once"), in: store) == .duplicate)
    #expect(store.state.events.count { $0.kind == .replied } == 1)
  }

  @Test func `a reply to a merged ticket lands on the survivor`() throws {
    let store = try makeWorld("Saving fails", "Nothing is kept")
    _ = try actions(store).merge(1, into: 2, by: ann)
    try actions(store).resolve(2, as: .content, note: nil, by: ann)
    try take(.reply(text: "Still"), in: store, of: 1)
    #expect(try store.ticket(2)?.state == .open && store.state.events.last { $0.kind == .replied }?.ticket == 2)
  }

  // MARK: What staff say

  @Test func `an answer to one reporter reaches nobody else`() throws {
    let store = try makeWorld("Saving fails")
    store.add(stored(makeReport(2, "Saving fails"), sequence: 2))
    _ = try Digest().digestPending(in: store, now: noon)
    store.state.updates.removeAll()
    #expect(throws: OwnerError.owned(1, by: "Ann")) {
      try actions(store).answer(1, note: "Past her", to: makeID(2), by: ben)
    }
    try actions(store, undo: 10).answer(1, note: "Dear Ann", to: makeID(2), by: ann)
    _ = try actions(store, after: 10).sendDue(limit: 9)
    #expect(store.state.updates.map(\.report) == [makeID(2)] && store.state.updates.map(\.isPersonal) == [true])
    #expect(store.state.events.last?.report == makeID(2))
  }

  @Test func `an answer to a report that is elsewhere by now, or that no app sent, is refused`() throws {
    let store = try makeWorld("Saving fails", "Nothing is kept")
    store.add(stored(makeReport(3, "Saving fails"), sequence: 3, installation: nil))
    _ = try Digest().digestPending(in: store, now: noon)
    #expect(throws: ConversationError.notOnTicket(makeID(2).reference, 1)) {
      try actions(store).answer(1, note: "Hello", to: makeID(2), by: ann)
    }
    #expect(throws: ConversationError.outOfReach(makeID(3).reference)) {
      try actions(store).answer(1, note: "Hello", to: makeID(3), by: ann)
    }
  }

  @Test func `whoever answers is heard by those who are on the ticket when it goes out`() throws {
    let store = try makeWorld("Saving fails")
    try actions(store, undo: 10).answer(1, note: "Dear Ann", to: makeID(1), by: ann)
    _ = try store.erase(report: makeID(1), because: .wish, at: noon)
    #expect(try actions(store, after: 10).sendDue(limit: 9) == 1)
    #expect(store.told.isEmpty)
  }

  @Test func `a correction is a new version of what was sent, and of nothing else`() throws {
    let store = try makeWorld("Saving fails")
    try actions(store, undo: 10).answer(1, note: "In 3.1", by: ann)
    let event = try #require(store.state.events.last?.id)
    #expect(throws: ConversationError.notSentYet) { try actions(store).correctAnswer(event, note: "In 3.2", by: ann) }
    _ = try actions(store, after: 10).sendDue(limit: 9)
    try actions(store, after: 20).correctAnswer(event, note: "In 3.2", by: ann)
    #expect(store.told == ["answered In 3.1", "corrected In 3.2"])
    #expect(store.state.updates[1].revises == store.state.updates[0].id && store.state.updates[1].by == "Ann")
    // A correction of a correction is one of the first version.
    let correction = try #require(store.state.events.last)
    #expect(correction.kind == .corrected && correction.about == event)
    try actions(store, after: 30).correctAnswer(correction.id, note: "In 3.3", by: ann)
    #expect(store.state.updates.last?.revises == store.state.updates[0].id)
    try actions(store).note(1, text: "Inner", by: ann)
    let note = try #require(store.state.events.last?.id)
    #expect(throws: ConversationError.noSuchAnswer(note)) { try actions(store).correctAnswer(note, note: "x", by: ann) }
  }
}
