// The history of tickets. Rows are only added.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func event(_ id: Int64) throws -> TicketEvent? {
    try db.first("SELECT \(TicketEvent.columns) FROM event WHERE id = ?", [.integer(id)], make: TicketEvent.init(row:))
  }

  func events(ofTicket number: Int64, after id: Int64, limit: Int) throws -> [TicketEvent] {
    try db.rows(
      """
      SELECT \(TicketEvent.columns) FROM event
      WHERE ticket IN (SELECT ?1 UNION ALL SELECT ticket FROM ticket_root WHERE root = ?1) AND id > ?
      ORDER BY id
      LIMIT ?
      """, [.integer(number), .integer(id), .int(max(0, limit))], make: TicketEvent.init(row:))
  }

  func events(ofTicket number: Int64, before id: Int64, limit: Int) throws -> [TicketEvent] {
    // Each ticket's own newest first, so that an index gives them; a family of thousands of events is never sorted whole.
    let members = [number] + (try mergedTickets(of: number))
    let limit = max(0, limit)
    let events = try members.flatMap { member in
      try db.rows(
        "SELECT \(TicketEvent.columns) FROM event WHERE ticket = ? AND id < ? ORDER BY id DESC LIMIT ?",
        [.integer(member), .integer(id), .int(limit)], make: TicketEvent.init(row:))
    }
    return Array(events.sorted { $0.id < $1.id }.suffix(limit))
  }

  func newestAct(ofTicket number: Int64) throws -> Int64 {
    try ([number] + mergedTickets(of: number)).map { member in
      try db.first(
        "SELECT id FROM event WHERE ticket = ? AND kind <> ? ORDER BY id DESC LIMIT 1",
        [.integer(member), .code(TicketEvent.Kind.attached)]
      ) { $0.int64(0) } ?? 0
    }.max() ?? 0
  }

  func events(in apps: AppScope, after id: Int64, limit: Int) throws -> (events: [TicketEvent], last: Int64) {
    let newest = try newestEvent(in: .all)
    guard id < newest, limit > 0 else { return ([], id) }
    // Ids have no large gaps: a window of them bounds what is looked through.
    let end = min(newest, id.addingReportingOverflow(10_000).partialValue)
    let events = try db.rows(
      """
      SELECT \(TicketEvent.columns) FROM event
      WHERE id > ? AND id <= ?
        AND EXISTS (SELECT 1 FROM ticket AS t WHERE t.number = event.ticket AND \(apps.sql("t.app")))
      ORDER BY id
      LIMIT ?
      """, [.integer(id), .integer(end), .int(limit)], make: TicketEvent.init(row:))
    return (events, events.count == limit ? events.last?.id ?? end : end)
  }

  func newestEvent(in apps: AppScope) throws -> Int64 {
    guard apps != .all else { return try db.first("SELECT MAX(id) FROM event") { $0.int64(0) } ?? 0 }
    // Events know no app: the newest are looked through, so that a busy app costs the watchers of a quiet one little.
    return try db.first(
      """
      SELECT e.id FROM (SELECT id, ticket FROM event ORDER BY id DESC LIMIT 10000) AS e
      CROSS JOIN ticket AS t ON t.number = e.ticket
      WHERE \(apps.sql("t.app"))
      ORDER BY e.id DESC
      LIMIT 1
      """
    ) { $0.int64(0) } ?? 0
  }
}

extension SQLiteWrites {
  @discardableResult
  func append(_ event: TicketEvent) throws -> Int64 {
    var actor: (id: Int64, name: String)?
    if case .staff(let id, let name) = event.actor { actor = (id, name) }
    let id = try db.insert(
      """
      INSERT INTO event (ticket, at, actor, actor_name, kind, report, from_state, to_state, resolution, text, other,
        outcome, detail, about)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .integer(event.ticket), .at(event.at), .integer(actor?.id), .text(actor?.name), .code(event.kind),
        .id(event.report), .code(event.from), .code(event.to),
        .integer(event.resolution?.columns.resolution), .text(event.text), .integer(event.other),
        .integer(event.resolution?.columns.outcome), .text(event.detail), .integer(event.about),
      ], readsHold: true)
    if let text = event.text, !text.isEmpty { try indexWords(text, ofEvent: id) }
    try noteNumbers(of: event, id: id)
    return id
  }

  func indexWords(_ text: String, ofEvent id: Int64) throws {
    try db.send(
      "INSERT INTO event_words (rowid, words) VALUES (?, ?)",
      [.integer(id), .text(SearchWords.text(ofEvent: text))], readsHold: true)
  }

  /// The index keeps no copy of the text, so it is told what to forget.
  func forgetWords(_ text: String, ofEvent id: Int64) throws {
    guard !text.isEmpty else { return }
    try db.send(
      "INSERT INTO event_words (event_words, rowid, words) VALUES ('delete', ?, ?)",
      [.integer(id), .text(SearchWords.text(ofEvent: text))])
  }
}

extension TicketEvent {
  fileprivate static let columns = """
    id, ticket, at, actor, actor_name, kind, report, from_state, to_state, COALESCE(outcome, resolution), text, other, \
    detail, about
    """

  fileprivate init(row: Row) throws {
    self.init(
      id: row.int64(0), ticket: row.int64(1), at: row.at(2),
      actor: row.int64OrNil(3).map { .staff(id: $0, name: row.text(4)) } ?? .system, kind: try row.code(5),
      report: try row.idOrNil(6), from: try row.codeOrNil(7), to: try row.codeOrNil(8),
      resolution: try row.codeOrNil(9), text: row.textOrNil(10), detail: row.textOrNil(12),
      other: row.int64OrNil(11), about: row.int64OrNil(13))
  }
}
