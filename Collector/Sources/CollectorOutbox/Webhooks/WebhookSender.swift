// Tells endpoints what they are to be told: derives deliveries from the tickets' history, attempts what is due, notes what came of it.
// Invariants: a body and its sequence are on disk before the first byte is sent; an outcome is on disk before the next of the same
// ticket is sent; a failure is logged, waited out and never ends the loop. A kill between sending and noting sends once more, under the
// same id: at least once.
import CollectorCore
import CollectorTransfers
import Synchronization
import TellbackSupport
import TellbackWire

/// Sends webhooks until it is stopped.
public final class WebhookSender: Sendable {
  public struct Options: Sendable {
    /// Takes addresses that are not public.
    public var allowsPrivate: Bool
    /// The board's public address without a slash at its end; nil where it is not known.
    public var board: String?
    /// Between two looks for news while an endpoint is there, in seconds.
    public var interval: Double
    public var connectMilliseconds = WebhookLimits.connectMilliseconds
    public var attemptMilliseconds = WebhookLimits.attemptMilliseconds
    /// `HOST:PORT:ADDRESS`: names that are resolved so, for tests.
    var resolved: [String] = []

    public init(allowsPrivate: Bool = false, board: String? = nil, interval: Double = 1) {
      self.allowsPrivate = allowsPrivate
      self.board = board
      self.interval = interval
    }
  }

  /// What went on since the start.
  public struct Tally: Sendable, Equatable {
    public var delivered: Int64 = 0
    public var failedAttempts: Int64 = 0
  }

  /// Without an endpoint, the longest sleep in seconds: ``noteChange()`` ends it.
  private static let longestIdle = 60.0
  /// Beside other processes: what they change tells nobody here.
  private static let idleBesideOthers = 2.0
  private static let sweepSeconds: Int64 = 3_600

  private struct State {
    var underWay: [Int64: Int64] = [:]  // delivery to endpoint
    var tally = Tally()
    var sweptAt: Timestamp?
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

  /// An endpoint was made or changed: look at once.
  public func noteChange() { wakeUp.signal() }

