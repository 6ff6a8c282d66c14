// What the page of mail says.
import CollectorCore

enum MailText {
  static let title = Phrase("Mail", de: "E-Mail")
  static func trouble(_ why: HTML) -> HTML {
    .said(
      "The mail server takes nothing for now: \(why) What waits is sent once it does.",
      de: "Der Mailserver nimmt gerade nichts an: \(why) Was wartet, wird gesendet, sobald er es tut.")
  }
  static var notSetUp: HTML {
    .said(
      "Not set up. The operator sets it with <code>--smtp-host</code> and <code>--mail-from</code>.",
      de: "Nicht eingerichtet. Das geschieht im Betrieb mit <code>--smtp-host</code> und <code>--mail-from</code>.")
  }
  static let server = Phrase("Server", de: "Server")
  static let sendTest = Phrase("Send a test to me", de: "Test an mich senden")
  static let testSubject = Phrase("A test of Tellback", de: "Ein Test von Tellback")
  static let testText = Phrase("Mail of this collector reaches you.", de: "E-Mails dieses Collectors kommen an.")
  static let cannotTest = Phrase(
    "Mail is not set up, or your account has no address that mail can go to.",
    de: "E-Mail ist nicht eingerichtet, oder das Konto hat keine Adresse, an die E-Mail gehen kann.")
  static let hours = Phrase(
    "Hours until an unread answer goes out by mail", de: "Stunden, bis eine ungelesene Antwort per E-Mail hinausgeht")
  static let hoursHint = Phrase(
    "To reporters whose report names an e-mail address as their contact. Empty for never.",
    de: "An Meldende, deren Meldung eine E-Mail-Adresse als Kontakt nennt. Leer für nie.")
  static func badHours(_ range: ClosedRange<Int>) -> Phrase {
    Phrase(
      "Write a number of hours from \(range.lowerBound) to \(range.upperBound), or nothing for never.",
      de: "Eine Zahl von \(range.lowerBound) bis \(range.upperBound) schreiben, oder nichts für nie.")
  }
  static let heldBack = Phrase("Held back", de: "Zurückgestellt")
  static let nothingHeld = Phrase("Nothing was put off or refused.", de: "Nichts wurde aufgeschoben oder abgewiesen.")
  static func reporter(of reference: String?) -> Phrase {
    Phrase(
      "the reporter of \(reference ?? "a report")", de: "die meldende Person von \(reference ?? "einer Meldung")")
  }
  static func to(_ who: HTML) -> HTML { .said("To \(who)", de: "An \(who)") }
  static func next(_ time: HTML) -> HTML { .said("next \(time)", de: "der nächste \(time)") }
  static func ended(_ time: HTML) -> HTML { .said("ended \(time)", de: "beendet \(time)") }
  static let failed = Phrase("Failed", de: "Fehlgeschlagen")
  static let waiting = Phrase("Waiting", de: "Wartend")

  static func counts(_ counts: MailCounts) -> Phrase {
    func text(_ language: Language, _ waiting: String, _ sent: String, _ failed: String) -> String {
      "\(language.grouped(counts.waiting)) \(waiting), \(language.grouped(counts.sent)) \(sent), \(language.grouped(counts.failed)) \(failed)"
    }
    return Phrase(
      text(.english, "waiting", "sent", "failed"), de: text(.german, "wartend", "gesendet", "fehlgeschlagen"))
  }
}
