// What is said around many tickets at once.
import CollectorCore

enum BulkText {
  static let select = Phrase("Select", de: "Auswählen")
  static let bar = Phrase("For the selected tickets", de: "Für die ausgewählten Tickets")
  static let all = Phrase("All on this page", de: "Alle auf dieser Seite")
  static let none = Phrase("None", de: "Keine")
  static let claim = Phrase("Claim", de: "Übernehmen")
  static let tag = Phrase("Tag", de: "Schlagwörter")
  static let severity = Phrase("Severity", de: "Schweregrad")
  static let wait = Phrase("Wait", de: "Warten")
  static let resolve = Phrase("Resolve", de: "Lösen")
  static let merge = Phrase("Merge", de: "Zusammenführen")
  static let handOver = Phrase("Hand over", de: "Übergeben")
  static let answer = Phrase("Answer", de: "Antworten")
  static let undo = Phrase("Undo", de: "Rückgängig")
  static let undoAll = Phrase("Undo all of it", de: "Alles rückgängig")
  static let back = Phrase("Back to the list", de: "Zurück zur Liste")
  static let left = Phrase("Not done", de: "Nicht erledigt")
  static let tickets = Phrase("Tickets", de: "Tickets")

  static let add = Phrase("Tags to add", de: "Schlagwörter hinzufügen")
  static let remove = Phrase("Tags to remove", de: "Schlagwörter entfernen")
  static let tagsHint = Phrase(
    "Parted by commas. What a ticket has already, or lacks already, stays.",
    de: "Durch Kommas getrennt. Was ein Ticket schon hat oder schon nicht hat, bleibt.")
  static let waitFor = Phrase("Wait for", de: "Warten auf")
  static let department = Phrase("Name of the department", de: "Name der Abteilung")
  static let version = Phrase("Version", de: "Version")
  static let until = Phrase("Until", de: "Bis")
  static let untilHint = Phrase(
    "The tickets open by themselves on that day. Without a date they wait until somebody takes them up.",
    de: "Die Tickets öffnen sich an diesem Tag von selbst. Ohne Datum warten sie, bis jemand sie aufnimmt.")
  static let early = Phrase(
    "A reporter’s words open it earlier", de: "Schreibt eine meldende Person, öffnet es sich früher")
  static let note = Phrase("Internal note", de: "Interne Notiz")
  static let staffOnly = Phrase(
    "Only staff see this. Reporters are told nothing.",
    de: "Nur intern sichtbar. Die Meldenden erfahren nichts.")
  static let outcome = Phrase("Outcome", de: "Ergebnis")
  static let outcomeHint = Phrase(
    "A ticket whose kind has no such outcome is left out, with the reason.",
    de: "Ein Ticket, dessen Art dieses Ergebnis nicht kennt, bleibt aus, mit dem Grund.")
  static let needsReason = Phrase("needs a reason", de: "braucht eine Begründung")
  static let inVersion = Phrase("In version", de: "In Version")
  static let notReleased = Phrase("Not released yet", de: "Noch nicht veröffentlicht")
  static let words = Phrase("Words to the reporters", de: "Text an die Meldenden")
  static let keep = Phrase("Which ticket do you keep?", de: "Welches Ticket bleibt?")
  static let keepHint = Phrase(
    "The reports of the others are found there. Each merge can be undone.",
    de: "Die Meldungen der anderen sind dort zu finden. Jede Zusammenführung lässt sich rückgängig machen.")
  static let to = Phrase("To", de: "An")
  static let choose = Phrase("Choose", de: "Bitte wählen")
  static let people = Phrase("People", de: "Personen")
  static let groups = Phrase("Groups", de: "Gruppen")
  static let answerHint = Phrase(
    "Fields such as {reporter} are filled in for each reporter. A ticket that nobody has is claimed with it.",
    de: "Felder wie {reporter} werden für jede meldende Person ausgefüllt. Ein freies Ticket wird damit übernommen.")
  static let canned = Phrase("Canned answer", de: "Textbaustein")
  static let cannedNone = Phrase("None: the words below", de: "Keiner: der Text unten")
  static let cannedHint = Phrase(
    "Each ticket gets it in the language of its first report.",
    de: "Jedes Ticket bekommt ihn in der Sprache seiner ersten Meldung.")

  // MARK: What is wrong

  static let noTickets = Phrase("Select a ticket first.", de: "Zuerst ein Ticket auswählen.")
  static let twoTickets = Phrase(
    "Select at least two tickets to merge.", de: "Zum Zusammenführen mindestens zwei Tickets auswählen.")
  static let noTags = Phrase(
    "Write a tag to add or to remove.", de: "Ein Schlagwort zum Hinzufügen oder Entfernen angeben.")
  static let noSeverity = Phrase("Choose the severity.", de: "Den Schweregrad wählen.")
  static let noSurvivor = Phrase("Choose which ticket to keep.", de: "Wählen, welches Ticket bleibt.")
  static let noReceiver = Phrase("Choose whom to hand them to.", de: "Wählen, an wen sie gehen.")
  static let noWords = Phrase("Write an answer, or choose one.", de: "Eine Antwort schreiben oder eine wählen.")
  static let noReason = Phrase("This outcome needs its reason.", de: "Dieses Ergebnis braucht eine Begründung.")

  static let nothingToUndo = Phrase(
    "The form names nothing that could be undone.", de: "Das Formular nennt nichts, das sich rückgängig machen ließe.")

  static func tooMany(_ count: Int) -> Phrase {
    Phrase(
      "These are \(count) tickets; at most \(BulkRunner.limit) are done at once.",
      de: "Das sind \(count) Tickets; höchstens \(BulkRunner.limit) gehen auf einmal.")
  }

  static func select(_ number: Int64) -> Phrase { Phrase("Select #\(number)", de: "#\(number) auswählen") }

  static func many(_ count: Int) -> Phrase {
    .count(Int64(count), ("ticket", "tickets"), de: ("Ticket", "Tickets"))
  }

  static func done(_ count: Int) -> Phrase {
    .count(Int64(count), ("ticket is done", "tickets are done"), de: ("Ticket erledigt", "Tickets erledigt"))
  }

  static func undone(_ count: Int) -> Phrase {
    .count(
      Int64(count), ("change is undone", "changes are undone"),
      de: ("Änderung rückgängig gemacht", "Änderungen rückgängig gemacht"))
  }

  static func failed(_ count: Int) -> Phrase {
    .count(
      Int64(count), ("is left as it was", "are left as they were"), de: ("blieb unverändert", "blieben unverändert"))
  }

  /// Scripts put the number in the place of `{}`.
  static let selected = Phrase("{} selected", de: "{} ausgewählt")

  static func reach(_ people: Int64) -> Phrase {
    let count = KitText.people(people)
    return Phrase("They go to \(count.english) at most.", de: "Sie gehen an höchstens \(count.german).")
  }
}
