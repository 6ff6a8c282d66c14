// A store of before gets the numbers that it would have if it had counted all along; and no question of the page reads a table whole.
import CollectorCore
import Foundation
import TellbackSQLite
import TellbackWire
import Testing

@testable import CollectorSQLite

@Suite struct NumberMigrationTests {
  private static let start = Timestamp(milliseconds: 1_764_000_000_000)

  /// Tickets through all that the numbers count, but for merges that were undone, which a store of before does not tell.
  private func fill(_ store: SQLiteStore) async throws {
    let start = Self.start
    let app = try await store.write { store in
      for (name, role) in [("Ann", StaffRole.support), ("Vera", .volunteer)] {
        _ = try store.createAccount(
          email: "\(name.lowercased())@example.org", name: name, role: role, passwordHash: "x", at: start)
      }
      return try store.createApp(name: "shop", quota: IngestQuota(), at: start).id
    }
    for index in UInt64(0)..<40 {
      let at = start.adding(seconds: Int64(index) * 20_000)
      let report = Report(
        id: ReportID(at: at, random: (index, index)), capturedAt: at, text: "Matter number \(index)", page: "/cart")
      _ = try await withCheckedThrowingContinuation { done in
        store.ingest(
          [
            IncomingReport(
              id: report.id, app: app, installation: nil, receivedAt: at, sentAt: nil, body: report.encoded())
          ],
          from: nil
        ) { done.resume(with: $0) }
      }
      try await store.write { _ = try Digest().digestPending(in: $0, now: at) }
      try await store.write { store in
        let number = Int64(index + 1)
        let actor = Actor.staff(id: Int64(1 + index % 2), name: index % 2 == 0 ? "Ann" : "Vera")
        func desk(_ seconds: Int64, undo: Int64 = 0) -> TicketActions {
          TicketActions(store, now: at.adding(seconds: seconds), undoSeconds: undo)
        }
        try desk(60).claim(number, by: actor)
        if index % 5 == 0 {
          try desk(61).triage(number, component: "checkout", kind: .problem, severity: .high, by: actor)
        }
        if index % 3 != 0 { try desk(3_600).answer(number, note: "Looking", by: actor) }
        switch index % 8 {
        case 0: try desk(90_000).resolve(number, as: .explanation, note: "So it is meant", by: actor)
        case 1: try desk(90_000).resolve(number, as: .code, fix: .version("2.0"), note: nil, by: actor)
        case 2: try desk(90_000).resolve(number, as: .code, fix: .notYet, note: nil, by: actor)
        case 3:
          try desk(90_000).resolve(number, as: .content, note: nil, by: actor)
          try desk(95_000).reopen(number, note: nil, by: actor)
        case 4:
          try desk(90_000, undo: 10).resolve(number, as: .content, note: "Oh", by: actor)
          for message in try store.outgoing(ofTicket: number) {
            try desk(90_005, undo: 10).takeBack(message.id, by: actor)
          }
        case 5:
          try desk(90_000, undo: 10).answer(number, note: "No", by: actor)
          for message in try store.outgoing(ofTicket: number) {
            try desk(90_005, undo: 10).takeBack(message.id, by: actor)
          }
        case 6: _ = try desk(90_000).merge(number, into: number - 1, by: actor)
        default:
          for (kind, detail) in [
            (TicketEvent.Kind.helped, nil as String?), (.rated, "3"), (.thanked, "Vera"), (.breached, "x"),
          ] {
            try store.append(
              TicketEvent(ticket: number, at: at.adding(seconds: 99_000), actor: .system, kind: kind, detail: detail))
          }
        }
      }
    }
  }

  private func numbers(_ folder: String, recounting: Bool) throws -> [[String]] {
    let db = try Connection(path: folder + "/collector.sqlite")
    if recounting {
      try db.transaction {
        for table in ["numbers_mark", "numbers_time", "numbers_day"] { try db.run("DELETE FROM \(table)") }
        try db.execute(Schema.numbersOfBefore012)
      }
    }
    return try [
      ("SELECT ticket, measure, at, day, value, account, name, component, team FROM numbers_mark", 9),
      ("SELECT ticket, metric, app, component, team, day, wall, spent FROM numbers_time", 8),
      ("SELECT dimension, key, app, measure, day, count, total FROM numbers_day WHERE count > 0", 7),
    ].map { sql, columns in
      try db.rows(sql) { row in (0..<columns).map { "\(row.value($0))" }.joined(separator: " ") }
    }
  }

