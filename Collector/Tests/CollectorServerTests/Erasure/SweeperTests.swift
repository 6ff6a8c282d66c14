// The sweeper sleeps while nothing can be due, and is there at once when something is.
import CollectorCore
import CollectorSQLite
import Foundation
import TellbackWire
import Testing

@testable import CollectorServer

@Suite struct SweeperTests {
  /// A sweeper at work on a store that counts what is asked of it.
  private func withSweeper(
    holdsPurges: Bool = false, _ body: (CountingStore, ErasureService) async throws -> Void
  ) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tellback-sweep-\(UUID().uuidString)")
      .path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = CountingStore(try SQLiteStore(directory: folder))
    store.holdsPurges.withLock { $0 = holdsPurges }
    let (log, telemetry) = (Log(.logfmt) { _ in }, Telemetry())
    let erasing = ErasureService(
      store: store, matching: MatchingService(matcher: TicketMatcher(), store: store, telemetry: telemetry, log: log),
      telemetry: telemetry, log: log, clock: SystemClock.now)
    let sweeper = Sweeper(erasing: erasing, plan: Sweeper.Plan(interval: 3_600, tombstoneDays: 365))
    let running = Task { await sweeper.run() }
    try await body(store, erasing)
    sweeper.stop()
    await running.value
    await store.close()
  }

  private func eventually(_ condition: () async throws -> Bool) async throws {
    for _ in 0..<60_000 {
      if try await condition() { return }
      try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record("waited ten minutes in vain")
  }

  @Test func `Where nothing can be due the store is left alone`() async throws {
    try await withSweeper { store, erasing in
      // Files of an earlier run are looked through once.
      try await eventually { !erasing.telemetry.isPurgePending }
      var count = -1
      try await eventually {
        let before = count
        count = store.asked
        try await Task.sleep(for: .milliseconds(100))
        return before == count
      }
      // Asked twice a second it would be six times more; what is left of the beginning is once or twice.
      try await Task.sleep(for: .seconds(3))
      #expect(store.asked - count <= 2)
    }
  }

  @Test func `Files count as unpurged until the purge is over, and after it when somebody erased meanwhile`()
    async throws
  {
    try await withSweeper(holdsPurges: true) { store, erasing in
      let telemetry = erasing.telemetry
      try await eventually { store.heldPurges.withLock { $0 } == 1 }
      #expect(telemetry.isPurgePending)
      telemetry.noteErasure()
      store.holdsPurges.withLock { $0 = false }
      // The next purge rests as long as this one was held up, times a hundred.
      try await eventually { telemetry.values.purged > 0 }
      let values = telemetry.values
      #expect(values.purged == 1 ? values.isPurgePending : values.purged == 2)
    }
  }

  @Test func `An erasure that was begun and not finished is finished when somebody rings`() async throws {
    try await withSweeper { store, erasing in
      try await eventually { !erasing.telemetry.isPurgePending }
      let now = SystemClock.now()
      let installation = ReportID(at: now, random: (1, 2))
      let report = Report(id: ReportID(at: now, random: (3, 4)), capturedAt: now, text: "It broke")
      let app = try await store.write { try $0.createApp(name: "shop", quota: IngestQuota(), at: now).id }
      let contact = InstallationContact(
        app: app, id: installation, secretHash: [UInt8](repeating: 1, count: 32), at: now, accounting: nil)
      await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
        store.ingest(
          [
            IncomingReport(
              id: report.id, app: app, installation: installation, receivedAt: now, sentAt: now, body: report.encoded())
          ], from: contact
        ) { _ in continuation.resume() }
      }
      // As it lies after a crash, or after a request that had no more time.
      #expect(try await store.write { try $0.beginErasure(of: contact) })
      erasing.wakeUp.signal()
      try await eventually { try await store.read { try $0.unfinishedErasures(limit: 9).isEmpty } }
      #expect(try await store.read { try $0.report(report.id) } == nil)
    }
  }
}

/// The real store; counts reads and writes, and may hold purges up.
private final class CountingStore: Store {
  private let store: SQLiteStore
  private let count = Shared(0)
  var asked: Int { count.withLock { $0 } }
  let holdsPurges = Shared(false)
  let heldPurges = Shared(0)

  init(_ store: SQLiteStore) { self.store = store }

  func read<Value: Sendable>(_ body: @escaping @Sendable (any StoreReads) throws -> Value) async throws -> Value {
    count.withLock { $0 += 1 }
    return try await store.read(body)
  }

  func write<Value: Sendable>(_ body: @escaping @Sendable (any StoreWrites) throws -> Value) async throws -> Value {
    count.withLock { $0 += 1 }
    return try await store.write(body)
  }

  func ingest(
    _ reports: [IncomingReport], from installation: InstallationContact?,
    completion: @escaping @Sendable (Result<[IngestOutcome], any Error>) -> Void
  ) { store.ingest(reports, from: installation, completion: completion) }

  var waitingIngests: Int { store.waitingIngests }
  func leaseDigest(by digester: ReportID, now: Timestamp) async throws -> DigestLease? {
    try await store.leaseDigest(by: digester, now: now)
  }
  func endLease(of digester: ReportID) async throws { try await store.endLease(of: digester) }
  func backup(to path: String) async throws { try await store.backup(to: path) }

  func purgeErased() async throws -> Bool {
    count.withLock { $0 += 1 }
    if holdsPurges.withLock({ $0 }) {
      heldPurges.withLock { $0 += 1 }
      while holdsPurges.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(5)) }
    }
    return try await store.purgeErased()
  }

  func close() async { await store.close() }
}
