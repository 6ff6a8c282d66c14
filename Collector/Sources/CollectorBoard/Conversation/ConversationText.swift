// What is said around the conversation with reporters: whom an answer goes to, corrections, the conversation beside one report.
import CollectorCore
import TellbackWire

enum ConversationText {
  // MARK: Whom an answer is for

  /// `languages` are those of the reports on the page.
  static func goesTo(_ count: Int64, _ languages: HTML?) -> HTML {
    let whom = count == 1 ? "die meldende Person" : "die \(Language.german.grouped(count)) Meldenden"
    return .said(
      "Goes to the \(KitText.people(count).english) who reported this, under your name.\(languages)",
      de: "Geht unter dem eigenen Namen an \(whom).\(languages)")
  }
  /// `list` is such as `German (2), French (1)`.
  static func languages(_ list: String) -> HTML {
    .said(" Their languages here: \(list).", de: " Sprachen hier: \(list).")
  }
  static let goesToLegend = Phrase("Goes to", de: "Geht an")
  static func only(_ name: HTML) -> HTML { .said("\(name) only", de: "Nur \(name)") }
  static func everybodyHere(_ count: Int64) -> Phrase {
    let people = KitText.people(count)
    return Phrase("Everybody on this ticket (\(people.english))", de: "Alle auf diesem Ticket (\(people.german))")
  }

  // MARK: Correcting an answer

  static let correct = Phrase("Correct", de: "Korrigieren")
  static let corrected = Phrase("Corrected answer", de: "Korrigierte Antwort")
  static func correctedAudience(_ count: Int64) -> Phrase {
    Phrase(
      "The \(KitText.people(count).english) who got it see the new words, and that they are new.",
      de: count == 1
        ? "Die Person, die sie bekam, sieht den neuen Text und dass er neu ist."
        : "Die \(KitText.people(count).german), die sie bekamen, sehen den neuen Text und dass er neu ist.")
  }
  static let sendCorrection = Phrase("Send the correction", de: "Korrektur senden")

  // MARK: Beside one report

  static let title = Phrase("Conversation", de: "Gespräch")
  static func said(_ who: HTML, toOne name: HTML) -> HTML {
    .said("\(who) to \(name) alone", de: "\(who) an \(name) allein")
  }
  static func saidToAll(_ who: HTML) -> HTML { .said("\(who) to everybody", de: "\(who) an alle") }
}
