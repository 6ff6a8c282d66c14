// When somebody works: windows of the week in a time zone, less holidays. As people write it, checked.
import TellbackWire

/// A time of each day of one weekday, on the clocks of the calendar's zone.
public struct BusinessWindow: Sendable, Hashable, Codable {
  /// Minutes from midnight, 0 to 1,440; ``to`` is not part of it.
  public var from: Int
  public var to: Int

  public init(from: Int, to: Int) {
    self.from = from
    self.to = to
  }

  /// `09:00-12:00`.
  public var text: String { "\(Self.text(from))-\(Self.text(to))" }

  public static func text(_ minutes: Int) -> String {
    let (hour, minute) = (minutes / 60, minutes % 60)
    return "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
  }
}

/// Business hours. An instant is business time when the clocks of the zone show a time in a window of their weekday, and their
/// day is no holiday. So an hour that clocks go through twice counts twice, and one that they leave out does not count.
public struct BusinessCalendar: Sendable, Hashable, Codable {
  /// Bytes of a name.
  public static let nameLimit = 100
  /// Windows of one weekday.
  public static let windowLimit = 8
  /// Own holidays, and those of a file, each.
  public static let holidayLimit = 1_000
  /// Bytes of the text in which own holidays are written.
  public static let holidayTextLimit = 65_536
  public static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

  /// Unique among the calendars of one collector; never used again.
  public var id: Int64
  public var name: String
  /// A name of the IANA time zone database, such as `Europe/Zurich`.
  public var zone: String
  /// Monday first; in order, apart from each other.
  public var week: [[BusinessWindow]]
  /// Written by hand.
  public var holidays: [Holiday]
  /// From a file.
  public var imported: [Holiday]

  public init(
    id: Int64, name: String, zone: String, week: [[BusinessWindow]], holidays: [Holiday] = [], imported: [Holiday] = []
  ) {
    self.id = id
    self.name = name
    self.zone = zone
    self.week = week
    self.holidays = holidays
    self.imported = imported
  }

  /// Monday to Friday from 9 to 17 o'clock: what a new calendar begins with.
  public static let officeWeek =
    Array(repeating: [BusinessWindow(from: 540, to: 1_020)], count: 5) + Array(repeating: [], count: 2)

  /// Throws ``ServiceLevelError`` for what cannot be computed with.
  func checked() throws -> BusinessCalendar {
    var calendar = self
    calendar.name = try ServiceLevelError.checked(name: name)
    guard ZoneOffsets.named(zone) != nil else { throw ServiceLevelError.unknownZone(zone) }
    guard week.count == 7, week.contains(where: { !$0.isEmpty }) else { throw ServiceLevelError.noWindow }
    for (weekday, windows) in week.enumerated() {
      guard windows.count <= Self.windowLimit else { throw ServiceLevelError.tooManyWindows(weekday: weekday) }
      for window in windows where !(0 <= window.from && window.from < window.to && window.to <= 1_440) {
        throw ServiceLevelError.badWindow(weekday: weekday, window.text)
      }
      for (one, next) in zip(windows, windows.dropFirst()) where one.to > next.from {
        throw ServiceLevelError.overlapping(weekday: weekday)
      }
    }
    for (what, list) in [("written", holidays), ("of the file", imported)] where list.count > Self.holidayLimit {
      throw ServiceLevelError.tooManyHolidays(what, list.count)
    }
    return calendar
  }

  // MARK: As people write it

  /// `09:00-12:00, 13:00-17:00`; nothing for a day without work. `24:00` is the end of the day.
  public static func windows(_ text: String, weekday: Int) throws -> [BusinessWindow] {
    let parts = text.split { $0 == "," || $0 == ";" }.map { $0.filter { !$0.isWhitespace } }.filter { !$0.isEmpty }
    let windows = try parts.map { part -> BusinessWindow in
      let ends = part.split(omittingEmptySubsequences: false) { $0 == "-" || $0 == "–" }.map(minutes)
      guard ends.count == 2, let from = ends[0], let to = ends[1], from < to else {
        throw ServiceLevelError.badWindow(weekday: weekday, String(part.prefix(40)))
      }
      return BusinessWindow(from: from, to: to)
    }
    return windows.sorted { $0.from < $1.from }
  }

  private static func minutes(_ text: Substring) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), parts.allSatisfy({ (1...2).contains($0.utf8.count) }),
      parts.allSatisfy({ $0.utf8.allSatisfy { $0 &- 0x30 < 10 } }), let hour = Int(parts[0]),
      let minute = parts.count == 2 ? Int(parts[1]) : 0, minute < 60, hour * 60 + minute <= 1_440
    else { return nil }
    return hour * 60 + minute
  }

  /// A holiday in each line: `2026-12-25 Christmas`, `2026-12-24..2026-12-31 Closed`, or `*-12-25 Christmas` for each year.
  /// Throws with the number of a line that is none of these. A line that begins with `#` says nothing.
  public static func holidays(_ text: String) throws -> [Holiday] {
    guard text.utf8.count <= holidayTextLimit else {
      throw ServiceLevelError.holidayTextTooLong(bytes: text.utf8.count)
    }
    var found: [Holiday] = []
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let words = line.split(maxSplits: 1, whereSeparator: \.isWhitespace)
      guard let when = words.first, !when.hasPrefix("#") else { continue }
      guard var holiday = holiday(when) else {
        throw ServiceLevelError.badHoliday(line: index + 1, String(when.prefix(40)))
      }
      holiday.name = ServiceLevelError.cut(words.count > 1 ? String(words[1]) : "Holiday", to: Holiday.nameLimit)
      found.append(holiday)
    }
    return found
  }

  private static func holiday(_ text: Substring) -> Holiday? {
    if text.hasPrefix("*-") {
      // 2000 was a leap year, so each date is there.
      guard let day = CivilDay("2000" + text.dropFirst()) else { return nil }
      return Holiday("", on: day, yearly: Holiday.Yearly())
    }
    guard let dots = text.firstRange(of: "..") else { return CivilDay(text).map { Holiday("", on: $0) } }
    guard let first = CivilDay(text[..<dots.lowerBound]), let last = CivilDay(text[dots.upperBound...]), first <= last,
      last.number - first.number < Holiday.dayLimit
    else { return nil }
    return Holiday("", on: first, days: last.number - first.number + 1)
  }

  /// What ``holidays(_:)`` reads, one line each.
  public static func text(_ holidays: [Holiday]) -> String {
    holidays.map { holiday in
      var when = holiday.first.text
      if holiday.yearly != nil { when = "*" + when.dropFirst(4) }
      if holiday.days > 1 { when += ".." + holiday.first.adding(days: holiday.days - 1).text }
      return "\(when) \(holiday.name)"
    }.joined(separator: "\n")
  }
}
