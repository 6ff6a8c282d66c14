// Rules: kept whole and in order, told apart by their stamp, and what they decide is kept with the ticket.
import CollectorCore
import TellbackWire

extension StoreCheck {
  static let routingChecks: [StoreCheck] = [
    StoreCheck("a new store holds the words that make a problem critical or high, as rules") { store in
      let rules = try await store.read { try $0.routingRules() }
      try expectEqual(rules.map(\.name), [RoutingRule.criticalWords, RoutingRule.highWords])
      try expectEqual(rules.map(\.effects), [RoutingEffects(severity: .critical), RoutingEffects(severity: .high)])
      let book = RuleBook(rules)
      for (text, severity) in [
        ("I was charged twice!", Severity.critical), ("someone else's account", .critical), ("It crashed", .high),
        ("I can't log in", .high), ("A crashmat is missing", .medium),
      ] {
        try expectEqual(book.outcome(of: makeReport(1, text), app: AppID(1)).severity, severity)
      }
      try expect(try await !store.read { try $0.hasAdoptedRoutingSettings() })
    },
    StoreCheck(
      "rules are kept whole, in order, with their ids, also past a reopening",
      reopening: { store, reopen in
        let app = try await store.makeApp()
        let (rules, stamps) = try await store.write { store -> ([RoutingRule], Set<Int64>) in
          let people = try store.makeStaff("Ann")
          try expectEqual(people.count, 1)
          let group = try store.createGroup(named: "Billing", at: start)
          var stamps: Set<Int64> = [try store.routingStamp()]
          let whole = RoutingRule(
            app: app, name: "Все «правила» 規則", isEnabled: false,
            conditions: [
              RoutingCondition(.page, ["/a", "/b'\""]), RoutingCondition(.component, ["C"]),
              RoutingCondition(.segment, ["S"]),
              RoutingCondition(.locale, ["de"]), RoutingCondition(.kind, ["idea"]),
              RoutingCondition(.version, ["1", "2"]),
              RoutingCondition(.version, .atLeast, ["3"]), RoutingCondition(.version, .below, ["4"]),
              RoutingCondition(.words, ["x y"]), RoutingCondition(.field("plan"), ["gold"]),
            ],
            effects: RoutingEffects(component: "D", severity: .low, group: group.id, owner: 1, tags: ["b", "a"]))
          try store.saveRoutingRules([whole, RoutingRule(name: "plain", effects: RoutingEffects(tags: ["t"]))])
          stamps.insert(try store.routingStamp())
          var rules = try store.routingRules()
          try expect(rules.map(\.name) == ["Все «правила» 規則", "plain"] && Set(rules.map(\.id)).count == 2)
          var expected = whole
          expected.id = rules[0].id
          try expectEqual(rules[0], expected)
          rules = [rules[1], rules[0], RoutingRule(name: "third", effects: RoutingEffects(severity: .high))]
          rules[0].conditions = [RoutingCondition(.page, ["/new"])]
          try store.saveRoutingRules(rules)
          stamps.insert(try store.routingStamp())
          rules[2].id = try unwrap(try store.routingRules().last).id
          try expectEqual(try store.routingRules(), rules)
          return (rules, stamps)
        }
        try expect(stamps.count == 3 && !stamps.contains(0))
        await store.close()
        let again = try reopen()
        try expectEqual(try await again.read { try $0.routingRules() }, rules)
        await again.close()
      }),
    StoreCheck("rules that were undone with their transaction leave rules and stamp as they were") { store in
      struct Undo: Error {}
      let before = try await store.read { (try $0.routingRules(), try $0.routingStamp()) }
      do {
        try await store.write { store in
          try store.saveRoutingRules([])
          throw Undo()
        }
      } catch is Undo {}
      let after = try await store.read { (try $0.routingRules(), try $0.routingStamp()) }
      try expect(before == after)
    },
    StoreCheck("the settings are adopted once, and a person's severity is remembered by ticket") { store in
      let app = try await store.makeApp()
      let first = try await store.openTicket(with: makeReport(1), app: app)
      let second = try await store.openTicket(with: makeReport(2), app: app)
      try await store.write { store in
        try store.noteRoutingSettingsAdopted(at: start)
        try expect(try store.hasAdoptedRoutingSettings())
        let people = try store.makeStaff("Ann")
        let actions = TicketActions(store, now: start)
        try actions.triage(first, component: "C", kind: .problem, severity: .medium, by: people[0])
        try expect(try !store.isSeverityDecided(ofTicket: first))
        try actions.triage(first, component: "C", kind: .problem, severity: .low, by: people[0])
        try expect(try store.isSeverityDecided(ofTicket: first) && !store.isSeverityDecided(ofTicket: second))
      }
    },
    StoreCheck("the newest reports on tickets are found by app and over all") { store in
      let (one, other) = (try await store.makeApp("one"), try await store.makeApp("other"))
      for number in 1...6 as ClosedRange<UInt64> {
        _ = try await store.openTicket(with: makeReport(number), app: number.isMultiple(of: 3) ? other : one)
      }
      let later = start.adding(seconds: 60)
      _ = try await store.ingest([incoming(makeReport(7), app: one, at: later)])
      try await store.write { store in
        let sequence = try unwrap(try store.report(reportID(7))).sequence
        try store.count(
          TicketArrival(capturedAt: start, receivedAt: later, isNewReporter: false, at: later), onTicket: 1)
        try store.place(
          Placement(report: sequence, ticket: 1, mechanism: "exact-2/words", at: later), report: makeReport(7),
          opened: false)
      }
      _ = try await store.ingest([incoming(makeReport(8), app: one)])
      try await store.read { store in
        func numbers(_ app: AppID?, _ limit: Int) throws -> [ReportID] {
          try store.newestPlaced(app: app, limit: limit).map(\.id)
        }
        try expectEqual(try numbers(one, 3), [7, 5, 4].map { reportID($0) })
        try expectEqual(try numbers(other, 200), [6, 3].map { reportID($0) })
        try expectEqual(try numbers(nil, 4), [7, 6, 5, 4].map { reportID($0) })
        try expectEqual(try numbers(one, 0), [])
      }
    },
    StoreCheck("the digest follows the rules of its own transaction, and a trial says what others would do") { store in
      let app = try await store.makeApp()
      let digest = Digest()
      for number in 1...4 as ClosedRange<UInt64> {
        var report = makeReport(number, "text \(number) crashed")
        report.page = number.isMultiple(of: 2) ? "/cart" : "/help"
        _ = try await store.ingest([incoming(report, app: app)])
      }
      try await store.write { store in
        _ = try digest.digestPending(limit: 2, in: store, now: start)
        let cart = RoutingRule(
          name: "Cart", conditions: [RoutingCondition(.page, ["/cart"])],
          effects: RoutingEffects(component: "Cart", severity: .critical, tags: ["money"]))
        try RoutingActions(store, now: start, by: .command).perform(.save(cart, place: 1))
        _ = try digest.digestPending(limit: 2, in: store, now: start)
        let tickets = try (1...4).map { try unwrap(try store.ticket($0)) }
        try expectEqual(tickets.map(\.severity), [.high, .high, .high, .critical])
        try expectEqual(tickets.map(\.component), [nil, nil, nil, "Cart"])
        try expectEqual(try store.tags(ofTicket: 4), ["money"])
        let rules = try store.routingRules()
        let trial = try RoutingTrial(of: Array(rules.dropFirst()), beside: rules, app: app, in: .all, store)
        try expect(trial.reports == 4 && trial.different == 2)
        try expectEqual(trial.differences.map(\.ticket), [4, 2])
        try expect(trial.differences[0].before.component == "Cart" && trial.differences[0].after.component == nil)
        try expectEqual(try RoutingTrial(of: rules, beside: rules, app: nil, in: .all, store).different, 0)
        try expectEqual(try RoutingTrial(of: [], beside: rules, app: nil, in: .only([]), store).reports, 0)
      }
    },
  ]
}
