// Everything that an app decides about its reporter, with defaults for most apps.
import Foundation
import TellbackSupport
import TellbackWire

/// The configuration of a ``Reporter``.
///
/// ```swift
/// var configuration = ReporterConfiguration(
///   collector: url, appKey: "tb_…", appName: "Notes", appVersion: "2.1.0")
/// configuration.redaction.rules.append(.pattern("order", prefix: "ORD-", .digits, 6...12))
/// let reporter = try Reporter(configuration)
/// ```
public struct ReporterConfiguration: Sendable {
  /// Where the collector answers, for example `https://feedback.example.com`. A path is kept as a prefix.
  public var collector: URL
  /// The app's key, as `tellback-collector app create` printed it.
  public var appKey: String
  /// Not empty. It also names the default folder of the queue.
  public var appName: String
  /// What people know the version as, for example `2.1.0`.
  public var appVersion: String
  /// The build, for example `4711`.
  public var appBuild: String?
  /// How this copy of the app came to its user, such as `beta` or `store`; at most ``WireLimits/channel`` bytes. The daily heartbeat
  /// says it.
  public var channel: String?
  /// The organisation or group of customers of this installation, at most ``WireLimits/segment`` bytes. The daily heartbeat says
  /// it; see ``Reporter/segment``. Reports say that of their session.
  public var segment: String?
  /// The folder of the queue, an absolute path; it is made when it is missing. Nil takes the platform's place for an app's own
  /// state, which the system does not purge: on Linux `$STATE_DIRECTORY`, `$XDG_STATE_HOME` or `~/.local/state`, on Apple
  /// platforms Application Support. Without any of these, reports are kept in memory and receipts say `durable: false`.
  public var queueDirectory: String?
  /// How much the queue may hold.
  public var limits = QueueLimits()
  /// What is removed from a report before it is saved.
  public var redaction = RedactionRules()
  /// What the user allowed at the start; see ``Reporter/consent``.
  public var consent = Consent()
  /// When and how much the SDK sends.
  public var sync = SyncSettings()
  /// When the SDK takes what a person does for trouble.
  public var trouble = TroubleSettings()
  /// How many steps each session remembers, from 1 to ``WireLimits/steps``.
  public var stepLimit = 100
  /// What carries requests. Nil takes URLSession, and on Linux sockets for `http:` addresses.
  public var transport: (any Transport)?
  /// The source of time; tests bring a clock of their own.
  public var time: any TimeSource = SystemTime()
  /// The source of random numbers; it makes ids and secrets.
  public var random: any RandomSource = SystemRandom()

  public init(
    collector: URL, appKey: String, appName: String, appVersion: String, appBuild: String? = nil,
    queueDirectory: String? = nil
  ) {
    self.collector = collector
    self.appKey = appKey
    self.appName = appName
    self.appVersion = appVersion
    self.appBuild = appBuild
    self.queueDirectory = queueDirectory
  }
}

/// How much the queue holds. When it is full, a new report is refused with an error; saved reports stay.
public struct QueueLimits: Sendable, Equatable {
  /// The most reports that wait to be sent.
  public var reports = 10_000
  /// The most bytes of reports that wait, without attachments: 64 MiB.
  public var bytes = 67_108_864
  /// The most bytes of attachments that wait to be sent: 64 MiB. Beyond it an attachment is dropped and its report or reply kept.
  public var attachmentBytes = 67_108_864
  /// The most messages that wait to be sent: replies, read marks, verdicts, ratings and thanks. Beyond it a new one is refused.
  public var messages = 1_000
  /// The most bytes of messages that wait, without attachments: 8 MiB.
  public var messageBytes = 8_388_608
  /// The most receipts kept after delivery, each with its conversation; older ones are deleted.
  public var receipts = 1_000
  /// The most refused reports kept for ``Reporter/refused()``; older ones are deleted.
  public var refused = 500

  public init() {}
}

