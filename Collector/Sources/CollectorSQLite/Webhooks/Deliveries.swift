// What endpoints are told, in the order of each ticket.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension WebhookDelivery.State: Coded {
  static var known: [WebhookDelivery.State] { allCases }
  var code: Int64 {
    switch self {
    case .waiting: 0
    case .delivered: 1
    case .failed: 2
    }
  }
}

extension SQLiteTables {
  func delivery(_ id: Int64) throws -> WebhookDelivery? {
    try db.first(
      "SELECT \(WebhookDelivery.columns) FROM webhook_delivery WHERE id = ?", [.integer(id)],
      make: WebhookDelivery.init(row:))
  }

  func deliveries(ofWebhook id: Int64, before delivery: Int64?, limit: Int) throws -> [WebhookDelivery] {
    try db.rows(
      """
      SELECT \(WebhookDelivery.columns) FROM webhook_delivery WHERE webhook = ? AND id < ?
      ORDER BY id DESC
      LIMIT ?
      """, [.integer(id), .integer(delivery ?? .max), .int(max(0, limit))], make: WebhookDelivery.init(row:))
  }

  func deliveryCounts(ofWebhook id: Int64) throws -> WebhookCounts {
    var counts = WebhookCounts()
    try db.forEach(
      "SELECT state, COUNT(*) FROM webhook_delivery WHERE webhook = ? GROUP BY state", [.integer(id)]
    ) { row in
      switch try row.code(0, as: WebhookDelivery.State.self) {
      case .waiting: counts.waiting = row.int64(1)
      case .delivered: counts.delivered = row.int64(1)
      case .failed: counts.failed = row.int64(1)
      }
      return true
    }
    return counts
  }

  func dueDeliveries(at moment: Timestamp, limit: Int) throws -> [WebhookDelivery] {
    // A test has no ticket, so nothing stands before it. What is due and stands behind one that is not is looked at too: no more
    // than may wait (WebhookLimits.waiting of each endpoint).
    try db.rows(
      """
      SELECT \(WebhookDelivery.columns) FROM webhook_delivery AS d
      WHERE state = 0 AND due_at <= ? AND NOT EXISTS (
        SELECT 1 FROM webhook_delivery AS e
        WHERE e.webhook = d.webhook AND e.ticket = d.ticket AND e.state = 0 AND e.id < d.id)
      ORDER BY due_at, id
      LIMIT ?
      """, [.at(moment), .int(max(0, limit))], make: WebhookDelivery.init(row:))
  }

  func nextDelivery() throws -> Timestamp? {
    try db.first("SELECT due_at FROM webhook_delivery WHERE state = 0 ORDER BY due_at LIMIT 1") { $0.at(0) }
  }
}

extension SQLiteWrites {
  @discardableResult
  func addDelivery(_ delivery: WebhookDelivery) throws -> Int64 {
    try db.run(
      """
      INSERT INTO webhook_delivery (webhook, event, ticket, report, type, state, created_at, due_at)
      VALUES (?1, ?2, ?3, (SELECT report FROM event WHERE id = ?2), ?4, 0, ?5, ?6)
      """,
      [
        .integer(delivery.webhook), .integer(delivery.event), .integer(delivery.ticket), .text(delivery.type),
        .at(delivery.createdAt), .at(delivery.dueAt),
      ])
    return try db.lastInsertRowID
  }

  func nextSequence(ofDelivery id: Int64) throws -> Int64? {
    guard let delivery = try delivery(id), let ticket = delivery.ticket else { return nil }
    if let sequence = delivery.sequence { return sequence }
    try db.send(
      """
      INSERT INTO webhook_sequence (webhook, ticket, last) VALUES (?, ?, 1)
      ON CONFLICT (webhook, ticket) DO UPDATE SET last = last + 1
      """, [.integer(delivery.webhook), .integer(ticket)])
    try db.send(
      """
      UPDATE webhook_delivery SET sequence = (SELECT last FROM webhook_sequence WHERE webhook = ? AND ticket = ?)
      WHERE id = ?
      """, [.integer(delivery.webhook), .integer(ticket), .integer(id)])
    return try self.delivery(id)?.sequence
  }

  func setBody(_ body: [UInt8], hasWords: Bool, ofDelivery id: Int64) throws {
    try db.send(
      "UPDATE webhook_delivery SET body = ?, has_words = ? WHERE id = ?", [.blob(body), .bool(hasWords), .integer(id)])
  }

  func noteAttempt(
    _ attempt: WebhookAttempt, ofDelivery id: Int64, at: Timestamp, state: WebhookDelivery.State, dueAt: Timestamp
  ) throws {
    try db.send(
      """
      UPDATE webhook_delivery SET
        attempts = attempts + 1, first_at = COALESCE(first_at, ?), state = ?, due_at = ?, status = ?, answer = ?, error = ?
      WHERE id = ?
      """,
      [
        .at(at), .code(state), .at(dueAt), .integer(attempt.status.map { Int64($0) }), .text(attempt.answer),
        .text(attempt.problem?.stored), .integer(id),
      ])
  }

  func sendAgain(delivery id: Int64, at: Timestamp) throws {
    try db.send(
      """
      UPDATE webhook_delivery SET state = 0, due_at = ?1, attempts = 0, first_at = NULL
      WHERE id = ?2
      """, [.at(at), .integer(id)])
  }

  func forgetDeliveries(ofEvent id: Int64) throws {
    try db.send("DELETE FROM webhook_delivery WHERE event = ? AND state = 0", [.integer(id)])
  }

  func forgetWebhookWords(ofReport id: ReportID) throws {
    // The title of a ticket is made of a report's words, so every body of its tickets may hold some.
    let tickets = Set([try placement(of: id)?.ticket, try shownTicket(ofReport: id)].compactMap { $0 })
    let without = "UPDATE webhook_delivery SET body = NULL, has_words = 0, answer = NULL WHERE has_words = 1 AND"
    try db.send("\(without) report = ?", [.id(id)])
    for ticket in tickets { try db.run("\(without) ticket = ?", [.integer(ticket)]) }
  }

  func forgetDeliveries(before moment: Timestamp, most: Int, limit: Int) throws -> Int {
    var count = try db.run(
      """
      DELETE FROM webhook_delivery WHERE id IN (
        SELECT id FROM webhook_delivery WHERE state <> 0 AND due_at < ? LIMIT ?)
      """, [.at(moment), .int(max(0, limit))])
    for webhook in try webhooks() where count < limit {
      count += try db.run(
        """
        DELETE FROM webhook_delivery WHERE id IN (
          SELECT id FROM webhook_delivery WHERE webhook = ? AND state <> 0 ORDER BY id DESC LIMIT ? OFFSET ?)
        """, [.integer(webhook.id), .int(limit - count), .int(max(0, most))])
    }
    return count
  }
}

extension WebhookDelivery {
  fileprivate static let columns = """
    id, webhook, type, event, ticket, sequence, state, created_at, due_at, first_at, attempts, body, has_words, status, \
    answer, error
    """

  fileprivate init(row: Row) throws {
    self.init(
      id: row.int64(0), webhook: row.int64(1), type: row.text(2), event: row.int64OrNil(3), ticket: row.int64OrNil(4),
      sequence: row.int64OrNil(5), state: try row.code(6), createdAt: row.at(7), dueAt: row.at(8),
      firstAt: row.atOrNil(9), attempts: row.int64(10), body: row.isNull(11) ? nil : row.blob(11),
      hasWords: row.bool(12), status: row.int64OrNil(13).map { Int($0) }, answer: row.textOrNil(14),
      error: row.textOrNil(15))
  }
}
