// Pages and errors that are reported more often than in their own past, whatever the versions.
import CollectorEvidence
import TellbackWire

/// A page or an error of an app whose reports are counted by day.
public struct WatchedPlace: Sendable, Equatable {
  public var id: Int64
  public var app: AppID
  /// ``ReleasePlace/Kind/page`` or ``ReleasePlace/Kind/error``.
  public var kind: ReleasePlace.Kind
  public var name: String
  /// The day on which counting began.
  public var firstDay: Int64

  public init(id: Int64, app: AppID, kind: ReleasePlace.Kind, name: String, firstDay: Int64) {
    self.id = id
    self.app = app
    self.kind = kind
    self.name = name
    self.firstDay = firstDay
  }
}

/// A week in which a place was reported more often than before.
public struct Spike: Sendable, Equatable {
  public var place: WatchedPlace
  /// From Monday on, as ``PainWeek`` numbers weeks.
  public var week: Int64
  public var flaggedAt: Timestamp

  public init(place: WatchedPlace, week: Int64, flaggedAt: Timestamp) {
    self.place = place
    self.week = week
    self.flaggedAt = flaggedAt
  }
}

/// A spike with what was seen of it.
public struct SeenSpike: Sendable, Equatable {
  public var spike: Spike
  /// The week beside the same weekdays before it: installations that reported, each once a day.
  public var comparison: RateComparison

  public init(spike: Spike, comparison: RateComparison) {
    self.spike = spike
    self.comparison = comparison
  }
}

/// The limits of watching places.
public enum SpikeLimits {
  /// Pages of an app that are watched, and errors likewise; further ones are once others were quiet for ``days``.
  public static let places = 50
  /// Weeks before that a week is held against.
  public static let weeks: Int64 = 4
  /// Days that are counted.
  public static let days: Int64 = 7 * (weeks + 1)
  /// Spikes that are shown of an app.
  public static let shown = 20
}
