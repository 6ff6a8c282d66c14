// What the pages of service levels say, and what tickets say of their clocks.
import CollectorCore
import TellbackWire

enum LevelText {
  static let title = Phrase("Service levels", de: "Servicezeiten")
  static let lead = Phrase(
    "How soon tickets are answered and resolved, in business time. The clock stops while a ticket waits for its reporter, and when it is resolved.",
    de:
      "Wie bald Tickets beantwortet und gelöst werden, in Arbeitszeit. Die Uhr steht, solange ein Ticket auf die meldende Person wartet, und sobald es gelöst ist."
  )
  static let adopting = Phrase(
    "Open tickets are being brought under what was saved last.",
    de: "Offene Tickets werden gerade auf das zuletzt Gespeicherte umgestellt.")
  static func saved(_ version: String, by name: HTML, _ time: HTML) -> HTML {
    .said(
      "Version \(version), saved by \(name) \(time). What was counted before stays as it was counted.",
      de: "Version \(version), gespeichert von \(name) \(time). Was vorher gezählt wurde, bleibt so gezählt.")
  }

  // MARK: Calendars

  static let calendars = Phrase("Calendars", de: "Kalender")
  static let calendar = Phrase("Calendar", de: "Kalender")
  static let noCalendarYet = Phrase(
    "No calendar yet: it says when somebody works.", de: "Noch kein Kalender: Er sagt, wann jemand arbeitet.")
  static let addCalendar = Phrase("Add a calendar", de: "Kalender hinzufügen")
  static func unknownZone(_ zone: HTML) -> HTML {
    .said(
      "This collector does not know the zone \(zone), so it counts in UTC. Install the version that the calendar was saved with, or a newer one.",
      de:
        "Dieser Collector kennt die Zeitzone \(zone) nicht und zählt in UTC. Die Version installieren, mit der der Kalender gespeichert wurde, oder eine neuere."
    )
  }
  static func clocks(of zone: HTML) -> HTML { .said("Clocks of \(zone)", de: "Uhrzeit von \(zone)") }
  static let openNow = Phrase(", open now", de: ", jetzt offen")
  static func opens(_ time: HTML) -> HTML { .said(", opens \(time)", de: ", öffnet \(time)") }
  static let closed = Phrase("closed", de: "geschlossen")
  static func holidays(_ count: Int64) -> Phrase {
    .count(count, ("holiday", "holidays"), de: ("Feiertag", "Feiertage"))
  }
  static func noneAhead(_ holidays: Phrase) -> Phrase {
    Phrase("\(holidays.english), none ahead", de: "\(holidays.german), keiner steht bevor")
  }
  static func nextHoliday(_ holidays: Phrase, _ day: String, _ name: HTML) -> HTML {
    .said("\(holidays.english), next \(day): \(name)", de: "\(holidays.german), der nächste \(day): \(name)")
  }
  static func keepFile(_ holidays: Phrase) -> Phrase {
    Phrase("Keep the \(holidays.english) of the last file", de: "\(holidays.german) der letzten Datei behalten")
  }
  static let deleteCalendar = Phrase("Delete the calendar", de: "Kalender löschen")
  static let zone = Phrase("Time zone", de: "Zeitzone")
  static let zoneHint = Phrase("Such as Europe/Zurich or UTC.", de: "Etwa Europe/Zurich oder UTC.")
  static let whenSomebodyWorks = Phrase("When somebody works", de: "Wann jemand arbeitet")
  static let windowsHint = Phrase(
    "09:00-12:00, 13:00-17:00. Empty: nobody works. 24:00 is the end of the day.",
    de: "09:00-12:00, 13:00-17:00. Leer: Niemand arbeitet. 24:00 ist das Ende des Tages.")
  static let holidaysLabel = Phrase("Holidays", de: "Feiertage")
  static let holidaysHint = Phrase(
    "One in each line: 2026-12-24 Closed, 2026-12-24..2026-12-31 Closed, or *-12-25 Christmas for every year.",
    de:
      "Einer je Zeile: 2026-12-24 Geschlossen, 2026-12-24..2026-12-31 Geschlossen, oder *-12-25 Weihnachten für jedes Jahr."
  )
  static let holidayFile = Phrase("Holidays from a file", de: "Feiertage aus einer Datei")
  static func fileHint(bytes: String, events: String) -> Phrase {
    Phrase(
      "iCalendar (.ics), whole days, once or yearly; at most \(bytes) and \(events) events. It takes the place of the last file.",
      de:
        "iCalendar (.ics), ganze Tage, einmalig oder jährlich; höchstens \(bytes) und \(events) Termine. Sie ersetzt die letzte Datei."
    )
  }

