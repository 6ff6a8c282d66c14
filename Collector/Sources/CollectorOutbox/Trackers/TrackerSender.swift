// Opens issues on trackers and follows them. Invariants: what is posted was noted before as being posted; where an earlier attempt may
// have come through, the tracker is searched for it first; a tracker is asked one thing at a time, and not before it wants to be.
import CollectorCore
import CollectorTransfers
import Synchronization
import TellbackSupport
import TellbackWire

/// Works on issues until it is stopped.
public final class TrackerSender: Sendable {
  public struct Options: Sendable {
    /// Takes addresses that are not public.
    public var allowsPrivate: Bool
    public var connectMilliseconds = TrackerLimits.connectMilliseconds
    public var requestMilliseconds = TrackerLimits.requestMilliseconds
    /// The longest sleep while something is due later, in seconds.
    var interval = 20.0
    /// `HOST:PORT:ADDRESS`: names that are resolved so, for tests.
    var resolved: [String] = []

    public init(allowsPrivate: Bool = false) { self.allowsPrivate = allowsPrivate }
  }

  /// What went on since the start.
  public struct Tally: Sendable, Equatable {
    public var opened: Int64 = 0
    public var looked: Int64 = 0
    public var failedRequests: Int64 = 0
  }

  private static let longestIdle = 60.0
  /// Beside other processes: what they change tells nobody here.
  private static let idleBesideOthers = 2.0

  private struct State {
    /// Trackers that are being asked.
    var busy: Set<Int64> = []
    var tally = Tally()
    var isStopping = false
  }

  private let store: any Store
  private let options: Options
  private let clock: @Sendable () -> Timestamp
  private let spread: @Sendable () -> Double
  private let mayWork: @Sendable () -> Bool
  private let log: @Sendable (_ event: String, _ fields: KeyValuePairs<String, String>) -> Void
  private let transfers = Transfers()
  private let wakeUp = WakeUp()
  private let state = Mutex(State())

  /// `spread` gives a random number from 0 to 1; `log` hears of failures, without what was sent. While `mayWork` says no, another
  /// process sends.
  public init(
    store: any Store, options: Options, clock: @escaping @Sendable () -> Timestamp,
    spread: @escaping @Sendable () -> Double = { Double.random(in: 0...1) },
    mayWork: @escaping @Sendable () -> Bool = { true },
    log: @escaping @Sendable (_ event: String, _ fields: KeyValuePairs<String, String>) -> Void
  ) {
    self.store = store
    self.options = options
    self.clock = clock
    self.spread = spread
    self.mayWork = mayWork
    self.log = log
  }

  public var tally: Tally { state.withLock { $0.tally } }

  /// An issue is to be opened, or a tracker told of one: look at once.
  public func noteChange() { wakeUp.signal() }

  /// Ends ``run()``; requests that go on are broken off.
  public func stop() {
    state.withLock { $0.isStopping = true }
    transfers.stop()
    wakeUp.signal()
  }

  private var isStopping: Bool { state.withLock { $0.isStopping } }
  private var idleSeconds: Double { store.isShared ? Self.idleBesideOthers : Self.longestIdle }

  public func run() async {
    var failures = 0
    await withDiscardingTaskGroup { group in
      while !isStopping {
        var seconds = idleSeconds
        do {
          for task in try await next() { group.addTask { await self.perform(task) } }
          seconds = try await pause()
          failures = 0
        } catch {
          failures += 1
          log("trackers_failed", ["error": "\(error)", "in_a_row": "\(failures)"])
          if case StoreError.closed = error { return }
          seconds = min(20, Double(1 << min(failures, 5)) / 2)
        }
        await wakeUp.sleep(for: .seconds(seconds))
      }
    }
  }

  // MARK: One round

  private func next() async throws -> [TrackerTask] {
    guard mayWork() else { return [] }
    let (now, busy) = (clock(), state.withLock { $0.busy })
    let places = TrackerLimits.transfers - busy.count
    guard places > 0 else { return [] }
    let isDue = try await store.read { reads in
      try reads.dueTrackerIssues(at: now, limit: 200).contains { !busy.contains($0.tracker) }
    }
    guard isDue else { return [] }
    await store.giveWay()
    let tasks = try await store.write { try TrackerWork($0, now: now).take(except: busy, limit: places) }
    state.withLock { state in for task in tasks { state.busy.insert(task.tracker.id) } }
    return tasks
  }

  /// How long nothing is to be done; what ends wakes the loop.
  private func pause() async throws -> Double {
    let (now, interval, idleSeconds) = (clock(), min(options.interval, idleSeconds), idleSeconds)
    guard mayWork() else { return idleSeconds }
    return try await store.read { reads in
      guard let next = try reads.nextTrackerIssue() else { return idleSeconds }
      return min(interval, max(0.05, Double(next.milliseconds - now.milliseconds) / 1_000))
    }
  }

  private func perform(_ task: TrackerTask) async {
    let outcome = await ask(task)
    // Stopped: what is not known is found out after the next start.
    if let outcome { await note(outcome, of: task) }
    _ = state.withLock { $0.busy.remove(task.tracker.id) }
    wakeUp.signal()
  }

  private func note(_ outcome: TrackerOutcome, of task: TrackerTask) async {
    tell(outcome, task)
    await store.note(orLog: "tracker_not_noted", log, isStopping: { isStopping }) { [clock, spread] store in
      try TrackerWork(store, now: clock()).note(outcome, of: task.issue, tracker: task.tracker.id, spread: spread())
    }
  }

