// What the pages of webhooks say.
import CollectorCore

enum WebhookText {
  static let title = Phrase("Webhooks", de: "Webhooks")
  static let noEndpoint = Phrase("No endpoint yet", de: "Noch kein Endpunkt")
  static let noEndpointText = Phrase(
    "An endpoint is an address of another program, such as a chat or a build server. It is told what happens on tickets.",
    de:
      "Ein Endpunkt ist die Adresse eines anderen Programms, etwa eines Chats oder eines Build-Servers. Es erfährt, was auf Tickets geschieht."
  )
  static let add = Phrase("Add an endpoint", de: "Endpunkt hinzufügen")
  static let addIt = Phrase("Add it", de: "Hinzufügen")
  static let endpoints = Phrase("Endpoints", de: "Endpunkte")
  static let failing = Phrase("Failing", de: "Gestört")
  static let enabled = Phrase("Enabled", de: "Aktiv")
  static let noWebhook = Phrase("There is no such endpoint any more.", de: "Diesen Endpunkt gibt es nicht mehr.")
  static func counts(_ counts: WebhookCounts) -> Phrase {
    func text(_ language: Language, _ waiting: String, _ delivered: String, _ failed: String) -> String {
      "\(language.grouped(counts.waiting)) \(waiting), \(language.grouped(counts.delivered)) \(delivered), \(language.grouped(counts.failed)) \(failed)"
    }
    return Phrase(
      text(.english, "waiting", "delivered", "failed"), de: text(.german, "wartend", "zugestellt", "fehlgeschlagen"))
  }
  static func lastDays(_ counts: Phrase) -> Phrase {
    Phrase("\(counts.english), in the last 30 days.", de: "\(counts.german), in den letzten 30 Tagen.")
  }

  // MARK: Fields

  static let insideAllowed = Phrase(
    "Addresses inside this network are allowed.", de: "Adressen im eigenen Netz sind erlaubt.")
  static let outsideOnly = Phrase(
    "https alone, and no address inside this network.", de: "Nur https und keine Adresse im eigenen Netz.")
  static let address = Phrase("Address", de: "Adresse")
  static let events = Phrase("Events", de: "Ereignisse")
  static let apps = Phrase("Apps", de: "Apps")
  static let format = Phrase("Format", de: "Format")
  static let sendWords = Phrase("Send what people wrote", de: "Auch senden, was Menschen geschrieben haben")
  static let sendWordsHint = Phrase(
    "Titles, reports, replies and answers. Without it a delivery holds numbers, states and names of staff. Notes are never sent.",
    de:
      "Titel, Meldungen, Rückmeldungen und Antworten. Ohne das enthält eine Zustellung Nummern, Zustände und Namen des Personals. Interne Notizen werden nie gesendet."
  )

  // MARK: One endpoint

