// What a reporter and its sessions share: the composer, the own pipeline and adopted pipelines.
import TellbackSupport
import TellbackWire

final class ReporterCore: Sendable {
  private struct Adopted {
    var pipelines: [Pipeline] = []
    var watchers: [Task<Void, Never>] = []
    var isClosed = false
  }

  let stepLimit: Int
  let locale: String?
  let hub = StateHub()
  let own: Pipeline
  let knownIssues: KnownIssueCache
  let composer: Composer
  private let consentState: Lock<Consent>
  let heartbeats: HeartbeatSettings
  let trouble: TroubleSettings
  let offers = Lock(HelpOffers())
  let appName: String
  let appVersion: String
  let asker: FixAsker
  let endpoint: Endpoint
  let transport: any Transport
  let retry: RetryPolicy
  private let time: any TimeSource
  private let adopting = Lock<Task<Void, Never>?>(nil)
  private let adopted = Lock(Adopted())
  private let makeSync: @Sendable (Queue, StateHub, _ isOwn: Bool) -> Sync
  private let opener: QueueOpener
  private let limits: QueueLimits

  init(_ configuration: ReporterConfiguration) throws(TellbackError) {
    try configuration.check()
    let settings = configuration.sync
    let endpoint = try Endpoint(
      base: configuration.collector, appKey: configuration.appKey, timeout: settings.requestTimeout)
    let (time, random, limits) = (configuration.time, configuration.random, configuration.limits)
    let directory =
      configuration.queueDirectory.map { FilePaths.absolute($0) }
      ?? QueueDirectory.standard(for: configuration.appName)
    let transport = configuration.transport ?? StandardTransport.make(for: configuration.collector)
    let opener = QueueOpener(directory: directory, time: time, random: random)
    stepLimit = configuration.stepLimit
    locale = SystemInfo.locale
    appName = configuration.appName
    appVersion = configuration.appVersion
    asker = FixAsker(version: configuration.appVersion, hub: hub)
    self.endpoint = endpoint
    self.transport = transport
    retry = settings.retry
    self.time = time
    self.opener = opener
    self.limits = limits
    consentState = Lock(configuration.consent)
    let heartbeats = HeartbeatSettings(configuration)
    self.heartbeats = heartbeats
    trouble = configuration.trouble
    composer = Composer(
      redactor: Redactor(rules: configuration.redaction),
      context: ContextSource(
        appName: configuration.appName, appVersion: configuration.appVersion, appBuild: configuration.appBuild,
        folder: directory, time: time), time: time, random: random)
    let retrySignal = RetrySignal()
    makeSync = { queue, hub, isOwn in
      Sync(
        queue: queue, endpoint: endpoint, transport: transport, settings: settings, limits: limits, time: time,
        random: random, hub: hub, retrySignal: retrySignal, heartbeats: heartbeats, notesDays: isOwn)
    }
    let queue = Queue(label: "tellback.queue", saved: { [hub] in hub.publish($0, .saved) }) {
      QueueStore(try opener.open(), opener: opener, limits: limits)
    }
    let own = Pipeline(queue: queue, sync: makeSync(queue, hub, true), hub: hub)
    self.own = own
    knownIssues = KnownIssueCache(
      queue: queue, endpoint: endpoint, transport: transport, time: time, random: random,
      version: configuration.appVersion, settings: settings,
      onReached: {
        heartbeats.noteContact()
        own.sync.wakeUp.signal()
      })
  }

  /// Starts the sender and adopts the queues of processes that died, in the background.
  func start() {
    let task = Task {
      await own.sync.start()
      await knownIssues.start()
      await adoptOrphans()
      // The app may be a newer version than in its last run.
      await asker.ask(in: pipelines)
    }
    hub.whenFixesCome { [weak self] in self?.askWhatIsFixed() }
    adopting.withLock { $0 = task }
  }

  /// Adopts every slot that no other process holds, also those with nothing to send. Returns how many other processes hold one.
  func adoptEverything() async throws -> Int {
    await adopting.withLock { $0 }?.value
    await adoptOrphans(all: true)
    var ours = Set<Int>()
    for pipeline in pipelines {
      if let number = try await pipeline.queue.run({ $0.slot?.number }) { ours.insert(number) }
    }
    let (opener, slots) = (self.opener, ours)
    return try await own.queue.run { _ in opener.slotsHeld(besides: slots) }
  }

  private func adoptOrphans(all: Bool = false) async {
    guard !adopted.withLock({ $0.isClosed }) else { return }
    let (opener, limits) = (self.opener, self.limits)
    // On the own queue's thread: it opens files and may wait for the disk.
    let orphans = try? await own.queue.run { store in
      opener.orphans(besides: store.slot, all: all).map { QueueStore($0, opener: opener, limits: limits) }
        .map(Handover.init)
    }
    for orphan in orphans ?? [] {
      let queue = Queue(label: "tellback.adopted") { orphan.store }
      let pipeline = Pipeline(queue: queue, sync: makeSync(queue, hub, false), hub: hub)
      let isOpen = adopted.withLock { adopted -> Bool in
        if !adopted.isClosed { adopted.pipelines.append(pipeline) }
        return !adopted.isClosed
      }
      guard isOpen else {
        await pipeline.close()
        continue
      }
      await pipeline.sync.start()
      watch(pipeline)
    }
  }

