// Some errors make SQLite end a transaction by itself. Whoever goes on then must not write outside of one.
import CollectorCore
import Foundation
import TellbackSQLite
import TellbackWire
import Testing

@testable import CollectorSQLite

@Suite struct EndedTransactionTests {
  private static let at = Timestamp(milliseconds: 0)

  /// A write that creates the app 'before', ends its own transaction as a failing disk would, and goes on with `then`; it
  /// fails, and the next one is done.
  private func expectFailure(
    of body: @escaping @Sendable (any StoreWrites, _ end: () throws -> Void) throws -> Void
  ) async throws {
    try await withTemporaryFolder { folder in
      let store = try SQLiteStore(directory: folder)
      await #expect(throws: StoreError.self) {
        try await store.write { writes in
          _ = try writes.createApp(name: "before", quota: IngestQuota(), at: Self.at)
          try body(writes) { try #require(writes as? SQLiteWrites).db.run("ROLLBACK") }
        }
      }
      #expect(try await store.read { try $0.apps().map(\.name) } == [])
      _ = try await store.write { try $0.createApp(name: "next", quota: IngestQuota(), at: Self.at) }
      #expect(try await store.read { try $0.apps().map(\.name) } == ["next"])
      await store.close()
    }
  }

  @Test func `a write that swallows the error which ended its transaction leaves nothing behind`() async throws {
    try await expectFailure { writes, end in
      try? writes.isolated {
        try end()
        throw SQLiteError(code: 10, message: "disk I/O error", attempted: "a test")
      }
      // Goes on as if nothing had happened.
      _ = try? writes.createApp(name: "after", quota: IngestQuota(), at: Self.at)
      _ = try? writes.isolated { try writes.createApp(name: "after too", quota: IngestQuota(), at: Self.at) }
    }
  }

  @Test func `a write that ends its transaction and says nothing fails, and the next one is done`() async throws {
    try await expectFailure { _, end in try end() }
  }
}