  // MARK: Targets

  static let targets = Phrase("Targets", de: "Ziele")
  static let nothingPromised = Phrase("Nothing is promised yet.", de: "Noch ist nichts zugesagt.")
  static let calendarFirst = Phrase(
    "Nothing is promised yet. Make a calendar first, then a target.",
    de: "Noch ist nichts zugesagt. Zuerst einen Kalender anlegen, dann ein Ziel.")
  static let firstFits = Phrase(
    "The first target that fits a ticket is the ticket’s.", de: "Für ein Ticket gilt das erste Ziel, das passt.")
  static let addTarget = Phrase("Add a target", de: "Ziel hinzufügen")
  static let everyTicket = Phrase("Every ticket", de: "Jedes Ticket")
  static func segment(_ name: HTML) -> HTML { .said("segment \(name)", de: "Kundensegment \(name)") }
  static func promise(_ metric: ClockMetric, in span: String) -> Phrase {
    Phrase("\(metric.name.english) in \(span)", de: "\(metric.name.german) in \(span)")
  }
  static func by(_ calendar: HTML) -> HTML { .said("by \(calendar)", de: "nach \(calendar)") }
  static let noCalendar = Phrase("no calendar", de: "kein Kalender")
  static func wouldBeDue(_ parts: HTML) -> HTML {
    .said(
      "A report arriving now would be due:\(parts)", de: "Für eine Meldung, die jetzt kommt, wäre die Frist:\(parts)")
  }
  static func tryBefore(_ place: Int) -> Phrase { Phrase("Try before \(place)", de: "Vor \(place) prüfen") }
  static func theTarget(of whose: HTML) -> HTML { .said("the target of \(whose)", de: "das Ziel für \(whose)") }
  static let everyApp = Phrase("Every app", de: "Jede App")
  static let anySeverity = Phrase("Any severity", de: "Jeder Schweregrad")
  static let anyKind = Phrase("Any kind", de: "Jede Art")
  static let any = Phrase("any", de: "jedes")
  static let none = Phrase("none", de: "keine")
  static let within = Phrase("Within", de: "Binnen")
  static let timesHint = Phrase(
    "Business time, such as 30m, 4h or 2h 30m. Empty: nothing is promised.",
    de: "Arbeitszeit, etwa 30m, 4h oder 2h 30m. Leer: Nichts ist zugesagt.")

  // MARK: Limits

  static let limits = Phrase("Open tickets of one person", de: "Offene Tickets einer Person")
  static func atMost(_ limit: Int) -> Phrase { Phrase("at most \(limit)", de: "höchstens \(limit)") }
  static func atMost(_ limit: Int, _ severity: Severity) -> Phrase {
    Phrase(
      "at most \(limit) of severity \(severity.word)", de: "höchstens \(limit) mit Schweregrad \(severity.inner.german)"
    )
  }
  static let noLimits = Phrase("No limit.", de: "Keine Grenze.")
  static let inAll = Phrase("In all", de: "Insgesamt")
  static let noLimit = Phrase("no limit", de: "keine Grenze")
  static let limitsHint = Phrase(
    "What waits is not counted. Whoever has as many cannot take another; admins and support go past it with a reason that the ticket’s history keeps.",
    de:
      "Was wartet, zählt nicht. Wer so viele hat, kann kein weiteres übernehmen; Administration und Support gehen mit einer Begründung darüber hinaus, die der Verlauf des Tickets behält."
  )
  static let claimAnyway = Phrase("Claim it all the same", de: "Trotzdem übernehmen")
  static let historyKeeps = Phrase(
    "The history keeps it. Only staff see this.", de: "Der Verlauf behält es. Nur intern sichtbar.")
  static let claim = Phrase("Claim", de: "Übernehmen")
  static let makeRoom = Phrase(
    "Resolve one, hand one back, or let one wait.", de: "Eines lösen, zurückgeben oder warten lassen.")

