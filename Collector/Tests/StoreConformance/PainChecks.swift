// What a store promises of pain points: memberships that are undone, counts that are what counting anew gives, and the ledger.
import CollectorCore
import TellbackWire

/// A report for the counts of pain points.
struct PainSender {
  var words = "it broke"
  var user: String?
  var page: String? = "/cart"
  var segment: String?
  var version: String?
  var day: Int64 = 0
  var installation: UInt64?
  var kind: ReportKind = .problem
  var knownIssue: Int64?
  var error: String?
}

/// Digests reports one after the other, and counts what they come to by another way than the store's.
struct PainScene {
  var app: AppID
  private(set) var reports: [ReportID] = []
  private var next: UInt64

  init(_ store: any Store, app name: String = "shop") async throws {
    app = try await store.makeApp(name)
    next = UInt64(app.value) * 100_000
    try await store.write { store in
      if try store.accounts().isEmpty { _ = try store.makeStaff("Ada", "Lea") }
    }
  }

  /// Returns the ticket on which the report is shown.
  @discardableResult
  mutating func send(_ store: any Store, _ sender: PainSender) async throws -> Int64 {
    next += 1
    var report = Report(
      id: reportID(next), capturedAt: start.adding(seconds: sender.day * 86_400 + Int64(next % 1_000)),
      kind: sender.kind,
      text: sender.words, page: sender.page, user: sender.user, segment: sender.segment,
      knownIssue: sender.knownIssue)
    report.context.appVersion = sender.version
    report.error = sender.error.map { ReportedError(type: $0) }
    reports.append(report.id)
    let at = start.adding(seconds: sender.day * 86_400 + Int64(next % 1_000) + 60)
    let incoming = IncomingReport(
      id: report.id, app: app, installation: sender.installation.map { reportID($0, at: start) }, receivedAt: at,
      sentAt: nil, body: report.encoded())
    _ = try await store.ingest([incoming])
    let id = report.id
    return try await store.write { store in
      let outcome = try Digest().digest(try unwrap(try store.report(id)), in: store, now: at)
      if case .quarantined(let why) = outcome { throw BrokenPromise(description: "quarantined: \(why)") }
      return try unwrap(try store.shownTicket(ofReport: id))
    }
  }

