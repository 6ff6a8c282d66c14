// Against an oracle that shares nothing with the code: it asks Foundation's calendar what the clocks show, minute by minute.
import CollectorCore
import Foundation
import TellbackWire
import Testing

/// Numbers that are the same in each run (SplitMix64).
private struct Dice: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// The minutes of a stretch of time, and whether each is business time, found by looking at a clock on the wall.
private struct WallClock {
  let first: Int64
  /// For each minute from ``first`` on.
  private var isOpen: [Bool] = []

  init(_ calendar: BusinessCalendar, fromMinute first: Int64, minutes: Int) {
    self.first = first
    var gregorian = Calendar(identifier: .gregorian)
    if let zone = TimeZone(identifier: calendar.zone) { gregorian.timeZone = zone }
    let holidays = Set(
      calendar.holidays.filter { $0.yearly == nil }.flatMap { holiday in
        (0..<holiday.days).map { holiday.first.adding(days: $0).text }
      })
    let yearly = Set(calendar.holidays.filter { $0.yearly != nil }.map { String($0.first.text.dropFirst(5)) })
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    for minute in 0..<minutes {
      let date = Date(timeIntervalSince1970: Double((first + Int64(minute)) * 60))
      let shown = gregorian.dateComponents([.year, .month, .day, .weekday, .hour, .minute], from: date)
      let day = "\(two(shown.month ?? 0))-\(two(shown.day ?? 0))"
      let isHoliday = yearly.contains(day) || holidays.contains("\(shown.year ?? 0)-\(day)")
      // Foundation counts from Sunday, which is 1.
      let weekday = ((shown.weekday ?? 1) + 5) % 7
      let time = (shown.hour ?? 0) * 60 + (shown.minute ?? 0)
      isOpen.append(!isHoliday && calendar.week[weekday].contains { $0.from <= time && time < $0.to })
    }
  }

  private func isOpen(second: Int64) -> Bool? {
    let minute = Int(second / 60 - first)
    return isOpen.indices.contains(minute) ? isOpen[minute] : nil
  }

  /// Seconds of business time between two seconds.
  func worked(_ from: Int64, _ to: Int64) -> Int64 {
    var (at, sum) = (from, Int64(0))
    while at < to {
      let next = min(to, (at / 60 + 1) * 60)
      if isOpen(second: at) ?? false { sum += next - at }
      at = next
    }
    return sum
  }

  /// The second at which so many seconds have passed; nil when that lies after what was looked at.
  func due(_ seconds: Int64, after from: Int64) -> Int64? {
    var (at, left) = (from, seconds)
    while left > 0 {
      guard let open = isOpen(second: at) else { return nil }
      let next = (at / 60 + 1) * 60
      if open {
        if left <= next - at { return at + left }
        left -= next - at
      }
      at = next
    }
    return at
  }
}

@Suite struct BusinessTimeOracleTests {
  private static let zones = [
    "Europe/Zurich", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/Santiago", "Africa/Casablanca",
    "Pacific/Auckland", "America/St_Johns", "UTC",
  ]
  private static let seed: UInt64 = 20_261_126
  /// Calendars and stretches of time; in each, ``cases`` are tried.
  private static let worlds = 125
  private static let cases = 80

  @Test func `B7: ten thousand random cases are what a clock on the wall says, minute by minute`() async throws {
    let found = try await apart { try Self.differences(seed: Self.seed) }
    #expect(found.tried == 10_000, "seed \(Self.seed)")
    #expect(found.differences == [], "seed \(Self.seed)")
  }

  private static func differences(seed: UInt64) throws -> (tried: Int, differences: [String]) {
    var dice = Dice(state: seed)
    var (tried, differences) = (0, [String]())
    for world in 0..<worlds {
      let zone = zones[world % zones.count]
      // Around a change of daylight saving as often as anywhere.
      let day = try around(zone, &dice)
      let calendar = random(zone, near: day, &dice)
      let time = BusinessTime(calendar)
      let (first, minutes) = (Int64(day) * 1_440, 26 * 1_440)
      let wall = WallClock(calendar, fromMinute: first, minutes: minutes)
      for _ in 0..<cases {
        tried += 1
        let from = first * 60 + Int64.random(in: 0..<12 * 86_400, using: &dice)
        let to = from + Int64.random(in: 0..<12 * 86_400, using: &dice)
        let seconds = Int64.random(in: 1..<40 * 3_600, using: &dice)
        let (start, end) = (Timestamp(milliseconds: from * 1_000), Timestamp(milliseconds: to * 1_000))
        let worked = time.worked(from: start, to: end)
        if worked != wall.worked(from, to) * 1_000 {
          differences.append("\(zone) \(calendar.week) worked \(from) to \(to): \(worked), \(wall.worked(from, to))")
        }
        guard let due = wall.due(seconds, after: from) else { continue }
        let computed = time.moment(after: seconds * 1_000, from: start)
        if computed?.milliseconds != due * 1_000 {
          differences.append(
            "\(zone) \(calendar.week) \(seconds) s from \(from): \(String(describing: computed)), \(due)")
        }
      }
    }
    return (tried, Array(differences.prefix(5)))
  }

  private static func around(_ zone: String, _ dice: inout Dice) throws -> Int {
    let year = Int.random(in: 2020...2035, using: &dice)
    let base = try #require(CivilDay(year: year, month: Int.random(in: 1...12, using: &dice), day: 1))
    let date = Date(timeIntervalSince1970: Double(base.number) * 86_400)
    guard Bool.random(using: &dice),
      let next = TimeZone(identifier: zone)?.nextDaylightSavingTimeTransition(after: date)
    else { return base.number + Int.random(in: 0..<28, using: &dice) }
    return Int(next.timeIntervalSince1970 / 86_400) - Int.random(in: 1..<12, using: &dice)
  }

  private static func random(_ zone: String, near day: Int, _ dice: inout Dice) -> BusinessCalendar {
    var week = (0..<7).map { _ -> [BusinessWindow] in
      guard Int.random(in: 0..<5, using: &dice) > 0 else { return [] }
      var ends = Set((0..<Int.random(in: 1...3, using: &dice) * 2).map { _ in Int.random(in: 0...1_440, using: &dice) })
      if ends.count % 2 == 1 { ends.remove(ends.max() ?? 0) }
      let sorted = ends.sorted()
      return stride(from: 0, to: sorted.count, by: 2).map { BusinessWindow(from: sorted[$0], to: sorted[$0 + 1]) }
    }
    // Some work around the clock, and some only at night, when clocks are changed.
    switch Int.random(in: 0..<6, using: &dice) {
    case 0: week = Array(repeating: [BusinessWindow(from: 0, to: 1_440)], count: 7)
    case 1: week = Array(repeating: [BusinessWindow(from: 60, to: 210)], count: 7)
    default: break
    }
    let holidays = (0..<Int.random(in: 0...4, using: &dice)).map { _ -> Holiday in
      let first = CivilDay(number: day + Int.random(in: 0..<24, using: &dice))
      return Bool.random(using: &dice)
        ? Holiday("off", on: first, days: Int.random(in: 1...3, using: &dice))
        : Holiday("off each year", on: first.date.day > 28 ? first.adding(days: 4) : first, yearly: Holiday.Yearly())
    }
    return BusinessCalendar(id: 1, name: "random", zone: zone, week: week, holidays: holidays)
  }
}
