// Tells the senders of one reporter that the collector was reached, or that a person is at the device: waits that were drawn
// in a long outage end within about a minute then, not after hours.

/// Shared by the own sender and those of adopted queues.
final class GoodNews: Sendable {
  private struct State {
    var count = 0
    /// Of those that wait, in the order in which they began to.
    var alarms: [Alarm] = []
  }

  private let state = Lock(State())

  /// How often there were good news.
  var count: Int { state.withLock { $0.count } }

  /// Has `alarm` rung by the next good news. Returns ``count``.
  func wake(_ alarm: Alarm) -> Int {
    state.withLock { state in
      if !state.alarms.contains(where: { $0 === alarm }) { state.alarms.append(alarm) }
      return state.count
    }
  }

  func forget(_ alarm: Alarm) { state.withLock { $0.alarms.removeAll { $0 === alarm } } }

  /// Wakes all that wait but the one that knows.
  func tell(from own: Alarm) {
    let others = state.withLock { state -> [Alarm] in
      state.count += 1
      guard !state.alarms.isEmpty else { return [] }
      defer { state.alarms = [] }
      return state.alarms.filter { $0 !== own }
    }
    for alarm in others { alarm.ring() }
  }
}
