// Drives the digest. Invariants: one batch at a time; while reports come in it takes a ninth of the time, yet a batch runs at
// least every 250 ms; a failure is logged, waited out and never ends the loop; a batch that has begun is finished.
import CollectorCore
import Synchronization
import TellbackSupport
import TellbackWire

/// Turns what was ingested into tickets, for as long as the collector runs.
final class Digester: Sendable {
  private struct State: Sendable {
    var hasWork = true
    var isStopping = false
    /// When the last commit brought reports, in seconds.
    var lastArrival = 0.0
    /// Reports of the next batch while ingest waits.
    var share = DigestShare()
    /// And while none comes.
    var quietShare = DigestShare(first: 192, largest: Digest.quietBatchLimit)
    /// The taking of the lease after which the match index was told what others placed.
    var followedTaking = 0
  }

  /// How long ingest may keep the digest waiting, in seconds.
  static let patience = 0.25
  /// While reports come in, each batch is followed by this many times its duration for ingest alone.
  static let courtesy = 8.0
  /// Reports come in when some came less than this many seconds ago.
  static let quiet = 0.02
  /// The longest sleep without a signal, in seconds. Refusals are written to the store then.
  static let idle = 1.0
  /// After so many of them the store is asked too, whatever is known: a late match that failed is tried again then.
  static let looksPerBatch = 60

  private let digest: Digest
  private let matching: MatchingService
  private let store: any Store
  private let telemetry: Telemetry
  private let log: Log
  private let clock: @Sendable () -> Timestamp
  /// Called after each commit that put reports on tickets.
  private let onDigested: @Sendable () -> Void
  private let state = Mutex(State())
  private let wakeUp = WakeUp()
  private let idle: Double
  private let lease: WorkLease
  /// Nobody else works by this lease, so it ends with the digest.
  private let hasOwnLease: Bool

  /// `work` is the lease under which the process digests; without one the digester has its own.
  init(
    digest: Digest, matching: MatchingService, store: any Store, telemetry: Telemetry, log: Log,
    clock: @escaping @Sendable () -> Timestamp, work: WorkLease? = nil,
    idle: Double = Digester.idle, onDigested: @escaping @Sendable () -> Void = {}
  ) {
    self.idle = idle
    self.onDigested = onDigested
    lease = work ?? WorkLease(store: store, log: log, clock: clock)
    hasOwnLease = work == nil
    self.digest = digest
    self.matching = matching
    self.store = store
    self.telemetry = telemetry
    self.log = log
    self.clock = clock
  }

  /// Something new is on disk. Called on the hot path: two locks, and a wake-up only when it sleeps.
  func noteArrival() {
    let now = SystemClock.monotonicSeconds()
    state.withLock {
      $0.hasWork = true
      $0.lastArrival = now
    }
    wakeUp.signal()
  }

  /// Another process took reports. Ingest goes on there, so nothing here gives way to it.
  func noteArrivalElsewhere() {
    noteWork()
    wakeUp.signal()
  }

  /// Ends ``run()`` after the batch at hand.
  func stop() {
    state.withLock { $0.isStopping = true }
    wakeUp.signal()
  }

  private var isStopping: Bool { state.withLock { $0.isStopping } }

  /// Without it the store is left alone: an idle collector opens no transaction.
  private var hasWork: Bool { state.withLock { $0.hasWork } }

  private func noteWork() { state.withLock { $0.hasWork = true } }

  func run() async {
    // Once the index is there, what was owed its advice is work.
    let loading = Task { [weak self, matching] in
      await matching.load()
      self?.noteWork()
      self?.wakeUp.signal()
      await MatchIndexKeeper(matching: matching).run()
    }
    await digestUntilStopped()
    loading.cancel()
    await loading.value
  }

  private func digestUntilStopped() async {
    var failures = 0
    var looks = 0
    var work = WorkBeside()
    while !isStopping {
      do {
        await saveRefusals()
        guard hasWork else {
          await wakeUp.sleep(for: .seconds(idle))
          looks += 1
          // What comes by another process tells nobody here.
          if store.isShared || looks % Self.looksPerBatch == 0 { noteWork() }
          continue
        }
        let start = SystemClock.monotonicSeconds()
        let tally = try await batch(&work)
        failures = 0
        let end = SystemClock.monotonicSeconds()
        await giveWay(until: end + min(Self.patience, (end - start) * Self.courtesy))
        if tally.total > 0 {
          noteWork()
          continue
        }
        await work.indexing?.value
        if await matching.catchUp(digest, now: clock()) { noteWork() }
      } catch {
        // What was prepared stands behind what was not digested now.
        work.preparing = nil
        failures += 1
        noteWork()
        telemetry.countDigestFailure()
        log.error("digest_failed", ["error": "\(error)", "in_a_row": "\(failures)"])
        if case StoreError.closed = error { return }
        await pause(milliseconds: min(30_000, 100 << min(failures, 9)))
      }
    }
    await work.indexing?.value
    _ = await work.preparing?.result
    await saveRefusals()
    if hasOwnLease { await lease.end() }
  }

