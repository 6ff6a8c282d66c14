// What the panel of a known issue says.
import CollectorCore
import TellbackWire

enum KnownIssueText {
  static let publishIt = Phrase("Publish as a known issue", de: "Als bekanntes Problem veröffentlichen")
  static let isPublished = Phrase("Known issue, published", de: "Bekanntes Problem, veröffentlicht")
  static let audience = Phrase(
    "Everybody who uses the app can read this, also offline, while they write.",
    de: "Alle, die die App benutzen, können das beim Schreiben lesen, auch offline.")
  static let title = Phrase("Title", de: "Titel")
  static let whatHelps = Phrase("What helps until it is fixed", de: "Was hilft, bis es behoben ist")
  static let otherWords = Phrase("Other words that people use for it", de: "Andere Wörter, die dafür benutzt werden")
  static let asSeen = Phrase("As people see it", de: "So ist es zu sehen")
  static let weKnow = Phrase("We know of this:", de: "Das ist bekannt:")
  static func fixedIn(_ version: String) -> Phrase { Phrase("Fixed in \(version)", de: "Behoben in \(version)") }
  static let publish = Phrase("Publish", de: "Veröffentlichen")
  static let publishChange = Phrase("Publish the change", de: "Änderung veröffentlichen")
  static let withdraw = Phrase("Withdraw", de: "Zurückziehen")

  // MARK: All of them

  static let all = Phrase("Known issues", de: "Bekannte Probleme")
  static let lead = Phrase(
    "Apps show these while people write, also offline. Each is changed and withdrawn on its ticket.",
    de:
      "Apps zeigen diese, während jemand schreibt, auch offline. Geändert und zurückgezogen wird jedes auf seinem Ticket."
  )
  static let nothing = Phrase("No known issue is published", de: "Kein bekanntes Problem ist veröffentlicht")
  static let nothingDetail = Phrase(
    "Open a ticket that many report and choose ‘Publish as a known issue’: whoever is about to report it again reads what helps.",
    de:
      "Ein oft gemeldetes Ticket öffnen und „Als bekanntes Problem veröffentlichen“ wählen: Wer es noch einmal melden will, liest, was hilft."
  )
  static let toTickets = Phrase("Tickets that most people reported", de: "Am häufigsten gemeldete Tickets")
  static let noHelp = Phrase("says nothing that helps", de: "nennt nichts, was hilft")

  static func people(_ count: Int64) -> Phrase {
    .count(
      count, ("person reported it", "people reported it"), de: ("Person hat es gemeldet", "Personen haben es gemeldet"))
  }

  static func since(_ moment: Timestamp) -> Phrase {
    let day = TimeText.day(moment) ?? TimeText.absolute(moment)
    return Phrase("published on \(day)", de: "veröffentlicht am \(day)")
  }
}
