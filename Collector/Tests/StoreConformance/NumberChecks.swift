// What the numbers count equals what the histories of tickets say, whatever happened to them.
import CollectorCore
import TellbackWire

private let ada = Actor.staff(id: 1, name: "Ada")
private let vera = Actor.staff(id: 2, name: "Vera")
/// Three days after the scene's reports, so that days differ.
private let later = start.adding(seconds: 3 * 86_400)
private let wholeTime = CivilDay(start).adding(days: -40)...CivilDay(start).adding(days: 400)

extension StoreReads {
  fileprivate func counts(_ query: NumberQuery) throws -> [NumberMeasure: Int64] {
    var counts: [NumberMeasure: Int64] = [:]
    for number in try dailyNumbers(query) { counts[number.measure, default: 0] += number.count }
    return counts
  }

  /// What stands in the queue, counted from the tickets.
  fileprivate func queued(_ app: AppID) throws -> Int64 {
    let page = try tickets(TicketQuery(app: app, limit: 200))
    return Int64((page.states[.open] ?? 0) + (page.states[.waiting] ?? 0))
  }
}

/// Counts once more, from tickets, links and events alone, and compares.
private func expectRecount(_ tickets: [Int64], _ app: AppID, _ store: any StoreReads, line: UInt = #line) throws {
  let counts = try store.counts(NumberQuery(app: app, days: wholeTime))
  let query = NumberQuery(app: app, days: wholeTime.upperBound...wholeTime.upperBound)
  try expectEqual(try store.queueBefore(query), try store.queued(app), line: line)
  try expectEqual(counts[.opened] ?? 0, Int64(tickets.count), line: line)
  var expected: [NumberMeasure: Int64] = [:]
  var answered: [Int64: Timestamp] = [:]
  for number in tickets {
    // Of the ticket alone: not of those merged into it.
    let events = try store.events(ofTicket: number, after: 0, limit: 1_000).filter { $0.ticket == number }
    let undone = Set(events.filter { $0.kind == .takenBack }.compactMap(\.about))
    for event in events where !undone.contains(event.id) {
      let isStaff = event.actor != .system
      switch event.kind {
      case .answered where isStaff: expected[.answered, default: 0] += 1
      case .moved where isStaff && event.to == .resolved && (event.text != nil || event.resolution?.isFix ?? false):
        expected[.answered, default: 0] += 1
      case .helped: expected[.helped, default: 0] += 1
      case .notHelped: expected[.notHelped, default: 0] += 1
      case .rated: expected[.rated, default: 0] += 1
      case .thanked: expected[.thanked, default: 0] += 1
      case .breached: expected[.breached, default: 0] += 1
      case .becameIdea: expected[.becameIdea, default: 0] += 1
      default: continue
      }
      if event.kind == .answered || event.kind == .moved, answered[number] == nil { answered[number] = event.at }
    }
  }
  for measure in NumberMeasure.allCases where measure.queueStep == 0 && measure != .explained {
    try expectEqual(counts[measure] ?? 0, expected[measure] ?? 0, line: line)
  }
  let times = try store.ticketTimes(.firstAnswer, NumberQuery(app: app, days: wholeTime))
  try expectEqual(times.count, answered.count, line: line)
  let resolved = try tickets.filter { number in
    guard let ticket = try store.ticket(number) else { return false }
    return ticket.state == .resolved
  }
  try expectEqual(
    try store.ticketTimes(.resolution, NumberQuery(app: app, days: wholeTime)).count, resolved.count, line: line)
}

