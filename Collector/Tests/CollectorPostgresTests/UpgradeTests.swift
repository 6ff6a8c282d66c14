// A newer program migrates the database while older ones work, or refuses them: never do two of them write what the other cannot read.
#if PostgreSQL
  import CollectorCore
  import CollectorSQLite
  import Foundation
  import Synchronization
  import TellbackWire
  import TestDatabases
  import Testing

  @testable import CollectorPostgres
  @testable import StoreConformance

  @Suite(.enabled(if: TestDatabase.isThere, TestDatabase.why))
  struct UpgradeTests {
    private func state(_ address: String) throws -> PostgresSchema.State? { try PostgresSchema.state(session(address)) }

    private func session(_ address: String) throws -> PostgresSession {
      try PostgresSession(address: address, schema: "tellback")
    }

    private func arrivals(_ address: String) throws -> Int {
      Int(try TestDatabase.run("SELECT COUNT(*) FROM tellback.arrival", on: address).first ?? "") ?? -1
    }

    @Test func `older and newer programs work beside each other, and each sees what the other wrote`() async throws {
      try await TestDatabase.with { address in
        let old = try PostgresStore(address: address)
        let app = try await old.makeApp()
        let first = try await old.openTicket(with: makeReport(1), app: app)
        let new = try PostgresStore(address: address, source: NextRelease.additive)
        #expect(try state(address) == PostgresSchema.State(version: NextRelease.next, floor: NextRelease.now))
        let second = try await old.openTicket(with: makeReport(2), app: app)
        let third = try await new.openTicket(with: makeReport(3), app: app)
        #expect([first, second, third] == [1, 2, 3])
        // The new table holds what was there, and what the older program wrote since.
        #expect(try arrivals(address) == 3)
        #expect(try TestDatabase.run("SELECT id FROM tellback.shelf ORDER BY 1", on: address) == ["7", "8"])
        #expect(
          try TestDatabase.run("SELECT shelf, colour FROM tellback.ticket ORDER BY number", on: address).first == "7")
        // An older one starts, too: so the upgrade can be taken back.
        let again = try PostgresStore(address: address)
        for store in [old, new, again] {
          #expect(try await store.read { try $0.tickets(TicketQuery()).total } == 3)
        }
        #expect(try await again.openTicket(with: makeReport(4), app: app) == 4)
        let findings = try PostgresDoctor.examine(address: address)
        #expect(findings.contains { $0.code == "newer_schema" && $0.severity == .warning })
        #expect(findings.allSatisfy { $0.severity != .error }, "\(findings)")
        for store in [old, new, again] { await store.close() }
      }
    }

    @Test func `a new database gets every step`() async throws {
      try await TestDatabase.with { address in
        let store = try PostgresStore(address: address, schema: "fresh", source: NextRelease.breaking)
        let app = try await store.makeApp()
        #expect(try await store.openTicket(with: makeReport(1), app: app) == 1)
        #expect(try TestDatabase.run("SELECT title FROM fresh.rack", on: address) == ["not sorted; yet"])
        #expect(try TestDatabase.run("SELECT version FROM fresh.store_schema", on: address) == ["\(NextRelease.last)"])
        await store.close()
      }
    }

    @Test func `of programs that start at once one migrates`() async throws {
      try await TestDatabase.with { address in
        let stores = Mutex<[PostgresStore]>([])
        let failures = Mutex<[String]>([])
        await withCheckedContinuation { continuation in
          let group = DispatchGroup()
          for _ in 0..<5 {
            group.enter()
            Thread.detachNewThread {
              do {
                let store = try PostgresStore(address: address, source: NextRelease.additive)
                stores.withLock { $0.append(store) }
              } catch { failures.withLock { $0.append("\(error)") } }
              group.leave()
            }
          }
          group.notify(queue: .global()) { continuation.resume() }
        }
        #expect(failures.withLock { $0 } == [])
        let shelves = try TestDatabase.run("SELECT COUNT(*) FROM tellback.shelf", on: address)
        #expect(shelves == ["2"])
        for store in stores.withLock({ $0 }) { await store.close() }
      }
    }

    @Test func `a program below the floor is refused, in words, and nothing is changed`() async throws {
      try await TestDatabase.with { address in
        await (try PostgresStore(address: address, source: NextRelease.breaking)).close()
        let before = try state(address)
        for source in [SchemaSource.own, NextRelease.additive] {
          let error = #expect(throws: StoreError.self) { try PostgresStore(address: address, source: source) }
          let text = String(describing: error)
          #expect(
            text.contains("for programs of schema \(NextRelease.last) and later")
              && text.contains("use the newer program"))
          #expect(error?.mayPass == false)
        }
        #expect(try state(address) == before)
        let findings = try PostgresDoctor.examine(address: address)
        #expect(findings.contains { $0.code == "newer_schema" && $0.severity == .error })
      }
    }

    @Test func `a program that runs hears once that the floor was raised above it, and writes nothing more`()
      async throws
    {
      try await TestDatabase.with { address in
        let notices = Mutex<[DatabaseNotice]>([])
        let old = try PostgresStore(address: address) { notice in notices.withLock { $0.append(notice) } }
        let app = try await old.makeApp()
        #expect(try await old.leaseDigest(by: reportID(900), now: start) != nil)
        await (try PostgresStore(address: address, source: NextRelease.breaking)).close()
        for _ in 0..<2 {
          let error = await #expect(throws: StoreError.self) { _ = try await old.makeApp("late") }
          // Another collector takes it.
          #expect(error?.mayPass == true)
          await #expect(throws: StoreError.self) { _ = try await old.ingest([incoming(makeReport(1), app: app)]) }
          await #expect(throws: StoreError.self) { _ = try await old.leaseDigest(by: reportID(900), now: start) }
        }
        // What it has it can give up.
        try await old.endLease(of: reportID(900))
        let heard = notices.withLock { $0 }
        #expect(heard.count == 1)
        guard case .outdated(let reason)? = heard.first else {
          Issue.record("\(heard)")
          return
        }
        #expect(reason.contains("use the newer program"))
        #expect(try TestDatabase.run("SELECT name FROM tellback.app", on: address) == ["shop"])
        #expect(try TestDatabase.run("SELECT COUNT(*) FROM tellback.report", on: address) == ["0"])
        await old.close()
      }
    }

    @Test func `steps that fail, or are none, leave everything as it was`() async throws {
      try await TestDatabase.with { address in
        let old = try PostgresStore(address: address)
        let app = try await old.makeApp()
        for number: UInt64 in 1...2 { _ = try await old.openTicket(with: makeReport(number), app: app) }
        let before = try state(address)
        for (sql, floor, says) in [
          // Two tickets have the same title.
          (
            "CREATE TABLE other (id INTEGER PRIMARY KEY) STRICT; CREATE UNIQUE INDEX ticket_title ON ticket (title)",
            NextRelease.next, "23505"
          ),
          ("CREATE UNIQUE INDEX ticket_title ON ticket (title)", NextRelease.now, "the floor is too low"),
          ("ALTER TABLE ticket RENAME TO card", NextRelease.now, "the floor is too low"),
          ("CREATE VIEW other AS SELECT 1", NextRelease.now, "no step on PostgreSQL may have"),
        ] {
          let error = #expect(throws: StoreError.self, "\(sql)") {
            try PostgresStore(address: address, source: NextRelease.with(sql, floor: floor))
          }
          #expect(String(describing: error).contains(says), "\(sql): \(String(describing: error))")
          #expect(try state(address) == before)
          #expect(try TestDatabase.run("SELECT to_regclass('tellback.other') IS NULL", on: address) == ["t"])
        }
        #expect(try await old.openTicket(with: makeReport(3), app: app) == 3)
        await old.close()
      }
    }

    @Test func `a program with other words indexes them anew, beside others`() async throws {
      try await TestDatabase.with { address in
        let old = try PostgresStore(address: address)
        let app = try await old.makeApp()
        for number: UInt64 in 1...3 { _ = try await old.openTicket(with: makeReport(number, "the shelf"), app: app) }
        func found() async throws -> Int { try await old.read { try $0.tickets(TicketQuery(search: "shelf")).total } }
        #expect(try await found() == 3)
        // As a program left it whose words were others, and one that was interrupted.
        let lost = "DELETE FROM tellback.report_words WHERE rowid <> 2;"
        for state in ["version = version - 1", "report = 0, event = 0, done = 0"] {
          try TestDatabase.run("\(lost) UPDATE tellback.search_index SET \(state)", on: address)
          #expect(try await found() == 1)
          await (try PostgresStore(address: address)).close()
          #expect(try await found() == 3)
        }
        // Those of a newer one stay.
        try TestDatabase.run("\(lost) UPDATE tellback.search_index SET version = version + 1", on: address)
        await (try PostgresStore(address: address)).close()
        #expect(try await found() == 1)
        await old.close()
      }
    }

    @Test func `a step waits for who reads its tables, and others read meanwhile`() async throws {
      try await TestDatabase.with { address in
        let old = try PostgresStore(address: address)
        let app = try await old.makeApp()
        _ = try await old.openTicket(with: makeReport(1), app: app)
        let reader = try session(address)
        try reader.command("BEGIN; SELECT 1 FROM ticket")
        let result = Mutex<Result<PostgresStore, any Error>?>(nil)
        Thread.detachNewThread {
          let opened = Result { try PostgresStore(address: address, source: NextRelease.additive) }
          result.withLock { $0 = opened }
        }
        // The step waits in the server once, and gives way.
        for isWaiting in [true, false] {
          while try waits(address) != isWaiting { try await Task.sleep(for: .milliseconds(5)) }
        }
        #expect(try await old.read { try $0.tickets(TicketQuery()).total } == 1)
        #expect(try await old.openTicket(with: makeReport(2), app: app) == 2)
        #expect(try state(address)?.version == NextRelease.now)
        try reader.command("COMMIT")
        while result.withLock({ $0 == nil }) { try await Task.sleep(for: .milliseconds(5)) }
        let new = try #require(try result.withLock { try $0?.get() })
        #expect(try state(address)?.version == NextRelease.next)
        #expect(try arrivals(address) == 2)
        for store in [old, new] { await store.close() }
      }
    }

    /// Whether somebody waits for a table of this database.
    private func waits(_ address: String) throws -> Bool {
      try TestDatabase.run(
        """
        SELECT COUNT(*) FROM pg_locks WHERE NOT granted AND locktype = 'relation'
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """, on: address) != ["0"]
    }
  }
#endif
