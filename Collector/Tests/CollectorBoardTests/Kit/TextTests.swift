// That moments and numbers read well, and that no value is too strange to be shown.
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite struct TimeTextTests {
  private let noon = Timestamp(milliseconds: 1_790_000_000_000)

  @Test func aMomentIsWrittenOut() {
    #expect(TimeText.machine(noon) == "2026-09-21T14:13:20Z")
    #expect(TimeText.absolute(noon) == "21 Sep 2026, 14:13:20 UTC")
    #expect(TimeText.machine(Timestamp(milliseconds: 0)) == "1970-01-01T00:00:00Z")
    #expect(TimeText.machine(Timestamp(milliseconds: -1)) == "1969-12-31T23:59:59Z")
    #expect(TimeText.machine(Timestamp(milliseconds: 951_782_400_000)) == "2000-02-29T00:00:00Z")
  }

  @Test(arguments: [Int64.min, .max, -62_135_596_800_001, 253_402_300_800_000])
  func aMomentOutsideTheCalendarHasAText(milliseconds: Int64) {
    let moment = Timestamp(milliseconds: milliseconds)
    #expect(TimeText.machine(moment) == nil)
    #expect(TimeText.absolute(moment).contains(String(milliseconds)))
    #expect(!TimeText.relative(moment, to: noon).isEmpty)
    #expect(!TimeText.relative(noon, to: moment).isEmpty)
    #expect(!TimeText.offset(milliseconds: milliseconds).isEmpty)
    #expect(!TimeText.span(milliseconds: milliseconds).isEmpty)
  }

  @Test(
    arguments: [
      (0, "just now"), (59, "just now"), (60, "1 min ago"), (3_599, "59 min ago"), (3_600, "1 h ago"),
      (86_400, "1 d ago"), (29 * 86_400, "29 d ago"), (31 * 86_400, "21 Aug 2026"), (-30, "just now"),
      (-86_400, "22 Sep 2026"),
    ] as [(Int64, String)])
  func theTimeSinceIsToldRoughly(seconds: Int64, text: String) {
    #expect(TimeText.relative(noon.adding(seconds: -seconds), to: noon) == text)
  }

  @Test(
    arguments: [
      (-42_000, "−0:42"), (0, "−0:00"), (-3_800_000, "−1:03:20"), (5_000, "+0:05"), (-400_000_000, "−4 d 15 h"),
    ] as [(Int64, String)])
  func aStepStandsBeforeItsReport(milliseconds: Int64, text: String) {
    #expect(TimeText.offset(milliseconds: milliseconds) == text)
  }
}

@Suite struct CountTextTests {
  @Test func numbersAreGroupedAndSizesRounded() {
    #expect(CountText.grouped(1_234_567) == "1,234,567")
    #expect(CountText.grouped(.min) == "−9,223,372,036,854,775,808")
    #expect(CountText.of(1, "person", "people") == "1 person")
    #expect(CountText.bytes(999) == "999 bytes")
    #expect(CountText.bytes(1_450) == "1.4 KB")
    #expect(CountText.bytes(131_072) == "131 KB")
    #expect(CountText.bytes(.max) == "9.2 EB")
  }
}

@Suite struct LocaleTextTests {
  @Test func aLocaleIsNamedWhenItIsOne() {
    #expect(LocaleText.name("de-CH") == "German (Switzerland)")
    #expect(LocaleText.language("fr_FR") == "French")
    #expect(LocaleText.tag("pt_BR") == "pt-BR")
  }

  @Test(arguments: ["", "\"><script>", "a", "toolonglanguage", "de--CH", "de-\u{202E}", "../../etc"])
  func whatIsNoLocaleIsNeverUsedAsOne(text: String) {
    #expect(LocaleText.tag(text) == nil)
    #expect(LocaleText.name(text) == nil)
  }

  @Test func aZoneThatIsUnknownHasNoOffset() {
    #expect(LocaleText.offset(ofZone: "Europe/Zurich", at: Timestamp(milliseconds: 1_790_000_000_000)) == 7_200)
    #expect(LocaleText.offset(ofZone: "../../etc/passwd", at: Timestamp(milliseconds: 0)) == nil)
    #expect(LocaleText.offset(ofZone: nil, at: Timestamp(milliseconds: 0)) == nil)
  }
}