  /// Counts the kept reports of a pain point anew, from what is shown, and compares with the store's counts.
  func expectRecount(of pain: Int64, _ store: any StoreReads, line: UInt = #line) throws {
    var figures: [PainSort: [[String]: (reports: Int64, people: Set<[UInt8]>)]] = [:]
    for id in reports {
      guard let stored = try store.report(id), let shown = try store.shownTicket(ofReport: id),
        try store.painPoint(ofTicket: shown) == pain
      else { continue }
      let report = try Report(decoding: stored.body)
      let placement = try unwrap(try store.placement(of: id))
      let week = String(PainWeek.of(placement.capturedAt ?? stored.receivedAt))
      let (page, segment, version) = (report.page ?? "", report.segment ?? "", report.context.appVersion ?? "")
      let keys: [PainSort: [String]] = [
        .total: ["", "", "", "0"], .page: [page, "", "", "0"], .segment: ["", segment, "", "0"],
        .version: ["", "", version, "0"], .week: ["", "", "", week], .pageSegment: [page, segment, "", "0"],
        .pageSegmentVersion: [page, segment, version, "0"], .segmentWeek: ["", segment, "", week],
      ]
      for (sort, key) in keys {
        figures[sort, default: [:]][key, default: (0, [])].reports += 1
        figures[sort]?[key]?.people.insert(placement.reporter ?? id.bytes)
      }
    }
    let weights = try store.painWeights().segments[app] ?? [:]
    var sums: [[String]: Int64] = [:]
    for week in try store.painWeeks(of: pain, since: 0) {
      let own = try store.painFigures(of: pain, .segmentWeek, version: nil, limit: 1_000).filter {
        $0.week == week.week && weights[$0.segment] != nil
      }
      for figure in own { sums[[figure.segment, String(week.week)]] = figure.reporters * 1_000 + figure.reports }
      let rest = week.reports - own.reduce(0) { $0 + $1.reports }
      let people = max(0, week.reporters - own.reduce(0) { $0 + $1.reporters })
      if rest > 0 { sums[["", String(week.week)]] = people * 1_000 + rest }
    }
    let summed = try store.painWeekSums(in: .app(app), since: 0).filter { $0.pain == pain }.map {
      ([$0.segment, String($0.week)], $0.reporters * 1_000 + $0.reports)
    }
    try expectEqual(Dictionary(uniqueKeysWithValues: summed), sums, line: line)
    for sort in PainSort.allCases {
      let found: [PainFigure] =
        switch sort {
        case .week: try store.painWeeks(of: pain, since: 0)
        case .total: try store.painTotals(in: .app(app)).values.filter { $0.pain == pain }
        default: try store.painFigures(of: pain, sort, version: nil, limit: 1_000)
        }
      var there: [[String]: String] = [:]
      for figure in found {
        there[[figure.page, figure.segment, figure.version, String(figure.week)]] =
          "\(figure.reports) by \(figure.reporters)"
      }
      if sort == .segmentWeek {
        for figure in found {
          try expect(
            try store.pains(of: app, hurting: figure.segment, weeks: figure.week...figure.week).contains(pain),
            line: line)
        }
      }
      let expected = (figures[sort] ?? [:]).mapValues { "\($0.reports) by \($0.people.count)" }
      try expect(there == expected, "\(sort): \(there) for \(expected)", line: line)
    }
  }
}

extension StoreCheck {
  static let painChecks = painMembershipChecks + painLedgerChecks

