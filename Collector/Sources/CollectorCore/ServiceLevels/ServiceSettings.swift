// What admins set: calendars, targets, how many tickets a person may have at once, and who is told before and after a breach.
import Foundation
import TellbackWire

/// How soon tickets of one sort are answered and resolved, in business time. The first target of the list that fits is a ticket's.
public struct ServiceTarget: Sendable, Hashable, Codable {
  /// The longest time, in minutes: a year.
  public static let longest: Int64 = 525_600

  public var id: Int64
  /// Nil fits every app; and so on for the others.
  public var app: Int64?
  var severityCode: Int?
  var kindWord: String?
  public var segment: String?
  public var calendar: Int64
  /// Minutes of business time; nil for none.
  public var firstAnswer: Int64?
  public var nextAnswer: Int64?
  public var resolution: Int64?

  public init(
    id: Int64 = 0, app: AppID? = nil, severity: Severity? = nil, kind: ReportKind? = nil, segment: String? = nil,
    calendar: Int64, firstAnswer: Int64? = nil, nextAnswer: Int64? = nil, resolution: Int64? = nil
  ) {
    self.id = id
    self.app = app?.value
    severityCode = severity?.rawValue
    kindWord = kind?.rawValue
    self.segment = segment
    self.calendar = calendar
    self.firstAnswer = firstAnswer
    self.nextAnswer = nextAnswer
    self.resolution = resolution
  }

  public var severity: Severity? { severityCode.flatMap(Severity.init(rawValue:)) }
  public var kind: ReportKind? { kindWord.flatMap(ReportKind.init(rawValue:)) }

  /// Milliseconds of business time; nil where nothing is promised.
  public func time(_ metric: ClockMetric) -> Int64? {
    let minutes =
      switch metric {
      case .firstAnswer: firstAnswer
      case .nextAnswer: nextAnswer
      case .resolution: resolution
      }
    return minutes.map { $0 * 60_000 }
  }

  func fits(_ ticket: Ticket, segments: [String]) -> Bool {
    (app ?? ticket.app.value) == ticket.app.value && (severity ?? ticket.severity) == ticket.severity
      && (kind ?? ticket.kind) == ticket.kind
      && (segment.map { wanted in segments.contains { $0.utf8.elementsEqual(wanted.utf8) } } ?? true)
  }
}

/// How many open tickets one person has at most.
public struct WorkLimits: Sendable, Hashable, Codable {
  /// The largest limit that can be set.
  public static let most = 1_000

  /// Nil for no limit.
  public var total: Int?
  /// By ``Severity/rawValue``.
  var severities: [Int: Int]

  public init(total: Int? = nil, bySeverity limits: [Severity: Int] = [:]) {
    self.total = total
    severities = Dictionary(uniqueKeysWithValues: limits.map { ($0.key.rawValue, $0.value) })
  }

  public subscript(severity: Severity) -> Int? {
    get { severities[severity.rawValue] }
    set { severities[severity.rawValue] = newValue }
  }

  /// The limit that another ticket would break for whoever has these open ones; nil when it breaks none.
  public func broken(by ticket: Ticket, having open: [Severity: Int]) -> (limit: Int, severity: Severity?)? {
    // What waits is in nobody's way.
    guard ticket.state == .open else { return nil }
    if let limit = self[ticket.severity], open[ticket.severity, default: 0] >= limit { return (limit, ticket.severity) }
    if let total, open.values.reduce(0, +) >= total { return (total, nil) }
    return nil
  }
}

/// Who is told, and when. People are told inside business hours alone, once for each due moment.
public struct NoticeRules: Sendable, Hashable, Codable {
  /// People of one list.
  public static let peopleLimit = 50

  /// Minutes of business time before a target is due; nil for no warning.
  public var warnMinutes: Int64?
  /// The owner is warned too.
  public var warnsOwner: Bool
  /// Accounts.
  public var warned: [Int64]
  /// Minutes of business time after a breach; nil for no escalation.
  public var escalateMinutes: Int64?
  public var escalated: [Int64]

  public init(
    warnMinutes: Int64? = nil, warnsOwner: Bool = true, warned: [Int64] = [], escalateMinutes: Int64? = nil,
    escalated: [Int64] = []
  ) {
    self.warnMinutes = warnMinutes
    self.warnsOwner = warnsOwner
    self.warned = warned
    self.escalateMinutes = escalateMinutes
    self.escalated = escalated
  }
}

/// Everything that admins set of service levels. Saved as a whole, as a version that stays.
public struct ServiceSettings: Sendable, Hashable, Codable {
  public static let calendarLimit = 20
  public static let targetLimit = 200
  /// Bytes of all of it.
  public static let byteLimit = 1_048_576

  public var calendars: [BusinessCalendar]
  /// In the order in which they are tried.
  public var targets: [ServiceTarget]
  public var limits: WorkLimits
  public var notices: NoticeRules
  /// Nil where no ticket escalates by itself; settings of before say nothing of it.
  public var stuck: StuckRules?
  /// Ids are never used twice.
  var lastID: Int64

  public init(
    calendars: [BusinessCalendar] = [], targets: [ServiceTarget] = [], limits: WorkLimits = WorkLimits(),
    notices: NoticeRules = NoticeRules()
  ) {
    self.calendars = calendars
    self.targets = targets
    self.limits = limits
    self.notices = notices
    lastID = max(calendars.map(\.id).max() ?? 0, targets.map(\.id).max() ?? 0)
  }

  public mutating func makeID() -> Int64 {
    lastID += 1
    return lastID
  }

  /// The target of a ticket whose reports came from these segments; nil when none fits.
  public func target(of ticket: Ticket, segments: [String]) -> ServiceTarget? {
    targets.first { $0.fits(ticket, segments: segments) }
  }

  /// Whether clocks are measured and told of as by other settings: limits do not concern them.
  public func measuresLike(_ other: ServiceSettings) -> Bool {
    calendars == other.calendars && targets == other.targets && notices == other.notices
  }

  /// What a store keeps. The same settings have the same bytes.
  public func encoded() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let bytes = Array(try encoder.encode(self))
    guard bytes.count <= Self.byteLimit else { throw ServiceLevelError.tooLarge(bytes: bytes.count) }
    return bytes
  }

  public init(decoding bytes: [UInt8]) throws {
    self = try JSONDecoder().decode(ServiceSettings.self, from: Data(bytes))
  }
}

/// The settings that were in force from a moment on, ready to compute with.
public struct ServiceRules: Sendable {
  public var version: Int64
  public var savedAt: Timestamp
  /// Who saved them.
  public var by: String
  public let settings: ServiceSettings
  private let times: [Int64: BusinessTime]

  public init(version: Int64, savedAt: Timestamp, by: String, settings: ServiceSettings) {
    self.version = version
    self.savedAt = savedAt
    self.by = by
    self.settings = settings
    times = Dictionary(settings.calendars.map { ($0.id, BusinessTime($0)) }) { first, _ in first }
  }

  /// The same settings as others, whose calendars were computed with before.
  public init(version: Int64, savedAt: Timestamp, by: String, like other: ServiceRules) {
    self.version = version
    self.savedAt = savedAt
    self.by = by
    settings = other.settings
    times = other.times
  }

  /// Nil for a calendar that this version does not have.
  public func time(_ calendar: Int64) -> BusinessTime? { times[calendar] }
}
