// What staff do with tickets: states, causes, outcomes, and who is told what.
import CollectorCore
import TellbackWire
import Testing

@Suite struct TicketActionsTests {
  @Test func `an answer is told to everybody on the ticket and a note to nobody`() throws {
    let store = try makeWorld("Saving fails")
    try actions(store).note(1, text: "Inner", by: ann)
    #expect(store.told.isEmpty)
    try actions(store).answer(1, note: "We know", by: ann)
    #expect(store.told == ["answered We know"] && store.state.updates.first?.by == "Ann")
    #expect(store.state.events.suffix(2).map(\.kind) == [.noted, .answered])
  }

  @Test(arguments: ["", " \n\t"]) func `empty words are refused`(words: String) throws {
    let store = try makeWorld("Saving fails")
    #expect(throws: TicketError.emptyNote) { try actions(store).answer(1, note: words, by: ann) }
    #expect(throws: TicketError.emptyNote) { try actions(store).note(1, text: words, by: ann) }
    #expect(throws: TicketError.noSuchTicket(9)) { try actions(store).answer(9, note: "x", by: ann) }
    let long = String(repeating: "x", count: WireLimits.note + 1)
    #expect(throws: TicketError.noteTooLong(bytes: long.utf8.count)) {
      try actions(store).answer(1, note: long, by: ann)
    }
  }

  @Test func `waiting keeps its cause and tells no reporter`() throws {
    let store = try makeWorld("Saving fails")
    let until = noon.adding(seconds: 3_600)
    try actions(store).wait(
      1, for: Waiting(.department, name: " Billing  desk ", until: until), note: "Asked Kim", by: ann)
    let ticket = try #require(try store.ticket(1))
    #expect(ticket.state == .waiting && ticket.waiting?.name == "Billing desk" && ticket.waiting?.until == until)
    #expect(store.told.isEmpty)
    let event = try #require(store.state.events.last)
    #expect(event.text == "Asked Kim" && event.detail == "department: Billing desk @\(until.milliseconds)")
    try actions(store).wait(1, for: Waiting(.reporter), by: ann)
    #expect(try store.ticket(1)?.waiting == Waiting(kept: .reporter, name: nil, until: nil))
  }

  @Test func `each cause wants what belongs to it`() throws {
    #expect(throws: WaitingError.noDepartment) { try Waiting(.department, name: "  ") }
    #expect(throws: WaitingError.noVersion) { try Waiting(.release) }
    #expect(throws: WaitingError.noDate) { try Waiting(.date) }
    #expect(throws: WaitingError.nameTooLong(bytes: 101)) {
      try Waiting(.release, name: String(repeating: "1", count: 101))
    }
    let store = try makeWorld("Saving fails")
    #expect(throws: WaitingError.datePassed) {
      try actions(store).wait(1, for: Waiting(.date, until: noon), by: ann)
    }
    try actions(store).resolve(1, as: .code, note: nil, by: ann)
    #expect(throws: TicketError.illegalMove(from: .resolved, to: .waiting)) {
      try actions(store).wait(1, for: Waiting(.reporter), by: ann)
    }
  }

  @Test func `a ticket is taken up when its date has come and not before`() throws {
    let store = try makeWorld("Saving fails", "Printing fails")
    try actions(store).wait(1, for: Waiting(.date, until: noon.adding(seconds: 60)), by: ann)
    try actions(store).wait(2, for: Waiting(.reporter), by: ann)
    #expect(try actions(store, after: 59).wakeDue(limit: 10) == 0)
    #expect(try store.nextWake() == noon.adding(seconds: 60))
    #expect(try actions(store, after: 60).wakeDue(limit: 10) == 1)
    #expect(try store.ticket(1)?.state == .open && store.ticket(1)?.waiting == nil)
    #expect(try store.ticket(2)?.state == .waiting && store.nextWake() == nil)
    #expect(store.state.events.last?.actor == .system && store.told.isEmpty)
  }

  @Test func `a ticket that waited is taken up without a word to reporters, a resolved one with it`() throws {
    let store = try makeWorld("Saving fails")
    try actions(store).wait(1, for: Waiting(.reporter), by: ann)
    try actions(store).reopen(1, note: "Inner", by: ann)
    #expect(store.told.isEmpty)
    try actions(store).resolve(1, as: .code, note: nil, by: ann)
    try actions(store).reopen(1, note: "Not yet", by: ann)
    #expect(store.told == ["fixed -", "reopened Not yet"])
    #expect(throws: TicketError.illegalMove(from: .open, to: .open)) {
      try actions(store).reopen(1, note: nil, by: ann)
    }
  }

  private static let outcomes: [(ResolutionKind, FixRelease?, String?, [String])] = [
    (.code, .version("2.1"), "Done", ["fixed Done"]), (.content, nil, nil, ["fixed -"]), (.code, .notYet, nil, []),
    (.code, .notYet, "In the next one", ["answered In the next one"]),
    (.explanation, nil, "Look under Orders", ["answered Look under Orders"]), (.thanked, nil, nil, []),
    (.declined, nil, "Too few want it", ["answered Too few want it"]),
  ]

  @Test(arguments: outcomes)
  func `reporters are told of a released fix, and otherwise the words alone`(
    kind: ResolutionKind, fix: FixRelease?, note: String?, told: [String]
  ) throws {
    let store = try makeWorld("Saving fails")
    try actions(store).resolve(1, as: kind, fix: fix, note: note, by: ann)
    #expect(store.told == told)
    let ticket = try #require(try store.ticket(1))
    #expect(ticket.resolution == kind && ticket.fix == fix && ticket.resolvedAt == noon)
  }

  @Test(arguments: [ResolutionKind.noSolution, .declined]) func `a refusal needs its reason`(kind: ResolutionKind)
    throws
  {
    let store = try makeWorld("Saving fails")
    #expect(throws: ResolutionError.reasonNeeded(kind)) {
      try actions(store).resolve(1, as: kind, note: " ", by: ann)
    }
    #expect(try store.ticket(1)?.state == .open)
  }

  @Test func `a corrected outcome tells nobody that the ticket was reopened`() throws {
    let store = try makeWorld("Saving fails")
    try actions(store).resolve(1, as: .code, fix: .notYet, note: nil, by: ann)
    try actions(store, after: 10).correct(1, to: .configuration, note: nil, by: ann)
    #expect(store.told == ["fixed -"])
    try actions(store, after: 20).correct(1, to: .code, fix: .version(" 2.1 "), note: nil, by: ann)
    #expect(store.told == ["fixed -"])
    let ticket = try #require(try store.ticket(1))
    #expect(ticket.state == .resolved && ticket.fix == .version("2.1") && ticket.resolvedAt == noon)
    #expect(throws: ResolutionError.releaseNeeded) {
      try actions(store).correct(1, to: .code, fix: .version(" "), note: nil, by: ann)
    }
  }

  @Test func `praise has no fix and an idea can be declined`() {
    #expect(ResolutionKind.outcomes(for: .praise) == [.thanked])
    #expect(ResolutionKind.outcomes(for: .idea).contains(.declined))
    for kind in ReportKind.allCases {
      let outcomes = ResolutionKind.outcomes(for: kind)
      #expect(!outcomes.isEmpty && Set(outcomes).count == outcomes.count)
    }
  }

  @Test func `what is met again in a version without the fix is no relapse`() throws {
    let store = try makeWorld("Saving fails")
    try actions(store).resolve(1, as: .code, fix: .version("2.0"), note: nil, by: ann)
    func meet(_ number: UInt64, in version: String) throws -> TicketState? {
      let report = makeReport(number, "Saving fails") {
        $0.capturedAt = noon.adding(seconds: 60)
        $0.context.appVersion = version
      }
      store.add(stored(report, sequence: Int64(number), receivedAt: noon.adding(seconds: 61)))
      _ = try Digest().digestPending(in: store, now: noon.adding(seconds: 61))
      return try store.ticket(1)?.state
    }
    #expect(try meet(7, in: "1.9") == .resolved)
    #expect(try meet(8, in: "2.0") == .open)
    try actions(store, after: 62).resolve(1, as: .code, fix: .notYet, note: nil, by: ann)
    #expect(try meet(9, in: "2.0") == .resolved)
  }
}
