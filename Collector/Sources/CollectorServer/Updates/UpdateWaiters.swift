// Polls for updates that wait for one. Invariants: a waiting poll holds no thread and no task, some hundred bytes beside its
// connection; each is answered once: with updates, empty when its time is over, or empty when the collector stops. The store
// is asked once for all of them, when something was told and at least every second, and not at all without one.
import CollectorCore
import CollectorHTTP
import Synchronization
import TellbackSupport
import TellbackWire

final class UpdateWaiters: Sendable {
  /// A poll that found nothing yet.
  struct Waiter: Sendable {
    var responder: HTTPResponder
    var installation: ErasedInstallation
    var cursor: Int64
    /// By the monotonic clock, in seconds.
    var deadline: Double

    /// The response when nothing came.
    var empty: HTTPResponse {
      .json(
        200,
        UpdatePage(updates: [], cursor: cursor, hasMore: false, installation: installation.id, after: cursor)
          .encoded())
    }
  }

  private struct Key: Hashable {
    var app: AppID
    var installation: ReportID
  }

  private struct State: Sendable {
    var waiters: [Key: [Waiter]] = [:]
    var count = 0
    /// The newest update that the waiters were compared with.
    var newest: Int64 = 0
    var isRunning = false
    var isStopping = false
  }

  /// What became of a poll that was to wait.
  enum Admission: Sendable {
    case waits
    /// Something was told since the poll read: read again.
    case isBehind
    /// No more may wait: answer as it is.
    case refused
  }

  /// Waiting polls of one installation; the oldest is answered for one more.
  static let perInstallation = 4
  /// Seconds without a signal after which the store is asked: another process may have told something, and not been heard.
  static let interval = 1.0
  /// Polls answered from one snapshot.
  private static let chunk = 100

  private let store: any Store
  private let log: Log
  private let limit: Int
  private let interval: Double
  private let wakeUp = WakeUp()
  private let state = Mutex(State())

  /// At most `limit` polls wait at once.
  init(store: any Store, log: Log, limit: Int, interval: Double = UpdateWaiters.interval) {
    self.interval = interval
    self.store = store
    self.log = log
    self.limit = limit
  }

  var count: Int { state.withLock { $0.count } }

  /// Reporters may have been told something. Cheap: it is called after commits.
  /// Also where nobody waits: a poll that read before this and waits after it looks once more.
  func noteTold() { wakeUp.signal() }

  /// Lets a poll wait. `newest` is the newest update of the snapshot in which it found nothing.
  func add(_ waiter: Waiter, newest: Int64) -> Admission {
    let key = Key(app: waiter.installation.app, installation: waiter.installation.id)
    var displaced: Waiter?
    var starts = false
    let admission = state.withLock { state -> Admission in
      guard !state.isStopping else { return .refused }
      if state.count == 0 { state.newest = max(state.newest, newest) }
      guard newest >= state.newest else { return .isBehind }
      var waiting = state.waiters[key] ?? []
      if waiting.count >= Self.perInstallation {
        displaced = waiting.removeFirst()
        state.count -= 1
      }
      guard state.count < limit else {
        state.waiters[key] = waiting.isEmpty ? nil : waiting
        return .refused
      }
      waiting.append(waiter)
      state.waiters[key] = waiting
      state.count += 1
      starts = !state.isRunning
      state.isRunning = true
      return .waits
    }
    if let displaced { displaced.responder.respond(displaced.empty) }
    if starts { Task { await run() } }
    return admission
  }

  /// Answers all that wait, and lets nobody wait from now on.
  func stop() {
    let all = state.withLock { state -> [Waiter] in
      state.isStopping = true
      defer { (state.waiters, state.count) = ([:], 0) }
      return state.waiters.values.flatMap { $0 }
    }
    HTTPResponder.together { for waiter in all { waiter.responder.respond(waiter.empty) } }
    wakeUp.signal()
  }

  /// Lives for as long as somebody waits.
  private func run() async {
    var failures = 0
    while let next = nextDeadline() {
      let pause = min(interval, max(0, next - SystemClock.monotonicSeconds()))
      await wakeUp.sleep(for: .seconds(failures == 0 ? pause : interval))
      endOverdue()
      do {
        try await answerTold()
        failures = 0
      } catch {
        failures += 1
        if failures == 1 { log.error("updates_failed", ["error": "\(error)"]) }
      }
    }
  }

  /// Nil, and the loop has ended, when nobody waits.
  private func nextDeadline() -> Double? {
    state.withLock { state in
      guard state.count > 0 else {
        state.isRunning = false
        return nil
      }
      return state.waiters.values.reduce(.infinity) { min($0, $1.first?.deadline ?? .infinity) }
    }
  }

  /// Those whose time is over, and those whose client has gone.
  private func endOverdue() {
    let now = SystemClock.monotonicSeconds()
    let over = take { now >= $0.deadline || $0.responder.isClosed }
    HTTPResponder.together { for waiter in over { waiter.responder.respond(waiter.empty) } }
  }

  private func take(where isTaken: (Waiter) -> Bool) -> [Waiter] {
    state.withLock { state in
      var taken: [Waiter] = []
      for (key, waiting) in state.waiters where waiting.contains(where: isTaken) {
        taken += waiting.filter(isTaken)
        let left = waiting.filter { !isTaken($0) }
        state.waiters[key] = left.isEmpty ? nil : left
      }
      state.count -= taken.count
      return taken
    }
  }

  private func answerTold() async throws {
    while try await answerNextTold() {}
  }

  /// False when nothing is newer than what the waiters were compared with.
  private func answerNextTold() async throws -> Bool {
    let after = state.withLock { $0.newest }
    let store = store
    let told = try await store.read { try $0.toldInstallations(after: after) }
    guard let newest = told.newest else { return false }
    // From here on a poll that read an older snapshot reads again; what it would miss is not awaited any more.
    let found = state.withLock { state -> [Waiter] in
      state.newest = max(state.newest, newest)
      return told.installations.flatMap { app, installation in
        state.waiters[Key(app: app, installation: installation)] ?? []
      }
    }
    for start in stride(from: 0, to: found.count, by: Self.chunk) {
      let some = Array(found[start..<min(start + Self.chunk, found.count)])
      let pages = try await store.read { reads in
        try some.map { try UpdateRoutes.page(of: $0.installation, after: $0.cursor, in: reads) }
      }
      let ready = zip(some, pages).filter { !$0.1.updates.isEmpty }
      let responders = Set(ready.map { ObjectIdentifier($0.0.responder) })
      _ = take { responders.contains(ObjectIdentifier($0.responder)) }
      HTTPResponder.together {
        for (waiter, page) in ready { waiter.responder.respond(.json(200, page.encoded())) }
      }
    }
    return true
  }
}
