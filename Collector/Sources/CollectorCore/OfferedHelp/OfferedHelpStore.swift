// What became of help that devices offered before anybody wrote: a known issue's workaround, or a form to report with.
import TellbackWire

/// Counts of offers, by day.
public struct OfferedHelp: Sendable, Equatable {
  /// Days since 1970-01-01, in UTC.
  public var day: Int64
  /// The ticket of the known issue that was offered; nil for a prefilled report.
  public var issue: Int64?
  public var counts: HelpCounts

  public init(day: Int64, issue: Int64?, counts: HelpCounts) {
    self.day = day
    self.issue = issue
    self.counts = counts
  }
}

/// Reads offers, inside one snapshot or transaction.
public protocol OfferedHelpReads {
  /// Offers on devices that may tell, in the order of days.
  func offeredHelp(of app: AppID, days: ClosedRange<Int64>) throws -> [OfferedHelp]
  /// The same for the known issue of one ticket. O(its days).
  func offeredHelp(withIssue ticket: Int64, days: ClosedRange<Int64>) throws -> [OfferedHelp]
}

/// Writes offers, inside one transaction.
public protocol OfferedHelpWrites: OfferedHelpReads {
  /// Adds what an installation counted on a whole day, unless it is there already. False when it was.
  @discardableResult
  func addOfferedHelp(_ help: OfferedHelp, of installation: ReportID, app: AppID) throws -> Bool
}
