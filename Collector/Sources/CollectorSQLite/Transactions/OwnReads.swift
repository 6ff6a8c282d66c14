// Reads that a store may leave to CollectorCore and this one does by itself, from one query each.
import CollectorCore

extension SQLiteReads {
  func launchCount() throws -> Int { try countedLaunches() }

  func suggestedPairs(in apps: AppScope, base: Double, limit: Int) throws -> [SuggestedPair] {
    try heldPairs(in: apps, base: base, limit: limit, withWords: false)
  }

  func tickets(_ query: TicketQuery, totalsOf owners: [OwnerFilter]) throws -> (page: TicketPage, totals: [Int]) {
    try pageWithTotals(query, of: owners)
  }

  func ticketsByState(_ query: TicketQuery) throws -> [TicketState: TicketPage] { try pages(query) }
}

extension SQLiteWrites {
  func launchCount() throws -> Int { try countedLaunches() }

  func suggestedPairs(in apps: AppScope, base: Double, limit: Int) throws -> [SuggestedPair] {
    try heldPairs(in: apps, base: base, limit: limit, withWords: false)
  }

  func tickets(_ query: TicketQuery, totalsOf owners: [OwnerFilter]) throws -> (page: TicketPage, totals: [Int]) {
    try pageWithTotals(query, of: owners)
  }

  func ticketsByState(_ query: TicketQuery) throws -> [TicketState: TicketPage] { try pages(query) }
}