/// What the user allowed. What a person typed for a report needs no consent.
public struct Consent: Sendable, Equatable {
  /// App, system, device, time zone, free disk and memory.
  public var automaticContext: Bool
  /// Pages and steps.
  public var steps: Bool
  /// The daily heartbeat: one row for each day on which the app ran, with version, segment and channel, and how often help that
  /// was offered helped; with consent to steps also which pages were reached, by number and without an order. Off until the app turns it on; without it, what waits of it is deleted, also at the start.
  public var heartbeat: Bool

  public init(automaticContext: Bool = true, steps: Bool = true, heartbeat: Bool = false) {
    self.automaticContext = automaticContext
    self.steps = steps
    self.heartbeat = heartbeat
  }
}

/// When and how much the SDK sends.
public struct SyncSettings: Sendable {
  /// False sends only on ``Reporter/flush(within:)``.
  public var isAutomatic = true
  /// The most reports in one request, from 1 to ``WireLimits/batchReports``.
  public var batchReports = 50
  /// The most bytes of reports in one request: 1 MiB. From 1 to ``largestBatchBytes``. One report is always sent, however large.
  public var batchBytes = 1_048_576
  /// How often to poll for updates while a report waits for an answer. More than zero.
  public var updateInterval: Duration = .seconds(300)
  /// True fetches the known issues at the start and every ``knownIssueAge``, once the app has asked for them, in this run or
  /// before. An unchanged list costs one short response. False, for example on a metered network, fetches them only on
  /// ``Reporter/suggestions(for:limit:)`` and ``Reporter/refreshKnownIssues()``; so does ``isAutomatic`` false.
  public var refreshesKnownIssues = true
  /// How old the known issues may be before they are fetched again. More than zero. After a failure the SDK retries sooner,
  /// with back-off, and never before the collector's Retry-After.
  public var knownIssueAge: Duration = .seconds(3_600)
  /// How long one request may take in all. More than zero.
  public var requestTimeout: Duration = .seconds(60)
  /// The delays between attempts.
  public var retry = RetryPolicy()

  /// The largest ``batchBytes``: ``WireLimits/batchBytes`` without 64 KiB for the envelope around the reports.
  public static let largestBatchBytes = WireLimits.batchBytes - 65_536

  public init() {}
}

extension ReporterConfiguration {
  /// Throws an error that names the setting that cannot work.
  func check() throws(TellbackError) {
    func demand(_ condition: Bool, _ sentence: String) throws(TellbackError) {
      if !condition { throw TellbackError(.invalidConfiguration, sentence) }
    }
    try demand(!appName.isEmpty, "appName must not be empty.")
    try demand(
      channel?.utf8.count ?? 0 <= WireLimits.channel, "channel must have at most \(WireLimits.channel) bytes.")
    try demand((2...16).contains(trouble.repeats), "trouble.repeats must be from 2 to 16.")
    try demand((1...WireLimits.steps).contains(stepLimit), "stepLimit must be from 1 to \(WireLimits.steps).")
    try demand(
      (1...WireLimits.batchReports).contains(sync.batchReports),
      "sync.batchReports must be from 1 to \(WireLimits.batchReports).")
    try demand(
      (1...SyncSettings.largestBatchBytes).contains(sync.batchBytes),
      "sync.batchBytes must be from 1 to \(SyncSettings.largestBatchBytes).")
    try demand(sync.requestTimeout > .zero, "sync.requestTimeout must be more than zero.")
    try demand(sync.updateInterval > .zero, "sync.updateInterval must be more than zero.")
    try demand(sync.knownIssueAge > .zero, "sync.knownIssueAge must be more than zero.")
    try demand(limits.reports > 0 && limits.bytes > 0, "limits.reports and limits.bytes must be more than zero.")
    try demand(
      limits.messages > 0 && limits.messageBytes > 0, "limits.messages and limits.messageBytes must be more than zero.")
    try demand(
      queueDirectory.map { FilePaths.isUsable($0) && $0.utf8.first == UInt8(ascii: "/") } != false,
      "queueDirectory must be an absolute path without a NUL.")
  }
}
