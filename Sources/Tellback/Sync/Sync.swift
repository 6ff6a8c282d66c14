// Sends reports from the queue to the collector and fetches updates. One loop drives everything; it holds no data that a crash
// could lose.
import TellbackSupport
import TellbackWire

/// The sender of one queue.
actor Sync {
  /// The result of one turn of the loop.
  enum Turn {
    /// Something was done: look again at once.
    case progressed
    /// An attempt failed; the next one is scheduled.
    case failed
    /// Nothing is to do now.
    case idle
  }

  let queue: Queue
  let endpoint: Endpoint
  let transport: any Transport
  let settings: SyncSettings
  let limits: QueueLimits
  let time: any TimeSource
  let random: any RandomSource
  let hub: StateHub
  nonisolated let wakeUp = WakeUp()
  let retrySignal: RetrySignal
  private var signalsSeen = 0

  // Reports and attachments.
  var failures = 0
  /// Reports postponed because of server errors, since the last success.
  var putOffs = 0
  /// Reports quarantined in a row by responses that are not like a collector's.
  var foreignRefusals = 0
  /// Attachments whose last attempt failed: the others come first.
  var skipped: Set<AttachmentKey> = []
  /// ``deliveries`` when an attachment last met a server error.
  var serverErrors: [AttachmentKey: Int] = [:]
  /// Batches and attachments that the collector accepted.
  var deliveries = 0
  var batchLimit: Int
  var reportSchedule = RetrySchedule()
  /// Messages wait for this too when the collector does not take them.
  var messageSchedule = RetrySchedule()
  var messageLimit = WireLimits.batchMessages
  var isGone = false
  var failedRequests: Int64 = 0

  // Erasures.
  /// False once the queue was found without erasures.
  var mayHaveErasures = true
  var erasureSchedule = RetrySchedule()
  var erasureFailures = 0
  /// Erasures in progress on this device. While there are any, no request starts.
  var holds = 0
  var held: [CheckedContinuation<Void, Never>] = []
  /// Grows with each erasure: rows read in an earlier epoch are not sent.
  var epoch = 0
  var exchange: Task<TransportResponse, any Error>?

  // Heartbeats.
  let heartbeats: HeartbeatSettings?
  /// True for the sender of the process's own queue.
  let notesDays: Bool
  var heartbeat = HeartbeatProgress()

  // Updates.
  let startedAt: UInt64
  /// In uptime; nil when nothing was delivered since the start.
  var lastDelivery: UInt64?
  var updateSchedule = RetrySchedule()
  var updateFailures = 0
  /// Delays of the next polls, soonest first: an answer is likely soon after a delivery.
  var nextUpdateDelays: [Duration] = []

  // Live delivery.
  nonisolated let live = LiveDelivery()
  var liveLoop: Task<Void, Never>?
  /// A poll waits at the collector: none is needed by the schedule.
  var isLive = false
  var liveSchedule = RetrySchedule()
  var liveFailures = 0
  /// Empty responses in a row that came long before the wait was over.
  var quickAnswers = 0

  private var flushes: [Int: Flush] = [:]
  private var nextFlush = 0
  private var loop: Task<Void, Never>?
  private(set) var isStopped = false

  private struct Flush {
    var deadline: UInt64
    var wantsUpdates = true
    var continuation: CheckedContinuation<Void, Never>
  }

  init(
    queue: Queue, endpoint: Endpoint, transport: any Transport, settings: SyncSettings, limits: QueueLimits,
    time: any TimeSource, random: any RandomSource, hub: StateHub, retrySignal: RetrySignal = RetrySignal(),
    heartbeats: HeartbeatSettings? = nil, notesDays: Bool = false
  ) {
    self.queue = queue
    self.endpoint = endpoint
    self.transport = transport
    self.settings = settings
    self.limits = limits
    self.time = time
    self.random = random
    self.hub = hub
    self.retrySignal = retrySignal
    self.heartbeats = heartbeats
    self.notesDays = notesDays
    batchLimit = settings.batchReports
    startedAt = time.uptime()
  }

  func start() {
    guard loop == nil, !isStopped else { return }
    loop = Task { await run() }
  }

  /// A report was captured: a person is at the device, which may be online again.
  nonisolated func captured() {
    guard settings.isAutomatic else { return }
    retrySignal.send(from: wakeUp)
    wakeUp.signal()
  }

  /// Ends the loop. A request in progress is cancelled, which is safe: the collector recognises duplicates.
  func stop() async {
    isStopped = true
    loop?.cancel()
    liveLoop?.cancel()
    live.set(false)
    wakeUp.signal()
    await loop?.value
    await liveLoop?.value
    retrySignal.unregister(wakeUp)
    for flush in flushes.values { flush.continuation.resume() }
    flushes = [:]
  }

  /// Sends now, without the back-off delay, until the queue is empty or `limit` is over.
  func flush(within limit: Duration) async {
    let number = nextFlush
    nextFlush += 1
    let deadline = time.uptime().addingClamped(limit.nanoseconds)
    guard limit > .zero, !isGone, !isStopped else { return }
    // An app may flush before the reporter's own start has run.
    start()
    let timer = Task { [time] in
      try? await time.sleep(for: limit)
      self.finishFlush(number)
    }
    reportSchedule.hurry()
    messageSchedule.hurry()
    erasureSchedule.hurry()
    await withCheckedContinuation { continuation in
      flushes[number] = Flush(deadline: deadline, continuation: continuation)
      wakeUp.signal()
    }
    timer.cancel()
  }

  var failureCount: Int64 { failedRequests }

  /// True when nothing waits and no answer is expected: an adopted queue can be released then.
  func isDone() async -> Bool {
    guard
      let (totals, erasures) = try? await queue.run({ store in (store.totals, try store.main.erasureCount()) }),
      let awaits = try? await awaitsAnswers()
    else { return true }
    return !totals.waits && totals.attachments == 0 && awaits != .now && erasures == 0
      && !(heartbeats != nil && heartbeat.mayHaveRows)
  }

  /// Answers are expected for 90 days after a delivery.
  static let answersAwaited: Int64 = 90 * 86_400
  /// The pause of the loop while the queue's file cannot be read, or does not take the reports in memory.
  static let unreadableQueuePause = Duration.seconds(60)

  // MARK: The loop

  private func run() async {
    while !Task.isCancelled {
      noticeSignal()
      await noteDay()
      // A flush that begins during the turn may be for reports that the turn did not see.
      let ofThisTurn = nextFlush
      let isDue = time.uptime() >= reportSchedule.next
      let mayAct = settings.isAutomatic || !flushes.isEmpty
      let turn = mayAct && !isGone ? await advance(wordsAreDue: isDue) : .idle
      if turn == .progressed { continue }
      if mayAct, turn == .idle { await sendHeartbeats() }
      if Task.isCancelled { return }
      let wordsWereSeen = isDue && turn == .idle
      finishFlushes(before: ofThisTurn, wordsWereSeen: wordsWereSeen)
      await wakeUp.sleep(for: await pause(wordsWereSeen: wordsWereSeen), by: time)
    }
  }

  /// One turn: erasures first, then reports, attachments, and a poll for updates.
  private func advance(wordsAreDue: Bool) async -> Turn {
    let turn = await eraseNext()
    if turn != .idle { return turn }
    let words = wordsAreDue ? await sendNext() : .idle
    // A failed attempt to send does not prevent a poll.
    if words == .progressed || isGone || Task.isCancelled { return words }
    let isFlushing = flushes.values.contains { $0.wantsUpdates }
    let now = time.uptime()
    let isDue = settings.isAutomatic && !isLive && now >= updateSchedule.next
    guard isFlushing ? now >= updateSchedule.floor : isDue else { return words }
    for number in flushes.keys { flushes[number]?.wantsUpdates = false }
    await fetchUpdates(isAsked: isFlushing)
    return words
  }

  /// How long to sleep; nil until a signal comes. What became due during the turn is due at once and is not slept through.
  private func pause(wordsWereSeen: Bool) async -> Duration? {
    let mayAct = settings.isAutomatic || !flushes.isEmpty
    guard mayAct, !isGone else { return isGone ? nil : pause(until: nextHeartbeat()) }
    let waits = try? await queue.run { store in
      if store.waitsForDisk { store.moveMemoryToFile() }
      let totals = store.totals
      return (
        totals.waits || totals.attachments > 0, try store.nextDue(), try store.nextMessageDue(), store.waitsForDisk
      )
    }
    // A queue that cannot be read now may still have work.
    guard let (hasWork, reportDue, messageDue, waitsForDisk) = waits else { return Self.unreadableQueuePause }
    let now = time.uptime()
    var next: UInt64 = .max
    if waitsForDisk { next = now.addingClamped(Self.unreadableQueuePause.nanoseconds) }
    // A flush ends once the reports were looked at.
    if !wordsWereSeen, hasWork || !flushes.isEmpty {
      next = min(next, reportSchedule.next)
    } else if hasWork {
      if let reportDue { next = min(next, now.addingClamped(delay(until: reportDue))) }
      if let messageDue { next = min(next, max(now.addingClamped(delay(until: messageDue)), messageSchedule.next)) }
    }
    if settings.isAutomatic, !isLive { next = min(next, updateSchedule.next) }
    if mayHaveErasures { next = min(next, erasureSchedule.next) }
    return pause(until: min(next, nextHeartbeat()))
  }

  private func pause(until next: UInt64) -> Duration? {
    guard next != .max else { return nil }
    let now = time.uptime()
    return .nanoseconds(Int64(clamping: next > now ? next - now : 1_000_000))
  }

  /// In nanoseconds by the device's clock.
  private func delay(until moment: Timestamp) -> UInt64 {
    let present = time.now()
    // Wraps, since damage may have left any number.
    let wait = moment > present ? UInt64(bitPattern: moment.milliseconds &- present.milliseconds) : 0
    return wait.multipliedClamped(by: 1_000_000)
  }

  /// Ends the flushes that have nothing more to wait for. An attempt that became due during the turn is still to come. So is a
  /// turn for flushes that began meanwhile: each of them signalled.
  private func finishFlushes(before limit: Int, wordsWereSeen: Bool) {
    let next = reportSchedule.next
    for (number, flush) in flushes where number < limit || isGone {
      let isWordsTurn = !wordsWereSeen && next <= flush.deadline
      let isErasuresTurn = mayHaveErasures && erasureSchedule.next <= flush.deadline
      if isGone || !(isWordsTurn || isErasuresTurn) { finishFlush(number) }
    }
  }

  private func finishFlush(_ number: Int) {
    flushes.removeValue(forKey: number)?.continuation.resume()
  }

  // MARK: Outcomes

  func chance() -> Double { random.unit() }

  func succeeded() {
    deliveries += 1
    failures = 0
    putOffs = 0
    foreignRefusals = 0
    reportSchedule.clear()
    reached()
    hub.publish(.healthy)
  }

  /// The collector answered a request of any kind as it should.
  func reached() {
    heartbeats?.noteContact()
    retrySignal.send(from: wakeUp)
    noticeSignal()
  }

  /// After a signal, a wait of hours since an outage is shortened to one like after the first few failures. Retry-After is
  /// kept, and so is the wait after a key or an address that was not accepted.
  private func noticeSignal() {
    let count = retrySignal.count
    guard count != signalsSeen else { return }
    signalsSeen = count
    shorten(&reportSchedule)
    shorten(&erasureSchedule)
    shorten(&updateSchedule)
    shorten(&liveSchedule)
    live.wakeUp.signal()
  }

  private func shorten(_ schedule: inout RetrySchedule) {
    let now = time.uptime()
    let bound = settings.retry.delay(failures: Self.failuresAfterSignal, chance: 1)
    if schedule.isLonger(than: bound, now: now) { schedule.shorten(to: .seconds(bound.seconds * chance()), now: now) }
  }

  /// The new delay is drawn as after so many failures: at most 64 s by the standard policy.
  private static let failuresAfterSignal = 6

  func failed(_ why: String, floor retryAfter: Duration? = nil) -> Turn {
    failures += 1
    failedRequests += 1
    let delay = settings.retry.delay(failures: failures + 2 * putOffs, chance: chance())
    wait(&reportSchedule, delay, floor: retryAfter)
    hub.publish(.waiting(why: why))
    return .failed
  }

  func rejected(_ status: Int, _ why: String) -> Turn {
    failedRequests += 1
    wait(&reportSchedule, settings.retry.probeDelay(chance: chance()), mayShorten: false)
    hub.publish(.rejected(status: status, why: why))
    return .failed
  }

  /// `mayShorten` is false for a wait that a better network does not end.
  func wait(
    _ schedule: inout RetrySchedule, _ delay: Duration, floor retryAfter: Duration? = nil, mayShorten: Bool = true
  ) {
    let believed = retryAfter.map { min($0, settings.retry.longestFloor) }
    schedule.wait(delay, floor: believed, mayShorten: mayShorten, now: time.uptime())
    signalsSeen = retrySignal.register(wakeUp)
  }

  func gone() -> Turn {
    isGone = true
    failedRequests += 1
    hub.publish(.gone)
    return .failed
  }
}

extension UInt64 {
  func addingClamped(_ other: UInt64) -> UInt64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }

  func multipliedClamped(by other: UInt64) -> UInt64 {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? .max : product
  }
}
