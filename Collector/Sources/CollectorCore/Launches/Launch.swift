// A launch or a promotion: when it is, what support should know, and which pain is expected, so that nobody is surprised by it.
import TellbackWire

/// Something that an app's people will meet on certain days.
///
/// Reports that come while it runs and that match where it is felt are tied to it. Each of them was either *foretold*, by an expected
/// pain that stood here before the report arrived, or it is a *surprise*.
public struct Launch: Sendable, Equatable {
  /// Launches that are kept, of all apps together.
  public static let limit = 1_000
  /// Bytes of a name.
  public static let nameLimit = 100
  /// Bytes of the brief.
  public static let briefLimit = 10_000
  /// Values of one place, and expected pains.
  public static let valueLimit = 20
  /// Bytes of one of them.
  public static let valueBytes = 200
  /// The longest time that a launch runs, in days.
  public static let dayLimit: Int64 = 366

  /// A pain that was expected: words that reports about it will hold, and since when they stand here.
  public struct ExpectedPain: Sendable, Equatable {
    public var words: String
    public var since: Timestamp

    public init(words: String, since: Timestamp) {
      self.words = words
      self.since = since
    }
  }

  /// Where it is felt. What is empty is not asked; of several values one must fit.
  public struct Places: Sendable, Equatable {
    /// Beginnings of pages; see ``PagePattern``.
    public var pages: [String]
    /// Words or phrases of the text.
    public var words: [String]
    public var segments: [String]
    public var versions: [String]

    public init(pages: [String] = [], words: [String] = [], segments: [String] = [], versions: [String] = []) {
      self.pages = pages
      self.words = words
      self.segments = segments
      self.versions = versions
    }

    public var isEmpty: Bool { self == Places() }

    /// As the conditions of routing rules ask it.
    var conditions: [RoutingCondition] {
      let all: [(RoutingCondition.Subject, [String])] = [
        (.page, pages), (.words, words), (.segment, segments), (.version, versions),
      ]
      return all.filter { !$0.1.isEmpty }.map { RoutingCondition($0.0, $0.1) }
    }
  }

  /// 0 before it is stored.
  public var id: Int64
  public var app: AppID
  public var name: String
  public var startsAt: Timestamp
  /// The first moment at which it runs no longer.
  public var endsAt: Timestamp
  public var places: Places
  /// What support should know. Only staff see it.
  public var brief: String
  public var expected: [ExpectedPain]
  /// Whoever changed it last.
  public var changedBy: String
  public var changedAt: Timestamp

  public init(
    id: Int64 = 0, app: AppID, name: String, startsAt: Timestamp, endsAt: Timestamp, places: Places, brief: String,
    expected: [ExpectedPain] = [], changedBy: String = "", changedAt: Timestamp = Timestamp(milliseconds: 0)
  ) {
    self.id = id
    self.app = app
    self.name = name
    self.startsAt = startsAt
    self.endsAt = endsAt
    self.places = places
    self.brief = brief
    self.expected = expected
    self.changedBy = changedBy
    self.changedAt = changedAt
  }

  public func runs(at moment: Timestamp) -> Bool { startsAt <= moment && moment < endsAt }
}

/// A report that came while a launch ran, and that matches it.
public struct LaunchTie: Sendable, Equatable {
  public var launch: Int64
  /// ``StoredReport/sequence``.
  public var report: Int64
  /// The expected pain that foretold it; nil for a surprise.
  public var expected: String?

  public init(launch: Int64, report: Int64, expected: String?) {
    self.launch = launch
    self.report = report
    self.expected = expected
  }
}

/// What came while a launch ran.
public struct LaunchTally: Sendable, Equatable {
  public var reports: Int64
  /// Of these, those that no expected pain foretold.
  public var surprises: Int64
  /// Reports by the expected pain that foretold them.
  public var foretold: [String: Int64]

  public init(reports: Int64 = 0, surprises: Int64 = 0, foretold: [String: Int64] = [:]) {
    self.reports = reports
    self.surprises = surprises
    self.foretold = foretold
  }

  /// The share of surprises in percent, rounded; nil without a report.
  public var surpriseShare: Int64? { reports > 0 ? (surprises * 200 + reports) / (reports * 2) : nil }

  public static func += (left: inout LaunchTally, right: LaunchTally) {
    left.reports += right.reports
    left.surprises += right.surprises
    left.foretold.merge(right.foretold, uniquingKeysWith: +)
  }
}

/// Why a launch was not kept.
public enum LaunchError: Error, Sendable, Equatable, CustomStringConvertible {
  case noName
  case nameTooLong(bytes: Int)
  case noSuchApp
  case noStart
  case noEnd
  case endsBeforeStart
  case tooLong
  case noPlace
  case tooManyValues(Int)
  case valueTooLong(bytes: Int)
  case noWord(String)
  case briefTooLong(bytes: Int)
  case tooMany
  case noSuchLaunch
  case overtaken(by: String)

  public var description: String {
    switch self {
    case .noName: "Give the launch a name."
    case .nameTooLong(let bytes): "The name has \(bytes) bytes; the limit is \(Launch.nameLimit) bytes."
    case .noSuchApp: "Choose one of your apps."
    case .noStart: "Say on which day it starts."
    case .noEnd: "Say which day is its last."
    case .endsBeforeStart: "The last day is before the first one."
    case .tooLong: "It runs for more than \(Launch.dayLimit) days, which is the limit; make several launches of it."
    case .noPlace: "Say where it will be felt: name a page, words, a segment or a version."
    case .tooManyValues(let count): "There are \(count) lines; the limit is \(Launch.valueLimit)."
    case .valueTooLong(let bytes): "A line has \(bytes) bytes; the limit is \(Launch.valueBytes) bytes."
    case .noWord(let text): "\"\(text)\" holds no letter and no digit, so no report would match it."
    case .briefTooLong(let bytes): "The brief has \(bytes) bytes; the limit is \(Launch.briefLimit) bytes."
    case .tooMany: "\(Launch.limit) launches are kept, which is the limit; delete one first."
    case .noSuchLaunch: "There is no such launch any more."
    case .overtaken(let name): "\(name) changed this launch since you opened it. Look at it again, then save."
    }
  }
}
