// What a collector is made of beside its sockets: keys, matching, digest, erasing, routes and the commands of staff.
import CollectorBoard
import CollectorCore
import CollectorFiles
import CollectorHTTP
import CollectorOutbox
import TellbackSupport

/// The parts around one open store, wired once for a collector with sockets and for one without. The caller starts
/// the digest and ends it.
struct CollectorParts: Sendable {
  let store: any Store
  let log: Log
  let keys = ActiveKeys()
  let matching: MatchingService
  /// What this process may do while others do not.
  let work: WorkLease
  let digester: Digester
  let erasing: ErasureService
  let dueWork: DueWork
  let judging: Judging
  let changes: ChangeFollower
  let webhooks: WebhookSender
  let trackers: TrackerSender
  let mail: MailService
  let files: FileKeeper
  /// Open pages look when it is signalled.
  private let pagesChanged = WakeUp()
  /// Polls for updates that wait for one.
  let waiters: UpdateWaiters
  private let secrets: SodiumSecrets
  private let telemetry = Telemetry()
  private let commands: CommandService

  init(_ configuration: ServerConfiguration, store: any Store, log: Log) async throws {
    self.store = store
    self.log = log
    secrets = try SodiumSecrets()
    try await keys.reload(from: store)
    try await configuration.oldRouting.adopt(into: store, log: log)
    // Half of the places stay free for whoever has something to say.
    let waiters = UpdateWaiters(
      store: store, log: log, limit: max(1, configuration.http.maxConnections / 2),
      interval: configuration.lookSeconds)
    self.waiters = waiters
    matching = MatchingService(
      matcher: TicketMatcher(), store: store, telemetry: telemetry, log: log, directory: configuration.data)
    let work = WorkLease(store: store, log: log, clock: SystemClock.now)
    self.work = work
    let mayWork: @Sendable () -> Bool = { work.isHeld }
    digester = Digester(
      digest: Digest(grouping: configuration.grouping), matching: matching, store: store, telemetry: telemetry,
      log: log, clock: SystemClock.now, work: work,
      idle: configuration.lookSeconds, onDigested: { waiters.noteTold() })
    changes = ChangeFollower(
      store: store, keys: keys, matching: matching, log: log, interval: .seconds(configuration.lookSeconds))
    let erasing = ErasureService(
      store: store, matching: matching, telemetry: telemetry, log: log, clock: SystemClock.now)
    self.erasing = erasing
    dueWork = DueWork(
      store: store, schedule: configuration.due, log: log, clock: SystemClock.now, onTold: { waiters.noteTold() })
    judging = Judging(store: store, log: log, clock: SystemClock.now, mayWork: mayWork)
    webhooks = WebhookSender(
      store: store,
      options: WebhookSender.Options(
        allowsPrivate: configuration.allowsPrivateWebhooks,
        board: configuration.origin.map { $0 + configuration.pathPrefix }),
      clock: SystemClock.now, mayWork: mayWork
    ) { event, fields in log.warning(event, fields) }
    trackers = TrackerSender(
      store: store, options: TrackerSender.Options(allowsPrivate: configuration.allowsPrivateWebhooks),
      clock: SystemClock.now, mayWork: mayWork
    ) { event, fields in log.warning(event, fields) }
    let secrets = secrets
    let files = try await configuration.attachments.keeper(of: store, secrets: secrets, log: log, mayWork: mayWork)
    self.files = files
    mail = MailService(
      store: store, server: configuration.mailServer,
      board: configuration.origin.map { $0 + configuration.pathPrefix }, clock: SystemClock.now,
      token: { Hexadecimal.text(Array(secrets.makeToken().prefix(16))) }, mayWork: mayWork
    ) { event, fields in log.warning(event, fields) }
    commands = CommandService(
      store: store, secrets: secrets, clock: SystemClock.now, onErased: { erasing.settle([$0]) },
      onPlaced: { [matching, digester] reports in
        matching.matcher.add(reports)
        digester.noteArrival()
      }, folder: configuration.data, files: files, isRunning: true,
      boardURL: configuration.origin.map { $0 + configuration.pathPrefix })
  }

  /// Keeps the lease of a store that others share; whoever gets it looks at once what is to be done.
  func keepWork(sweeper: Sweeper) async {
    await work.run {
      digester.noteArrival()
      webhooks.noteChange()
      trackers.noteChange()
      mail.noteChange()
      files.noteChange()
      sweeper.takeOver()
    }
  }

  /// Wakes who waits for what was committed, here or elsewhere. Each finds out by itself what there is, and signals that come while it looks are
  /// one. All of them look from time to time besides, each second, and not less often where notifications are heard: that a
  /// collector's session listens does not say that what others tell comes through, a revoked key must count nowhere after a second, and who is answering
  /// ends by the clock.
  func noteChange(_ topics: ChangeTopics) {
    if topics.contains(.shared) { changes.noteChange() }
    // Whoever has not the lease would ask the database for it each time.
    if topics.contains(.reports), work.isHeld { digester.noteArrivalElsewhere() }
    if topics.contains(.updates) { waiters.noteTold() }
    if topics.contains(.pages) { pagesChanged.signal() }
    if topics.contains(.sending), work.isHeld {
      webhooks.noteChange()
      trackers.noteChange()
      mail.noteChange()
    }
  }

