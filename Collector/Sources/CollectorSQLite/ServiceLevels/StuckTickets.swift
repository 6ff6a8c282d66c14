// The tables `stuck_ticket` and `stuck_look`, and the tickets that are to be escalated by themselves.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func nextStuckLook() throws -> Timestamp? { try db.first("SELECT next_at FROM stuck_look") { $0.at(0) } }

  func ticketsStuck(in apps: AppScope, openedBefore moment: Timestamp, limit: Int) throws -> [Int64] {
    // The app and the state first, as in the index by age.
    try db.rows(
      """
      SELECT t.number FROM ticket AS t
      WHERE t.app IN (SELECT id FROM app WHERE \(apps.sql("id"))) AND t.state IN (0, 1) AND t.opened_at <= ?1
        AND t.waits_for IS NOT 0
        AND t.number NOT IN (SELECT ticket FROM ticket_root)
        AND NOT EXISTS (SELECT 1 FROM stuck_ticket AS s WHERE s.ticket = t.number AND s.reason = 0)
      ORDER BY t.opened_at, t.number LIMIT ?2
      """, [.at(moment), .int(max(0, limit))]
    ) { $0.int64(0) }
  }

  func ticketsStuck(in apps: AppScope, reopenedSince moment: Timestamp, times: Int, limit: Int) throws -> [Int64] {
    // 1: it came back into the queue, which also the undo of a merge is; 2: moved, out of 2, resolved.
    try db.rows(
      """
      SELECT DISTINCT t.number FROM numbers_mark AS m
      JOIN ticket AS t ON t.number = m.ticket
      WHERE m.measure = 1 AND m.app IN (SELECT id FROM app WHERE \(apps.sql("id")))
        AND m.day >= ?1 / 86400000 AND m.at >= ?1 AND t.state <> 2
        AND t.number NOT IN (SELECT ticket FROM ticket_root)
        AND NOT EXISTS (SELECT 1 FROM stuck_ticket AS s WHERE s.ticket = t.number AND s.reason = 1)
        AND ?2 <= (
          SELECT COUNT(*) FROM event AS e
          WHERE e.ticket = t.number AND e.kind = 2 AND e.from_state = 2 AND e.to_state <> 2)
      ORDER BY t.number LIMIT ?3
      """, [.at(moment), .int(times), .int(max(0, limit))]
    ) { $0.int64(0) }
  }

  func ticketsStuck(in apps: AppScope, unhappySince moment: Timestamp, limit: Int) throws -> [Int64] {
    // 7: it did not help; 8: stars.
    try db.rows(
      """
      SELECT DISTINCT COALESCE(r.root, m.ticket) AS number FROM numbers_mark AS m
      LEFT JOIN ticket_root AS r ON r.ticket = m.ticket
      WHERE m.measure IN (7, 8) AND m.app IN (SELECT id FROM app WHERE \(apps.sql("id")))
        AND m.day >= ?1 / 86400000 AND m.at >= ?1 AND (m.measure = 7 OR m.value BETWEEN 1 AND 2)
        AND NOT EXISTS (
          SELECT 1 FROM stuck_ticket AS s WHERE s.ticket = COALESCE(r.root, m.ticket) AND s.reason = 2)
      ORDER BY number LIMIT ?2
      """, [.at(moment), .int(max(0, limit))]
    ) { $0.int64(0) }
  }
}

extension SQLiteWrites {
  func setNextStuckLook(_ moment: Timestamp?) throws {
    guard let moment else {
      try db.send("DELETE FROM stuck_look")
      return
    }
    try db.send("INSERT OR REPLACE INTO stuck_look (only, next_at) VALUES (1, ?)", [.at(moment)])
  }

  func noteStuck(ticket number: Int64, _ reason: StuckReason, at: Timestamp) throws -> Bool {
    try db.run(
      "INSERT INTO stuck_ticket (ticket, reason, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
      [.integer(number), .code(reason), .at(at)]) == 1
  }
}

extension StuckReason: Coded {
  static var known: [StuckReason] { allCases }
  var code: Int64 {
    switch self {
    case .age: 0
    case .reopened: 1
    case .unhappy: 2
    }
  }
}
