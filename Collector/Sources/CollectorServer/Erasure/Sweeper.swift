// Works in the background on what must go: erasures that a crash or a hurry left unfinished, reports past their app's retention,
// old tombstones, and the words that files keep of the erased. Invariants: one small transaction at a time, and ingest goes
// first; a failure is logged, waited out and never ends the loop; where nothing can be due it sleeps, and reads nothing.
import CollectorCore
import Synchronization
import TellbackWire

final class Sweeper: Sendable {
  struct Plan: Sendable {
    /// Seconds between two looks for reports past their retention.
    var interval: Double
    /// Days after which a tombstone is remembered as a count alone.
    var tombstoneDays: Int64
    /// Days after which the audit log forgets.
    var auditDays: Int64 = 365
  }

  /// Days for which the mark of an installation that was never known is kept: its first report may still arrive.
  static let unknownDays: Int64 = 30
  /// Reports looked through at once.
  private static let chunk = 500
  /// Beside other processes one looks so often, in seconds, for erasures that another began and left.
  private static let lookForOthers = 60.0
  /// After a purge, this many times what it took passes before the next one begins: rewriting the index costs about one
  /// hundredth of the time, however often somebody erases.
  private static let restAfterPurge = 100.0

  private struct State: Sendable {
    var isStopping = false
    var nextSweep = 0.0
    var nextPurge = 0.0
    var purgeTook = 0.0
  }

  private let erasing: ErasureService
  private let plan: Plan
  /// Of several collectors one looks for what is old. What somebody asked to be erased is finished by any.
  private let mayWork: @Sendable () -> Bool
  private let state = Mutex(State())
  private var store: any Store { erasing.store }
  private var isStopping: Bool { state.withLock { $0.isStopping } }

  init(erasing: ErasureService, plan: Plan, mayWork: @escaping @Sendable () -> Bool = { true }) {
    self.erasing = erasing
    self.plan = plan
    self.mayWork = mayWork
  }

  /// Ends ``run()`` after the transaction at hand.
  func stop() {
    state.withLock { $0.isStopping = true }
    erasing.wakeUp.signal()
  }

  /// Another process did this until now, and may have ended in the middle of it, or before it purged what it erased.
  func takeOver() {
    state.withLock { $0.nextSweep = 0 }
    erasing.telemetry.noteErasure()
    erasing.wakeUp.signal()
  }

  func run() async {
    var failures = 0
    while !isStopping {
      do {
        try await finishErasures()
        if due(\.nextSweep) {
          if mayWork() { try await sweep() }
          state.withLock { $0.nextSweep = SystemClock.monotonicSeconds() + plan.interval }
        }
        if erasing.telemetry.isPurgePending, due(\.nextPurge) { try await purge() }
        failures = 0
      } catch {
        failures += 1
        erasing.log.error("sweep_failed", ["error": "\(error)", "in_a_row": "\(failures)"])
        if case StoreError.closed = error { return }
      }
      if failures == 0 {
        await erasing.wakeUp.sleep(for: .seconds(secondsUntilDue))
      } else {
        await pause(seconds: min(60, Double(1 << min(failures, 6)) / 2))
      }
    }
  }

  /// Until the next look for old reports, or the next purge when there is something to purge.
  private var secondsUntilDue: Double {
    let isPurgePending = erasing.telemetry.isPurgePending
    let next = state.withLock { isPurgePending ? min($0.nextSweep, $0.nextPurge) : $0.nextSweep }
    let seconds = max(0, next - SystemClock.monotonicSeconds())
    return store.isShared ? min(seconds, Self.lookForOthers) : seconds
  }

  private func due(_ moment: KeyPath<State, Double> & Sendable) -> Bool {
    SystemClock.monotonicSeconds() >= state.withLock { $0[keyPath: moment] }
  }

  private func pause(seconds: Double) async {
    let end = SystemClock.monotonicSeconds() + seconds
    while !isStopping, SystemClock.monotonicSeconds() < end { try? await Task.sleep(for: .milliseconds(50)) }
  }

  /// Ingest goes first.
  private func giveWay() async {
    for _ in 0..<50 where store.waitingIngests > 0 && !isStopping { try? await Task.sleep(for: .milliseconds(5)) }
  }

