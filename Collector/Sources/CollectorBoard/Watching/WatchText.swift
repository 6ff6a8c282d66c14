// What the weekly digest and the choice of what it is about say.
import CollectorCore
import CollectorEvidence
import TellbackWire

enum WatchText {
  static let title = Phrase("Weekly digest", de: "Wochenbericht")
  static let lead = Phrase(
    "The last seven days of what you watch. Tickets and pain points are shown as they stand now.",
    de: "Die letzten sieben Tage von dem, was beobachtet wird. Tickets und Schmerzpunkte stehen da, wie sie jetzt sind."
  )
  static let everything = Phrase(
    "You watch nothing yet, so this is the week of all your apps.",
    de: "Noch wird nichts beobachtet, daher ist dies die Woche aller eigenen Apps.")

  // MARK: What happened

  static let loudest = Phrase("Loudest pain", de: "Größter Schmerz")
  static let noPain = Phrase(
    "No pain point belongs to what you watch.", de: "Kein Schmerzpunkt gehört zu dem, was beobachtet wird.")
  static let oldest = Phrase("Oldest wait", de: "Längstes Warten")
  static let nobodyWaits = Phrase("Nobody waits for staff.", de: "Niemand wartet auf eine Antwort.")
  static func opened(_ at: HTML) -> HTML { .said("opened \(at)", de: "geöffnet \(at)") }
  static let idea = Phrase("Most-felt idea", de: "Meistgewünschte Idee")
  static let noIdea = Phrase("No idea is open.", de: "Keine Idee ist offen.")
  static let unhappiest = Phrase("Unhappiest answer", de: "Unglücklichste Antwort")
  static let nobodyUnhappy = Phrase(
    "Nobody said that an answer did not help.", de: "Niemand hat gesagt, eine Antwort habe nicht geholfen.")
  static let didNotHelp = Phrase("It did not help", de: "Es hat nicht geholfen")
  static func stars(_ stars: Int64) -> Phrase { Phrase("\(stars) of 5 stars", de: "\(stars) von 5 Sternen") }
  static func moreUnhappy(_ count: Int) -> Phrase {
    .count(
      Int64(count), (one: "more in these seven days", many: "more in these seven days"),
      de: (one: "weitere in diesen sieben Tagen", many: "weitere in diesen sieben Tagen"))
  }
  static let fixed = Phrase("What was fixed, and whether it helped", de: "Was behoben wurde, und ob es half")
  static let nothingFixed = Phrase(
    "In the last four weeks nothing was released against these pain points.",
    de: "In den letzten vier Wochen kam nichts gegen diese Schmerzpunkte heraus.")
  static let cameBack = Phrase("Came back", de: "Wieder da")
  static func version(_ version: String) -> HTML {
    .said("version \(Words.inline(version, limit: 80))", de: "Version \(Words.inline(version, limit: 80))")
  }
  static func since(_ day: HTML) -> HTML { .said("since \(day)", de: "seit \(day)") }

  static let zero = Phrase("Days at zero", de: "Tage bei null")
  static let watched = Phrase("Watched", de: "Beobachtet")
  static let daysAtZero = Phrase("Days at zero", de: "Tage bei null")
  static let inQueue = Phrase("In the queue now", de: "Jetzt in der Warteschlange")
  static func days(_ zero: Int, of counted: Int) -> Phrase {
    Phrase("\(zero) of \(counted)", de: "\(zero) von \(counted)")
  }

  static let teams = Phrase("Works as designed, by team", de: "Wie vorgesehen, nach Gruppe")
  static let teamsHint = Phrase(
    "Of four weeks. 'Works as designed' is no end: it should become an idea or a pain point.",
    de: "Aus vier Wochen. „Wie vorgesehen“ ist kein Ende: Es soll eine Idee oder ein Schmerzpunkt werden.")
  static let team = Phrase("Group", de: "Gruppe")
  static let resolved = Phrase("Resolved", de: "Gelöst")
  static let designed = Phrase("Works as designed", de: "Wie vorgesehen")
  static let share = Phrase("Share", de: "Anteil")
  static let becameIdeas = Phrase("Of these, ideas", de: "Davon Ideen")

  // MARK: What is watched

  static let mine = Phrase("What you watch", de: "Was beobachtet wird")
  static let none = Phrase("Nothing yet.", de: "Noch nichts.")
  static let stop = Phrase("Stop", de: "Beenden")
  static func stop(_ what: HTML) -> HTML {
    .said("<span class=\"unseen\"> watching \(what)</span>", de: "<span class=\"unseen\">: \(what)</span>")
  }
  static let add = Phrase("Watch something", de: "Etwas beobachten")
  static let app = Phrase("App", de: "App")
  static let what = Phrase("What", de: "Was")
  static let name = Phrase("Name", de: "Name")
  static let nameHint = Phrase(
    "Of the component or segment, or the field that the app gives, such as plan. Empty for everything of the app; for a pain point its number.",
    de:
      "Der Komponente oder des Kundensegments, oder das Feld, das die App mitgibt, etwa plan. Leer für alles der App; beim Schmerzpunkt seine Nummer."
  )
  static let value = Phrase("Value of the field", de: "Wert des Feldes")
  static let valueHint = Phrase("Such as enterprise.", de: "Etwa enterprise.")
  static let watch = Phrase("Watch", de: "Beobachten")
  static let watchIt = Phrase("Watch this pain point", de: "Diesen Schmerzpunkt beobachten")
  static let watching = Phrase("You watch it: it is in your", de: "Wird beobachtet und steht im")
  static let mail = Phrase(
    "Mail it to me on Mondays, while I watch something", de: "Montags als E-Mail senden, solange etwas beobachtet wird")
  static let save = Phrase("Save", de: "Speichern")

  static let everythingOf = Phrase("Everything of the app", de: "Alles der App")
  static let component = Phrase("Component", de: "Komponente")
  static let segment = Phrase("Segment", de: "Kundensegment")
  static let pain = Phrase("Pain point", de: "Schmerzpunkt")
  static let reporters = Phrase("Reporters by a field", de: "Meldende nach einem Feld")

  /// `pains` are titles by number.
  static func subject(_ subject: Watch.Subject, _ pains: [Int64: String]) -> HTML {
    switch subject {
    case .app: "\(everythingOf)"
    case .component(let name): "\(component): \(Words.inline(name, limit: 100))"
    case .segment(let name): "\(segment): \(Words.inline(name, limit: 100))"
    case .pain(let number): "\(PainText.name(number)): \(Words.inline(pains[number] ?? "", limit: 100))"
    case .reporters(let field, let value):
      "\(Words.inline(field, limit: 100)) = \(Words.inline(value, limit: 100))"
    }
  }

  static let nowWatched = Phrase(
    "Watched. The next weekly digest tells of it.", de: "Wird beobachtet. Der nächste Wochenbericht erzählt davon.")
  static let unwatched = Phrase("No longer watched.", de: "Wird nicht mehr beobachtet.")
}
