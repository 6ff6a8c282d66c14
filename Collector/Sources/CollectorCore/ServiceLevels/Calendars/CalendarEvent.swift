// One event of a file of holidays: from its properties to a holiday.

struct CalendarEvent {
  /// Where it begins.
  let line: Int
  private var start: (day: CivilDay, line: Int)?
  private var end: (day: CivilDay, line: Int)?
  private var days: Int?
  private var rule: (text: String, property: CalendarProperty)?
  private var except: [CivilDay] = []
  private var name = "Holiday"
  private var isCancelled = false

  init(line: Int) { self.line = line }

  mutating func read(_ property: CalendarProperty) throws {
    switch property.name {
    case "DTSTART": start = (try Self.day(property.value, property), property.line)
    case "DTEND": end = (try Self.day(property.value, property), property.line)
    case "DURATION": days = try Self.days(property)
    case "RRULE": rule = (property.value, property)
    case "EXDATE": except += try property.value.split(separator: ",").map { try Self.day(String($0), property) }
    case "RDATE", "RECURRENCE-ID", "EXRULE":
      throw property.refused(
        Phrase(
          "\(property.name) is not understood. Write such days as events of their own.",
          de: "\(property.name) wird nicht verstanden. Solche Tage als eigene Termine schreiben."))
    case "SUMMARY": name = ServiceLevelError.cut(Self.plain(property.value), to: Holiday.nameLimit)
    case "STATUS": isCancelled = property.value.uppercased() == "CANCELLED"
    default: break
    }
    guard except.count <= 200 else {
      throw property.refused(
        Phrase("There are more than 200 days in EXDATE.", de: "In EXDATE stehen mehr als 200 Tage."))
    }
  }

  /// Nil for an event that does not take place.
  func holiday() throws -> Holiday? {
    guard !isCancelled else { return nil }
    guard let start else {
      throw ServiceLevelError.badFile(
        line: line, Phrase("The event has no DTSTART.", de: "Der Termin hat kein DTSTART."))
    }
    var length = days ?? 1
    if let end {
      // DTEND is not part of the event: RFC 5545, section 3.6.1.
      length = end.day.number - start.day.number
      guard length > 0 else {
        throw ServiceLevelError.badFile(
          line: end.line, Phrase("It ends before it begins.", de: "Er endet, bevor er beginnt."))
      }
    }
    guard (1...Holiday.dayLimit).contains(length) else {
      throw ServiceLevelError.badFile(
        line: end?.line ?? line,
        Phrase(
          "It lasts \(length) days; the limit is \(Holiday.dayLimit).",
          de: "Er dauert \(length) Tage; erlaubt sind höchstens \(Holiday.dayLimit)."))
    }
    return Holiday(
      name.isEmpty ? "Holiday" : name, on: start.day, days: length,
      yearly: try rule.map { try Self.yearly($0.text, start.day, $0.property) }, except: except)
  }

  // MARK: Values

  private static func day(_ text: String, _ property: CalendarProperty) throws -> CivilDay {
    let digits = Array(text.utf8)
    guard !text.uppercased().contains("T"), property.parameters["VALUE"]?.uppercased() ?? "DATE" == "DATE" else {
      throw property.refused(
        Phrase(
          "It has a time of day. Only events of whole days are holidays.",
          de: "Da steht eine Uhrzeit. Nur ganztägige Termine sind Feiertage."))
    }
    guard digits.count == 8, digits.allSatisfy({ $0 &- 0x30 < 10 }), let number = Int(text),
      let day = CivilDay(year: number / 10_000, month: number / 100 % 100, day: number % 100)
    else {
      throw property.refused(
        Phrase(
          "'\(text.prefix(40))' is no day such as 20261225.", de: "„\(text.prefix(40))“ ist kein Tag wie 20261225."))
    }
    return day
  }

  /// `P2D` or `P1W`.
  private static func days(_ property: CalendarProperty) throws -> Int {
    let text = property.value.uppercased()
    let isWeeks = text.hasSuffix("W")
    guard text.hasPrefix("P"), isWeeks || text.hasSuffix("D"), let count = Int(text.dropFirst().dropLast()),
      (1...Holiday.dayLimit).contains(count)
    else {
      throw property.refused(
        Phrase(
          "'\(property.value.prefix(40))' is no length in whole days.",
          de: "„\(property.value.prefix(40))“ ist keine Dauer in ganzen Tagen."))
    }
    return isWeeks ? count * 7 : count
  }

