// A sleep that others can end early. A signal that comes before the sleep is not lost: it ends the next sleep at once.

/// Wakes one sleeper; any number of tasks may signal.
public final class WakeUp: Sendable {
  private struct State {
    var isSignalled = false
    var sleeper: CheckedContinuation<Void, Never>?
    /// Grows when a sleep ends, so that the timer of an earlier sleep ends no later one.
    var generation = 0
  }

  private let state = Lock(State())

  public init() {}

  /// Ends the sleep, or the next one.
  public func signal() {
    let sleeper = state.withLock { state -> CheckedContinuation<Void, Never>? in
      guard let sleeper = state.sleeper else {
        state.isSignalled = true
        return nil
      }
      state.sleeper = nil
      state.generation += 1
      return sleeper
    }
    sleeper?.resume()
  }

  /// Returns after `duration` (nil: never by itself), at the next signal, or when the task is cancelled.
  /// - Parameter timer: how to wait for the duration; a test brings its own clock.
  public func sleep(
    for duration: Duration?,
    timer: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
  ) async {
    let generation = state.withLock { $0.generation }
    let expiry = duration.map { duration in
      Task { [weak self] in
        // A timer that fails ends the sleep early; a cancelled one has nothing to end any more.
        try? await timer(duration)
        guard !Task.isCancelled else { return }
        self?.expire(generation)
      }
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOver = state.withLock { state -> Bool in
          if state.isSignalled || state.generation != generation || Task.isCancelled {
            state.isSignalled = false
            return true
          }
          state.sleeper = continuation
          return false
        }
        if isOver { continuation.resume() }
      }
    } onCancel: {
      signal()
    }
    expiry?.cancel()
  }

  private func expire(_ generation: Int) {
    let sleeper = state.withLock { state -> CheckedContinuation<Void, Never>? in
      guard state.generation == generation else { return nil }
      state.generation += 1
      defer { state.sleeper = nil }
      return state.sleeper
    }
    sleeper?.resume()
  }
}