let numberChecks = [
  StoreCheck("numbers count what happens to a ticket on the day on which it happens") { store in
    var scene = try await MergeScene(store, tickets: 1)
    let number = try unwrap(scene.tickets.first)
    let app = scene.app
    try await store.write { store in
      _ = try store.createAccount(
        email: "vera@example.org", name: "Vera", role: .volunteer, passwordHash: "-", at: start)
      let desk = TicketActions(store, now: later)
      try desk.claim(number, by: vera)
      try desk.answer(number, note: "We look at it", by: vera)
      try desk.resolve(number, as: .code, fix: .version("2.0"), note: nil, by: vera)
    }
    let day = CivilDay(later)
    let query = NumberQuery(app: app, days: wholeTime)
    try await store.read { store in
      let daily = try store.dailyNumbers(query.of(day...day))
      try expectEqual(
        daily.map { "\($0.measure) \($0.count) \($0.total)" }.sorted(), ["answered 2 2", "resolved 1 0"])
      try expectEqual(try store.answerers(query.of(day...day)), [2])
      try expectEqual(try store.answerers(query.of(day.adding(days: 1)...day.adding(days: 1))), [])
      try expectEqual(try store.queueBefore(query.of(day...day)), 1)
      try expectEqual(try store.queueBefore(query.of(day.adding(days: 1)...day.adding(days: 1))), 0)
      try expectEqual(try store.firstNumberDay(in: .app(app)), CivilDay(start))
      let opened = try unwrap(try store.ticket(number)).openedAt
      let wall = later.milliseconds - opened.milliseconds
      try expectEqual(
        try store.ticketTimes(.firstAnswer, query), [TicketTime(day: day, wall: wall, business: nil)])
      try expectEqual(
        try store.ticketTimes(.resolution, query), [TicketTime(day: day, wall: wall, business: nil)])
    }
    // Opened again it was not resolved then, though it had left the queue.
    try await store.write { try TicketActions($0, now: later.adding(seconds: 60)).reopen(number, note: nil, by: vera) }
    try await store.read { store in
      try expectEqual(try store.ticketTimes(.resolution, query), [])
      try expectEqual(try store.counts(query)[.returned], 1)
      try expectEqual(try store.counts(query)[.resolved], 1)
      try expectRecount([number], app, store)
    }
    scene.tickets = []
  },
  StoreCheck("what is taken back was never counted") { store in
    let scene = try await MergeScene(store, tickets: 2)
    let (first, second, app) = (scene.tickets[0], scene.tickets[1], scene.app)
    try await store.write { store in
      let desk = TicketActions(store, now: later, undoSeconds: 10)
      for number in [first, second] { try desk.claim(number, by: ada) }
      try desk.answer(first, note: "Wrong ticket", by: ada)
      try desk.resolve(second, as: .content, note: "Done", by: ada)
    }
    let query = NumberQuery(app: app, days: wholeTime)
    try expectEqual(try await store.read { try $0.counts(query)[.answered] }, 2)
    try await store.write { store in
      let desk = TicketActions(store, now: later.adding(seconds: 5), undoSeconds: 10)
      for number in [first, second] {
        for message in try store.outgoing(ofTicket: number) { try desk.takeBack(message.id, by: ada) }
      }
    }
    try await store.read { store in
      try expectEqual(try store.counts(query), [.opened: 2])
      try expectEqual(try store.ticketTimes(.firstAnswer, query), [])
      try expectEqual(try store.ticketTimes(.resolution, query), [])
      try expectRecount(scene.tickets, app, store)
    }
  },
  StoreCheck("numbers equal a recount after merges, splits, undoing, answers, reopening and erasure by chance") {
    store in
    for seed in UInt64(1)...4 {
      let scene = try await MergeScene(store, tickets: 5, name: "app \(seed)")
      let app = scene.app
      var tickets = scene.tickets
      var holding: [Int64] = []
      var chance = MergeChance(state: seed)
      for step in 0..<60 {
        let now = later.adding(seconds: Int64(step) * 40_000)
        (tickets, holding, chance) = try await store.write { [tickets, holding, chance] store in
          var (tickets, holding, chance) = (tickets, holding, chance)
          let desk = TicketActions(store, now: now)
          if Int.random(in: 0..<2, using: &chance) == 0 {
            if let link = try stepLinks(&tickets, &holding, desk, store, &chance) { holding.append(link) }
          } else {
            let number = try store.finalTicket(of: tickets.randomElement(using: &chance) ?? 0)
            let ticket = try unwrap(try store.ticket(number))
            if ticket.holder.owner == nil { try desk.claim(number, by: ada) }
            switch (ticket.state, Int.random(in: 0..<3, using: &chance)) {
            case (.resolved, _): try desk.reopen(number, note: nil, by: ada)
            case (_, 0): try desk.answer(number, note: "Step \(step)", by: ada)
            case (_, 1): try desk.wait(number, for: Waiting(.reporter), by: ada)
            default: try desk.resolve(number, as: .content, note: nil, by: ada)
            }
          }
          try expectRecount(tickets, app, store)
          return (tickets, holding, chance)
        }
      }
      // What reporters wrote goes; what was counted of their tickets stays.
      let before = try await store.read { try $0.dailyNumbers(NumberQuery(app: app, days: wholeTime)) }
      let ids = scene.reports.values.flatMap { $0 }.sorted { $0.description < $1.description }.prefix(6)
      try await store.write { store in
        for id in ids { _ = try Eraser(store, now: later).erase(id, because: .wish) }
      }
      try await store.read { [tickets] store in
        try expectEqual(try store.dailyNumbers(NumberQuery(app: app, days: wholeTime)), before)
        try expectRecount(tickets, app, store)
      }
    }
  },
  StoreCheck("numbers follow the component and team that a ticket has, and know its segments") { store in
    let app = try await store.makeApp()
    var report = makeReport(1, "Paying fails")
    report.segment = "Acme"
    let number = try await store.openTicket(
      with: report, app: app, installation: nil, makeTicket(app: app, title: "Paying fails", component: "checkout"))
    let other = try await store.openTicket(with: makeReport(2, "Loading fails"), app: app)
    let team = try await store.write { store in
      _ = try store.makeStaff("Ada")
      try store.addSegment("Acme", ticket: number)
      return try GroupActions(store, now: start).create("Payments").id
    }
    var query = NumberQuery(app: app, days: wholeTime)
    func opened(_ change: (inout NumberQuery) -> Void) async throws -> Int64 {
      var narrowed = query
      change(&narrowed)
      return try await store.read { [narrowed] in try $0.counts(narrowed)[.opened] ?? 0 }
    }
    try expectEqual(try await opened { $0.component = "checkout" }, 1)
    try expectEqual(try await opened { $0.component = "nothing" }, 0)
    try expectEqual(try await opened { $0.segment = "Acme" }, 1)
    try expectEqual(try await opened { $0.segment = "nobody" }, 0)
    try expectEqual(try await opened { $0.team = team }, 0)
    try await store.write { store in
      let desk = TicketActions(store, now: later)
      try desk.triage(number, component: "payment", kind: .problem, severity: .high, by: ada)
      try desk.handOver(number, to: .group(team), by: .system)
      try desk.answer(number, note: "Known", by: .system)
    }
    try expectEqual(try await opened { $0.component = "checkout" }, 0)
    try expectEqual(try await opened { $0.component = "payment" }, 1)
    try expectEqual(try await opened { $0.team = team }, 1)
    try expectEqual(try await opened { ($0.team, $0.component) = (team, "payment") }, 1)
    try expectEqual(try await opened { ($0.team, $0.component, $0.segment) = (team, "payment", "Acme") }, 1)
    try expectEqual(try await opened { ($0.team, $0.segment) = (team, "nobody") }, 0)
    try expectEqual(try await opened { $0.apps = .only([]) }, 0)
    query.team = team
    try expectEqual(
      try await store.read { [query] in try $0.queueBefore(query.of(wholeTime.upperBound...wholeTime.upperBound)) }, 1)
    _ = other
  },
  StoreCheck("verdicts, stars and thanks are counted, with who is thanked") { store in
    let scene = try await MergeScene(store, tickets: 1)
    let (number, app) = (scene.tickets[0], scene.app)
    try await store.write { store in
      for (kind, detail) in [
        (TicketEvent.Kind.helped, "2.0"), (.helped, "2.1"), (.notHelped, "2.0"), (.rated, "4"), (.rated, "5"),
        (.rated, "many"), (.thanked, "Ada"), (.thanked, "Ada"), (.thanked, "Vera"), (.breached, "resolution"),
      ] {
        try store.append(TicketEvent(ticket: number, at: later, actor: .system, kind: kind, detail: detail))
      }
    }
    let query = NumberQuery(app: app, days: wholeTime)
    try await store.read { store in
      let daily = try store.dailyNumbers(query).filter { $0.measure != .opened }
      try expectEqual(
        daily.map { "\($0.measure) \($0.count) \($0.total)" }.sorted(),
        ["breached 1 0", "helped 2 0", "notHelped 1 0", "rated 3 9", "thanked 3 0"])
      try expectEqual(
        try store.thankedSolvers(query, limit: 10),
        [ThankedSolver(name: "Ada", count: 2), ThankedSolver(name: "Vera", count: 1)])
      try expectEqual(try store.thankedSolvers(query, limit: 1).count, 1)
      try expectEqual(
        try store.tickets(TicketQuery(app: app, limit: 10).marked(.notHelped, wholeTime)).tickets.map(\.number),
        [number])
      try expectEqual(try store.tickets(TicketQuery(app: app, limit: 10).marked(.merged, wholeTime)).tickets, [])
    }
  },
  StoreCheck("programme dates are kept, changed and deleted, by those who see their apps") { store in
    let (alpha, bravo) = (try await store.makeApp("alpha"), try await store.makeApp("bravo"))
    let everybody = AuditActor.staff(id: 1, name: "Ada")
    func set(_ name: String, _ day: String, _ app: AppID?, id: Int64 = 0, by scope: AppScope = .all) async throws
      -> Int64
    {
      try await store.write {
        try ProgrammeDateActions($0, now: start, by: everybody, apps: scope).save(id, name: name, day: day, app: app)
      }
    }
    let all = try await set(" Engineers  answer ", "2026-03-01", nil)
    let one = try await set("Engineers answer", "2026-04-01", bravo)
    let seen = try await store.read { try $0.programmeDates(in: .app(alpha)) }
    try expectEqual(seen.map(\.name), ["Engineers answer"])
    try expectEqual(seen.first?.day.text, "2026-03-01")
    for (name, day, app, scope, error) in [
      ("", "2026-03-01", alpha, AppScope.all, ProgrammeDateError.noName),
      (String(repeating: "n", count: 101), "2026-03-01", alpha, .all, .nameTooLong(bytes: 101)),
      ("x", "2026-02-30", alpha, .all, .noDay), ("x", "", alpha, .all, .noDay),
      ("Engineers answer", "2026-03-02", bravo, .all, .nameTaken("Engineers answer")),
      ("x", "2026-03-01", bravo, .app(alpha), .notYourApp),
    ] {
      try await expectError(error) { _ = try await set(name, day, app, by: scope) }
    }
    try await expectError(ProgrammeDateError.notYourApp) { _ = try await set("x", "2026-03-01", nil, by: .app(alpha)) }
    try await expectError(ProgrammeDateError.noSuchDate) {
      _ = try await set("x", "2026-03-01", alpha, id: one, by: .app(alpha))
    }
    try expectEqual(try await set("Night shift", "2026-05-01", bravo, id: one), one)
    try expectEqual(try await store.read { try $0.programmeDate(one)?.name }, "Night shift")
    try await store.write { try ProgrammeDateActions($0, now: start, by: everybody, apps: .all).delete(all) }
    try expectEqual(try await store.read { try $0.programmeDates(in: .all).map(\.id) }, [one])
    let log = try await store.read { try $0.auditEntries(AuditQuery(act: .programmeDateSaved)) }
    try expectEqual(log.map(\.subject), ["Night shift", "Engineers answer", "Engineers answer"])
  },
]

extension TicketQuery {
  fileprivate func marked(_ measure: NumberMeasure, _ days: ClosedRange<CivilDay>) -> TicketQuery {
    var query = self
    query.states = Set(TicketState.allCases)
    query.marked = MarkedTickets(measure: measure, days: days)
    return query
  }
}
