// What the page of one pain point says.
import CollectorCore
import TellbackWire

extension PainText {
  static let hurt = Phrase("Who is hurt, and where", de: "Wen es trifft, und wo")
  static let noReports = Phrase(
    "None of its reports is kept any more, so there is nothing to count.",
    de: "Keine seiner Meldungen ist noch da; zu zählen gibt es nichts.")
  static let pageColumn = Phrase("Page", de: "Seite")
  static let segmentColumn = Phrase("Segment", de: "Kundensegment")
  static let versionColumn = Phrase("Version", de: "Version")
  static let peopleColumn = Phrase("People", de: "Personen")
  static let reportsColumn = Phrase("Reports", de: "Meldungen")
  static let shareColumn = Phrase("Share of people", de: "Anteil der Personen")
  static let weekColumn = Phrase("Week from", de: "Woche ab")
  static let notSaid = Phrase("not said", de: "ohne Angabe")
  static let allVersions = Phrase("All versions", de: "Alle Versionen")
  static let show = Phrase("Show", de: "Anzeigen")
  static let places = Phrase("Page, segment and version", de: "Seite, Kundensegment und Version")
  static let trend = Phrase("Week by week", de: "Woche für Woche")
  static let countNote = Phrase(
    "People are counted once in each place and each week; somebody who stands in two places counts in both.",
    de: "Personen zählen an jedem Ort und in jeder Woche einmal; wer an zwei Orten steht, zählt in beiden.")
  static func heat(_ version: String?) -> HTML {
    guard let version else {
      return .said("People by page and segment", de: "Personen nach Seite und Kundensegment")
    }
    let name = Words.inline(version, limit: 60)
    return .said(
      "People by page and segment, version \(name)", de: "Personen nach Seite und Kundensegment, Version \(name)")
  }
  static func more(_ count: Int) -> Phrase {
    Phrase("\(count) more are not shown.", de: "\(count) weitere stehen nicht da.")
  }

  // MARK: Facts

  static let facts = Phrase("What it is", de: "Worum es geht")
  static let titleLabel = Phrase("Title", de: "Titel")
  static let component = Phrase("Component", de: "Komponente")
  static let page = Phrase("Page", de: "Seite")
  static let department = Phrase("Department that can change it", de: "Abteilung, die es ändern kann")
  static let ownerLabel = Phrase("Owner", de: "Zuständig")
  static let nobody = Phrase("Nobody", de: "Niemand")
  static let decideByLabel = Phrase("Decide by", de: "Entscheiden bis")
  static let decideByHint = Phrase(
    "When nobody has decided by the end of that day, it shows, and the person below is told.",
    de: "Hat bis zum Ende dieses Tages niemand entschieden, sieht man es, und die Person unten erfährt es.")
  static let escalatesTo = Phrase("Silence reaches", de: "Schweigen erfährt")
  static let bySettings = Phrase("Whom the settings name", de: "Wen die Einstellungen nennen")
  static let save = Phrase("Save", de: "Speichern")
  static let app = Phrase("App", de: "App")

  // MARK: The decision

  static let decision = Phrase("Decision", de: "Entscheidung")
  static let undecided = Phrase("Nobody has decided yet.", de: "Noch hat niemand entschieden.")
  static let reason = Phrase("Reason", de: "Grund")
  static let again = Phrase("Decide again by", de: "Wieder entscheiden bis")
  static let decide = Phrase("Decide", de: "Entscheiden")
  static let decideAgain = Phrase("Decide anew", de: "Neu entscheiden")
  static func decided(by name: String, _ at: HTML) -> HTML {
    .said(
      "\(Words.inline(name, limit: 80)) decided \(at)", de: "\(Words.inline(name, limit: 80)) hat entschieden, \(at)")
  }

  // MARK: The workaround

