// What the pages of pain points say.
import CollectorCore
import TellbackWire

enum PainText {
  static let title = Phrase("Pain points", de: "Schmerzpunkte")
  static let lead = Phrase(
    "What many tickets have in common: whose it is, what helps meanwhile, what was decided, and whether it got better. What hurts most stands first.",
    de:
      "Was viele Tickets gemeinsam haben: wer zuständig ist, was bis dahin hilft, was entschieden wurde und ob es besser wird. Was am meisten schmerzt, steht zuerst."
  )
  static let none = Phrase("No pain point yet", de: "Noch kein Schmerzpunkt")
  static let noneHint = Phrase(
    "Open a ticket and gather it under a pain point, or confirm what is proposed below.",
    de: "Ein Ticket öffnen und unter einem Schmerzpunkt sammeln, oder bestätigen, was unten vorgeschlagen wird.")
  static let noneAtAll = Phrase(
    "Open a ticket and gather it under a pain point. What may belong together is proposed here.",
    de: "Ein Ticket öffnen und unter einem Schmerzpunkt sammeln. Was zusammengehören könnte, wird hier vorgeschlagen.")
  static let weights = Phrase("Weights of the ranking", de: "Gewichte der Rangfolge")
  static let older = Phrase("More", de: "Weitere")
  static let newer = Phrase("Back", de: "Zurück")
  static let pages = Phrase("Pages", de: "Seiten")

  static func name(_ number: Int64) -> Phrase { Phrase("Pain point \(number)", de: "Schmerzpunkt \(number)") }
  static func people(_ count: Int64) -> Phrase {
    .count(count, (one: "person", many: "people"), de: (one: "Person", many: "Personen"))
  }
  static func reports(_ count: Int64) -> Phrase {
    .count(count, (one: "report", many: "reports"), de: (one: "Meldung", many: "Meldungen"))
  }
  static func tickets(_ count: Int64) -> Phrase {
    .count(count, (one: "ticket", many: "tickets"), de: (one: "Ticket", many: "Tickets"))
  }
  static func attempts(_ count: Int64) -> Phrase {
    .count(count, (one: "attempt", many: "attempts"), de: (one: "Versuch", many: "Versuche"))
  }
  static func overdue(_ count: Int64) -> Phrase {
    Phrase(
      "\(CountText.grouped(count)) past the date to decide by",
      de: "\(CountText.grouped(count)) über dem Entscheidungsdatum")
  }

  // MARK: Marks

  static let isOverdue = Phrase("Undecided past its date", de: "Ohne Entscheidung über dem Datum")
  static let hasWorkaround = Phrase("Workaround", de: "Umgehung")
  static let regressed = Phrase("Came back", de: "Wieder da")
  static func owner(_ name: String) -> HTML {
    .said(
      "<span class=\"quiet\">Owner:</span> \(Words.inline(name, limit: 80))",
      de: "<span class=\"quiet\">Zuständig:</span> \(Words.inline(name, limit: 80))")
  }
  static func decideBy(_ day: HTML) -> HTML { .said("decide by \(day)", de: "entscheiden bis \(day)") }

  // MARK: Proposals

  static let proposed = Phrase("Perhaps pain points", de: "Vielleicht Schmerzpunkte")
  static let proposedHint = Phrase(
    "Tickets that may have one cause. Nothing is gathered until you say so, and it can be undone.",
    de:
      "Tickets, die eine Ursache haben könnten. Gesammelt wird erst auf Knopfdruck, und es lässt sich rückgängig machen."
  )
  static let make = Phrase("Gather those ticked", de: "Angekreuzte sammeln")
  static let belongs = Phrase("Belongs to it", de: "Gehört dazu")
  static let perhaps = Phrase("Perhaps it belongs here", de: "Gehört vielleicht dazu")
  static let nothingProposed = Phrase(
    "No open ticket looks like it belongs here.", de: "Kein offenes Ticket sieht so aus, als ob es hierher gehörte.")

  static func why(_ reason: PainReason) -> HTML {
    switch reason {
    case .alike(let ticket, let words, let likelihood):
      let marks = words.map { word -> HTML in "<mark>\(Words.inline(word, limit: 40))</mark> " }
      let percent = Int((likelihood * 100).rounded())
      return .said(
        "Looks like #\(ticket) (\(percent) %): \(marks)", de: "Ähnelt #\(ticket) (\(percent) %): \(marks)")
    case .error(let ticket): return .said("Same error as #\(ticket)", de: "Derselbe Fehler wie #\(ticket)")
    case .place(let component, let page):
      let place: HTML = "\(Words.inline(component, limit: 60)), \(Words.inline(page, limit: 120))"
      return .said("Same component and page: \(place)", de: "Gleiche Komponente und Seite: \(place)")
    }
  }