  private func tell(_ outcome: TrackerOutcome, _ task: TrackerTask) {
    let isOpening = if case .open = task.step { true } else { false }
    state.withLock { state in
      switch outcome.result {
      case .failed: state.tally.failedRequests += 1
      case .issue where isOpening: state.tally.opened += 1
      case .issue, .unchanged: state.tally.looked += 1
      }
    }
    guard case .failed(let failure) = outcome.result else { return }
    log(
      "tracker_request_failed",
      [
        "tracker": "\(task.tracker.id)", "issue": "\(task.issue)", "opening": "\(isOpening)",
        "status": failure.status.map { "\($0)" } ?? "none",
      ])
  }

  // MARK: Asking

  /// Nil when the collector stops.
  private func ask(_ task: TrackerTask) async -> TrackerOutcome? {
    let dialect = TrackerDialect(tracker: task.tracker)
    switch task.step {
    case .look(let number, let etag): return await look(number, etag, dialect)
    case .open(let title, let body, let since):
      if let since {
        switch await search(task.marker, since: since, dialect) {
        case .stopped: return nil
        case .ended(let outcome): return outcome
        case .notThere: break
        }
      }
      return await open(title, body, dialect)
    }
  }

  private func open(_ title: String, _ body: String, _ dialect: TrackerDialect) async -> TrackerOutcome? {
    await answered(
      dialect.openAddress, dialect, body: dialect.openBody(title: title, body: body), unreached: .unknown
    ) { answer, now in
      guard answer.status == 201 || answer.status == 200, let facts = dialect.issue(answer.body) else {
        return .failed(dialect.failure(answer, now: now, isOpening: true))
      }
      // A tag of another address: the first look gets its own.
      return .issue(facts, etag: nil)
    }
  }

  private func look(_ number: Int64, _ etag: String?, _ dialect: TrackerDialect) async -> TrackerOutcome? {
    let condition = etag.map { ["If-None-Match: \($0)"] } ?? []
    return await answered(dialect.lookAddress(number), dialect, more: condition, unreached: .later) { answer, now in
      if answer.status == 304 { return .unchanged }
      guard answer.status == 200, let facts = dialect.issue(answer.body), facts.number == number else {
        return .failed(dialect.failure(answer, now: now, isOpening: false))
      }
      return .issue(facts, etag: answer.headers["etag"].flatMap(Self.checked(etag:)))
    }
  }

  /// It becomes a header again, so it is short and ends no line.
  private static func checked(etag: String) -> String? {
    etag.utf8.count <= 200 && etag.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } ? etag : nil
  }

  private enum Search {
    case notThere
    case ended(TrackerOutcome)
    case stopped
  }

  /// Looks for the marker among what was opened since a day before the first attempt: clocks differ.
  private func search(_ marker: String, since: Timestamp, _ dialect: TrackerDialect) async -> Search {
    let since = since.adding(seconds: -86_400)
    for page in 1...TrackerLimits.pages {
      let found = Mutex<(count: Int, found: IssueFacts?)?>(nil)
      let outcome = await answered(dialect.listAddress(since: since, page: page), dialect, unreached: .unknown) {
        answer, now in
        guard answer.status == 200, !answer.isCut, let list = dialect.page(answer.body, marker: marker) else {
          // Nothing was opened by asking, but what was before is still not known.
          var failure = dialect.failure(answer, now: now, isOpening: true)
          if failure.sort == .later { failure.sort = .unknown }
          return .failed(failure)
        }
        found.withLock { $0 = list }
        return list.found.map { .issue($0, etag: nil) } ?? .unchanged
      }
      guard let outcome else { return .stopped }
      guard case .unchanged = outcome.result else { return .ended(outcome) }
      guard let count = found.withLock({ $0?.count }), count >= TrackerLimits.pageSize else { return .notThere }
      if outcome.heldUntil != nil {
        let failure = TrackerFailure(.unknown, OutgoingProblem(.held), status: outcome.status)
        return .ended(TrackerOutcome(.failed(failure), status: outcome.status, heldUntil: outcome.heldUntil))
      }
    }
    let most = TrackerLimits.pages * TrackerLimits.pageSize
    return .ended(TrackerOutcome(.failed(TrackerFailure(.refused, OutgoingProblem(.lostAmongMany, most)))))
  }

  /// One request. `unreached` is what an attempt without an answer means.
  private func answered(
    _ address: String, _ dialect: TrackerDialect, more: [String] = [], body: [UInt8]? = nil,
    unreached: TrackerFailure.Sort,
    _ meaning: (HTTPAnswer, Timestamp) -> TrackerOutcome.Result
  ) async -> TrackerOutcome? {
    let post = HTTPPost(
      url: address, headers: dialect.headers + more + (body == nil ? [] : ["Content-Type: application/json"]),
      body: body, allowsPrivate: options.allowsPrivate, connectMilliseconds: options.connectMilliseconds,
      milliseconds: options.requestMilliseconds, headBytes: TrackerLimits.headBytes,
      answerBytes: TrackerLimits.answerBytes, kept: TrackerDialect.kept, userAgent: "Tellback-Collector",
      resolved: options.resolved)
    do {
      let answer = try await transfers.post(post)
      let now = clock()
      return TrackerOutcome(
        meaning(answer, now), status: answer.status, heldUntil: dialect.heldUntil(answer, now: now))
    } catch TransferError.stopped {
      return nil
    } catch TransferError.refusedAddress {
      // Nothing was sent.
      return TrackerOutcome(.failed(TrackerFailure(.refused, OutgoingProblem(.notPublic))))
    } catch {
      return TrackerOutcome(.failed(TrackerFailure(unreached, OutgoingProblem(.noAnswer, said: "\(error)"))))
    }
  }
}
