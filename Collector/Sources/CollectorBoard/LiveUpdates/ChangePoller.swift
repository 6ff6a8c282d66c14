// Tells open pages that something changed. Invariant: the store is asked once per interval, or when it is told, for all watchers together, and not
// at all without one; each watcher holds at most one state that it has not read.
import CollectorCore
import TellbackSupport

/// One task for all watchers, which asks the store for its newest event and for who is answering.
actor ChangePoller {
  private let interval: Duration
  private let wakeUp: WakeUp
  private let limit: Int
  private let look: @Sendable () async throws -> LiveState
  private let onFailure: @Sendable (any Error) -> Void
  private var watchers: [Int: AsyncStream<LiveState>.Continuation] = [:]
  private var lastWatcher = 0
  private var last: LiveState?
  private var task: Task<Void, Never>?

  /// `wakeUp` lets it look before its interval is over.
  init(
    interval: Duration, wakeUp: WakeUp = WakeUp(), limit: Int, look: @escaping @Sendable () async throws -> LiveState,
    onFailure: @escaping @Sendable (any Error) -> Void
  ) {
    self.interval = interval
    self.wakeUp = wakeUp
    self.limit = limit
    self.look = look
    self.onFailure = onFailure
  }

  /// The state each time that it changes; nil when `limit` is reached.
  func watch() -> AsyncStream<LiveState>? {
    guard watchers.count < limit else { return nil }
    lastWatcher += 1
    let watcher = lastWatcher
    let (stream, continuation) = AsyncStream.makeStream(of: LiveState.self, bufferingPolicy: .bufferingNewest(1))
    continuation.onTermination = { [weak self] _ in
      Task { [weak self] in await self?.leave(watcher) }
    }
    watchers[watcher] = continuation
    if task == nil { task = Task { [weak self] in await self?.run() } }
    return stream
  }

  var count: Int { watchers.count }

  private func leave(_ watcher: Int) {
    watchers[watcher] = nil
    guard watchers.isEmpty else { return }
    task?.cancel()
    task = nil
    last = nil
  }

  private func run() async {
    var failures = 0
    while !Task.isCancelled {
      do {
        let state = try await look()
        // The first look is told too: something may have changed between a watcher's own and this one.
        if last.map({ state.newest > $0.newest || state.present != $0.present }) ?? true {
          for watcher in watchers.values { watcher.yield(state) }
        }
        last = state
        failures = 0
      } catch {
        // A store that fails is asked less and less often. Each failure is reported once, not once a watcher.
        failures = min(failures + 1, 6)
        onFailure(error)
      }
      await wakeUp.sleep(for: interval * (1 << failures))
    }
  }
}
