// Service levels: versions that stay, clocks and what they came to, the order of lists by due time, limits, and what erasing takes.
import CollectorCore
import TellbackWire

private let weekdays = Array(repeating: [BusinessWindow(from: 540, to: 1_020)], count: 5) + [[], []]

/// Critical tickets: an hour to answer, four to resolve; those of the segment Acme two and eight; others four and sixteen.
private func settings(_ change: (inout ServiceSettings) -> Void = { _ in }) -> ServiceSettings {
  var settings = ServiceSettings(
    calendars: [BusinessCalendar(id: 1, name: "Office", zone: "Europe/Zurich", week: weekdays)],
    targets: [
      ServiceTarget(id: 2, severity: .critical, calendar: 1, firstAnswer: 60, nextAnswer: 60, resolution: 240),
      ServiceTarget(id: 3, segment: "Acme", calendar: 1, firstAnswer: 120, resolution: 480),
      ServiceTarget(id: 4, calendar: 1, firstAnswer: 240, nextAnswer: 240, resolution: 960),
    ], notices: NoticeRules(warnMinutes: 30, warned: [2], escalateMinutes: 15, escalated: [2, 3]))
  change(&settings)
  return settings
}

/// Monday 24 November 2025, 16:00 UTC, which is `start`: business in Zurich ends now. So that tests read well they begin on
/// Tuesday, 9 o'clock there.
private let morning = start.adding(seconds: 57_600)

extension Store {
  /// Digests a report that was received at `at`; gives back its ticket.
  fileprivate func receive(
    _ number: UInt64, app: AppID, at: Timestamp = morning, installation: ReportID? = nil,
    _ change: (inout Report) -> Void = { _ in }
  ) async throws -> Int64 {
    var report = makeReport(number, "It broke \(number)")
    change(&report)
    let id = report.id
    _ = try await ingest([incoming(report, app: app, installation: installation, at: at)])
    return try await write { store in
      _ = try Digest().digestPending(in: store, now: at)
      return try unwrap(try store.shownTicket(ofReport: id))
    }
  }
}

extension StoreReads {
  fileprivate func clock(_ metric: ClockMetric, _ number: Int64) throws -> TicketClock? {
    try clocks(ofTicket: number).first { $0.metric == metric }
  }
}

