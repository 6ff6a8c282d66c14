// Followers, what somebody has seen, and the tickets of somebody's work.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func followers(ofTicket number: Int64) throws -> [Int64] {
    try db.rows(
      "SELECT DISTINCT account FROM follower WHERE ticket IN \(Self.family) ORDER BY account", [.integer(number)]
    ) { $0.int64(0) }
  }

  func seenEvent(ofTicket number: Int64, account: Int64) throws -> Int64 {
    try db.first(
      "SELECT event FROM ticket_seen WHERE account = ? AND ticket = ?", [.integer(account), .integer(number)]
    ) { $0.int64(0) } ?? 0
  }

  func work(ofAccount account: Int64, in apps: AppScope, limit: Int) throws -> [WorkItem] {
    // A merged ticket is in somebody's work as the one that it is found as, which is asked whose it is itself.
    let found = try db.rows(
      """
      WITH candidate AS (
        SELECT number, 0 AS reason FROM ticket WHERE owner = ?1
        UNION ALL
        SELECT t.number, 1 FROM group_member AS m
        JOIN ticket AS t ON t.owner_group = m.staff_group
        WHERE m.account = ?1 AND t.owner IS NULL
        UNION ALL
        SELECT ticket, 2 FROM follower WHERE account = ?1
      ), shown AS (
        SELECT COALESCE(m.root, c.number) AS number, MIN(c.reason) AS reason FROM candidate AS c
        LEFT JOIN ticket_root AS m ON m.ticket = c.number
        WHERE c.reason = 2 OR m.root IS NULL
        GROUP BY 1
      ), item AS (
        SELECT s.number, s.reason, t.state, t.changed_at, EXISTS (
          SELECT 1 FROM (
            SELECT s.number AS ticket UNION ALL SELECT r.ticket FROM ticket_root AS r WHERE r.root = s.number
          ) AS f
          CROSS JOIN event AS e ON e.ticket = f.ticket
          WHERE e.id > COALESCE((SELECT event FROM ticket_seen WHERE account = ?1 AND ticket = s.number), 0)
            AND e.actor IS NOT ?1
        ) AS unread
        FROM shown AS s
        CROSS JOIN ticket AS t ON t.number = s.number
        WHERE \(apps.sql("t.app"))
      )
      SELECT number, reason, unread FROM item
      WHERE state <> 2 OR unread
      ORDER BY unread DESC, changed_at DESC, number DESC
      LIMIT ?2
      """, [.integer(account), .int(max(0, limit))]
    ) { (number: $0.int64(0), reason: WorkItem.Reason(rawValue: $0.int64(1)), isUnread: $0.bool(2)) }
    return try found.compactMap { item in
      guard let reason = item.reason, let ticket = try shownTicket(item.number) else { return nil }
      return WorkItem(ticket: ticket, reason: reason, isUnread: item.isUnread)
    }
  }
}

extension SQLiteWrites {
  func follow(ticket number: Int64, account: Int64, at: Timestamp) throws {
    try db.send(
      "INSERT INTO follower (account, ticket, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
      [.integer(account), .integer(number), .at(at)])
  }

  func unfollow(ticket number: Int64, account: Int64) throws {
    try db.send("DELETE FROM follower WHERE account = ? AND ticket = ?", [.integer(account), .integer(number)])
  }

  func setSeen(_ event: Int64, ofTicket number: Int64, account: Int64) throws {
    try db.send(
      """
      INSERT INTO ticket_seen (account, ticket, event) VALUES (?, ?, ?)
      ON CONFLICT (account, ticket) DO UPDATE SET event = MAX(event, excluded.event)
      """, [.integer(account), .integer(number), .integer(event)])
  }
}