  // MARK: Warnings

  static let warnings = Phrase("Warnings", de: "Warnungen")
  static let theOwner = Phrase("the owner", de: "die zuständige Person")
  static let nobody = Phrase("nobody", de: "niemand")
  static func warned(_ span: String, _ names: HTML) -> HTML {
    .said("\(span) before a target is due: \(names).", de: "\(span) vor Ablauf einer Frist: \(names).")
  }
  static let nobodyWarned = Phrase("Nobody is warned before.", de: "Vorher wird niemand gewarnt.")
  static func escalated(_ span: String, _ names: HTML) -> HTML {
    .said("\(span) after a target was missed: \(names).", de: "\(span) nach einer verpassten Frist: \(names).")
  }
  static let nobodyTold = Phrase("Nobody is told after.", de: "Danach erfährt es niemand.")
  static let never = Phrase("never", de: "nie")
  static let warningsHint = Phrase(
    "Business time, such as 30m or 2h. People are told in business hours alone, and once: it stands in their work.",
    de:
      "Arbeitszeit, etwa 30m oder 2h. Gewarnt wird nur in der Arbeitszeit und nur einmal: Es steht unter „Meine Arbeit“."
  )
  static let warnBefore = Phrase("Warn before a target is due", de: "Vor Ablauf einer Frist warnen")
  static let ticketOwner = Phrase("The ticket’s owner", de: "Die zuständige Person")
  static let andThese = Phrase("And these people", de: "Und diese Personen")
  static let escalateAfter = Phrase("Escalate after a target was missed", de: "Nach einer verpassten Frist eskalieren")
  static let toThese = Phrase("To these people", de: "An diese Personen")

  // MARK: Taking the next one

  static let takeNext = Phrase("Take next", de: "Nächstes übernehmen")
  static let nothingToTake = Phrase("Nothing to take", de: "Nichts zu übernehmen")
  static let everyTicketTaken = Phrase(
    "Somebody has every open ticket that you may take.",
    de: "Für jedes offene Ticket, das infrage kommt, ist schon jemand zuständig.")
  static let enough = Phrase("You have enough open tickets", de: "Es sind genug offene Tickets")
  static func limitReached(_ broken: BrokenLimit) -> Phrase {
    Phrase(
      "One person may have \(broken.limit) \(broken.what). Resolve one, hand one back, or let one wait.",
      de:
        "Eine Person darf \(broken.limit) \(broken.counted.german) haben. Eines lösen, zurückgeben oder warten lassen.")
  }

  // MARK: A ticket's clocks

