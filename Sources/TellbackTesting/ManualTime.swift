// A clock that stands still until the test moves it.
import Tellback
import TellbackSupport

/// A clock that moves only when the test moves it. A task that sleeps by it wakes when its time has come.
public final class ManualTime: TimeSource {
  private struct Sleeper {
    var wakesAt: UInt64
    var continuation: CheckedContinuation<Void, any Error>
  }

  private struct State {
    var now: Int64
    var uptime: UInt64 = 1_000_000_000
    var next = 0
    var sleepers: [Int: Sleeper] = [:]
    var cancelled: Set<Int> = []
  }

  private let state: Lock<State>

  /// Starts at `now`, by default 2026-01-01T00:00:00Z.
  public init(now: Timestamp = Timestamp(milliseconds: 1_767_225_600_000)) {
    state = Lock(State(now: now.milliseconds))
  }

  /// The wall clock.
  public func now() -> Timestamp { Timestamp(milliseconds: state.withLock { $0.now }) }

  /// The clock that never goes back, in nanoseconds.
  public func uptime() -> UInt64 { state.withLock { $0.uptime } }

  /// The number of tasks that sleep now.
  public var sleepers: Int { state.withLock { $0.sleepers.count } }

  /// The time until the first sleeper wakes; nil when none sleeps.
  public var nextWake: Duration? {
    state.withLock { state in
      state.sleepers.values.map(\.wakesAt).min().map { .nanoseconds(Int64(clamping: $0 - state.uptime)) }
    }
  }

  /// Moves both clocks forward and wakes the sleepers whose time has come.
  public func advance(by duration: Duration) {
    let (seconds, attoseconds) = duration.components
    let nanoseconds = UInt64(max(0, seconds)) * 1_000_000_000 + UInt64(max(0, attoseconds)) / 1_000_000_000
    let woken = state.withLock { state -> [Sleeper] in
      state.uptime += nanoseconds
      state.now += Int64(nanoseconds / 1_000_000)
      let due = state.sleepers.filter { $0.value.wakesAt <= state.uptime }
      for key in due.keys { state.sleepers[key] = nil }
      return Array(due.values)
    }
    for sleeper in woken { sleeper.continuation.resume() }
  }

  /// Sets only the wall clock, forward or back, as a user or a network would.
  public func set(now: Timestamp) { state.withLock { $0.now = now.milliseconds } }

  /// Returns once the clock was moved by `duration`.
  /// - Throws: `CancellationError` when the task is cancelled.
  public func sleep(for duration: Duration) async throws {
    let (seconds, attoseconds) = duration.components
    let nanoseconds = UInt64(max(0, seconds)) &* 1_000_000_000 &+ UInt64(max(0, attoseconds)) / 1_000_000_000
    let number = state.withLock { state -> Int in
      state.next += 1
      return state.next
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let isCancelled = state.withLock { state -> Bool in
          if state.cancelled.remove(number) != nil { return true }
          let (wakesAt, overflow) = state.uptime.addingReportingOverflow(nanoseconds)
          state.sleepers[number] = Sleeper(wakesAt: overflow ? .max : wakesAt, continuation: continuation)
          return false
        }
        if isCancelled { continuation.resume(throwing: CancellationError()) }
      }
    } onCancel: {
      let sleeper = state.withLock { state -> Sleeper? in
        guard let sleeper = state.sleepers.removeValue(forKey: number) else {
          state.cancelled.insert(number)
          return nil
        }
        return sleeper
      }
      sleeper?.continuation.resume(throwing: CancellationError())
    }
  }
}
