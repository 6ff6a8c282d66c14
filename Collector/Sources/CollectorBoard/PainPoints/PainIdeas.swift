// Ideas by how many people want them, and the outcomes that were told back: beside what hurts stands what people wish for.
import CollectorCore
import TellbackWire

struct PainIdeas: Sendable {
  static let wantedShown = 10
  static let decidedShown = 5

  /// Not decided, most people first.
  let wanted: [Ticket]
  /// Decided last, with how many were told of it; nil where nobody had to be.
  let decided: [(ticket: Ticket, told: Int64?)]

  init(in apps: AppScope, _ reads: any StoreReads) throws {
    func first(_ limit: Int, _ states: Set<TicketState>, by order: TicketQuery.Order) throws -> [Ticket] {
      var query = TicketQuery(apps: apps, states: states, kind: .idea, order: order, limit: limit)
      // Nobody asks how many there are: that they are many is known from these.
      query.counted = 100
      return try reads.tickets(query).tickets
    }
    wanted = try first(Self.wantedShown, [.open, .waiting], by: .reporters)
    decided = try first(Self.decidedShown, [.resolved], by: .recent).map { ticket in
      let events = try reads.newestEvents(ofTicket: ticket.number, limit: 50)
      let outcome = events.last { $0.kind == .moved && $0.to == .resolved }
      return (ticket, try outcome.flatMap { try reads.reach(ofEvents: [$0.id])[$0.id]?.told })
    }
  }

  func html(now: Timestamp) -> HTML? {
    guard !wanted.isEmpty || !decided.isEmpty else { return nil }
    let open = wanted.map { row($0, "<span class=\"reach\">\(PainText.want($0.reporterCount))</span>", now) }
    let ended = decided.map { ticket, told in
      row(
        ticket,
        "<span class=\"reach\">\(PainText.want(ticket.reporterCount))</span>\(told.map { "<span>\(PainText.toldBack($0))</span>" as HTML })",
        now)
    }
    return """
      <section class="pain-ideas" aria-labelledby="ideas"><h2 id="ideas">\(PainText.ideas)</h2><p class="quiet">\(PainText.ideasHint)</p>
      \(open.isEmpty ? nil : "<ul class=\"pain-list\">\(open)</ul>" as HTML)
      \(ended.isEmpty ? nil : "<h3>\(PainText.ideasDecided)</h3><ul class=\"pain-list\">\(ended)</ul>" as HTML)</section>
      """
  }

  private func row(_ ticket: Ticket, _ marks: HTML, _ now: Timestamp) -> HTML {
    """
    <li class="pain-idea"><p class="name"><a class="row-link"\(.href, Link("tickets", String(ticket.number)))>#\(ticket.number) \(Words.inline(ticket.title, limit: 160))</a></p>
    <p class="badges">\(Marks.state(ticket))\(marks)<span class="quiet">\(TimeText.html(ticket.lastReceivedAt, now: now))</span></p></li>
    """
  }
}
