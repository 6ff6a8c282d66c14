// The list of tickets for a search: found by the full-text indexes of reports and of answers and notes, with where the words stand.
import CollectorCore
import TellbackSQLite
import TellbackWire

/// Where the best match of a ticket stands.
enum MatchPlace {
  case report(Int64)
  case event(Int64)
}

/// Where what a search found stands.
struct SearchPlaces {
  var best: [Int64: MatchPlace] = [:]
  /// More was there than is looked through.
  var isBounded = false
}

extension SQLiteTables {
  /// Tickets of all states in the order of the list; nil when there is nothing to look for. By relevance a ticket stands by its best match
  /// (BM25 of FTS5), then by its last report. Words that more reports hold than are looked through tell nothing apart: of those the last
  /// reported come first, and what is only begun like them is left out, so that such a search costs no more than a rare one.
  func searchHits(_ query: TicketQuery, _ filter: TicketFilter) throws -> Found? {
    guard let search = query.search, let begun = SearchWords.query(search) else { return nil }
    try settleWords()
    let events = try WordHits(of: begun.events, in: "event_words", db)
    if let exact = SearchWords.query(search, isBegun: false) {
      let reports = try WordHits(of: exact.reports, in: "report_words", db)
      if let common = try commonHits(query, filter, reports, events) { return common }
    }
    return try hits(query, filter, WordHits(of: begun.reports, in: "report_words", db), events, isCommon: false)
  }

  typealias Found = (found: [TicketHit], places: SearchPlaces)

  /// Nil when no more reports hold the words than are looked through.
  private func commonHits(
    _ query: TicketQuery, _ filter: TicketFilter, _ reports: WordHits, _ events: WordHits
  ) throws -> Found? {
    var common: Found?
    if reports.promiseMore(than: query.searched) {
      // Most likely they are common, and this counts as it reads. It counts nothing where the filter leaves nothing.
      let search = try hits(query, filter, reports, events, isCommon: true)
      if !search.found.isEmpty { return search.places.isBounded ? search : nil }
      common = search
    }
    let counting = "SELECT COUNT(*) FROM (\(reports.rows(query.searched + 1))) AS n"
    let count = try db.first(counting, [.text(reports.words)]) { $0.int(0) } ?? 0
    guard count > query.searched else { return nil }
    if common == nil { common = try hits(query, filter, reports, events, isCommon: true) }
    common?.places.isBounded = true
    return common
  }

  private func hits(
    _ query: TicketQuery, _ plain: TicketFilter, _ reports: WordHits, _ events: WordHits, isCommon: Bool
  ) throws -> Found {
    var filter = plain
    filter.restrict(states: Set(TicketState.allCases), apps: query.scope)
    // Only a list by relevance pays for ranks.
    let rank = query.order == .relevance && !isCommon ? "rank" : "0"
    let order = query.order == .relevance ? "c.score, " : ""
    let home =
      filter.hasLinks
      ? (ticket: "COALESCE(h.ticket, p.ticket)", join: "LEFT JOIN report_home AS h ON h.report = w.id")
      : (ticket: "p.ticket", join: "")
    let isServer = try db.isServer
    var places = SearchPlaces()
    var holders = 0
    let found = try db.rows(
      """
      WITH holder AS MATERIALIZED (\(reports.rows(query.searched + 1, rank: rank))), hit AS MATERIALIZED (
        SELECT \(home.ticket) AS ticket, w.score, 0 AS is_event, w.id
        FROM (SELECT id, score FROM holder ORDER BY id DESC LIMIT \(query.searched)) AS w
        CROSS JOIN placement AS p INDEXED BY placement_narrow ON p.report = w.id
        \(home.join)
        UNION ALL
        -- What a reporter wrote stands where the report is shown now.
        SELECT COALESCE(h.ticket, p.ticket, e.ticket), w.score, 1, w.id FROM (\(events.rows(query.searched, rank: rank))) AS w
        CROSS JOIN event AS e ON e.id = w.id
        LEFT JOIN reporter_message AS r ON r.event = e.id
        LEFT JOIN placement AS p ON p.report = r.report
        LEFT JOIN report_home AS h ON h.report = r.report
      )
      SELECT t.number, t.state, c.is_event, c.id, t.owner, t.owner_group, (SELECT COUNT(*) FROM holder) FROM (
        \(Self.best(onServer: isServer))
      ) AS c
      CROSS JOIN ticket AS t ON t.number = c.number
      LEFT JOIN \(isServer ? Self.shownOnServer : "ticket_shown") AS s ON s.ticket = t.number
      WHERE \(filter.sql())
      ORDER BY \(order)\(query.order.shown)
      """, [.text(reports.words), .text(events.words)] + filter.values
    ) { row -> TicketHit in
      let number = row.int64(0)
      holders = row.int(6)
      places.best[number] = row.bool(2) ? .event(row.int64(3)) : .report(row.int64(3))
      return TicketHit(number: number, state: try row.code(1), owner: row.int64OrNil(4), group: row.int64OrNil(5))
    }
    places.isBounded = isCommon && holders > query.searched
    return (found, places)
  }

  /// The best hit of each ticket. SQLite takes the other columns from the row with the minimum; PostgreSQL has a word for it.
  private static func best(onServer: Bool) -> String {
    if !onServer {
      return """
        SELECT COALESCE(m.root, hit.ticket) AS number, MIN(hit.score) AS score, hit.is_event, hit.id
        FROM hit LEFT JOIN ticket_root AS m ON m.ticket = hit.ticket GROUP BY 1
        """
    }
    return """
      SELECT DISTINCT ON (1)
        COALESCE((SELECT m.root FROM ticket_root AS m WHERE m.ticket = hit.ticket), hit.ticket) AS number,
        hit.score, hit.is_event, hit.id
      FROM hit ORDER BY 1, hit.score, hit.is_event, hit.id
      """
  }

  /// Looked up one by one. It takes the hits for 20,000 whatever they are, and would else read all that links touch for a few.
  private static var shownOnServer: String {
    "LATERAL (SELECT * FROM ticket_shown AS x WHERE x.ticket = t.number OFFSET 0)"
  }

  func texts(at place: MatchPlace) throws -> [String] {
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
      let body = try db.first(Self.body, [.integer(sequence)]) { $0.blob(0) }
      return try body.map { SearchExcerpt.texts(of: try Report(decoding: $0)) } ?? []
    }
  }

  /// For ``readAhead(_:)``: texts of reports cost more to read than to ask for.
  func askTexts(at place: MatchPlace) throws {
    switch place {
    case .event: _ = try texts(at: place)
    case .report(let sequence): _ = try db.first(Self.body, [.integer(sequence)]) { _ in }
    }
  }

  private static var body: String { "SELECT body FROM report WHERE sequence = ?" }
}
