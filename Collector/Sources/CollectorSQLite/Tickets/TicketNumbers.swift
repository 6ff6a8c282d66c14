// The whole of a list as numbers, for whoever goes through all of it: one snapshot decides which tickets these are.
import CollectorCore
import TellbackSQLite

extension SQLiteTables {
  /// Reports that a search or a field is looked up in for the whole of a list.
  private static var wholeReports: Int { 2_000_000 }

  func ticketNumbers(_ query: TicketQuery, limit: Int) throws -> [Int64] {
    var query = query.bounded
    // All of them are read once, by whoever waits for that.
    (query.searched, query.fieldReports) = (Self.wholeReports, Self.wholeReports)
    query.counted = .max
    let limit = max(0, limit)
    if let found = try directHits(query) { return Array(found.prefix(limit)) }
    guard let source = try source(query) else { return [] }
    let states = try counts(source, nil, query, of: []).states
    let total = wanted(states, query)
    (query.offset, query.limit) = (0, min(limit, total))
    return try numbers(source, query, total: total)
  }
}
