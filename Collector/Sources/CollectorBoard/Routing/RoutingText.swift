// What the pages of routing say, and rules in words.
import CollectorCore
import TellbackWire

enum RoutingText {
  static let title = Phrase("Routing", de: "Verteilung")
  static let addRule = Phrase("Add a rule", de: "Regel hinzufügen")
  static let lead = Phrase(
    "When a report opens a ticket, the rules are read from top to bottom, and each one that fits acts. The first that names a component, a severity, a group or an owner decides it; tags of all of them gather. A component that a rule sets counts for the rules below it. A report that joins a ticket can raise its severity, and nothing else. What people decide afterwards, no rule changes.",
    de:
      "Öffnet eine Meldung ein Ticket, werden die Regeln von oben nach unten gelesen, und jede passende wirkt. Die erste, die eine Komponente, einen Schweregrad, eine Gruppe oder eine zuständige Person nennt, entscheidet darüber; Schlagwörter sammeln sich. Eine Komponente, die eine Regel setzt, zählt für die Regeln darunter. Eine Meldung, die zu einem Ticket dazukommt, kann den Schweregrad erhöhen und sonst nichts. Was Menschen danach entscheiden, ändert keine Regel."
  )
  static func foot(_ count: Int64, limit: Int) -> Phrase {
    let rules = Phrase.count(count, ("rule", "rules"), de: ("Regel", "Regeln"))
    return Phrase(
      "Where no rule names a severity: a problem or question with an error is high, another one medium, an idea or praise low. \(rules.english) of at most \(limit).",
      de:
        "Wo keine Regel einen Schweregrad nennt: Ein Problem oder eine Frage mit Fehler ist hoch, sonst mittel, eine Idee oder ein Lob niedrig. \(rules.german) von höchstens \(limit)."
    )
  }
  static let noRules = Phrase("No rules", de: "Keine Regeln")
  static let noRulesText = Phrase(
    "Each ticket waits until somebody claims it.", de: "Jedes Ticket wartet, bis es jemand übernimmt.")
  static let when = Phrase("When", de: "Wenn")
  static let each = Phrase("each report", de: "jede Meldung")
  static let then = Phrase("Then", de: "Dann")
  static let up = Phrase("Up", de: "Nach oben")
  static let down = Phrase("Down", de: "Nach unten")
  static let moveUp = Phrase("Move up", de: "Nach oben schieben")
  static let moveDown = Phrase("Move down", de: "Nach unten schieben")
  static let anApp = Phrase("an app", de: "eine App")
  static let allApps = Phrase("all apps", de: "alle Apps")
  static func isDisabled(_ name: String) -> Phrase {
    Phrase("\(name)’s account is disabled", de: "Das Konto von \(name) ist deaktiviert")
  }
  static func isAway(_ name: String) -> Phrase { Phrase("\(name) is away", de: "\(name) ist abwesend") }
  static let noRule = Phrase("There is no such rule any more.", de: "Diese Regel gibt es nicht mehr.")

  // MARK: Rules in words

  /// What a condition asks about, by the domain's label of it.
  static func subject(_ label: String) -> String {
    switch label {
    case "page": "Seite"
    case "component": "Komponente"
    case "segment": "Kundensegment"
    case "locale": "Sprache"
    case "kind": "Art"
    case "version": "Version"
    case "words": "Wörter"
    default: label.hasPrefix("field ") ? "Feld \(label.dropFirst(6))" : label
    }
  }

  static func decision(_ decision: RoutingDecision) -> Phrase {
    switch decision {
    case .component: Phrase("component", de: "Komponente")
    case .severity: Phrase("severity", de: "Schweregrad")
    case .group: Phrase("group", de: "Gruppe")
    case .owner: Phrase("owner", de: "zuständige Person")
    }
  }

  /// `page /checkout or /cart`; `Seite /checkout oder /cart`.
  static func condition(_ condition: RoutingCondition) -> Phrase {
    let (first, values) = (condition.values.first ?? "", condition.values)
    let german: String =
      switch (condition.subject, condition.test) {
      case (.version, .atLeast): "Version \(first) oder neuer"
      case (.version, .below): "Version vor \(first)"
      case (.words, _): "Wörter " + values.map { "„\($0)“" }.joined(separator: " oder ")
      case (.kind, _):
        "Art " + values.map { ReportKind(rawValue: $0)?.name.german ?? $0 }.joined(separator: " oder ")
      default: "\(subject(condition.subject.label)) " + values.joined(separator: " oder ")
      }
    return Phrase(condition.sentence, de: german)
  }

  /// One phrase for each thing that a rule does: `severity high`, `component Checkout`, `group Payments`, `owner Kim`, `tag vip`.
  static func effects(_ effects: RoutingEffects, in reads: any StoreReads) throws -> [Phrase] {
    var phrases: [Phrase] = []
    if let severity = effects.severity { phrases.append(self.severity(severity)) }
    if let component = effects.component { phrases.append(self.component(component)) }
    if let id = effects.group {
      let name = try reads.group(id)?.name
      phrases.append(Phrase("group \(name ?? "that is gone")", de: "Gruppe \(name ?? "gibt es nicht mehr")"))
    }
    if let id = effects.owner {
      let name = try reads.account(id)?.name
      phrases.append(Phrase("owner \(name ?? "who is gone")", de: "zuständig: \(name ?? "nicht mehr da")"))
    }
    if !effects.tags.isEmpty { phrases.append(tags(effects.tags)) }
    return phrases
  }

  static func severity(_ severity: Severity) -> Phrase {
    Phrase("severity \(severity)", de: "Schweregrad \(severity.inner.german)")
  }
  static func component(_ name: String) -> Phrase { Phrase("component \(name)", de: "Komponente \(name)") }
  static func tags(_ tags: [String]) -> Phrase {
    let all = tags.joined(separator: ", ")
    return Phrase("tag \(all)", de: "\(tags.count == 1 ? "Schlagwort" : "Schlagwörter") \(all)")
  }

