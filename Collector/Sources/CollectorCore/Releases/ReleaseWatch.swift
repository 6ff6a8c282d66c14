// A version that is watched beside the one before it: whether it hurts more, and where.
import CollectorEvidence
import TellbackWire

/// The first weeks of a version. One e-process decides whether it is flagged, and a flag stays.
public struct ReleaseWatch: Sendable, Equatable {
  /// 0 before it is stored.
  public var id: Int64
  public var app: AppID
  public var version: String
  /// The version that most installations used in the week before.
  public var predecessor: String
  /// By what installations are counted.
  public var source: Exposure.Source
  /// The first day on which at least one installation in a hundred had it, in days since 1970.
  public var firstDay: Int64
  /// When it was found to hurt more than its predecessor.
  public var flaggedAt: Timestamp?
  /// Nothing is counted any more.
  public var isOver: Bool

  public init(
    id: Int64 = 0, app: AppID, version: String, predecessor: String, source: Exposure.Source, firstDay: Int64,
    flaggedAt: Timestamp? = nil, isOver: Bool = false
  ) {
    self.id = id
    self.app = app
    self.version = version
    self.predecessor = predecessor
    self.source = source
    self.firstDay = firstDay
    self.flaggedAt = flaggedAt
    self.isOver = isOver
  }
}

/// What was seen of a release in one channel. The mean of the channels' e-values, each with the weight that it had when the watch began,
/// decides.
public struct ReleaseChannel: Sendable, Equatable {
  /// Empty where it was not said.
  public var name: String
  /// Its part of the installations before the release. All add up to 1 at most.
  public var weight: Double
  public var comparison: RateComparison

  public init(name: String, weight: Double, comparison: RateComparison = RateComparison(mixture: .release)) {
    self.name = name
    self.weight = weight
    self.comparison = comparison
  }
}

/// What was seen of a release in one place.
public struct ReleasePlace: Sendable, Equatable {
  public enum Kind: String, Sendable, CaseIterable {
    case page
    /// The number of a pain point.
    case pain
    /// The type of an error that the app handed over: a name in its code, nobody's words.
    case error
  }

  /// 0 before it is stored.
  public var id: Int64
  public var kind: Kind
  public var name: String
  public var comparison: RateComparison
  /// When it was found responsible; it stays.
  public var flaggedAt: Timestamp?

  public init(
    id: Int64 = 0, kind: Kind, name: String, comparison: RateComparison = RateComparison(mixture: .release),
    flaggedAt: Timestamp? = nil
  ) {
    self.id = id
    self.kind = kind
    self.name = name
    self.comparison = comparison
    self.flaggedAt = flaggedAt
  }
}

/// Reports of one version and channel on one day, of installations that were counted as in use.
public struct ContactDay: Sendable, Hashable {
  public var day: Int64
  /// Empty where they were not said.
  public var version: String
  public var channel: String
  public var contacts: Int64

  public init(day: Int64, version: String, channel: String, contacts: Int64) {
    self.day = day
    self.version = version
    self.channel = channel
    self.contacts = contacts
  }
}

/// A report as the watch of releases needs it.
public struct ReleaseReport: Sendable, Equatable {
  public var sequence: Int64
  public var app: AppID
  public var installation: ReportID?
  /// In days since 1970, by the collector's clock.
  public var capturedDay: Int64
  public var kind: ReportKind
  public var page: String?
  public var pain: Int64?
  /// The type of its error.
  public var error: String?

  public init(
    sequence: Int64, app: AppID, installation: ReportID?, capturedDay: Int64, kind: ReportKind, page: String?,
    pain: Int64?, error: String? = nil
  ) {
    self.sequence = sequence
    self.app = app
    self.installation = installation
    self.capturedDay = capturedDay
    self.kind = kind
    self.page = page
    self.pain = pain
    self.error = error
  }
}

/// The limits of watching releases.
public enum ReleaseLimits {
  /// Days for which a version is watched.
  public static let days: Int64 = 28
  /// Days after its first on which a watch may still begin.
  public static let daysToBegin: Int64 = 7
  /// Versions of one app that are watched at once.
  public static let watches = 5
  /// Pages of one release that are watched, and pain points likewise: further ones count in the release alone.
  public static let places = 50
  /// The part of releases without change of which a page, or a pain point, may ever be called responsible.
  public static let placeAlpha = 0.05
  /// Seconds after its arrival before a report is taken: what its device says of its use comes at about the same time.
  public static let delay: Int64 = 300
  /// Reports taken in one transaction.
  public static let batch = 200
  /// Days that the page of releases sums up.
  public static let shownDays: Int64 = 28
}
