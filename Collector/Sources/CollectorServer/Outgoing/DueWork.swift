// Does what is due when its time comes: sends messages whose undo window is over, takes up tickets whose date has come, gives back
// idle claims, reminds reporters, and ends what they never answered.
// Invariants: what is due is found in the store, so a restart loses nothing and nothing is sent twice; a failure is logged,
// waited out and never ends the loop.
import CollectorCore
import Synchronization
import TellbackSupport
import TellbackWire

final class DueWork: Sendable {
  /// Messages or tickets of one transaction.
  static let batchLimit = 20
  /// The longest sleep: a clock that was set, or another collector's work, is noticed within it.
  private static let longestSleep = 20.0

  private let store: any Store
  private let schedule: DueSchedule
  private let log: Log
  private let clock: @Sendable () -> Timestamp
  /// Called after each commit that told reporters something.
  private let onTold: @Sendable () -> Void
  private let wakeUp = WakeUp()
  private let isStopping = Mutex(false)

  init(
    store: any Store, schedule: DueSchedule = DueSchedule(), log: Log, clock: @escaping @Sendable () -> Timestamp,
    onTold: @escaping @Sendable () -> Void = {}
  ) {
    self.onTold = onTold
    self.store = store
    self.schedule = schedule
    self.log = log
    self.clock = clock
  }

  /// Something was written that will be due: look when.
  func noteChange() { wakeUp.signal() }

  /// Ends ``run()`` after the transaction at hand.
  func stop() {
    isStopping.withLock { $0 = true }
    wakeUp.signal()
  }

  func run() async {
    var failures = 0
    while !isStopping.withLock({ $0 }) {
      var seconds = Self.longestSleep
      do {
        try await doWhatIsDue()
        seconds = try await secondsUntilDue()
        failures = 0
      } catch {
        failures += 1
        log.error("due_work_failed", ["error": "\(error)", "in_a_row": "\(failures)"])
        if case StoreError.closed = error { return }
        seconds = min(Self.longestSleep, Double(1 << min(failures, 5)) / 2)
      }
      await wakeUp.sleep(for: .seconds(seconds))
    }
  }

  /// Does all that is due now. Returns how much.
  @discardableResult
  func doWhatIsDue() async throws -> DueTally {
    let schedule = schedule
    var done = DueTally()
    while !isStopping.withLock({ $0 }) {
      let now = clock()
      let isAnyDue = try await store.read { store in
        try schedule.next(in: store).map { $0 <= now } ?? false
      }
      guard isAnyDue else { break }
      let step = try await store.write { store in
        try TicketActions(store, now: now).doWhatIsDue(schedule, limit: Self.batchLimit)
      }
      done += step
      if step.sent + step.reminded + step.ended > 0 { onTold() }
      note("messages_sent", "messages", step.sent)
      note("tickets_woken", "tickets", step.woken)
      note("idle_claims_given_back", "tickets", step.givenBack)
      note("reporters_reminded", "tickets", step.reminded)
      note("tickets_ended_unanswered", "tickets", step.ended)
      note("targets_due_soon", "targets", step.clocks.warned)
      note("targets_missed", "targets", step.clocks.breached)
      note("targets_escalated", "targets", step.clocks.escalated)
      note("decisions_overdue", "pain_points", step.undecided)
      note("tickets_escalated", "tickets", step.stuck)
      guard step.total > 0 else { break }
    }
    return done
  }

  private func note(_ event: String, _ what: String, _ count: Int) {
    if count > 0 { log.info(event, [what: "\(count)"]) }
  }

  private func secondsUntilDue() async throws -> Double {
    let schedule = schedule
    let next = try await store.read { try schedule.next(in: $0) }
    guard let next else { return Self.longestSleep }
    let seconds = Double(next.milliseconds - clock().milliseconds) / 1_000
    return min(max(seconds, 0.01), Self.longestSleep)
  }
}
