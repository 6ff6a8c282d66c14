// What the pages of trackers, and issues on tickets, say.
import CollectorCore
import TellbackWire

enum TrackerText {
  static let title = Phrase("Trackers", de: "Tracker")
  static let none = Phrase("No tracker yet", de: "Noch kein Tracker")
  static let noneText = Phrase(
    "A tracker is where an app’s code is worked on, such as GitHub or GitLab. A ticket opens an issue there with one press, and is told when it is closed.",
    de:
      "Ein Tracker ist der Ort, an dem am Code einer App gearbeitet wird, etwa GitHub oder GitLab. Ein Ticket öffnet dort mit einem Klick ein Issue und erfährt, wenn es geschlossen wird."
  )
  static let add = Phrase("Add a tracker", de: "Tracker hinzufügen")
  static let addIt = Phrase("Add it", de: "Hinzufügen")
  static let noTracker = Phrase("There is no such tracker any more.", de: "Diesen Tracker gibt es nicht mehr.")
  static let app = Phrase("App", de: "App")
  static let kind = Phrase("Kind", de: "Art")
  static let address = Phrase("Address", de: "Adresse")
  static let addressHint = Phrase(
    "As people open it, such as https://github.com or https://gitlab.example.com.",
    de: "Wie sie im Browser geöffnet wird, etwa https://github.com oder https://gitlab.example.com.")
  static let api = Phrase("Address of its API", de: "Adresse der API")
  static let apiHint = Phrase(
    "Empty for GitHub, GitHub Enterprise and GitLab, where it follows from the address.",
    de: "Leer bei GitHub, GitHub Enterprise und GitLab, wo sie sich aus der Adresse ergibt.")
  static let project = Phrase("Repository or project", de: "Repository oder Projekt")
  static let projectHint = Phrase("Its path, such as acme/shop.", de: "Der Pfad, etwa acme/shop.")
  static let token = Phrase("Token", de: "Token")
  static let tokenHint = Phrase(
    "It needs to read and write issues of this project, and nothing else. It is never shown again.",
    de: "Es muss Issues dieses Projekts lesen und schreiben dürfen, sonst nichts. Es ist nie wieder zu sehen.")
  static let tokenKept = Phrase(
    "One is kept. Leave it empty to keep it.", de: "Eines ist hinterlegt. Leer lassen, um es zu behalten.")
  static let label = Phrase("Label", de: "Label")
  static let labelHint = Phrase(
    "Each issue gets it, where the token may set labels.",
    de: "Jedes Issue bekommt es, sofern das Token Labels setzen darf.")
  static let issueTitle = Phrase("Title", de: "Titel")
  static let issueBody = Phrase("Text", de: "Text")
  static let template = Phrase("What issues say", de: "Was Issues sagen")
  static var templateHint: HTML {
    let fields = TrackerTemplate.Field.allCases.filter { $0 != .text }.map { "{\($0.rawValue)}" }
      .joined(separator: " ")
    return .said(
      "These are filled in: <code>\(fields)</code>. <code>{text}</code> adds the words of the first report. Names and contacts of reporters are never filled in; addresses of mail and long numbers in words are masked.",
      de:
        "Das wird ausgefüllt: <code>\(fields)</code>. <code>{text}</code> fügt die Worte der ersten Meldung hinzu. Namen und Kontakte von Meldenden werden nie ausgefüllt; E-Mail-Adressen und lange Nummern in Texten werden verdeckt."
    )
  }
  static func counts(_ counts: [TrackerIssue.State: Int64]) -> Phrase {
    func text(_ language: Language, _ names: [(TrackerIssue.State, String)]) -> String {
      names.map { "\(language.grouped(counts[$0.0] ?? 0)) \($0.1)" }.joined(separator: ", ")
    }
    return Phrase(
      text(.english, [(.open, "open"), (.closed, "closed"), (.waiting, "waiting"), (.failed, "failed")]),
      de: text(
        .german, [(.open, "offen"), (.closed, "geschlossen"), (.waiting, "wartend"), (.failed, "fehlgeschlagen")]))
  }
  static let settings = Phrase("Settings", de: "Einstellungen")
  static let works = Phrase("Works", de: "Läuft")
  static let failing = Phrase("Failing", de: "Gestört")
  static func held(until time: HTML) -> HTML {
    .said("The tracker wants no request before \(time).", de: "Der Tracker will bis \(time) keine Anfrage.")
  }
  static let newest = Phrase("What went wrong with the newest request:", de: "Was bei der letzten Anfrage schiefging:")

  // MARK: The tracker's own messages

