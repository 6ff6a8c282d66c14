// Staff accounts and their sessions.
import CollectorCore
import TellbackWire

private let hash = [UInt8](repeating: 5, count: 32)

extension StoreCheck {
  static let staffChecks: [StoreCheck] = [
    StoreCheck("an account is found by its address and its number, and its password can be changed") { store in
      let account = try await store.write {
        try $0.createAccount(email: "ann@example.org", name: "Ann", role: .developer, passwordHash: "one", at: start)
      }
      try await expectError(StoreError.taken("ann@example.org")) {
        try await store.write {
          _ = try $0.createAccount(email: "ann@example.org", name: "B", role: .admin, passwordHash: "x", at: start)
        }
      }
      try await store.write { try $0.setPassword(account: account.id, hash: "two", at: start) }
      let (byID, byAddress, all) = try await store.read {
        (try $0.account(account.id), try $0.account(email: "ann@example.org"), try $0.accounts())
      }
      try expectEqual(byID?.passwordHash, "two")
      try expectEqual(byAddress, byID)
      try expectEqual(all.map(\.role), [.developer])
      try expect(try await store.read { try $0.account(email: "bob@example.org") } == nil)
    },
    StoreCheck("an account sees all apps until it is given some") { store in
      let (one, two) = (try await store.makeApp("one"), try await store.makeApp("two"))
      let account = try await store.write {
        try $0.createAccount(email: "ann@example.org", name: "Ann", role: .support, passwordHash: "one", at: start)
      }
      try expectEqual(account.apps, .all)
      for scope in [AppScope.only([one, two]), .app(two), .only([]), .all, .app(one)] {
        try await store.write { try $0.setApps(scope, account: account.id) }
        try expectEqual(try await store.read { try $0.account(account.id)?.apps }, scope)
        try expectEqual(try await store.read { try $0.account(email: "ann@example.org")?.apps }, scope)
        try expectEqual(try await store.read { try $0.accounts().map(\.apps) }, [scope])
      }
      for (scope, id) in [(AppScope.app(AppID(99)), account.id), (.all, 99)] {
        do {
          try await store.write { try $0.setApps(scope, account: id) }
        } catch StoreError.failed { continue }
        throw BrokenPromise(description: "an app or account that is not there was taken")
      }
      try expectEqual(try await store.read { try $0.account(account.id)?.apps }, .app(one))
    },
    StoreCheck("lists, counts, facets and news are those of the apps that may be seen") { store in
      let (one, two) = (try await store.makeApp("one"), try await store.makeApp("two"))
      let mine = try await store.openTicket(with: makeReport(1, "Shared words"), app: one)
      let other = try await store.openTicket(
        with: makeReport(2, "Shared words"), app: two, makeTicket(app: two, component: "secret"))
      try await store.write { store in
        try store.addVersion("2.0-secret", ticket: other, at: start)
        try store.addSegment("Secret Ltd", ticket: other)
        try store.append(TicketEvent(ticket: mine, at: start, actor: .system, kind: .opened))
        try store.append(TicketEvent(ticket: other, at: start, actor: .system, kind: .opened))
      }
      try await store.read { store in
        let queries = [
          TicketQuery(apps: .app(one)), TicketQuery(apps: .app(one), search: "shared"),
          TicketQuery(apps: .app(one), app: one), TicketQuery(apps: .app(one), search: "#\(mine)"),
        ]
        for query in queries {
          let page = try store.tickets(query)
          try expectEqual(page.tickets.map(\.number), [mine])
          try expectEqual(page.total, 1)
        }
        let closed = [
          TicketQuery(apps: .app(one), app: two), TicketQuery(apps: .only([])),
          TicketQuery(apps: .app(one), search: "#\(other)"), TicketQuery(apps: .app(one), component: "secret"),
          TicketQuery(apps: .app(one), version: "2.0-secret"), TicketQuery(apps: .app(one), segment: "Secret Ltd"),
          TicketQuery(apps: .app(one), search: makeReport(2).id.reference.description),
        ]
        for query in closed { try expectEqual(try store.tickets(query), TicketPage(tickets: [], total: 0)) }
        try expectEqual(try store.facets(in: .app(one)), TicketFacets(states: [.open: 1]))
        try expectEqual(try store.facets(in: .app(two)).segments, ["Secret Ltd"])
        try expectEqual(try store.facets(in: .only([])), TicketFacets())
        try expectEqual(try store.counts(in: .app(one)).received, 1)
        try expectEqual(try store.counts(in: .only([])).received, 0)
        try expectEqual(try store.counts(in: .all).received, 2)
        let (here, all) = (try store.newestEvent(in: .app(one)), try store.newestEvent(in: .all))
        try expect(here > 0 && here < all)
        try expectEqual(try store.newestEvent(in: .app(two)), all)
        try expectEqual(try store.newestEvent(in: .only([])), 0)
      }
    },
    StoreCheck("the quarantine and its count are those of the apps that may be seen") { store in
      let (one, two) = (try await store.makeApp("one"), try await store.makeApp("two"))
      _ = try await store.ingest([incoming(makeReport(1), app: one)])
      _ = try await store.ingest([incoming(makeReport(2), app: two)])
      try await store.write { store in
        for report in try store.pendingReports(limit: 9) {
          try store.quarantine(report: report.sequence, reason: "of \(report.app.value)", at: start)
        }
        try store.countRefused("quota", by: 3)
      }
      try await store.read { store in
        let found = try store.quarantine(in: .app(one), offset: 0, limit: 9)
        try expectEqual(found.map(\.reason), ["of \(one.value)"])
        try expectEqual(try store.counts(in: .app(one)).quarantined, 1)
        try expectEqual(try store.counts(in: .app(one)).refused, [:])
        try expectEqual(try store.counts(in: .all).refused, ["quota": 3])
      }
    },
    StoreCheck("a session is found by its token until it is deleted or expires") { store in
      let account = try await store.write {
        try $0.createAccount(email: "ann@example.org", name: "Ann", role: .lead, passwordHash: "one", at: start)
      }
      let session = StaffSession(
        tokenHash: hash, account: account.id, createdAt: start, expiresAt: start.adding(seconds: 60))
      try await store.write { try $0.createSession(session) }
      try expectEqual(try await store.read { try $0.session(tokenHash: hash) }, session)
      try expectEqual(try await store.write { try $0.deleteSessions(expiredBefore: start.adding(seconds: 60)) }, 0)
      try expectEqual(try await store.write { try $0.deleteSessions(expiredBefore: start.adding(seconds: 61)) }, 1)
      try expect(try await store.read { try $0.session(tokenHash: hash) } == nil)
      try await store.write { try $0.createSession(session) }
      try await store.write { try $0.deleteSession(tokenHash: hash) }
      try expect(try await store.read { try $0.session(tokenHash: hash) } == nil)
    },
  ]
}
