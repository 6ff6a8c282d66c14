// Messages in their undo window: rows that go when they are sent or taken back.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func outgoing(_ id: Int64) throws -> OutgoingMessage? {
    try db.first(
      "SELECT \(OutgoingMessage.columns) FROM outgoing WHERE id = ?", [.integer(id)], make: OutgoingMessage.init(row:))
  }

  func outgoing(ofTicket number: Int64) throws -> [OutgoingMessage] {
    try db.rows(
      """
      SELECT \(OutgoingMessage.columns) FROM outgoing
      WHERE ticket IN (SELECT ?1 UNION ALL SELECT ticket FROM ticket_root WHERE root = ?1)
      ORDER BY id
      """, [.integer(number)], make: OutgoingMessage.init(row:))
  }

  func outgoing(dueBy moment: Timestamp, limit: Int) throws -> [OutgoingMessage] {
    try db.rows(
      "SELECT \(OutgoingMessage.columns) FROM outgoing WHERE due_at <= ? ORDER BY due_at, id LIMIT ?",
      [.at(moment), .int(max(0, limit))], make: OutgoingMessage.init(row:))
  }

  func nextOutgoing() throws -> Timestamp? {
    try db.first("SELECT due_at FROM outgoing ORDER BY due_at LIMIT 1") { $0.at(0) }
  }
}

extension SQLiteWrites {
  func addOutgoing(_ message: OutgoingMessage) throws -> Int64 {
    try db.run(
      """
      INSERT INTO outgoing (
        ticket, event, account, by, kind, text, at, due_at, was_state, was_resolution, was_fixed_in, was_resolved_at,
        was_waits_for, was_waits_on, was_waits_until, report, revises, version, was_wakes_on_reply,
        has_fields)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .integer(message.ticket), .integer(message.event), .integer(message.account), .text(message.by),
        .code(message.kind), .text(message.text), .at(message.at), .at(message.dueAt), .code(message.before?.state),
        .code(message.before?.resolution), .text(message.before?.fix?.column), .at(message.before?.resolvedAt),
        .code(message.before?.waiting?.cause), .text(message.before?.waiting?.name),
        .at(message.before?.waiting?.until), .id(message.report), .integer(message.revises), .text(message.version),
        .bool(message.before?.waiting?.wakesOnReply ?? true), .bool(message.hasFields),
      ])
    return try db.lastInsertRowID
  }

  func removeOutgoing(_ id: Int64) throws -> Bool {
    try db.run("DELETE FROM outgoing WHERE id = ?", [.integer(id)]) == 1
  }
}

extension OutgoingMessage {
  fileprivate static let columns = """
    id, ticket, event, account, by, kind, text, at, due_at, was_state, was_resolution, was_fixed_in, was_resolved_at, \
    was_waits_for, was_waits_on, was_waits_until, report, revises, version, was_wakes_on_reply, \
    has_fields
    """

  fileprivate init(row: Row) throws {
    let before = try row.codeOrNil(9, as: TicketState.self).map { state in
      TicketStanding(
        state: state, resolution: try row.codeOrNil(10), fix: FixRelease(column: row.textOrNil(11)),
        resolvedAt: row.atOrNil(12),
        waiting: try Waiting(
          cause: row.codeOrNil(13), name: row.textOrNil(14), until: row.atOrNil(15), wakesOnReply: row.bool(19)))
    }
    self.init(
      id: row.int64(0), ticket: row.int64(1), event: row.int64(2), account: row.int64(3), by: row.text(4),
      kind: try row.code(5), text: row.textOrNil(6), at: row.at(7), dueAt: row.at(8), before: before,
      report: try row.idOrNil(16), revises: row.int64OrNil(17), version: row.textOrNil(18),
      hasFields: row.bool(20))
  }
}