  static func disabledSince(_ time: HTML, _ because: HTML) -> HTML {
    .said("Disabled \(time). \(because)", de: "Deaktiviert \(time). \(because)")
  }
  /// The domain keeps why in English, beside what the receiver said.
  static func because(_ kept: String) -> Phrase {
    if kept.hasPrefix("The receiver answered 410") {
      return Phrase(kept, de: "Der Empfänger hat mit 410 Gone geantwortet: Er will nichts mehr.")
    }
    let beginning = "Disabled by "
    guard kept.hasPrefix(beginning) else { return Phrase(kept, de: kept) }
    return Phrase(kept, de: "Deaktiviert von \(kept.dropFirst(beginning.count))")
  }
  static func failedAttempts(_ count: Int64) -> Phrase {
    let attempts = Phrase.count(count, ("attempt has", "attempts have"), de: ("Versuch ist", "Versuche sind"))
    return Phrase(
      "\(attempts.english) failed since the last that succeeded. Each delivery is tried for three days.",
      de: "\(attempts.german) seit dem letzten Erfolg fehlgeschlagen. Jede Zustellung wird drei Tage lang versucht.")
  }
  static let secret = Phrase("Secret", de: "Geheimnis")
  static var secretText: HTML {
    .said(
      "The receiver checks each delivery with it: <code>webhook-signature</code> is HMAC-SHA-256 over <code>webhook-id</code>, <code>webhook-timestamp</code> and the body. It is shown when it is made.",
      de:
        "Der Empfänger prüft damit jede Zustellung: <code>webhook-signature</code> ist HMAC-SHA-256 über <code>webhook-id</code>, <code>webhook-timestamp</code> und den Inhalt. Es ist nur beim Erstellen zu sehen."
    )
  }
  static func oldSecret(until time: HTML) -> HTML {
    .said("The old secret signs too until \(time).", de: "Das alte Geheimnis signiert noch bis \(time).")
  }
  static let endOld = Phrase("End the old secret now", de: "Das alte Geheimnis jetzt beenden")
  static let newSecret = Phrase("Make a new secret", de: "Neues Geheimnis erstellen")
  static let newSecretHint = Phrase(
    "The old one signs beside it for a day.", de: "Das alte signiert noch einen Tag lang mit.")
  static let sendTest = Phrase("Send a test", de: "Test senden")
  static let deliveries = Phrase("Deliveries", de: "Zustellungen")
  static let settings = Phrase("Settings", de: "Einstellungen")
  static let disablingHint = Phrase(
    "Disabling ends what waits. Once enabled it hears of what happens from then on.",
    de: "Deaktivieren beendet, was wartet. Wieder aktiviert erfährt er, was ab dann geschieht.")
  static let nothingSent = Phrase("Nothing was sent yet.", de: "Noch wurde nichts gesendet.")
  static let log = Phrase("Log", de: "Protokoll")
  static let pagesOfLog = Phrase("Pages of the log", de: "Seiten des Protokolls")
  static func sequence(_ number: Int64) -> Phrase {
    Phrase("no. \(number) of this ticket", de: "Nr. \(number) dieses Tickets")
  }
  static let tryNow = Phrase("Try now", de: "Jetzt versuchen")
  static let sendAgain = Phrase("Send again", de: "Noch einmal senden")
  static let delivered = Phrase("Delivered", de: "Zugestellt")
  static let waiting = Phrase("Waiting", de: "Wartend")
  static let failed = Phrase("Failed", de: "Fehlgeschlagen")
  static func answered(_ status: String) -> Phrase { Phrase(", answered \(status)", de: ", Antwort \(status)") }
  static func next(_ time: HTML) -> HTML { .said("; next \(time)", de: "; der nächste \(time)") }
  static let answer = Phrase("Answer", de: "Antwort")
  static let body = Phrase("Body", de: "Inhalt")
  static let details = Phrase("Details", de: "Einzelheiten")
  static let giveSecret = Phrase(
    "Give it to the receiver as it stands. It is shown only now.",
    de: "So, wie es hier steht, dem Empfänger geben. Es ist nur jetzt zu sehen.")
  static let kept = Phrase("I have kept it", de: "Ist aufbewahrt")

  // MARK: Shown

  static func mark(_ webhook: Webhook) -> HTML {
    guard webhook.isEnabled else { return "<span class=\"mark mark-off\">\(KitText.disabled)</span>" }
    return webhook.failures > 0
      ? "<span class=\"mark mark-wait\">\(failing)</span>" : "<span class=\"mark mark-on\">\(enabled)</span>"
  }

  /// Past the host an address can hold a secret.
  static func host(_ url: String) -> String {
    let rest = url.split(separator: "/", omittingEmptySubsequences: true).dropFirst().first ?? ""
    return String(rest.prefix { $0 != "?" })
  }
}

extension WebhookEvent {
  var label: Phrase {
    switch self {
    case .opened: Phrase("Ticket opened", de: "Ticket geöffnet")
    case .claimed: Phrase("Ticket claimed", de: "Ticket übernommen")
    case .answered: Phrase("Answered", de: "Beantwortet")
    case .reply: Phrase("Reply of a reporter", de: "Rückmeldung einer meldenden Person")
    case .moved: Phrase("Resolved, reopened or waiting", de: "Gelöst, wieder geöffnet oder wartend")
    case .merged: Phrase("Merged", de: "Zusammengeführt")
    case .verdict: Phrase("Reporter says whether it helped", de: "Meldende Person sagt, ob es geholfen hat")
    case .rated: Phrase("Rated", de: "Bewertet")
    case .breached: Phrase("Service level missed", de: "Servicezeit verpasst")
    }
  }
}

extension WebhookFormat {
  var label: Phrase {
    switch self {
    case .standard: Phrase("JSON (Standard Webhooks)", de: "JSON (Standard Webhooks)")
    case .slack: Phrase("Text for Slack and compatible", de: "Text für Slack und Kompatible")
    }
  }
}