  static let painMembershipChecks = [
    StoreCheck("A ticket belongs to one pain point, and undoing that leaves everything as it was") { store in
      var scene = try await PainScene(store)
      var tickets: [Int64] = []
      for words in ["checkout hangs", "payment is lost", "the cart is empty"] {
        for user in ["a", "b"] { tickets.append(try await scene.send(store, PainSender(words: words, user: user))) }
      }
      let (numbers, app, world) = (Array(Set(tickets)).sorted(), scene.app, scene)
      try expectEqual(numbers.count, 3)
      let staff = Actor.staff(id: 1, name: "Ada")
      let pain = try await store.write { store in
        try PainActions(store, now: start).make(of: [numbers[0], numbers[1]], by: staff)
      }
      try await store.write { store in
        let actions = PainActions(store, now: start)
        try expectEqual(try store.painTickets(of: pain), [numbers[0], numbers[1]])
        try expectEqual(try store.painPoint(ofTicket: numbers[0]), pain)
        try world.expectRecount(of: pain, store)
        do {
          try actions.gather(numbers[0], into: pain, by: staff)
          throw BrokenPromise(description: "gathered twice")
        } catch PainError.gathered(numbers[0], pain: pain) {}
        let before = try store.painTotals(in: .app(app))
        let membership = try actions.gather(numbers[2], into: pain, by: staff)
        try expectEqual(try store.painTotals(in: .app(app))[pain]?.reports, 6)
        try expectEqual(try store.painTotals(in: .app(app))[pain]?.reporters, 2)
        try actions.undo(membership.id, of: pain, by: staff)
        try expectEqual(try store.painTotals(in: .app(app)), before)
        try expect(try store.painPoint(ofTicket: numbers[2]) == nil)
        try world.expectRecount(of: pain, store)
        let kinds = try store.events(ofTicket: numbers[2], after: 0, limit: 100).map(\.kind).suffix(2)
        try expectEqual(Array(kinds), [.gathered, .ungathered])
      }
    },
    StoreCheck("A ticket of another app is not gathered, and each app counts for itself") { store in
      var (one, two) = (try await PainScene(store), try await PainScene(store, app: "other"))
      let first = try await one.send(store, PainSender(user: "a"))
      let second = try await two.send(store, PainSender(user: "a"))
      let (app, other) = (one.app, two.app)
      try await store.write { store in
        let actions = PainActions(store, now: start)
        let pain = try actions.make(of: [first], by: .staff(id: 1, name: "Ada"))
        do {
          try actions.gather(second, into: pain, by: .staff(id: 1, name: "Ada"))
          throw BrokenPromise(description: "gathered across apps")
        } catch PainError.otherApp(second) {}
        try expectEqual(try store.painPoints(in: .app(app), limit: 9).map(\.number), [pain])
        try expectEqual(try store.painPoints(in: .app(other), limit: 9).count, 0)
        try expectEqual(try store.painTotals(in: .app(other)).count, 0)
        try expectEqual(try store.ungatheredTickets(in: .all, limit: 9).map(\.number), [second])
        try expectEqual(try store.ungatheredTickets(in: .app(app), limit: 9).count, 0)
      }
    },
    StoreCheck("The counts of a pain point are a recount, after reports, merges, splits, undo and erasure by chance") {
      store in
      for seed in 0..<6 as Range<UInt64> { try await playPain(store, seed: seed) }
    },
    StoreCheck("The pain point of a merged ticket follows the survivor, and goes back when the merge is undone") {
      store in
      var scene = try await PainScene(store)
      let first = try await scene.send(store, PainSender(words: "checkout hangs", user: "a"))
      let second = try await scene.send(store, PainSender(words: "payment is lost", user: "b"))
      let world = scene
      try await store.write { store in
        let staff = Actor.staff(id: 1, name: "Ada")
        let (pains, desk) = (PainActions(store, now: start), TicketActions(store, now: start))
        let pain = try pains.make(of: [first], by: staff)
        let link = try desk.merge(first, into: second, by: staff)
        try expectEqual(try store.painPoint(ofTicket: second), pain)
        try expectEqual(try store.painTickets(of: pain), [second])
        try expectEqual(try store.painTotals(in: .all)[pain]?.reporters, 2)
        try world.expectRecount(of: pain, store)
        try desk.undo(link: link.id, by: staff)
        try expect(try store.painPoint(ofTicket: second) == nil)
        try expectEqual(try store.painTotals(in: .all)[pain]?.reporters, 1)
        // Of two pain points the survivor's own stands.
        let other = try pains.make(of: [second], by: staff)
        let again = try desk.merge(first, into: second, by: staff)
        try expectEqual(try store.painPoint(ofTicket: first), other)
        try expectEqual(try store.painTickets(of: pain), [])
        for number in [pain, other] { try world.expectRecount(of: number, store) }
        try desk.undo(link: again.id, by: staff)
        try expectEqual(try store.painTickets(of: pain), [first])
        for number in [pain, other] { try world.expectRecount(of: number, store) }
      }
    },
    StoreCheck("The first report of each installation about a pain point is listed in pages") { store in
      var scene = try await PainScene(store)
      var ticket: Int64 = 0
      for number in 0..<5 as Range<UInt64> {
        for day in 0..<2 as Range<Int64> {
          ticket = try await scene.send(
            store,
            PainSender(
              user: "u\(number)", segment: "s\(day)", version: "1.\(day)", day: day, installation: 900 + number))
        }
      }
      // Who has no installation is in no list.
      try await scene.send(store, PainSender(user: "api", version: "9"))
      let number = ticket
      try await store.write { store in
        let pain = try PainActions(store, now: start).make(of: [number], by: .staff(id: 1, name: "Ada"))
        let all = try store.painFirstReports(of: pain, after: nil, limit: 100)
        try expectEqual(all.map(\.version), Array(repeating: "1.0", count: 5))
        try expectEqual(all.map(\.segment), Array(repeating: "s0", count: 5))
        try expectEqual(Set(all.map(\.capturedDay)), [start.milliseconds / 86_400_000])
        try expectEqual(Set(all.map(\.installation)), Set((0..<5).map { reportID(900 + $0, at: start) }))
        var paged: [PainFirstReport] = []
        while true {
          let page = try store.painFirstReports(of: pain, after: paged.last?.installation, limit: 2)
          paged += page
          guard page.count == 2 else { break }
        }
        try expectEqual(paged, all)
      }
    },
  ]
}

