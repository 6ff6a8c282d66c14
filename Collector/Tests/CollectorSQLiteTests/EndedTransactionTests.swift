// Some errors make SQLite end a transaction by itself. Whoever goes on then must not write outside of one.
import CollectorCore
import Foundation
import TellbackSQLite
import TellbackWire
import Testing

@testable import CollectorSQLite

@Suite struct EndedTransactionTests {
  @Test func `a write that swallows the error which ended its transaction leaves nothing behind`() async throws {
    try await withTemporaryFolder { folder in
      let store = try SQLiteStore(directory: folder)
      let at = Timestamp(milliseconds: 0)
      let outcome: Result<Void, any Error>
      do {
        try await store.write { writes in
          _ = try writes.createApp(name: "before", quota: IngestQuota(), at: at)
          try? writes.isolated {
            // What a failing disk does inside SQLite.
            try #require(writes as? SQLiteWrites).db.execute("ROLLBACK")
            throw SQLiteError(code: 10, message: "disk I/O error", attempted: "a test")
          }
          // Goes on as if nothing had happened.
          _ = try? writes.createApp(name: "after", quota: IngestQuota(), at: at)
          _ = try? writes.isolated { try writes.createApp(name: "after too", quota: IngestQuota(), at: at) }
        }
        outcome = .success(())
      } catch { outcome = .failure(error) }
      #expect(throws: StoreError.self) { try outcome.get() }
      let names = try await store.read { try $0.apps().map(\.name) }
      #expect(names == [])
      _ = try await store.write { try $0.createApp(name: "next", quota: IngestQuota(), at: at) }
      await store.close()
    }
  }

  @Test func `a write that ends its transaction and says nothing fails, and the next one is done`() async throws {
    try await withTemporaryFolder { folder in
      let store = try SQLiteStore(directory: folder)
      let at = Timestamp(milliseconds: 0)
      let outcome: Result<Void, any Error>
      do {
        try await store.write { writes in
          _ = try writes.createApp(name: "before", quota: IngestQuota(), at: at)
          try #require(writes as? SQLiteWrites).db.execute("ROLLBACK")
        }
        outcome = .success(())
      } catch { outcome = .failure(error) }
      #expect(throws: StoreError.self) { try outcome.get() }
      _ = try await store.write { try $0.createApp(name: "next", quota: IngestQuota(), at: at) }
      let names = try await store.read { try $0.apps().map(\.name) }
      #expect(names == ["next"])
      await store.close()
    }
  }
}
