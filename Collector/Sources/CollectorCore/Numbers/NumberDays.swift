// What happened on which day, for all that one report of numbers asks.
import TellbackWire

/// A segment, or a component of one team, has no counts of days: its marks are gone through once, not once for each question.
struct NumberDays {
  private let query: NumberQuery
  private let store: any StoreReads
  /// Every day up to the last that is asked for; nil where the store has counts of days.
  private let all: [DailyNumber]?

  init(_ query: NumberQuery, today: CivilDay, _ store: any StoreReads) throws {
    (self.query, self.store) = (query, store)
    let isCounted = query.segment == nil && (query.component == nil || query.team == nil)
    all = isCounted ? nil : try store.dailyNumbers(query.of(CivilDay(number: 0)...max(query.days.upperBound, today)))
  }

  /// In the order of days. They may not end after today or the query's last day.
  func numbers(of days: ClosedRange<CivilDay>) throws -> [DailyNumber] {
    if let all { return all.filter { days.contains($0.day) } }
    return try store.dailyNumbers(query.of(days))
  }

  /// How many tickets stood in the queue when `day` began.
  func queue(before day: CivilDay) throws -> Int64 {
    guard let all else { return try store.queueBefore(query.of(day...day)) }
    return all.reduce(0) { $1.day < day ? $0 + $1.measure.queueStep * $1.count : $0 }
  }
}
