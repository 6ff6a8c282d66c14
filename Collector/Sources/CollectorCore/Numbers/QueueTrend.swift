// How far it is to an empty queue, by what came and went lately.

/// Where the queue goes at the rate of the last days.
public enum QueueTrend: Sendable, Equatable {
  /// Nothing is in it.
  case empty
  /// More leaves than comes: at this rate it is empty after so many weeks.
  case shrinks(weeks: Double)
  /// As much comes as leaves.
  case steady
  /// More comes than leaves: so many tickets a week.
  case grows(perWeek: Double)

  /// Days that the rate is taken from, at most; fewer where the first ticket is younger.
  public static let days = 28

  /// `arrived` and `left` are those of `days` days.
  public init(queue: Int64, arrived: Int64, left: Int64, days: Int) {
    guard queue > 0 else {
      self = .empty
      return
    }
    let perWeek = Double(left - arrived) / Double(max(1, days)) * 7
    if left > arrived {
      self = .shrinks(weeks: Double(queue) / perWeek)
    } else {
      self = left == arrived ? .steady : .grows(perWeek: -perWeek)
    }
  }
}

/// The queue over the days of a period.
public struct QueueNumbers: Sendable, Equatable {
  /// What stands in it now.
  public var size: Int64
  /// What stood in it at the end of each day of the period; of today, now.
  public var ends: [Int64]
  /// Days of the period, so far, at whose end nothing was left.
  public var daysAtZero: Int
  /// Days of the period so far: not those to come, nor those before the first ticket.
  public var daysCounted: Int
  public var trend: QueueTrend
  /// What came and what left in the ``trendDays`` days of the trend.
  public var arrivedLately: Int64
  public var leftLately: Int64
  public var trendDays: Int
}
