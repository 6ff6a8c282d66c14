// No list of tickets reads or sorts a whole table: SQLite's own plans say so.
import CollectorCore
import Foundation
import TellbackSQLite
import TellbackWire
import Testing

@testable import CollectorSQLite

@Suite struct QueryPlanTests {
  private static let queries = [
    TicketQuery(), TicketQuery(kind: .idea, severity: .high), TicketQuery(component: "checkout"),
    TicketQuery(version: "1.0", segment: "acme"),
  ]

  @Test(arguments: TicketQuery.Order.allCases, queries)
  func `a page comes from the index of its order alone, without sorting`(order: TicketQuery.Order, query: TicketQuery)
    async throws
  {
    try await withTemporaryFolder { folder in
      let plan = try await plan(order, query, in: folder)
      // Three stretches are merged as they stand.
      let stretches = plan.filter { $0.hasPrefix("SEARCH t USING COVERING INDEX \(order.index) (app=? AND state=?") }
      #expect(stretches.count == 3)
      #expect(plan.first == "MERGE (UNION ALL)")
      let slow = plan.filter { $0.contains("TEMP B-TREE") || ($0.hasPrefix("SCAN") && $0 != "SCAN CONSTANT ROW") }
      #expect(slow == [])
    }
  }

  @Test func `sets of tickets are looked up and counted without a ticket's row`() async throws {
    try await withTemporaryFolder { folder in
      let plans = try await withFilledStore(in: folder) { db -> [[String]] in
        let wide = try TicketFilter(
          TicketQuery(kind: .idea, severity: .high, component: "checkout", version: "1.0", segment: "acme"), in: db)
        let narrow = try TicketFilter(TicketQuery(kind: .idea, severity: .high, component: "checkout"), in: db)
        let unowned = try TicketFilter(TicketQuery(kind: .idea, owner: .nobody), in: db)
        return [
          try Self.plan(wide.hits(from: 0), wide.values, db), try Self.plan(wide.hits(from: 1), wide.values, db),
          try Self.plan(narrow.count, [1, 0] + narrow.values, db),
          try Self.plan(unowned.count, [1, 0] + unowned.values, db),
        ]
      }
      #expect(plans[0].contains { $0.hasPrefix("SEARCH ticket_version USING PRIMARY KEY (facet=?)") })
      #expect(plans[1].contains { $0.hasPrefix("SEARCH ticket_segment USING PRIMARY KEY (facet=?)") })
      for plan in plans[0...1] {
        #expect(plan.contains { $0.hasPrefix("SEARCH t USING COVERING INDEX ticket_narrow (number=?)") })
      }
      #expect(plans[2] == ["SEARCH t USING COVERING INDEX ticket_recent (app=? AND state=?)"])
      #expect(plans[3] == ["SEARCH t USING COVERING INDEX ticket_unowned (app=? AND state=? AND kind=?)"])
      #expect(plans.flatMap { $0 }.filter { $0.contains("TEMP B-TREE") || $0.hasPrefix("SCAN") } == [])
    }
  }

  @Test func `what links touch and what looks alike is looked up: no filter is made of all tickets first`() async throws
  {
    try await withTemporaryFolder { folder in
      let plans = try await withFilledStore(in: folder) { db -> [[String]] in
        var filter = try TicketFilter(TicketQuery(kind: .idea), in: db)
        filter.restrict(states: [.open], apps: .only([AppID(1)]))
        return try TicketQuery.Order.allCases.map { try Self.plan($0.linked(filter.sql()), filter.values, db) }
          + [.all, .only([AppID(1), AppID(2)])].map {
            try Self.plan(SQLiteWrites.heldPairs(in: $0, withWords: false), [.real(0.2), 10], db)
          }
      }
      #expect(plans.count == TicketQuery.Order.allCases.count + 2)
      for plan in plans {
        #expect(plan.contains { $0.hasPrefix("SEARCH") && $0.contains("INDEX ticket_narrow (number=?") }, "\(plan)")
        #expect(plan.filter { $0.contains("BLOOM") || $0.contains("AUTOMATIC") } == [])
      }
    }
  }

