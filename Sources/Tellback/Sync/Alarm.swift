// Sleeps until a time or until somebody rings; a ring that comes before the sleep is not lost.

final class Alarm: Sendable {
  private struct State {
    var hasRung = false
    var sleeper: CheckedContinuation<Void, Never>?
    var generation = 0
  }

  private let state = Lock(State())

  func ring() {
    let sleeper = state.withLock { state -> CheckedContinuation<Void, Never>? in
      guard let sleeper = state.sleeper else {
        state.hasRung = true
        return nil
      }
      state.sleeper = nil
      state.generation += 1
      return sleeper
    }
    sleeper?.resume()
  }

  /// Returns after `duration` (nil: never by itself), or at the next ring, or when the task is cancelled.
  func sleep(for duration: Duration?, by time: any TimeSource) async {
    let generation = state.withLock { $0.generation }
    let timer = duration.map { duration in
      Task { [weak self] in
        try? await time.sleep(for: duration)
        guard !Task.isCancelled else { return }
        self?.expire(generation)
      }
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOver = state.withLock { state -> Bool in
          if state.hasRung || state.generation != generation || Task.isCancelled {
            state.hasRung = false
            return true
          }
          state.sleeper = continuation
          return false
        }
        if isOver { continuation.resume() }
      }
    } onCancel: {
      ring()
    }
    timer?.cancel()
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
