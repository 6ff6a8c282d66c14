// Computes in business time: how much of it lies between two instants, and when so much of it will have passed. Invariant: each
// instant is judged by the zone's offset in force at that instant, so sums are exact through changes of daylight saving.
import Synchronization
import TellbackWire

/// A calendar that can be computed with. Costs O(days between the instants); Foundation is asked once for each year of a zone.
public final class BusinessTime: Sendable {
  public let calendar: BusinessCalendar
  /// False when this program no longer knows the calendar's zone: then it is computed in UTC, and pages say so.
  public let isZoneKnown: Bool

  private let offsets: ZoneOffsets
  /// By year: the numbers of its holidays, with their names.
  private let holidays = Mutex<[Int: [Int: String]]>([:])

  public init(_ calendar: BusinessCalendar) {
    self.calendar = calendar
    let known = ZoneOffsets.named(calendar.zone)
    isZoneKnown = known != nil
    offsets = known ?? .utc
  }

  /// Milliseconds of business time from one instant to another; 0 when the second is not later.
  public func worked(from: Timestamp, to: Timestamp) -> Int64 {
    var sum: Int64 = 0
    walk(from: from.milliseconds, to: to.milliseconds) { start, end in
      sum += end - start
      return true
    }
    return sum
  }

  /// The instant at which so many milliseconds of business time have passed since another: the earliest one, so eight hours of a
  /// day that lasts from 9 to 17 o'clock end at 17. Nil when that is more than 30 years later.
  public func moment(after milliseconds: Int64, from: Timestamp) -> Timestamp? {
    guard milliseconds > 0 else { return from }
    var (left, found) = (milliseconds, Int64?.none)
    walk(from: from.milliseconds, to: Self.horizon(from)) { start, end in
      if left <= end - start {
        found = start + left
        return false
      }
      left -= end - start
      return true
    }
    return found.map { Timestamp(milliseconds: $0) }
  }

  /// The first instant of business time that is not before another; nil when there is none within 30 years.
  public func opening(notBefore moment: Timestamp) -> Timestamp? {
    var found: Int64?
    walk(from: moment.milliseconds, to: Self.horizon(moment)) { start, _ in
      found = start
      return false
    }
    return found.map { Timestamp(milliseconds: $0) }
  }

  public func isOpen(at moment: Timestamp) -> Bool {
    worked(from: moment, to: Timestamp(milliseconds: moment.milliseconds.addingReportingOverflow(1).partialValue)) > 0
  }

  /// What a calendar says of one day between two instants.
  public struct Day: Sendable, Equatable {
    /// What counts of it, with the zone's offset in force in it, in seconds.
    public struct Stretch: Sendable, Equatable {
      public var from: Timestamp
      public var to: Timestamp
      public var offset: Int64
    }

    public var day: CivilDay
    public var stretches: [Stretch]
    /// Why nothing counts of it, where a holiday is the reason.
    public var holiday: String?
  }

  /// The days between two instants of which something counts or would count without a holiday, at most `limit`.
  public func days(from: Timestamp, to: Timestamp, limit: Int) -> [Day] {
    var days: [Day] = []
    walk(
      from: from.milliseconds, to: to.milliseconds,
      onHoliday: { number, name in
        guard days.last?.day.number != number else { return true }
        days.append(Day(day: CivilDay(number: number), stretches: [], holiday: name))
        return days.count < limit
      },
      onDay: { number, start, end, offset in
        let stretch = Day.Stretch(
          from: Timestamp(milliseconds: start), to: Timestamp(milliseconds: end), offset: offset / 1_000)
        if days.last?.day.number == number {
          days[days.count - 1].stretches.append(stretch)
        } else if days.count < limit {
          days.append(Day(day: CivilDay(number: number), stretches: [stretch]))
        } else {
          return false
        }
        return true
      })
    return days
  }

  /// The zone's offset at an instant, in seconds, for showing times.
  public func offset(at moment: Timestamp) -> Int64 {
    let seconds = Self.floor(moment.milliseconds, by: 1_000)
    let year = CivilDay(number: Int(Self.floor(seconds, by: 86_400))).year
    return offsets.stretches(inYear: year).first { $0.start <= seconds && seconds < $0.end }?.offset ?? 0
  }

