// What the forms on a ticket say: answering, noting, resolving, waiting, reopening.
import CollectorCore
import TellbackWire

enum ActionText {
  // MARK: Answering

  static let sendAnswer = Phrase("Send answer", de: "Antwort senden")
  static let sendForApproval = Phrase("Send for approval", de: "Zur Freigabe senden")
  static let toAnswer = Phrase("answer", de: "antworten")
  static let needsApproval = Phrase(
    "It waits until a second person approves it; then it goes out under your name.",
    de: "Sie wartet, bis eine zweite Person sie freigibt; dann geht sie unter dem eigenen Namen hinaus.")
  static let files = Phrase("Files for the answer", de: "Dateien zur Antwort")
  static func filesHint(_ count: Int, _ size: String) -> Phrase {
    Phrase("At most \(count) files, \(size) together.", de: "Höchstens \(count) Dateien, zusammen \(size).")
  }
  static let allCanned = Phrase("All canned answers", de: "Alle Textbausteine")
  static let writeCanned = Phrase("Write canned answers", de: "Textbausteine schreiben")

  // MARK: Noting

  static let note = Phrase("Internal note", de: "Interne Notiz")
  static let saveNote = Phrase("Save note", de: "Notiz speichern")

  // MARK: Resolving

  static let resolve = Phrase("Resolve", de: "Lösen")
  static let toResolve = Phrase("resolve", de: "lösen")
  static let change = Phrase("Change the outcome", de: "Ergebnis ändern")
  static let toChange = Phrase("change the outcome", de: "das Ergebnis ändern")
  static let outcome = Phrase("Outcome", de: "Ergebnis")
  static let needsReason = Phrase("needs a reason", de: "braucht eine Begründung")
  static let inVersion = Phrase("In version", de: "In Version")
  static let notReleased = Phrase("Not released yet", de: "Noch nicht veröffentlicht")
  static let words = Phrase("Words to the reporters", de: "Text an die Meldenden")
  static func resolveAudience(_ count: Int64) -> Phrase {
    Phrase(
      "The \(KitText.people(count).english) who reported this are told of a fix, and read your words.",
      de: reporters(
        count, "erfährt von einer Lösung und liest den Text.", "erfahren von einer Lösung und lesen den Text."))
  }
  static func changeAudience(_ count: Int64) -> Phrase {
    Phrase(
      "The \(KitText.people(count).english) who reported this read your words. Nobody is told that it was reopened.",
      de: reporters(count, "liest den Text.", "lesen den Text.") + " Dass es wieder geöffnet wurde, erfährt niemand.")
  }
  static let asDesigned = Phrase(
    "Works as designed? That is no end: as an idea it stays open.",
    de: "Funktioniert wie vorgesehen? Das ist kein Ende: Als Idee bleibt es offen.")
  static let turnIntoIdea = Phrase("Turn it into an idea", de: "Eine Idee daraus machen")

  // MARK: Waiting

  static let wait = Phrase("Wait", de: "Warten")
  static let changeWait = Phrase("Change the wait", de: "Warten ändern")
  static let waitFor = Phrase("Wait for", de: "Warten auf")
  static let until = Phrase("Until", de: "Bis")
  static let untilHint = Phrase(
    "The ticket opens by itself on that day. Without a date it waits until somebody takes it up.",
    de: "Das Ticket öffnet sich an diesem Tag von selbst. Ohne Datum wartet es, bis jemand es wieder aufnimmt.")
  static let early = Phrase(
    "A reporter’s words open it earlier", de: "Schreibt eine meldende Person, öffnet es sich früher")
  static let waitAudience = Phrase(
    "Only staff see this. Reporters are told nothing; to ask them something, send an answer.",
    de: "Nur intern sichtbar. Die Meldenden erfahren nichts; um sie etwas zu fragen, eine Antwort senden.")
  static let department = Phrase("Name of the department", de: "Name der Abteilung")
  static let version = Phrase("Version", de: "Version")

  // MARK: Taking up

  /// `sentence` is such as `waits for Billing`; nil where it is not known what for.
  static func waits(_ sentence: HTML?) -> HTML {
    sentence.map { .said("It \($0).", de: "Es \($0).") } ?? .said("It waits.", de: "Es wartet.")
  }
  static let takeUp = Phrase("Take it up", de: "Wieder aufnehmen")
  static let reopen = Phrase("Reopen", de: "Wieder öffnen")
  static func reopenAudience(_ count: Int64) -> Phrase {
    Phrase(
      "The \(KitText.people(count).english) who reported this are told that it is open again.",
      de: reporters(count, "erfährt, dass es wieder offen ist.", "erfahren, dass es wieder offen ist."))
  }

  private static func reporters(_ count: Int64, _ one: String, _ many: String) -> String {
    count == 1 ? "Die meldende Person \(one)" : "Die \(Language.german.grouped(count)) Meldenden \(many)"
  }
}
