// The whole of a list as numbers, for whoever goes through all of it: one snapshot decides which tickets these are.
import CollectorCore
import TellbackSQLite

extension SQLiteTables {
  func ticketNumbers(_ query: TicketQuery, limit: Int) throws -> [Int64] {
    var query = query.bounded
    let limit = max(0, limit)
    if let found = try directHits(query) { return Array(found.prefix(limit)) }
    guard let source = try source(query) else { return [] }
    let states = try counts(source, nil, query, of: []).states
    let total = wanted(states, query)
    (query.offset, query.limit) = (0, min(limit, total))
    return try numbers(source, query, total: total)
  }
}
