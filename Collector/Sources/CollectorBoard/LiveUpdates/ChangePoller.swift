// Tells open pages that something changed. Invariant: the store is asked once per interval for all watchers together, and not
// at all without one; each watcher holds at most one number that it has not read.
import CollectorCore

/// One task for all watchers, which asks the store for its newest event.
actor ChangePoller {
  private let interval: Duration
  private let limit: Int
  private let newest: @Sendable () async throws -> Int64
  private let onFailure: @Sendable (any Error) -> Void
  private var watchers: [Int: AsyncStream<Int64>.Continuation] = [:]
  private var lastWatcher = 0
  private var last: Int64?
  private var task: Task<Void, Never>?

  init(
    interval: Duration, limit: Int, newest: @escaping @Sendable () async throws -> Int64,
    onFailure: @escaping @Sendable (any Error) -> Void
  ) {
    self.interval = interval
    self.limit = limit
    self.newest = newest
    self.onFailure = onFailure
  }

  /// The newest event's id each time it grows; nil when `limit` is reached.
  func watch() -> AsyncStream<Int64>? {
    guard watchers.count < limit else { return nil }
    lastWatcher += 1
    let watcher = lastWatcher
    let (stream, continuation) = AsyncStream.makeStream(of: Int64.self, bufferingPolicy: .bufferingNewest(1))
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
        let id = try await newest()
        if let last, id > last { for watcher in watchers.values { watcher.yield(id) } }
        last = id
        failures = 0
      } catch {
        // A store that fails is asked less and less often. Each failure is reported once, not once a watcher.
        failures = min(failures + 1, 6)
        onFailure(error)
      }
      do { try await Task.sleep(for: interval * (1 << failures)) } catch { return }
    }
  }
}
