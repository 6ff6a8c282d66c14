// Follows what other processes change in a shared store: keys that count no more, and reports that no index may find. A store that
// one process alone has needs no follower.
import CollectorCore
import TellbackSupport

struct ChangeFollower: Sendable {
  /// Between two looks: so soon every process has heard of a revoked key and of an erasure, also where no notification comes.
  static let interval: Duration = .seconds(1)
  /// Changes read at once.
  static let chunk = 500
  /// Days for which changes are kept. A process that was away longer reads everything anew.
  static let days: Int64 = 7

  let store: any Store
  let keys: ActiveKeys
  let matching: MatchingService
  let log: Log
  private let interval: Duration
  private let wakeUp = WakeUp()

  init(store: any Store, keys: ActiveKeys, matching: MatchingService, log: Log, interval: Duration = Self.interval) {
    self.store = store
    self.keys = keys
    self.matching = matching
    self.log = log
    self.interval = interval
  }

  /// Another process changed something: look at once.
  func noteChange() { wakeUp.signal() }

  /// Looks again and again, until the task is cancelled. What fails is logged once and tried again.
  func run() async {
    var failures = 0
    while !Task.isCancelled {
      do {
        try await catchUp()
        failures = 0
      } catch {
        failures += 1
        if failures == 1 { log.error("changes_not_followed", ["error": "\(error)"]) }
        if case StoreError.closed = error { return }
      }
      await wakeUp.sleep(for: interval)
    }
  }

  /// Takes in what changed since the last look.
  func catchUp() async throws {
    try await keys.catchUp(from: store)
    try await matching.catchUpOnErasures()
  }
}

extension MatchingService {
  /// Forgets what was erased since the indexes were last compared with the store: by other processes, or while this one was down.
  func catchUpOnErasures() async throws {
    while true {
      let after = matcher.followedChange
      let (found, forgotten, newest) = try await store.read { store in
        (
          try store.changes(after: after, limit: ChangeFollower.chunk), try store.forgottenChanges(),
          try store.newestChange()
        )
      }
      guard after >= forgotten else {
        // Nobody knows any more what was erased meanwhile.
        willErase()
        if await rebuild() { matcher.followedChange = newest }
        return
      }
      guard let last = found.last else { return }
      let erased = found.compactMap { change in
        if case .erased(let report) = change.change, matcher.holds(report) { return report }
        return nil
      }
      if !erased.isEmpty {
        willErase()
        didErase(erased)
      }
      matcher.followedChange = last.number
    }
  }
}
