// A ticket as a value: what support reads first, and the moves that are allowed.
import TellbackWire

/// The three base states; nothing is hidden in a fourth.
public enum TicketState: String, Sendable, CaseIterable {
  case open, waiting, resolved
}

/// How much it hurts.
public enum Severity: Int, Sendable, CaseIterable, Comparable {
  case low = 1
  case medium, high, critical
  public static func < (left: Severity, right: Severity) -> Bool { left.rawValue < right.rawValue }
}

/// One problem, question, idea or praise, however many people reported it.
public struct Ticket: Sendable, Equatable {
  /// Unique in the collector; what people say: "ticket 42".
  public var number: Int64
  public var app: AppID
  public var title: String
  public var kind: ReportKind
  public var severity: Severity
  /// From the page, by rules; nil when no rule fits.
  public var component: String?
  public var page: String?
  public var state: TicketState
  public var resolution: ResolutionKind?
  public var openedAt: Timestamp
  /// Nil unless it is resolved now.
  public var resolvedAt: Timestamp?
  /// For a fix in code: the version that has it. Nil for other outcomes, and where nobody said.
  public var fix: FixRelease?
  /// What it waits for; nil unless it waits now, and for a ticket that began to wait before causes were asked for.
  public var waiting: Waiting?
  /// Who has it.
  public var holder: TicketHolder
  /// The last change of any sort.
  public var changedAt: Timestamp
  public var reportCount: Int64
  /// Distinct reporters: by user, else by contact, else by installation.
  public var reporterCount: Int64
  /// By the reporters' clocks, skew removed.
  public var firstCapturedAt: Timestamp
  public var lastCapturedAt: Timestamp
  /// By the collector's clock.
  public var firstReceivedAt: Timestamp
  public var lastReceivedAt: Timestamp

  public init(
    number: Int64, app: AppID, title: String, kind: ReportKind, severity: Severity, component: String?, page: String?,
    state: TicketState, resolution: ResolutionKind?, openedAt: Timestamp, changedAt: Timestamp, reportCount: Int64,
    reporterCount: Int64, firstCapturedAt: Timestamp, lastCapturedAt: Timestamp, firstReceivedAt: Timestamp,
    lastReceivedAt: Timestamp, resolvedAt: Timestamp? = nil, fix: FixRelease? = nil, waiting: Waiting? = nil,
    holder: TicketHolder = TicketHolder()
  ) {
    self.number = number
    self.app = app
    self.title = title
    self.kind = kind
    self.severity = severity
    self.component = component
    self.page = page
    self.state = state
    self.resolution = resolution
    self.openedAt = openedAt
    self.changedAt = changedAt
    self.reportCount = reportCount
    self.reporterCount = reporterCount
    self.firstCapturedAt = firstCapturedAt
    self.lastCapturedAt = lastCapturedAt
    self.firstReceivedAt = firstReceivedAt
    self.lastReceivedAt = lastReceivedAt
    self.resolvedAt = resolvedAt
    self.fix = fix
    self.waiting = waiting
    self.holder = holder
  }
}

/// What one more report changes of the ticket that it joins.
public struct TicketArrival: Sendable, Equatable {
  /// By the reporter's clock, skew removed.
  public var capturedAt: Timestamp
  /// By the collector's clock.
  public var receivedAt: Timestamp
  /// Nobody known by this reporter's key had reported it.
  public var isNewReporter: Bool
  /// The ticket becomes at least so severe; nil leaves it as it is.
  public var severity: Severity?
  /// When it was counted.
  public var at: Timestamp

  public init(
    capturedAt: Timestamp, receivedAt: Timestamp, isNewReporter: Bool, severity: Severity? = nil, at: Timestamp
  ) {
    self.capturedAt = capturedAt
    self.receivedAt = receivedAt
    self.isNewReporter = isNewReporter
    self.severity = severity
    self.at = at
  }
}

/// A version that reports of a ticket came from.
public struct VersionSeen: Sendable, Equatable {
  public var version: String
  public var reports: Int64
  public var firstAt: Timestamp
  public var lastAt: Timestamp

  public init(version: String, reports: Int64, firstAt: Timestamp, lastAt: Timestamp) {
    self.version = version
    self.reports = reports
    self.firstAt = firstAt
    self.lastAt = lastAt
  }
}
