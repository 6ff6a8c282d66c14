// Moments as people read them. Any 64-bit value has a text: clocks in the field are wrong by decades.
import CollectorCore
import TellbackSupport
import TellbackWire

enum TimeText {
  /// `2026-11-22T01:55:21Z`, as HTML's `datetime` wants it; nil outside the years 1 to 9999.
  static func machine(_ moment: Timestamp) -> String? {
    guard let civil = CivilTime(moment) else { return nil }
    return CivilDay(moment).text
      + "T\(padded(civil.hour, 2)):\(padded(civil.minute, 2)):\(padded(civil.second, 2))Z"
  }

  /// `22 Nov 2026, 01:55:21 UTC`, in German `22. Nov. 2026, 01:55:21 UTC`.
  static func absolute(_ moment: Timestamp) -> String {
    guard let civil = CivilTime(moment) else { return KitText.outsideCalendar(moment.milliseconds).text }
    return "\(day(civil)), \(clock(civil)):\(padded(civil.second, 2)) UTC"
  }

  /// `just now`, `5 min ago`, `3 h ago`, `2 d ago`; past 30 days the date.
  static func relative(_ moment: Timestamp, to now: Timestamp) -> String {
    let (difference, overflow) = now.milliseconds.subtractingReportingOverflow(moment.milliseconds)
    let seconds = overflow ? Int64.max : difference / 1_000
    switch seconds {
    case 0..<60, -60..<0: return KitText.justNow.text
    case 60..<3_600: return KitText.minutesAgo("\(seconds / 60)").text
    case 3_600..<86_400: return KitText.hoursAgo("\(seconds / 3_600)").text
    case 86_400..<(2 * 86_400): return KitText.dayAgo.text
    case 86_400..<(30 * 86_400): return KitText.daysAgo("\(seconds / 86_400)").text
    default: return CivilTime(moment).map(day) ?? absolute(moment)
    }
  }

  /// `4 s`, `12 min`, `3 h 12 min`, `2 d 4 h`, `56 years`; in German `2 Tage 4 h`, `56 Jahre`.
  static func span(milliseconds: Int64) -> String {
    let seconds = Int64(clamping: milliseconds.magnitude / 1_000)
    switch seconds {
    case 0..<60: return "\(seconds) s"
    case 60..<3_600: return "\(seconds / 60) min"
    case 3_600..<86_400: return join(seconds / 3_600, "h", seconds % 3_600 / 60, "min")
    case 86_400..<(730 * 86_400):
      let (days, hours) = (KitText.days(seconds / 86_400).text, seconds % 86_400 / 3_600)
      return hours == 0 ? days : "\(days) \(hours) h"
    default: return KitText.years(seconds / 31_556_952).text
    }
  }

  /// `−0:42`, `−1:03:20`, `+0:05`: a step's place before the report.
  static func offset(milliseconds: Int64) -> String {
    let seconds = Int64(clamping: milliseconds.magnitude / 1_000)
    let sign = milliseconds <= 0 ? "−" : "+"
    guard seconds >= 3_600 else { return "\(sign)\(seconds / 60):\(padded(seconds % 60, 2))" }
    guard seconds < 360_000 else { return "\(sign)\(span(milliseconds: milliseconds))" }
    return "\(sign)\(seconds / 3_600):\(padded(seconds % 3_600 / 60, 2)):\(padded(seconds % 60, 2))"
  }

  /// `01:55`, in the zone that `offset` seconds describe.
  static func clock(_ moment: Timestamp, offset: Int64) -> String? {
    CivilTime(moment.adding(seconds: offset)).map(clock)
  }

  /// `2026-12-03`, for a date field.
  static func day(_ moment: Timestamp) -> String? { machine(moment).map { String($0.prefix(10)) } }

  /// The beginning of a day written `2026-12-03`, in a zone that is `zone` minutes behind UTC as browsers count it; nil for what
  /// is no such day.
  static func moment(ofDay text: String, zone minutes: Int64) -> Timestamp? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts.map(\.count) == [4, 2, 2], (-900...900).contains(minutes),
      let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), year > 0,
      (1...12).contains(month)
    else { return nil }
    let days = CivilDate(year: year, month: month, day: day).daysSince1970
    let moment = Timestamp(milliseconds: Int64(days) * 86_400_000)
    // 31 February would be a day in March.
    guard day > 0, machine(moment)?.hasPrefix(text) ?? false else { return nil }
    return moment.adding(seconds: minutes * 60)
  }

  /// A `<time>` with the relative text, and the absolute one for whoever points at it; scripts keep the relative one fresh.
  static func html(_ moment: Timestamp, now: Timestamp) -> HTML {
    "<time\(.datetime, optional: machine(moment))\(.title, absolute(moment))>\(relative(moment, to: now))</time>"
  }

  /// `22 Nov 2026`, in German `22. Nov. 2026`.
  static func day(_ civil: CivilTime) -> String { KitText.day(civil).text }

  private static func clock(_ civil: CivilTime) -> String { "\(padded(civil.hour, 2)):\(padded(civil.minute, 2))" }

  private static func join(_ first: Int64, _ one: String, _ second: Int64, _ two: String) -> String {
    second == 0 ? "\(first) \(one)" : "\(first) \(one) \(second) \(two)"
  }

  private static func padded(_ value: Int64, _ width: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }
}

/// A moment in UTC by the proleptic Gregorian calendar.
struct CivilTime {
  let year: Int64
  let month: Int64
  let day: Int64
  let hour: Int64
  let minute: Int64
  let second: Int64

  /// Nil outside the years 1 to 9999.
  init?(_ moment: Timestamp) {
    guard (-62_135_596_800_000..<253_402_300_800_000).contains(moment.milliseconds) else { return nil }
    let seconds = (moment.milliseconds - (moment.milliseconds % 1_000 + 1_000) % 1_000) / 1_000
    let inDay = (seconds % 86_400 + 86_400) % 86_400
    let date = CivilDate(daysSince1970: Int((seconds - inDay) / 86_400))
    (year, month, day) = (Int64(date.year), Int64(date.month), Int64(date.day))
    hour = inDay / 3_600
    minute = inDay % 3_600 / 60
    second = inDay % 60
  }
}
