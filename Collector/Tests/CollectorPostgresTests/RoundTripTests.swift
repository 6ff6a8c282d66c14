// What the digest waits for, counted: a link with a delay is paid once for many reports, and stays so. Times are for Tests/bench.
#if PostgreSQL
  import CollectorCore
  import CollectorPostgres
  import CollectorSQLite
  import Foundation
  import Synchronization
  import TellbackWire
  import TestDatabases
  import Testing

  @Suite(.enabled(if: TestDatabase.isThere, TestDatabase.why))
  struct RoundTripTests {
    /// Counts the waits of a store's sessions, by the last statement of each.
    private final class Waits: Sendable {
      private let statements = Mutex<[String]>([])

      func add(_ statement: String) { statements.withLock { $0.append(statement) } }

      /// What was waited for since this was called last.
      func take() -> [String] {
        statements.withLock { statements in
          defer { statements = [] }
          return statements
        }
      }

      /// The statements that were waited for most.
      static func most(_ waits: [String]) -> Comment {
        let counts = Dictionary(grouping: waits, by: { $0.prefix(90) }).mapValues(\.count)
        let lines = counts.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.prefix(25).map { "\($1) \($0)" }
        return "\(lines.joined(separator: "\n"))"
      }
    }

    private func with(_ body: (DigestScene, Waits) async throws -> Void) async throws {
      try await TestDatabase.with { address in
        let waits = Waits()
        let store = try PostgresStore(address: address, waits: { waits.add($0) })
        do { try await body(try await DigestScene(on: store), waits) } catch {
          await store.close()
          throw error
        }
        await store.close()
      }
    }

    /// Of a batch of 256 by a session that has digested 64 reports, from `first` on: what it came to, and each wait for the server.
    private func digest(
      _ scene: DigestScene, _ waits: Waits, after first: Int
    ) async throws -> (tallies: [DigestTally], waited: [String]) {
      try await scene.ingest(DigestScene.reports(64, from: first))
      try await scene.digest(64)
      try await scene.ingest(DigestScene.reports(256))
      _ = waits.take()
      return (try await scene.digest(256), waits.take())
    }

    @Test func `four reports that open tickets or join them cost less than a round trip together`()
      async throws
    {
      try await with { scene, waits in
        let (tallies, waited) = try await digest(scene, waits, after: 100)
        #expect(tallies.map(\.total) == [256])
        #expect((tallies.first?.opened ?? 0) > 50 && (tallies.first?.attached ?? 0) > 100)
        #expect(waited.count < 256 / 4, Waits.most(waited))
      }
    }

    @Test func `a report on a merged ticket, a pain point or a clock costs less than a round trip`() async throws {
      try await with { scene, waits in
        try await scene.fill()
        let (tallies, waited) = try await digest(scene, waits, after: 500)
        #expect(tallies.map(\.total) == [256])
        #expect(waited.count < 256, Waits.most(waited))
      }
    }

    @Test func `reports wait for who sent them, for their rows and for the commit, and for nothing else`() async throws
    {
      try await with { scene, waits in
        let contact = InstallationContact(
          app: scene.app, id: DigestScene.id(1_000_000), secretHash: [UInt8](repeating: 7, count: 32),
          at: DigestScene.start)
        try await scene.ingest(DigestScene.reports(8, from: 10), from: contact)
        _ = waits.take()
        try await scene.ingest(DigestScene.reports(256, from: 100), from: contact)
        var waited = waits.take()
        #expect(waited.count == 3, Waits.most(waited))
        try await scene.ingest(DigestScene.reports(256, from: 1_000))
        waited = waits.take()
        #expect(waited.count == 2, Waits.most(waited))
        #expect(try await scene.store.read { try $0.counts().received } == 520)
      }
    }

    @Test func `what is asked ahead changes nothing: both stores come to the same`() async throws {
      let folder = FileManager.default.temporaryDirectory.appendingPathComponent("digest-\(UUID().uuidString)")
      defer { try? FileManager.default.removeItem(at: folder) }
      let file = try SQLiteStore(directory: folder.path)
      let (kept, tallies) = try await play(on: file)
      await file.close()
      try await with { scene, _ in
        try await scene.fill()
        let (others, otherTallies) = try await play(scene)
        #expect(tallies == otherTallies)
        #expect(kept.count == others.count && kept.count > 500)
        for (one, other) in zip(kept, others) { #expect(one == other) }
      }
    }

    private func play(on store: any Store) async throws -> ([String], [DigestTally]) {
      let scene = try await DigestScene(on: store)
      try await scene.fill()
      return try await play(scene)
    }

    /// Batches of several sizes, so that windows begin and end at many places.
    private func play(_ scene: DigestScene) async throws -> ([String], [DigestTally]) {
      var tallies: [DigestTally] = []
      for (count, batch, first) in [(40, 7, 100), (150, 150, 1_000), (90, 64, 3_000)] {
        try await scene.ingest(DigestScene.reports(count, from: first))
        tallies += try await scene.digest(batch)
      }
      return (try await scene.seen(), tallies)
    }
  }
#endif
