// A sleep that somebody may end. Invariant: no ring is lost; one that comes while nobody sleeps ends the next sleep at once.

/// For one sleeper and any number of callers.
final class Alarm: Sendable {
  private struct State: Sendable {
    var isRung = false
    var sleeper: CheckedContinuation<Void, Never>?
  }

  private let state = Locked(State())

  /// Ends the sleep, or the next one.
  func ring() {
    state.withLock { state -> CheckedContinuation<Void, Never>? in
      state.isRung = true
      defer { state.sleeper = nil }
      return state.sleeper
    }?.resume()
  }

  /// Sleeps until somebody rings, but no longer than so many seconds. Now and then it ends early.
  func wait(atMost seconds: Double) async {
    let timer = Task {
      // A sleep that is cancelled has been ended by somebody else.
      guard (try? await Task.sleep(for: .seconds(seconds))) != nil else { return }
      ring()
    }
    await withCheckedContinuation { continuation in
      let isRung = state.withLock { state -> Bool in
        if !state.isRung { state.sleeper = continuation }
        return state.isRung
      }
      if isRung { continuation.resume() }
    }
    timer.cancel()
    state.withLock { $0.isRung = false }
  }
}
