// The list of tickets for a search: found by the full-text indexes of reports and of answers and notes, with where the words stand.
import CollectorCore
import TellbackSQLite
import TellbackWire

/// Where the best match of a ticket stands.
enum MatchPlace {
  case report(Int64)
  case event(Int64)
}

/// A ticket that a search found.
struct SearchHit {
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
  /// By relevance a ticket stands by its best match (BM25 of FTS5), then by its last report. Counts all states.
  func searchPage(_ query: TicketQuery, _ plain: TicketFilter) throws -> TicketPage {
    guard let (found, places) = try hits(query, plain) else { return TicketPage(tickets: [], total: 0) }
    return try searchPage(query, found.map { (number: $0.number, state: $0.state) }, places)
  }

  func searchPage(
    _ query: TicketQuery, _ found: [(number: Int64, state: TicketState)], _ places: [Int64: MatchPlace]
  ) throws -> TicketPage {
    var page = try page(found, query)
    guard let search = query.search else { return page }
    for ticket in page.tickets {
      guard let place = places[ticket.number] else { continue }
      page.excerpts[ticket.number] = try SearchExcerpt.text(for: search, in: texts(at: place))
    }
    return page
  }

  /// Tickets of all states in the order of the list, with where their best match stands; nil when there is nothing to look for.
  func hits(
    _ query: TicketQuery, _ plain: TicketFilter
  ) throws -> (found: [SearchHit], places: [Int64: MatchPlace])? {
    guard let match = query.search.flatMap({ SearchWords.query($0) }) else { return nil }
    try settleWords()
    var filter = plain
    filter.restrict(states: Set(TicketState.allCases), apps: query.scope)
    // Only the list by relevance pays for ranks.
    let rank = query.order == .relevance ? "rank" : "0"
    let order = query.order == .relevance ? "c.score, " : ""
    var places: [Int64: MatchPlace] = [:]
    let found = try db.rows(
      """
      WITH hit AS MATERIALIZED (
        SELECT COALESCE(h.ticket, p.ticket) AS ticket, w.score, 0 AS is_event, w.id FROM (
          SELECT rowid AS id, \(rank) AS score FROM report_words WHERE report_words MATCH ?
          ORDER BY rowid DESC LIMIT 20000
        ) AS w
        CROSS JOIN placement AS p ON p.report = w.id
        LEFT JOIN report_home AS h ON h.report = w.id
        UNION ALL
        -- What a reporter wrote stands where the report is shown now.
        SELECT COALESCE(h.ticket, p.ticket, e.ticket), w.score, 1, w.id FROM (
          SELECT rowid AS id, \(rank) AS score FROM event_words WHERE event_words MATCH ?
          ORDER BY rowid DESC LIMIT 20000
        ) AS w
        CROSS JOIN event AS e ON e.id = w.id
        LEFT JOIN reporter_message AS r ON r.event = e.id
        LEFT JOIN placement AS p ON p.report = r.report
        LEFT JOIN report_home AS h ON h.report = r.report
      )
      SELECT t.number, t.state, c.is_event, c.id, t.owner, t.owner_group FROM (
        \(Self.best(onServer: try db.isServer))
      ) AS c
      CROSS JOIN ticket AS t ON t.number = c.number
      LEFT JOIN ticket_shown AS s ON s.ticket = t.number
      WHERE \(filter.sql)
      ORDER BY \(order)\(query.order.shown)
      """, [.text(match.reports), .text(match.events)] + filter.values
    ) { row -> SearchHit in
      let number = row.int64(0)
      places[number] = row.bool(2) ? .event(row.int64(3)) : .report(row.int64(3))
      return SearchHit(number: number, state: try row.code(1), owner: row.int64OrNil(4), group: row.int64OrNil(5))
    }
    return (found, places)
  }

  /// The best hit of each ticket. SQLite takes the other columns from the row with the minimum; PostgreSQL has a word for it.
  private static func best(onServer: Bool) -> String {
    let hits = "FROM hit LEFT JOIN ticket_root AS m ON m.ticket = hit.ticket"
    if !onServer {
      return
        "SELECT COALESCE(m.root, hit.ticket) AS number, MIN(hit.score) AS score, hit.is_event, hit.id \(hits) GROUP BY 1"
    }
    return """
      SELECT DISTINCT ON (1) COALESCE(m.root, hit.ticket) AS number, hit.score, hit.is_event, hit.id \(hits)
      ORDER BY 1, hit.score, hit.is_event, hit.id
      """
  }

  private func texts(at place: MatchPlace) throws -> [String] {
    switch place {
    case .event(let id):
      return try db.rows(
        """
        SELECT COALESCE(e.text, m.text) FROM event AS e
        LEFT JOIN reporter_message AS m ON m.event = e.id
        WHERE e.id = ?
        """, [.integer(id)]
      ) { $0.textOrNil(0) ?? "" }
    case .report(let sequence):
      let body = try db.first("SELECT body FROM report WHERE sequence = ?", [.integer(sequence)]) { $0.blob(0) }
      return try body.map { SearchExcerpt.texts(of: try Report(decoding: $0)) } ?? []
    }
  }
}
