// A day of the calendar, without a time and without a zone.
import TellbackSupport

/// A day of the proleptic Gregorian calendar, by its number from 1970-01-01, which is day 0.
public struct CivilDay: Sendable, Hashable, Comparable, Codable {
  /// Years that business calendars know.
  public static let years = 1970...2199

  public let number: Int

  public init(number: Int) { self.number = number }

  /// Nil for a day that is not there, such as 31 February, and outside ``years``.
  public init?(year: Int, month: Int, day: Int) {
    guard Self.years.contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
    let date = CivilDate(year: year, month: month, day: day)
    guard date.isReal else { return nil }
    number = date.daysSince1970
  }

  /// Written `2026-12-25`; nil for anything else.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.utf8.count) == [4, 2, 2], parts.allSatisfy({ $0.utf8.allSatisfy { $0 &- 0x30 < 10 } }),
      let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  public static func < (left: CivilDay, right: CivilDay) -> Bool { left.number < right.number }

  public init(from decoder: any Decoder) throws { number = try decoder.singleValueContainer().decode(Int.self) }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(number)
  }

  public var date: (year: Int, month: Int, day: Int) {
    let date = CivilDate(daysSince1970: number)
    return (date.year, date.month, date.day)
  }

  public var year: Int { date.year }

  /// 0 for Monday to 6 for Sunday. 1970-01-01 was a Thursday.
  public var weekday: Int { ((number + 3) % 7 + 7) % 7 }

  public func adding(days: Int) -> CivilDay { CivilDay(number: number + days) }

  /// `2026-12-25`.
  public var text: String {
    let date = date
    func padded(_ value: Int, _ width: Int) -> String {
      let digits = String(value)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
  }
}
