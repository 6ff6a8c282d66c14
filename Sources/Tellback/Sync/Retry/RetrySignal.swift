// Tells the senders of one reporter to retry soon: the collector was reached, or a person is at the device. After a long outage
// a wait of hours ends within about a minute then.
import TellbackSupport

/// Shared by the senders of the own queue and of adopted queues.
final class RetrySignal: Sendable {
  private struct State {
    var count = 0
    /// Of the senders that wait, in the order in which they began.
    var wakeUps: [WakeUp] = []
  }

  private let state = Lock(State())

  /// How often it was sent.
  var count: Int { state.withLock { $0.count } }

  /// Wakes `wakeUp` at the next signal. Returns ``count``.
  func register(_ wakeUp: WakeUp) -> Int {
    state.withLock { state in
      if !state.wakeUps.contains(where: { $0 === wakeUp }) { state.wakeUps.append(wakeUp) }
      return state.count
    }
  }

  func unregister(_ wakeUp: WakeUp) { state.withLock { $0.wakeUps.removeAll { $0 === wakeUp } } }

  /// Wakes all senders that wait, except the one that sends the signal.
  func send(from own: WakeUp) {
    let others = state.withLock { state -> [WakeUp] in
      state.count += 1
      guard !state.wakeUps.isEmpty else { return [] }
      defer { state.wakeUps = [] }
      return state.wakeUps.filter { $0 !== own }
    }
    for wakeUp in others { wakeUp.signal() }
  }
}
