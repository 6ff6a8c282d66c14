// Due moments and business time, exact to the second: a table computed by hand and by another program, with other calendars' rules.
import CollectorCore
import Foundation
import TellbackWire
import Testing

/// The calendars of the table.
enum Table: String, CaseIterable, Sendable {
  case zurich, newYork, zurichAlways, newYorkAlways, night, kolkata, lordHowe, utc

  var calendar: BusinessCalendar {
    get throws {
      let office = "09:00-12:00, 13:00-17:00"
      switch self {
      case .zurich:
        return try make(
          "Europe/Zurich", Array(repeating: office, count: 5) + ["", ""],
          "*-01-01 New Year\n*-08-01 National Day\n2026-12-25 Christmas\n2026-04-03 Good Friday\n2026-04-06 Easter Monday"
        )
      case .newYork:
        var calendar = try make(
          "America/New_York", Array(repeating: "09:00-17:00", count: 5) + ["", ""], "*-07-04 Independence Day")
        let first = try #require(CivilDay("2020-11-26"))
        calendar.imported = [
          Holiday(
            "Thanksgiving", on: first,
            yearly: Holiday.Yearly(nth: Holiday.NthWeekday(month: 11, weekday: 3, ordinal: 4)))
        ]
        return calendar
      case .zurichAlways: return try make("Europe/Zurich", Array(repeating: "00:00-24:00", count: 7))
      case .newYorkAlways: return try make("America/New_York", Array(repeating: "00:00-24:00", count: 7))
      case .night: return try make("Europe/Zurich", Array(repeating: "22:00-24:00, 00:00-06:00", count: 7))
      case .kolkata:
        return try make(
          "Asia/Kolkata", Array(repeating: "10:00-18:30", count: 6) + [""], "2026-11-08..2026-11-10 Diwali")
      case .lordHowe: return try make("Australia/Lord_Howe", Array(repeating: "01:00-03:00", count: 7))
      case .utc: return try make("UTC", Array(repeating: "9-17", count: 5) + ["", ""], "2024-02-29 Leap day")
      }
    }
  }

  private func make(_ zone: String, _ week: [String], _ holidays: String = "") throws -> BusinessCalendar {
    BusinessCalendar(
      id: 1, name: rawValue, zone: zone,
      week: try week.enumerated().map { try BusinessCalendar.windows($1, weekday: $0) },
      holidays: try BusinessCalendar.holidays(holidays))
  }
}

/// `2026-11-26T08:15:30`, in UTC.
func instant(_ text: String) throws -> Timestamp {
  let style = Date.ISO8601FormatStyle(timeZone: .gmt).year().month().day().dateTimeSeparator(.standard).time(
    includingFractionalSeconds: false)
  return Timestamp(milliseconds: Int64(try Date(text, strategy: style).timeIntervalSince1970) * 1_000)
}

