// The tickets that one watch is about, found by the same query as the list of tickets finds them.
import TellbackWire

struct WatchedTickets {
  let watch: Watch
  private let store: any StoreReads

  init(_ watch: Watch, _ store: any StoreReads) {
    self.watch = watch
    self.store = store
  }

  /// The first of these in an order that `isWanted` holds for, of `limit` that are looked at.
  func first(
    _ states: Set<TicketState>, kind: ReportKind? = nil, by order: TicketQuery.Order, limit: Int = 1,
    where isWanted: (Ticket) -> Bool = { _ in true }
  ) throws -> Ticket? {
    guard case .pain(let number) = watch.subject else {
      return try store.tickets(query(states, kind: kind, order, limit: limit)).tickets.first(where: isWanted)
    }
    let tickets = try store.painTickets(of: number).compactMap { try store.shownTicket($0) }
      .filter { states.contains($0.state) && (kind ?? $0.kind) == $0.kind && isWanted($0) }
    return order == .reporters
      ? tickets.max { ($0.reporterCount, -$0.number) < ($1.reporterCount, -$1.number) }
      : tickets.min { ($0.openedAt, $0.number) < ($1.openedAt, $1.number) }
  }

  /// Whether it is about a ticket. O(1), and for reporters O(tickets with the value).
  func contains(_ ticket: Ticket) throws -> Bool {
    guard ticket.app == watch.app else { return false }
    switch watch.subject {
    case .app: return true
    case .component(let name): return ticket.component == name
    case .segment(let name): return try store.segments(ofTicket: ticket.number).contains(name)
    case .pain(let number): return try store.painPoint(ofTicket: ticket.number) == number
    case .reporters:
      let numbers = try store.ticketNumbers(
        query(Set(TicketState.allCases), kind: nil, .recent, limit: 1), limit: WatchLimits.tickets)
      return numbers.contains(ticket.number)
    }
  }

  /// Whether it is about a pain point: `segments` are those of people whom it hurt lately.
  func contains(_ point: PainPoint, segments: Set<String>) throws -> Bool {
    guard point.app == watch.app else { return false }
    switch watch.subject {
    case .app: return true
    case .component(let name): return point.facts.component == name
    case .segment(let name): return segments.contains(name)
    case .pain(let number): return point.number == number
    case .reporters:
      let tickets = try Set(store.painTickets(of: point.number))
      guard !tickets.isEmpty else { return false }
      let numbers = try store.ticketNumbers(
        query(Set(TicketState.allCases), kind: nil, .recent, limit: 1), limit: WatchLimits.tickets)
      return !tickets.isDisjoint(with: numbers)
    }
  }

  /// The numbers of these tickets; nil where no numbers are kept for what is watched.
  func numbers(_ days: ClosedRange<CivilDay>) -> NumberQuery? {
    switch watch.subject {
    case .app: NumberQuery(apps: .app(watch.app), days: days)
    case .component(let name): NumberQuery(apps: .app(watch.app), component: name, days: days)
    case .segment(let name): NumberQuery(apps: .app(watch.app), segment: name, days: days)
    case .pain, .reporters: nil
    }
  }

  private func query(
    _ states: Set<TicketState>, kind: ReportKind?, _ order: TicketQuery.Order, limit: Int
  ) -> TicketQuery {
    var query = TicketQuery(apps: .app(watch.app), states: states, kind: kind, order: order, limit: limit)
    switch watch.subject {
    case .component(let name): query.component = name
    case .segment(let name): query.segment = name
    case .reporters(let field, let value): query.fields = [FieldFilter(field, value)]
    case .app, .pain: break
    }
    return query
  }
}
