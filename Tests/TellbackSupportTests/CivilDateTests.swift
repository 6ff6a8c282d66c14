// Dates against Foundation's calendar, day by day.
import Foundation
import TellbackSupport
import Testing

@Suite struct CivilDateTests {
  @Test func `each day from 1583 to 2500 has the date that Foundation gives it, and leads back to its number`() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(identifier: "GMT"))
    // Foundation's calendar is asked once a month: it takes its time.
    for number in stride(from: -141_000, to: 193_000, by: 29) {
      let wanted = calendar.dateComponents(
        [.year, .month, .day], from: Date(timeIntervalSince1970: Double(number) * 86_400))
      let date = CivilDate(daysSince1970: number)
      #expect(date.year == wanted.year && date.month == wanted.month && date.day == wanted.day)
    }
    var before = CivilDate(daysSince1970: -1_000_001)
    for number in -1_000_000...1_000_000 {
      let date = CivilDate(daysSince1970: number)
      let isNext = date.day == before.day + 1 || date.day == 1
      guard date.daysSince1970 == number, isNext, date.isReal else {
        Issue.record("day \(number) is \(date)")
        return
      }
      before = date
    }
  }

  @Test(arguments: [
    (2023, 2, 29), (1900, 2, 29), (2026, 4, 31), (2026, 13, 1), (2026, 0, 1), (2026, 1, 0), (2026, 1, -5),
  ])
  func `a day that is not there is not real`(year: Int, month: Int, day: Int) {
    #expect(!CivilDate(year: year, month: month, day: day).isReal)
  }

  @Test func `leap days are real, and 1970 begins with day 0`() {
    #expect(CivilDate(year: 2000, month: 2, day: 29).isReal && CivilDate(year: 2024, month: 2, day: 29).isReal)
    #expect(CivilDate(daysSince1970: 0) == CivilDate(year: 1970, month: 1, day: 1))
    #expect(CivilDate(daysSince1970: -1) == CivilDate(year: 1969, month: 12, day: 31))
  }
}
