// The store on PostgreSQL keeps every promise of the contract, on a real server: see Tests/postgres.
#if PostgreSQL
  import CollectorCore
  import CollectorPostgres
  import Foundation
  import StoreConformance
  import Testing

  @Suite(
    .enabled(
      if: TestDatabase.isThere,
      "PostgreSQL is tested where TELLBACK_POSTGRES names a server, as Tests/postgres does: Tests/postgres COMMAND"))
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

  /// A new schema for each test; the server goes away with all of them.
  private func withStore(
    _ body: (any Store, @Sendable () throws -> any Store) async throws -> Void
  ) async throws {
    let address = try #require(TestDatabase.address)
    let schema = "test_" + UUID().uuidString.lowercased().filter { $0 != "-" }
    let store = try PostgresStore(address: address, schema: schema)
    do { try await body(store) { try PostgresStore(address: address, schema: schema) } } catch {
      await store.close()
      throw error
    }
    await store.close()
  }

  enum TestDatabase {
    static var address: String? { ProcessInfo.processInfo.environment["TELLBACK_POSTGRES"] }
    static var isThere: Bool { address != nil }
  }
#endif
