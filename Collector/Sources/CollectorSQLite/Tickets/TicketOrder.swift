// Pages in the order of an index: each app and state has its own stretch of it, ordered already, and SQLite merges them. What links
// touch is ordered by what it shows, not by the index: it is few, and merged in here.
import CollectorCore
import TellbackSQLite

/// A ticket's number and what it is ordered by.
struct TicketHead {
  var number: Int64
  var keys: (Int64, Int64)
}

/// What reading a page costs.
enum PageCost {
  /// Stretches that one statement merges; SQLite takes up to 500.
  static let merged = 60
  /// Reading a ticket that is known costs as much as passing so many entries of an index.
  static let row = 4
  /// Tickets that are looked up sooner than met.
  static let few = 2_000
}

extension SQLiteTables {
  /// The page's tickets; `total` fit in all states that are asked for.
  func numbers(_ source: TicketSource, _ query: TicketQuery, total: Int) throws -> [Int64] {
    let isVast = try isVast(query)
    guard total > query.offset || (isVast && total >= query.countedTo) else { return [] }
    switch source {
    case .all: return try merged(query, nil)
    case .columns(let filter):
      // Few are sooner found than met in the order of the list.
      if total <= PageCost.few, !isVast || total < query.countedTo, try passed(query, total) > PageCost.row * total {
        return try ordered(numbers(filter, query), query)
      }
      return try merged(query, filter)
    case .hits(let hits, let places):
      let wanted = hits.lazy.filter { query.states.contains($0.state) }.map(\.number)
      if places != nil { return Array(wanted.dropFirst(query.offset).prefix(query.limit)) }
      let passed = try self.passed(query, total)
      guard passed <= PageCost.row * total, let found = try met(Array(wanted), query, atMost: 2 * passed + 1_000) else {
        return try ordered(Array(wanted), query)
      }
      return found
    }
  }

  /// Entries of an index that are passed until the page is full, if what fits is spread evenly.
  private func passed(_ query: TicketQuery, _ total: Int) throws -> Int {
    let all = try stretches(query).reduce(0) { $0 + (query.states.contains($1.state) ? $1.count : 0) }
    return (query.offset + query.limit) * all / max(1, total)
  }

  func stretches(_ query: TicketQuery) throws -> [(app: Int64, state: TicketState, count: Int)] {
    try db.rows(
      "SELECT app, state, count FROM ticket_tally WHERE count > 0 AND \(query.scope.sql("app"))"
    ) { (app: $0.int64(0), state: try $0.code(1), count: $0.int(2)) }
  }

  // MARK: Of known tickets

  private func numbers(_ plain: TicketFilter, _ query: TicketQuery) throws -> [Int64] {
    var filter = plain
    filter.restrict(states: query.states, apps: query.scope)
    let index = filter.isOfNobody ? filter.counting : "ticket_narrow"
    return try db.rows(
      "SELECT t.number FROM ticket AS t INDEXED BY \(index) WHERE \(filter.sql())", filter.values
    ) { $0.int64(0) }
  }

  private func ordered(_ numbers: [Int64], _ query: TicketQuery) throws -> [Int64] {
    let list = "[" + numbers.map(String.init).joined(separator: ",") + "]"
    return try db.rows(
      """
      SELECT t.number FROM json_each(?) AS c
      CROSS JOIN ticket AS t ON t.number = c.value
      LEFT JOIN ticket_shown AS s ON s.ticket = t.number
      ORDER BY \(query.order.shown)
      LIMIT ? OFFSET ?
      """, [.text(list), .int(query.limit), .int(query.offset)]
    ) { $0.int64(0) }
  }

  // MARK: In the order of an index

  /// SQLite skips to the page. Nil is everything.
  private func merged(_ query: TicketQuery, _ filter: TicketFilter?) throws -> [Int64] {
    if try db.isServer { return try headsOfServer(query, filter, from: query.offset, query.limit).map(\.number) }
    var linked = try linkedHeads(query, filter)
    let (statements, isOne) = try statements(query, filter)
    // So many of those before the page may be linked ones.
    let skipped = isOne ? max(0, query.offset - linked.count) : 0
    let limit = query.offset + query.limit - skipped
    for (sql, values) in statements {
      linked += try db.rows(sql + " LIMIT ? OFFSET ?", values + [.int(limit), .int(skipped)]) {
        TicketHead(number: $0.int64(0), keys: ($0.int64(1), $0.int64(2)))
      }
    }
    linked.sort { query.order.places($0, before: $1) }
    return linked.dropFirst(query.offset - skipped).prefix(query.limit).map(\.number)
  }