struct Due: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let table: Table
  let from: String
  let seconds: Int64
  let due: String

  init(_ name: String, _ table: Table, _ from: String, _ seconds: Int64, _ due: String) {
    (testDescription, self.table, self.from, self.seconds, self.due) = (name, table, from, seconds, due)
  }

  static let all = [
    Due("within a morning", .zurich, "2026-11-26T08:15:30", 3600, "2026-11-26T09:15:30"),
    Due("to the end of the morning exactly", .zurich, "2026-11-26T08:00:00", 10800, "2026-11-26T11:00:00"),
    Due("over lunch", .zurich, "2026-11-26T10:30:00", 3600, "2026-11-26T12:30:00"),
    Due("during lunch", .zurich, "2026-11-26T11:20:00", 1800, "2026-11-26T12:30:00"),
    Due("over the night", .zurich, "2026-11-26T15:30:00", 3600, "2026-11-27T08:30:00"),
    Due("to the end of the day exactly", .zurich, "2026-11-26T08:00:00", 25200, "2026-11-26T16:00:00"),
    Due("one second past the end of the day", .zurich, "2026-11-26T08:00:00", 25201, "2026-11-27T08:00:01"),
    Due("before the first window", .zurich, "2026-11-26T03:00:00", 60, "2026-11-26T08:01:00"),
    Due("after the last window", .zurich, "2026-11-26T20:00:00", 60, "2026-11-27T08:01:00"),
    Due("over a weekend", .zurich, "2026-11-27T15:45:00", 1800, "2026-11-30T08:15:00"),
    Due("on a Saturday", .zurich, "2026-11-28T12:00:00", 7200, "2026-11-30T10:00:00"),
    Due("on a Sunday evening", .zurich, "2026-11-29T22:59:59", 1, "2026-11-30T08:00:01"),
    Due("over Christmas and the weekend after it", .zurich, "2026-12-24T15:00:00", 7200, "2026-12-28T09:00:00"),
    Due("on a holiday", .zurich, "2026-12-25T10:00:00", 3600, "2026-12-28T09:00:00"),
    Due("over New Year's Day of every year", .zurich, "2026-12-31T15:00:00", 10800, "2027-01-04T10:00:00"),
    Due("over New Year's Day of another year", .zurich, "2030-12-31T15:00:00", 10800, "2031-01-02T10:00:00"),
    Due(
      "over Easter, with the change to summer before it", .zurich, "2026-03-27T15:00:00", 126000, "2026-04-07T14:00:00"),
    Due("over Good Friday and Easter Monday", .zurich, "2026-04-02T14:00:00", 10800, "2026-04-07T09:00:00"),
    Due("over the change to summer", .zurich, "2026-03-27T15:30:00", 3600, "2026-03-30T07:30:00"),
    Due("over the change to winter", .zurich, "2026-10-23T14:30:00", 3600, "2026-10-26T08:30:00"),
    Due("a week over the change to winter", .zurich, "2026-10-22T07:00:00", 126000, "2026-10-28T16:00:00"),
    Due("with the zone's summer offset", .zurich, "2026-07-14T06:59:59", 3600, "2026-07-14T08:00:00"),
    Due("a hundred hours", .zurich, "2026-11-26T08:00:00", 360000, "2026-12-16T10:00:00"),
    Due(
      "around the clock over the change to summer", .zurichAlways, "2026-03-28T23:00:00", 86400, "2026-03-29T23:00:00"),
    Due(
      "around the clock over the change to winter", .zurichAlways, "2026-10-24T22:00:00", 90000, "2026-10-25T23:00:00"),
    Due("around the clock, a day", .zurichAlways, "2026-11-26T11:11:11", 86400, "2026-11-27T11:11:11"),
    Due(
      "at night over the change to summer: five hours of six", .night, "2026-03-28T21:00:00", 28800,
      "2026-03-29T21:00:00"),
    Due(
      "at night over the change to winter: seven hours of six", .night, "2026-10-24T20:00:00", 32400,
      "2026-10-25T05:00:00"),
    Due("at night over midnight", .night, "2026-11-26T22:30:00", 7200, "2026-11-27T00:30:00"),
    Due("at night from the day", .night, "2026-11-26T12:00:00", 1, "2026-11-26T21:00:01"),
    Due("New York over its change to summer", .newYork, "2026-03-06T21:00:00", 7200, "2026-03-09T14:00:00"),
    Due("New York over its change to winter", .newYork, "2026-10-30T20:00:00", 7200, "2026-11-02T15:00:00"),
    Due(
      "New York in the weeks when only it has summer time", .newYork, "2026-03-20T19:30:00", 7200, "2026-03-23T13:30:00"
    ),
    Due(
      "New York around the clock over its change to summer", .newYorkAlways, "2026-03-08T05:00:00", 82800,
      "2026-03-09T04:00:00"),
    Due(
      "New York around the clock over its change to winter", .newYorkAlways, "2026-11-01T04:00:00", 90000,
      "2026-11-02T05:00:00"),
    Due("New York over Thanksgiving", .newYork, "2026-11-25T21:30:00", 3600, "2026-11-27T14:30:00"),
    Due("New York over Thanksgiving of another year", .newYork, "2027-11-24T21:30:00", 3600, "2027-11-26T14:30:00"),
    Due("New York over the fourth of July on a Saturday", .newYork, "2026-07-03T20:30:00", 3600, "2026-07-06T13:30:00"),
    Due("New York over the fourth of July on a Tuesday", .newYork, "2028-07-03T20:30:00", 3600, "2028-07-05T13:30:00"),
    Due("a zone with half hours", .kolkata, "2026-11-26T12:45:00", 1800, "2026-11-27T04:45:00"),
    Due("a zone with half hours over a Sunday", .kolkata, "2026-11-28T12:30:00", 3600, "2026-11-30T05:00:00"),
    Due("over a holiday of three days", .kolkata, "2026-11-07T12:30:00", 3600, "2026-11-11T05:00:00"),
    Due("half an hour of daylight saving begins", .lordHowe, "2026-10-03T14:00:00", 7200, "2026-10-04T14:30:00"),
    Due("half an hour of daylight saving ends", .lordHowe, "2026-04-04T14:00:00", 10800, "2026-04-05T15:00:00"),
    Due("UTC", .utc, "2026-11-26T16:59:59", 2, "2026-11-27T09:00:01"),
    Due("UTC over the leap day as a holiday", .utc, "2024-02-28T16:30:00", 3600, "2024-03-01T09:30:00"),
    Due("nothing at all", .zurich, "2026-11-28T12:34:56", 0, "2026-11-28T12:34:56"),
  ]
}

