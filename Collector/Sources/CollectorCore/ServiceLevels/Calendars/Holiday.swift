// Days on which nobody works: one of a year, or the same in each year.

/// A holiday of one or more days, once or yearly.
public struct Holiday: Sendable, Hashable, Codable {
  /// Bytes of a name; longer ones are cut.
  public static let nameLimit = 200
  /// Days of one holiday.
  public static let dayLimit = 366

  /// A weekday by its place in a month: the fourth Thursday of November.
  public struct NthWeekday: Sendable, Hashable, Codable {
    public var month: Int
    /// 0 for Monday.
    public var weekday: Int
    /// 1 to 5 from the beginning of the month, -1 to -5 from its end.
    public var ordinal: Int

    public init(month: Int, weekday: Int, ordinal: Int) {
      self.month = month
      self.weekday = weekday
      self.ordinal = ordinal
    }

    /// Nil in a year whose month has no such day.
    public func day(in year: Int) -> CivilDay? {
      guard let first = CivilDay(year: year, month: month, day: 1) else { return nil }
      if ordinal > 0 {
        let day = first.adding(days: (weekday - first.weekday + 7) % 7 + (ordinal - 1) * 7)
        return day.date.month == month ? day : nil
      }
      let next = CivilDay(year: month == 12 ? year + 1 : year, month: month % 12 + 1, day: 1)
      guard let last = next?.adding(days: -1) else { return nil }
      let day = last.adding(days: -((last.weekday - weekday + 7) % 7) + (ordinal + 1) * 7)
      return day.date.month == month ? day : nil
    }
  }

  /// How it comes again: RFC 5545, section 3.3.10, for the frequency YEARLY.
  public struct Yearly: Sendable, Hashable, Codable {
    /// Years from one to the next.
    public var interval: Int
    /// How often in all.
    public var count: Int?
    /// The last day on which it may begin.
    public var until: CivilDay?
    /// Nil: on the date of the first one.
    public var nth: NthWeekday?

    public init(interval: Int = 1, count: Int? = nil, until: CivilDay? = nil, nth: NthWeekday? = nil) {
      self.interval = interval
      self.count = count
      self.until = until
      self.nth = nth
    }
  }

  public var name: String
  public var first: CivilDay
  public var days: Int
  public var yearly: Yearly?
  /// First days of those that are left out.
  public var except: [CivilDay]

  public init(_ name: String, on first: CivilDay, days: Int = 1, yearly: Yearly? = nil, except: [CivilDay] = []) {
    self.name = name
    self.first = first
    self.days = days
    self.yearly = yearly
    self.except = except
  }

  /// The days of a year that belong to it. One that begins in the year before may reach into it.
  func days(in year: Int) -> [CivilDay] {
    let starts = yearly == nil ? [first] : [year - 1, year].compactMap(start)
    return starts.filter { !except.contains($0) }.flatMap { start in
      (0..<days).map { start.adding(days: $0) }.filter { $0.year == year }
    }
  }

  /// When it begins in a year; nil in a year without it. An invalid date such as 29 February is left out (RFC 5545, section
  /// 3.3.10).
  private func start(in year: Int) -> CivilDay? {
    guard let yearly else { return nil }
    let date = first.date
    guard year >= date.year, (year - date.year) % max(1, yearly.interval) == 0, let day = candidate(year), day >= first
    else { return nil }
    if let until = yearly.until, day > until { return nil }
    if let count = yearly.count {
      let before = stride(from: date.year, to: year, by: max(1, yearly.interval)).compactMap(candidate)
      guard before.count(where: { $0 >= first }) < count else { return nil }
    }
    return day
  }

  private func candidate(_ year: Int) -> CivilDay? {
    if let nth = yearly?.nth { return nth.day(in: year) }
    let date = first.date
    return CivilDay(year: year, month: date.month, day: date.day)
  }
}