  static let hook = Phrase("Messages of the tracker", de: "Nachrichten des Trackers")
  static let hookText = Phrase(
    "Without them each open issue is looked at every five minutes. Set a webhook there for issues, with this address and the secret.",
    de:
      "Ohne sie wird jedes offene Issue alle fünf Minuten angesehen. Dort einen Webhook für Issues anlegen, mit dieser Adresse und dem Geheimnis."
  )
  static let hookSecret = Phrase("Secret", de: "Geheimnis")
  static let renew = Phrase("Make a new secret", de: "Neues Geheimnis erstellen")
  static let renewHint = Phrase("The old one ends at once.", de: "Das alte gilt sofort nicht mehr.")
  static func hooked(_ time: HTML) -> HTML {
    .said("The last one came \(time).", de: "Die letzte kam \(time).")
  }
  static let neverHooked = Phrase("None has come yet.", de: "Noch ist keine gekommen.")
  static let giveSecret = Phrase(
    "Give it to the tracker’s webhook as it stands. It is shown only now.",
    de: "So, wie es hier steht, dem Webhook des Trackers geben. Es ist nur jetzt zu sehen.")
  static let kept = Phrase("I have kept it", de: "Ist aufbewahrt")
  static let deleteHint = Phrase(
    "Deleting unties every ticket from its issues. The issues stay in the tracker.",
    de: "Löschen trennt alle Tickets von ihren Issues. Die Issues bleiben im Tracker.")

  // MARK: The log

  static let inNumbers = Phrase("In numbers", de: "In Zahlen")
  static let log = Phrase("Issues", de: "Issues")
  static let pagesOfLog = Phrase("Pages of issues", de: "Seiten der Issues")
  static let nothing = Phrase("No ticket has an issue here yet.", de: "Noch hat kein Ticket hier ein Issue.")
  static func next(_ time: HTML) -> HTML { .said("next attempt \(time)", de: "nächster Versuch \(time)") }

  // MARK: On a ticket

  static func opening(on name: HTML) -> HTML {
    .said("Open an issue on \(name)", de: "Issue öffnen: \(name)")
  }
  static let open = Phrase("Open the issue", de: "Issue öffnen")
  static let exactly = Phrase(
    "This is sent as it stands, and nothing else but the line below.",
    de: "Das wird so gesendet, wie es hier steht, und sonst nur die Zeile darunter.")
  static let markerHint = Phrase(
    "A line that nobody sees, by which it is found again:", de: "Eine unsichtbare Zeile, an der es wiedergefunden wird:"
  )
  static func labelled(_ label: HTML) -> HTML { .said("Label: \(label)", de: "Label: \(label)") }
  static let tie = Phrase("Tie an issue that exists", de: "Vorhandenes Issue verknüpfen")
  static let url = Phrase("Its address", de: "Seine Adresse")
  static let tieIt = Phrase("Tie", de: "Verknüpfen")
  static let untie = Phrase("Untie", de: "Trennen")
  static let giveUp = Phrase("Give up", de: "Aufgeben")
  static let again = Phrase("Try again", de: "Noch einmal versuchen")
  static let lookNow = Phrase("Look now", de: "Jetzt ansehen")
  static func attempts(_ count: Int64) -> Phrase { KitText.attempts(count) }

  static func state(_ state: TrackerIssue.State) -> Phrase {
    switch state {
    case .waiting: Phrase("being opened", de: "wird geöffnet")
    case .open: Phrase("open", de: "offen")
    case .closed: Phrase("closed", de: "geschlossen")
    case .failed: Phrase("not opened", de: "nicht geöffnet")
    case .lost: Phrase("not there any more", de: "nicht mehr vorhanden")
    }
  }
  static let notPlanned = Phrase("closed, not planned", de: "geschlossen, nicht geplant")
  static func inVersion(_ version: HTML) -> HTML { .said("in \(version)", de: "in \(version)") }

  /// What its closing proposes.
  static func proposal(_ issue: HTML, _ version: HTML?, isNotPlanned: Bool) -> HTML {
    if isNotPlanned {
      return .said(
        "\(issue) was closed as not planned. Say how this ticket ends.",
        de: "\(issue) wurde als nicht geplant geschlossen. Entscheiden, wie dieses Ticket endet.")
    }
    guard let version else {
      return .said(
        "\(issue) was closed. Resolve this ticket?", de: "\(issue) wurde geschlossen. Dieses Ticket lösen?")
    }
    return .said(
      "\(issue) was closed in \(version). Resolve this ticket?",
      de: "\(issue) wurde in \(version) geschlossen. Dieses Ticket lösen?")
  }
  static let resolve = Phrase("Resolve", de: "Lösen")
  static let outcome = Phrase("Choose the outcome", de: "Ergebnis wählen")
  static let settle = Phrase("It stays open", de: "Bleibt offen")
  static let settleResolved = Phrase("Leave it", de: "So lassen")

  // MARK: In lists and histories

