// The file of the match indexes while the collector runs: near the store, never in the way, never with erased words.
import CollectorCore
import CollectorSQLite
import Foundation
import TellbackMatch
import TellbackWire
import Testing

@testable import CollectorServer

@Suite struct MatchIndexKeeperTests {
  private static let words = [
    "The gallery scrolls slowly on tablets", "Changing the delivery address fails with a red banner",
    "Login wants the second factor on each visit", "The invoice shows an outdated company name",
    "Zugzwang appears in the ledger of my grandmother",
  ]

  private struct Scene {
    let folder: String
    let store: any Store
    let app: AppID
    let matching: MatchingService

    /// Ingests and digests reports, and tells the matcher, as the digester does.
    @discardableResult
    func report(_ numbers: Range<Int>) async throws -> [ReportID] {
      let moment = SystemClock.now()
      let reports = numbers.map { number in
        Report(
          id: ReportID(at: moment, random: (1, UInt64(number + 1))), capturedAt: moment,
          text: "\(MatchIndexKeeperTests.words[number % 5]) case\(number) again\(number * 7)")
      }
      let incoming = reports.map {
        IncomingReport(
          id: $0.id, app: app, installation: nil, receivedAt: moment, sentAt: moment, body: $0.encoded())
      }
      _ = try await withCheckedThrowingContinuation { done in
        store.ingest(incoming, from: nil) { done.resume(with: $0) }
      }
      let placed = try await store.write { store in
        var placed: [PlacedReport] = []
        _ = try Digest().digestPending(limit: reports.count, in: store, now: moment) { placed.append($0) }
        return placed
      }
      #expect(placed.count == reports.count)
      matching.matcher.add(placed)
      return reports.map(\.id)
    }

