// What becomes of work whose session is gone: another is opened, and nothing is done twice.
#if PostgreSQL
  import CollectorCore
  import CollectorPostgres
  import Synchronization
  import TellbackWire
  import TestDatabases
  import Testing

  @Suite(.enabled(if: TestDatabase.isThere, TestDatabase.why))
  struct LostSessionTests {
    private static let at = Timestamp(milliseconds: 1_760_000_000_000)

    /// Ends the sessions of a database, as a restart of the server does.
    private static func cut(_ address: String) throws {
      try TestDatabase.run(
        """
        SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()
        """, on: address)
    }

    @Test func `a write whose session is ended in its middle is done once all the same`() async throws {
      try await TestDatabase.with { address in
        let store = try PostgresStore(address: address)
        let runs = Atomic<Int>(0)
        _ = try await store.write { writes in
          let app = try writes.createApp(name: "once", quota: IngestQuota(), at: Self.at)
          if runs.add(1, ordering: .relaxed).newValue == 1 { try Self.cut(address) }
          return app
        }
        #expect(runs.load(ordering: .relaxed) == 2)
        #expect(try await store.read { try $0.apps().map(\.name) } == ["once"])
        await store.close()
      }
    }

    @Test func `a store goes on when all its sessions were ended while nobody used them`() async throws {
      try await TestDatabase.with { address in
        let store = try PostgresStore(address: address)
        _ = try await store.write { try $0.createApp(name: "before", quota: IngestQuota(), at: Self.at) }
        #expect(try await store.read { try $0.apps().count } == 1)
        try Self.cut(address)
        #expect(try await store.read { try $0.apps().count } == 1)
        _ = try await store.write { try $0.createApp(name: "after", quota: IngestQuota(), at: Self.at) }
        #expect(try await store.read { try $0.apps().count } == 2)
        await store.close()
      }
    }

    @Test func `a database that is not there is told of in words, and nothing is done`() async throws {
      let server = try #require(TestDatabase.address)
      let error = #expect(throws: StoreError.self) {
        _ = try PostgresStore(address: TestDatabase.at("tellback_missing", on: server))
      }
      #expect(error?.mayPass == true)
      #expect(String(describing: error).contains("cannot be reached"))
    }
  }
#endif
