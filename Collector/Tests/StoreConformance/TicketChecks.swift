// Tickets, their history, and the list with its filters, orders and pages.
import CollectorCore
import TellbackWire

extension StoreCheck {
  static let ticketChecks: [StoreCheck] = [
    StoreCheck("a ticket is stored with all that it holds, and each change leaves the rest as it was") { store in
      let app = try await store.makeApp()
      try await store.write { store in
        var ticket = makeTicket(app: app, title: "Пустая страница 画面", kind: .idea, severity: .critical)
        ticket.number = try store.openTicket(ticket)
        let number = ticket.number
        try expectEqual(try store.ticket(number), ticket)
        try expect(try store.ticket(number + 1) == nil)

        try store.classify(ticket: number, component: "checkout", kind: .question, severity: .low, at: start)
        (ticket.component, ticket.kind, ticket.severity) = ("checkout", .question, .low)
        try expectEqual(try store.ticket(number), ticket)
        try store.retitle(ticket: number, title: "画面", page: nil)
        (ticket.title, ticket.page) = ("画面", nil)
        try expectEqual(try store.ticket(number), ticket)

        let later = start.adding(seconds: 60)
        try store.noteChange(ofTicket: number, at: later)
        ticket.changedAt = later
        try expectEqual(try store.ticket(number), ticket)
        // A clock that was set back, or another writer's, does not take the last change back.
        try store.noteChange(ofTicket: number, at: start)
        try store.classify(ticket: number, component: nil, kind: .question, severity: .low, at: start)
        ticket.component = nil
        try expectEqual(try store.ticket(number), ticket)
      }
      for change in [
        { try $0.noteChange(ofTicket: 99, at: start) }, { try $0.retitle(ticket: 99, title: "t", page: nil) },
        { try $0.classify(ticket: 99, component: nil, kind: .idea, severity: .low, at: start) },
        {
          try $0.count(
            TicketArrival(capturedAt: start, receivedAt: start, isNewReporter: false, at: start), onTicket: 99)
        },
      ] as [@Sendable (any StoreWrites) throws -> Void] {
        do { try await store.write(change) } catch StoreError.failed { continue }
        throw BrokenPromise(description: "a ticket that is not there was changed")
      }
    },
    StoreCheck("of two who move a ticket from one state at once, one does") { store in
      let app = try await store.makeApp()
      let number = try await store.write { try $0.openTicket(makeTicket(app: app)) }
      let open = TicketStanding(state: .open)
      // Both have read that it is open.
      let moved = try await withThrowingTaskGroup(of: Bool.self) { group in
        for standing in [
          TicketStanding(state: .waiting, waiting: try Waiting(.department, name: "Billing")),
          TicketStanding(state: .resolved, resolution: .code, fix: .version("2"), resolvedAt: start),
        ] {
          group.addTask {
            try await store.write { try $0.move(ticket: number, from: open, to: standing, at: start) }
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      try expectEqual(moved.sorted { !$0 && $1 }, [false, true])
      try await store.write { store in
        let ticket = try unwrap(try store.ticket(number))
        var elsewhere = ticket.standing
        if elsewhere.state == .resolved { elsewhere.fix = .version("3") } else { elsewhere.waiting?.name = "Sales" }
        for from in [open, elsewhere] {
          try expect(!(try store.move(ticket: number, from: from, to: open, at: start)), "moved from elsewhere")
        }
        try expectEqual(try store.ticket(number), ticket)
        let later = start.adding(seconds: 1)
        try expect(try store.move(ticket: number, from: ticket.standing, to: open, at: later), "did not move")
        var expected = makeTicket(app: app)
        (expected.number, expected.changedAt) = (number, later)
        try expectEqual(try store.ticket(number), expected)
        try expect(!(try store.move(ticket: 99, from: open, to: open, at: start)), "there is no such ticket")
      }
    },
    StoreCheck("reports that are counted at once are all counted; times reach to each, the severity never falls") {
      store in
      let app = try await store.makeApp()
      let number = try await store.openTicket(with: makeReport(1), app: app)
      let reports = (2...21).map { makeReport($0) }
      for report in reports { _ = try await store.ingest([incoming(report, app: app)]) }
      // Each in a transaction of its own, of several at the same moment; staff classify and rename it meanwhile.
      try await withThrowingTaskGroup(of: Void.self) { group in
        for (place, report) in reports.enumerated() {
          group.addTask {
            try await store.write { store in
              let moment = start.adding(seconds: Int64(place) - 10)
              let arrival = TicketArrival(
                capturedAt: moment, receivedAt: moment, isNewReporter: place % 2 == 0,
                severity: place == 5 ? .high : .low, at: moment)
              try store.count(arrival, onTicket: number)
              try store.place(
                Placement(
                  report: try unwrap(try store.report(report.id)).sequence, ticket: number, mechanism: "exact-2/words",
                  at: moment), report: report, opened: false)
            }
          }
        }
        group.addTask { try await store.write { try $0.retitle(ticket: number, title: "New", page: "/new") } }
        try await group.waitForAll()
      }
      let ticket = try await store.read { try unwrap(try $0.ticket(number)) }
      try expectEqual([ticket.reportCount, ticket.reporterCount], [21, 11])
      try expectEqual(ticket.severity, .high)
      try expectEqual(ticket.title, "New")
      for (first, last) in [
        (ticket.firstCapturedAt, ticket.lastCapturedAt), (ticket.firstReceivedAt, ticket.lastReceivedAt),
      ] {
        try expectEqual([first, last], [start.adding(seconds: -10), start.adding(seconds: 9)])
      }
      try expectEqual(ticket.changedAt, start.adding(seconds: 9))
      try expectEqual(try await store.read { try $0.counts(in: .all).attached }, 20)
    },
    StoreCheck("events come oldest first, with all that they hold, after a cursor") { store in
      let app = try await store.makeApp()
      try await store.write { store in
        try expectEqual(try store.newestEvent(in: .all), 0)
        let number = try store.openTicket(makeTicket(app: app))
        let other = try store.openTicket(makeTicket(app: app))
        var events = [
          TicketEvent(ticket: number, at: start, actor: .system, kind: .opened, report: reportID(1)),
          TicketEvent(
            ticket: number, at: start, actor: .staff(id: 3, name: "Ann"), kind: .moved, from: .open, to: .resolved,
            resolution: .content, text: "Done."),
          TicketEvent(ticket: number, at: start, actor: .staff(id: 3, name: "Ann"), kind: .noted, text: "Inner"),
        ]
        for index in events.indices {
          events[index].id = try store.append(events[index])
          try store.append(TicketEvent(ticket: other, at: start, actor: .system, kind: .attached))
        }
        try expectEqual(try store.events(ofTicket: number, after: 0, limit: 10), events)
        try expectEqual(try store.events(ofTicket: number, after: events[0].id, limit: 1), [events[1]])
        try expectEqual(try store.newestEvent(in: .all), events[2].id + 1)
        try expectEqual(try store.newestEvents(ofTicket: number, limit: 2), Array(events[1...]))
        // What happened to a merged ticket is told with its survivor's, each event once.
        _ = try TicketActions(store, now: start).merge(other, into: number, by: .system)
        let all = try store.events(ofTicket: number, after: 0, limit: 100)
        try expectEqual(all.count, 8)
        try expectEqual(try store.newestEvents(ofTicket: number, limit: 100), all)
        try expectEqual(try store.newestEvents(ofTicket: number, limit: 4), Array(all.suffix(4)))
      }
    },
    StoreCheck("each order is kept over apps and states, and pages do not overlap") { store in
      let one = try await store.makeApp("one")
      let two = try await store.makeApp("two")
      try await store.write { store in
        for number in Int64(0)..<60 {
          _ = try store.openTicket(
            makeTicket(
              app: number % 2 == 0 ? one : two, severity: try unwrap(Severity(rawValue: Int(number % 4) + 1)),
              state: TicketState.allCases[Int(number % 3)], reporters: number * 7 % 11, last: number * 13 % 60))
        }
      }
      try await store.read { store in
        for order in TicketQuery.Order.allCases {
          let all = try store.tickets(TicketQuery(order: order, limit: 200))
          try expectEqual(all.total, 60)
          let expected = all.tickets.sorted { isBefore($0, $1, order) }
          try expectEqual(all.tickets.map(\.number), expected.map(\.number))
          var paged: [Int64] = []
          for page in 0..<9 {
            let part = try store.tickets(TicketQuery(order: order, offset: page * 7, limit: 7))
            try expectEqual(part.total, 60)
            paged += part.tickets.map(\.number)
          }
          try expectEqual(paged, expected.map(\.number))
        }
        try expectEqual(try store.tickets(TicketQuery(offset: 60)).tickets, [])
        try expectEqual(try store.tickets(TicketQuery(offset: 60)).total, 60)
      }
    },
    StoreCheck("filters narrow the list, alone and together") { store in
      let one = try await store.makeApp("one")
      let two = try await store.makeApp("two")
      try await store.write { store in
        for number in Int64(0)..<48 {
          let ticket = try store.openTicket(
            makeTicket(
              app: number < 24 ? one : two, kind: number % 4 == 0 ? .idea : .problem,
              severity: number % 6 == 0 ? .high : .low, component: number % 3 == 0 ? "checkout" : nil,
              state: number % 2 == 0 ? .open : .resolved))
          try store.addVersion(number % 8 == 0 ? "2.0" : "1.0", ticket: ticket, at: start)
          if number % 12 == 0 { try store.addSegment("acme", ticket: ticket) }
          if number % 12 == 0 { try store.addSegment("acme", ticket: ticket) }
        }
      }
      try await store.read { store in
        func total(_ query: TicketQuery) throws -> Int {
          let page = try store.tickets(query)
          try expectEqual(page.tickets.count, page.total)
          return page.total
        }
        try expectEqual(try total(TicketQuery(app: one)), 24)
        try expectEqual(try total(TicketQuery(states: [.open])), 24)
        try expectEqual(try total(TicketQuery(states: [.waiting])), 0)
        try expectEqual(try total(TicketQuery(states: [])), 0)
        try expectEqual(try total(TicketQuery(kind: .idea)), 12)
        try expectEqual(try total(TicketQuery(severity: .high)), 8)
        try expectEqual(try total(TicketQuery(component: "checkout")), 16)
        try expectEqual(try total(TicketQuery(app: two, component: "checkout")), 8)
        try expectEqual(try total(TicketQuery(component: "nothing")), 0)
        try expectEqual(try total(TicketQuery(version: "2.0")), 6)
        try expectEqual(try total(TicketQuery(version: "2.0", segment: "acme")), 2)
        try expectEqual(try total(TicketQuery(segment: "acme")), 4)
        try expectEqual(try total(TicketQuery(app: one, states: [.open], kind: .idea, component: "checkout")), 2)
        try expectEqual(try total(TicketQuery(app: AppID(4_711))), 0)
      }
    },
    StoreCheck("facets name the values in use and count the states, for one app and for all") { store in
      let one = try await store.makeApp("one")
      let two = try await store.makeApp("two")
      try await store.write { store in
        var first = makeTicket(app: one, component: "checkout")
        first.number = try store.openTicket(first)
        try store.addVersion("1.0", ticket: first.number, at: start)
        let second = try store.openTicket(makeTicket(app: two, component: "profile", state: .waiting))
        try store.addVersion("2.0", ticket: second, at: start)
        try store.addSegment("acme", ticket: second)
        try expectEqual(
          try store.facets(in: .app(one)), TicketFacets(states: [.open: 1], components: ["checkout"], versions: ["1.0"])
        )
        let standing = TicketStanding(state: .resolved, resolution: .code, resolvedAt: start)
        try expect(try store.move(ticket: first.number, from: first.standing, to: standing, at: start), "did not move")
      }
      let facets = try await store.read { try $0.facets(in: .all) }
      try expectEqual(facets.states.filter { $0.value > 0 }, [.resolved: 1, .waiting: 1])
      try expectEqual(facets.components, ["checkout", "profile"])
      try expectEqual(facets.versions, ["1.0", "2.0"])
      try expectEqual(facets.segments, ["acme"])
    },
    StoreCheck("limits and offsets from outside are brought into bounds") { store in
      let app = try await store.makeApp()
      try await store.write { store in
        for _ in 0..<3 { _ = try store.openTicket(makeTicket(app: app)) }
        try expectEqual(try store.tickets(TicketQuery(offset: -5, limit: -1)).tickets.count, 1)
        try expectEqual(try store.tickets(TicketQuery(offset: .max, limit: .max)).tickets.count, 0)
        try expectEqual(try store.tickets(TicketQuery(limit: .max)).tickets.count, 3)
        try expectEqual(try store.reports(ofTicket: 1, offset: -1, limit: -1).count, 0)
      }
    },
  ]

  private static func isBefore(_ left: Ticket, _ right: Ticket, _ order: TicketQuery.Order) -> Bool {
    func keys(_ ticket: Ticket) -> (Int64, Int64, Int64) {
      switch order {
      case .recent, .relevance: (-ticket.lastReceivedAt.milliseconds, 0, -ticket.number)
      case .reporters: (-ticket.reporterCount, 0, -ticket.number)
      case .severity: (-Int64(ticket.severity.rawValue), -ticket.reporterCount, -ticket.number)
      case .oldest: (ticket.openedAt.milliseconds, 0, ticket.number)
      // Nothing is promised here, so that the severity decides.
      case .due: (-Int64(ticket.severity.rawValue), 0, ticket.number)
      }
    }
    return keys(left) < keys(right)
  }
}
