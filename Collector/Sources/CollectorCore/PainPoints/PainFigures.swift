// How many people a pain point hurts, where and since when. A store keeps these counts as reports come in; they are what counting
// the reports anew gives, also after a merge, a split, an undo and an erasure.
import TellbackWire

/// A week from Monday on, in UTC; 1 began on 5 January 1970.
public enum PainWeek {
  public static func of(_ moment: Timestamp) -> Int64 { (moment.milliseconds / 86_400_000 + 3) / 7 }

  /// Its first moment.
  public static func start(_ week: Int64) -> Timestamp { Timestamp(milliseconds: (week * 7 - 3) * 86_400_000) }
}

/// What a count is a count of.
public enum PainSort: Int64, Sendable, CaseIterable {
  case total = 0
  case page, segment, version, week
  case pageSegment, pageSegmentVersion, segmentWeek
}

/// Reports and distinct reporters of a pain point in one place. What a sort does not tell apart, and what reports did not say, is
/// empty; a week is 0 there.
public struct PainFigure: Sendable, Equatable {
  public var pain: Int64
  public var page: String
  public var segment: String
  public var version: String
  public var week: Int64
  public var reports: Int64
  /// By user, else by contact, else by installation. Somebody who stands in several places is counted once in each.
  public var reporters: Int64

  public init(
    pain: Int64, page: String = "", segment: String = "", version: String = "", week: Int64 = 0, reports: Int64,
    reporters: Int64
  ) {
    self.pain = pain
    self.page = page
    self.segment = segment
    self.version = version
    self.week = week
    self.reports = reports
    self.reporters = reporters
  }
}

/// The first report that one installation sent about a pain point: what a verdict on an attempt is made of.
public struct PainFirstReport: Sendable, Equatable {
  public var installation: ReportID
  /// The day on which it was captured, on the collector's clock, in days since 1970.
  public var capturedDay: Int64
  public var receivedAt: Timestamp
  public var version: String?
  public var segment: String?
  public var channel: String?

  public init(
    installation: ReportID, capturedDay: Int64, receivedAt: Timestamp, version: String?, segment: String?,
    channel: String?
  ) {
    self.installation = installation
    self.capturedDay = capturedDay
    self.receivedAt = receivedAt
    self.version = version
    self.segment = segment
    self.channel = channel
  }
}
