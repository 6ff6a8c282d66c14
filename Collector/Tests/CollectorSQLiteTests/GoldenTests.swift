// Stores of older releases, opened by this one: brought up to date, sound to doctor, and digested on.
import CollectorCore
import Foundation
import StoreConformance
import TellbackWire
import Testing

@testable import CollectorSQLite

@Suite struct GoldenTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Golden"

  @Test(arguments: 1..<Schema.migrator.newest) func `a store of an older release keeps everything and goes on`(
    schema: Int
  ) async throws {
    try await withTemporaryFolder { folder in
      try FileManager.default.copyItem(
        atPath: "\(Self.folder)/store-schema-\(schema).sqlite", toPath: folder + "/collector.sqlite")
      let store = try SQLiteStore(directory: folder)
      let pending = try await store.read { try $0.pendingReports(limit: 100).count }
      #expect(pending == 5)
      // Those who reported so far stand in for active installations, from the first day on.
      let reporting = try await store.read { store in
        try store.apps().flatMap { try store.exposure(of: $0.id, days: 0...100_000, by: .reports) }
      }
      #expect(reporting.map(\.installations) == [1])
      let now = Timestamp(milliseconds: 1_767_226_000_000)
      _ = try await store.write { try Digest().digestPending(in: $0, now: now) }
      let left = try await store.read { try $0.pendingReports(limit: 100).count }
      #expect(left == 0)
      // Rules stand in the place of the words that were built in, and nobody is blocked.
      let (rules, counts) = try await store.read { (try $0.routingRules(), try $0.counts()) }
      #expect(rules.map(\.name) == [RoutingRule.criticalWords, RoutingRule.highWords])
      #expect(counts.keptBack == 0 && counts.pending == 0)
      await store.close()
      let found = SQLiteStore.examine(directory: folder).filter { $0.severity == .error }
      #expect(found.isEmpty)
      let again = try SQLiteStore(directory: folder)
      await again.close()
    }
  }

  /// The newest schema gets its file when a later one is begun: until then it may change.
  @Test func `there is a golden file for each schema before the newest`() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder).filter { $0.hasSuffix(".sqlite") }
    #expect(Set(names) == Set((1..<Schema.migrator.newest).map { "store-schema-\($0).sqlite" }))
  }
}
