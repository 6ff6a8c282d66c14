// Who is answering, and what somebody has read.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func presence(at moment: Timestamp) throws -> [Presence] {
    try db.rows(
      """
      SELECT p.account, a.name, COALESCE(m.root, p.ticket), t.app, MAX(p.until) FROM presence AS p
      JOIN account AS a ON a.id = p.account
      LEFT JOIN ticket_root AS m ON m.ticket = p.ticket
      JOIN ticket AS t ON t.number = p.ticket
      WHERE p.until > ? AND a.disabled_at IS NULL
      GROUP BY 3, 1, 2, 4
      ORDER BY 3, 1
      LIMIT \(Presence.limit)
      """, [.at(moment)]
    ) {
      Presence(
        account: $0.int64(0), name: $0.text(1), ticket: $0.int64(2), app: AppID($0.int64(3)), until: $0.at(4))
    }
  }

  func readMark(ofAccount account: Int64) throws -> Int64 {
    try db.first("SELECT event FROM read_mark WHERE account = ?", [.integer(account)]) { $0.int64(0) } ?? 0
  }

  func unread(among tickets: [Int64], ofAccount account: Int64) throws -> Set<Int64> {
    guard !tickets.isEmpty else { return [] }
    let mark = try readMark(ofAccount: account)
    let list = "[" + tickets.map(String.init).joined(separator: ",") + "]"
    return Set(
      try db.rows(
        """
        SELECT s.number FROM (SELECT value AS number FROM json_each(?3)) AS s
        WHERE EXISTS (
          SELECT 1 FROM (
            SELECT s.number AS ticket UNION ALL SELECT r.ticket FROM ticket_root AS r WHERE r.root = s.number
          ) AS f
          CROSS JOIN event AS e ON e.ticket = f.ticket
          WHERE e.id > MAX(?2, COALESCE((SELECT event FROM ticket_seen WHERE account = ?1 AND ticket = s.number), 0))
            AND e.actor IS NOT ?1
        )
        """, [.integer(account), .integer(mark), .text(list)]
      ) { $0.int64(0) })
  }
}

extension SQLiteWrites {
  func setPresence(account: Int64, ticket: Int64, until: Timestamp) throws {
    try db.send(
      """
      INSERT INTO presence (account, ticket, until) VALUES (?, ?, ?)
      ON CONFLICT (account, ticket) DO UPDATE SET until = MAX(until, excluded.until)
      """, [.integer(account), .integer(ticket), .at(until)])
  }

  func endPresence(account: Int64, ticket: Int64) throws {
    try db.send("DELETE FROM presence WHERE account = ? AND ticket = ?", [.integer(account), .integer(ticket)])
  }

  func forgetPresence(before moment: Timestamp) throws {
    try db.send("DELETE FROM presence WHERE until <= ?", [.at(moment)])
  }

  func setReadMark(_ event: Int64, ofAccount account: Int64) throws {
    try db.send(
      """
      INSERT INTO read_mark (account, event) VALUES (?, ?)
      ON CONFLICT (account) DO UPDATE SET event = MAX(event, excluded.event)
      """, [.integer(account), .integer(event)])
  }
}
