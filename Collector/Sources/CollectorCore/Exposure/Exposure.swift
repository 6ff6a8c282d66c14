// How many installations could have met a problem on a day: the denominator of every rate.
import TellbackWire

/// Installations of one version, segment and channel on one day.
public struct ExposureDay: Sendable, Hashable {
  /// Stands in the place of a version, segment or channel past the limits of ``ExposureLimits``.
  public static let others = "…"

  /// Days since 1970-01-01, in UTC.
  public var day: Int64
  /// Nil when it was not said.
  public var version: String?
  /// The organisation or group of customers; nil when it was not said.
  public var segment: String?
  /// How the installation got the app, such as `beta` or `store`; nil when it was not said.
  public var channel: String?
  /// Each installation once a day. More than zero.
  public var installations: Int64

  public init(day: Int64, version: String?, segment: String?, channel: String?, installations: Int64) {
    self.day = day
    self.version = version
    self.segment = segment
    self.channel = channel
    self.installations = installations
  }

  /// The day of a moment.
  public static func day(of moment: Timestamp) -> Int64 { moment.milliseconds.floorDivided(by: 86_400_000) }
}

/// What an app's installations were counted by, and the counts.
public struct Exposure: Sendable, Equatable {
  public enum Source: Sendable, Equatable, CaseIterable {
    /// Daily heartbeats: installations in use, whether they reported anything or not.
    case heartbeats
    /// Installations that reported something stand in: the app sends no heartbeats. They have no channel. Every figure made
    /// of them must say so.
    case reports
  }

  public var source: Source
  /// In the order of their days.
  public var days: [ExposureDay]

  public init(source: Source, days: [ExposureDay]) {
    self.source = source
    self.days = days
  }
}

/// The limits of what is counted by day.
public enum ExposureLimits {
  /// Versions of one app that are counted apart on one day; further ones are counted as ``ExposureDay/others``.
  public static let versions = 100
  /// Segments likewise.
  public static let segments = 500
  /// Channels likewise.
  public static let channels = 20
  /// Combinations of the three likewise; past it, all three are ``ExposureDay/others``.
  public static let cohorts = 2_000
  /// Days after which it is forgotten which installations a count is made of. A heartbeat that arrives later is not counted.
  public static let installationDays: Int64 = 400
  /// Days after which a count is forgotten.
  public static let countDays: Int64 = 1_095
}

extension Int64 {
  /// Rounded down, also below zero.
  func floorDivided(by divisor: Int64) -> Int64 {
    let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
    return rest < 0 ? quotient - 1 : quotient
  }
}