    func erase(_ id: ReportID) async throws {
      matching.willErase()
      let erased = try await store.write { store in
        try Eraser(store, now: SystemClock.now()).erase(id, because: .wish)
      }
      matching.didErase([try #require(erased)])
    }

    /// What a start after a crash has: the same store, a matcher that knows nothing.
    func afterCrash() async -> MatchingService {
      let next = MatchingService(
        matcher: TicketMatcher(), store: store, telemetry: Telemetry(), log: Log(.logfmt) { _ in }, directory: folder)
      await next.load()
      return next
    }

    var file: Data? { try? Data(contentsOf: URL(fileURLWithPath: MatchIndexFile.path(in: folder))) }
  }

  private func withScene(_ body: (Scene) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tellback-index-\(UUID().uuidString)")
      .path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = try SQLiteStore(directory: folder)
    let app = try await store.write { try $0.createApp(name: "shop", quota: IngestQuota(), at: SystemClock.now()).id }
    let matching = MatchingService(
      matcher: TicketMatcher(), store: store, telemetry: Telemetry(), log: Log(.logfmt) { _ in }, directory: folder)
    await matching.load()
    try await body(Scene(folder: folder, store: store, app: app, matching: matching))
    await store.close()
  }

  @Test func `After a crash the file of the running collector is read and the reports since are added`() async throws {
    try await withScene { scene in
      try await scene.report(0..<30)
      await scene.matching.save()
      let ids = try await scene.report(30..<37)
      let saved = try #require(MatchIndexFile.read(in: scene.folder))
      #expect(saved.indexes[scene.app]?.count == 30)
      let next = await scene.afterCrash()
      #expect(next.matcher.figures.reports == 37 && next.matcher.lag?.reports == 7)
      let stored = try await scene.store.read { try $0.report(ids[0]) }
      let again = try Report(decoding: try #require(stored).body)
      let advice = next.matcher.advice(
        for: again, app: scene.app, receivedAt: SystemClock.now(), settings: MatchSettings())
      #expect(advice?.neighbours.first?.report == stored?.sequence)
    }
  }

  @Test func `The keeper writes the file by itself once it is behind`() async throws {
    try await withScene { scene in
      try await scene.report(0..<20)
      let keeper = MatchIndexKeeper(
        matching: scene.matching, plan: MatchIndexKeeper.Plan(reportsBehind: 10, pause: .milliseconds(5)))
      let running = Task { await keeper.run() }
      try await eventually { scene.file != nil }
      try await scene.report(20..<32)
      try await eventually { MatchIndexFile.read(in: scene.folder)?.indexes[scene.app]?.count == 32 }
      running.cancel()
      await running.value
    }
  }

  @Test func `Questions are answered while it is saved, and what comes meanwhile is added afterwards`() async throws {
    try await withScene { scene in
      let ids = try await scene.report(0..<10)
      let matcher = scene.matching.matcher
      let stored = try await scene.store.read { try $0.report(ids[4]) }
      let question = try Report(decoding: try #require(stored).body)
      let late = PlacedReport(sequence: 1_000, app: scene.app, ticket: 1, report: question)
      let asked = matcher.save { _, last, report, isAbandoned -> Int? in
        matcher.add([late])
        #expect(matcher.figures.reports == 10)
        #expect(last == stored.map { $0.sequence + 5 } && report == ids[9] && !isAbandoned())
        // One at a time.
        #expect(matcher.save { _, _, _, _ in 1 } == nil)
        return matcher.advice(
          for: question, app: scene.app, receivedAt: SystemClock.now(), settings: MatchSettings())?.neighbours.count
      }
      #expect((asked ?? 0) > 0)
      #expect(matcher.figures.reports == 11 && matcher.lag?.reports == 1)
    }
  }

  @Test func `An erasure ends a saving, and nothing is saved until the index is built without it`() async throws {
    try await withScene { scene in
      let ids = try await scene.report(0..<10)
      let matcher = scene.matching.matcher
      await scene.matching.save()
      #expect(scene.file?.range(of: Data("zugzwang".utf8)) != nil)
      let (begun, ended) = (Shared(false), Shared(false))
      Thread.detachNewThread {
        _ = matcher.save { _, _, _, isAbandoned -> Int? in
          begun.withLock { $0 = true }
          while !isAbandoned() { usleep(200) }
          ended.withLock { $0 = true }
          return nil
        }
      }
      try await eventually { begun.withLock { $0 } }
      try await scene.erase(ids[4])
      #expect(ended.withLock { $0 })
      #expect(scene.file == nil)
      await scene.matching.save()
      #expect(scene.file == nil)
      try await scene.erase(ids[9])
      #expect(await scene.matching.rebuild())
      #expect(matcher.figures.reports == 8 && matcher.lag?.holdsErased == false)
      await scene.matching.save()
      #expect(scene.file != nil && scene.file?.range(of: Data("zugzwang".utf8)) == nil)
      #expect(await scene.afterCrash().matcher.figures.reports == 8)
    }
  }

  @Test func `A rebuilt index holds what was digested meanwhile`() async throws {
    try await withScene { scene in
      let ids = try await scene.report(0..<300)
      try await scene.erase(ids[0])
      async let isRebuilt = scene.matching.rebuild()
      for start in stride(from: 300, to: 360, by: 5) { try await scene.report(start..<(start + 5)) }
      #expect(await isRebuilt)
      #expect(scene.matching.matcher.figures.reports == 359)
    }
  }

  @Test(arguments: [
    (9_999, false, 9_999, false), (10_000, false, 10_000, true), (10_000, true, 9_999, false),
    (10_000, true, 10_000, true), (1_000_000, true, 24_999, false), (1_000_000, true, 25_000, true),
    (1_000_000, false, 0, true),
  ]) func `The file is written when it is a fortieth behind`(_ reports: Int, _ isKept: Bool, _ behind: Int, _ due: Bool)
  {
    let lag = TicketMatcher.Lag(reports: behind, isKept: isKept, holdsErased: false)
    #expect(MatchIndexKeeper.Plan().isDue(lag, of: Int64(reports)) == due)
  }

  private func eventually(_ condition: () async throws -> Bool) async throws {
    for _ in 0..<60_000 {
      if try await condition() { return }
      try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record("waited ten minutes in vain")
  }
}
