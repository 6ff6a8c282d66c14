// The filtered, ordered list of tickets: what fits is counted from narrow indices, and its page is read in the order of an index, so that
// a ticket's row is read for the page alone.
import CollectorCore
import TellbackSQLite
import TellbackWire

/// What a list's filters and its search leave.
enum TicketSource {
  /// Everything of the apps and states that are asked for.
  case all
  /// What an index can test row by row.
  case columns(TicketFilter)
  /// Each of them, of all states; a search has them in its order.
  case hits([TicketHit], SearchPlaces?)
}

/// A ticket that fits.
struct TicketHit {
  var number: Int64
  var state: TicketState
  var owner: Int64?
  var group: Int64?

  /// What ``TicketFilter`` says in SQL.
  func isOf(_ filter: OwnerFilter) -> Bool {
    switch filter {
    case .nobody: owner == nil
    case .account(let id): owner == id
    case .group(let id): group == id
    }
  }
}

extension SQLiteTables {
  /// Costs O(tickets that fit) index entries to count, O(tickets) with a kind, a severity or a component alone, and O(offset + limit) to
  /// reach a page.
  func tickets(_ query: TicketQuery) throws -> TicketPage { try pageWithTotals(query, of: []).page }

  /// The page, and how many of its list each owner has, whatever owner the query asks for.
  func pageWithTotals(
    _ query: TicketQuery, of owners: [OwnerFilter]
  ) throws -> (page: TicketPage, totals: [Int]) {
    let query = query.bounded
    if let found = try directHits(query) {
      return (try page(found, query), owners.map { _ in found.count })
    }
    var everybody = query
    everybody.owner = nil
    let wide = owners.isEmpty && query.owner != nil ? nil : try source(everybody)
    let own: TicketSource?
    switch (query.owner, wide) {
    case (nil, _): own = wide
    case (let owner?, .hits(let hits, let places)): own = .hits(hits.filter { $0.isOf(owner) }, places)
    default: own = try source(query)
    }
    guard let own else { return (TicketPage(tickets: [], total: 0), owners.map { _ in 0 }) }
    let (states, totals) = try counts(own, wide, query, of: owners)
    var page = try page(own, query, states)
    if try isVast(query) { page.countedTo = query.countedTo }
    page.cutFields = try cutFields(query)
    return (page, totals)
  }

  /// The page of each state: what fits is found and counted once for all of them.
  func pages(_ query: TicketQuery) throws -> [TicketState: TicketPage] {
    let query = query.bounded
    var each: [TicketState: TicketQuery] = [:]
    for state in TicketState.allCases {
      each[state] = query
      each[state]?.states = [state]
    }
    if let found = try directHits(query) { return try each.mapValues { try page(found, $0) } }
    var all = query
    all.states = Set(TicketState.allCases)
    guard let source = try source(all) else { return each.mapValues { _ in TicketPage(tickets: [], total: 0) } }
    let states = try counts(source, nil, all, of: []).states
    let cut = try cutFields(query)
    let end = try isVast(query) ? query.countedTo : nil
    return try each.mapValues {
      var page = try page(source, $0, states)
      page.cutFields = cut
      page.countedTo = end
      return page
    }
  }

  private func cutFields(_ query: TicketQuery) throws -> [FieldFilter] {
    try query.fields.prefix(FieldFilter.limit).filter { field in
      try FieldWords.exceeds(field, limit: query.fieldReports, in: db)
    }
  }

  /// Nil where nothing can fit.
  func source(_ query: TicketQuery) throws -> TicketSource? {
    let filter = try TicketFilter(query, in: db)
    if filter.isImpossible { return nil }
    if query.search != nil {
      guard let (found, places) = try searchHits(query, filter) else { return nil }
      return .hits(found, places)
    }
    if filter.isEmpty { return .all }
    if filter.sets.isEmpty { return .columns(filter) }
    if try isVast(query), try isMet(filter, among: query.counted) { return .columns(filter) }
    if !query.fields.isEmpty { try settleWords() }
    return .hits(try hits(query, filter), nil)
  }

  /// `#42` and references find what they name, whatever other filters say but the apps.
  func directHits(_ query: TicketQuery) throws -> [Int64]? {
    guard let search = query.search else { return nil }
    var found: [Int64] = []
    if search.hasPrefix("#"), let number = Int64(search.dropFirst()) {
      found = [try finalTicket(of: number)]
    } else if let reference = Reference(search) {
      found = try reports(withReference: reference).compactMap { try shownTicket(ofReport: $0.id) }
      // Eight letters can be a reference by chance; without a report they are words.
      if found.isEmpty { return nil }
    } else {
      return nil
    }
    return try Set(found).sorted().filter { number in
      try ticket(number).map { query.scope.contains($0.app) } ?? false
    }
  }

