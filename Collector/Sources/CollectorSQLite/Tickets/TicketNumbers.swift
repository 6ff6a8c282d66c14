// The whole of a list as numbers, for whoever goes through all of it: one snapshot decides which tickets these are.
import CollectorCore
import TellbackSQLite

extension SQLiteTables {
  func ticketNumbers(_ query: TicketQuery, limit: Int) throws -> [Int64] {
    let query = query.bounded
    let limit = max(0, limit)
    if let found = try directHits(query) { return Array(found.prefix(limit)) }
    let filter = try TicketFilter(query, in: db)
    if filter.isImpossible { return [] }
    if query.search != nil {
      let found = try hits(query, filter)?.found ?? []
      return Array(found.lazy.filter { query.states.contains($0.state) }.map(\.number).prefix(limit))
    }
    if !query.fields.isEmpty { try settleWords() }
    if let few = try candidates(filter) {
      let found = try fitting(few, query, filter)
      return Array(found.lazy.filter { query.states.contains($0.state) }.map(\.number).prefix(limit))
    }
    return Array(try heads(query, filter, limit: limit).prefix(limit).map(\.number))
  }
}
