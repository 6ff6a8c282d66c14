// What the panel of a known issue says.
import CollectorCore

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
}
