// What every page may say: times, counts, errors.
import CollectorCore

enum KitText {
  // MARK: Times

  static let justNow = Phrase("just now", de: "gerade eben")
  static func minutesAgo(_ count: String) -> Phrase { Phrase("\(count) min ago", de: "vor \(count) Min.") }
  static func hoursAgo(_ count: String) -> Phrase { Phrase("\(count) h ago", de: "vor \(count) Std.") }
  static let dayAgo = Phrase("1 d ago", de: "vor 1 Tag")
  static func daysAgo(_ count: String) -> Phrase { Phrase("\(count) d ago", de: "vor \(count) Tagen") }

  static func days(_ count: Int64) -> Phrase { .count(count, ("d", "d"), de: ("Tag", "Tage")) }
  static func years(_ count: Int64) -> Phrase { .count(count, ("years", "years"), de: ("Jahr", "Jahre")) }

  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
  // As the Unicode CLDR abbreviates them.
  private static let germanMonths = [
    "Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez.",
  ]

  static func day(_ civil: CivilTime) -> Phrase {
    day(Int(civil.day), month: Int(civil.month), year: Int(civil.year))
  }

  /// `month` from 1.
  static func day(_ day: Int, month: Int, year: Int) -> Phrase {
    Phrase("\(day) \(months[month - 1]) \(year)", de: "\(day). \(germanMonths[month - 1]) \(year)")
  }

  /// Without the year.
  static func day(_ day: Int, month: Int) -> Phrase {
    Phrase("\(day) \(months[month - 1])", de: "\(day). \(germanMonths[month - 1])")
  }

  static func outsideCalendar(_ milliseconds: Int64) -> Phrase {
    Phrase(
      "a moment outside the calendar (\(milliseconds) ms)",
      de: "ein Zeitpunkt außerhalb des Kalenders (\(milliseconds) ms)")
  }

  /// Monday first.
  static let weekdays = [
    Phrase("Monday", de: "Montag"), Phrase("Tuesday", de: "Dienstag"), Phrase("Wednesday", de: "Mittwoch"),
    Phrase("Thursday", de: "Donnerstag"), Phrase("Friday", de: "Freitag"), Phrase("Saturday", de: "Samstag"),
    Phrase("Sunday", de: "Sonntag"),
  ]

  // MARK: Counts

  static func people(_ count: Int64) -> Phrase { .count(count, ("person", "people"), de: ("Person", "Personen")) }
  static func reports(_ count: Int64) -> Phrase { .count(count, ("report", "reports"), de: ("Meldung", "Meldungen")) }
  static func tickets(_ count: Int64) -> Phrase { .count(count, ("ticket", "tickets"), de: ("Ticket", "Tickets")) }
  static func messages(_ count: Int64) -> Phrase {
    .count(count, ("message", "messages"), de: ("Nachricht", "Nachrichten"))
  }
  static func attempts(_ count: Int64) -> Phrase { .count(count, ("attempt", "attempts"), de: ("Versuch", "Versuche")) }
  static func bytes(_ count: Int64) -> Phrase { .count(count, ("byte", "bytes"), de: ("Byte", "Byte")) }
  static func more(_ count: Int64) -> Phrase {
    Phrase(
      "and \(Language.english.grouped(count)) more", de: "und \(Language.german.grouped(count)) weitere")
  }
  static func showAll(_ bytes: Int64) -> Phrase {
    let size = CountText.bytes(bytes)
    return Phrase("Show all \(size)", de: "Alles zeigen (\(size))")
  }

  // MARK: Words of the domain that stand alone

  static let app = Phrase("App", de: "App")
  static let allApps = Phrase("All apps", de: "Alle Apps")
  static let owner = Phrase("Owner", de: "Zuständig")
  static let group = Phrase("Group", de: "Gruppe")
  static let severity = Phrase("Severity", de: "Schweregrad")
  static let kind = Phrase("Kind", de: "Art")
  static let segment = Phrase("Segment", de: "Kundensegment")
  static let component = Phrase("Component", de: "Komponente")
  static let tickets = Phrase("Tickets", de: "Tickets")
  static let ticket = Phrase("Ticket", de: "Ticket")
  static let tags = Phrase("Tags", de: "Schlagwörter")
  static let somebody = Phrase("somebody", de: "jemand")
  static let nothingVisible = Phrase("(nothing visible)", de: "(nichts Sichtbares)")