  static let ofTicket = Phrase("Service level", de: "Servicezeit")
  static let howComputed = Phrase("How it was computed", de: "Wie das berechnet wurde")
  static func left(_ metric: ClockMetric, _ span: String) -> Phrase {
    Phrase("\(metric.name.english): \(span) left", de: "\(metric.name.german): noch \(span)")
  }
  static func late(_ metric: ClockMetric, _ span: String?) -> Phrase {
    guard let span else { return Phrase("\(metric.name.english): late", de: "\(metric.name.german): verspätet") }
    return Phrase("\(metric.name.english): \(span) late", de: "\(metric.name.german): \(span) verspätet")
  }
  static func paused(_ metric: ClockMetric) -> Phrase {
    Phrase(
      "\(metric.name.english): paused, waits for the reporter",
      de: "\(metric.name.german): steht, wartet auf die meldende Person")
  }
  static func leftWhenResumed(_ span: String) -> Phrase {
    Phrase("\(span) of business time left when it goes on", de: "Noch \(span) Arbeitszeit, wenn es weitergeht")
  }
  static func dueAt(_ moment: String, _ zone: String) -> Phrase {
    Phrase("Due \(moment) (\(zone))", de: "Frist: \(moment) (\(zone))")
  }
  static func ended(_ metric: ClockMetric, measured: Bool) -> Phrase {
    measured
      ? Phrase("\(metric.name.english): resolved", de: "\(metric.name.german): gelöst")
      : Phrase(
        "\(metric.name.english): done before it was measured",
        de: "\(metric.name.german): erledigt, bevor gemessen wurde")
  }
  static func missed(_ metric: ClockMetric, _ span: String) -> Phrase {
    Phrase("\(metric.name.english): missed, took \(span)", de: "\(metric.name.german): verpasst, dauerte \(span)")
  }
  static func met(_ metric: ClockMetric, _ span: String) -> Phrase {
    Phrase("\(metric.name.english): met, took \(span)", de: "\(metric.name.german): eingehalten, dauerte \(span)")
  }
  static func due(_ time: HTML, wasDue: Bool) -> HTML {
    wasDue ? .said("was due \(time)", de: "Frist war \(time)") : .said("due \(time)", de: "Frist \(time)")
  }
  static func computed(target: String, from: HTML, calendar: HTML, zone: HTML) -> HTML {
    .said(
      "Within \(target) of business time from \(from), by the calendar \(calendar) in \(zone).",
      de: "Binnen \(target) Arbeitszeit ab \(from), nach dem Kalender \(calendar) in \(zone).")
  }
  static func counted(_ spent: String, paused: String) -> Phrase {
    Phrase(
      "\(spent) counted, \(paused) of business time paused.", de: "\(spent) gezählt, \(paused) Arbeitszeit angehalten.")
  }
  static func span(_ from: HTML, _ to: HTML, version: String, calendar: HTML) -> HTML {
    .said(
      "\(from) to \(to), rules of version \(version), \(calendar)",
      de: "\(from) bis \(to), Regeln der Version \(version), \(calendar)")
  }
  static let stillToCome = Phrase("Still to come until it is due:", de: "Was bis zur Frist noch kommt:")
  static func holiday(_ day: String, _ name: HTML) -> HTML {
    .said("\(day): holiday, \(name)", de: "\(day): Feiertag, \(name)")
  }
  static let andSoOn = Phrase("and so on", de: "und so weiter")

  // MARK: History

  static func metric(_ metric: ClockMetric?) -> Phrase { metric?.name ?? Phrase("A target", de: "Ein Ziel") }
  static func dueSoon(_ metric: ClockMetric?, _ warned: HTML?) -> HTML {
    let name = Self.metric(metric)
    guard let warned else { return .said("\(name.english) is due soon", de: "\(name.german): Die Frist läuft bald ab") }
    return .said(
      "\(name.english) is due soon; warned: \(warned)",
      de: "\(name.german): Die Frist läuft bald ab; gewarnt: \(warned)")
  }
  static func breached(_ metric: ClockMetric?) -> Phrase {
    let name = Self.metric(metric)
    return Phrase("\(name.english) was missed", de: "\(name.german): Die Frist wurde verpasst")
  }
  static func told(_ names: HTML?, _ metric: ClockMetric?) -> HTML {
    let name = Self.metric(metric)
    return .said(
      "Told \(names ?? "nobody") that the \(name.english.lowercased()) was missed",
      de: "\(name.german): Die Frist wurde verpasst; informiert: \(names ?? "niemand")")
  }
  static func pastLimit(_ who: HTML, _ whose: HTML?, _ count: String) -> HTML {
    .said(
      "\(who) went past the limit of open tickets of \(whose ?? "somebody"): \(count)",
      de:
        "\(who) ging über die Grenze offener Tickets von \(whose ?? "jemandem") hinaus: \(count.replacing(" of ", with: " von "))"
    )
  }
}