  // MARK: Walking

  private static let dayLength: Int64 = 86_400_000
  /// 30 years: a calendar of holidays alone is not looked through for ever.
  private static func horizon(_ moment: Timestamp) -> Int64 { moment.adding(seconds: 30 * 31_557_600).milliseconds }
  /// The years that calendars know, in milliseconds.
  private static let range: Range<Int64> = 0..<7_258_118_400_000

  private func walk(from: Int64, to: Int64, _ body: (Int64, Int64) -> Bool) {
    walk(from: from, to: to, onHoliday: nil) { _, start, end, _ in body(start, end) }
  }

  /// Gives each stretch of business time from `from` until `to` with its local day and its offset, in order, until `body`
  /// returns false.
  private func walk(
    from: Int64, to: Int64, onHoliday: ((Int, String) -> Bool)?, onDay body: (Int, Int64, Int64, Int64) -> Bool
  ) {
    var at = max(from, Self.range.lowerBound)
    let end = min(to, Self.range.upperBound)
    var holidays = HolidaysOfYear()
    while at < end {
      let year = CivilDay(number: Int(at / Self.dayLength)).year
      var next = end
      for stretch in offsets.stretches(inYear: year) {
        next = min(end, stretch.end * 1_000)
        guard next > at else { continue }
        guard
          walk(at, next, offset: stretch.offset * 1_000, &holidays, onHoliday: onHoliday, body)
        else { return }
        at = next
      }
      // A year without stretches would be one outside of the range, which ends the loop above.
      guard at == next else { return }
    }
  }

  /// Within a stretch of one offset; false to end.
  private func walk(
    _ from: Int64, _ to: Int64, offset: Int64, _ holidays: inout HolidaysOfYear,
    onHoliday: ((Int, String) -> Bool)?, _ body: (Int, Int64, Int64, Int64) -> Bool
  ) -> Bool {
    let (first, last) = (from + offset, to + offset)
    var day = Self.floor(first, by: Self.dayLength)
    while day * Self.dayLength < last {
      let midnight = day * Self.dayLength
      let windows = calendar.week[CivilDay(number: Int(day)).weekday]
      if !windows.isEmpty, let name = holiday(Int(day), &holidays) {
        if let onHoliday, !onHoliday(Int(day), name) { return false }
      } else {
        for window in windows {
          let start = max(first, midnight + Int64(window.from) * 60_000)
          let end = min(last, midnight + Int64(window.to) * 60_000)
          if start < end, !body(Int(day), start - offset, end - offset, offset) { return false }
        }
      }
      day += 1
    }
    return true
  }

  private static func floor(_ value: Int64, by divisor: Int64) -> Int64 {
    value >= 0 ? value / divisor : -((-value + divisor - 1) / divisor)
  }

  // MARK: Holidays

  /// Of the year that a walk is in, so that it takes the lock once a year.
  private struct HolidaysOfYear {
    /// Day numbers of the year; empty before the first question.
    var days = 0..<0
    var names: [Int: String] = [:]
  }

  private func holiday(_ day: Int, _ kept: inout HolidaysOfYear) -> String? {
    if !kept.days.contains(day) {
      let year = CivilDay(number: day).year
      let first = CivilDay(year: year, month: 1, day: 1)?.number ?? day
      let last = CivilDay(year: year, month: 12, day: 31)?.number ?? day
      kept.days = first..<last + 1
      kept.names = names(ofYear: year)
    }
    return kept.names[day]
  }

  private func names(ofYear year: Int) -> [Int: String] {
    if let known = holidays.withLock({ $0[year] }) { return known }
    var names: [Int: String] = [:]
    for holiday in calendar.holidays + calendar.imported {
      for day in holiday.days(in: year) where names[day.number] == nil { names[day.number] = holiday.name }
    }
    holidays.withLock { [names] in $0[year] = names }
    return names
  }
}