struct Worked: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let table: Table
  let from: String
  let to: String
  let seconds: Int64

  init(_ name: String, _ table: Table, _ from: String, _ to: String, _ seconds: Int64) {
    (testDescription, self.table, self.from, self.to, self.seconds) = (name, table, from, to, seconds)
  }

  static let all = [
    Worked("a whole day", .zurich, "2026-11-26T00:00:00", "2026-11-27T00:00:00", 25200),
    Worked("lunch alone", .zurich, "2026-11-26T11:00:00", "2026-11-26T12:00:00", 0),
    Worked("part of lunch and after", .zurich, "2026-11-26T11:30:00", "2026-11-26T12:10:07", 607),
    Worked("a weekend alone", .zurich, "2026-11-27T16:00:00", "2026-11-30T08:00:00", 0),
    Worked("a weekend with a minute on both sides", .zurich, "2026-11-27T15:59:00", "2026-11-30T08:01:00", 120),
    Worked("Christmas week", .zurich, "2026-12-21T00:00:00", "2026-12-28T00:00:00", 100800),
    Worked("a year", .zurich, "2026-01-01T00:00:00", "2027-01-01T00:00:00", 6476400),
    Worked("the week of the change to summer", .zurich, "2026-03-23T00:00:00", "2026-03-30T22:00:00", 151200),
    Worked(
      "the day of the change to summer around the clock", .zurichAlways, "2026-03-28T23:00:00", "2026-03-29T22:00:00",
      82800),
    Worked(
      "the day of the change to winter around the clock", .zurichAlways, "2026-10-24T22:00:00", "2026-10-25T23:00:00",
      90000),
    Worked("the night of the change to summer", .night, "2026-03-28T12:00:00", "2026-03-29T12:00:00", 25200),
    Worked("the night of the change to winter", .night, "2026-10-24T12:00:00", "2026-10-25T12:00:00", 32400),
    Worked(
      "New York, the night of its change to summer", .newYorkAlways, "2026-03-08T06:30:00", "2026-03-08T07:30:00", 3600),
    Worked("New York, Thanksgiving week", .newYork, "2026-11-23T00:00:00", "2026-11-30T00:00:00", 115200),
    Worked("New York, a year", .newYork, "2026-01-01T05:00:00", "2027-01-01T05:00:00", 7488000),
    Worked("a change of half an hour", .lordHowe, "2026-10-03T00:00:00", "2026-10-04T00:00:00", 5400),
    Worked("a change of half an hour back", .lordHowe, "2026-04-04T00:00:00", "2026-04-05T00:00:00", 9000),
    Worked("backwards is nothing", .zurich, "2026-11-27T10:00:00", "2026-11-26T10:00:00", 0),
    Worked("the same instant is nothing", .zurich, "2026-11-26T10:00:00", "2026-11-26T10:00:00", 0),
  ]
}

@Suite struct BusinessTimeTests {
  @Test(arguments: Due.all)
  func `B7: so much business time after an instant is this instant`(entry: Due) throws {
    let time = BusinessTime(try entry.table.calendar)
    let from = try instant(entry.from)
    let due = try #require(time.moment(after: entry.seconds * 1_000, from: from))
    #expect(due == (try instant(entry.due)))
    // Until then, exactly so much passes.
    #expect(time.worked(from: from, to: due) == entry.seconds * 1_000)
    // Time that is paused in between moves it by its business time.
    if entry.seconds > 60 {
      let half = try #require(time.moment(after: entry.seconds * 500, from: from))
      #expect(time.moment(after: entry.seconds * 500, from: half) == due)
    }
  }

  @Test(arguments: Worked.all)
  func `B7: between two instants lies so much business time`(entry: Worked) throws {
    let time = BusinessTime(try entry.table.calendar)
    #expect(time.worked(from: try instant(entry.from), to: try instant(entry.to)) == entry.seconds * 1_000)
  }

