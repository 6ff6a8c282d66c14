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

/// Installations that were offered the workaround of a pain point.
public struct OfferedDevices: Sendable, Equatable {
  /// Each once.
  public var shown: Int64
  /// Of these, those that report the same pain within seven days after. On the day of an offer a report counts where the device says
  /// that it was written after.
  public var cameBack: Int64

  public init(shown: Int64, cameBack: Int64) {
    self.shown = shown
    self.cameBack = cameBack
  }
}

/// Reads offers, inside one snapshot or transaction.
public protocol OfferedHelpReads {
  /// Offers on devices that may tell, in the order of days.
  func offeredHelp(of app: AppID, days: ClosedRange<Int64>) throws -> [OfferedHelp]
  /// The same for the known issues of some tickets. O(their days).
  func offeredHelp(withIssues tickets: [Int64], days: ClosedRange<Int64>) throws -> [OfferedHelp]
  /// The devices that were offered one of these known issues on these days, by the reports of a pain point. O(their days).
  func offeredDevices(withIssues tickets: [Int64], pain: Int64, days: ClosedRange<Int64>) throws -> OfferedDevices
}

/// Writes offers, inside one transaction.
public protocol OfferedHelpWrites: OfferedHelpReads {
  /// Adds what an installation counted on a whole day, unless it is there already. False when it was.
  @discardableResult
  func addOfferedHelp(_ help: OfferedHelp, of installation: ReportID, app: AppID) throws -> Bool
}