  static let workaround = Phrase("What helps meanwhile", de: "Was bis dahin hilft")
  static let workaroundHint = Phrase(
    "Written once. It goes to everybody on its tickets, to whoever reports it from now on, and with a title to everybody about to report it, also offline.",
    de:
      "Einmal geschrieben. Es geht an alle auf den Tickets, an alle, die es ab jetzt melden, und mit Titel an alle, die es gerade melden wollen, auch offline."
  )
  static let workaroundTitle = Phrase(
    "Title for people about to report it", de: "Titel für Leute, die es melden wollen")
  static let workaroundTitleHint = Phrase(
    "Every copy of the app shows it. Leave it empty to tell only those who have reported it.",
    de: "Jede Kopie der App zeigt ihn. Leer lassen, um nur die zu benachrichtigen, die es gemeldet haben.")
  static let tellAll = Phrase("Tell them", de: "Mitteilen")
  static let withdraw = Phrase("Withdraw", de: "Zurückziehen")
  static func told(_ reach: PainReach) -> Phrase {
    let (told, back) = (CountText.grouped(reach.told), CountText.grouped(reach.cameBack))
    return Phrase(
      "\(people(reach.told).text) told, \(back) reported it again within 7 days.",
      de: "\(told) Personen benachrichtigt, \(back) haben es binnen 7 Tagen wieder gemeldet.")
  }
  static let giveUp = Phrase(
    "Who wrote no more may have been helped, or may have given up.",
    de: "Wer nicht mehr schrieb, dem ist geholfen, oder er hat aufgegeben.")
  static let noOffers = Phrase(
    "In four weeks no device told that it offered this before somebody wrote.",
    de: "In vier Wochen hat kein Gerät gemeldet, dies vor dem Schreiben angeboten zu haben.")
  static func offered(_ count: Int64) -> Phrase {
    .count(
      count,
      (
        one: "time devices offered it before somebody wrote, in four weeks:",
        many: "times devices offered it before somebody wrote, in four weeks:"
      ),
      de: (
        one: "Mal haben Geräte es in vier Wochen vor dem Schreiben angeboten:",
        many: "Mal haben Geräte es in vier Wochen vor dem Schreiben angeboten:"
      ))
  }
  static func taken(_ count: Int64) -> Phrase {
    Phrase("\(CountText.grouped(count)) times it was read", de: "\(CountText.grouped(count))-mal gelesen")
  }
  static func putAway(_ count: Int64) -> Phrase {
    Phrase("\(CountText.grouped(count)) times it was put away", de: "\(CountText.grouped(count))-mal weggelegt")
  }
  static func wroteAnyway(_ count: Int64) -> Phrase {
    Phrase(
      "\(CountText.grouped(count)) times a report was written anyway",
      de: "\(CountText.grouped(count))-mal wurde trotzdem gemeldet")
  }
  static func withheld(_ count: Int64) -> Phrase {
    Phrase(
      "\(CountText.grouped(count)) times nothing was written then",
      de: "\(CountText.grouped(count))-mal kam dann nichts")
  }
  static func devices(_ devices: OfferedDevices) -> Phrase {
    let back = CountText.grouped(devices.cameBack)
    let shown = Phrase.count(
      devices.shown, (one: "device showed it", many: "devices showed it"),
      de: (one: "Gerät hat es gezeigt", many: "Geräte haben es gezeigt"))
    return Phrase(
      "\(shown.english), \(back) reported the same pain again within 7 days.",
      de: "\(shown.german), \(back) haben denselben Schmerz binnen 7 Tagen wieder gemeldet.")
  }
  static func publishedAs(_ ticket: Int64) -> HTML {
    let link: HTML = "<a\(.href, Link("tickets", String(ticket)))>#\(ticket)</a>"
    return .said("Devices know it as \(link).", de: "Geräte kennen es als \(link).")
  }

  // MARK: Attempts

  static let attempts = Phrase("Attempts at a fix", de: "Versuche der Behebung")
  static let noAttempts = Phrase("Nothing was tried yet.", de: "Noch wurde nichts versucht.")
  static let newAttempt = Phrase("Note an attempt", de: "Versuch festhalten")
  static let what = Phrase("What is done", de: "Was getan wird")
  static let kind = Phrase("Kind", de: "Art")
  static let byDepartment = Phrase("Department", de: "Abteilung")
  static let inVersion = Phrase("Released in version", de: "Veröffentlicht in Version")
  static let onDay = Phrase("Or for everybody since", de: "Oder für alle seit")
  static let releaseHint = Phrase(
    "Leave both empty while it is planned.", de: "Beides leer lassen, solange es geplant ist.")
  static let planned = Phrase("planned", de: "geplant")
  static let setRelease = Phrase("Set the release", de: "Veröffentlichung setzen")
  static let drop = Phrase("It was not tried", de: "Wurde nicht versucht")
  static func released(_ release: PainAttempt.Release) -> HTML {
    switch release {
    case .version(let version):
      .said("in \(Words.inline(version, limit: 100))", de: "in \(Words.inline(version, limit: 100))")
    case .date(let moment): .said("since \(PainDay.of(start: moment))", de: "seit \(PainDay.of(start: moment))")
    }
  }
  static func cameBack(_ at: HTML, version: String?) -> HTML {
    guard let version else { return .said("Came back \(at)", de: "Wieder da, \(at)") }
    let name = Words.inline(version, limit: 60)
    return .said("Came back \(at), from \(name)", de: "Wieder da, \(at), aus \(name)")
  }

  // MARK: Tickets and history

  static let itsTickets = Phrase("Its tickets", de: "Seine Tickets")
  static let noTickets = Phrase("No ticket belongs to it any more.", de: "Kein Ticket gehört mehr dazu.")
  static let takeOut = Phrase("Take out", de: "Herausnehmen")
  static func takeOut(_ ticket: Int64) -> Phrase {
    Phrase("Take ticket \(ticket) out", de: "Ticket \(ticket) herausnehmen")
  }
  static let byNumber = Phrase("Ticket number", de: "Ticketnummer")
  static let add = Phrase("Gather it here", de: "Hier sammeln")
  static let badNumber = Phrase("Write the number of a ticket.", de: "Bitte die Nummer eines Tickets schreiben.")
  static let badDay = Phrase(
    "Write the date as year-month-day, such as 2026-12-03.",
    de: "Das Datum als Jahr-Monat-Tag schreiben, etwa 2026-12-03.")
  static let choose = Phrase("Choose one.", de: "Bitte eines wählen.")
  static let history = Phrase("History", de: "Verlauf")
}
