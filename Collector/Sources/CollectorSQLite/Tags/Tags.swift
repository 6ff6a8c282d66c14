// Tags: a row for each word of an app, and one for each ticket that has it. What a merged ticket has is shown on its survivor.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func tags(ofTicket number: Int64) throws -> [String] {
    try db.rows(
      """
      SELECT DISTINCT g.name FROM ticket_tag AS t
      JOIN tag AS g ON g.id = t.tag
      WHERE t.ticket IN \(Self.family)
      ORDER BY g.name
      """, [.integer(number)]
    ) { $0.text(0) }
  }

  func tags(in apps: AppScope, limit: Int) throws -> [String] {
    try db.rows(
      "SELECT DISTINCT name FROM tag WHERE \(apps.sql("app")) ORDER BY name LIMIT ?", [.int(max(0, limit))]
    ) { $0.text(0) }
  }
}

extension SQLiteWrites {
  @discardableResult
  func addTags(_ tags: [String], ticket: Int64, at: Timestamp) throws -> [String] {
    guard !tags.isEmpty else { return [] }
    let key: [SQLiteValue] = [.integer(ticket)]
    guard let app = try db.first("SELECT app FROM ticket WHERE number = ?", key, make: { $0.int64(0) }) else {
      throw StoreError.failed("There is no ticket \(ticket).")
    }
    var count = try db.first("SELECT COUNT(*) FROM ticket_tag WHERE ticket = ?", key) { $0.int(0) } ?? 0
    var added: [String] = []
    for name in tags where count < TicketTag.limit {
      guard let tag = try tag(name, app: app) else { continue }
      let isNew = try db.run(
        "INSERT INTO ticket_tag (tag, ticket, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [.integer(tag), .integer(ticket), .at(at)])
      guard isNew == 1 else { continue }
      count += 1
      added.append(name)
    }
    return added
  }

  @discardableResult
  func removeTags(_ tags: [String], ticket: Int64) throws -> [String] {
    try tags.filter { name in
      let values: [SQLiteValue] = [.integer(ticket), .text(name)]
      let gone = try db.run(
        """
        DELETE FROM ticket_tag WHERE ticket IN \(Self.family) AND tag IN (SELECT id FROM tag WHERE name = ?2)
        """, values)
      // A word that no ticket has is offered no longer.
      try db.send(
        "DELETE FROM tag WHERE name = ? AND NOT EXISTS (SELECT 1 FROM ticket_tag AS t WHERE t.tag = tag.id)",
        [.text(name)])
      return gone > 0
    }
  }

  /// Nil when the app has as many different ones as it may.
  private func tag(_ name: String, app: Int64) throws -> Int64? {
    let key: [SQLiteValue] = [.integer(app), .text(name)]
    if let id = try db.first("SELECT id FROM tag WHERE app = ? AND name = ?", key, make: { $0.int64(0) }) { return id }
    let count = try db.first("SELECT COUNT(*) FROM tag WHERE app = ?", [.integer(app)]) { $0.int(0) } ?? 0
    guard count < TicketTag.perApp else { return nil }
    try db.run("INSERT INTO tag (app, name) VALUES (?, ?)", key)
    return try db.lastInsertRowID
  }
}