  /// The apps that this digester may digest now; nil while others digest all of them.
  private func leasedApps() async throws -> AppScope? {
    let apps = try await lease.take()?.apps
    guard store.isShared else { return apps }
    let takings = lease.takings
    let isNew = state.withLock { state in
      defer { if apps != nil { state.followedTaking = takings } }
      return apps == nil || state.followedTaking != takings
    }
    // Who waits for the lease keeps up with what the others place, so that taking over takes no longer than the last of it.
    if isNew { await matching.follow() }
    return apps
  }

  /// Waits, unless it is to stop: a stop has its own limit of time.
  private func pause(milliseconds: Int) async {
    let end = SystemClock.monotonicSeconds() + Double(milliseconds) / 1_000
    while !isStopping, SystemClock.monotonicSeconds() < end { try? await Task.sleep(for: .milliseconds(50)) }
  }

  /// Leaves the store to ingest, as long as there is any.
  private func giveWay(until limit: Double) async {
    while !isStopping {
      let now = SystemClock.monotonicSeconds()
      let isBusy = store.waitingIngests > 0 || now - state.withLock { $0.lastArrival } < Self.quiet
      guard isBusy, now < limit else { return }
      try? await Task.sleep(for: .milliseconds(5))
    }
  }

  /// The index takes in what a batch placed while the next one is written; matching waits for it. In a flood the next batch
  /// is prepared meanwhile, too.
  private func batch(_ work: inout WorkBeside) async throws -> DigestTally {
    state.withLock { $0.hasWork = false }
    let start = SystemClock.monotonicSeconds()
    let preparing = work.preparing
    work.preparing = nil
    guard let apps = try await leasedApps() else { return DigestTally() }
    var batch = try await preparing?.value ?? DigestBatch()
    // What was prepared under another lease is left to whoever has its apps now.
    if batch.reports.isEmpty || batch.apps != apps { batch = try await self.batch(after: DigestBatch(), of: apps) }
    guard !batch.reports.isEmpty else { return DigestTally() }
    let advice = batch.isFlood ? nil : await matching.advise(on: batch.reports, after: work.indexing)
    if batch.isFlood {
      work.preparing = Task { [batch] in try await self.batch(after: batch, of: apps) }
    }
    let (tally, placed, took) = try await digestPending(batch, advice)
    state.withLock { state in
      if batch.isQuiet {
        state.quietShare.note(reports: tally.total, took: took)
      } else {
        state.share.note(reports: tally.total, took: took)
      }
    }
    await work.indexing?.value
    work.indexing = placed.isEmpty ? nil : Task { [matching] in matching.matcher.add(placed) }
    if tally.total > 0 { onDigested() }
    if tally.total > 0 { telemetry.countDigest(tally, seconds: SystemClock.monotonicSeconds() - start) }
    if tally.quarantined > 0 { log.warning("reports_quarantined", ["count": "\(tally.quarantined)"]) }
    return tally
  }

  /// What goes on beside the writer between two batches.
  private struct WorkBeside {
    var indexing: Task<Void, Never>?
    var preparing: Task<DigestBatch, any Error>?
  }

  /// The reports behind those of `before`. Larger batches share the price of a commit among more reports while no ingest waits.
  private func batch(after before: DigestBatch, of apps: AppScope) async throws -> DigestBatch {
    let (lastArrival, share, quietShare) = state.withLock { ($0.lastArrival, $0.share.reports, $0.quietShare.reports) }
    let isQuiet =
      SystemClock.monotonicSeconds() - lastArrival >= Self.quiet && store.waitingIngests == 0
    return try await DigestBatch(
      after: before, of: apps, limit: isQuiet ? quietShare : share, isQuiet: isQuiet, digest, from: store)
  }

  private func digestPending(
    _ batch: DigestBatch, _ advice: [Int64: MatchAdvice]?
  ) async throws -> (DigestTally, [PlacedReport], seconds: Double) {
    let (digest, clock, prepared) = (digest, clock, batch.bySequence)
    func write(together: Bool) async throws -> (DigestTally, [PlacedReport], seconds: Double) {
      try await store.write { store in
        let start = SystemClock.monotonicSeconds()
        var placed: [PlacedReport] = []
        let tally = try digest.digestPending(
          limit: prepared.count, of: batch.apps, in: store, now: clock(), prepared: prepared, advice: advice ?? [:],
          matchesLater: advice == nil, together: together
        ) { placed.append($0) }
        return (tally, placed, SystemClock.monotonicSeconds() - start)
      }
    }
    do { return try await write(together: true) } catch is DigestedApart { return try await write(together: false) }
  }

  /// Refusals reach the store with the digest, so that refusing costs no commit.
  private func saveRefusals() async {
    let (refusals, envelopes) = (telemetry.takeUnsaved(), telemetry.takeUnsavedEnvelopes())
    guard !refusals.isEmpty || !envelopes.isEmpty else { return }
    do {
      try await store.write { store in
        for (reason, count) in refusals { try store.countRefused(reason, by: count) }
        for (name, count) in envelopes { try store.add(count, to: name) }
      }
    } catch {
      telemetry.restore(refusals)
      telemetry.restore(envelopes)
      log.error("refusals_not_counted", ["error": "\(error)"])
    }
  }
}
