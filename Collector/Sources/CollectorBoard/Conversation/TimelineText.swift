// The sentences of a ticket's history. The history is kept as data: who, what, whom; these are its words in each language.
import CollectorCore
import TellbackWire

enum TimelineText {
  static let title = Phrase("Timeline", de: "Verlauf")
  static let earlier = Phrase("earlier", de: "früher")
  static let olderOnes = Phrase("Earlier", de: "Früher")
  static let new = Phrase("New", de: "Neu")
  static let takenOut = Phrase("The words were taken out.", de: "Der Text wurde entfernt.")
  static let notSentYet = Phrase("not sent yet", de: "noch nicht gesendet")
  static let seen = Phrase("seen", de: "gelesen")
  static func seen(by count: Int64, of all: Int64) -> Phrase {
    let (english, german) = (Language.english, Language.german)
    return Phrase(
      "seen by \(english.grouped(count)) of \(english.grouped(all))",
      de: "gelesen von \(german.grouped(count)) von \(german.grouped(all))")
  }
  static func replyTo(_ name: HTML) -> HTML { .said(" to \(name)", de: ": \(name)") }
  static func joined(_ count: Int64, _ time: HTML) -> HTML {
    let reports = KitText.reports(count)
    return .said("\(reports.english) joined \(time)", de: "\(reports.german) dazugekommen \(time)")
  }

  // MARK: What reporters say

  static func reportersSay(_ parts: HTML) -> HTML { .said("Reporters say: \(parts)", de: "Meldende sagen: \(parts)") }
  static func helped(_ count: Int64, of all: Int64) -> Phrase {
    let (english, german) = (Language.english, Language.german)
    return Phrase(
      "helped \(english.grouped(count)) of \(english.grouped(all))",
      de: "hat \(german.grouped(count)) von \(german.grouped(all)) geholfen")
  }
  static func stars(_ average: String, from count: Int64) -> Phrase {
    Phrase(
      "\(average) of 5 stars from \(Language.english.grouped(count))",
      de: "\(average) von 5 Sternen von \(Language.german.grouped(count))")
  }
  static func thanks(_ count: Int64) -> Phrase { .count(count, ("thanks", "thanks"), de: ("Dank", "mal Dank")) }

  static let wrote = Phrase("wrote", de: "schrieb")
  static let saysHelped = Phrase("says that it helped", de: "sagt, es hat geholfen")
  static let saysNotHelped = Phrase("says that it did not help", de: "sagt, es hat nicht geholfen")
  static func gave(stars: String) -> Phrase { Phrase("gave \(stars) of 5 stars", de: "gab \(stars) von 5 Sternen") }
  static let saysThanks = Phrase("says thanks", de: "bedankt sich")

  // MARK: Who

  static func theReporter(of reference: String) -> HTML {
    .said("The reporter of <code>\(reference)</code>", de: "Die meldende Person von <code>\(reference)</code>")
  }
  static func innerReporter(of reference: String) -> HTML {
    .said("the reporter of <code>\(reference)</code>", de: "die meldende Person von <code>\(reference)</code>")
  }
  static let aReporter = Phrase("A reporter", de: "Eine meldende Person")
  static let innerAReporter = Phrase("a reporter", de: "einer meldenden Person")
  static let anotherTicket = Phrase("another ticket", de: "einem anderen Ticket")
  static func ticket(_ number: Int64) -> Phrase { Phrase("ticket \(number)", de: "Ticket \(number)") }

  // MARK: Whom words went to

  static func answered(_ who: HTML, _ whom: ApprovalText.Audience) -> HTML {
    .said("\(who) answered \(whom.english)", de: "\(who) hat geantwortet: an \(whom.german)")
  }
  static func askedApproval(_ who: HTML, _ whom: ApprovalText.Audience) -> HTML {
    .said(
      "\(who) wrote an answer to \(whom.english), for a second person to approve",
      de: "\(who) hat eine Antwort an \(whom.german) geschrieben, die eine zweite Person freigibt")
  }
  static func answer(to whom: ApprovalText.Audience?) -> HTML {
    guard let whom else { return .said("an answer", de: "eine Antwort") }
    return .said("an answer to \(whom.english)", de: "eine Antwort an \(whom.german)")
  }
  static func corrected(_ who: HTML, _ answer: HTML) -> HTML {
    .said("\(who) corrected \(answer)", de: "\(who) hat \(answer) korrigiert")
  }

  // MARK: Moves

