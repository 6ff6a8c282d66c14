// Two processes on one store: what one revokes or erases, the other hears of.
import CollectorCore
import CollectorSQLite
import Foundation
import StoreConformance
import TellbackWire
import Testing

@testable import CollectorServer

@Suite struct ChangeFollowerTests {
  /// What a process has in memory of a store, with its own folder.
  private struct Handle {
    let keys = ActiveKeys()
    let matching: MatchingService
    let follower: ChangeFollower
    let erasing: ErasureService
    let commands: CommandService
    let folder: String

    init(_ store: any Store, _ folder: String) async throws {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      self.folder = folder
      let (log, telemetry) = (Log(.logfmt) { _ in }, Telemetry())
      matching = MatchingService(
        matcher: TicketMatcher(), store: store, telemetry: telemetry, log: log, directory: folder)
      follower = ChangeFollower(store: store, keys: keys, matching: matching, log: log)
      erasing = ErasureService(
        store: store, matching: matching, telemetry: telemetry, log: log, clock: SystemClock.now)
      commands = CommandService(store: store, secrets: try SodiumSecrets(), clock: SystemClock.now)
      try await keys.reload(from: store)
      await matching.load()
    }

    /// Whether the key of an app is taken.
    func takes(_ key: String) throws -> Bool {
      keys.entry(hash: AppKeyText.hash(of: key, try SodiumSecrets())) != nil
    }

    var hasFile: Bool { FileManager.default.fileExists(atPath: MatchIndexFile.path(in: folder)) }
  }

  private struct Scene {
    let store: SharedStore
    let folder: String

    func handle(_ name: String) async throws -> Handle { try await Handle(store, "\(folder)/\(name)") }

    /// Ten reports on tickets, read into the indexes of these handles.
    func receive(into handles: [Handle]) async throws -> [StoredReport] {
      let now = SystemClock.now()
      let app = try await store.read { try $0.apps().first?.id }
      let reports = (0..<10).map { number in
        Report(
          id: ReportID(at: now, random: (9, UInt64(number))), capturedAt: now, text: "The export loses column \(number)"
        )
      }
      let incoming = try reports.map {
        IncomingReport(
          id: $0.id, app: try #require(app), installation: nil, receivedAt: now, sentAt: now, body: $0.encoded())
      }
      _ = try await withCheckedThrowingContinuation { done in
        store.ingest(incoming, from: nil) { done.resume(with: $0) }
      }
      let placed = try await store.write { store in
        var placed: [PlacedReport] = []
        _ = try Digest().digestPending(in: store, now: now) { placed.append($0) }
        return placed
      }
      for handle in handles { handle.matching.matcher.add(placed) }
      return try await store.read { store in try reports.map { try #require(try store.report($0.id)) } }
    }
  }

  private func withScene(_ body: (Scene) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/tellback-shared-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = SharedStore(try SQLiteStore(directory: folder + "/store"))
    try await body(Scene(store: store, folder: folder))
    await store.close()
  }

  private func key(_ text: String) throws -> String { String(try #require(text.split(separator: "\n").last)) }

  @Test func `a key that one process revokes is taken by no other once it has looked`() async throws {
    try await withScene { scene in
      let (one, other) = (try await scene.handle("one"), try await scene.handle("other"))
      let made = try key(try await one.commands.perform(.createApp(name: "shop", quota: IngestQuota()), password: nil))
      #expect(try !other.takes(made))
      try await other.follower.catchUp()
      #expect(try other.takes(made))
      let id = try #require(try await scene.store.read { try $0.activeKeys().first?.id })
      _ = try await one.commands.perform(.revokeKey(id), password: nil)
      #expect(try other.takes(made))
      try await other.follower.catchUp()
      #expect(try !other.takes(made))
    }
  }

  @Test func `a follower at work hears by itself`() async throws {
    try await withScene { scene in
      let (one, other) = (try await scene.handle("one"), try await scene.handle("other"))
      let following = Task { await other.follower.run() }
      let made = try key(try await one.commands.perform(.createApp(name: "shop", quota: IngestQuota()), password: nil))
      while try !other.takes(made) { try await Task.sleep(for: .milliseconds(5)) }
      following.cancel()
      await following.value
    }
  }

  @Test func `a report that one process erases is found by no other, and stays in no file`() async throws {
    try await withScene { scene in
      let (one, other) = (try await scene.handle("one"), try await scene.handle("other"))
      _ = try await one.commands.perform(.createApp(name: "shop", quota: IngestQuota()), password: nil)
      let reports = try await scene.receive(into: [one, other])
      await other.matching.save()
      #expect(other.hasFile && other.matching.matcher.figures.reports == 10)
      one.matching.willErase()
      let erased = try await scene.store.write {
        try Eraser($0, now: SystemClock.now()).erase(reports[3].id, because: .wish)
      }
      one.erasing.settle([try #require(erased)])
      try await other.follower.catchUp()
      #expect(!other.hasFile && other.matching.matcher.figures.reports == 9)
      #expect(other.matching.matcher.lag?.holdsErased == true)
      // What this process erased itself is not forgotten twice.
      #expect(await one.matching.rebuild())
      try await one.follower.catchUp()
      #expect(one.matching.matcher.lag?.holdsErased == false && one.matching.matcher.figures.reports == 9)
      // What was on its way to the index when it was erased does not come in late.
      let late = PlacedReport(
        sequence: reports[3].sequence, app: reports[3].app, ticket: 1, report: try Report(decoding: reports[3].body))
      other.matching.matcher.add([late])
      #expect(other.matching.matcher.figures.reports == 9)
    }
  }

  @Test func `what was erased while a process was down is in its file and not in its index`() async throws {
    try await withScene { scene in
      let first = try await scene.handle("down")
      _ = try await first.commands.perform(.createApp(name: "shop", quota: IngestQuota()), password: nil)
      let reports = try await scene.receive(into: [first])
      try await first.follower.catchUp()
      await first.matching.save()
      #expect(first.hasFile)
      _ = try await scene.store.write { try Eraser($0, now: SystemClock.now()).erase(reports[2].id, because: .wish) }
      let again = try await scene.handle("down")
      #expect(again.matching.matcher.figures.reports == 9 && !again.hasFile)
    }
  }

  @Test func `a process that was away longer than changes are kept starts anew`() async throws {
    try await withScene { scene in
      let away = try await scene.handle("away")
      _ = try await away.commands.perform(.createApp(name: "shop", quota: IngestQuota()), password: nil)
      let reports = try await scene.receive(into: [away])
      try await away.follower.catchUp()
      await away.matching.save()
      let later = SystemClock.now().adding(seconds: 60)
      for report in reports.prefix(3) {
        _ = try await scene.store.write { try Eraser($0, now: SystemClock.now()).erase(report.id, because: .wish) }
      }
      #expect(try await scene.store.write { try $0.forgetChanges(before: later, limit: 100) } > 0)
      let started = try await scene.handle("away")
      #expect(started.matching.matcher.figures.reports == 7)
      // The one that ran on all the while as well.
      try await away.follower.catchUp()
      #expect(away.matching.matcher.figures.reports == 7)
      #expect(try await scene.store.read { try $0.newestChange() } == away.matching.matcher.followedChange)
    }
  }
}