  @Test func `a store that never counted comes to the same numbers by its history`() async throws {
    try await withTemporaryFolder { folder in
      let store = try SQLiteStore(directory: folder)
      try await fill(store)
      await store.close()
      let kept = try numbers(folder, recounting: false)
      #expect(kept.allSatisfy { $0.count > 20 })
      let recounted = try numbers(folder, recounting: true)
      for (kept, recounted) in zip(kept, recounted) {
        #expect(Set(kept).subtracting(recounted) == [], "lost")
        #expect(Set(recounted).subtracting(kept) == [], "made up")
      }
      #expect(SQLiteStore.examine(directory: folder).filter { $0.severity == .error }.isEmpty)
    }
  }

  @Test func `the doctor finds counts and queues that are wrong`() async throws {
    try await withTemporaryFolder { folder in
      let store = try SQLiteStore(directory: folder)
      try await fill(store)
      await store.close()
      do {
        let db = try Connection(path: folder + "/collector.sqlite")
        try db.run("UPDATE numbers_day SET count = count + 1 WHERE measure = 0")
        try db.run("UPDATE ticket SET state = 0, resolution = NULL, resolved_at = NULL WHERE number = 1")
      }
      let codes = Set(SQLiteStore.examine(directory: folder).filter { $0.severity == .error }.map(\.code))
      #expect(codes.isSuperset(of: ["numbers_day", "numbers_queue"]))
    }
  }

  @Test func `no question of the page reads a table whole`() async throws {
    try await withTemporaryFolder { folder in
      let store = try SQLiteStore(directory: folder)
      try await fill(store)
      let day = CivilDay(Self.start)
      let app = AppID(1)
      var queries = [NumberQuery(app: app, days: day...day.adding(days: 30))]
      for change in [
        { $0.component = "checkout" }, { $0.team = 1 }, { ($0.component, $0.team) = ("checkout", 1) },
      ] as [(inout NumberQuery) -> Void] {
        var query = queries[0]
        change(&query)
        queries.append(query)
      }
      let plans = try await store.read { [queries] reads in
        let db = try #require(reads as? SQLiteReads).db
        return try queries.map { try SQLiteReads.plans($0, in: db) }
      }
      for (query, plan) in zip(queries, plans) {
        #expect(!plan.isEmpty)
        let scans = plan.filter { $0.hasPrefix("SCAN") && !$0.contains("CONSTANT") && !$0.contains("SUBQUERY") }
        #expect(scans == [], "\(query): \(plan)")
      }
      await store.close()
    }
  }
}

extension SQLiteReads {
  /// What SQLite does for the questions of a query.
  fileprivate static func plans(_ query: NumberQuery, in db: Database) throws -> [String] {
    let filter = try #require(try NumberFilter(query, in: db))
    let source = try #require(try NumberSource(query, in: db))
    return try [
      "SELECT day, measure, \(source.count) FROM \(source.rows(measures: NumberMeasure.allCases)) AND day BETWEEN 1 AND 2 GROUP BY day, measure",
      "SELECT measure, \(source.count) FROM \(source.rows(measures: [.opened, .resolved])) AND day < 2 GROUP BY measure",
      "SELECT day, wall, spent FROM numbers_time AS k INDEXED BY numbers_time_by_day WHERE \(query.scope.known) AND metric = 0 AND day BETWEEN 1 AND 2\(filter.sql)",
      "SELECT DISTINCT account FROM numbers_mark AS k INDEXED BY numbers_mark_by_day WHERE measure = 4 AND \(query.scope.known) AND day BETWEEN 1 AND 2\(filter.sql)",
    ].flatMap { sql in try db.rows("EXPLAIN QUERY PLAN " + sql) { $0.text(3) } }
  }
}
