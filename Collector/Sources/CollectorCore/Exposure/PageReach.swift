// How far people get: installations by the pages that they reached on a day. Sums alone: nobody can be found by a page.
import TellbackWire

/// Installations of one version, segment and channel that said on a day which pages they reached.
public struct PageReach: Sendable, Equatable {
  /// ``ExposureDay/installations``: those that said it.
  public var day: ExposureDay
  /// How many of them reached a page, by ``PageNumber``.
  public var pages: [Int: Int64]

  public init(day: ExposureDay, pages: [Int: Int64]) {
    self.day = day
    self.pages = pages
  }
}

extension ExposureLimits {
  /// Pages of one version, segment and channel on one day that are counted; further ones are not.
  public static let pages = 500
}

/// Reads how far people get, inside one snapshot or transaction.
public protocol PageReachReads {
  /// By day, version, segment and channel, in the order of days, with these pages alone. Days on which nobody said anything are left
  /// out. O(counts of those days).
  func pageReach(of app: AppID, days: ClosedRange<Int64>, pages: Set<Int>) throws -> [PageReach]
  /// Whether an installation said on a day which pages it reached.
  func saidPages(_ installation: ReportID, app: AppID, day: Int64) throws -> Bool
}

/// Writes it, inside one transaction.
public protocol PageReachWrites: PageReachReads {
  /// Counts the pages of an installation and day, by ``PageNumber``, each once. False, and nothing is counted, when they came before,
  /// or when the day is not counted by ``Exposure/Source/heartbeats``: it says for which version, segment and channel.
  @discardableResult
  func countPages(_ pages: [Int], of installation: ReportID, app: AppID, day: Int64) throws -> Bool
}
