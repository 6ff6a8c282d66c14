// What pages say of a report.
import CollectorCore

enum ReportText {
  static func report(_ reference: String) -> Phrase { Phrase("Report \(reference)", de: "Meldung \(reference)") }
  static func copy(_ reference: String) -> Phrase { Phrase("Copy \(reference)", de: "\(reference) kopieren") }
  static func replyTo(_ name: HTML) -> HTML { .said(" to \(name)", de: ": \(name)") }
  static func everything(from name: HTML) -> HTML { .said("Everything from \(name)", de: "Alles von: \(name)") }
  static let takeOut = Phrase("Take something out", de: "Etwas entfernen")
  static let block = Phrase("Block the sender", de: "Blockieren")
  static func of(_ reference: String) -> Phrase { Phrase(" of \(reference)", de: " (\(reference))") }
  static let meToo = Phrase(
    "Said \u{201C}me too\u{201D} to the known issue:", de: "„Ich auch“ zum bekannten Problem:")
  static func unreadable(_ bytes: String) -> Phrase {
    Phrase(
      "This version of the collector cannot read this report (\(bytes)). It is kept as it came.",
      de: "Diese Version des Collectors kann diese Meldung nicht lesen (\(bytes)). Sie bleibt, wie sie kam.")
  }
  static let error = Phrase("Error", de: "Fehler")
  static let stack = Phrase("Stack, innermost first", de: "Aufrufe, der innerste zuerst")
  static func notHereYet(_ size: String) -> Phrase { Phrase("\(size), not here yet", de: "\(size), noch nicht da") }
  static let noAttachment = Phrase(
    "This attachment is not here, or not here yet.", de: "Diese Datei ist nicht da, oder noch nicht.")
  static let unavailableAttachment = Phrase(
    "The place where attachments are kept does not give this one for now. Try again later; the collector's log says why.",
    de:
      "Der Ort, an dem Dateien liegen, gibt diese zurzeit nicht her. Später noch einmal versuchen; der Grund steht im "
      + "Protokoll."
  )

  // MARK: Context

  static let context = Phrase("Context", de: "Kontext")
  static let user = Phrase("User", de: "Person")
  static let contact = Phrase("Contact", de: "Kontakt")
  static let language = Phrase("Language", de: "Sprache")
  static let page = Phrase("Page", de: "Seite")
  static let groupingKey = Phrase("Grouping key", de: "Gruppenschlüssel")
  static let zone = Phrase("Time zone", de: "Zeitzone")
  static func zone(_ zone: String, local: String) -> Phrase {
    Phrase("\(zone), where it was \(local)", de: "\(zone), dort war es \(local)")
  }
  static let written = Phrase("Written", de: "Geschrieben")
  static let received = Phrase("Received", de: "Angekommen")
  static let theirClock = Phrase("Their clock", de: "Uhr des Geräts")
  static let notMeasured = Phrase("not measured", de: "nicht gemessen")
  static let agrees = Phrase("agrees with ours", de: "stimmt mit unserer überein")
  static func skew(_ span: String, ahead: Bool, said: String) -> Phrase {
    Phrase(
      "\(span) \(ahead ? "ahead" : "behind"); it said \(said)",
      de: "geht \(span) \(ahead ? "vor" : "nach"); sie zeigte \(said)")
  }
  static func build(_ build: String) -> Phrase { Phrase("build \(build)", de: "Build \(build)") }
  static let system = Phrase("System", de: "System")
  static let device = Phrase("Device", de: "Gerät")
  static let diskFree = Phrase("Disk free", de: "Freier Speicherplatz")
  static let memoryFree = Phrase("Memory free", de: "Freier Arbeitsspeicher")
  static let sdk = Phrase("SDK", de: "SDK")
  static let id = Phrase("Report", de: "Meldung")
  static let fields = Phrase("Fields of the app", de: "Felder der App")

  // MARK: Steps

  static let steps = Phrase("Steps", de: "Schritte")
  static func allSteps(_ count: Int) -> Phrase {
    Phrase("Show all \(count) steps", de: "Alle \(count) Schritte zeigen")
  }
  static let wroteThis = Phrase("wrote this report", de: "schrieb diese Meldung")

  // MARK: Why it is on its ticket

  static func broughtHere(_ ticket: HTML) -> HTML {
    .said("Staff brought it here from \(ticket).", de: "Von Hand hierher gebracht von \(ticket).")
  }
  static let openedThis = Phrase("It opened this ticket.", de: "Sie hat dieses Ticket geöffnet.")
  static func joined(_ reason: Phrase) -> Phrase {
    Phrase("Joined: \(reason.english).", de: "Dazugekommen: \(reason.german).")
  }
  static let sameError = Phrase("the same error", de: "derselbe Fehler")
  static let sameWords = Phrase("the same words on the same page", de: "dieselben Wörter auf derselben Seite")
  static let sameText = Phrase("exactly the same text", de: "genau derselbe Text")
  static let sameKey = Phrase("the app gave it the same grouping key", de: "die App gab ihr denselben Gruppenschlüssel")
  static let saidMeToo = Phrase(
    "the reporter said \u{201C}me too\u{201D} to the known issue", de: "„Ich auch“ zum bekannten Problem")
  static let sameKindOfError = Phrase(
    "the same kind of error on the same page", de: "ein Fehler derselben Art auf derselben Seite")
  static func nearlySame(_ percent: String?) -> Phrase {
    Phrase(
      "nearly the same words\(percent.map { " (alike \($0) %)" } ?? "")",
      de: "fast dieselben Wörter\(percent.map { " (zu \($0) % ähnlich)" } ?? "")")
  }
  static func byRule(_ name: String) -> Phrase { Phrase("by the rule \(name)", de: "nach der Regel \(name)") }

  // MARK: By its reference

  static let noReport = Phrase("No report has this reference.", de: "Keine Meldung hat diese Referenz.")
  static let noReference = Phrase(
    "This is no reference: one looks like TB-7K3Q-M2X9, and its last character checks the others.",
    de: "Das ist keine Referenz: Eine sieht aus wie TB-7K3Q-M2X9, und ihr letztes Zeichen prüft die anderen.")
  static func found(_ count: Int) -> Phrase {
    count == 1
      ? Phrase("A report that is on no ticket yet", de: "Eine Meldung, die noch auf keinem Ticket ist")
      : Phrase("\(count) reports have this reference", de: "\(count) Meldungen haben diese Referenz")
  }
  static func arrived(_ delivery: Link) -> HTML {
    .said(
      "It has arrived. Either it is about to be read, or it stands in the quarantine of <a\(.href, delivery)>Delivery</a>.",
      de:
        "Sie ist angekommen. Entweder wird sie gleich gelesen, oder sie steht in der Quarantäne unter <a\(.href, delivery)>Zustellung</a>."
    )
  }
  static let askWhich = Phrase(
    "Ask what it was about, then take the one that fits.", de: "Nachfragen, worum es ging, und die passende wählen.")
  static func kept(by block: Link?) -> HTML {
    func way(_ word: String) -> HTML { block.map { "<a\(.href, $0)>\(word)</a>" } ?? "\(word)" }
    return .said(
      "It has arrived, and is kept back: its sender is \(way("blocked")).",
      de: "Sie ist angekommen und wird zurückgehalten: Wer sie sandte, ist \(way("blockiert")).")
  }
  static func ticket(_ number: Int64) -> Phrase { Phrase("Ticket #\(number)", de: "Ticket #\(number)") }
}