  static func letWait(_ who: HTML, _ detail: HTML?) -> HTML {
    .said("\(who) let it wait\(detail)", de: "\(who) hat es warten lassen\(detail)")
  }
  static func tookUp(_ who: HTML, _ detail: HTML?) -> HTML {
    .said("\(who) took it up\(detail)", de: "\(who) hat es wieder aufgenommen\(detail)")
  }
  static func reopened(_ who: HTML, _ detail: HTML?) -> HTML {
    .said("\(who) opened it again\(detail)", de: "\(who) hat es wieder geöffnet\(detail)")
  }
  static func resolved(_ who: HTML, again: Bool, _ outcome: Phrase?, _ detail: HTML?) -> HTML {
    let english: HTML = outcome.map { ": \($0.english.lowercased())" } ?? ""
    let german: HTML = outcome.map { ": \($0.german)" } ?? ""
    return again
      ? .said("\(who) changed the outcome\(english)\(detail)", de: "\(who) hat das Ergebnis geändert\(german)\(detail)")
      : .said("\(who) resolved it\(english)\(detail)", de: "\(who) hat es gelöst\(german)\(detail)")
  }
  static func moved(_ who: HTML) -> HTML { .said("\(who) moved it", de: "\(who) hat es verschoben") }

  /// What the domain keeps beside a move: a release, or why it moved a ticket itself. The set is closed; a test compares it with what
  /// the domain writes.
  static func detail(_ kept: String) -> Phrase {
    switch kept {
    case "not released yet": Phrase(kept, de: "noch nicht veröffentlicht")
    case "the reporter wrote again": Phrase(kept, de: "die meldende Person hat wieder geschrieben")
    case "the date has come": Phrase(kept, de: "das Datum ist da")
    case "the reporter wrote": Phrase(kept, de: "die meldende Person hat geschrieben")
    case _ where kept.hasPrefix("version ") && kept.hasSuffix(" is there"):
      Phrase(kept, de: "Version \(kept.dropFirst(8).dropLast(9)) ist da")
    // `in 3.1` reads alike, and what people wrote stays as it is.
    default: Phrase(kept, de: kept)
    }
  }

  // MARK: Owners

  static func took(_ who: HTML) -> HTML { .said("\(who) took it", de: "\(who) hat es übernommen") }
  static func handedOver(_ who: HTML, _ whom: HTML) -> HTML {
    .said("\(who) handed it over to \(whom)", de: "\(who) hat es übergeben an \(whom)")
  }
  static func gaveBack(_ who: HTML, _ group: HTML?) -> HTML {
    guard let group else { return .said("\(who) gave it back", de: "\(who) hat es zurückgegeben") }
    return .said("\(who) gave it back to \(group)", de: "\(who) hat es zurückgegeben an \(group)")
  }
  static func tookOver(_ who: HTML, from whom: HTML) -> HTML {
    .said("\(who) took it over from \(whom)", de: "\(who) hat es von \(whom) an sich genommen")
  }
  static func leftIdle(_ whom: HTML) -> HTML {
    .said("Given back: \(whom) had left it idle", de: "Zurückgegeben: Von \(whom) kam nichts mehr")
  }
  static func away(_ who: HTML, _ group: HTML?) -> HTML {
    .said(
      "\(who) is away, so it went to \(group ?? "everybody")",
      de: "\(who) ist abwesend, deshalb ging es an \(group ?? "alle")")
  }
  static func left(_ who: HTML, _ group: HTML?) -> HTML {
    .said(
      "\(who) has no account any more, so it went to \(group ?? "everybody")",
      de: "\(who) hat kein Konto mehr, deshalb ging es an \(group ?? "alle")")
  }

  // MARK: What happened to it

