// How long an app keeps what is settled, what has come of that age, and how long tombstones are remembered one by one.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func firstReport(ofTicket number: Int64) throws -> StoredReport? {
    try db.first(
      """
      SELECT \(StoredReport.columns) FROM report AS r
      WHERE r.sequence = (
        SELECT MIN(report) FROM (
          SELECT MIN(p.report) AS report FROM placement AS p WHERE p.ticket = ?1
          UNION ALL
          SELECT MIN(h.report) FROM report_home AS h WHERE h.ticket = ?1))
      """, [.integer(number)], make: StoredReport.init(row:))
  }

  func retentionDays(app: AppID) throws -> Int? {
    try db.first("SELECT days FROM retention WHERE app = ?", [.app(app)]) { $0.int(0) }
  }

  /// A report is as settled as the ticket that it is found on, all links followed.
  func settledReports(app: AppID, before moment: Timestamp, after sequence: Int64, limit: Int) throws
    -> (ids: [ReportID], last: Int64?)
  {
    var last: Int64?
    var isPast = false
    let ids = try db.rows(
      """
      SELECT r.sequence, r.id, r.received_at >= ?2, r.app = ?1 AND r.received_at < ?2 AND (
        EXISTS (SELECT 1 FROM quarantine AS q WHERE q.report = r.sequence)
        OR EXISTS (SELECT 1 FROM kept_report AS k WHERE k.report = r.sequence AND k.released_at IS NULL)
        OR EXISTS (
          SELECT 1 FROM placement AS p
          LEFT JOIN report_home AS h ON h.report = p.report
          LEFT JOIN ticket_root AS m ON m.ticket = COALESCE(h.ticket, p.ticket)
          JOIN ticket AS t ON t.number = COALESCE(m.root, h.ticket, p.ticket)
          WHERE p.report = r.sequence AND t.state = ?3 AND COALESCE(t.resolved_at, t.changed_at) < ?2))
      FROM report AS r
      WHERE r.sequence > ?4
      ORDER BY r.sequence
      LIMIT ?5
      """, [.app(app), .at(moment), .code(TicketState.resolved), .integer(sequence), .int(max(0, limit))]
    ) { row -> ReportID? in
      last = row.int64(0)
      isPast = row.bool(2)
      return row.bool(3) ? try row.id(1) : nil
    }
    // Reports stand in the order in which they came: behind one that is young enough are none that are not.
    return (ids.compactMap { $0 }, isPast ? nil : last)
  }
}

extension SQLiteWrites {
  func setRetention(days: Int?, app: AppID) throws {
    guard let days else {
      try db.send("DELETE FROM retention WHERE app = ?", [.app(app)])
      return
    }
    try db.send(
      "INSERT INTO retention (app, days) VALUES (?, ?) ON CONFLICT (app) DO UPDATE SET days = excluded.days",
      [.app(app), .int(days)])
  }

  func forgetTombstones(before moment: Timestamp, unknown: Timestamp, limit: Int) throws -> Int {
    let old = try db.rows(
      "SELECT id, app, state, ticket FROM tombstone WHERE at < ? ORDER BY at LIMIT ?", [.at(moment), .int(limit)]
    ) { (id: $0.blob(0), app: $0.int64(1), state: $0.int64(2), ticket: $0.int64OrNil(3)) }
    for tombstone in old {
      // One that never came was never counted.
      if tombstone.state < 3 {
        try db.send(
          """
          INSERT INTO forgotten_tombstone (app, state, ticket, count) VALUES (?, ?, ?, 1)
          ON CONFLICT (ticket, app, state) DO UPDATE SET count = count + 1
          """, [.integer(tombstone.app), .integer(tombstone.state), .integer(tombstone.ticket ?? 0)])
      }
      try db.send("DELETE FROM tombstone WHERE id = ?", [.blob(tombstone.id)])
    }
    let marks = try db.run(
      """
      DELETE FROM erased_installation WHERE (app, id, secret_hash) IN (
        SELECT app, id, secret_hash FROM erased_installation
        WHERE done_at IS NOT NULL AND (at < ?1 OR (at < ?2 AND was_known = 0))
        LIMIT ?3)
      """, [.at(moment), .at(unknown), .int(limit)])
    return old.count + marks
  }
}
