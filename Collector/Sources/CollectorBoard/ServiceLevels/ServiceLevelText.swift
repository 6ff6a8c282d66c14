// Business time, promises and moments of a calendar as people read them.
import CollectorCore
import TellbackWire

extension ClockMetric {
  var name: Phrase {
    switch self {
    case .firstAnswer: Phrase("First answer", de: "Erste Antwort")
    case .nextAnswer: Phrase("Next answer", de: "Nächste Antwort")
    case .resolution: Phrase("Resolution", de: "Lösung")
    }
  }

  /// Within a sentence; German nouns stay as they are.
  var inner: Phrase { Phrase(name.english.lowercased(), de: name.german) }

  var label: String { name.text }
}

extension TicketClock.Mode {
  /// What a stretch of it says of itself.
  var label: Phrase {
    switch self {
    case .running: Phrase("Counted", de: "Gezählt")
    case .paused: Phrase("Paused, waiting for the reporter", de: "Angehalten, wartet auf die meldende Person")
    case .frozen: Phrase("Not counted, resolved", de: "Nicht gezählt, gelöst")
    case .ended: Phrase("Ended", de: "Beendet")
    }
  }
}

enum BusinessText {
  /// `12 min`, `3 h 12 min`, `52 h`. Hours and not days: a day of business has as many hours as its calendar says.
  static func span(milliseconds: Int64) -> String {
    let seconds = Int64(clamping: milliseconds.magnitude / 1_000)
    guard seconds >= 60 else { return "\(seconds) s" }
    guard seconds >= 3_600 else { return "\(seconds / 60) min" }
    let minutes = seconds % 3_600 / 60
    return "\(CountText.grouped(seconds / 3_600)) h" + (minutes == 0 ? "" : " \(minutes) min")
  }

  /// `2h 30m`, as forms take it.
  static func field(minutes: Int64?) -> String {
    guard let minutes else { return "" }
    let (hours, rest) = (minutes / 60, minutes % 60)
    if hours == 0 { return "\(rest)m" }
    return "\(hours)h" + (rest == 0 ? "" : " \(rest)m")
  }

  /// `30m`, `4h` or `2h 30m`; nil for anything else, and for what is longer than a target may be.
  static func minutes(_ text: String) -> Int64? {
    var (total, digits) = (Int64(0), "")
    for character in text.lowercased() where !character.isWhitespace {
      switch character {
      case "0"..."9" where digits.count < 9: digits.append(character)
      case "h", "m":
        guard let count = Int64(digits) else { return nil }
        total += character == "h" ? count * 60 : count
        digits = ""
      default: return nil
      }
    }
    return digits.isEmpty && !text.trimmed.isEmpty && total <= ServiceTarget.longest ? total : nil
  }

  /// `Thu 26 Nov 2026, 14:00`, on the clocks of a zone that is `offset` seconds from UTC.
  static func moment(_ moment: Timestamp, offset: Int64) -> String {
    guard let civil = CivilTime(moment.adding(seconds: offset)) else { return TimeText.absolute(moment) }
    return "\(day(civil)), \(TimeText.clock(moment, offset: offset) ?? "")"
  }

  /// `Thu 26 Nov 2026`, in German `Do., 26. Nov. 2026`.
  static func day(_ day: CivilDay) -> String {
    CivilTime(Timestamp(milliseconds: Int64(day.number) * 86_400_000)).map(self.day) ?? day.text
  }

  private static func day(_ civil: CivilTime) -> String {
    let weekday = CivilDay(year: Int(civil.year), month: Int(civil.month), day: Int(civil.day))
      .map { KitText.weekdays[$0.weekday] }
    let day = KitText.day(civil)
    guard let weekday else { return day.text }
    return Phrase("\(weekday.english.prefix(3)) \(day.english)", de: "\(weekday.german.prefix(2))., \(day.german)").text
  }

  /// A `<time>` on the clocks of a zone; scripts do not change it.
  static func html(_ moment: Timestamp, offset: Int64) -> HTML {
    "<time class=\"moment\"\(.datetime, optional: TimeText.machine(moment))>\(self.moment(moment, offset: offset))</time>"
  }
}
