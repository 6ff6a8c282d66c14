// What the page of programme dates says, in both languages.
import CollectorCore

enum ProgrammeDateText {
  static let lead = Phrase(
    "A programme date is the first day of something new, such as ‘engineers start to answer’. Numbers are compared before and after it.",
    de:
      "Ein Stichtag ist der erste Tag von etwas Neuem, etwa „Entwicklung antwortet selbst“. Die Zahlen werden davor und danach verglichen."
  )
  static let none = Phrase("No date is set yet.", de: "Noch ist kein Stichtag gesetzt.")
  static let new = Phrase("New date", de: "Neuer Stichtag")
  static let name = Phrase("What began", de: "Was begann")
  static let day = Phrase("First day (UTC)", de: "Erster Tag (UTC)")
  static let app = Phrase("For", de: "Für")
  static let save = Phrase("Save", de: "Speichern")
  static let delete = Phrase("Delete", de: "Löschen")
  static let compare = Phrase("Compare", de: "Vergleichen")

  static func refusal(_ error: ProgrammeDateError) -> Phrase {
    switch error {
    case .noSuchDate: Phrase(error.description, de: "Diesen Stichtag gibt es nicht mehr.")
    case .notYourApp:
      Phrase(
        error.description,
        de: "Ein Stichtag für alle Apps, oder für eine App, die hier nicht zu sehen ist, lässt sich hier nicht ändern.")
    case .noName: Phrase(error.description, de: "Dem Stichtag einen Namen geben, etwa: Entwicklung antwortet selbst.")
    case .nameTooLong(let bytes):
      Phrase(error.description, de: "Der Name hat \(bytes) Bytes; erlaubt sind \(ProgrammeDate.nameLimit) Bytes.")
    case .nameTaken(let name): Phrase(error.description, de: "Einen Stichtag mit dem Namen „\(name)“ gibt es schon.")
    case .noDay: Phrase(error.description, de: "Einen Tag von 1970 bis 2199 wählen.")
    case .tooMany:
      Phrase(
        error.description,
        de: "Es gibt schon \(ProgrammeDate.limit) Stichtage, mehr geht nicht; zuerst einen löschen.")
    }
  }
}
