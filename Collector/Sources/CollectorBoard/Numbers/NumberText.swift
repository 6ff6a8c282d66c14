// What the pages of numbers say, in both languages, and how they write times and days.
import CollectorCore
import TellbackWire

enum NumberText {
  static let title = Phrase("Numbers", de: "Zahlen")
  static let filters = Phrase("Filters", de: "Filter")
  static let app = Phrase("App", de: "App")
  static let allApps = Phrase("All apps", de: "Alle Apps")
  static let team = Phrase("Team", de: "Team")
  static let anyTeam = Phrase("Any team", de: "Alle Teams")
  static let segment = Phrase("Segment", de: "Kundensegment")
  static let anySegment = Phrase("Any segment", de: "Alle Kundensegmente")
  static let component = Phrase("Component", de: "Komponente")
  static let anyComponent = Phrase("Any component", de: "Alle Komponenten")
  static let period = Phrase("Period", de: "Zeitraum")
  static let ownDates = Phrase("Own dates", de: "Eigene Daten")
  static let from = Phrase("From", de: "Von")
  static let to = Phrase("To", de: "Bis")
  static let compare = Phrase("Before and after", de: "Vorher und nachher")
  static let noDate = Phrase("No date", de: "Kein Stichtag")
  static let clock = Phrase("Clock", de: "Uhr")
  static let anyClock = Phrase("Business time where measured", de: "Geschäftszeit, wo gemessen")
  static let business = Phrase("Business time", de: "Geschäftszeit")
  static let wall = Phrase("Wall time", de: "Rund um die Uhr")
  static let show = Phrase("Show", de: "Anzeigen")
  static let clear = Phrase("Clear filters", de: "Filter zurücksetzen")
  static let dates = Phrase("Programme dates", de: "Stichtage")
  static let inShort = Phrase("In short", de: "Kurz gefasst")
  static let utc = Phrase("Days are those of UTC.", de: "Die Tage sind die der UTC.")
  static let nothingTitle = Phrase("Nothing to count yet", de: "Noch nichts zu zählen")
  static let nothing = Phrase(
    "Numbers stand here once tickets were opened in this selection.",
    de: "Zahlen stehen hier, sobald es in dieser Auswahl Tickets gibt.")
  static let unknown = Phrase("These filters were ignored:", de: "Diese Filter wurden nicht beachtet:")

  /// A filter of the address by its name there, with the value that is not known.
  static func unknown(_ name: String, _ value: String) -> Phrase {
    let german =
      switch name {
      case "days", "since", "until": "Tage"
      case "date": "Stichtag"
      case "clock": "Zeit"
      default: TicketListText.filter(name).german
      }
    let value = Words.cut(value, to: 40)
    return Phrase("\(name) “\(value)”", de: "\(german) „\(value)“")
  }
  static let noTable = Phrase(
    "The board has no such table, or does not write this format.",
    de: "Eine solche Tabelle hat das Board nicht, oder es schreibt dieses Format nicht.")
  static let dateNeeded = Phrase(
    "Choose a date first: the table compares before and after.",
    de: "Zuerst einen Stichtag wählen: Die Tabelle vergleicht davor und danach.")

  static func days(_ count: Int) -> Phrase {
    count == 365 ? Phrase("A year", de: "Ein Jahr") : Phrase("\(count) days", de: "\(count) Tage")
  }

  static func period(_ days: ClosedRange<CivilDay>) -> Phrase {
    let (from, to) = (day(days.lowerBound), day(days.upperBound))
    return Phrase("\(from) to \(to)", de: "\(from) bis \(to)")
  }

  static func basis(_ basis: TimeBasis) -> Phrase { basis == .business ? business : wall }

  static func unmeasured(_ count: Int) -> Phrase {
    Phrase(
      "\(count) more were not measured by a service level",
      de: "\(count) weitere hat keine Servicevereinbarung gemessen")
  }

  // MARK: Times and days

  /// `45 s`, `12 min`, `3 h 12 min`; wall time past two days `2 d 4 h`: a day of business has as many hours as its calendar says.
  static func span(_ milliseconds: Int64, _ basis: TimeBasis) -> String {
    let seconds = Int64(clamping: milliseconds.magnitude / 1_000)
    switch seconds {
    case 0..<60: return "\(seconds) s"
    case 60..<3_600: return "\(seconds / 60) min"
    case (2 * 86_400)... where basis == .wall:
      let day = Language.current == .german ? "T" : "d"
      let hours = seconds % 86_400 / 3_600
      return "\(CountText.grouped(seconds / 86_400)) \(day)" + (hours == 0 ? "" : " \(hours) h")
    default:
      let minutes = seconds % 3_600 / 60
      return "\(CountText.grouped(seconds / 3_600)) h" + (minutes == 0 ? "" : " \(minutes) min")
    }
  }

  /// With its sign: what is below 0 became shorter.
  static func change(_ milliseconds: Int64, _ basis: TimeBasis) -> String {
    (milliseconds < 0 ? "−" : milliseconds > 0 ? "+" : "±") + span(milliseconds, basis)
  }

  static func day(_ day: CivilDay) -> String {
    let (year, month, number) = day.date
    return KitText.day(number, month: month, year: year).text
  }

  /// Without the year, for the axis of a chart.
  static func shortDay(_ day: CivilDay) -> String {
    let (_, month, number) = day.date
    return KitText.day(number, month: month).text
  }

  /// `75 %`; an English reader reads it without the space.
  static func percent(_ part: Int64, of whole: Int64) -> String {
    guard whole > 0 else { return "–" }
    let value = (Double(part) / Double(whole) * 100).rounded()
    return Language.current == .german ? "\(Int(value)) %" : "\(Int(value))%"
  }

  /// One digit behind the point.
  static func tenths(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    let point = Language.current == .german ? "," : "."
    return "\(CountText.grouped(Int64(tenths / 10)))\(point)\(abs(tenths % 10))"
  }
}
