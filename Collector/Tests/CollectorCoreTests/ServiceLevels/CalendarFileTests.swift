// Files of holidays: what programs export, what RFC 5545 says of it, and what is refused with its line.
import CollectorCore
import TellbackWire
import Testing

private func calendar(_ events: String...) -> String {
  "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\n"
    + events.map { "BEGIN:VEVENT\r\n\($0)END:VEVENT\r\n" }.joined() + "END:VCALENDAR\r\n"
}

private func holidays(_ text: String) throws -> [Holiday] { try CalendarFile.holidays(Array(text.utf8)) }

@Suite struct CalendarFileTests {
  @Test func `whole days are read with their length, name and rule`() throws {
    let found = try holidays(
      calendar(
        "UID:1\r\nDTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20261227\r\nSUMMARY;LANGUAGE=de:Weihnachten\\, frei\r\n",
        "DTSTART;VALUE=DATE:20260501\r\nDURATION:P1D\r\nTRANSP:TRANSPARENT\r\nSUMMARY:May\r\n  Day\r\n",
        "DTSTART;VALUE=DATE:20201126\r\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH\r\nSUMMARY:Thanksgiving\r\n"
          + "BEGIN:VALARM\r\nTRIGGER:-PT15M\r\nSUMMARY:Wake up\r\nEND:VALARM\r\n",
        "DTSTART:20200525\r\nRRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO;UNTIL=20290101T000000Z\r\nSUMMARY:\r\n"))
    #expect(found.map(\.name) == ["Weihnachten, frei", "May Day", "Thanksgiving", "Holiday"])
    #expect(found.map(\.days) == [2, 1, 1, 1])
    #expect(found.map(\.first.text) == ["2026-12-25", "2026-05-01", "2020-11-26", "2020-05-25"])
    #expect(found[2].yearly?.nth == Holiday.NthWeekday(month: 11, weekday: 3, ordinal: 4))
    #expect(found[3].yearly?.until?.text == "2029-01-01")
  }

  /// The days of a year on which nobody works, through a calendar that is always open.
  private func daysOff(_ file: String, _ year: Int) throws -> [String] {
    let calendar = BusinessCalendar(
      id: 1, name: "x", zone: "UTC", week: Array(repeating: [BusinessWindow(from: 0, to: 1_440)], count: 7),
      imported: try holidays(file))
    let (first, last) = (try instant("\(year)-01-01T00:00:00"), try instant("\(year + 1)-01-01T00:00:00"))
    return BusinessTime(calendar).days(from: first, to: last, limit: 1_000).filter { $0.holiday != nil }.map(\.day.text)
  }

  @Test func `rules come again as RFC 5545 says`() throws {
    let yearly = calendar("DTSTART;VALUE=DATE:20241231\r\nDTEND;VALUE=DATE:20250102\r\nRRULE:FREQ=YEARLY\r\n")
    #expect(try daysOff(yearly, 2024) == ["2024-12-31"])
    #expect(try daysOff(yearly, 2030) == ["2030-01-01", "2030-12-31"])
    let second = calendar("DTSTART;VALUE=DATE:20200704\r\nRRULE:FREQ=YEARLY;INTERVAL=2;COUNT=3\r\n")
    #expect(try (2019...2026).map { try daysOff(second, $0).count } == [0, 1, 0, 1, 0, 1, 0, 0])
    let leap = calendar("DTSTART;VALUE=DATE:20200229\r\nRRULE:FREQ=YEARLY;COUNT=2\r\n")
    #expect(try (2020...2029).map { try daysOff(leap, $0).count } == [1, 0, 0, 0, 1, 0, 0, 0, 0, 0])
    let until = calendar(
      "DTSTART;VALUE=DATE:20200101\r\nRRULE:FREQ=YEARLY;UNTIL=20220101\r\nEXDATE;VALUE=DATE:20210101\r\n")
    #expect(try (2019...2024).map { try daysOff(until, $0).count } == [0, 1, 0, 1, 0, 0])
    let fifth = calendar("DTSTART;VALUE=DATE:20200131\r\nRRULE:FREQ=YEARLY;BYMONTH=1;BYDAY=5FR\r\n")
    #expect(try (2020...2026).map { try daysOff(fifth, $0).count } == [1, 1, 0, 0, 0, 1, 1])
    let memorial = calendar("DTSTART;VALUE=DATE:20200525\r\nRRULE:FREQ=YEARLY;BYDAY=-1MO;BYMONTH=5\r\n")
    #expect(try daysOff(memorial, 2026) == ["2026-05-25"])
  }

