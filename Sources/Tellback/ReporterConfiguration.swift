// Everything that an app decides about its reporter, with defaults that suit most.
import Foundation
import TellbackWire

/// What a ``Reporter`` needs to know.
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
  public var appName: String
  /// What people know the version as, for example `2.1.0`.
  public var appVersion: String
  public var appBuild: String?
  /// The folder of the queue. Nil takes the platform's place for an app's own state, which the system does not purge:
  /// on Linux `$STATE_DIRECTORY`, `$XDG_STATE_HOME` or `~/.local/state`, on Apple platforms Application Support.
  /// With none of these, reports are kept in memory and receipts say `durable: false`.
  public var queueDirectory: String?
  public var limits = QueueLimits()
  public var redaction = RedactionRules()
  public var consent = Consent()
  public var sync = SyncSettings()
  /// How many steps each session remembers, from 1 to ``WireLimits/steps``.
  public var stepLimit = 100
  /// Nil sends over URLSession, and on Linux to `http:` addresses over plain sockets.
  public var transport: (any Transport)?
  public var time: any TimeSource = SystemTime()
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

/// How much the queue holds. When it is full the new report is refused, visibly; what was saved stays.
public struct QueueLimits: Sendable, Equatable {
  /// Reports waiting to be sent.
  public var reports = 10_000
  /// Bytes of their words and context: 64 MiB.
  public var bytes = 67_108_864
  /// Bytes of attachments waiting to be sent: 64 MiB. Beyond it an attachment is shed and its report kept.
  public var attachmentBytes = 67_108_864
  /// Receipts kept after delivery, the newest.
  public var receipts = 1_000
  /// Refused reports kept for ``Reporter/refused()``, the newest.
  public var refused = 500

  public init() {}
}

/// What the user allowed. Words that a person typed on purpose need no switch.
public struct Consent: Sendable, Equatable {
  /// App, system, device, time zone, free disk and memory.
  public var automaticContext: Bool
  /// The trail of pages and steps.
  public var steps: Bool

  public init(automaticContext: Bool = true, steps: Bool = true) {
    self.automaticContext = automaticContext
    self.steps = steps
  }
}

/// When and how much the SDK sends.
public struct SyncSettings: Sendable {
  /// False sends only on ``Reporter/flush(within:)``.
  public var isAutomatic = true
  /// Reports in one request, at most ``WireLimits/batchReports``.
  public var batchReports = 50
  /// Bytes of reports in one request, at most ``WireLimits/batchBytes``: 1 MiB. One report always fits.
  public var batchBytes = 1_048_576
  /// How often to ask for answers while a report waits for one.
  public var updateInterval: Duration = .seconds(300)
  /// Whether the known issues are fetched by themselves: at the start and every ``knownIssueAge``, once the app has asked
  /// for them, in this run or before. An unchanged list costs one short answer. False, for a metered network say, fetches
  /// them on ``Reporter/suggestions(for:limit:)`` and ``Reporter/refreshKnownIssues()`` alone; so does ``isAutomatic`` false.
  public var refreshesKnownIssues = true
  /// How old the known issues may be before they are fetched anew. After a failure it is tried again sooner, later and later,
  /// and never before what the collector's Retry-After says.
  public var knownIssueAge: Duration = .seconds(3_600)
  /// How long one request may take in all.
  public var requestTimeout: Duration = .seconds(60)
  public var retry = RetryPolicy()

  public init() {}
}

extension ReporterConfiguration {
  /// Throws for what cannot work, naming the setting.
  func check() throws(TellbackError) {
    func demand(_ condition: Bool, _ sentence: String) throws(TellbackError) {
      if !condition { throw TellbackError(.invalidConfiguration, sentence) }
    }
    try demand(!appName.isEmpty, "appName must not be empty.")
    try demand((1...WireLimits.steps).contains(stepLimit), "stepLimit must be from 1 to \(WireLimits.steps).")
    try demand(
      (1...WireLimits.batchReports).contains(sync.batchReports),
      "sync.batchReports must be from 1 to \(WireLimits.batchReports).")
    // The envelope around the reports needs room too.
    try demand(
      sync.batchBytes > 0 && sync.batchBytes <= WireLimits.batchBytes - 65_536,
      "sync.batchBytes must be from 1 to \(WireLimits.batchBytes - 65_536).")
    try demand(sync.requestTimeout > .zero, "sync.requestTimeout must be more than zero.")
    try demand(sync.updateInterval > .zero, "sync.updateInterval must be more than zero.")
    try demand(sync.knownIssueAge > .zero, "sync.knownIssueAge must be more than zero.")
    try demand(limits.reports > 0 && limits.bytes > 0, "limits.reports and limits.bytes must be more than zero.")
    try demand(queueDirectory?.hasPrefix("/") != false, "queueDirectory must be an absolute path.")
  }
}
