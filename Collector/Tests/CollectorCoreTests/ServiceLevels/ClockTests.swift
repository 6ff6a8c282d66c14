// Clocks of a ticket: pauses, changed details and rules, resolving and reopening, merges, and answers by any way. Practice B7.
import CollectorCore
import TellbackWire
import Testing

@Suite struct ClockTests {
  private static let cases = [
    ClockCase("nothing happens", .resolution, [], due: "2026-11-27T16:00:00"),
    ClockCase("the first answer", .firstAnswer, [], due: "2026-11-26T13:00:00"),
    ClockCase(
      "a pause across a weekend counts its business hours alone", .resolution,
      [("2026-11-27T15:00:00", .wait(.reporter)), ("2026-11-30T09:00:00", .reply)], due: "2026-11-30T10:00:00",
      spent: 13 * 3_600, paused: 2 * 3_600),
    ClockCase(
      "a pause over lunch", .resolution,
      [("2026-11-26T10:30:00", .wait(.reporter)), ("2026-11-26T12:30:00", .reply)], due: "2026-11-30T09:00:00",
      spent: 9_000, paused: 3_600),
    ClockCase(
      "a pause at night is none", .resolution,
      [("2026-11-26T20:00:00", .wait(.reporter)), ("2026-11-27T05:00:00", .reply)], due: "2026-11-27T16:00:00",
      spent: 7 * 3_600, paused: 0),
    ClockCase(
      "while it is paused nothing is due", .resolution, [("2026-11-26T10:30:00", .wait(.reporter))], due: nil),
    ClockCase(
      "another department's wait goes on counting", .resolution, [("2026-11-26T10:30:00", .wait(.department))],
      due: "2026-11-27T16:00:00"),
    ClockCase(
      "from one wait to another", .resolution,
      [
        ("2026-11-26T09:00:00", .wait(.department)), ("2026-11-26T10:00:00", .wait(.reporter)),
        ("2026-11-26T10:30:00", .wait(.department)),
      ], due: "2026-11-30T08:30:00", spent: 7_200, paused: 1_800),
    ClockCase(
      "a higher severity carries the time spent", .resolution, [("2026-11-26T09:00:00", .severity(.critical))],
      due: "2026-11-26T13:00:00", spent: 3_600),
    ClockCase(
      "a higher severity leaves what is left of the first answer", .firstAnswer,
      [("2026-11-26T08:30:00", .severity(.critical))], due: "2026-11-26T09:00:00", spent: 1_800),
    ClockCase(
      "a higher severity past its time is due at once", .firstAnswer,
      [("2026-11-26T10:10:00", .severity(.critical))], due: "2026-11-26T10:10:00", spent: 7_800),
    ClockCase(
      "severity there and back", .resolution,
      [("2026-11-26T08:30:00", .severity(.critical)), ("2026-11-26T09:30:00", .severity(.medium))],
      due: "2026-11-27T16:00:00", spent: 5_400),
    ClockCase(
      "a severity changed while it is paused", .resolution,
      [
        ("2026-11-26T09:00:00", .wait(.reporter)), ("2026-11-26T10:00:00", .severity(.critical)),
        ("2026-11-26T12:30:00", .reply),
      ], due: "2026-11-26T15:30:00", spent: 3_600, paused: 9_000),
    ClockCase(
      "another kind", .resolution, [("2026-11-26T09:00:00", .idea)], due: "2026-12-09T16:00:00", spent: 3_600),
    ClockCase(
      "another kind that promises nothing", .firstAnswer, [("2026-11-26T09:00:00", .idea)], due: nil, spent: 3_600),
    ClockCase(
      "resolving freezes", .resolution, [("2026-11-26T10:00:00", .resolve())], due: nil, spent: 7_200,
      results: [7_200]),
    ClockCase(
      "reopening goes on", .resolution,
      [("2026-11-26T10:00:00", .resolve()), ("2026-11-30T08:00:00", .reopen)], due: "2026-12-01T14:00:00",
      spent: 7_200, results: []),
    ClockCase(
      "resolved twice", .resolution,
      [("2026-11-26T10:00:00", .resolve()), ("2026-11-30T08:00:00", .reopen), ("2026-11-30T09:00:00", .resolve())],
      due: nil, spent: 10_800, results: [10_800]),
    ClockCase(
      "a first answer is frozen too", .firstAnswer,
      [("2026-11-26T10:00:00", .resolve()), ("2026-11-30T08:00:00", .reopen)], due: "2026-11-30T10:00:00", spent: 7_200),
    ClockCase(
      "a resolution that was taken back never was", .resolution,
      [("2026-11-26T10:00:00", .resolve(undo: 10)), ("2026-11-26T10:00:05", .takeBack)], due: "2026-11-27T16:00:00",
      results: []),
    ClockCase(
      "a resolution that was taken back in a pause", .resolution,
      [
        ("2026-11-26T09:00:00", .wait(.reporter)), ("2026-11-26T10:00:00", .resolve(undo: 10)),
        ("2026-11-26T10:00:05", .takeBack), ("2026-11-26T10:30:00", .reply),
      ], due: "2026-11-30T09:30:00",
      spent: 3_600, paused: 5_400),
    ClockCase(
      "a merged ticket that was split from it again is due as it was", .resolution,
      [("2026-11-26T09:00:00", .merge), ("2026-11-27T09:00:00", .unmerge)], due: "2026-11-27T16:00:00"),
    ClockCase(
      "an answer stops the first answer", .firstAnswer, [("2026-11-26T09:00:00", .answer())], due: nil, spent: 3_600,
      results: [3_600]),
    ClockCase(
      "an answer counts when it is sent", .firstAnswer,
      [("2026-11-26T09:00:00", .answer(undo: 10)), ("2026-11-26T09:00:10", .send)], due: nil, results: [3_610]),
    ClockCase(
      "an answer that is not sent does not count", .firstAnswer,
      [("2026-11-26T09:00:00", .answer(undo: 10)), ("2026-11-26T09:00:05", .send)], due: "2026-11-26T13:00:00",
      results: []),
    ClockCase(
      "an answer that was taken back does not count", .firstAnswer,
      [
        ("2026-11-26T09:00:00", .answer(undo: 10)), ("2026-11-26T09:00:05", .takeBack),
        ("2026-11-26T09:00:10", .send),
      ], due: "2026-11-26T13:00:00", results: []),
    ClockCase(
      "an answer that is sent while the ticket waits", .firstAnswer,
      [
        ("2026-11-26T09:00:00", .answer(undo: 10)), ("2026-11-26T09:00:01", .wait(.reporter)),
        ("2026-11-26T09:00:10", .send),
      ], due: nil, spent: 3_601, results: [3_601]),
    ClockCase(
      "words with a resolution are an answer", .firstAnswer,
      [("2026-11-26T10:00:00", .resolve(undo: 10)), ("2026-11-26T10:00:10", .send)], due: nil, results: [7_200]),
    ClockCase(
      "a reply asks for the next answer", .nextAnswer,
      [("2026-11-26T09:00:00", .answer()), ("2026-11-26T12:40:00", .reply)], due: "2026-11-27T08:40:00"),
    ClockCase(
      "a second reply waits since the first", .nextAnswer,
      [("2026-11-26T09:00:00", .answer()), ("2026-11-26T12:40:00", .reply), ("2026-11-26T14:00:00", .reply)],
      due: "2026-11-27T08:40:00"),
    ClockCase(
      "a reply before the first answer asks for no other", .nextAnswer, [("2026-11-26T09:00:00", .reply)], due: nil),
    ClockCase(
      "the next answer, and a reply to that", .nextAnswer,
      [
        ("2026-11-26T09:00:00", .answer()), ("2026-11-26T12:40:00", .reply), ("2026-11-26T13:40:00", .answer()),
        ("2026-11-27T08:00:00", .reply),
      ], due: "2026-11-27T13:00:00", spent: 0, results: [3_600]),
    ClockCase(
      "a reply opens a resolved ticket and asks", .nextAnswer,
      [("2026-11-26T09:00:00", .answer()), ("2026-11-26T10:00:00", .resolve()), ("2026-11-27T08:00:00", .reply)],
      due: "2026-11-27T13:00:00"),
    ClockCase(
      "a changed calendar counts from its saving on", .resolution,
      [("2026-11-26T12:00:00", .hours("9-12, 13-15")), ("2026-11-26T12:00:01", .adopt)], due: "2026-11-30T13:00:00",
      spent: 3 * 3_600 + 1),
    ClockCase(
      "a changed calendar that the sweeper takes up late", .resolution,
      [("2026-11-26T12:00:00", .hours("9-12, 13-15")), ("2026-11-27T07:00:00", .adopt)], due: "2026-11-30T13:00:00",
      spent: 5 * 3_600),
    ClockCase(
      "a changed zone", .resolution,
      [("2026-11-26T12:00:00", .hours("9-17", zone: "America/New_York")), ("2026-11-26T12:00:01", .adopt)],
      due: "2026-11-27T17:00:00", spent: 3 * 3_600),
    ClockCase(
      "two changes before anybody looked", .resolution,
      [
        ("2026-11-26T12:00:00", .hours("9-12, 13-15")), ("2026-11-27T12:00:00", .hours("9-12, 13-17")),
        ("2026-11-27T12:30:00", .adopt),
      ], due: "2026-11-30T10:00:00"),
    ClockCase(
      "a changed target", .resolution,
      [("2026-11-26T12:00:00", .targets(first: 240, resolution: 600)), ("2026-11-26T12:00:01", .adopt)],
      due: "2026-11-27T11:00:00"),
    ClockCase(
      "a changed calendar while it is paused", .resolution,
      [
        ("2026-11-26T09:00:00", .wait(.reporter)), ("2026-11-26T12:00:00", .hours("9-12, 13-15")),
        ("2026-11-26T13:00:00", .reply),
      ], due: "2026-12-01T10:00:00", spent: 3_600, paused: 3 * 3_600),
    ClockCase(
      "a changed calendar while it is resolved", .resolution,
      [
        ("2026-11-26T09:00:00", .resolve()), ("2026-11-26T12:00:00", .hours("9-12, 13-15")),
        ("2026-11-27T08:00:00", .reopen),
      ], due: "2026-12-01T11:00:00", spent: 3_600),
  ]

