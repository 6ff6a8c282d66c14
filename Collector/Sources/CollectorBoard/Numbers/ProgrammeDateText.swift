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
}
