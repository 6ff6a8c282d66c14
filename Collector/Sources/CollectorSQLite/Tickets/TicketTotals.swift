// How many of a list each owner has: counted beside the page, from one search and without the states that are not asked for.
import CollectorCore
import TellbackSQLite

extension SQLiteTables {
  func pageWithTotals(
    _ query: TicketQuery, of owners: [OwnerFilter]
  ) throws -> (page: TicketPage, totals: [Int]) {
    let query = query.bounded
    guard query.search != nil, try directHits(query) == nil else {
      return (try tickets(query), try owners.map { try total(query, of: $0) })
    }
    var free = query
    free.owner = nil
    let filter = try TicketFilter(free, in: db)
    guard !filter.isImpossible, let (found, places) = try hits(free, filter) else {
      return (TicketPage(tickets: [], total: 0), owners.map { _ in 0 })
    }
    let shown = query.owner.map { owner in found.filter { $0.isOf(owner) } } ?? found
    let wanted = found.filter { query.states.contains($0.state) }
    return (
      try searchPage(query, shown.map { (number: $0.number, state: $0.state) }, places),
      owners.map { owner in wanted.count { $0.isOf(owner) } }
    )
  }

  /// As ``tickets(_:)`` counts, up to 10,000 of each state.
  private func total(_ query: TicketQuery, of owner: OwnerFilter) throws -> Int {
    var query = query
    query.owner = owner
    if let found = try directHits(query) { return found.count }
    let filter = try TicketFilter(query, in: db)
    if filter.isImpossible { return 0 }
    if !query.fields.isEmpty { try settleWords() }
    if let few = try candidates(filter) {
      return try fitting(few, query, filter).count { query.states.contains($0.state) }
    }
    return min(
      TicketQuery.countedAtMost,
      try stretches(query).reduce(0) { total, stretch in
        guard query.states.contains(stretch.state) else { return total }
        return total + (try count(filter, app: stretch.app, state: stretch.state, limit: TicketQuery.countedAtMost))
      })
  }
}
