// The filtered, ordered list of tickets. It never sorts or reads all tickets, so that it is fast with a million of them too.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  /// The total is exact for lists by app and state alone and for searches; with other filters it counts up to 10,000 of each
  /// state. A search looks through the newest 20,000 reports, and answers and notes, that hold the words. Costs
  /// O(offset + limit) for lists in an index's order; a filter that fits few tickets is read from the filter's own index.
  func tickets(_ query: TicketQuery) throws -> TicketPage {
    let query = query.bounded
    if let found = try directHits(query) { return try page(found, query) }
    let filter = try TicketFilter(query, in: db)
    if filter.isImpossible { return TicketPage(tickets: [], total: 0) }
    if query.search != nil { return try searchPage(query, filter) }
    if !query.fields.isEmpty { try settleWords() }
    if let few = try candidates(filter) { return try page(few, query, filter) }
    return try scan(query, filter)
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

  // MARK: From few candidates

  /// Numbers among which all fitting tickets are; nil when no filter is narrow enough to start from.
  func candidates(_ filter: TicketFilter) throws -> [Int64]? {
    for sql in filter.sources {
      let numbers = try db.rows(sql + " LIMIT 5001") { $0.int64(0) }
      if numbers.count <= 5_000 { return numbers }
    }
    return nil
  }

  private func page(_ candidates: [Int64], _ query: TicketQuery, _ filter: TicketFilter) throws -> TicketPage {
    try page(fitting(candidates, query, filter), query)
  }

  /// Of candidates those that fit, in the order of the list, with their states.
  func fitting(
    _ candidates: [Int64], _ query: TicketQuery, _ plain: TicketFilter
  ) throws -> [(number: Int64, state: TicketState)] {
    var filter = plain
    filter.restrict(states: Set(TicketState.allCases), apps: query.scope)
    let list = "[" + candidates.map(String.init).joined(separator: ",") + "]"
    return try db.rows(
      """
      SELECT t.number, t.state FROM (
        SELECT DISTINCT COALESCE(m.root, c.value) AS number FROM json_each(?) AS c
        LEFT JOIN ticket_root AS m ON m.ticket = c.value
      ) AS c
      CROSS JOIN ticket AS t ON t.number = c.number
      LEFT JOIN ticket_shown AS s ON s.ticket = t.number
      WHERE \(filter.sql)
      ORDER BY \(query.order.shown)
      """, [.text(list)] + filter.values
    ) { (number: $0.int64(0), state: try $0.code(1) as TicketState) }
  }

  /// Tickets of all states in the order of the list: those of the wanted states are shown, all are counted.
  func page(_ found: [(number: Int64, state: TicketState)], _ query: TicketQuery) throws -> TicketPage {
    var page = try page(found.filter { query.states.contains($0.state) }.map(\.number), query)
    for (_, state) in found { page.states[state, default: 0] += 1 }
    return page
  }

  // MARK: In the order of an index

  /// Each app and state has its own stretch of the index, ordered already; the first of each are merged.
  private func scan(_ query: TicketQuery, _ filter: TicketFilter) throws -> TicketPage {
    var states: [TicketState: Int] = [:]
    for (app, state, count) in try stretches(query) {
      let counted = states[state, default: 0]
      if filter.isEmpty {
        states[state] = counted + count - (try mergedCount(app, state.code))
      } else if counted < TicketQuery.countedAtMost {
        let more = try self.count(filter, app: app, state: state, limit: TicketQuery.countedAtMost - counted)
        states[state] = counted + more
      }
    }
    let heads = try heads(query, filter, limit: query.offset + query.limit)
    let numbers = heads.dropFirst(query.offset).prefix(query.limit).map(\.number)
    let total = query.states.reduce(0) { $0 + states[$1, default: 0] }
    return TicketPage(
      tickets: try numbers.compactMap { try shownTicket($0) },
      total: filter.isEmpty ? total : min(total, TicketQuery.countedAtMost), states: states)
  }

  /// How many of one app and state fit, at most `limit`. What nobody has is counted from an index of its own.
  func count(_ filter: TicketFilter, app: Int64, state: TicketState, limit: Int) throws -> Int {
    let found = try hasLinks() ? " AND t.number NOT IN (SELECT ticket FROM ticket_root)" : ""
    let index = filter.isOfNobody ? "ticket_unowned" : TicketQuery.Order.recent.index
    return try db.first(
      """
      SELECT COUNT(*) FROM (
        SELECT 1 FROM ticket AS t INDEXED BY \(index)
        WHERE t.app = ? AND t.state = ? AND \(filter.sql)\(found)
        LIMIT \(limit)
      )
      """, [.integer(app), .integer(state.code)] + filter.values
    ) { $0.int(0) } ?? 0
  }

  /// The first `limit` of the list, and perhaps some more.
  func heads(_ query: TicketQuery, _ filter: TicketFilter, limit: Int) throws -> [TicketHead] {
    var heads = try linkedHeads(query, filter)
    // Merged tickets are found as others, and what links touch is ordered by what it shows, not by the index.
    let plain =
      try hasLinks()
      ? " AND t.number NOT IN (SELECT ticket FROM ticket_root UNION ALL SELECT ticket FROM ticket_shown)" : ""
    for (app, state, _) in try stretches(query) where query.states.contains(state) {
      heads += try db.rows(
        query.order.scan(filter.sql + plain, limit: limit), [.integer(app), .integer(state.code)] + filter.values
      ) { TicketHead(number: $0.int64(0), keys: ($0.int64(1), $0.int64(2))) }
    }
    heads.sort { query.order.places($0, before: $1) }
    return heads
  }

  func hasLinks() throws -> Bool {
    try db.first("SELECT 1 FROM ticket_root UNION ALL SELECT 1 FROM ticket_shown LIMIT 1") { _ in true } ?? false
  }

  /// Those that links touch; few beside the others.
  private func linkedHeads(_ query: TicketQuery, _ plain: TicketFilter) throws -> [TicketHead] {
    var filter = plain
    filter.restrict(states: query.states, apps: query.scope)
    return try db.rows(
      """
      SELECT t.number, \(query.order.shownKeys) FROM ticket_shown AS s
      CROSS JOIN ticket AS t ON t.number = s.ticket
      WHERE \(filter.sql)
      """, filter.values
    ) { TicketHead(number: $0.int64(0), keys: ($0.int64(1), $0.int64(2))) }
  }

  private func mergedCount(_ app: Int64, _ state: Int64) throws -> Int {
    try db.first(
      """
      SELECT COUNT(*) FROM ticket_root AS m
      CROSS JOIN ticket AS t ON t.number = m.ticket
      WHERE t.app = ? AND t.state = ?
      """, [.integer(app), .integer(state)]
    ) { $0.int(0) } ?? 0
  }

  func stretches(_ query: TicketQuery) throws -> [(app: Int64, state: TicketState, count: Int)] {
    try db.rows(
      "SELECT app, state, count FROM ticket_tally WHERE count > 0 AND \(query.scope.sql("app"))"
    ) { (app: $0.int64(0), state: try $0.code(1), count: $0.int(2)) }
  }
}