  /// Ends ``run()``; attempts that go on are broken off and made again after the next start.
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
          let dispatches = try await next()
          for dispatch in dispatches { group.addTask { await self.attempt(dispatch) } }
          seconds = try await pause()
          failures = 0
        } catch {
          failures += 1
          log("webhooks_failed", ["error": "\(error)", "in_a_row": "\(failures)"])
          if case StoreError.closed = error { return }
          seconds = min(20, Double(1 << min(failures, 5)) / 2)
        }
        await wakeUp.sleep(for: .seconds(seconds))
      }
    }
  }

  // MARK: One round

  /// Writes what is to be told and takes what may be sent now. Reads alone where there is nothing to do.
  private func next() async throws -> [WebhookDispatch] {
    guard mayWork() else { return [] }
    let now = clock()
    let (underWay, isSweepDue) = state.withLock { state in
      (state.underWay, state.sweptAt.map { now > $0.adding(seconds: Self.sweepSeconds) } ?? true)
    }
    let places = WebhookLimits.transfers - underWay.count
    let hasWork = try await store.read { reads in
      guard try !reads.webhooks().isEmpty else { return false }
      if isSweepDue { return true }
      if try WebhookPlanner.hasWork(reads) { return true }
      return try places > 0
        && reads.dueDeliveries(at: now, limit: underWay.count + 1).contains { underWay[$0.id] == nil }
    }
    guard hasWork else { return [] }
    await store.giveWay()
    let board = options.board
    let busy = underWay.values.reduce(into: [Int64: Int]()) { $0[$1, default: 0] += 1 }
    let dispatches = try await store.write { store in
      if isSweepDue {
        let oldest = now.adding(seconds: -WebhookLimits.logSeconds)
        _ = try store.forgetDeliveries(before: oldest, most: WebhookLimits.logged, limit: 500)
      }
      _ = try WebhookPlanner(store, now: now).plan()
      return try WebhookAttempts(store, now: now, board: board)
        .take(except: Set(underWay.keys), busy: busy, limit: places)
    }
    // The commit may have taken longer than the right to send.
    guard mayWork() else { return [] }
    state.withLock { state in
      if isSweepDue { state.sweptAt = now }
      for dispatch in dispatches { state.underWay[dispatch.delivery.id] = dispatch.delivery.webhook }
    }
    return dispatches
  }

  /// How long nothing is to be done.
  private func pause() async throws -> Double {
    let (now, interval, idleSeconds) = (clock(), options.interval, idleSeconds)
    guard mayWork() else { return idleSeconds }
    let underWay = state.withLock { $0.underWay.count }
    return try await store.read { reads in
      guard try reads.webhooks().contains(where: \.isEnabled) else { return idleSeconds }
      if try WebhookPlanner.hasWork(reads), underWay < WebhookLimits.transfers { return 0.01 }
      guard let next = try reads.nextDelivery(), next > now else { return interval }
      return min(interval, max(0.01, Double(next.milliseconds - now.milliseconds) / 1_000))
    }
  }

  private func attempt(_ dispatch: WebhookDispatch) async {
    let outcome = await send(dispatch)
    defer {
      _ = state.withLock { $0.underWay.removeValue(forKey: dispatch.delivery.id) }
      wakeUp.signal()
    }
    // Stopped: the attempt is made again after the next start.
    guard let outcome else { return }
    state.withLock { state in
      if outcome.problem == nil { state.tally.delivered += 1 } else { state.tally.failedAttempts += 1 }
    }
    if outcome.problem != nil {
      log(
        "webhook_attempt_failed",
        [
          "webhook": "\(dispatch.delivery.webhook)", "delivery": "\(dispatch.delivery.id)",
          "attempt": "\(dispatch.delivery.attempts + 1)", "status": outcome.status.map { "\($0)" } ?? "none",
        ])
    }
    await note(outcome, of: dispatch.delivery.id)
  }

  /// What was sent is noted even when the disk is full for a while: until then nothing more of this ticket is sent.
  private func note(_ outcome: WebhookAttempt, of id: Int64) async {
    await store.note(orLog: "webhook_not_noted", log, isStopping: { isStopping }) { [clock, spread] store in
      try WebhookAttempts(store, now: clock(), board: nil).note(outcome, of: id, spread: spread())
    }
  }

  /// Nil when the collector stops.
  private func send(_ dispatch: WebhookDispatch) async -> WebhookAttempt? {
    let now = clock()
    let post = HTTPPost(
      url: dispatch.url, headers: WebhookSigner.headers(dispatch, now: now), body: dispatch.body,
      allowsPrivate: options.allowsPrivate, connectMilliseconds: options.connectMilliseconds,
      milliseconds: options.attemptMilliseconds, headBytes: WebhookLimits.headBytes,
      answerBytes: WebhookLimits.answerBytes, resolved: options.resolved)
    do {
      let answer = try await transfers.post(post)
      return WebhookAttempt(answer, now: clock())
    } catch TransferError.stopped {
      return nil
    } catch TransferError.refusedAddress {
      return WebhookAttempt(problem: OutgoingProblem(.notPublic))
    } catch {
      return WebhookAttempt(problem: OutgoingProblem(.noAnswer, said: "\(error)"))
    }
  }
}

extension WebhookAttempt {
  init(_ answer: HTTPAnswer, now: Timestamp) {
    // Decoded bytes can be up to three times as many.
    let text = String(decoding: answer.body.prefix(WebhookLimits.keptAnswer), as: UTF8.self)
    self.init(
      status: answer.status, answer: String(text.unicodeScalars.prefix(WebhookLimits.keptAnswer / 3)),
      problem: Self.problem(answer.status), retryAfter: RetryAfter.seconds(answer.retryAfter, now: now))
  }

  private static func problem(_ status: Int) -> OutgoingProblem? {
    switch status {
    case 200...299: nil
    case 300...399: OutgoingProblem(.redirected, status)
    case 410: OutgoingProblem(.unwanted, status)
    default: OutgoingProblem(.answered, status)
    }
  }
}
