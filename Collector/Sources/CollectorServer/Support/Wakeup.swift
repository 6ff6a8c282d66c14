// A sleep that others may end early. Invariant: no signal is lost: one that comes while nobody sleeps ends the next sleep at once.
import Synchronization

/// For one sleeper and any number of callers.
final class Wakeup: Sendable {
  private struct State: Sendable {
    var isSignalled = false
    var sleeper: CheckedContinuation<Void, Never>?
  }

  private let state = Mutex(State())

  /// Ends the sleep, or the next one.
  func signal() {
    state.withLock { state -> CheckedContinuation<Void, Never>? in
      state.isSignalled = true
      defer { state.sleeper = nil }
      return state.sleeper
    }?.resume()
  }

  /// Sleeps until a signal, at most so many seconds. It may end early.
  func wait(atMost seconds: Double) async {
    let timer = Task {
      // A cancelled timer must not signal: the sleep has ended.
      guard (try? await Task.sleep(for: .seconds(seconds))) != nil else { return }
      signal()
    }
    await withCheckedContinuation { continuation in
      let isSignalled = state.withLock { state -> Bool in
        if !state.isSignalled { state.sleeper = continuation }
        return state.isSignalled
      }
      if isSignalled { continuation.resume() }
    }
    timer.cancel()
    state.withLock { $0.isSignalled = false }
  }
}