extension TicketQuery {
  static let countedAtMost = 10_000

  /// Numbers from outside, within what the list can serve.
  var bounded: TicketQuery {
    var query = self
    query.offset = min(max(0, offset), 1_000_000)
    query.limit = min(max(1, limit), 200)
    if let search {
      let words = search.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      query.search = words.isEmpty ? nil : words
    }
    if query.order == .relevance, query.search == nil { query.order = .recent }
    return query
  }
}

/// A ticket's number and what it is ordered by.
struct TicketHead {
  var number: Int64
  var keys: (Int64, Int64)
}

extension TicketQuery.Order {
  /// Relevance has none: a search reads what it found.
  var index: String { "ticket_\(self == .relevance ? TicketQuery.Order.recent.rawValue : rawValue)" }

  /// Two columns, greater first unless ``isAscending``; the number decides between equals.
  var keys: String {
    switch self {
    case .recent, .relevance: "t.last_received_at, 0"
    case .reporters: "t.reporter_count, 0"
    case .severity: "t.severity, t.reporter_count"
    case .oldest: "t.opened_at, 0"
    case .due: "t.due_at, -t.severity"
    }
  }

  /// ``keys`` of `ticket AS t LEFT JOIN ticket_shown AS s`: what is shown, where links touch it.
  var shownKeys: String {
    switch self {
    case .recent, .relevance: "COALESCE(s.last_received_at, t.last_received_at), 0"
    case .reporters: "COALESCE(s.reporters, t.reporter_count), 0"
    case .severity: "t.severity, COALESCE(s.reporters, t.reporter_count)"
    case .oldest: "t.opened_at, 0"
    case .due: "t.due_at, -t.severity"
    }
  }

  var shown: String {
    switch self {
    case .recent, .relevance: "COALESCE(s.last_received_at, t.last_received_at) DESC, t.number DESC"
    case .reporters: "COALESCE(s.reporters, t.reporter_count) DESC, t.number DESC"
    case .severity: "t.severity DESC, COALESCE(s.reporters, t.reporter_count) DESC, t.number DESC"
    case .oldest: "t.opened_at, t.number"
    case .due: "t.due_at, -t.severity, t.number"
    }
  }

  var sql: String {
    switch self {
    case .recent, .relevance: "t.last_received_at DESC, t.number DESC"
    case .reporters: "t.reporter_count DESC, t.number DESC"
    case .severity: "t.severity DESC, t.reporter_count DESC, t.number DESC"
    case .oldest: "t.opened_at, t.number"
    case .due: "t.due_at, -t.severity, t.number"
    }
  }

  /// The first tickets of one app and state; its values are the app, the state and the condition's own.
  func scan(_ condition: String, limit: Int) -> String {
    """
    SELECT t.number, \(keys) FROM ticket AS t INDEXED BY \(index)
    WHERE t.app = ? AND t.state = ? AND \(condition)
    ORDER BY \(sql)
    LIMIT \(limit)
    """
  }

  func places(_ left: TicketHead, before right: TicketHead) -> Bool {
    let (left, right) = self == .oldest || self == .due ? (right, left) : (left, right)
    return (left.keys.0, left.keys.1, left.number) > (right.keys.0, right.keys.1, right.number)
  }
}