extension StoreCheck {
  static let serviceLevelChecks: [StoreCheck] = [
    StoreCheck(
      "service levels are versions that stay, and each is given back as it was saved",
      reopening: {
        store, reopen in
        try await store.write { store in
          try expect(try store.serviceRules() == nil && store.pendingAdoption() == nil)
          try store.saveServiceRules(settings(), by: "Ada", account: nil, at: start)
          try store.saveServiceRules(
            settings { $0.limits = WorkLimits(total: 5, bySeverity: [.critical: 1]) }, by: "Ben", account: nil,
            // A clock that was set back.
            at: start.adding(seconds: -60))
        }
        await store.close()
        let again = try reopen()
        try await again.read { store in
          let (first, second) = (try unwrap(try store.serviceRules(version: 1)), try unwrap(try store.serviceRules()))
          try expect(first.settings == settings() && first.by == "Ada" && first.version == 1)
          try expectEqual(second.version, 2)
          try expectEqual(second.savedAt, start)
          try expect(second.settings.limits.total == 5 && second.settings.limits[.critical] == 1)
          try expect(try store.serviceRules(version: 3) == nil)
        }
        await again.close()
      }),
    StoreCheck("a ticket gets the clocks of the first target that fits, by severity and segment") { store in
      let app = try await store.makeApp()
      _ = try await store.write { try $0.saveServiceRules(settings(), by: "Ada", account: nil, at: start) }
      let plain = try await store.receive(1, app: app)
      let acme = try await store.receive(2, app: app) { $0.segment = "Acme" }
      try await store.write { store in
        let hour: Int64 = 3_600_000
        try expectEqual(try store.clocks(ofTicket: plain).map(\.target), [4 * hour, 16 * hour])
        try expectEqual(try store.clocks(ofTicket: acme).map(\.target), [2 * hour, 8 * hour])
        try expectEqual(try store.segments(ofTicket: acme), ["Acme"])
        try expectEqual(try store.clock(.firstAnswer, plain)?.dueAt, morning.adding(seconds: 4 * 3_600))
        // Merged, the plain one is Acme's too; undone, it is not.
        let ann = try store.makeStaff("Ann")[0]
        let link = try TicketActions(store, now: morning.adding(seconds: 60)).merge(acme, into: plain, by: ann)
        try expectEqual(try store.clock(.firstAnswer, plain)?.target, 2 * hour)
        try expect(try ClockReader(store, now: morning).readings(ofTicket: acme).isEmpty)
        try TicketActions(store, now: morning.adding(seconds: 120)).undo(link: link.id, by: ann)
        try expectEqual(try store.clock(.firstAnswer, plain)?.target, 4 * hour)
        try expectEqual(try store.clock(.firstAnswer, plain)?.dueAt, morning.adding(seconds: 4 * 3_600))
        try expectEqual(try store.clock(.firstAnswer, acme)?.dueAt, morning.adding(seconds: 2 * 3_600))
      }
    },
    StoreCheck("a list by due time shows what is due first, then the most severe, and what is not due last") { store in
      let app = try await store.makeApp()
      let before = try await store.receive(1, app: app)
      try await store.write { store in
        try store.saveServiceRules(settings(), by: "Ada", account: nil, at: start)
        // The one that was there before is not brought under the rules yet.
        _ = try store.takeForAdoption(limit: 10)
      }
      let later = try await store.receive(2, app: app, at: morning.adding(seconds: 600))
      let sooner = try await store.receive(3, app: app)
      let worse = try await store.receive(4, app: app)
      try await store.write { store in
        try store.classify(ticket: worse, component: nil, kind: .problem, severity: .high, at: morning)
        func list(_ change: (inout TicketQuery) -> Void = { _ in }) throws -> [Int64] {
          var query = TicketQuery(apps: .app(app), states: [.open], order: .due)
          change(&query)
          return try store.tickets(query).tickets.map(\.number)
        }
        try expectEqual(try list(), [worse, sooner, later, before])
        try expectEqual(try list { $0.search = "broke" }, [worse, sooner, later, before])
        try expectEqual(try list { ($0.offset, $0.limit) = (1, 2) }, [sooner, later])
        // A ticket that waits for its reporter is not due.
        let ann = try store.makeStaff("Ann")[0]
        let actions = TicketActions(store, now: morning.adding(seconds: 60))
        for number in [worse, sooner, later, before] { try actions.claim(number, by: ann) }
        try actions.wait(worse, for: Waiting(.reporter), by: ann)
        let all = try list { $0.states = [.open, .waiting] }
        try expectEqual(all, [sooner, later, worse, before])
        // With links the order is the same.
        let link = try actions.merge(before, into: sooner, by: ann)
        try expectEqual(try list { $0.states = [.open, .waiting] }, [sooner, later, worse])
        try actions.undo(link: link.id, by: ann)
        try actions.resolve(sooner, as: .content, note: nil, by: ann)
        try expectEqual(try list(), [later, before])
      }
    },
    StoreCheck(
      "what is due is found once, told to named people in business hours alone, and kept through a restart",
      reopening: { store, reopen in
        let app = try await store.makeApp()
        let number = try await store.write { store -> Actor in
          try store.saveServiceRules(settings(), by: "Ada", account: nil, at: start)
          return try store.makeStaff("Ann", "Ben", "Lea")[0]
        }
        let ticket = try await store.receive(1, app: app)
        func attend(_ store: any Store, after seconds: Int64) async throws -> ClockTally {
          try await store.write {
            try TicketActions($0, now: morning.adding(seconds: seconds)).attendToClocks(limit: 10)
          }
        }
        // Due at one o'clock: warned half an hour before, missed a moment after, escalated a quarter later.
        try await store.write { try TicketActions($0, now: morning).claim(ticket, by: number) }
        try expectEqual(try await store.read { try $0.nextClock() }, morning.adding(seconds: 12_600))
        try expectEqual(try await attend(store, after: 12_599).total, 0)
        try expectEqual(try await attend(store, after: 12_600).warned, 1)
        try expectEqual(try await attend(store, after: 12_601).total, 0)
        try expectEqual(try await attend(store, after: 14_400).total, 0)
        await store.close()
        let second = try reopen()
        try expectEqual(try await attend(second, after: 14_401).breached, 1)
        // Nobody looked before the day was over: they are told when they work again, once.
        let evening = try await attend(second, after: 36_000)
        try expect(evening.escalated == 0 && evening.moved == 1)
        await second.close()
        let third = try reopen()
        try expectEqual(try await attend(third, after: 80_000).total, 0)
        try expectEqual(try await attend(third, after: 86_400).escalated, 1)
        try expectEqual(try await attend(third, after: 86_500).total, 0)
        try await third.read { store in
          let notices = try store.serviceNotices(after: 0, limit: 10)
          try expectEqual(notices.map(\.account), [2, 1, 2, 3])
          try expectEqual(notices.map(\.kind), [.dueSoon, .dueSoon, .breached, .breached])
          try expect(notices.allSatisfy { $0.ticket == ticket && $0.metric == .firstAnswer })
          try expectEqual(notices[3].at, morning.adding(seconds: 86_400))
          try expectEqual(try store.serviceNotices(after: notices[1].id, limit: 1).map(\.id), [notices[2].id])
          try expectEqual(try store.serviceNotices(ofAccount: 3, limit: 10).map(\.ticket), [ticket])
          let kinds = try store.events(ofTicket: ticket, after: 0, limit: 20).map(\.kind)
          try expectEqual(
            kinds.filter { [.dueSoon, .breached, .escalated].contains($0) }, [.dueSoon, .breached, .escalated])
          try expectEqual(try store.clock(.firstAnswer, ticket)?.breachedAt, morning.adding(seconds: 14_400))
        }
        // Answered, it is missed, and nobody has it in their work any more.
        try await third.write { store in
          try TicketActions(store, now: morning.adding(seconds: 86_400 + 3_600)).answer(
            ticket, note: "Late", by: number)
          let result = try unwrap(try store.serviceResults(ofTicket: ticket).last)
          try expect(result.isMissed && result.spent == 9 * 3_600_000 && result.target == 4 * 3_600_000)
          try expect(try store.serviceNotices(ofAccount: 3, limit: 10).isEmpty)
        }
        await third.close()
      }),
    StoreCheck("a limit of open tickets is kept by every way to a ticket, and passed with a reason that is logged") {
      store in
      let app = try await store.makeApp()
      var numbers: [Int64] = []
      for index in 1...5 { numbers.append(try await store.receive(UInt64(index), app: app)) }
      let tickets = numbers
      try await store.write { store in
        let people = try store.makeStaff("Ann", "Ben") + store.makeStaff("Vic", role: .volunteer)
        try store.saveServiceRules(
          ServiceSettings(limits: WorkLimits(total: 2, bySeverity: [.critical: 1])), by: "Ada", account: nil, at: start)
        let actions = TicketActions(store, now: morning)
        func refusal(_ body: () throws -> Void) throws -> OwnerError? {
          do { try body() } catch let error as OwnerError { return error }
          return nil
        }
        let vic = people[2]
        try actions.claim(tickets[0], by: vic)
        try actions.claim(tickets[1], by: vic)
        let full = OwnerError.limitReached(BrokenLimit(name: "Vic", limit: 2))
        try expectEqual(try refusal { try actions.claim(tickets[2], by: vic) }, full)
        try expectEqual(try refusal { try actions.claimIfFree(tickets[2], by: vic) }, full)
        try expectEqual(try refusal { try actions.handOver(tickets[2], to: .account(3), by: people[0]) }, full)
        try expectEqual(try refusal { _ = try actions.takeNext(in: .all, by: vic) }, full)
        try expectEqual(try refusal { try actions.claim(tickets[2], past: "urgent", by: vic) }, .mayNotExceed)
        try expectEqual(try refusal { try actions.claim(tickets[2], past: " ", by: vic) }, full)
        try expectEqual(try store.openTickets(ofAccount: 3).values.reduce(0, +), 2)
        // What waits leaves room; what is resolved as well.
        try actions.wait(tickets[0], for: Waiting(.department, name: "Billing"), by: vic)
        try actions.claim(tickets[2], by: vic)
        try actions.reopen(tickets[0], note: nil, by: vic)
        try expectEqual(try store.openTickets(ofAccount: 3).values.reduce(0, +), 3)
        // Support goes past it and says why.
        try actions.handOver(tickets[3], to: .account(3), past: "Vic knows the customer", by: people[0])
        let event = try unwrap(
          try store.events(ofTicket: tickets[3], after: 0, limit: 20).first { $0.kind == .limitExceeded })
        try expect(event.text == "Vic knows the customer" && event.detail == "4 of 2: Vic" && event.actor == people[0])
        // By severity.
        for number in [tickets[0], tickets[4]] {
          try store.classify(ticket: number, component: nil, kind: .problem, severity: .critical, at: morning)
        }
        try actions.takeOver(tickets[0], by: people[1])
        try expectEqual(
          try refusal { try actions.claim(tickets[4], by: people[1]) },
          .limitReached(BrokenLimit(name: "Ben", limit: 1, severity: .critical)))
      }
    },
    StoreCheck("the next ticket is the one that is due first, of those that one may take") { store in
      let app = try await store.makeApp()
      let hidden = try await store.makeApp("other")
      _ = try await store.write { store in
        try store.saveServiceRules(
          settings { $0.limits = WorkLimits(bySeverity: [.critical: 1]) }, by: "Ada", account: nil, at: start)
      }
      _ = try await store.receive(1, app: hidden, at: morning.adding(seconds: -60))
      let third = try await store.receive(2, app: app, at: morning.adding(seconds: 300))
      let groups = try await store.receive(3, app: app)
      let first = try await store.receive(4, app: app)
      let second = try await store.receive(5, app: app, at: morning.adding(seconds: 60))
      try await store.write { store in
        let ann = try store.makeStaff("Ann")[0]
        let actions = TicketActions(store, now: morning)
        let group = try store.createGroup(named: "Billing", at: start)
        try actions.handOver(groups, to: .group(group.id), by: .system)
        for number in [first, second] {
          try actions.triage(number, component: nil, kind: .problem, severity: .critical, by: ann)
        }
        let apps = AppScope.app(app)
        try expectEqual(try actions.takeNext(in: apps, by: ann), first)
        // A second critical one is past the limit, and another group's is not for Ann.
        try expectEqual(try actions.takeNext(in: apps, by: ann), third)
        do {
          _ = try actions.takeNext(in: apps, by: ann)
          throw BrokenPromise(description: "the limit was not kept")
        } catch OwnerError.limitReached(let broken) {
          try expectEqual(broken.severity, .critical)
        }
        try store.setMembers([1], ofGroup: group.id)
        try expectEqual(try actions.takeNext(in: apps, by: ann), groups)
        try actions.resolve(first, as: .content, note: nil, by: ann)
        try expectEqual(try actions.takeNext(in: apps, by: ann), second)
        try expect(try actions.takeNext(in: apps, by: ann) == nil)
      }
    },
    StoreCheck("a split ticket has clocks of its own, and one whose reports were erased has none") { store in
      let app = try await store.makeApp()
      _ = try await store.write { try $0.saveServiceRules(settings(), by: "Ada", account: nil, at: start) }
      let device = reportID(90)
      let number = try await store.receive(1, app: app, installation: device)
      _ = try await store.receive(2, app: app, installation: device) { $0.text = "It broke 1" }
      try await store.write { store in
        let ann = try store.makeStaff("Ann")[0]
        let later = TicketActions(store, now: morning.adding(seconds: 3_600))
        let split = try later.split(number, reports: [reportID(2)], by: ann)
        try expectEqual(try store.clock(.firstAnswer, split.ticket)?.startedAt, morning.adding(seconds: 3_600))
        try later.undo(link: split.id, by: ann)
        try expect(try ClockReader(store, now: morning).readings(ofTicket: split.ticket).isEmpty)
        let eraser = Eraser(store, now: morning.adding(seconds: 7_200))
        _ = try eraser.erase(reportID(1), because: .wish)
        try expect(try !store.clocks(ofTicket: number).isEmpty)
        _ = try eraser.erase(reportID(2), because: .wish)
        try expect(try store.clocks(ofTicket: number).isEmpty && store.nextClock() == nil)
        try expect(try store.clockSpans(ofTicket: number, metric: .resolution, round: 1, limit: 10).isEmpty)
      }
    },
    StoreCheck("open tickets are brought under new rules in steps, and resolved ones are left") { store in
      let app = try await store.makeApp()
      var numbers: [Int64] = []
      for index in 1...5 { numbers.append(try await store.receive(UInt64(index), app: app)) }
      let tickets = numbers
      try await store.write { store in
        let ann = try store.makeStaff("Ann")[0]
        try TicketActions(store, now: morning).claim(tickets[1], by: ann)
        try TicketActions(store, now: morning).resolve(tickets[1], as: .content, note: nil, by: ann)
        let saved = morning.adding(seconds: 60)
        try store.saveServiceRules(settings(), by: "Ada", account: nil, at: saved)
        try expectEqual(try store.pendingAdoption(), saved)
        let actions = TicketActions(store, now: saved.adding(seconds: 5))
        try expectEqual(try actions.adoptServiceRules(limit: 2), 2)
        try expectEqual(try store.pendingAdoption(), saved)
        try expectEqual(try actions.adoptServiceRules(limit: 2) + actions.adoptServiceRules(limit: 2), 2)
        try expect(try store.pendingAdoption() == nil)
        try expectEqual(try tickets.map { try store.clocks(ofTicket: $0).count }, [2, 0, 2, 2, 2])
        try expectEqual(try store.clock(.firstAnswer, tickets[4])?.startedAt, saved)
        // A limit measures nothing anew; a target does.
        let later = saved.adding(seconds: 600)
        try store.saveServiceRules(settings { $0.limits = WorkLimits(total: 9) }, by: "Ada", account: nil, at: later)
        try expect(try store.pendingAdoption() == nil && store.serviceRules()?.version == 2)
        try store.saveServiceRules(settings { $0.targets[2].firstAnswer = 60 }, by: "Ada", account: nil, at: later)
        try expectEqual(try store.pendingAdoption(), later)
        try expectEqual(try TicketActions(store, now: later.adding(seconds: 1)).adoptServiceRules(limit: 10), 4)
        try expectEqual(try store.clock(.firstAnswer, tickets[4])?.dueAt, saved.adding(seconds: 3_600))
      }
    },
  ]
}