  // MARK: Forms

  static let save = Phrase("Save", de: "Speichern")
  static let delete = Phrase("Delete", de: "Löschen")
  static let cancel = Phrase("Cancel", de: "Abbrechen")
  static let change = Phrase("Change", de: "Ändern")
  static let enable = Phrase("Enable", de: "Aktivieren")
  static let disable = Phrase("Disable", de: "Deaktivieren")
  static let disabled = Phrase("Disabled", de: "Deaktiviert")
  static let close = Phrase("Close", de: "Schließen")
  static let copy = Phrase("Copy", de: "Kopieren")
  static let name = Phrase("Name", de: "Name")
  static let email = Phrase("E-mail", de: "E-Mail")
  static let password = Phrase("Password", de: "Passwort")
  static let note = Phrase("Note", de: "Interne Notiz")
  static let reason = Phrase("Reason", de: "Begründung")
  static let why = Phrase("Why", de: "Warum")
  static let onlyStaff = Phrase("Only staff see this.", de: "Nur intern sichtbar.")
  static let choose = Phrase("Choose", de: "Bitte wählen")
  static let reply = Phrase("Reply", de: "Antworten")
  static let forEverybody = Phrase("For everybody", de: "Für alle")
  static let noApps = Phrase("There is no app yet.", de: "Es gibt noch keine App.")
  static let everyApp = Phrase("all apps, also later ones", de: "alle Apps, auch künftige")
  static let theseApps = Phrase("these apps:", de: "diese Apps:")
  static let keptWords = Phrase("Your words, to copy:", de: "Der geschriebene Text, zum Kopieren:")
  static let fieldText = Phrase("Text", de: "Text")
  static let fieldFixedIn = Phrase("Fixed in version", de: "Behoben in Version")
  static let fieldOther = Phrase("Other ticket", de: "Anderes Ticket")

  // MARK: Pages of a list

  static let older = Phrase("Older", de: "Ältere")
  static let newest = Phrase("Newest", de: "Neueste")
  static let previous = Phrase("Previous", de: "Vorige")
  static let next = Phrase("Next", de: "Nächste")
  static func range(_ first: Int64, _ last: Int64, of all: Phrase) -> Phrase {
    func text(_ language: Language, _ of: String, _ all: String) -> String {
      "\(language.grouped(first))–\(language.grouped(last)) \(of) \(all)"
    }
    return Phrase(text(.english, "of", all.english), de: text(.german, "von", all.german))
  }
  static let back = Phrase("Back", de: "Zurück")
  static let pages = Phrase("Pages", de: "Seiten")

  // MARK: What did not work

  static let notAllowed = Phrase("Not allowed", de: "Nicht erlaubt")
  static let notFound = Phrase("Not found", de: "Nicht gefunden")
  static let tooLarge = Phrase("Too large", de: "Zu groß")
  static let tooManyAttempts = Phrase("Too many attempts", de: "Zu viele Versuche")
  static let unavailable = Phrase("Busy", de: "Ausgelastet")
  static let failed = Phrase("That did not work", de: "Das hat nicht geklappt")
  static let toTickets = Phrase("To the tickets", de: "Zu den Tickets")
  static let incident = Phrase("The board could not do that", de: "Das Board konnte das nicht ausführen")
  static let incidentText = Phrase(
    "Nothing was changed. Try again. If it fails again, tell the operator of this collector: the cause is in its log under this number.",
    de:
      "Es wurde nichts geändert. Bitte noch einmal versuchen. Klappt es wieder nicht, den Betrieb dieses Collectors informieren: Die Ursache steht unter dieser Nummer in seinem Protokoll."
  )
}