  /// Every route of the collector.
  func router(_ configuration: ServerConfiguration, status: ServingStatus) -> Router {
    var router = Router()
    let (authenticator, log) = (SenderAuthenticator(keys: keys, secrets: secrets), log)
    let (digester, waiters, files) = (digester, waiters, files)
    let quotas = SendingQuotas()
    IngestRoutes(
      authenticator: authenticator, quotas: quotas, store: store, telemetry: telemetry, log: log,
      clock: SystemClock.now,
      onAccepted: { digester.noteArrival() }
    ).add(to: &router)
    EnvelopeRoutes(
      authenticator: EnvelopeAuthenticator(keys: keys), quotas: quotas, store: store, secrets: secrets,
      telemetry: telemetry, log: log, clock: SystemClock.now, onAccepted: { digester.noteArrival() }
    ).add(to: &router)
    AttachmentRoutes(
      authenticator: authenticator, quotas: quotas, store: store, telemetry: telemetry, log: log,
      clock: SystemClock.now, onKept: { files.noteChange() }
    ).add(to: &router)
    MessageRoutes(
      authenticator: authenticator, quotas: quotas, store: store, telemetry: telemetry, log: log,
      clock: SystemClock.now,
      onTold: { waiters.noteTold() }
    ).add(to: &router)
    MessageAttachmentRoutes(
      authenticator: authenticator, quotas: Quotas(what: "Attachments"), sending: quotas, store: store,
      telemetry: telemetry, log: log,
      clock: SystemClock.now, files: files
    ).add(to: &router)
    HeartbeatRoutes(
      authenticator: authenticator, store: store, telemetry: telemetry, log: log, clock: SystemClock.now
    ).add(to: &router)
    PrivacyRoutes(authenticator: authenticator, erasing: erasing, files: files).add(to: &router)
    UpdateRoutes(authenticator: authenticator, store: store, waiters: waiters, log: log).add(to: &router)
    KnownIssueRoutes(authenticator: authenticator, store: store, log: log, clock: SystemClock.now).add(to: &router)
    OperationsRoutes(
      store: store, telemetry: telemetry, status: status, matcher: matching.matcher, waiters: waiters,
      webhooks: webhooks, trackers: trackers, mail: mail, files: files, log: log
    ).add(to: &router)
    let (dueWork, webhooks, trackers, mail) = (dueWork, webhooks, trackers, mail)
    TrackerHookRoutes(
      store: store, log: log, clock: SystemClock.now, onChange: { trackers.noteChange() }
    ).add(to: &router)
    // What staff write, on the board or by a program, may be due later, or be told at once to an app that waits.
    let onWritten: @Sendable () -> Void = {
      dueWork.noteChange()
      waiters.noteTold()
    }
    let staff = StaffAPI(
      authenticator: StaffAuthenticator(store: store, secrets: secrets, clock: SystemClock.now), store: store,
      secrets: secrets, log: log, clock: SystemClock.now, undoSeconds: configuration.undoSeconds,
      onDueChange: onWritten)
    StaffReadRoutes(api: staff).add(to: &router)
    NumberReadRoutes(api: staff).add(to: &router)
    StaffWriteRoutes(api: staff).add(to: &router)
    OwnerWriteRoutes(api: staff).add(to: &router)
    let erasing = erasing
    AnswerRoutes(api: staff).add(to: &router)
    RedactionWriteRoutes(api: staff, erasing: erasing).add(to: &router)
    ReporterReadRoutes(api: staff).add(to: &router)
    LaunchReadRoutes(api: staff).add(to: &router)
    WeekReadRoutes(api: staff).add(to: &router)
    ReleaseReadRoutes(api: staff).add(to: &router)
    TagWriteRoutes(api: staff).add(to: &router)
    BulkWriteRoutes(api: staff).add(to: &router)
    IssueWriteRoutes(
      api: staff, secrets: secrets, board: configuration.origin.map { $0 + configuration.pathPrefix },
      onChange: { trackers.noteChange() }
    ).add(to: &router)
    PainReadRoutes(api: staff).add(to: &router)
    PainWriteRoutes(api: staff).add(to: &router)
    var options = BoardOptions(
      isSecure: configuration.isSecure, origin: configuration.origin, pathPrefix: configuration.pathPrefix,
      sessionSeconds: configuration.sessionSeconds,
      undoSeconds: configuration.undoSeconds, idleSeconds: configuration.due.idleSeconds,
      onDueChange: onWritten,
      onReleased: {
        digester.noteArrival()
        waiters.noteTold()
      },
      proxySignIn: configuration.proxySignIn,
      onRedacting: { erasing.willRedact() }, onRedacted: { erasing.settle($0) },
      allowsPrivateWebhooks: configuration.allowsPrivateWebhooks, onWebhookChange: { webhooks.noteChange() },
      onTrackerChange: { trackers.noteChange() },
      mail: MailOutlook(
        server: configuration.mailServer?.text, trouble: { mail.tally.trouble }, onChange: { mail.noteChange() }),
      onFailure: { incident, place, error in
        log.error("board_failed", ["incident": incident, "place": place, "error": "\(error)"])
      })
    options.files = files
    options.changed = pagesChanged
    options.pollMilliseconds = Int64(configuration.lookSeconds * 1_000)
    Board(store: store, secrets: secrets, clock: SystemClock.now, options: options).routes(into: &router)
    WidgetRoutes(keys: keys, secrets: secrets).add(to: &router)
    router.serveAlso(under: configuration.pathPrefix)
    return router
  }

  /// Does what the words of a `tellback-collector` command say. Returns what it prints.
  func perform(_ words: [String], password: String?) async throws -> String {
    let command = try AdminCommand(words)
    if case .eraseReport = command { matching.willErase() }
    let text = try await commands.perform(command, password: password)
    try await keys.reload(from: store)
    return text
  }
}