  static let filter = Phrase("Issue", de: "Issue")
  static func filter(_ filter: IssueFilter) -> Phrase {
    switch filter {
    case .any: Phrase("With an issue", de: "Mit Issue")
    case .none: Phrase("Without an issue", de: "Ohne Issue")
    case .open: Phrase("Issue open", de: "Issue offen")
    case .closed: Phrase("Issue closed", de: "Issue geschlossen")
    case .proposed: Phrase("Issue closed, undecided", de: "Issue geschlossen, unentschieden")
    case .failed: Phrase("Issue not opened or gone", de: "Issue nicht geöffnet oder weg")
    }
  }
  static let any = Phrase("Any", de: "Alle")
  static let issue = Phrase("Issue", de: "Issue")

  static func event(_ event: TicketEvent, _ who: HTML) -> HTML {
    let parts = (event.detail ?? "").split(separator: " ", maxSplits: 2).map(String.init)
    switch event.kind {
    case .issueTied:
      let issue = Words.inline(parts.first ?? "?", limit: 300)
      return .said("\(who) tied the issue \(issue) to it", de: "\(who) hat das Issue \(issue) verknüpft")
    case .issueUntied:
      let issue = Words.inline(parts.first ?? "?", limit: 300)
      return .said("\(who) untied the issue \(issue) from it", de: "\(who) hat das Issue \(issue) getrennt")
    default:
      let issue = Words.inline(parts.count > 1 ? parts[1] : "?", limit: 300)
      let version = parts.count > 2 ? Words.inline(parts[2], limit: 100) : nil
      switch (parts.first, version) {
      case ("reopened", _):
        return .said("The issue \(issue) was reopened", de: "Das Issue \(issue) wurde wieder geöffnet")
      case ("dropped", _):
        return .said(
          "The issue \(issue) was closed as not planned", de: "Das Issue \(issue) wurde als nicht geplant geschlossen")
      case (_, let version?):
        return .said(
          "The issue \(issue) was closed in \(version)", de: "Das Issue \(issue) wurde in \(version) geschlossen")
      case (_, nil): return .said("The issue \(issue) was closed", de: "Das Issue \(issue) wurde geschlossen")
      }
    }
  }
}

extension TrackerKind {
  var label: Phrase {
    switch self {
    case .github: Phrase("GitHub or compatible", de: "GitHub oder kompatibel")
    case .gitlab: Phrase("GitLab or compatible", de: "GitLab oder kompatibel")
    }
  }
}

extension TrackerError: Refusal {
  var german: String {
    switch self {
    case .noName: "Dem Tracker einen Namen geben."
    case .tooLong(let field, let bytes, let limit): Limit.bytes(Self.german(field), bytes, limit)
    case .badAddress(_, let why): why.german
    case .hasQuery: "Die Adresse darf kein ? enthalten."
    case .badProject(.github): "Das Repository als Eigentümer/Name schreiben, etwa acme/shop."
    case .badProject(.gitlab): "Den ganzen Pfad des Projekts schreiben, etwa acme/web/shop."
    case .noToken: "Der Tracker braucht ein Token."
    case .badToken: "Ein Token besteht aus einfachen Buchstaben, Ziffern und Zeichen, ohne Leerzeichen."
    case .unknownField(let name): "Die Vorlage enthält das unbekannte Feld {\(name)}."
    case .noTitle: "Der Titel ist leer."
    case .tooMany: "Die App hat schon \(TrackerLimits.perApp) Tracker, mehr sind nicht erlaubt; zuerst einen löschen."
    case .noSuchTracker: "Diesen Tracker gibt es nicht mehr."
    case .noSuchApp: "Eine App wählen."
    case .noTracker:
      "Die App des Tickets hat keinen Tracker. Wer verwaltet, fügt unter Einstellungen, Tracker einen hinzu."
    case .noSuchIssue: "Dieses Issue hat das Ticket nicht mehr."
    case .notOfTracker: "Die Adresse ist keine eines Issues in einem Tracker der App."
    case .alreadyThere(let name): "Ein Issue dieses Tickets ist in \(name) schon offen oder wird dort geöffnet."
    case .tooManyIssues:
      "Das Ticket hat \(TrackerLimits.perTicket) Issues, mehr sind nicht erlaubt. Zuerst eines trennen."
    case .notFailed: "Das Issue lässt sich nicht noch einmal versuchen."
    }
  }

  private static func german(_ field: String) -> String {
    switch field {
    case "name": "Der Name"
    case "project": "Das Projekt"
    case "label": "Das Label"
    case "title": "Der Titel"
    case "token": "Das Token"
    default: "Der Text"
    }
  }

  /// The field of a form that it is wrong with; empty for none.
  var field: String {
    switch self {
    case .noName: "name"
    case .tooLong(let field, _, _), .badAddress(let field, _), .hasQuery(let field): field
    case .badProject: "project"
    case .noToken, .badToken: "token"
    case .unknownField: "body"
    case .noTitle: "title"
    case .noSuchApp: "app"
    case .notOfTracker, .noTracker: "url"
    case .tooMany, .noSuchTracker, .noSuchIssue, .alreadyThere, .tooManyIssues, .notFailed: ""
    }
  }
}
