// What a store promises of a pain point's facts, decisions, attempts, workaround and date.
import CollectorCore
import TellbackWire

extension StoreCheck {
  static let painLedgerChecks = [
    StoreCheck("Weeks are added up for the ranking, segments with a weight of their own apart") { store in
      var scene = try await PainScene(store)
      var ticket: Int64 = 0
      for (user, segment, day) in [
        ("a", "one", Int64(0)), ("b", "two", 0), ("c", nil, 1), ("d", "three", 9), ("a", "one", 1),
      ] {
        ticket = try await scene.send(store, PainSender(user: user, segment: segment, day: day))
      }
      let (number, world) = (ticket, scene)
      try await store.write { store in
        let pain = try PainActions(store, now: start).make(of: [number], by: .system)
        try world.expectRecount(of: pain, store)
        try store.savePainWeights(PainWeights(segments: [world.app: ["one": 300, "none": 200]]))
        try world.expectRecount(of: pain, store)
        let week = PainWeek.of(start)
        let sums = try store.painWeekSums(in: .app(world.app), since: week)
        try expectEqual(Set(sums.map(\.segment)), ["", "one"])
        try expectEqual(sums.filter { $0.segment == "one" }.map(\.reporters), [1])
        try expectEqual(try store.painWeekSums(in: .app(world.app), since: week + 9).count, 0)
        for (segment, weeks, isHurt) in [
          ("one", week...week, true), ("three", week...week, false), ("three", week...(week + 4), true),
          ("", week...(week + 4), true), ("none", week...(week + 4), false), ("one", (week + 1)...(week + 4), false),
        ] {
          let hurt = try store.pains(of: world.app, hurting: segment, weeks: weeks)
          try expect(hurt == (isHurt ? [pain] : []), "\(segment) in \(weeks): \(hurt)")
        }
        try expectEqual(try store.pains(of: AppID(99), hurting: "one", weeks: week...week), [])
      }
    },
    StoreCheck(
      "Facts, decision, attempts and weights of a pain point are kept, and of two changes at once one is refused"
    ) {
      store in
      var scene = try await PainScene(store)
      let (ticket, app) = (try await scene.send(store, PainSender(user: "a")), scene.app)
      let staff = Actor.staff(id: 1, name: "Ada")
      let pain = try await store.write { try PainActions($0, now: start).make(of: [ticket], by: staff) }
      try await store.write { store in
        let actions = PainActions(store, now: start)
        let facts = PainFacts(
          title: "  Paying\nhangs ", component: "Checkout", page: "/pay", department: "Payments", owner: 2,
          decideBy: start.adding(seconds: 86_400), escalatesTo: 1)
        try actions.change(pain, to: facts, revision: 1, by: staff)
        do {
          try actions.change(pain, to: facts, revision: 1, by: staff)
          throw BrokenPromise(description: "changed what was not seen")
        } catch PainError.overtaken {}
        let point = try unwrap(try store.painPoint(pain))
        try expectEqual(point.title, "Paying hangs")
        try expectEqual(point.owner, PainPerson(account: 2, name: "Lea"))
        try expectEqual(point.escalatesTo, PainPerson(account: 1, name: "Ada"))
        try expectEqual(try store.painPoints(ofOwner: 2, in: .app(app), limit: 9).map(\.number), [pain])
        try actions.decide(pain, .fix, reason: "It costs orders.", by: staff)
        let decided = try unwrap(try store.painPoint(pain))
        try expectEqual(
          decided.decision, PainDecision(kind: .fix, reason: "It costs orders.", by: "Ada", at: start))
        try expect(decided.facts.decideBy == nil, "a decision ends the wait for it")
        try expectEqual(try store.painPoints(ofOwner: 2, in: .app(app), limit: 9).count, 0)
        let first = try actions.attempt(
          pain, "Longer timeout", .configuration, department: "Platform", release: .date(start), by: staff)
        let second = try actions.attempt(pain, "New client", .code, department: nil, release: nil, by: staff)
        try actions.release(second, of: pain, in: .version("2.1"), by: staff)
        try expectEqual(try store.painAttempts(of: pain).map(\.release), [.date(start), .version("2.1")])
        try actions.drop(first, of: pain, by: staff)
        try expectEqual(try store.painAttempts(of: pain).map(\.what), ["New client"])
        let kinds = try store.painEvents(of: pain, limit: 99).map(\.kind)
        try expectEqual(
          kinds, [.dropped, .released, .attempted, .attempted, .decided, .changed, .gathered, .made])
        var weights = PainWeights(low: 1, trend: 0, segments: [app: ["Enterprise": 300]], escalatesTo: 2)
        try actions.weigh(weights, by: .command)
        try expectEqual(try store.painWeights(), weights)
        weights.segments = [:]
        try actions.weigh(weights, by: .command)
        try expectEqual(try store.painWeights(), weights)
      }
    },
    StoreCheck("Silence past a date is told once, also by a store that was opened anew") { store, reopen in
      var scene = try await PainScene(store)
      let ticket = try await scene.send(store, PainSender(user: "a"))
      let pain = try await store.write { store in
        let actions = PainActions(store, now: start)
        let pain = try actions.make(of: [ticket], by: .staff(id: 1, name: "Ada"))
        let facts = PainFacts(title: "Slow", decideBy: start.adding(seconds: 100), escalatesTo: 2)
        try actions.change(pain, to: facts, revision: 1, by: .staff(id: 1, name: "Ada"))
        try expectEqual(try store.nextPainDecision(), start.adding(seconds: 100))
        return pain
      }
      await store.close()
      let again = try reopen()
      for (seconds, told) in [(99, 0), (100, 1), (101, 0)] {
        let tally = try await again.write { store in
          try TicketActions(store, now: start.adding(seconds: Int64(seconds))).doWhatIsDue(DueSchedule(), limit: 9)
        }
        try expectEqual(tally.undecided, told)
      }
      try await again.write { store in
        try expect(try store.nextPainDecision() == nil)
        _ = try NoticePlanner(store, now: start.adding(seconds: 102)).plan(mails: true)
        let notices = try store.notices(ofAccount: 2, in: .all, before: nil, limit: 9)
        try expectEqual(notices.map(\.reason), [.undecided])
        try expectEqual(notices.map(\.awaitsMail), [true])
        try expectEqual(try store.event(unwrap(notices.first).event)?.detail, "\(pain): Lea")
      }
      await again.close()
    },
    StoreCheck("Whoever is told a workaround is counted once, and so is who comes back within seven days") { store in
      var scene = try await PainScene(store)
      let ticket = try await scene.send(store, PainSender(user: "a", installation: 1))
      try await scene.send(store, PainSender(user: "b", installation: 2))
      // Nobody can be told over the plain API.
      try await scene.send(store, PainSender(user: "c"))
      let pain = try await store.write { store in
        let actions = PainActions(store, now: start.adding(seconds: 5_000))
        let pain = try actions.make(of: [ticket], by: .staff(id: 1, name: "Ada"))
        try actions.help(pain, "Pay by card", publishedAs: "Paying hangs", by: .staff(id: 1, name: "Ada"))
        try expectEqual(try store.painReach(of: pain), PainReach(told: 2, cameBack: 0))
        try expectEqual(try store.publishedIssue(ofTicket: ticket)?.workaround, "Pay by card")
        return pain
      }
      // d is told when the report comes; a and d come back in time, b does not.
      for (user, day, installation) in [("d", 1, 3), ("a", 2, 1), ("d", 3, 3), ("d", 4, 3), ("b", 9, 2)] {
        try await scene.send(
          store, PainSender(user: user, day: Int64(day), installation: UInt64(installation)))
      }
      let app = scene.app
      try await store.write { store in
        try expectEqual(try store.painReach(of: pain), PainReach(told: 3, cameBack: 2))
        let heard = try store.updates(app: app, installation: reportID(3, at: start), after: 0, limit: 99)
        try expectEqual(heard.compactMap(\.message), ["Pay by card"])
        try PainActions(store, now: start.adding(seconds: 9_000)).withdrawHelp(
          of: pain, by: .staff(id: 1, name: "Ada"))
        try expect(try store.publishedIssue(ofTicket: ticket) == nil)
        try expect(try store.painPoint(pain)?.workaround == nil)
      }
    },
    StoreCheck(
      "A report from a version with an attempt marks it once and reopens its ticket; an older version does not"
    ) {
      store in
      var scene = try await PainScene(store)
      let ticket = try await scene.send(store, PainSender(user: "a", version: "1.0", installation: 1))
      let (pain, attempt) = try await store.write { store in
        let staff = Actor.staff(id: 1, name: "Ada")
        let (actions, desk) = (PainActions(store, now: start), TicketActions(store, now: start.adding(seconds: 200)))
        let pain = try actions.make(of: [ticket], by: staff)
        let attempt = try actions.attempt(
          pain, "New client", .code, department: nil, release: .version("2.0"), by: staff)
        try desk.claim(ticket, by: staff)
        try desk.resolve(ticket, as: .content, note: nil, by: staff)
        return (pain, attempt)
      }
      func state() async throws -> (Timestamp?, String?, TicketState?) {
        try await store.read {
          let found = try $0.painAttempt(attempt)
          return (found?.regressedAt, found?.regressedIn, try $0.ticket(ticket)?.state)
        }
      }
      try await scene.send(store, PainSender(user: "p", version: "2.0", day: 1, kind: .praise))
      let praised = try await state()
      try expect(praised.0 == nil, "praise marks nothing")
      try await scene.send(store, PainSender(user: "b", version: "2.1", day: 2, installation: 2))
      let met = try await state()
      try expectEqual(met.1, "2.1")
      try expectEqual(met.2, .open)
      try await scene.send(store, PainSender(user: "c", version: "3.0", day: 3, installation: 3))
      let later = try await state()
      try expect(later.0 == met.0 && later.1 == "2.1", "the first time is kept")
      let marks = try await store.read { try $0.painEvents(of: pain, limit: 99).count { $0.kind == .regressed } }
      try expectEqual(marks, 1)
    },
    StoreCheck("Words of an erased or redacted report stay in no pain point") { store in
      var scene = try await PainScene(store)
      let ticket = try await scene.send(
        store, PainSender(words: "secretword in my cart", user: "a", page: "/secretword", installation: 1))
      let report = try unwrap(scene.reports.first)
      try await store.write { store in
        let staff = Actor.staff(id: 1, name: "Ada")
        let pain = try PainActions(store, now: start).make(of: [ticket], by: staff)
        try expect(try store.painPoint(pain)?.title.contains("secretword") == true)
        try PainActions(store, now: start).help(pain, "Use another cart", publishedAs: nil, by: staff)
        _ = try Eraser(store, now: start).erase(report, because: .wish)
        let point = try unwrap(try store.painPoint(pain))
        try expect(!"\(point)".contains("secretword"), "\(point)")
        try expectEqual(try store.painReach(of: pain), PainReach())
        try expectEqual(try store.painTotals(in: .all).count, 0)
      }
    },
  ]
}