  /// Text of RFC 5545, section 3.3.11.
  private static func plain(_ text: String) -> String {
    var (result, isEscaped) = ("", false)
    for character in text {
      if isEscaped {
        result.append(character == "n" || character == "N" ? " " : character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else {
        result.append(character)
      }
    }
    return result.singleSpaced
  }

  // MARK: Coming again

  private static let weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]

  /// FREQ=YEARLY on the date of the first day, or on the nth weekday of a month.
  private static func yearly(
    _ text: String, _ start: CivilDay, _ property: CalendarProperty
  ) throws -> Holiday.Yearly {
    var parts: [String: String] = [:]
    for part in text.uppercased().split(separator: ";") {
      let sides = part.split(separator: "=", maxSplits: 1).map(String.init)
      guard sides.count == 2, parts.updateValue(sides[1], forKey: sides[0]) == nil else {
        throw property.refused(
          Phrase(
            "'\(part.prefix(40))' is no part of a rule, or stands there twice.",
            de: "„\(part.prefix(40))“ ist kein Teil einer Regel oder steht doppelt da."))
      }
    }
    guard parts.removeValue(forKey: "FREQ") == "YEARLY" else {
      throw property.refused(
        Phrase(
          "A holiday comes again yearly or not at all: FREQ=YEARLY.",
          de: "Ein Feiertag kehrt jährlich wieder oder gar nicht: FREQ=YEARLY."))
    }
    parts["WKST"] = nil
    var yearly = Holiday.Yearly()
    if let text = parts.removeValue(forKey: "INTERVAL") { yearly.interval = try whole(text, 1...200, property) }
    if let text = parts.removeValue(forKey: "COUNT") { yearly.count = try whole(text, 1...1_000, property) }
    if let text = parts.removeValue(forKey: "UNTIL") {
      guard yearly.count == nil else {
        throw property.refused(
          Phrase("A rule has COUNT or UNTIL, not both.", de: "Eine Regel hat COUNT oder UNTIL, nicht beides."))
      }
      // A time in UTC is common here; its day counts.
      yearly.until = try day(String(text.prefix { $0 != "T" }), property)
    }
    let date = start.date
    let month = try parts.removeValue(forKey: "BYMONTH").map { try whole($0, 1...12, property) }
    if let text = parts.removeValue(forKey: "BYDAY") {
      yearly.nth = try nth(text, month: month, property)
      guard yearly.nth?.day(in: date.year) == start else {
        throw property.refused(
          Phrase(
            "DTSTART is not the first day of its own rule.", de: "DTSTART ist nicht der erste Tag der eigenen Regel."))
      }
    } else {
      let day = try parts.removeValue(forKey: "BYMONTHDAY").map { try whole($0, 1...31, property) }
      guard month ?? date.month == date.month, day ?? date.day == date.day else {
        throw property.refused(
          Phrase(
            "DTSTART is not the first day of its own rule.", de: "DTSTART ist nicht der erste Tag der eigenen Regel."))
      }
    }
    guard let other = parts.keys.min() else { return yearly }
    throw property.refused(
      Phrase(
        "\(other.prefix(40)) is not understood in a rule.",
        de: "\(other.prefix(40)) wird in einer Regel nicht verstanden."))
  }

  private static func nth(_ text: String, month: Int?, _ property: CalendarProperty) throws -> Holiday.NthWeekday {
    guard let month, let weekday = weekdays.firstIndex(of: String(text.suffix(2))),
      let ordinal = Int(text.dropLast(2)), (1...5).contains(ordinal.magnitude)
    else {
      throw property.refused(
        Phrase(
          "BYDAY is understood with BYMONTH and one place, such as BYMONTH=11;BYDAY=4TH.",
          de: "BYDAY wird mit BYMONTH und einer Stelle verstanden, etwa BYMONTH=11;BYDAY=4TH."))
    }
    return Holiday.NthWeekday(month: month, weekday: weekday, ordinal: ordinal)
  }

  private static func whole(_ text: String, _ range: ClosedRange<Int>, _ property: CalendarProperty) throws -> Int {
    guard let value = Int(text), range.contains(value) else {
      throw property.refused(
        Phrase(
          "'\(text.prefix(40))' is no whole number from \(range.lowerBound) to \(range.upperBound).",
          de: "„\(text.prefix(40))“ ist keine ganze Zahl von \(range.lowerBound) bis \(range.upperBound)."))
    }
    return value
  }
}