  static func reportedFirst(_ name: HTML) -> HTML {
    .said("\(name) reported it first", de: "Zuerst gemeldet: \(name)")
  }
  static let openedByReport = Phrase("Opened by a report", de: "Durch eine Meldung geöffnet")
  static let reportJoined = Phrase("A report joined", de: "Eine Meldung kam dazu")
  static func noted(_ who: HTML) -> HTML {
    .said("\(who) wrote a note", de: "\(who) hat eine interne Notiz geschrieben")
  }
  static func mergedInto(_ who: HTML, _ other: HTML) -> HTML {
    .said("\(who) merged it into \(other)", de: "\(who) hat es mit \(other) zusammengeführt")
  }
  static func absorbed(_ who: HTML, _ other: HTML) -> HTML {
    .said("\(who) merged \(other) into it", de: "\(who) hat \(other) mit diesem zusammengeführt")
  }
  static func unlinked(_ who: HTML, _ other: HTML) -> HTML {
    .said("\(who) undid what joined it with \(other)", de: "\(who) hat die Verbindung mit \(other) rückgängig gemacht")
  }
  static func splitOff(_ who: HTML, _ other: HTML) -> HTML {
    .said("\(who) split reports off to \(other)", de: "\(who) hat Meldungen nach \(other) abgetrennt")
  }
  static func splitFrom(_ who: HTML, _ other: HTML) -> HTML {
    .said("\(who) opened it for reports of \(other)", de: "\(who) hat es für Meldungen von \(other) geöffnet")
  }
  static func published(_ who: HTML) -> HTML {
    .said("\(who) published it as a known issue", de: "\(who) hat es als bekanntes Problem veröffentlicht")
  }
  static func withdrawn(_ who: HTML) -> HTML {
    .said("\(who) withdrew the known issue", de: "\(who) hat das bekannte Problem zurückgezogen")
  }
  static func triaged(_ who: HTML) -> HTML {
    .said("\(who) changed its details", de: "\(who) hat die Angaben geändert")
  }
  static let erased = Phrase(
    "A report was erased at its reporter's wish", de: "Eine Meldung wurde auf Wunsch der meldenden Person gelöscht")
  static let swept = Phrase(
    "Its reports were erased: they had been kept for as long as the app keeps them",
    de: "Die Meldungen wurden gelöscht: Die Aufbewahrung der App war abgelaufen")
  /// `detail` names the desk and what it was called there.
  static func imported(_ detail: HTML) -> HTML {
    .said("Imported (\(detail))", de: "Importiert (\(detail))")
  }
  static func takenBack(_ who: HTML) -> HTML {
    .said(
      "\(who) took words back before anybody was told",
      de: "\(who) hat einen Text zurückgenommen, bevor ihn jemand erfuhr")
  }
  static let reminded = Phrase(
    "Its reporters were reminded that it waits for them", de: "Die Meldenden wurden erinnert, dass es auf sie wartet")
  static func becameIdea(_ who: HTML) -> HTML {
    .said(
      "\(who) turned it into an idea: it works as designed",
      de: "\(who) hat daraus eine Idee gemacht: Es funktioniert wie vorgesehen")
  }
  static func redacted(_ who: HTML, _ whose: HTML) -> HTML {
    .said(
      "\(who) took words or a file out of what \(whose) sent",
      de: "\(who) hat Text oder eine Datei aus dem entfernt, was \(whose) gesendet hat")
  }
  static func leftOut(_ count: HTML) -> HTML {
    .said(
      "Not told to \(count) of its reporters: a field could not be filled in for them",
      de: "Bei \(count) Meldenden nicht angekommen: Ein Feld ließ sich nicht ausfüllen")
  }
  static func approved(_ who: HTML, _ whose: HTML) -> HTML {
    .said("\(who) approved the answer that \(whose) wrote", de: "\(who) hat die Antwort von \(whose) freigegeben")
  }
  static func sentBack(_ who: HTML, _ whose: HTML) -> HTML {
    .said("\(who) gave the answer that \(whose) wrote back", de: "\(who) hat die Antwort von \(whose) zurückgegeben")
  }
  static func tagged(_ who: HTML, _ tags: HTML) -> HTML {
    .said("\(who) tagged it \(tags)", de: "\(who) hat Schlagwörter vergeben: \(tags)")
  }
  static func untagged(_ who: HTML, _ tags: HTML) -> HTML {
    .said("\(who) took the tag off: \(tags)", de: "\(who) hat Schlagwörter entfernt: \(tags)")
  }
  static func blocked(_ who: HTML, _ whom: HTML) -> HTML {
    .said("\(who) blocked \(whom)", de: "\(who) hat blockiert: \(whom)")
  }
  static func unblocked(_ who: HTML, _ whom: HTML) -> HTML {
    .said("\(who) unblocked \(whom)", de: "\(who) hat die Blockierung beendet: \(whom)")
  }
  static func installation(of name: HTML) -> HTML {
    .said("the copy of the app of \(name)", de: "die Installation der App von \(name)")
  }

  // MARK: What reporters did

  static func helped(_ who: HTML, _ version: HTML?) -> HTML {
    .said("\(who): it helped\(version)", de: "\(who): Es hat geholfen\(version)")
  }
  static func notHelped(_ who: HTML, _ version: HTML?) -> HTML {
    .said("\(who): it did not help\(version)", de: "\(who): Es hat nicht geholfen\(version)")
  }
  static func rated(_ who: HTML, _ stars: HTML) -> HTML {
    .said("\(who) gave \(stars) of 5 stars", de: "\(who) hat \(stars) von 5 Sternen gegeben")
  }
  static func thanked(_ who: HTML, _ whom: HTML?) -> HTML {
    .said("\(who) thanks \(whom ?? "you all")", de: "\(who) bedankt sich bei \(whom ?? "allen")")
  }

  // MARK: Routing

  static func routed(_ parts: RoutedParts?, by rule: HTML?) -> HTML {
    guard let parts, let rule else { return .said("Routed by a rule", de: "Durch eine Regel verteilt") }
    return parts.goesToSomebody
      ? .said(
        "Routed \(Words.inline(parts.english, limit: 300)) by rule “\(rule)”",
        de: "Verteilt \(Words.inline(parts.german, limit: 300)), Regel „\(rule)“")
      : .said(
        "\(Words.inline(parts.english.prefix(1).uppercased() + parts.english.dropFirst(), limit: 300)) by rule “\(rule)”",
        de: "\(Words.inline(parts.german, limit: 300)), Regel „\(rule)“")
  }
}
