// Whether the app is in front, and the one request that waits at the collector while it is.
import TellbackSupport
import TellbackWire

/// Shared by the app, which switches it, and the sender, which waits by it.
final class LiveDelivery: Sendable {
  private struct State {
    var isOn = false
    var exchange: Task<TransportResponse, any Error>?
  }

  private let state = Lock(State())
  let wakeUp = WakeUp()

  var isOn: Bool { state.withLock { $0.isOn } }

  /// Off ends the waiting request at once.
  func set(_ isOn: Bool) {
    let exchange = state.withLock { state in
      state.isOn = isOn
      return isOn ? nil : state.exchange
    }
    exchange?.cancel()
    wakeUp.signal()
  }

  /// Starts the request that waits; nil when it was switched off meanwhile.
  func begin(
    _ send: @escaping @Sendable () async throws -> TransportResponse
  ) -> Task<TransportResponse, any Error>? {
    state.withLock { state in
      guard state.isOn else { return nil }
      let exchange = Task {
        try Task.checkCancellation()
        return try await send()
      }
      state.exchange = exchange
      return exchange
    }
  }

  func end() { state.withLock { $0.exchange = nil } }

  /// Cancels the waiting request; the next one may follow.
  func interrupt() { state.withLock { $0.exchange }?.cancel() }
}