  /// Goes through the list until the page is full; nil after so many entries without that.
  private func met(_ numbers: [Int64], _ query: TicketQuery, atMost entries: Int) throws -> [Int64]? {
    var wanted = NumberSet()
    for number in numbers { _ = wanted.insert(number) }
    if try db.isServer {
      let read = try headsOfServer(query, nil, from: 0, entries)
      let found = read.map(\.number).filter(wanted.contains).dropFirst(query.offset).prefix(query.limit)
      return read.count == entries && found.count < query.limit ? nil : Array(found)
    }
    var heads = try linkedHeads(query, nil).filter { wanted.contains($0.number) }
    var left = entries
    for (sql, values) in try statements(query, nil).list {
      var found = 0
      try db.forEach(sql, values) { row in
        left -= 1
        let number = row.int64(0)
        if wanted.contains(number) {
          heads.append(TicketHead(number: number, keys: (row.int64(1), row.int64(2))))
          found += 1
        }
        return left > 0 && found < query.offset + query.limit
      }
    }
    if left <= 0 { return nil }
    heads.sort { query.order.places($0, before: $1) }
    return heads.dropFirst(query.offset).prefix(query.limit).map(\.number)
  }

  /// Those that links touch.
  private func linkedHeads(_ query: TicketQuery, _ plain: TicketFilter?) throws -> [TicketHead] {
    guard try db.hasLinks() else { return [] }
    var filter = try plain ?? TicketFilter(TicketQuery(), in: db)
    filter.restrict(states: query.states, apps: query.scope)
    return try db.rows(query.order.linked(filter.sql()), filter.values) {
      TicketHead(number: $0.int64(0), keys: ($0.int64(1), $0.int64(2)))
    }
  }

  /// One statement for some stretches each, all but what links touch; whether it is but one.
  private func statements(
    _ query: TicketQuery, _ filter: TicketFilter?
  ) throws -> (list: [(sql: String, values: [SQLiteValue])], isOne: Bool) {
    // Merged tickets are found as others. Each table for itself is looked up as it stands; both in one would be written down first.
    let plain =
      try db.hasLinks()
      ? " AND t.number NOT IN (SELECT ticket FROM ticket_root) AND t.number NOT IN (SELECT ticket FROM ticket_shown)"
      : ""
    let stretches = try stretches(query).filter { query.states.contains($0.state) }
    let list = stride(from: 0, to: stretches.count, by: PageCost.merged).map { start in
      let some = stretches[start..<min(start + PageCost.merged, stretches.count)]
      return (
        sql: query.order.merge(some.count, (filter?.sql() ?? "1") + plain),
        values: some.flatMap { [.integer($0.app), .integer($0.state.code)] + (filter?.values ?? []) }
      )
    }
    return (list, list.count <= 1)
  }
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

  /// By the columns of a merge; a key that is the same for all would make SQLite sort.
  private var columns: String {
    switch self {
    case .recent, .relevance, .reporters: "2 DESC, 1 DESC"
    case .severity: "2 DESC, 3 DESC, 1 DESC"
    case .oldest: "2, 1"
    case .due: "2, 3, 1"
    }
  }

  /// The tickets of some stretches in order. The values of each are its app, its state and the condition's own.
  func merge(_ stretches: Int, _ condition: String) -> String {
    let one = """
      SELECT t.number, \(keys) FROM ticket AS t INDEXED BY \(index)
      WHERE t.app = ? AND t.state = ? AND \(condition)
      """
    return repeatElement(one, count: stretches).joined(separator: "\nUNION ALL\n") + "\nORDER BY \(columns)"
  }

  /// Those that links touch. They are found by their numbers: joined to `ticket_shown` with a condition, SQLite would read every ticket
  /// for a Bloom filter first.
  func linked(_ condition: String) -> String {
    """
    SELECT t.number, \(shownKeys) FROM ticket AS t INDEXED BY ticket_narrow
    LEFT JOIN ticket_shown AS s ON s.ticket = t.number
    WHERE t.number IN (SELECT ticket FROM ticket_shown) AND \(condition)
    """
  }

  func places(_ left: TicketHead, before right: TicketHead) -> Bool {
    let (left, right) = self == .oldest || self == .due ? (right, left) : (left, right)
    return (left.keys.0, left.keys.1, left.number) > (right.keys.0, right.keys.1, right.number)
  }
}
