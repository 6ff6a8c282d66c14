// Which of the collectors on one store does the work that one does at a time: the digest, mail, webhooks, trackers, old reports,
// verdicts. Invariants: the right lies in the store and ends by itself, so that a dead process holds up nothing for longer than
// `DigestLease.seconds`; a process that cannot renew it stops before another may have it.
import CollectorCore
import Synchronization
import TellbackSupport
import TellbackWire

/// Takes, renews and gives up the lease of this process.
final class WorkLease: Sendable {
  private struct State: Sendable {
    var lease: DigestLease?
    /// By the monotonic clock, in seconds: another's or a changed clock takes nothing from it.
    var heldUntil = 0.0
    /// How often it was taken after others may have had it.
    var takings = 0
    var isStopping = false
  }

  /// Between two looks of a process that shares its store, in seconds.
  static let interval = 1.0
  /// What a holder leaves of its lease, in seconds, for whoever works when it ends.
  static let margin = 1.0

  private let store: any Store
  private let log: Log
  private let clock: @Sendable () -> Timestamp
  private let monotonic: @Sendable () -> Double
  private let state = Mutex(State())
  private let wakeUp = WakeUp()
  /// Who it is among the processes of a shared store.
  private let id = ReportID(at: SystemClock.now(), random: (.random(in: 0 ... .max), .random(in: 0 ... .max)))

  /// `monotonic` gives seconds and never jumps.
  init(
    store: any Store, log: Log, clock: @escaping @Sendable () -> Timestamp,
    monotonic: @escaping @Sendable () -> Double = SystemClock.monotonicSeconds
  ) {
    self.store = store
    self.log = log
    self.clock = clock
    self.monotonic = monotonic
  }

  /// Whether this process may begin work that one does at a time. A store of its own needs no asking.
  var isHeld: Bool {
    guard store.isShared else { return true }
    let now = monotonic()
    return state.withLock { now < $0.heldUntil }
  }

  /// Grows each time that the lease was taken after others may have worked.
  var takings: Int { state.withLock { $0.takings } }

  /// Takes the lease or renews it, where it is time to. Nil while another has it.
  @discardableResult
  func take() async throws -> DigestLease? {
    let (now, start) = (clock(), monotonic())
    if let known = state.withLock({ $0.lease }), known.isFresh(at: now), isHeld { return known }
    let lease = try await store.leaseDigest(by: id, now: now)
    state.withLock { state in
      guard let lease else {
        (state.lease, state.heldUntil) = (nil, 0)
        return
      }
      if start >= state.heldUntil || state.lease?.apps != lease.apps { state.takings += 1 }
      state.lease = lease
      state.heldUntil = start + Double(DigestLease.seconds) - Self.margin
    }
    return lease
  }

  /// Keeps the lease of a shared store, or tries to get it, until ``stop()``. `onTaken` is called after each taking.
  func run(onTaken: @Sendable () -> Void) async {
    var (failures, seen) = (0, 0)
    while !state.withLock({ $0.isStopping }) {
      do {
        try await take()
        failures = 0
        let takings = takings
        if takings > seen {
          seen = takings
          log.info("work_taken")
          onTaken()
        }
      } catch {
        failures += 1
        if failures == 1 { log.error("lease_failed", ["error": "\(error)"]) }
        if case StoreError.closed = error { return }
      }
      await wakeUp.sleep(for: .seconds(Self.interval))
    }
  }

  /// Ends ``run(onTaken:)``, which keeps the lease while what it allowed comes to its end.
  func stop() {
    state.withLock { $0.isStopping = true }
    wakeUp.signal()
  }

  /// Gives it up, once everything that it allowed has ended. Without that others wait for its end.
  func end() async {
    do { try await store.endLease(of: id) } catch {
      log.warning("lease_not_given_up", ["error": "\(error)"])
    }
    state.withLock { ($0.lease, $0.heldUntil) = (nil, 0) }
  }
}