  private func page(_ numbers: [Int64], _ query: TicketQuery) throws -> TicketPage {
    TicketPage(
      tickets: try numbers.dropFirst(query.offset).prefix(query.limit).compactMap { try shownTicket($0) },
      total: numbers.count)
  }

  private func page(_ source: TicketSource, _ query: TicketQuery, _ states: [TicketState: Int]) throws -> TicketPage {
    let total = wanted(states, query)
    // A state that nothing is in would be read to its end.
    var there = query
    there.states = query.states.filter { states[$0, default: 0] > 0 }
    let numbers = try numbers(source, there, total: total)
    try readAhead { for number in numbers { _ = try shownTicket(number) } }
    var page = TicketPage(tickets: try numbers.compactMap { try shownTicket($0) }, total: total, states: states)
    guard case .hits(_, let places?) = source, let search = query.search else { return page }
    page.isBounded = places.isBounded
    try readAhead { for ticket in page.tickets { try places.best[ticket.number].map(askTexts) } }
    for ticket in page.tickets {
      guard let place = places.best[ticket.number] else { continue }
      page.excerpts[ticket.number] = try SearchExcerpt.text(for: search, in: texts(at: place))
    }
    return page
  }

  // MARK: Sets of tickets

  /// More tickets than all that fit are counted among.
  func isVast(_ query: TicketQuery) throws -> Bool { try stretches(query).reduce(0) { $0 + $1.count } > query.counted }

  /// What passes each of these filters is sooner met in the order of the list than read: it is much.
  private func isMet(_ filter: TicketFilter, among counted: Int) throws -> Bool {
    let many = min(20_000, counted)
    return try filter.sets.allSatisfy { set in
      guard set.guess == nil, set.test != "1" else { return false }
      return try db.first("SELECT COUNT(*) FROM (\(set.numbers) LIMIT \(many))") { $0.int(0) } ?? 0 >= many
    }
  }

  /// Begins with the smallest set that a filter names, and tests its tickets with the others.
  private func hits(_ query: TicketQuery, _ plain: TicketFilter) throws -> [TicketHit] {
    var filter = plain
    filter.restrict(states: Set(TicketState.allCases), apps: query.scope)
    let sizes = try filter.sets.map { set in
      try set.guess ?? db.first("SELECT COUNT(*) FROM (\(set.numbers) LIMIT 50000)") { $0.int(0) } ?? 0
    }
    guard let first = sizes.indices.min(by: { sizes[$0] < sizes[$1] }) else { return [] }
    var hits: [TicketHit] = []
    var seen = NumberSet()
    try db.forEach(filter.hits(from: first), filter.values) { row in
      let number = row.int64(0)
      guard seen.insert(number) else { return true }
      hits.append(
        TicketHit(number: number, state: try row.code(1), owner: row.int64OrNil(2), group: row.int64OrNil(3)))
      return true
    }
    return hits
  }

}

extension Database {
  /// A ticket is merged or split.
  func hasLinks() throws -> Bool {
    try first("SELECT 1 FROM ticket_root UNION ALL SELECT 1 FROM ticket_shown LIMIT 1") { _ in true } ?? false
  }
}

extension TicketQuery {
  /// Numbers from outside, within what the list can serve.
  var bounded: TicketQuery {
    var query = self
    query.offset = min(max(0, offset), 1_000_000)
    query.limit = min(max(1, limit), 200)
    query.searched = min(max(1, searched), 10_000)
    query.fieldReports = min(max(1, fieldReports), 20_000)
    query.counted = max(1, counted)
    if let search {
      let words = search.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      query.search = words.isEmpty ? nil : words
    }
    if query.order == .relevance, query.search == nil { query.order = .recent }
    return query
  }
}

/// Numbers of tickets, a bit each: they are dense.
struct NumberSet {
  private var words: [UInt64] = []

  /// False when it is there already.
  mutating func insert(_ number: Int64) -> Bool {
    let (word, bit) = (Int(number >> 6), UInt64(1) << UInt64(number & 63))
    while words.count <= word { words.append(contentsOf: repeatElement(0, count: max(64, words.count))) }
    if words[word] & bit != 0 { return false }
    words[word] |= bit
    return true
  }

  func contains(_ number: Int64) -> Bool {
    let word = Int(number >> 6)
    return word < words.count && words[word] & (1 << UInt64(number & 63)) != 0
  }
}
