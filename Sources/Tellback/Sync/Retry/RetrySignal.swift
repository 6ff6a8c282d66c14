// Tells the senders of one reporter that the collector was reached, or that a person is at the device: waits that were drawn
// in a long outage end within about a minute then, not after hours.
import TellbackSupport

/// Shared by the own sender and those of adopted queues.
final class RetrySignal: Sendable {
  private struct State {
    var count = 0
    /// Of those that wait, in the order in which they began to.
    var wakeUps: [WakeUp] = []
  }

  private let state = Lock(State())

  /// How often there were good news.
  var count: Int { state.withLock { $0.count } }

  /// Has `wakeUp` rung by the next good news. Returns ``count``.
  func register(_ wakeUp: WakeUp) -> Int {
    state.withLock { state in
      if !state.wakeUps.contains(where: { $0 === wakeUp }) { state.wakeUps.append(wakeUp) }
      return state.count
    }
  }

  func unregister(_ wakeUp: WakeUp) { state.withLock { $0.wakeUps.removeAll { $0 === wakeUp } } }

  /// Wakes all that wait but the one that knows.
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