  // MARK: What was done

  static let made = Phrase("Gathered: this is a pain point now.", de: "Gesammelt: Das ist jetzt ein Schmerzpunkt.")
  static let gathered = Phrase(
    "The ticket belongs to this pain point now.", de: "Das Ticket gehört jetzt zu diesem Schmerzpunkt.")
  static let ungathered = Phrase(
    "The ticket belongs to it no longer.", de: "Das Ticket gehört nicht mehr dazu.")
  static let saved = Phrase("Saved.", de: "Gespeichert.")
  static let decided = Phrase("The decision is written down.", de: "Die Entscheidung ist festgehalten.")
  static let helped = Phrase(
    "Everybody on its tickets is told what helps, and whoever reports it from now on.",
    de: "Alle auf den Tickets erfahren, was hilft, und wer es ab jetzt meldet.")
  static let withdrawn = Phrase(
    "The workaround is withdrawn: nobody is told of it any more.",
    de: "Die Umgehung ist zurückgezogen: Niemand erfährt mehr davon.")
  static let undo = Phrase("Undo", de: "Rückgängig")
}

extension PainAttempt.Kind {
  var label: Phrase {
    switch self {
    case .code: Phrase("Code", de: "Code")
    case .content: Phrase("Content", de: "Inhalt")
    case .configuration: Phrase("Configuration", de: "Konfiguration")
    case .process: Phrase("Process", de: "Ablauf")
    case .training: Phrase("Training", de: "Schulung")
    }
  }
}

extension PainDecision.Kind {
  var label: Phrase {
    switch self {
    case .fix: Phrase("To be fixed", de: "Wird behoben")
    case .later: Phrase("Not now", de: "Nicht jetzt")
    case .leave: Phrase("Stays as it is", de: "Bleibt, wie es ist")
    }
  }
}

extension PainError {
  /// In the reader's language.
  var phrase: Phrase {
    let german =
      switch self {
      case .noSuchPain(let number): "Einen Schmerzpunkt \(number) gibt es nicht."
      case .noTitle: "Der Schmerzpunkt braucht einen Titel."
      case .tooLong(_, let bytes, let limit): "Der Text hat \(bytes) Bytes; höchstens \(limit) sind möglich."
      case .otherApp(let number): "Ticket \(number) gehört zu einer anderen App als der Schmerzpunkt."
      case .gathered(let ticket, let pain): "Ticket \(ticket) gehört schon zu Schmerzpunkt \(pain)."
      case .notGathered(let ticket): "Ticket \(ticket) gehört nicht mehr zu diesem Schmerzpunkt."
      case .tooManyTickets: "Ein Schmerzpunkt sammelt höchstens \(PainLimits.tickets) Tickets."
      case .tooManyPains: "Eine App hat höchstens \(PainLimits.perApp) Schmerzpunkte."
      case .tooManyAttempts: "Ein Schmerzpunkt hat höchstens \(PainLimits.attempts) Versuche."
      case .noSuchPerson: "Diese Person gibt es nicht mehr."
      case .cannotHaveIt(let name):
        "\(name) sieht diese App nicht oder kann sich nicht anmelden. Bitte jemand anderen wählen."
      case .datePassed: "Das Datum für die Entscheidung ist vorbei. Bitte einen späteren Tag wählen."
      case .noReason: "Eine Entscheidung braucht einen Grund."
      case .noWords: "Hier fehlen die Worte."
      case .noAttempt: "Diesen Versuch gibt es nicht mehr."
      case .noRelease: "Bitte die Version nennen, in der es ist, oder den Tag, seit dem es für alle gilt."
      case .noWorkaround: "Dieser Schmerzpunkt hat keine Umgehung."
      case .overtaken:
        "Jemand hat diesen Schmerzpunkt geändert, nachdem die Seite geöffnet wurde. Bitte lesen, was jetzt dasteht, und dann neu speichern."
      case .badWeight(let most): "Ein Gewicht ist eine ganze Zahl von 0 bis \(most) Prozent; beim Trend höchstens 100."
      case .tooManyWeights: "Eine App hat höchstens \(PainWeights.segmentLimit) Kundensegmente mit einem Gewicht."
      }
    return Phrase(description, de: german)
  }
}
