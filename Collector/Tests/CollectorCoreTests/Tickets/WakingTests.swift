// Waiting that ends by itself, and ends that are none.
import CollectorCore
import TellbackWire
import Testing

@Suite struct WakingTests {
  private func arrive(
    _ store: MemoryTransaction, _ number: UInt64, version: String?, text: String = "Other words", app: Int64 = 1
  ) throws {
    let report = makeReport(number, "\(text) \(number)") { $0.context.appVersion = version }
    store.add(stored(report, sequence: Int64(number), app: app))
    _ = try Digest().digestPending(in: store, now: noon)
  }

  private func state(_ store: MemoryTransaction, _ number: Int64 = 1) throws -> TicketState? {
    try store.ticket(number)?.state
  }

  @Test(arguments: [
    ("2.1", "2.1", true), ("2.1", "2.1.0", true), ("2.1", "2.10", true), ("2.9", "2.10", true), ("2.10", "2.9", false),
    ("2.1", "2.0.9", false), ("2.1", "2.1-beta.1", false), ("v3", "3.0", true), ("3", "V2.9", false),
    ("Autumn", "2.1", false), ("Autumn", "autumn", true), ("2.1", "Autumn", false), ("2.1", "", false),
  ])
  func `a wait for a release ends with the first report from that version or a later one`(
    awaited: String, arrived: String, wakes: Bool
  ) throws {
    let store = try makeWorld("Saving fails")
    try actions(store).wait(1, for: Waiting(.release, name: awaited), by: ann)
    try arrive(store, 7, version: "")
    try arrive(store, 8, version: nil)
    try arrive(store, 9, version: "9.9", app: 2)
    #expect(try state(store) == .waiting)
    try arrive(store, 10, version: arrived)
    #expect(try state(store) == (wakes ? .open : .waiting))
    #expect(store.told.allSatisfy { $0.hasPrefix("on_ticket") })
  }

  @Test func `it ends when a fix in that version is told of on any ticket of the app`() throws {
    let store = try makeWorld("Saving fails", "Printing fails", "Loading fails")
    for number in [Int64(1), 2] { try actions(store).wait(number, for: Waiting(.release, name: "2.1"), by: ann) }
    try actions(store).resolve(3, as: .code, fix: .notYet, note: nil, by: ann)
    #expect(try state(store) == .waiting)
    try actions(store).correct(3, to: .code, fix: .version("2.1.1"), note: nil, by: ann)
    #expect(try state(store, 1) == .open && state(store, 2) == .open)
    let event = try #require(store.state.events.last)
    #expect(event.kind == .moved && event.actor == .system && event.detail == "version 2.1.1 is there")
    try actions(store).wait(1, for: Waiting(.release, name: "3.0"), by: ann)
    try actions(store).publish(2, title: "Printing", words: "", workaround: nil, fixedIn: "2.9", by: ann)
    #expect(try state(store) == .waiting)
    try actions(store).publish(2, title: "Printing", words: "", workaround: nil, fixedIn: "3.0", by: ann)
    #expect(try state(store) == .open)
  }

  @Test func `B5: the reporter's words end a wait for them, and another wait where staff let them`() throws {
    let store = try makeWorld("Saving fails")
    #expect(try !actions(store).wakeForReporter(1))
    try actions(store).wait(1, for: Waiting(.reporter, wakesOnReply: false), by: ann)
    #expect(try actions(store).wakeForReporter(1) && state(store) == .open)
    try actions(store).wait(1, for: Waiting(.department, name: "Legal", wakesOnReply: false), by: ann)
    #expect(try !actions(store).wakeForReporter(1) && state(store) == .waiting)
    try actions(store).wait(1, for: Waiting(.department, name: "Legal"), by: ann)
    #expect(try actions(store).wakeForReporter(1) && state(store) == .open)
    #expect(store.told.isEmpty && store.state.events.last?.detail == "the reporter wrote")
    try actions(store).resolve(1, as: .content, note: nil, by: ann)
    #expect(try !actions(store).wakeForReporter(1) && state(store) == .resolved)
  }

  @Test func `B3: a reporter who does not answer is reminded once, then the ticket ends, and a reply undoes it`() throws
  {
    let store = try makeWorld("Saving fails")
    try actions(store).wait(1, for: Waiting(.reporter), by: ann)
    let schedule = DueSchedule(reminderSeconds: 100, unansweredSeconds: 50)
    func due(_ seconds: Int64) throws -> DueTally {
      try actions(store, after: seconds).doWhatIsDue(schedule, limit: 10)
    }
    #expect(try schedule.next(in: store) == noon.adding(seconds: 100))
    #expect(try due(99).total == 0)
    #expect(try due(100).reminded == 1 && store.told == ["reminded -"])
    #expect(store.state.updates.last?.by == "Ann")
    #expect(try schedule.next(in: store) == noon.adding(seconds: 150))
    #expect(try due(149).total == 0 && state(store) == .waiting)
    #expect(try due(150).ended == 1 && store.ticket(1)?.resolution == .noAnswer)
    #expect(store.told == ["reminded -", "answered \(TicketActions.unansweredNote)"])
    #expect(try due(1_000).total == 0 && schedule.next(in: store) == nil)
    #expect(try actions(store).wakeForReporter(1) && state(store) == .open)
    #expect(store.told.last == "reopened -")
    // A new wait begins a new count.
    try actions(store, after: 1_000).wait(1, for: Waiting(.reporter), by: ann)
    #expect(try due(1_099).total == 0 && due(1_100).reminded == 1)
  }

  @Test func `nobody ends a ticket by hand for want of an answer`() {
    for kind in ReportKind.allCases { #expect(!ResolutionKind.outcomes(for: kind).contains(.noAnswer)) }
  }

  @Test func `E3: what works as designed becomes an idea, stays open, and its reporters read why`() throws {
    let store = try makeWorld("Saving fails")
    #expect(throws: OwnerError.owned(1, by: "Ann")) { try actions(store).turnIntoIdea(1, note: nil, by: ben) }
    try actions(store).turnIntoIdea(1, note: "It is made so, and we think about it", by: ann)
    #expect(try store.ticket(1)?.kind == .idea && state(store) == .open)
    #expect(store.told == ["answered It is made so, and we think about it"])
    #expect(store.state.events.suffix(2).map(\.kind) == [.becameIdea, .answered])
    #expect(throws: TicketError.isAnIdea(1)) { try actions(store).turnIntoIdea(1, note: nil, by: ann) }
    try actions(store).resolve(1, as: .planned, note: nil, by: ann)
    #expect(throws: TicketError.illegalMove(from: .resolved, to: .open)) {
      try actions(store).turnIntoIdea(1, note: nil, by: ann)
    }
  }
}
