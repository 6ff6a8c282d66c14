// Does what staff decided when its time comes: sends messages whose undo window is over, and takes up tickets whose date has come.
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
  private let log: Log
  private let clock: @Sendable () -> Timestamp
  /// Called after each commit that told reporters something.
  private let onTold: @Sendable () -> Void
  private let wakeUp = WakeUp()
  private let isStopping = Mutex(false)

  init(
    store: any Store, log: Log, clock: @escaping @Sendable () -> Timestamp, onTold: @escaping @Sendable () -> Void = {}
  ) {
    self.onTold = onTold
    self.store = store
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

  /// Sends and takes up all that is due now. Returns how many messages went out and how many tickets were taken up.
  @discardableResult
  func doWhatIsDue() async throws -> (sent: Int, woken: Int) {
    var done = (sent: 0, woken: 0)
    while !isStopping.withLock({ $0 }) {
      let now = clock()
      let isAnyDue = try await store.read { store in
        let next = [try store.nextOutgoing(), try store.nextWake()].compactMap { $0 }.min()
        return next.map { $0 <= now } ?? false
      }
      guard isAnyDue else { break }
      let (sent, woken) = try await store.write { store in
        let actions = TicketActions(store, now: now)
        return (try actions.sendDue(limit: Self.batchLimit), try actions.wakeDue(limit: Self.batchLimit))
      }
      done.sent += sent
      done.woken += woken
      if sent > 0 { onTold() }
      if sent > 0 { log.info("messages_sent", ["messages": "\(sent)"]) }
      if woken > 0 { log.info("tickets_woken", ["tickets": "\(woken)"]) }
      guard sent + woken > 0 else { break }
    }
    return done
  }

  private func secondsUntilDue() async throws -> Double {
    let next = try await store.read { store in
      [try store.nextOutgoing(), try store.nextWake()].compactMap { $0 }.min()
    }
    guard let next else { return Self.longestSleep }
    let seconds = Double(next.milliseconds - clock().milliseconds) / 1_000
    return min(max(seconds, 0.01), Self.longestSleep)
  }
}
