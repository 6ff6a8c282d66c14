// What the page of taking something out says, and what stands in the place of what was taken out.
import CollectorCore

enum RedactionText {
  static func title(_ reference: String) -> Phrase {
    Phrase("Take something out of \(reference)", de: "Etwas aus \(reference) entfernen")
  }
  static func report(_ reference: String) -> Phrase { Phrase("Report \(reference)", de: "Meldung \(reference)") }
  static let crumb = Phrase("take something out", de: "etwas entfernen")
  static let heading = Phrase("Take something out", de: "Etwas entfernen")
  static let lead = Phrase(
    "For what a person sent by mistake, such as a password. It goes from the report, from what its reporter wrote later, from answers, notes and the known issue of its ticket that repeat it, and from every index, file and export. It cannot be brought back. Who took it out and why stays.",
    de:
      "Für das, was jemand versehentlich gesendet hat, etwa ein Passwort. Es verschwindet aus der Meldung, aus allem, was die meldende Person später schrieb, aus Antworten, Notizen und dem bekannten Problem des Tickets, die es wiederholen, und aus jedem Index, jeder Datei und jedem Export. Es lässt sich nicht wiederherstellen. Wer es entfernt hat und warum, bleibt stehen."
  )
  static let words = Phrase("The words", de: "Der Text")
  static let wordsHint = Phrase(
    "Quote them as they stand there, letter by letter. You see every place before anything is done.",
    de: "So zitieren, wie er dasteht, Zeichen für Zeichen. Vorher ist jede Stelle zu sehen.")
  static let whyHint = Phrase(
    "Everybody on the board reads it in the place of the words. Do not repeat them.",
    de: "Alle auf dem Board lesen es an der Stelle des Textes. Ihn hier nicht wiederholen.")
  static let showPlaces = Phrase("Show each place", de: "Jede Stelle zeigen")
  static func takeOut(_ count: Int64) -> Phrase {
    let places = Phrase.count(count, ("place", "places"), de: ("Stelle", "Stellen"))
    return Phrase("Take it out of \(places.english)", de: "An \(places.german) entfernen")
  }
  static func standsIn(_ count: Int64) -> Phrase {
    let places = Phrase.count(count, ("place", "places"), de: ("Stelle", "Stellen"))
    return Phrase("It stands in \(places.english)", de: "Er steht an \(places.german)")
  }
  static func part(_ name: HTML) -> HTML { .said("The report: \(name)", de: "Die Meldung: \(name)") }
  static let message = Phrase("What the reporter wrote later", de: "Was die meldende Person später schrieb")
  static let staff = Phrase("What staff wrote on the ticket", de: "Was intern auf dem Ticket geschrieben wurde")
  static let published = Phrase(
    "What apps are told of the ticket as a known issue", de: "Was Apps vom Ticket als bekanntes Problem erfahren")
  static let note = Phrase(
    "What staff noted about the reporter or their organisation",
    de: "Was intern zur meldenden Person oder ihrem Kundensegment notiert wurde")
  static let files = Phrase("Files", de: "Dateien")
  static let notHereYet = Phrase(", not here yet", de: ", noch nicht da")
  static func isRemoved(_ name: HTML) -> HTML { .said("\(name) is removed", de: "\(name) entfernt wird") }
  static let removeFile = Phrase("Remove the file", de: "Datei entfernen")
  static let aFile = Phrase("A file,", de: "Eine Datei,")
  static let takenOut = Phrase("Taken out", de: "Entfernt")
}

extension Redaction {
  /// `[removed by Kim: a password]`, in the reader's language.
  var said: Phrase { Phrase(note, de: "[entfernt von \(by): \(reason)]") }

  /// A text with what is said of each removal in the place of its mark.
  static func told(_ text: String, _ redactions: [Redaction]) -> String {
    guard !redactions.isEmpty, text.contains("\u{2588}") else { return text }
    return redactions.reduce(text) { $0.replacing(mark($1.number), with: $1.said.text) }
  }
}
