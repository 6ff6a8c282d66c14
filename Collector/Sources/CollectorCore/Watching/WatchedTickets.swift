// The tickets that one watch is about, found by the same query as the list of tickets finds them.
import TellbackWire

/// A class, since it remembers what it read: within one snapshot nothing changes.
final class WatchedTickets {
  let watch: Watch
  private let store: any StoreReads
  private var reporterTickets: Set<Int64>?

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

  /// Whether it is about a ticket. O(1), and for reporters once O(tickets with the value).
  func contains(_ ticket: Ticket) throws -> Bool {
    guard ticket.app == watch.app else { return false }
    switch watch.subject {
    case .app: return true
    case .component(let name): return ticket.component == name
    case .segment(let name): return try store.segments(ofTicket: ticket.number).contains(name)
    case .pain(let number): return try store.painPoint(ofTicket: ticket.number) == number
    case .reporters: return try ofReporters().contains(ticket.number)
    }
  }

  private func ofReporters() throws -> Set<Int64> {
    if let reporterTickets { return reporterTickets }
    let numbers = try store.ticketNumbers(
      query(Set(TicketState.allCases), kind: nil, .recent, limit: 1), limit: WatchLimits.tickets)
    let found = Set(numbers)
    reporterTickets = found
    return found
  }

  /// The numbers of those of these pain points that it is about: for a segment those that hurt its people in these weeks.
  func pains(of points: [PainPoint], weeks: ClosedRange<Int64>) throws -> Set<Int64> {
    let own = points.filter { $0.app == watch.app }
    let found: [PainPoint]
    switch watch.subject {
    case .app: found = own
    case .component(let name): found = own.filter { $0.facts.component == name }
    case .segment(let name):
      let hurt = try store.pains(of: watch.app, hurting: name, weeks: weeks)
      found = own.filter { hurt.contains($0.number) }
    case .pain(let number): found = own.filter { $0.number == number }
    case .reporters:
      let numbers = try ofReporters()
      guard !numbers.isEmpty else { return [] }
      found = try own.filter { try !numbers.isDisjoint(with: store.painTickets(of: $0.number)) }
    }
    return Set(found.map(\.number))
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
