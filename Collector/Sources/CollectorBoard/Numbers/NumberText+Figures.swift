// The names of figures, tables and charts, and the sentences that say what they come to.
import CollectorCore

extension NumberText {
  static let queue = Phrase("In the queue", de: "In der Warteschlange")
  static let firstAnswer = Phrase("First answer", de: "Erste Antwort")
  static let resolution = Phrase("Resolution", de: "Lösung")
  static let daysAtZero = Phrase("Days at zero", de: "Tage bei null")
  static let staff = Phrase("Staff who answered this week", de: "Wer diese Woche geantwortet hat")
  static let breaches = Phrase("Missed targets", de: "Verpasste Fristen")
  static let helped = Phrase("‘It helped’", de: "„Hat geholfen“")
  static let stars = Phrase("Stars", de: "Sterne")
  static let thanks = Phrase("Thanks", de: "Dank")
  static let volunteers = Phrase("Answers by volunteers", de: "Antworten von Freiwilligen")
  static let designed = Phrase("Works as designed, became an idea", de: "Wie vorgesehen, wurde zur Idee")
  static let median = Phrase("Median", de: "Median")
  static let p90 = Phrase("9 of 10 within", de: "9 von 10 innerhalb von")
  static let ofTickets = Phrase("Tickets", de: "Tickets")
  static let tickets = Phrase("Show the tickets", de: "Tickets zeigen")
  static let table = Phrase("As a table", de: "Als Tabelle")
  static let csv = Phrase("CSV", de: "CSV")
  static let json = Phrase("JSON", de: "JSON")
  static let shift = Phrase("Typical change", de: "Typische Veränderung")
  static let interval = Phrase("95% interval", de: "95-%-Intervall")
  static let tooFew = Phrase("too few tickets for an interval", de: "zu wenige Tickets für ein Intervall")
  static let before = Phrase("Before", de: "Vorher")
  static let after = Phrase("After", de: "Nachher")
  static let flowTitle = Phrase("What came and what left", de: "Was kam und was ging")
  static let queueTitle = Phrase("The queue", de: "Die Warteschlange")
  static let answersTitle = Phrase("Answers and judgements", de: "Antworten und Urteile")
  static let solversTitle = Phrase("Whom reporters thanked", de: "Wem Meldende gedankt haben")
  static let day = Phrase("Day", de: "Tag")
  static let lastDay = Phrase("Last day", de: "Letzter Tag")
  static let opened = Phrase("Opened", de: "Eröffnet")
  static let returned = Phrase("Came back", de: "Kamen zurück")
  static let resolved = Phrase("Resolved", de: "Gelöst")
  static let merged = Phrase("Merged", de: "Zusammengeführt")
  static let arrived = Phrase("Came", de: "Kamen")
  static let left = Phrase("Left", de: "Gingen")
  static let queueEnd = Phrase("In the queue at the end", de: "Am Ende in der Warteschlange")
  static let answers = Phrase("Answers", de: "Antworten")
  static let byVolunteers = Phrase("By volunteers", de: "Von Freiwilligen")
  static let notHelped = Phrase("‘It did not help’", de: "„Hat nicht geholfen“")
  static let ratings = Phrase("Ratings", de: "Bewertungen")
  static let name = Phrase("Name", de: "Name")
  static let seconds = Phrase("s", de: "s")
  static let figure = Phrase("Figure", de: "Zahl")
  static let value = Phrase("Value", de: "Wert")
  static let method = Phrase(
    "The typical change is the median of all differences between a ticket after and one before (Hodges and Lehmann). The interval assumes no shape of the times. Tickets that nobody has answered or resolved yet are in neither side, and the two sides may differ in other ways too.",
    de:
      "Die typische Veränderung ist der Median aller Differenzen zwischen einem Ticket nachher und einem vorher (Hodges und Lehmann). Das Intervall setzt keine Form der Zeiten voraus. Tickets, die noch niemand beantwortet oder gelöst hat, stehen auf keiner Seite, und die Seiten können sich auch anders unterscheiden."
  )

  /// What the trend of the queue says.
  static func trend(_ queue: QueueNumbers) -> Phrase {
    let days = queue.trendDays
    let (came, left) = (CountText.grouped(queue.arrivedLately), CountText.grouped(queue.leftLately))
    let rate = Phrase(
      "in \(days == 1 ? "one day" : "\(days) days") \(came) came and \(left) left",
      de: "\(days == 1 ? "an einem Tag" : "in \(days) Tagen") kamen \(came) und gingen \(left)")
    switch queue.trend {
    case .empty: return Phrase("The queue is empty.", de: "Die Warteschlange ist leer.")
    case .shrinks(let weeks):
      return weeks < 1
        ? Phrase(
          "Empty in less than a week at this rate: \(rate.text).",
          de: "Bei diesem Tempo in weniger als einer Woche leer: \(rate.text).")
        : Phrase(
          "Empty in \(tenths(weeks)) weeks at this rate: \(rate.text).",
          de: "Bei diesem Tempo in \(tenths(weeks)) Wochen leer: \(rate.text).")
    case .steady:
      return Phrase(
        "It neither shrinks nor grows: \(rate.text).", de: "Sie wird weder kürzer noch länger: \(rate.text).")
    case .grows(let perWeek):
      return Phrase(
        "It grows by \(amount(perWeek)) a week, so it never empties at this rate: \(rate.text).",
        de: "Sie wächst um \(amount(perWeek)) pro Woche und wird bei diesem Tempo nie leer: \(rate.text).")
    }
  }

  /// Tenths tell something of a small number alone.
  private static func amount(_ value: Double) -> String {
    value < 100 ? tenths(value) : CountText.grouped(Int64(value.rounded()))
  }

  static func daysAtZero(_ queue: QueueNumbers) -> Phrase {
    let days = queue.daysCounted
    return Phrase(
      "of \(days) \(days == 1 ? "day" : "days") ended with an empty queue",
      de: "von \(days) \(days == 1 ? "Tag endete" : "Tagen endeten") mit leerer Warteschlange")
  }

  static func staff(_ count: Int) -> Phrase {
    Phrase("of \(count) \(count == 1 ? "person" : "people")", de: "von \(count) \(count == 1 ? "Person" : "Personen")")
  }

  static func verdicts(_ count: Int64) -> Phrase {
    Phrase.count(count, ("judgement", "judgements"), de: ("Urteil", "Urteile"))
  }

  static func ratings(_ count: Int64) -> Phrase {
    Phrase.count(count, ("rating", "ratings"), de: ("Bewertung", "Bewertungen"))
  }

  static func answers(_ count: Int64) -> Phrase {
    Phrase.count(count, ("answer", "answers"), de: ("Antwort", "Antworten"))
  }

  static func tickets(_ count: Int64) -> Phrase {
    Phrase.count(count, ("ticket", "tickets"), de: ("Ticket", "Tickets"))
  }

  static func designed(_ count: Int64) -> Phrase {
    Phrase("of \(count) that work as designed", de: "von \(count), die wie vorgesehen arbeiten")
  }

  static func compared(_ name: String) -> Phrase {
    Phrase("Before and after: \(name)", de: "Vorher und nachher: \(name)")
  }

  /// What a reader who sees no chart is told of it.
  static func summary(_ title: Phrase, first: String, last: String, top: String) -> Phrase {
    Phrase(
      "\(title.text): \(first) at first, \(last) at the end, at most \(top). The table below has each value.",
      de: "\(title.text): anfangs \(first), zuletzt \(last), höchstens \(top). Die Tabelle darunter hat jeden Wert.")
  }
}
