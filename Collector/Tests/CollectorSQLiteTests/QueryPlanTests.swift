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
      #expect(plan.first?.hasPrefix("SEARCH t USING COVERING INDEX \(order.index) (app=? AND state=?") == true)
      let slow = plan.filter { $0.contains("TEMP B-TREE") || ($0.hasPrefix("SCAN") && $0 != "SCAN CONSTANT ROW") }
      #expect(slow == [])
    }
  }

  private func plan(_ order: TicketQuery.Order, _ query: TicketQuery, in folder: String) async throws -> [String] {
    let at = Timestamp(milliseconds: 0)
    let store = try SQLiteStore(directory: folder)
    let plan = try await store.write { writes in
      let app = try writes.createApp(name: "shop", quota: IngestQuota(), at: at).id
      let number = try writes.openTicket(
        Ticket(
          number: 0, app: app, title: "t", kind: .idea, severity: .high, component: "checkout", page: nil, state: .open,
          resolution: nil, openedAt: at, changedAt: at, reportCount: 0, reporterCount: 0, firstCapturedAt: at,
          lastCapturedAt: at, firstReceivedAt: at, lastReceivedAt: at))
      try writes.addVersion("1.0", ticket: number, at: at)
      try writes.addSegment("acme", ticket: number)
      let db = try #require(writes as? SQLiteWrites).db
      let filter = try TicketFilter(query, in: db)
      return try db.rows("EXPLAIN QUERY PLAN " + order.scan(filter.sql, limit: 50), [1, 0] + filter.values) {
        $0.text(3)
      }
    }
    await store.close()
    return plan
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