  @Test func `the ledger and the digest look up the counts of each pain point, and read no others`() async throws {
    try await withTemporaryFolder { folder in
      let plans = try await withFilledStore(in: folder) { db -> [[String]] in
        try [AppScope.all, .app(AppID(1))].map { try Self.plan(PainQueries.totals($0), [], db) }
          + [try Self.plan(PainQueries.hurting, [.integer(1), .integer(2), .text("acme")], db)]
      }
      for plan in plans {
        let counts = plan.filter { $0.contains(" f ") }
        #expect(counts.count == 1 && counts[0].hasPrefix("SEARCH f USING"), "\(plan)")
        #expect(counts.first?.contains("(pain=? AND sort=?") == true, "\(plan)")
      }
      #expect(plans[2].contains { $0.hasSuffix("segment=? AND version=?)") }, "\(plans[2])")
    }
  }

  private func plan(_ order: TicketQuery.Order, _ query: TicketQuery, in folder: String) async throws -> [String] {
    try await withFilledStore(in: folder) { db in
      let filter = try TicketFilter(query, in: db)
      let values = [1, 0] + filter.values
      return try Self.plan(order.merge(3, filter.sql()), values + values + values, db)
    }
  }

  private static func plan(_ sql: String, _ values: [SQLiteValue], _ db: Database) throws -> [String] {
    try db.rows("EXPLAIN QUERY PLAN " + sql, values) { $0.text(3) }
  }

  private func withFilledStore<Value: Sendable>(
    in folder: String, _ body: @escaping @Sendable (Database) throws -> Value
  ) async throws -> Value {
    let at = Timestamp(milliseconds: 0)
    let store = try SQLiteStore(directory: folder)
    let value = try await store.write { writes in
      let app = try writes.createApp(name: "shop", quota: IngestQuota(), at: at).id
      let number = try writes.openTicket(
        Ticket(
          number: 0, app: app, title: "t", kind: .idea, severity: .high, component: "checkout", page: nil, state: .open,
          resolution: nil, openedAt: at, changedAt: at, reportCount: 0, reporterCount: 0, firstCapturedAt: at,
          lastCapturedAt: at, firstReceivedAt: at, lastReceivedAt: at))
      try writes.addVersion("1.0", ticket: number, at: at)
      try writes.addSegment("acme", ticket: number)
      return try body(#require(writes as? SQLiteWrites).db)
    }
    await store.close()
    return value
  }

  @Test func `deep pages, wide filters and narrow ones agree on six thousand tickets`() async throws {
    try await withTemporaryFolder { folder in
      let store = try SQLiteStore(directory: folder)
      let at = Timestamp(milliseconds: 1_764_000_000_000)
      try await store.write { writes in
        let app = try writes.createApp(name: "shop", quota: IngestQuota(), at: at).id
        for number in Int64(0)..<6_000 {
          let last = at.adding(seconds: number * 7 % 6_000)
          let ticket = try writes.openTicket(
            Ticket(
              number: 0, app: app, title: "t", kind: .problem, severity: .low, component: nil, page: nil,
              state: .open, resolution: nil, openedAt: at, changedAt: last, reportCount: 0, reporterCount: 0,
              firstCapturedAt: at, lastCapturedAt: last, firstReceivedAt: at, lastReceivedAt: last))
          // More than 5,000 have the wide one, so it is tested row by row; the narrow one is where its list starts from.
          if number >= 200 { try writes.addVersion("wide", ticket: ticket, at: at) }
          if number < 200 { try writes.addVersion("narrow", ticket: ticket, at: at) }
        }
      }
      let pages = try await store.read { reads in
        try [
          TicketQuery(version: "wide", offset: 5_790), TicketQuery(version: "narrow", offset: 190),
          TicketQuery(offset: 5_990),
        ].map { try reads.tickets($0) }
      }
      #expect(pages.map(\.total) == [5_800, 200, 6_000])
      #expect(pages.map(\.tickets.count) == [10, 10, 10])
      let isOrdered = pages.map { page in
        zip(page.tickets, page.tickets.dropFirst()).allSatisfy { $0.lastReceivedAt > $1.lastReceivedAt }
      }
      #expect(isOrdered == [true, true, true])
      await store.close()
    }
  }
}