  @Test(arguments: cases)
  func `B7: a ticket is due at this second after what happened to it`(story: ClockCase) throws {
    let store = try story.play()
    let clock = try store.clocks(ofTicket: 1).first { $0.metric == story.metric }
    #expect(clock?.dueAt == (try story.due.map { try instant($0) }))
    if let spent = story.spent { #expect(clock?.spent == spent * 1_000) }
    if let paused = story.paused { #expect(clock?.paused == paused * 1_000) }
    if let results = story.results {
      let held = try store.serviceResults(ofTicket: 1).filter { $0.metric == story.metric && $0.undoneAt == nil }
      #expect(held.map(\.spent) == results.map { $0 * 1_000 })
    }
    // What a clock counted is always the sum of its spans.
    for clock in try store.clocks(ofTicket: 1) {
      let spans = try store.clockSpans(ofTicket: 1, metric: clock.metric, round: clock.round, limit: 100)
      #expect(spans.filter { $0.mode == .running }.reduce(0) { $0 + $1.worked } == clock.spent)
      #expect(spans.filter { $0.mode == .paused }.reduce(0) { $0 + $1.worked } == clock.paused)
    }
  }

  @Test func `a ticket whose reports were erased is promised nothing, also under new rules`() throws {
    let store = try ClockCase("erased", .resolution, [], due: nil).play()
    let now = try instant("2026-11-26T10:00:00")
    _ = try Eraser(store, now: now).erase(makeID(1), because: .wish)
    #expect(try store.clocks(ofTicket: 1).isEmpty && !store.clocks(ofTicket: 2).isEmpty)
    try store.saveServiceRules(ClockCase.settings(try Table.zurich.calendar), by: "Ada", account: nil, at: now)
    _ = try TicketActions(store, now: now).adoptServiceRules(limit: 10)
    #expect(try store.clocks(ofTicket: 1).isEmpty)
  }

  @Test func `while a ticket is merged it has no clock, and none of its own is due`() throws {
    let story = ClockCase("merged", .resolution, [("2026-11-26T09:00:00", .merge)], due: nil)
    let store = try story.play()
    let late = try instant("2026-12-01T12:00:00")
    let reader = try ClockReader(store, now: late)
    #expect(try reader.readings(ofTicket: 1).isEmpty)
    #expect(try reader.urgent(ofTicket: 2) != nil)
    #expect(try store.clocks(dueBy: late, limit: 10).map(\.ticket).contains(1) == false)
  }

  @Test func `an answer to a merged pair is one to both, so that undoing asks for no second first answer`() throws {
    let story = ClockCase(
      "merged", .firstAnswer,
      [("2026-11-26T09:00:00", .merge), ("2026-11-26T09:30:00", .answer()), ("2026-11-26T10:00:00", .unmerge)], due: nil
    )
    let store = try story.play()
    #expect(try store.clocks(ofTicket: 1).first { $0.metric == .firstAnswer }?.mode == .ended)
    #expect(try store.clocks(ofTicket: 2).first { $0.metric == .firstAnswer }?.mode == .ended)
  }

  @Test func `an answer to one reporter leaves another one waiting`() throws {
    let store = try ClockCase(
      "reply", .nextAnswer, [("2026-11-26T09:00:00", .answer()), ("2026-11-26T09:30:00", .reply)], due: nil
    ).play()
    let now = try instant("2026-11-26T10:00:00")
    store.add(stored(makeReport(3, "Saving fails 1"), sequence: 3, receivedAt: now))
    _ = try Digest().digestPending(in: store, now: now)
    let actions = TicketActions(store, now: now)
    func mode() throws -> TicketClock.Mode? { try store.clocks(ofTicket: 1).first { $0.metric == .nextAnswer }?.mode }
    try actions.answer(1, note: "You first", to: makeID(3), by: ann)
    #expect(try mode() == .running)
    try actions.answer(1, note: "Now you", to: makeID(1), by: ann)
    #expect(try mode() == .ended)
  }

  @Test func `without targets there is no clock, whatever happens`() throws {
    let store = try makeWorld("Saving fails")
    try actions(store).answer(1, note: "We know", by: ann)
    try actions(store).resolve(1, as: .content, note: nil, by: ann)
    #expect(try store.clocks(ofTicket: 1).isEmpty && actions(store).attendToClocks(limit: 10).total == 0)
    try store.saveServiceRules(
      ServiceSettings(calendars: [try Table.zurich.calendar]), by: "Ada", account: nil, at: noon)
    try actions(store, after: 60).reopen(1, note: nil, by: ann)
    #expect(try actions(store, after: 60).adoptServiceRules(limit: 10) == 1)
    #expect(try store.clocks(ofTicket: 1).isEmpty)
  }

  @Test func `tickets that were open before the first target run from its saving on`() throws {
    let store = try makeWorld("Saving fails", "Loading fails")
    try actions(store).answer(1, note: "We know", by: ann)
    let saved = try instant(ClockCase.opened)
    try store.saveServiceRules(ClockCase.settings(try Table.zurich.calendar), by: "Ada", account: nil, at: saved)
    let later = TicketActions(store, now: saved.adding(seconds: 600))
    #expect(try later.adoptServiceRules(limit: 1) == 1 && store.pendingAdoption() == saved)
    #expect(try later.adoptServiceRules(limit: 10) == 1 && store.pendingAdoption() == nil)
    #expect(try store.clocks(ofTicket: 1).map(\.mode) == [.ended, .running])
    #expect(try store.clocks(ofTicket: 2).map(\.startedAt) == [saved, saved])
    #expect(
      try store.clocks(ofTicket: 2).map(\.dueAt) == [
        try instant("2026-11-26T13:00:00"), try instant("2026-11-27T16:00:00"),
      ])
  }
}