  @Test func `opening hours begin where nobody worked, and are there while somebody works`() throws {
    let time = BusinessTime(try Table.zurich.calendar)
    let lunch = try instant("2026-11-26T11:30:00")
    #expect(!time.isOpen(at: lunch))
    #expect(time.opening(notBefore: lunch) == (try instant("2026-11-26T12:00:00")))
    let evening = try instant("2026-12-24T16:00:00")
    #expect(!time.isOpen(at: evening))
    #expect(time.opening(notBefore: evening) == (try instant("2026-12-28T08:00:00")))
    let work = try instant("2026-11-26T08:00:00")
    #expect(time.isOpen(at: work) && time.opening(notBefore: work) == work)
  }

  @Test func `the days of a stretch tell windows and holidays, with the clocks of each`() throws {
    let time = BusinessTime(try Table.zurich.calendar)
    let days = time.days(from: try instant("2026-12-24T11:30:00"), to: try instant("2026-12-28T09:00:00"), limit: 10)
    #expect(days.map(\.day.text) == ["2026-12-24", "2026-12-25", "2026-12-28"])
    #expect(days.map(\.holiday) == [nil, "Christmas", nil])
    #expect(days[0].stretches.map(\.from) == [try instant("2026-12-24T12:00:00")])
    #expect(days[0].stretches.map(\.offset) == [3_600])
    #expect(
      time.days(from: try instant("2026-12-24T11:30:00"), to: try instant("2026-12-28T09:00:00"), limit: 2).count == 2)
    let change = BusinessTime(try Table.night.calendar)
      .days(from: try instant("2026-03-28T23:30:00"), to: try instant("2026-03-29T04:00:00"), limit: 10)
    #expect(change.flatMap(\.stretches).map(\.offset) == [3_600, 7_200])
  }

  @Test func `moments far from any calendar are nothing, and end`() throws {
    let time = BusinessTime(try Table.zurich.calendar)
    let (first, last) = (Timestamp(milliseconds: .min), Timestamp(milliseconds: .max))
    #expect(time.worked(from: last, to: first) == 0)
    #expect(time.worked(from: Timestamp(milliseconds: .max - 5), to: last) == 0)
    #expect(time.worked(from: first, to: Timestamp(milliseconds: 0)) == 0)
    #expect(time.moment(after: .max, from: Timestamp(milliseconds: 0)) == nil)
    #expect(time.opening(notBefore: last) == nil)
    #expect(!time.isOpen(at: last))
    #expect(time.worked(from: first, to: last) > 0)
  }

  @Test func `a calendar is refused with what is wrong in it`() throws {
    func refusal(_ body: () throws -> Void) -> ServiceLevelError? {
      #expect(throws: ServiceLevelError.self) { try body() }
    }
    #expect(refusal { _ = try BusinessCalendar.windows("9-12, noon", weekday: 2) } == .badWindow(weekday: 2, "noon"))
    #expect(
      refusal { _ = try BusinessCalendar.windows("12:00-09:00", weekday: 0) } == .badWindow(weekday: 0, "12:00-09:00"))
    #expect(
      refusal { _ = try BusinessCalendar.windows("09:00-24:01", weekday: 0) } == .badWindow(weekday: 0, "09:00-24:01"))
    #expect(
      refusal { _ = try BusinessCalendar.windows("09:60-10:00", weekday: 0) } == .badWindow(weekday: 0, "09:60-10:00"))
    #expect(
      try BusinessCalendar.windows("13-17; 9:00–12:00", weekday: 0).map(\.text) == ["09:00-12:00", "13:00-17:00"])
    #expect(
      refusal { _ = try BusinessCalendar.holidays("2026-12-25 a\n\n2026-02-29 b") }
        == .badHoliday(line: 3, "2026-02-29"))
    #expect(
      refusal { _ = try BusinessCalendar.holidays("2026-12-25..2026-12-24") }
        == .badHoliday(line: 1, "2026-12-25..2026-12-24"))
    #expect(refusal { _ = try BusinessCalendar.holidays("*-02-30") } == .badHoliday(line: 1, "*-02-30"))
    let long = String(repeating: "# long\n", count: 10_000)
    #expect(refusal { _ = try BusinessCalendar.holidays(long) } == .holidayTextTooLong(bytes: 70_000))
    let text = "2026-12-24..2026-12-31 Closed\n*-02-29 Leap day\n2026-05-01 Holiday"
    #expect(BusinessCalendar.text(try BusinessCalendar.holidays(text)) == text)
  }
}
