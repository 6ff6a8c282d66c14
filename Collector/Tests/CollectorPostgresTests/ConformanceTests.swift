// The store on PostgreSQL keeps every promise of the contract, on a real server: see Tests/postgres.
#if PostgreSQL
  import CollectorCore
  import CollectorPostgres
  import StoreConformance
  import TestDatabases
  import Testing

  @Suite(.enabled(if: TestDatabase.isThere, TestDatabase.why))
  struct ConformanceTests {
    @Test(arguments: StoreCheck.all)
    func `the store on PostgreSQL keeps its promise`(check: StoreCheck) async throws {
      try await withStore { store, reopen in try await check.run(store, reopen) }
    }

    /// A body may run twice: what each check does, and the domain that it uses, has no effect outside the transaction.
    @Test(arguments: StoreCheck.all)
    func `the promise holds on PostgreSQL where each body runs twice`(check: StoreCheck) async throws {
      try await withStore { store, reopen in try await check.run(TwiceStore(store)) { TwiceStore(try reopen()) } }
    }
  }

  /// A store in a database of its own, closed at the end.
  func withStore(_ body: (any Store, @Sendable () throws -> any Store) async throws -> Void) async throws {
    try await TestDatabase.with { address in
      let store = try PostgresStore(address: address)
      do { try await body(store) { try PostgresStore(address: address) } } catch {
        await store.close()
        throw error
      }
      await store.close()
    }
  }
#endif
