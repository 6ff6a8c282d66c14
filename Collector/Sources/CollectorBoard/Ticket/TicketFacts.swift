// What is known of the ticket as a whole, and the versions that its reports came from.
import CollectorCore
import TellbackWire

struct TicketFacts: Sendable {
  private static let versionLimit = 12

  let details: TicketDetails

  private var ticket: Ticket { details.ticket }

  var html: HTML {
    """
    <section class="facts" aria-labelledby="facts-title"><h2 id="facts-title">Facts</h2>
    <dl>
    \(fact("App", details.app.map { Words.inline($0.name, limit: 100) }))
    \(fact("Component", ticket.component.map { Words.inline($0, limit: 100) }))
    \(fact("Page", ticket.page.map { Words.inline($0, limit: 200) }))
    \(fact("First reported", TimeText.html(ticket.firstReceivedAt, now: details.now)))
    \(fact("Last reported", TimeText.html(ticket.lastReceivedAt, now: details.now)))
    \(fact("Opened", TimeText.html(ticket.openedAt, now: details.now)))
    \(fact("Resolved", ticket.resolvedAt.map { TimeText.html($0, now: details.now) }))
    </dl>
    </section>
    \(versions)
    """
  }

  private func fact(_ name: String, _ value: HTML?) -> HTML? {
    value.map { "<div><dt>\(name)</dt><dd>\($0)</dd></div>" }
  }

  private var versions: HTML? {
    guard !details.versions.isEmpty else { return nil }
    let most = details.versions.map(\.reports).max() ?? 1
    let rows = details.versions.prefix(Self.versionLimit).map { seen -> HTML in
      let tenths = max(1, Int((seen.reports * 10 + most - 1) / max(most, 1)))
      return """
        <li><span class="name">\(Words.inline(seen.version, limit: 60))</span>
        <span\(.class, "bar-of bar-\(min(tenths, 10))") aria-hidden="true"></span>
        <span class="number">\(CountText.of(seen.reports, "report", "reports"))</span></li>
        """
    }
    let more = details.versions.count - Self.versionLimit
    let rest: HTML? =
      more > 0 ? "<li class=\"quiet\">and \(CountText.of(Int64(more), "version", "versions")) more</li>" : nil
    return """
      <section class="versions" aria-labelledby="versions-title"><h2 id="versions-title">Versions</h2>
      <ul>\(rows)\(rest)</ul></section>
      """
  }
}

/// The history: what happened, oldest first, never rewritten. Runs of joined reports are told in one line.
struct TicketHistory: Sendable {
  let details: TicketDetails

  var html: HTML {
    """
    <section class="history" aria-labelledby="history-title"><h2 id="history-title">History</h2>
    \(details.hasOlderEvents ? "<p class=\"quiet\">The newest \(TicketDetails.eventLimit) events</p>" : nil)
    <ol>\(entries)</ol></section>
    """
  }

  private var entries: [HTML] {
    var entries: [HTML] = []
    var joined: [TicketEvent] = []
    for event in details.events {
      if event.kind == .attached {
        joined.append(event)
        continue
      }
      if let run = Self.run(joined, now: details.now) { entries.append(run) }
      joined = []
      entries.append(entry(event))
    }
    if let run = Self.run(joined, now: details.now) { entries.append(run) }
    return entries
  }

  private static func run(_ events: [TicketEvent], now: Timestamp) -> HTML? {
    guard let last = events.last else { return nil }
    return """
      <li class="event event-attached"><p>\(CountText.of(Int64(events.count), "report", "reports")) joined \(TimeText.html(last.at, now: now))</p></li>
      """
  }

  private func entry(_ event: TicketEvent) -> HTML {
    let words: HTML? = event.text.map {
      "<div class=\"words\" dir=\"auto\">\(Words.cut(Words.visible($0), to: 10_000))</div>"
    }
    return """
      <li\(.class, "event event-\(event.kind.rawValue)")><p>\(Self.what(event))\(elsewhere(event)) \(TimeText.html(event.at, now: details.now))</p>\(words)</li>
      """
  }

  /// What happened to a ticket before it was merged into this one.
  private func elsewhere(_ event: TicketEvent) -> HTML? {
    event.ticket == details.ticket.number ? nil : " <span class=\"quiet\">(#\(event.ticket))</span>"
  }

  private static func what(_ event: TicketEvent) -> HTML {
    let who: HTML = event.actor.name.map { "<strong>\(Words.inline($0, limit: 80))</strong>" } ?? "Tellback"
    switch event.kind {
    case .opened: return "Opened by a report"
    case .attached: return "A report joined"
    case .answered: return "\(who) answered"
    case .noted: return "\(who) noted for staff"
    case .moved: return "\(who) \(move(event))"
    case .mergedInto: return "\(who) merged it into \(ticket(event.other))"
    case .absorbed: return "\(who) merged \(ticket(event.other)) into it"
    case .unlinked: return "\(who) undid what joined it with \(ticket(event.other))"
    case .splitOff: return "\(who) split reports off to \(ticket(event.other))"
    case .splitFrom: return "\(who) opened it for reports of \(ticket(event.other))"
    case .published: return "\(who) told the apps about it"
    case .triaged: return "\(who) sorted it"
    case .erased: return "A report was erased at its reporter's wish"
    case .swept: return "Its reports were erased: they had been kept for as long as the app keeps them"
    case .withdrawn: return "\(who) stopped telling the apps about it"
    }
  }

  private static func ticket(_ number: Int64?) -> HTML {
    number.map { "<a\(.href, Link("tickets", String($0)))>ticket \(String($0))</a>" } ?? "another ticket"
  }

  private static func move(_ event: TicketEvent) -> HTML {
    switch event.to {
    case .waiting: "let it wait"
    case .open: "opened it again"
    case .resolved: "resolved it\(event.resolution.map { ": \($0.label.lowercased())" as HTML })"
    case nil: "moved it"
    }
  }
}