/// Reports, memberships, links and erasures by chance; the same in every run.
private func playPain(_ store: any Store, seed: UInt64) async throws {
  var chance = MergeChance(state: seed)
  var scene = try await PainScene(store, app: "chance \(seed)")
  var tickets = Set<Int64>()
  for step in 0..<24 as Range<Int64> {
    let sender = PainSender(
      words: "trouble in way \(Int.random(in: 0..<4, using: &chance))",
      user: Bool.random(using: &chance) ? "user \(Int.random(in: 0..<4, using: &chance))" : nil,
      page: Bool.random(using: &chance) ? "/cart" : nil,
      segment: [nil, "Enterprise", "Free"].randomElement(using: &chance) ?? nil,
      version: ["1.0", "2.0", nil].randomElement(using: &chance) ?? nil, day: Int64.random(in: 0..<30, using: &chance),
      installation: step % 3 == 0 ? nil : 500 + UInt64.random(in: 0..<5, using: &chance))
    tickets.insert(try await scene.send(store, sender))
    let (world, choice, numbers) = (scene, chance.next(), tickets.sorted())
    let new = try await store.write { store in try stepPain(world, store, numbers, choice) }
    tickets.formUnion(new)
    chance.state = choice
    try await store.read { store in
      for pain in try store.painPoints(in: .app(world.app), limit: 100) {
        try world.expectRecount(of: pain.number, store)
      }
    }
  }
}

/// One thing that could change what counts where. Returns tickets that it opened.
private func stepPain(
  _ scene: PainScene, _ store: any StoreWrites, _ tickets: [Int64], _ choice: UInt64
) throws -> [Int64] {
  var chance = MergeChance(state: choice)
  let (pains, desk) = (PainActions(store, now: start), TicketActions(store, now: start))
  let ticket = tickets.randomElement(using: &chance) ?? 0
  let points = try store.painPoints(in: .app(scene.app), limit: 100).map(\.number)
  let staff = Actor.staff(id: 1, name: "Ada")
  do {
    switch Int.random(in: 0..<9, using: &chance) {
    case 0, 1: try pains.make(of: [ticket], by: staff)
    case 2:
      if let pain = points.randomElement(using: &chance) { try pains.gather(ticket, into: pain, by: staff) }
    case 3:
      if let pain = try store.painPoint(ofTicket: ticket) { try pains.ungather(ticket, from: pain, by: staff) }
    case 4: try desk.merge(ticket, into: tickets.randomElement(using: &chance) ?? 0, by: staff)
    case 5:
      let final = try store.finalTicket(of: ticket)
      let reports = try store.reports(ofTicket: final, offset: 0, limit: 50).map(\.id)
      guard reports.count > 1 else { break }
      return [try desk.split(final, reports: Array(reports.shuffled(using: &chance).prefix(1)), by: staff).ticket]
    case 6:
      let links = try store.links(of: ticket).filter(\.holds)
      if let link = links.randomElement(using: &chance) { try desk.undo(link: link.id, by: staff) }
    default:
      if let report = scene.reports.randomElement(using: &chance) {
        _ = try Eraser(store, now: start).erase(report, because: .wish)
      }
    }
  } catch is LinkError {
    // The same ticket twice, or nothing that could be split: no step.
  } catch is PainError {
    // It belongs to one already.
  }
  return []
}