  /// Releases an adopted queue once nothing in it waits, so that another process can use its slot.
  private func watch(_ pipeline: Pipeline) {
    let watcher = Task { [weak self, time] in
      while true {
        do { try await time.sleep(for: .seconds(60)) } catch { return }
        guard let self else { return }
        guard await pipeline.sync.isDone() else { continue }
        let isOurs = self.adopted.withLock { adopted -> Bool in
          let count = adopted.pipelines.count
          adopted.pipelines.removeAll { $0 === pipeline }
          return adopted.pipelines.count < count
        }
        if isOurs { await pipeline.close() }
        return
      }
    }
    let isClosed = adopted.withLock { adopted -> Bool in
      if !adopted.isClosed { adopted.watchers.append(watcher) }
      return adopted.isClosed
    }
    if isClosed { watcher.cancel() }
  }

  var pipelines: [Pipeline] { [own] + adopted.withLock { $0.pipelines } }

  // MARK: Capture

  func now() -> Timestamp { time.now() }

  func uptime() -> UInt64 { time.uptime() }

  func sleep(for duration: Duration) async throws { try await time.sleep(for: duration) }

  var consent: Consent {
    get { consentState.withLock { $0 } }
    set {
      consentState.withLock { $0 = newValue }
      let toldPages = heartbeats.tellsPages
      heartbeats.tellsPages = newValue.steps
      if toldPages, !newValue.steps {
        // What cannot be deleted now is not sent, and goes with the next day.
        own.queue.post { try? $0?.forgetReached() }
      }
      guard heartbeats.isAllowed != newValue.heartbeat else { return }
      heartbeats.isAllowed = newValue.heartbeat
      for pipeline in pipelines { pipeline.sync.heartbeatsChanged() }
    }
  }

  var allowsSteps: Bool { consentState.withLock { $0.steps } }

  func compose(_ draft: Draft) throws(TellbackError) -> PreparedReport {
    try composer.compose(draft, consent: consent)
  }

  func compose(
    _ content: ReporterMessage.Content, about report: ReportID, files: [QueueItem.File] = []
  ) throws(TellbackError) -> PreparedMessage {
    try composer.compose(content, about: report, files: files, consent: consent)
  }

  func recompose(_ report: Report) throws(TellbackError) -> PreparedReport { try composer.recompose(report) }

  func report(_ prepared: PreparedReport, isolation: isolated (any Actor)?) async throws -> ReportReceipt {
    let result = try await own.queue.capture(prepared.item, isolation: isolation)
    own.sync.captured()
    hub.publish(InboxChange(conversation: prepared.id, kind: .reported), of: prepared.report.user)
    noteWritten(by: prepared.report.user)
    if let page = prepared.report.page { noteReached(page) }
    return ReportReceipt(
      id: prepared.id, durable: result.durable, shedAttachments: result.shed.map { prepared.files[$0].name },
      pipeline: own)
  }

  // MARK: Flushing and closing

  func flush(within limit: Duration) async throws -> FlushResult {
    let before = try await statistics()
    await withTaskGroup(of: Void.self) { group in
      for pipeline in pipelines { group.addTask { await pipeline.sync.flush(within: limit) } }
    }
    let after = try await statistics()
    return FlushResult(
      sent: max(0, before.queued - after.queued), remaining: after.queued,
      remainingAttachments: after.attachmentsQueued, remainingMessages: after.messages.queued)
  }

  /// The sum over the own queue and the adopted ones.
  func statistics() async throws -> ReporterStatistics {
    var sum = ReporterStatistics()
    for pipeline in pipelines {
      sum.add(try await pipeline.queue.run { $0.statistics })
      sum.failedRequests += await pipeline.sync.failureCount
    }
    return sum
  }

  func close() async {
    let (adopted, watchers) = self.adopted.withLock { adopted -> ([Pipeline], [Task<Void, Never>]) in
      defer { adopted = Adopted(isClosed: true) }
      return (adopted.pipelines, adopted.watchers)
    }
    for watcher in watchers { watcher.cancel() }
    // Queues that are being adopted or released are closed too before this returns.
    await adopting.withLock { $0 }?.value
    for watcher in watchers { await watcher.value }
    await knownIssues.close()
    for pipeline in adopted + [own] { await pipeline.close() }
    hub.finish()
  }
}

/// Carries a store to the thread that will own it.
///
/// `@unchecked Sendable`: the thread that made the store keeps no reference to it.
private struct Handover: @unchecked Sendable {
  let store: QueueStore
}

extension ReporterStatistics {
  fileprivate mutating func add(_ other: ReporterStatistics) {
    captured += other.captured
    delivered += other.delivered
    queued += other.queued
    messages.captured += other.messages.captured
    messages.delivered += other.messages.delivered
    messages.queued += other.messages.queued
    messages.discarded.merge(other.messages.discarded, uniquingKeysWith: +)
    attachmentsSent += other.attachmentsSent
    attachmentsQueued += other.attachmentsQueued
    discarded.merge(other.discarded, uniquingKeysWith: +)
    attachmentsShed.merge(other.attachmentsShed, uniquingKeysWith: +)
  }
}
