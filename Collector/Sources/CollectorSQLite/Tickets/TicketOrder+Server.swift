// Pages in the order of an index, merged by a database server: it sends the page alone, and reads each stretch no further than to there. Invariant:
// every part of the statement has its own order and limit, without which PostgreSQL would read and sort whole stretches.
import CollectorCore
import TellbackSQLite

extension SQLiteTables {
  /// `count` tickets of the list behind the first `start`, in its order. What links touch is one more part, ordered by what it shows.
  func headsOfServer(
    _ query: TicketQuery, _ filter: TicketFilter?, from start: Int, _ count: Int
  ) throws -> [TicketHead] {
    let order = query.order
    let hasLinks = try db.hasLinks()
    let hidden = hasLinks ? ["ticket_root"] + (order.shownKey == nil ? [] : ["ticket_shown"]) : []
    let condition = ([filter?.sql() ?? "1"] + hidden.map(TicketFilter.isNoneOf)).joined(separator: " AND ")
    let reach = SQLiteValue.int(start + count)
    var parts = try stretches(query).filter { query.states.contains($0.state) }.map { stretch in
      (
        sql: order.stretch(condition),
        values: [.integer(stretch.app), .integer(stretch.state.code)] + (filter?.values ?? []) + [reach]
      )
    }
    if hasLinks {
      var shown = try filter ?? TicketFilter(TicketQuery(), in: db)
      shown.restrict(states: query.states, apps: query.scope)
      parts += order.linkedParts(shown.sql(), query.severity).map { (sql: $0, values: shown.values + [reach]) }
    }
    let isOne = parts.count <= PageCost.merged
    let skipped = isOne ? start : 0
    var heads: [TicketHead] = []
    for first in stride(from: 0, to: parts.count, by: PageCost.merged) {
      let some = parts[first..<min(first + PageCost.merged, parts.count)]
      heads += try db.rows(
        order.page(of: some.map(\.sql)), some.flatMap(\.values) + [.int(start + count - skipped), .int(skipped)]
      ) { TicketHead(number: $0.int64(0), keys: ($0.int64(1), $0.int64(2))) }
    }
    if isOne { return heads }
    heads.sort { order.places($0, before: $1) }
    return Array(heads.dropFirst(start).prefix(count))
  }
}

extension TicketQuery.Order {
  /// The last key of a ticket that links touch, where it is another than the ticket's own.
  fileprivate var shownKey: String? {
    switch self {
    case .recent, .relevance: "s.last_received_at"
    case .reporters, .severity: "s.reporters"
    case .oldest, .due: nil
    }
  }

  private var direction: String { self == .oldest || self == .due ? "" : " DESC" }

  /// By the columns of a part. A key that is the same for all would have no index.
  private var columns: String {
    (self == .severity || self == .due ? ["2", "3", "1"] : ["2", "1"]).map { $0 + direction }.joined(separator: ", ")
  }

  fileprivate func stretch(_ condition: String) -> String {
    """
    SELECT t.number, \(keys) FROM ticket AS t
    WHERE t.app = ? AND t.state = ? AND \(condition)
    ORDER BY \(columns) LIMIT ?
    """
  }

  /// Each ticket is looked up by itself, in the order of an index of `ticket_shown`.
  fileprivate func linkedParts(_ condition: String, _ severity: Severity?) -> [String] {
    guard let shownKey else { return [] }
    func part(_ keys: String, _ columns: String, _ test: String) -> String {
      """
      SELECT s.ticket, \(keys) FROM ticket_shown AS s
      WHERE (SELECT 1 FROM ticket AS t WHERE t.number = s.ticket\(test) AND \(condition)) IS NOT NULL
      ORDER BY \(columns) LIMIT ?
      """
    }
    guard self == .severity else { return [part("\(shownKey), 0", "2 DESC, 1 DESC", "")] }
    return (severity.map { [$0] } ?? Severity.allCases).map {
      part("\($0.code), \(shownKey)", "3 DESC, 1 DESC", " AND t.severity = \($0.code)")
    }
  }

  fileprivate func page(of parts: [String]) -> String {
    parts.map { "SELECT * FROM (\($0)) AS p" }.joined(separator: "\nUNION ALL\n")
      + "\nORDER BY \(columns) LIMIT ? OFFSET ?"
  }
}
