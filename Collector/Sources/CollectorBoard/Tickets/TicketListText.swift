// What the list of tickets and Triage say: tabs, search, filters, columns, why a list is empty.
import CollectorCore
import TellbackWire

enum TicketListText {
  static let skip = Phrase("Skip to the tickets", de: "Zu den Tickets springen")

  // MARK: Above the list

  static func distance(_ count: HTML) -> HTML {
    .said("\(count) to an empty queue", de: "\(count) bis zur leeren Warteschlange")
  }
  static let queueEmpty = Phrase("The queue is empty.", de: "Die Warteschlange ist leer.")
  static let search = Phrase("Search tickets", de: "Tickets suchen")
  static let searchHint = Phrase("Words, TB-7K3Q-M2X9 or #42", de: "Wörter, TB-7K3Q-M2X9 oder #42")
  static let states = Phrase("States", de: "Zustände")
  static let all = Phrase("All", de: "Alle")
  static let owners = Phrase("Owners", de: "Zuständige")
  static func owner(_ choice: OwnerChoice?) -> Phrase {
    switch choice {
    case nil: Phrase("Everybody’s", de: "Alle")
    case .nobody: Phrase("Unowned", de: "Niemandes")
    case .me: Phrase("Mine", de: "Eigene")
    }
  }
  static func lookalikes(_ count: Int64) -> Phrase {
    .count(
      count, ("open ticket looks like another one", "open tickets look like another one"),
      de: ("offenes Ticket sieht aus wie ein anderes", "offene Tickets sehen aus wie ein anderes"))
  }

  // MARK: Filters

  static let filters = Phrase("Filters", de: "Filter")
  static let apply = Phrase("Apply", de: "Anwenden")
  static let clearFilters = Phrase("Clear filters", de: "Filter löschen")
  static let order = Phrase("Order", de: "Reihenfolge")
  static let anyKind = Phrase("Any kind", de: "Alle Arten")
  static let anySeverity = Phrase("Any severity", de: "Alle Schweregrade")
  static let anyComponent = Phrase("Any component", de: "Alle Komponenten")
  static let version = Phrase("Version", de: "Version")
  static let anyVersion = Phrase("Any version", de: "Alle Versionen")
  static let anySegment = Phrase("Any segment", de: "Alle Kundensegmente")
  static let tag = Phrase("Tag", de: "Schlagwort")
  static let anyTag = Phrase("Any tag", de: "Alle Schlagwörter")

  // MARK: Filters of the address that were left out

  static func ignored(_ reasons: [String]) -> Phrase {
    let list = reasons.joined(separator: "; ")
    return Phrase("These filters were ignored: \(list).", de: "Diese Filter wurden übergangen: \(list).")
  }
  static func notKnown(_ name: String, _ value: String) -> Phrase {
    let value = Words.cut(value, to: 40)
    return Phrase("\(name) “\(value)” is not known", de: "\(filter(name).german) „\(value)“ ist nicht bekannt")
  }
  static func noDay(_ name: String, _ value: String) -> Phrase {
    let value = Words.cut(value, to: 40)
    return Phrase("\(name) “\(value)” is no day", de: "\(filter(name).german) „\(value)“ ist kein Tag")
  }
  static func tooLong(_ name: String, _ limit: Int) -> Phrase {
    Phrase(
      "\(name == "q" ? "the search" : name) has more than \(limit) bytes",
      de: "\(filter(name).german) hat mehr als \(limit) Byte")
  }
  static func tooManyFields(_ limit: Int) -> Phrase {
    Phrase("more than \(limit) fields at once", de: "mehr als \(limit) Felder auf einmal")
  }
  static func fieldTooLong(key: Int, value: Int) -> Phrase {
    Phrase(
      "a field has a key of at most \(key) and a value of at most \(value) bytes",
      de: "ein Feld hat einen Schlüssel von höchstens \(key) und einen Wert von höchstens \(value) Byte")
  }
  static func tooManyColumns(_ limit: Int, bytes: Int) -> Phrase {
    Phrase(
      "more than \(limit) columns, or one of more than \(bytes) bytes",
      de: "mehr als \(limit) Spalten oder eine mit mehr als \(bytes) Byte")
  }

  /// A filter by its name in the address, as a sentence names it.
  static func filter(_ name: String) -> Phrase {
    switch name {
    case "q": Phrase("search", de: "die Suche")
    case "state": Phrase(name, de: "Zustand")
    case "app": Phrase(name, de: "App")
    case "kind": Phrase(name, de: "Art")
    case "severity": Phrase(name, de: "Schweregrad")
    case "component": Phrase(name, de: "Komponente")
    case "version": Phrase(name, de: "Version")
    case "segment": Phrase(name, de: "Kundensegment")
    case "tag": Phrase(name, de: "Schlagwort")
    case "owner": Phrase(name, de: "Zuständig")
    case "order": Phrase(name, de: "Reihenfolge")
    case "page": Phrase(name, de: "Seite")
    case "counted": Phrase(name, de: "Gezählt")
    case "from": Phrase(name, de: "Von")
    case "to": Phrase(name, de: "Bis")
    case "queued": Phrase(name, de: "In der Warteschlange")
    case "team": Phrase(name, de: "Gruppe")
    default: name.hasPrefix("field.") ? Phrase(name, de: "Feld \(name.dropFirst(6))") : Phrase(name, de: name)
    }
  }

