// What a ticket's page says around its panels: the head, the reports, the facts, what is on its way out.
import CollectorCore
import TellbackWire

enum TicketText {
  static let skipToAnswer = Phrase("Skip to the answer", de: "Zur Antwort springen")
  static let skipToActions = Phrase("Skip to the actions", de: "Zu den Aktionen springen")
  static let actions = Phrase("Actions", de: "Aktionen")
  static let answer = Phrase("Answer", de: "Antworten")

  static func lastReport(_ time: HTML) -> HTML { .said("last report \(time)", de: "letzte Meldung \(time)") }
  static func fixedIn(_ version: HTML) -> HTML { .said("fixed in \(version)", de: "behoben in \(version)") }
  static let notReleased = Phrase("not released yet", de: "noch nicht veröffentlicht")
  static func mergedHere(_ number: Int64) -> Phrase {
    Phrase("Ticket #\(number) is merged into this one.", de: "Ticket #\(number) ist mit diesem zusammengeführt.")
  }

  // MARK: Reports

  static let reports = Phrase("Reports", de: "Meldungen")
  static let sought = Phrase("The report that was looked for, whole", de: "Die gesuchte Meldung, vollständig")
  static let noReportHere = Phrase("No report on this page.", de: "Keine Meldung auf dieser Seite.")
  static let erased = Phrase(
    "Its reports were erased at their reporters' wish.", de: "Die Meldungen wurden auf Wunsch der Meldenden gelöscht.")
  static let newer = Phrase("Newer", de: "Neuere")
  static func page(_ page: Int) -> Phrase { Phrase("Page \(page)", de: "Seite \(page)") }

  // MARK: Facts

  static let facts = Phrase("Facts", de: "Fakten")
  static let place = Phrase("Page", de: "Seite")
  static let groupingKey = Phrase("Grouping key", de: "Gruppenschlüssel")
  static let firstReported = Phrase("First reported", de: "Zuerst gemeldet")
  static let lastReported = Phrase("Last reported", de: "Zuletzt gemeldet")
  static let opened = Phrase("Opened", de: "Geöffnet")
  static let waits = Phrase("Waits", de: "Wartet")
  static let decidedBy = Phrase("Decided by", de: "Entschieden von")
  static let resolved = Phrase("Resolved", de: "Gelöst")
  static let versions = Phrase("Versions", de: "Versionen")
  static func moreVersions(_ count: Int64) -> Phrase {
    let many = Phrase.count(
      count, ("version", "versions"), de: ("weitere Version", "weitere Versionen"))
    return Phrase("and \(many.english) more", de: "und \(many.german)")
  }

  // MARK: On its way out

  /// Whose words go to whom, and in how many seconds; `name` is nil for the viewer's own.
  static func going(_ what: Phrase, of name: HTML?, to whom: ApprovalText.Audience, in seconds: HTML) -> HTML {
    guard let name else {
      return .said(
        "Your \(what.english) goes to \(whom.english) in \(seconds) s.",
        de: "Die eigene \(what.german) geht in \(seconds) s an \(whom.german).")
    }
    return .said(
      "\(name)’s \(what.english) goes to \(whom.english) in \(seconds) s.",
      de: "Die \(what.german) von \(name) geht in \(seconds) s an \(whom.german).")
  }
  static let reopening = Phrase("reopening", de: "Wiederöffnung")
  static let correction = Phrase("correction", de: "Korrektur")
  static let answerGoing = Phrase("answer", de: "Antwort")
  static let resolution = Phrase("resolution", de: "Lösung")
  static let whoeverGotIt = ApprovalText.Audience(
    english: "whoever got the first version", german: "alle, die die erste Fassung bekamen")
  static func everyone(_ count: Int64) -> ApprovalText.Audience {
    let people = KitText.people(count)
    return ApprovalText.Audience(english: .text(people.english), german: .text(people.german))
  }

  // MARK: What is wrong

  static let noNote = Phrase("Write a note first.", de: "Bitte zuerst eine interne Notiz schreiben.")
  static let noAnswer = Phrase("Write an answer first.", de: "Bitte zuerst eine Antwort schreiben.")
  static let noBox = Phrase("The board has no such box.", de: "Ein solches Feld hat das Board nicht.")

  // MARK: What scripts say

  static let wordsKept = Phrase(
    "The board does not answer. Your words are kept in this browser.",
    de: "Das Board antwortet nicht. Der Text bleibt in diesem Browser erhalten.")
  static let nothingSent = Phrase(
    "Nothing was sent. The board does not answer. Your words are kept in this browser.",
    de: "Nichts wurde gesendet. Das Board antwortet nicht. Der Text bleibt in diesem Browser erhalten.")
  static let draftSaved = Phrase("Draft saved", de: "Entwurf gespeichert")
  static let draftSignedOut = Phrase(
    "You are signed out. Your words are kept in this browser.",
    de: "Nicht mehr angemeldet. Der Text bleibt in diesem Browser erhalten.")
  static let draftFailed = Phrase(
    "The draft could not be saved. Your words are kept in this browser.",
    de: "Der Entwurf ließ sich nicht speichern. Der Text bleibt in diesem Browser erhalten.")
  static let sent = Phrase("Sent.", de: "Gesendet.")
  static let noCanned = Phrase(
    "The canned answer could not be fetched. Try again.",
    de: "Der Textbaustein ließ sich nicht holen. Bitte noch einmal versuchen.")
}
