// What the page of a reporter or an organisation says.
import CollectorCore

enum SubjectText {
  static let skipToNotes = Phrase("Skip to the notes", de: "Zu den Notizen springen")
  static let reports = Phrase("Reports", de: "Meldungen")
  static let noReport = Phrase("No report on this page.", de: "Keine Meldung auf dieser Seite.")
  static let notes = Phrase("Notes", de: "Interne Notizen")
  static let organisation = Phrase("organisation", de: "Kundensegment")
  static let reporter = Phrase("reporter", de: "meldende Person")
  static let aReporter = Phrase("A reporter", de: "Eine meldende Person")
  static func reporter(of reference: String) -> HTML {
    .said("The reporter of <code>\(reference)</code>", de: "Die meldende Person von <code>\(reference)</code>")
  }
  static let anApp = Phrase("An app", de: "Eine App")
  static let nothingOpen = Phrase("nothing open", de: "nichts offen")
  static func open(_ count: Int) -> HTML {
    let number = CountText.grouped(Int64(count))
    return .said("<strong>\(number)</strong> open", de: "<strong>\(number)</strong> offen")
  }
  static func helped(_ count: Int, of all: Int) -> Phrase {
    Phrase("helped \(count) of \(all)", de: "hat \(count) von \(all) geholfen")
  }
  static func stars(_ average: String, ratings count: Int64) -> Phrase {
    let english = Phrase.count(count, ("rating", "ratings"), de: ("Bewertung", "Bewertungen"))
    return Phrase(
      "\(average) of 5 stars from \(english.english)", de: "\(average) von 5 Sternen aus \(english.german)")
  }
  static let unreadable = Phrase(
    "A report that this version cannot read", de: "Eine Meldung, die diese Version nicht lesen kann")
  static let onNoTicket = Phrase("on no ticket", de: "auf keinem Ticket")
  static func openFor(_ span: String) -> Phrase { Phrase("open for \(span)", de: "offen: \(span)") }
  static let noAnswerYet = Phrase("no answer yet", de: "noch keine Antwort")
  static func noAnswerFor(_ span: String) -> Phrase {
    Phrase("no answer for \(span)", de: "ohne Antwort: \(span)")
  }
  static let itHelped = Phrase("it helped", de: "es hat geholfen")
  static let itDidNotHelp = Phrase("it did not help", de: "es hat nicht geholfen")
  static func stars(_ count: Int) -> Phrase { Phrase("\(count) of 5 stars", de: "\(count) von 5 Sternen") }
  static let more = Phrase("More", de: "Weitere")
  static func page(_ number: Int) -> Phrase { Phrase("Page \(number)", de: "Seite \(number)") }
  static let remove = Phrase("Remove", de: "Entfernen")
  static func theNote(of name: HTML) -> HTML { .said("the note of \(name)", de: "die Notiz von \(name)") }
  static let noteAboutReporter = Phrase("Note about this reporter", de: "Interne Notiz zu dieser meldenden Person")
  static let noteAboutOrganisation = Phrase("Note about this organisation", de: "Interne Notiz zu diesem Kundensegment")
  static let onlyStaff = Phrase(
    "Only staff see it. It is erased with them.",
    de: "Nur intern sichtbar. Sie wird zusammen mit den Meldungen gelöscht.")
  static let saveNote = Phrase("Save note", de: "Notiz speichern")
  static let nobody = Phrase(
    "Nothing of theirs is here: it was erased, or never came.",
    de: "Hier gibt es nichts: Es wurde gelöscht oder kam nie an.")
}
