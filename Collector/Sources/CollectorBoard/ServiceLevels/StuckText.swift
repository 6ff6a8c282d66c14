// What is said of tickets that escalate by themselves.
import CollectorCore

enum StuckText {
  static let title = Phrase("Stuck customers", de: "Festsitzende Meldende")
  static let hint = Phrase(
    "A ticket reaches one person by itself, once for each of these, in the hours of the calendar. Empty: never.",
    de: "Ein Ticket erreicht von selbst eine Person, je Anlass einmal, in den Zeiten des Kalenders. Leer: nie.")
  static let days = Phrase("Days after it was opened", de: "Tage nach dem Öffnen")
  static let reopenings = Phrase("Times that it was opened again", de: "Wie oft wieder geöffnet")
  static let onUnhappy = Phrase(
    "When a reporter says that it did not help, or gives one or two stars",
    de: "Wenn eine meldende Person sagt, es habe nicht geholfen, oder ein bis zwei Sterne gibt")
  static let person = Phrase("Reaches", de: "Erreicht")
  static let calendar = Phrase("In the hours of", de: "In den Zeiten von")
  static let anyHour = Phrase("At any hour", de: "Zu jeder Stunde")
  static let never = Phrase("No ticket escalates by itself.", de: "Kein Ticket eskaliert von selbst.")

  /// `parts` say when.
  static func reaches(_ person: HTML, _ parts: [Phrase]) -> HTML {
    .said(
      "\(parts.map(\.english).joined(separator: ", ")): reaches \(person).",
      de: "\(parts.map(\.german).joined(separator: ", ")): erreicht \(person).")
  }
  static func after(days: Int) -> Phrase {
    .count(
      Int64(days), (one: "day after it was opened", many: "days after it was opened"),
      de: (one: "Tag nach dem Öffnen", many: "Tage nach dem Öffnen"))
  }
  static func reopened(_ count: Int) -> Phrase {
    .count(
      Int64(count), (one: "time opened again", many: "times opened again"),
      de: (one: "Mal wieder geöffnet", many: "Mal wieder geöffnet"))
  }
  static let unhappy = Phrase("an unhappy reporter", de: "eine unzufriedene meldende Person")

  /// In a ticket's history.
  static func told(_ person: HTML?, _ reason: StuckReason?) -> HTML {
    let person = person ?? "?"
    return switch reason {
    case .age:
      .said("\(person) was told: it is open for long", de: "\(person) hat erfahren: Es ist lange offen")
    case .reopened:
      .said(
        "\(person) was told: it was opened again and again",
        de: "\(person) hat erfahren: Es wurde immer wieder geöffnet")
    case .unhappy:
      .said(
        "\(person) was told: a reporter is unhappy", de: "\(person) hat erfahren: Eine meldende Person ist unzufrieden")
    case nil: .said("\(person) was told of it", de: "\(person) hat davon erfahren")
    }
  }

  // MARK: In the inbox

  static func notice(_ reason: StuckReason?) -> Phrase {
    switch reason {
    case .age: Phrase("It escalates to you: open for long", de: "Eskaliert hierher: lange offen")
    case .reopened:
      Phrase("It escalates to you: opened again and again", de: "Eskaliert hierher: immer wieder geöffnet")
    case .unhappy: Phrase("It escalates to you: a reporter is unhappy", de: "Eskaliert hierher: jemand ist unzufrieden")
    case nil: Phrase("It escalates to you", de: "Eskaliert hierher")
    }
  }
  static let noticeLabel = Phrase(
    "A ticket of a stuck customer escalates to me", de: "Ein Ticket einer festsitzenden Person eskaliert zu mir")
}

extension StuckReason {
  /// Of an event's detail, such as `age: Lea`.
  init?(of event: TicketEvent) {
    guard let word = event.detail?.prefix(while: { $0 != ":" }) else { return nil }
    self.init(rawValue: String(word))
  }
}
