// What stands around each page: navigation, skip link, keys.
import CollectorCore

enum FrameText {
  static let skip = Phrase("Skip to the content", de: "Zum Inhalt springen")
  static let board = Phrase("Board", de: "Board")
  static let myWork = Phrase("My work", de: "Meine Arbeit")
  static let delivery = Phrase("Delivery", de: "Zustellung")
  static let people = Phrase("People", de: "Personal")
  static let settings = Phrase("Settings", de: "Einstellungen")
  static let account = Phrase("Account", de: "Konto")
  static let duplicates = Phrase("Possible duplicates", de: "Mögliche Duplikate")
  static let signOut = Phrase("Sign out", de: "Abmelden")

  static let keys = Phrase("Keys", de: "Tasten")
  static let ctrl = Phrase("Ctrl", de: "Strg")
  static let enter = Phrase("Enter", de: "Eingabe")
  static let keyNext = Phrase(
    "next and previous ticket or report", de: "nächstes und voriges Ticket, nächste und vorige Meldung")
  static let keyOpen = Phrase("open it", de: "öffnen")
  static let keyCompare = Phrase(
    "compare with the first possible duplicate; choose which to keep",
    de: "mit dem ersten möglichen Duplikat vergleichen; wählen, welches bleibt")
  static let keyGroup = Phrase(
    "in a group of possible duplicates: merge those ticked; take a ticket out",
    de: "in einer Gruppe möglicher Duplikate: die markierten zusammenführen; ein Ticket herausnehmen")
  static let keyColumns = Phrase(
    "on the board: the column to the left and to the right", de: "auf dem Board: die Spalte links und rechts")
  static let keyMoves = Phrase(
    "on the board: let it wait, resolve it, reopen it", de: "auf dem Board: warten lassen, lösen, wieder öffnen")
  static let keyUndo = Phrase("undo what you just did", de: "das Letzte rückgängig machen")
  static let keySearch = Phrase("search", de: "suchen")
  static let keyAnswer = Phrase("write an answer", de: "eine Antwort schreiben")
  static let keyClaim = Phrase("claim the ticket", de: "das Ticket übernehmen")
  static let keyTakeNext = Phrase(
    "one after the other: take the ticket that is due next",
    de: "nacheinander: das Ticket mit der nächsten Frist übernehmen")
  static let keyBack = Phrase("back", de: "zurück")
  static let keySend = Phrase("send what you wrote", de: "Geschriebenes senden")
  static let keyKeys = Phrase("these keys", de: "diese Tasten")
  static let singleKeys = Phrase("Keys without Ctrl, in this browser", de: "Tasten ohne Strg, in diesem Browser")
}