  static let refused: [(file: String, line: Int, why: String)] = [
    ("", 1, "empty"), ("hello", 1, "colon"), ("BEGIN:VEVENT\r\nEND:VEVENT\r\n", 1, "BEGIN:VCALENDAR"),
    ("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", 2, "VEVENT is not ended"),
    ("BEGIN:VCALENDAR\r\nEND:VEVENT\r\n", 2, "ends nothing"),
    (calendar() + "X:1\r\n", 5, "follows"),
    (calendar("SUMMARY:x\r\n"), 4, "no DTSTART"),
    (calendar("DTSTART:20261225T090000Z\r\n"), 5, "time of day"),
    (calendar("DTSTART;VALUE=DATE-TIME:20261225\r\n"), 5, "time of day"),
    (calendar("DTSTART;VALUE=DATE:20260229\r\n"), 5, "no day"),
    (calendar("DTSTART;VALUE=DATE:99990101\r\n"), 5, "no day"),
    (calendar("DTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20261225\r\n"), 6, "ends before"),
    (calendar("DTSTART;VALUE=DATE:20260101\r\nDTEND;VALUE=DATE:20280101\r\n"), 6, "730 days"),
    (calendar("DTSTART;VALUE=DATE:20260101\r\nDURATION:PT8H\r\n"), 6, "whole days"),
    (calendar("DTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=WEEKLY\r\n"), 6, "FREQ=YEARLY"),
    (calendar("DTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=YEARLY;BYSETPOS=1\r\n"), 6, "BYSETPOS"),
    (calendar("DTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=YEARLY;BYMONTH=2\r\n"), 6, "own rule"),
    (calendar("DTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH\r\n"), 6, "own rule"),
    (calendar("DTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=YEARLY;BYDAY=MO\r\n"), 6, "BYMONTH"),
    (calendar("DTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=YEARLY;COUNT=2;UNTIL=20280101\r\n"), 6, "not both"),
    (calendar("DTSTART;VALUE=DATE:20260101\r\nRRULE:FREQ=YEARLY;INTERVAL=0\r\n"), 6, "from 1 to 200"),
    (calendar("DTSTART;VALUE=DATE:20260101\r\nRDATE;VALUE=DATE:20260102\r\n"), 6, "RDATE"),
    (calendar("DTSTART;VALUE=DATE:20260101\r\nRECURRENCE-ID:20260101\r\n"), 6, "RECURRENCE-ID"),
    (calendar("DTSTART;VALUE=DATE:20260101\r\nX:" + String(repeating: "y", count: 9_000) + "\r\n"), 6, "8192 bytes"),
  ]

  @Test(arguments: refused)
  func `a file that would be understood wrongly is refused with its line`(file: String, line: Int, why: String) {
    let error = #expect(throws: ServiceLevelError.self) { try holidays(file) }
    guard case .badFile(let found, let text) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(found == line, "\(text)")
    #expect(text.english.contains(why), "\(text)")
  }

  @Test func `no bytes bring it down: files with broken places are read or refused`() {
    let whole = Array(
      calendar(
        "DTSTART;VALUE=DATE:20241231\r\nDTEND;VALUE=DATE:20250102\r\nRRULE:FREQ=YEARLY;INTERVAL=2;COUNT=3\r\nSUMMARY:a\\,b\r\n",
        "DTSTART;VALUE=DATE:20200525\r\nRRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO\r\nEXDATE:20210531,20220530\r\n"
      ).utf8)
    var (state, refused) = (UInt64(20_261_126), 0)
    func next(_ end: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(end))
    }
    for _ in 0..<4_000 {
      var bytes = whole
      for _ in 0...next(4) {
        let place = next(bytes.count)
        switch next(4) {
        case 0: bytes[place] = UInt8(next(256))
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + next(60))], at: next(bytes.count))
        default: bytes.removeLast(min(bytes.count - 1, next(40)))
        }
      }
      do {
        for holiday in try CalendarFile.holidays(bytes) { #expect((1...Holiday.dayLimit).contains(holiday.days)) }
      } catch is ServiceLevelError { refused += 1 } catch { Issue.record("\(error)") }
    }
    #expect(refused > 500 && refused < 4_000)
  }

  @Test func `limits are named, and odd bytes end in a refusal`() {
    let event = "DTSTART;VALUE=DATE:20260101\r\n"
    let tooMany = Phrase("There are more than 1000 events.", de: "Das sind mehr als 1000 Termine.")
    let many =
      "BEGIN:VCALENDAR\r\n" + String(repeating: "BEGIN:VEVENT\r\n\(event)END:VEVENT\r\n", count: 1_001)
      + "END:VCALENDAR\r\n"
    #expect(throws: ServiceLevelError.badFile(line: 3_004, tooMany)) { try holidays(many) }
    let large = [UInt8](repeating: 0x41, count: CalendarFile.limit + 1)
    #expect(throws: ServiceLevelError.fileTooLarge(bytes: CalendarFile.limit + 1)) { try CalendarFile.holidays(large) }
    let broken = Array("BEGIN:VCALENDAR\r\nX:".utf8) + [0xFF, 0x0D, 0x0A]
    #expect(throws: ServiceLevelError.badFile(line: 2, Phrase("It is not UTF-8.", de: "Sie ist nicht UTF-8."))) {
      try CalendarFile.holidays(broken)
    }
    // Cancelled events, a byte order mark, bare line feeds and folded bytes within a letter are what programs write.
    let odd =
      "\u{FEFF}BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;X=\"a:b;c\":20260101\nSTATUS:CANCELLED\nEND:VEVENT\nEND:VCALENDAR\n"
    #expect(throws: Never.self) { try #expect(holidays(odd).isEmpty) }
    let folded =
      Array("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20260101\r\nSUMMARY:Z".utf8) + [0xC3, 0x0D, 0x0A, 0x20, 0xBC]
      + Array("rich\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n".utf8)
    #expect(throws: Never.self) { try #expect(CalendarFile.holidays(folded).map(\.name) == ["Zürich"]) }
  }
}
