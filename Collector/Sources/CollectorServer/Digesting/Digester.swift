// Drives the digest. Invariants: one batch at a time; ingest goes first, yet a batch runs at least every 250 ms; a failure
// is logged, waited out and never ends the loop; what is in a commit when it is stopped is finished.
import CollectorCore
import TellbackWire

/// Turns what was ingested into tickets, for as long as the collector runs.
final class Digester: Sendable {
  private struct State: Sendable {
    var hasWork = true
    var isStopping = false
    var sleeper: CheckedContinuation<Void, Never>?
  }

  /// How long ingest may keep the digest waiting.
  static let patience: Duration = .milliseconds(250)
  /// How long the digest waits while ingest is busy before it looks again.
  static let courtesy: Duration = .milliseconds(5)
  /// Between two looks when nobody calls: refusals are written down then.
  static let idle: Duration = .seconds(1)

  private let digest: Digest
  private let store: any Store
  private let telemetry: Telemetry
  private let log: Log
  private let clock: @Sendable () -> Timestamp
  private let state = Locked(State())

  init(
    digest: Digest, store: any Store, telemetry: Telemetry, log: Log, clock: @escaping @Sendable () -> Timestamp
  ) {
    self.digest = digest
    self.store = store
    self.telemetry = telemetry
    self.log = log
    self.clock = clock
  }

  /// Something new is on disk. Called on the hot path: a lock, and a wake-up only when it sleeps.
  func wake() {
    state.withLock { state -> CheckedContinuation<Void, Never>? in
      state.hasWork = true
      defer { state.sleeper = nil }
      return state.sleeper
    }?.resume()
  }

  /// Ends ``run()`` after the batch at hand.
  func stop() {
    state.withLock { $0.isStopping = true }
    wake()
  }

  private var isStopping: Bool { state.withLock { $0.isStopping } }

  func run() async {
    let ticker = Task { [weak self] in
      while !Task.isCancelled {
        try? await Task.sleep(for: Self.idle)
        self?.wake()
      }
    }
    defer { ticker.cancel() }
    let time = ContinuousClock()
    var lastBatch = time.now
    var failures = 0
    while !isStopping {
      if store.waitingIngests > 0, time.now - lastBatch < Self.patience {
        try? await Task.sleep(for: Self.courtesy)
        continue
      }
      lastBatch = time.now
      do {
        await saveRefusals()
        let tally = try await batch()
        failures = 0
        if tally.total == 0 { await sleep() }
      } catch {
        failures += 1
        telemetry.countDigestFailure()
        log.error("digest_failed", ["error": "\(error)", "in_a_row": "\(failures)"])
        if case StoreError.closed = error { return }
        try? await Task.sleep(for: .milliseconds(min(30_000, 100 << min(failures, 9))))
      }
    }
    await saveRefusals()
  }

  private func batch() async throws -> DigestTally {
    state.withLock { $0.hasWork = false }
    let start = SystemClock.monotonicSeconds()
    let (digest, clock) = (digest, clock)
    let tally = try await store.write { try digest.digestPending(in: $0, now: clock()) }
    if tally.total > 0 { telemetry.countDigest(tally, seconds: SystemClock.monotonicSeconds() - start) }
    if tally.quarantined > 0 { log.warning("reports_quarantined", ["count": "\(tally.quarantined)"]) }
    return tally
  }

  /// Refusals reach the store with the digest, so that refusing costs no commit.
  private func saveRefusals() async {
    let refusals = telemetry.takeUnsaved()
    guard !refusals.isEmpty else { return }
    do {
      try await store.write { store in
        for (reason, count) in refusals { try store.countRefused(reason, by: count) }
      }
    } catch {
      telemetry.restore(refusals)
      log.error("refusals_not_counted", ["error": "\(error)"])
    }
  }

  /// Until somebody wakes it.
  private func sleep() async {
    await withCheckedContinuation { continuation in
      let isAwaited = state.withLock { state -> Bool in
        if state.hasWork || state.isStopping { return false }
        state.sleeper = continuation
        return true
      }
      if !isAwaited { continuation.resume() }
    }
  }
}