  private func finishErasures() async throws {
    while !isStopping, let next = try await store.read({ try $0.unfinishedErasures(limit: 1) }).first {
      _ = try await erasing.goOn(with: next, until: SystemClock.monotonicSeconds() + 1)
      await giveWay()
    }
  }

  // MARK: Retention

  private func sweep() async throws {
    let now = erasing.clock()
    let apps = try await store.read { store in
      try store.apps().compactMap { app in try store.retentionDays(app: app.id).map { (app.id, $0) } }
    }
    for (app, days) in apps {
      let count = try await sweep(app, before: now.adding(seconds: -Int64(days) * 86_400))
      if count > 0 { erasing.log.info("swept", ["app": "\(app.value)", "days": "\(days)", "reports": "\(count)"]) }
    }
    let oldest = now.adding(seconds: -plan.tombstoneDays * 86_400)
    let unknown = now.adding(seconds: -Self.unknownDays * 86_400)
    while !isStopping,
      try await store.write({ try $0.forgetTombstones(before: oldest, unknown: unknown, limit: 200) }) > 0
    { await giveWay() }
    try await sweepActivity(now)
    try await sweepStaff(now)
  }

  private func sweepActivity(_ now: Timestamp) async throws {
    let today = ExposureDay.day(of: now)
    let (day, oldest) = (today - ExposureLimits.installationDays, today - ExposureLimits.countDays)
    while !isStopping,
      try await store.write({ try $0.forgetActivity(before: day, counts: oldest, limit: Self.chunk) }) > 0
    { await giveWay() }
  }

  /// What is kept of people for a while: entries of the audit log, answers to programs, sessions, browsers.
  private func sweepStaff(_ now: Timestamp) async throws {
    let oldest = now.adding(seconds: -plan.auditDays * 86_400)
    while !isStopping,
      try await store.write({ try $0.forgetAudit(before: oldest, most: AuditLog.most, limit: Self.chunk) }) > 0
    { await giveWay() }
    try await store.write { store in
      _ = try store.forgetAnswers(before: now.adding(seconds: -KeptAnswer.seconds))
      _ = try store.forgetBrowsers(notSeenSince: now.adding(seconds: -KnownBrowser.seconds))
      _ = try store.deleteSessions(expiredBefore: now)
      _ = try store.forgetChanges(before: now.adding(seconds: -ChangeFollower.days * 86_400), limit: 10_000)
    }
  }

  private func sweep(_ app: AppID, before moment: Timestamp) async throws -> Int {
    var cursor: Int64 = 0
    var count = 0
    while !isStopping {
      let after = cursor
      let (ids, last) = try await store.read {
        try $0.settledReports(app: app, before: moment, after: after, limit: Self.chunk)
      }
      for start in stride(from: 0, to: ids.count, by: Eraser.batchLimit) where !isStopping {
        let batch = Set(ids[start..<min(start + Eraser.batchLimit, ids.count)])
        let now = erasing.clock()
        erasing.matching.willErase()
        let erased = try await store.write { store -> [ErasedReport] in
          // A ticket may have been opened again since the look.
          let settled = try store.settledReports(app: app, before: moment, after: after, limit: Self.chunk).ids
          return try settled.filter(batch.contains).compactMap {
            try Eraser(store, now: now).erase($0, because: .retention)
          }
        }
        erasing.settle(erased)
        count += erased.count
        await giveWay()
      }
      guard let last else { break }
      cursor = last
    }
    return count
  }

  // MARK: Purging

  private func purge() async throws {
    let start = SystemClock.monotonicSeconds()
    // What is erased meanwhile is for the next one.
    let erasures = erasing.telemetry.erasures
    var hasWorked = false
    while !isStopping {
      if try await store.purgeErased() {
        let took = SystemClock.monotonicSeconds() - start
        // A look that found nothing to do was no work to rest from.
        if hasWorked { state.withLock { $0.nextPurge = start + took * Self.restAfterPurge } }
        erasing.telemetry.notePurged(erasures)
        return
      }
      hasWorked = true
      await giveWay()
    }
  }
}
