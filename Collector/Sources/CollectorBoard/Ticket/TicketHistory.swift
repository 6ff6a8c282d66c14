// A ticket's history: what happened, oldest first, never rewritten. Runs of joined reports are told in one line.
import CollectorCore
import TellbackWire

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
    // Words that went with a wait were for staff.
    let isInner = event.kind == .noted || event.kind == .handedOver || (event.kind == .moved && event.to == .waiting)
    let words: HTML? = event.text.map {
      "<div class=\"words\" dir=\"auto\">\(Words.cut(Words.visible($0), to: 10_000))</div>"
    }
    return """
      <li\(.class, "event event-\(event.kind.rawValue)\(isInner ? " event-inner" : "")")><p>\(Self.what(event))\(elsewhere(event)) \(TimeText.html(event.at, now: details.now))</p>\(words)</li>
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
    case .noted: return "\(who) wrote a note"
    case .moved: return "\(who) \(move(event))"
    case .mergedInto: return "\(who) merged it into \(ticket(event.other))"
    case .absorbed: return "\(who) merged \(ticket(event.other)) into it"
    case .unlinked: return "\(who) undid what joined it with \(ticket(event.other))"
    case .splitOff: return "\(who) split reports off to \(ticket(event.other))"
    case .splitFrom: return "\(who) opened it for reports of \(ticket(event.other))"
    case .published: return "\(who) published it as a known issue"
    case .triaged: return "\(who) changed its details"
    case .erased: return "A report was erased at its reporter's wish"
    case .swept: return "Its reports were erased: they had been kept for as long as the app keeps them"
    case .takenBack: return "\(who) took words back before anybody was told"
    case .claimed: return "\(who) took it"
    case .handedOver: return "\(who) handed it over to \(name(event.detail))"
    case .handedBack: return "\(who) gave it back\(event.detail.map { " to \(name($0))" as HTML })"
    case .tookOver: return "\(who) took it over from \(name(event.detail))"
    case .leftIdle: return "Given back: \(name(event.detail)) had left it idle"
    case .ownerAway: return "\(who) is away, so it went to \(event.detail.map(name) ?? "everybody")"
    case .ownerLeft: return "\(who) has no account any more, so it went to \(event.detail.map(name) ?? "everybody")"
    case .reminded: return "Its reporters were reminded that it waits for them"
    case .becameIdea: return "\(who) turned it into an idea: it works as designed"
    case .withdrawn: return "\(who) withdrew the known issue"
    case .replied: return "A reporter wrote"
    case .helped: return "It helped a reporter"
    case .notHelped: return "It did not help a reporter"
    case .rated: return "A reporter gave \(Words.inline(event.detail ?? "", limit: 3)) of 5 stars"
    case .thanked: return "A reporter says thanks"
    case .corrected: return "\(who) corrected an answer"
    case .redacted: return "\(who) took out what a reporter wrote"
    }
  }

  private static func name(_ text: String?) -> HTML { Words.inline(text ?? "somebody", limit: 100) }

  private static func ticket(_ number: Int64?) -> HTML {
    number.map { "<a\(.href, Link("tickets", String($0)))>ticket \(String($0))</a>" } ?? "another ticket"
  }

  private static func move(_ event: TicketEvent) -> HTML {
    switch event.to {
    case .waiting: "let it wait\(detail(event))"
    case .open where event.actor == .system && event.from == .waiting: "took it up\(detail(event))"
    case .open: event.from == .waiting ? "took it up" : "opened it again\(detail(event))"
    case .resolved:
      "\(event.from == .resolved ? "changed the outcome" : "resolved it" as HTML)\(event.resolution.map { ": \($0.label.lowercased())" as HTML })\(detail(event))"
    case nil: "moved it"
    }
  }

  /// `department: Billing @1790000000000`, as the domain writes it, in words.
  private static func detail(_ event: TicketEvent) -> HTML? {
    guard let detail = event.detail else { return nil }
    guard event.to == .waiting else { return ", \(Words.inline(detail, limit: 120))" }
    var text = detail[...]
    var until: Timestamp?
    if let at = text.lastIndex(of: "@"), let milliseconds = Int64(text[text.index(after: at)...]) {
      until = Timestamp(milliseconds: milliseconds)
      text = text[..<at]
    }
    let parts = text.split(separator: ":", maxSplits: 1).map { String($0).trimmed }
    guard let cause = parts.first.flatMap(Waiting.Cause.init(rawValue:)) else { return nil }
    let waiting = Waiting(kept: cause, name: parts.dropFirst().first, until: until)
    return ": \(waiting.sentence(now: event.at))"
  }
}
