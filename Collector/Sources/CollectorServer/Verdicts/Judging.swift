// Watches releases and judges attempts at a fix in the background, so that a page only reads what was found.
// Invariants: one attempt at a time, read in a snapshot of its own, and written in a short transaction; ingest goes first; a failure
// is logged, waited out and never ends the loop; what is to be judged is found in the store, so a restart loses nothing.
import CollectorCore
import CollectorEvidence
import Synchronization
import TellbackSupport
import TellbackWire

final class Judging: Sendable {
  /// Between two looks for what is to be judged.
  private static let pause = 60.0

  private let store: any Store
  private let log: Log
  private let clock: @Sendable () -> Timestamp
  /// Of several collectors one does it.
  private let mayWork: @Sendable () -> Bool
  private let wakeUp = WakeUp()
  private let isStopping = Mutex(false)
  /// When an attempt was looked at whose release nobody has: it is looked at hourly too, and has no verdict that could say so.
  private let unseen = Mutex<[Int64: Timestamp]>([:])

  init(
    store: any Store, log: Log, clock: @escaping @Sendable () -> Timestamp,
    mayWork: @escaping @Sendable () -> Bool = { true }
  ) {
    self.store = store
    self.log = log
    self.clock = clock
    self.mayWork = mayWork
  }

  /// Ends ``run()`` after the attempt at hand.
  func stop() {
    isStopping.withLock { $0 = true }
    wakeUp.signal()
  }

  func run() async {
    var failures = 0
    while !isStopping.withLock({ $0 }) {
      do {
        if mayWork() {
          let releases = ReleaseWatching(store: store, log: log, clock: clock)
          try await releases.takeAll { self.isStopping.withLock { $0 } }
          try await judgeAll()
        }
        failures = 0
      } catch {
        failures += 1
        log.error("judging_failed", ["error": "\(error)", "in_a_row": "\(failures)"])
        if case StoreError.closed = error { return }
      }
      await wakeUp.sleep(for: .seconds(Self.pause))
    }
  }

  /// Judges every attempt whose last judgement is an hour old. Returns how many were.
  @discardableResult
  func judgeAll() async throws -> Int {
    let now = clock()
    let due = now.adding(seconds: -VerdictLimits.interval)
    let attempts = try await store.read { try $0.attemptsToJudge(judgedBefore: due, limit: 1_000) }
    var count = 0
    unseen.withLock { $0 = $0.filter { $0.value > due } }
    for attempt in attempts where !isStopping.withLock({ $0 }) {
      guard unseen.withLock({ $0[attempt.id] }) == nil else { continue }
      for _ in 0..<50 where store.waitingIngests > 0 { try? await Task.sleep(for: .milliseconds(5)) }
      let found = try await store.read { store -> Found? in
        let earlier = try store.attemptVerdicts(of: attempt.pain)[attempt.id]
        return try AttemptJudge(store, now: now).judge(attempt, earlier: earlier).map { verdict in
          Found(
            before: earlier?.verdict, verdict: verdict, risen: try self.risen(attempt, verdict, earlier, now, store))
        }
      }
      guard let found else {
        unseen.withLock { $0[attempt.id] = now }
        continue
      }
      guard try await keep(found, of: attempt) else { continue }
      count += 1
      guard found.verdict.verdict != found.before ?? .notEnoughExposure else { continue }
      log.info("attempt_judged", ["attempt": "\(attempt.id)", "verdict": found.verdict.verdict.rawValue])
    }
    return count
  }

  /// What rose, found once a day: that is how often installations say how far they get.
  private func risen(
    _ attempt: PainAttempt, _ verdict: AttemptVerdict, _ earlier: AttemptVerdict?, _ now: Timestamp,
    _ store: any StoreReads
  ) throws -> [RisenPain] {
    if let earlier, earlier.verdict == verdict.verdict, !verdict.isFinal,
      ExposureDay.day(of: earlier.judgedAt) == ExposureDay.day(of: now)
    {
      return try store.risenPains(afterAttemptsOf: attempt.pain)[attempt.id] ?? []
    }
    return try RisenJudge(store, now: now).judge(attempt, verdict)
  }

  /// What was found of one attempt.
  private struct Found {
    var before: Verdict?
    var verdict: AttemptVerdict
    var risen: [RisenPain]
  }

  /// Unless its release was corrected, or it was dropped, since it was read.
  private func keep(_ found: Found, of attempt: PainAttempt) async throws -> Bool {
    try await store.write { store in
      guard try store.painAttempt(attempt.id)?.release == attempt.release,
        try store.saveAttemptVerdict(found.verdict)
      else { return false }
      try store.saveRisenPains(found.risen, of: attempt.id)
      return true
    }
  }
}
