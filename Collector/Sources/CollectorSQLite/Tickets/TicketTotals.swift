// How many of a list each state and each owner has.
import CollectorCore
import TellbackSQLite

extension SQLiteTables {
  /// `own` is what the query asks for, `wide` the same of everybody. Each total is of the states that are asked for.
  func counts(
    _ own: TicketSource, _ wide: TicketSource?, _ query: TicketQuery, of owners: [OwnerFilter]
  ) throws -> (states: [TicketState: Int], totals: [Int]) {
    let states =
      switch own {
      case .all: try tallied(query)
      case .columns(let filter): try counts(filter, query)
      case .hits(let hits, _): counts(hits)
      }
    let totals = try owners.map { owner in
      switch wide {
      case nil: 0
      case .all?, .columns?: try total(of: owner, query)
      case .hits(let hits, _)?: wanted(counts(hits.filter { $0.isOf(owner) }), query)
      }
    }
    return (states, totals)
  }

  func wanted(_ states: [TicketState: Int], _ query: TicketQuery) -> Int {
    query.states.reduce(0) { $0 + states[$1, default: 0] }
  }

  private func counts(_ hits: [TicketHit]) -> [TicketState: Int] {
    var states: [TicketState: Int] = [:]
    for hit in hits { states[hit.state, default: 0] += 1 }
    return states
  }

  /// From counts that are kept; what is merged is found as another one.
  private func tallied(_ query: TicketQuery) throws -> [TicketState: Int] {
    var states: [TicketState: Int] = [:]
    for (_, state, count) in try stretches(query) { states[state, default: 0] += count }
    for (state, count) in try mergedCounts(in: query.scope) { states[state, default: 0] -= count }
    return states
  }

  func mergedCounts(in apps: AppScope) throws -> [TicketState: Int] {
    var states: [TicketState: Int] = [:]
    try db.forEach("SELECT state, count FROM merged_tally WHERE \(apps.sql("app"))") { row in
      states[try row.code(0), default: 0] += row.int(1)
      return true
    }
    return states
  }

  /// O(tickets) entries of one index; among very many no further than counts go.
  private func counts(
    _ plain: TicketFilter, _ query: TicketQuery, in asked: Set<TicketState> = Set(TicketState.allCases)
  ) throws -> [TicketState: Int] {
    var filter = plain
    filter.restrict(states: Set(TicketState.allCases), apps: .all)
    var states: [TicketState: Int] = [:]
    let isVast = try isVast(query)
    let count = isVast ? filter.count(upTo: query.countedTo) : filter.count
    for (app, state, _) in try stretches(query) where asked.contains(state) {
      let values = [.integer(app), .integer(state.code)] + filter.values
      states[state, default: 0] += try db.first(count, values) { $0.int(0) } ?? 0
    }
    if isVast { states = states.mapValues { min($0, query.countedTo) } }
    return states
  }

  /// Of the states that are asked for, with the other filters on columns.
  private func total(of owner: OwnerFilter, _ query: TicketQuery) throws -> Int {
    var query = query
    query.owner = owner
    var filter = try TicketFilter(query, in: db)
    guard let set = filter.sets.first else {
      let total = wanted(try counts(filter, query, in: query.states), query)
      return try isVast(query) ? min(total, query.countedTo) : total
    }
    filter.restrict(states: query.states, apps: query.scope)
    let end = try isVast(query) ? " LIMIT \(query.countedTo)" : ""
    return try db.first(
      """
      SELECT COUNT(*) FROM (
        SELECT 1 FROM (\(set.numbers)) AS c
        CROSS JOIN ticket AS t INDEXED BY ticket_narrow ON t.number = c.ticket
        WHERE \(filter.sql())\(end)
      ) AS n
      """, filter.values
    ) { $0.int(0) } ?? 0
  }
}
