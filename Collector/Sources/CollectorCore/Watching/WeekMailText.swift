// The words of the weekly mail.
import CollectorEvidence
import TellbackWire

struct WeekMailText {
  let digest: WeekDigest
  let apps: [AppID: String]
  let board: String?
  let now: Timestamp
  let language: Language

  var subject: String {
    let day = CivilDay(now).text
    return Phrase("Weekly digest of \(day)", de: "Wochenbericht vom \(day)").text(in: language)
  }

  var body: String {
    var parts: [String] = []
    func part(_ title: Phrase, _ lines: [String]) {
      if !lines.isEmpty { parts.append("\(title.text(in: language))\n\(lines.joined(separator: "\n"))\n") }
    }
    part(Self.loudest, digest.pains.map { line(pain($0), "pain/\($0.point.number)") })
    part(Self.oldest, digest.oldest.map { [line(waits($0), "tickets/\($0.number)")] } ?? [])
    part(Self.idea, digest.idea.map { [line(wanted($0), "tickets/\($0.number)")] } ?? [])
    part(Self.unhappiest, digest.unhappiest.map { [line(unhappy($0), "tickets/\($0.ticket.number)")] } ?? [])
    part(Self.fixed, digest.fixes.map { line(fix($0), "pain/\($0.point.number)") })
    part(Self.spiked, digest.spikes.map { line(spike($0), "releases") })
    if digest.isQuiet { parts.append(Self.quiet.text(in: language) + "\n") }
    part(Self.queue, digest.queues.map { line(queue($0), nil) })
    let foot = board.map { "\(Self.more($0).text(in: language))\n" } ?? ""
    return parts.joined(separator: "\n") + "\n\(foot)\(MailPhrases.foot.text(in: language))\n"
  }

  private func line(_ phrase: Phrase, _ path: String?) -> String {
    let link = path.flatMap { path in board.map { "\n  \($0)/\(path)" } } ?? ""
    return "- \(phrase.text(in: language))\(link)"
  }

  // MARK: Titles

  private static let loudest = Phrase("Loudest pain", de: "Größter Schmerz")
  private static let oldest = Phrase("Oldest wait", de: "Längstes Warten")
  private static let idea = Phrase("Most-felt idea", de: "Meistgewünschte Idee")
  private static let unhappiest = Phrase("Unhappiest answer", de: "Unglücklichste Antwort")
  private static let fixed = Phrase("What was fixed, and whether it helped", de: "Was behoben wurde, und ob es half")
  private static let spiked = Phrase("Reported more than usual", de: "Mehr gemeldet als sonst")
  private static let queue = Phrase("Days at zero", de: "Tage bei null")
  private static let quiet = Phrase(
    "Nothing hurt, and nobody waits.", de: "Nichts tat weh, und niemand wartet.")
  private static func more(_ board: String) -> Phrase {
    Phrase(
      "With all details: \(board)/week\nWhat you watch, and whether this mail comes, is set there.",
      de: "Mit allen Einzelheiten: \(board)/week\nWas beobachtet wird und ob diese E-Mail kommt, steht dort.")
  }

  // MARK: Lines

  private func pain(_ pain: WeekDigest.Pain) -> Phrase {
    let (number, now, before) = (pain.point.number, number(pain.rank.now), number(pain.rank.before))
    return Phrase(
      "Pain point \(number): \(now) people a week, \(before) a week in the month before",
      de: "Schmerzpunkt \(number): \(now) Personen pro Woche, \(before) pro Woche im Monat davor")
  }

  /// Without its name: a page's may hold what people wrote.
  private func spike(_ seen: SeenSpike) -> Phrase {
    let count = seen.comparison.newEvents
    return seen.spike.place.kind == .error
      ? Phrase(
        "An error, by \(count) installations in that week", de: "Ein Fehler, von \(count) Installationen in der Woche")
      : Phrase(
        "A page, by \(count) installations in that week", de: "Eine Seite, von \(count) Installationen in der Woche")
  }

  private func waits(_ ticket: Ticket) -> Phrase {
    let days = max(0, (now.milliseconds - ticket.openedAt.milliseconds) / 86_400_000)
    let count = Phrase.count(days, (one: "day", many: "days"), de: (one: "Tag", many: "Tagen"))
    return Phrase(
      "Ticket #\(ticket.number) was opened \(count.english) ago",
      de: "Ticket #\(ticket.number) wurde vor \(count.german) geöffnet")
  }

  private func wanted(_ ticket: Ticket) -> Phrase {
    let people = Phrase.count(
      ticket.reporterCount, (one: "person wants", many: "people want"),
      de: (one: "Person wünscht", many: "Personen wünschen"))
    return Phrase(
      "Ticket #\(ticket.number): \(people.english) it", de: "Ticket #\(ticket.number): \(people.german) es sich")
  }

  private func unhappy(_ answer: WeekDigest.Unhappy) -> Phrase {
    let others = digest.unhappyCount - 1
    let more = Phrase(
      others > 0 ? "; \(others) more in this week" : "", de: others > 0 ? "; \(others) weitere in dieser Woche" : "")
    guard let stars = answer.stars else {
      return Phrase(
        "Ticket #\(answer.ticket.number): it did not help\(more.english)",
        de: "Ticket #\(answer.ticket.number): Es hat nicht geholfen\(more.german)")
    }
    return Phrase(
      "Ticket #\(answer.ticket.number): \(stars) of 5 stars\(more.english)",
      de: "Ticket #\(answer.ticket.number): \(stars) von 5 Sternen\(more.german)")
  }

  private func fix(_ fix: WeekDigest.Fix) -> Phrase {
    let release =
      switch fix.attempt.release {
      case .version(let version): Phrase(" in version \(version)", de: " in Version \(version)")
      case .date(let moment): Phrase(" on \(CivilDay(moment).text)", de: " am \(CivilDay(moment).text)")
      case nil: Phrase("", de: "")
      }
    let verdict = Self.verdict(fix)
    return Phrase(
      "Pain point \(fix.point.number)\(release.english): \(verdict.english)",
      de: "Schmerzpunkt \(fix.point.number)\(release.german): \(verdict.german)")
  }

  private static func verdict(_ fix: WeekDigest.Fix) -> Phrase {
    guard fix.attempt.regressedAt == nil else { return Phrase("it came back", de: "es kam wieder") }
    return switch fix.verdict?.verdict {
    case .fell: Phrase("pain fell", de: "weniger Schmerz")
    case .unchanged: Phrase("unchanged", de: "unverändert")
    case .worse: Phrase("worse", de: "schlimmer")
    case .notEnoughExposure, nil: Phrase("not enough exposure yet", de: "noch zu wenig in Gebrauch")
    }
  }

  private func queue(_ queue: WeekDigest.Queue) -> Phrase {
    let app = apps[queue.watch.app] ?? ""
    let name =
      switch queue.watch.subject {
      case .component(let name), .segment(let name): "\(app), \(name)"
      case .app, .pain, .reporters: app
      }
    return Phrase(
      "\(name): \(queue.daysAtZero) of \(queue.daysCounted) days, \(queue.size) in the queue now",
      de: "\(name): \(queue.daysAtZero) von \(queue.daysCounted) Tagen, jetzt \(queue.size) in der Warteschlange")
  }

  /// With one digit after the sign for decimals.
  private func number(_ value: Double) -> String {
    let tenths = Int64((min(max(value, 0), 1e12) * 10).rounded())
    return "\(language.grouped(tenths / 10))\(language == .german ? "," : ".")\(tenths % 10)"
  }
}