  /// A filter's value; the domain's own words are translated, what people wrote is not.
  static func value(_ value: String, of name: String) -> Phrase {
    let german: String? =
      switch name {
      case "kind": ReportKind(rawValue: value)?.name.german
      case "severity": Severity(word: value)?.name.german
      case "queued": "ja"
      default: nil
      }
    return Phrase(value, de: german ?? value)
  }

  // MARK: The table

  static func caption(_ order: TicketQuery.Order) -> Phrase {
    Phrase("Tickets, in this order: \(order.name.english)", de: "Tickets, in dieser Reihenfolge: \(order.name.german)")
  }
  static let number = Phrase("No.", de: "Nr.")
  static let reportedBy = Phrase("Reported by", de: "Gemeldet von")
  static let versions = Phrase("Versions", de: "Versionen")
  static let state = Phrase("State", de: "Zustand")
  static let lastReport = Phrase("Last report", de: "Letzte Meldung")
  static func lookTheSame(_ count: Int) -> Phrase {
    Phrase("\(count) that look the same", de: "\(count), die gleich aussehen")
  }
  static func more(_ count: Int) -> Phrase { Phrase("and \(count) more", de: "und \(count) weitere") }
  static func total(_ count: Int64, orMore: Bool) -> Phrase {
    let all = KitText.tickets(count)
    guard orMore else { return all }
    return Phrase("\(all.english) or more", de: "\(all.german) oder mehr")
  }

  static let common = Phrase(
    "These words stand in more than 5,000 reports: the newest 5,000 are searched, last report first. Another word finds older ones, and an export has all.",
    de:
      "Diese Wörter stehen in mehr als 5.000 Meldungen: Durchsucht sind die neuesten 5.000, letzte Meldung zuerst. Ein weiteres Wort findet ältere, und ein Export enthält alle."
  )
  static func cut(_ field: FieldFilter) -> HTML {
    let field: HTML = "\(Words.inline(field.key, limit: 40)) = \(Words.inline(field.value, limit: 80))"
    return .said(
      "More than 20,000 reports have \(field): the newest 20,000 of them count here. An export has all.",
      de: "Mehr als 20.000 Meldungen haben \(field): Hier zählen die neuesten 20.000. Ein Export enthält alle.")
  }

  // MARK: An empty list

  static let noApp = Phrase("No app sends reports yet", de: "Noch sendet keine App Meldungen")
  static let makeApp = Phrase(
    "Make one on the machine that runs the collector. Its key stands on the last line of the output:",
    de:
      "Eine auf der Maschine anlegen, auf der der Collector läuft. Ihr Schlüssel steht in der letzten Zeile der Ausgabe:"
  )
  static let giveKey = Phrase(
    "Give the key to the SDK in your app, and what people report shows up here.",
    de: "Den Schlüssel dem SDK in der App geben; was Menschen melden, erscheint dann hier.")

  static func none(in state: TicketState?) -> (title: Phrase, text: Phrase) {
    switch state {
    case .open, nil:
      (
        Phrase("No open tickets", de: "Keine offenen Tickets"),
        Phrase("New reports show up here by themselves.", de: "Neue Meldungen erscheinen hier von selbst.")
      )
    case .waiting:
      (
        Phrase("No waiting tickets", de: "Keine wartenden Tickets"),
        Phrase("Tickets that wait for somebody else stand here.", de: "Hier stehen Tickets, die auf andere warten.")
      )
    case .resolved:
      (
        Phrase("No resolved tickets", de: "Keine gelösten Tickets"),
        Phrase("Tickets stand here once they are resolved.", de: "Hier stehen Tickets, sobald sie gelöst sind.")
      )
    }
  }
  static func none(of owner: OwnerChoice, in state: TicketState?) -> (title: Phrase, text: Phrase) {
    let english = state.map { "\($0.name.english.lowercased()) ticket" } ?? "ticket"
    let german =
      switch state {
      case .open: "offene Ticket"
      case .waiting: "wartende Ticket"
      case .resolved: "gelöste Ticket"
      case nil: "Ticket"
      }
    return switch owner {
    case .nobody:
      (
        Phrase("Somebody has each \(english)", de: "Jedes \(german) hat jemanden"),
        Phrase("What nobody has taken stands here.", de: "Hier steht, was niemand übernommen hat.")
      )
    case .me:
      (
        Phrase("No \(english) is yours", de: "Kein eigenes \(german)"),
        Phrase("What you claim stands here.", de: "Hier steht, was übernommen wurde.")
      )
    }
  }
  static let seeOwn = Phrase("See your own", de: "Eigene zeigen")

  static let noResults = Phrase("No results", de: "Keine Treffer")
  static let removeFilter = Phrase("Remove a filter:", de: "Einen Filter entfernen:")
  static func theSearch(_ words: HTML) -> HTML { .said("the search for “\(words)”", de: "die Suche nach „\(words)“") }
  static let theState = Phrase("the state: show all states", de: "der Zustand: alle Zustände zeigen")
  static let noSuchApp = Phrase("There is no app of that name.", de: "Es gibt keine App mit diesem Namen.")
  static let pastEnd = Phrase("Past the last page", de: "Hinter der letzten Seite")
  static let toFirst = Phrase("Back to the first page", de: "Zurück zur ersten Seite")

  // MARK: Exporting it

  static let noFormat = Phrase("Say as which format: csv or json.", de: "Das Format angeben: csv oder json.")
  static func notExported(_ reasons: [String]) -> Phrase {
    let list = reasons.joined(separator: "; ")
    return Phrase(
      "Nothing was exported, since the list would not be the one you asked for: \(list).",
      de: "Nichts wurde exportiert, denn die Liste wäre nicht die gewünschte: \(list).")
  }
}
