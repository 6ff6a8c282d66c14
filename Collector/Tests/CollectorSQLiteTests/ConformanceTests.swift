// The embedded store keeps every promise of the contract, on real files.
import CollectorSQLite
import StoreConformance
import Testing

@Suite struct ConformanceTests {
  /// A body may run twice: what each check does, and the domain that it uses, has no effect outside the transaction.
  @Test(arguments: StoreCheck.all)
  func `the promise holds where each body runs twice`(check: StoreCheck) async throws {
    try await withTemporaryFolder { folder in
      let store = TwiceStore(try SQLiteStore(directory: folder))
      do { try await check.run(store) { TwiceStore(try SQLiteStore(directory: folder)) } } catch {
        await store.close()
        throw error
      }
      await store.close()
      let findings = SQLiteStore.examine(directory: folder).filter { $0.severity != .note }
      #expect(findings.isEmpty, "\(findings)")
    }
  }

  @Test(arguments: StoreCheck.all + StoreCheck.outsideFileChecks)
  func `the embedded store keeps its promise`(check: StoreCheck) async throws {
    try await withTemporaryFolder { folder in
      let store = try SQLiteStore(directory: folder)
      do { try await check.run(store) { try SQLiteStore(directory: folder) } } catch {
        await store.close()
        throw error
      }
      await store.close()
      let findings = SQLiteStore.examine(directory: folder).filter { $0.severity != .note }
      #expect(findings.isEmpty, "\(findings)")
    }
  }
}