  // MARK: One rule

  static func rule(_ name: String) -> Phrase { Phrase("Rule \(name)", de: "Regel \(name)") }
  static let newRule = Phrase("A new rule", de: "Eine neue Regel")
  static let whenAll = Phrase("When all of this fits", de: "Wenn all das passt")
  static let emptyHint = Phrase(
    "What is left empty is not asked. Several values, one on each line, are alternatives.",
    de: "Leeres wird nicht gefragt. Mehrere Werte, einer je Zeile, sind Alternativen.")
  static func tryIt(_ count: Int) -> Phrase {
    Phrase("Try it on the last \(count) reports", de: "An den letzten \(count) Meldungen ausprobieren")
  }
  static let nameHint = Phrase(
    "The history of each ticket that it routes names it.", de: "Er steht im Verlauf jedes Tickets, das sie verteilt.")
  static let forApps = Phrase("For", de: "Für")
  static let place = Phrase("Place", de: "Stelle")
  static let placeHint = Phrase(
    "Counted from the top; without one a new rule comes last.",
    de: "Von oben gezählt; ohne Angabe kommt eine neue Regel ans Ende.")
  static let enabled = Phrase("Enabled", de: "Aktiv")
  static let page = Phrase("Page under", de: "Seite unter")
  static let pageHint = Phrase(
    "Such as /checkout, which fits /checkout/pay and not /checkouts; /help* fits whatever follows.",
    de: "Etwa /checkout, das zu /checkout/pay passt und nicht zu /checkouts; /help* passt zu allem, was folgt.")
  static let words = Phrase("Words", de: "Wörter")
  static func wordsHint(_ bytes: String) -> Phrase {
    Phrase(
      "Words or phrases in the first \(bytes) of the text, in any case.",
      de: "Wörter oder Wendungen in den ersten \(bytes) des Textes, groß oder klein.")
  }
  static let componentHint = Phrase("That a rule further up has set.", de: "Die eine Regel weiter oben gesetzt hat.")
  static let versionFrom = Phrase("Version from", de: "Version ab")
  static let versionBefore = Phrase("Version before", de: "Version vor")
  static let versionIs = Phrase("Version is", de: "Version ist")
  static let language = Phrase("Language", de: "Sprache")
  static let languageHint = Phrase("Such as de, which fits de-CH too.", de: "Etwa de, das auch zu de-CH passt.")
  static func field(_ row: Int) -> Phrase { Phrase("Field \(row)", de: "Feld \(row)") }
  static func fieldIs(_ row: Int) -> Phrase { Phrase("Field \(row) is", de: "Feld \(row) ist") }
  static let ownFields = Phrase("Fields that the app sends", de: "Felder, die die App sendet")
  static let ownFieldsHint = Phrase(
    "A key as the app sends it, such as plan, or one of appName, appBuild, osName, osVersion, device, timeZone, sdk.",
    de:
      "Ein Schlüssel, wie ihn die App sendet, etwa plan, oder einer von appName, appBuild, osName, osVersion, device, timeZone, sdk."
  )
  static let leaveIt = Phrase("Leave it", de: "Nicht ändern")
  static let setComponent = Phrase("Set the component", de: "Komponente setzen")
  static let ownerHint = Phrase(
    "An owner who is away, or can sign in no longer, gets nothing: the ticket is for the group then, or for everybody, and the history says why.",
    de:
      "Wer abwesend ist oder sich nicht mehr anmelden kann, bekommt nichts: Das Ticket ist dann für die Gruppe oder für alle, und der Verlauf sagt, warum."
  )
  static let commas = Phrase("Parted by commas.", de: "Durch Kommas getrennt.")
  static func gone(_ name: String?) -> Phrase {
    Phrase("\(name ?? "No longer there") (cannot be chosen)", de: "\(name ?? "Nicht mehr da") (nicht wählbar)")
  }

  // MARK: Trying it

  static let notSaved = Phrase(
    "Nothing is saved yet, and no ticket changes: rules act on tickets that are opened from now on.",
    de:
      "Noch ist nichts gespeichert, und kein Ticket ändert sich: Regeln wirken auf Tickets, die ab jetzt geöffnet werden."
  )
  static func noReport(of app: HTML?) -> HTML {
    app.map {
      .said(
        "There is no report of \($0) yet to try it on.", de: "Von \($0) gibt es noch keine Meldung zum Ausprobieren.")
    }
      ?? .said("There is no report yet to try it on.", de: "Es gibt noch keine Meldung zum Ausprobieren.")
  }
  static func different(_ count: Int, of reports: Int64, app: HTML?) -> HTML {
    let last = KitText.reports(reports)
    let english: HTML = app.map { " of \($0)" } ?? ""
    let german: HTML = app.map { " von \($0)" } ?? ""
    let dative = reports == 1 ? "der letzten Meldung" : "den letzten \(Language.german.grouped(reports)) Meldungen"
    return count == 0
      ? .said(
        "It would have routed none of the last \(last.english)\(english) differently.",
        de: "Von \(dative)\(german) wäre keine anders verteilt worden.")
      : .said(
        "It would have routed \(count) of the last \(last.english)\(english) differently.",
        de: "Von \(dative)\(german) \(count == 1 ? "wäre 1" : "wären \(count)") anders verteilt worden.")
  }
  static let differently = Phrase("Tickets that would be routed differently", de: "Tickets, die anders verteilt würden")
  static let from = Phrase("From", de: "Von")
  static let to = Phrase("To", de: "Nach")
}
