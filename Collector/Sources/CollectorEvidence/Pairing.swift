// Which day before the fix is compared with which day after it.

/// Lays the days before a release beside those after it, so that a rate before and a rate after can be compared day by day as if both
/// versions had been in use at once: the same weekday, each earlier day once, and the first week of a span before beside the first after.
///
/// A day after the release, with all earlier days that lie beside it, is a round. Which day goes where is settled by the calendar alone,
/// before any report is seen; so within a round the chance that an event comes from the new version is still its share of exposure.
/// Somebody counts once in each span (``span(of:)``), so those who were hurt long ago are missing on neither side. Days are numbered from 1970.
public struct Pairing: Sendable, Equatable {
  /// The first day of the new version.
  public let release: Int64
  /// Weeks after it beside which earlier ones lie: a span. Later days are compared with whoever still uses the old version then.
  public let weeks: Int
  /// Spans before the release that are compared with.
  public let spansBefore: Int

  /// Weeks and spans below 1 count as 1; above 104 and 26 as these.
  public init(release: Int64, weeks: Int = 4, spansBefore: Int = 3) {
    self.release = min(max(release, -100_000_000), 100_000_000)
    self.weeks = min(max(weeks, 1), 104)
    self.spansBefore = min(max(spansBefore, 1), 26)
  }

  /// Days of a span.
  private var length: Int64 { 7 * Int64(weeks) }

  /// The days before the release that are compared with.
  public var daysBefore: Range<Int64> { (release - length * Int64(spansBefore))..<release }

  /// The day after the release beside which an earlier day lies; nil for a day that is not compared with.
  public func round(of day: Int64) -> Int64? {
    guard daysBefore.contains(day) else { return nil }
    return release + (day - daysBefore.lowerBound) % length
  }

  /// The span in which a day lies: 0 begins with the release, those before it are negative.
  public func span(of day: Int64) -> Int64 {
    let (days, isOver) = day.subtractingReportingOverflow(release)
    guard !isOver else { return day < 0 ? .min : .max }
    return days >= 0 ? days / length : (days + 1) / length - 1
  }

  /// When a report from before the release counts: as long after its round as it took to arrive. Thus it waits as the
  /// reports of the new version wait. In seconds since 1970, like `received`.
  public func reveal(captured day: Int64, received: Int64) -> Int64? {
    round(of: day).map { received.saturatingSum(($0 - day) * 86_400) }
  }
}
