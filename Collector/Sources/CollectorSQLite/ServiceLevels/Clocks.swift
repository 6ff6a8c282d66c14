// Clocks of tickets as rows, the spans they are made of, what they came to, and whom to tell.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func clocks(ofTicket number: Int64) throws -> [TicketClock] {
    try db.rows(Self.clocksOfTicket, [.integer(number)], make: TicketClock.init(row:))
  }

  fileprivate static var clocksOfTicket: String {
    "SELECT \(TicketClock.columns) FROM ticket_clock WHERE ticket = ? ORDER BY metric"
  }

  func clockSpans(ofTicket number: Int64, metric: ClockMetric, round: Int64, limit: Int) throws -> [ClockSpan] {
    try db.rows(
      """
      SELECT ticket, metric, round, mode, from_at, to_at, worked, version, calendar FROM clock_span
      WHERE ticket = ? AND metric = ? AND round = ?
      ORDER BY id DESC LIMIT ?
      """, [.integer(number), .code(metric), .integer(round), .int(max(0, limit))]
    ) {
      ClockSpan(
        ticket: $0.int64(0), metric: try $0.code(1), round: $0.int64(2), mode: try $0.code(3), from: $0.at(4),
        to: $0.at(5), worked: $0.int64(6), version: $0.int64(7), calendar: $0.int64(8))
    }.reversed()
  }

  func serviceResults(ofTicket number: Int64) throws -> [ServiceResult] {
    try db.rows(
      """
      SELECT ticket, metric, round, started_at, ended_at, spent, paused, target, missed, version, calendar, undone_at
      FROM service_result WHERE ticket = ? ORDER BY id
      """, [.integer(number)]
    ) {
      ServiceResult(
        ticket: $0.int64(0), metric: try $0.code(1), round: $0.int64(2), startedAt: $0.at(3), endedAt: $0.at(4),
        spent: $0.int64(5), paused: $0.int64(6), target: $0.int64OrNil(7), isMissed: $0.bool(8), version: $0.int64(9),
        calendar: $0.int64(10), undoneAt: $0.atOrNil(11))
    }
  }

  private static var due: String {
    """
    FROM ticket_clock INDEXED BY ticket_clock_next
    WHERE next_at IS NOT NULL AND ticket NOT IN (SELECT ticket FROM ticket_root)
    """
  }

  func clocks(dueBy moment: Timestamp, limit: Int) throws -> [TicketClock] {
    try db.rows(
      "SELECT \(TicketClock.columns) \(Self.due) AND next_at <= ? ORDER BY next_at LIMIT ?",
      [.at(moment), .int(max(0, limit))], make: TicketClock.init(row:))
  }

  func nextClock() throws -> Timestamp? {
    try db.first("SELECT next_at \(Self.due) ORDER BY next_at LIMIT 1") { $0.at(0) }
  }

  func segments(ofTicket number: Int64) throws -> [String] {
    try db.rows(
      """
      SELECT DISTINCT f.name FROM ticket_segment AS s
      JOIN facet AS f ON f.id = s.facet
      WHERE s.ticket IN \(Self.family)
      ORDER BY f.name
      """, [.integer(number)]
    ) { $0.text(0) }
  }

  func openTickets(ofAccount account: Int64) throws -> [Severity: Int] {
    let counts: [(Severity, Int)] = try db.rows(
      """
      SELECT severity, COUNT(*) FROM ticket
      WHERE owner = ? AND state = 0 AND number NOT IN (SELECT ticket FROM ticket_root)
      GROUP BY severity
      """, [.integer(account)]
    ) { (try $0.code(0), $0.int(1)) }
    return Dictionary(uniqueKeysWithValues: counts)
  }

  func serviceNotices(ofAccount account: Int64, limit: Int) throws -> [ServiceNotice] {
    try db.rows(
      """
      SELECT \(ServiceNotice.columns) FROM service_notice AS n
      JOIN ticket_clock AS c ON c.ticket = n.ticket AND c.metric = n.metric
      WHERE n.account = ? AND c.mode = 0 AND n.due_at = COALESCE(c.breached_at, c.due_at)
        AND n.ticket NOT IN (SELECT ticket FROM ticket_root)
      ORDER BY n.id DESC LIMIT ?
      """, [.integer(account), .int(max(0, limit))], make: ServiceNotice.init(row:))
  }

  func serviceNotices(after id: Int64, limit: Int) throws -> [ServiceNotice] {
    try db.rows(
      "SELECT \(ServiceNotice.columns) FROM service_notice AS n WHERE n.id > ? ORDER BY n.id LIMIT ?",
      [.integer(id), .int(max(0, limit))], make: ServiceNotice.init(row:))
  }
}

extension SQLiteWrites {
  func saveClock(_ clock: TicketClock) throws {
    try db.send(
      """
      INSERT OR REPLACE INTO ticket_clock (\(TicketClock.columns), next_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .integer(clock.ticket), .code(clock.metric), .integer(clock.round), .code(clock.mode), .integer(clock.version),
        .integer(clock.calendar), .integer(clock.target), .at(clock.startedAt), .at(clock.since), .integer(clock.spent),
        .integer(clock.paused), .at(clock.dueAt), .at(clock.warnAt), .at(clock.escalateAt), .at(clock.warnedAt),
        .at(clock.breachedAt), .at(clock.escalatedAt), .at(clock.nextAt),
      ], readsHold: true)
    try db.forgetAhead(Self.clocksOfTicket, [.integer(clock.ticket)])
    try deriveDue(clock.ticket)
  }

  func removeClocks(ofTicket number: Int64) throws {
    try db.send("DELETE FROM ticket_clock WHERE ticket = ?", [.integer(number)])
    try db.send("DELETE FROM clock_span WHERE ticket = ?", [.integer(number)])
    try deriveDue(number)
  }

  /// What lists order by.
  private func deriveDue(_ number: Int64) throws {
    try db.send(
      """
      UPDATE ticket SET due_at = due.moment
      FROM (SELECT COALESCE(MIN(due_at), \(Int64.max)) AS moment FROM ticket_clock WHERE ticket = ?1) AS due
      WHERE number = ?1 AND ticket.due_at <> due.moment
      """, [.integer(number)], readsHold: true)
  }

  func addClockSpan(_ span: ClockSpan) throws {
    try db.send(
      """
      INSERT INTO clock_span (ticket, metric, round, mode, from_at, to_at, worked, version, calendar)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .integer(span.ticket), .code(span.metric), .integer(span.round), .code(span.mode), .at(span.from), .at(span.to),
        .integer(span.worked), .integer(span.version), .integer(span.calendar),
      ], readsHold: true)
  }

  func addServiceResult(_ result: ServiceResult) throws {
    try db.send(
      """
      INSERT INTO service_result (
        ticket, metric, round, started_at, ended_at, spent, paused, target, missed, version, calendar, undone_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .integer(result.ticket), .code(result.metric), .integer(result.round), .at(result.startedAt),
        .at(result.endedAt), .integer(result.spent), .integer(result.paused), .integer(result.target),
        .bool(result.isMissed), .integer(result.version), .integer(result.calendar), .at(result.undoneAt),
      ])
    try noteNumbers(of: result)
  }

  func undoServiceResult(ofTicket number: Int64, metric: ClockMetric, at: Timestamp) throws {
    try db.send(
      """
      UPDATE service_result SET undone_at = ?3
      WHERE id = (SELECT MAX(id) FROM service_result WHERE ticket = ?1 AND metric = ?2) AND undone_at IS NULL
      """, [.integer(number), .code(metric), .at(at)])
  }

  func addServiceNotice(_ notice: ServiceNotice) throws -> Bool {
    try db.run(
      """
      INSERT INTO service_notice (at, account, ticket, kind, metric, due_at) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT DO NOTHING
      """,
      [
        .at(notice.at), .integer(notice.account), .integer(notice.ticket), .code(notice.kind), .code(notice.metric),
        .at(notice.dueAt),
      ]) == 1
  }
}

extension TicketClock {
  static let columns = """
    ticket, metric, round, mode, version, calendar, target, started_at, since, spent, paused, due_at, warn_at, \
    escalate_at, warned_at, breached_at, escalated_at
    """

  init(row: Row) throws {
    self.init(
      ticket: row.int64(0), metric: try row.code(1), round: row.int64(2), mode: try row.code(3), version: row.int64(4),
      calendar: row.int64(5), target: row.int64OrNil(6), startedAt: row.at(7))
    since = row.at(8)
    (spent, paused) = (row.int64(9), row.int64(10))
    (dueAt, warnAt, escalateAt) = (row.atOrNil(11), row.atOrNil(12), row.atOrNil(13))
    (warnedAt, breachedAt, escalatedAt) = (row.atOrNil(14), row.atOrNil(15), row.atOrNil(16))
  }
}

extension ServiceNotice {
  static let columns = "n.id, n.at, n.account, n.ticket, n.kind, n.metric, n.due_at"

  init(row: Row) throws {
    self.init(
      id: row.int64(0), at: row.at(1), account: row.int64(2), ticket: row.int64(3), kind: try row.code(4),
      metric: try row.code(5), dueAt: row.at(6))
  }
}

extension ClockMetric: Coded {
  static var known: [ClockMetric] { allCases }
  var code: Int64 {
    switch self {
    case .firstAnswer: 0
    case .nextAnswer: 1
    case .resolution: 2
    }
  }
}

extension TicketClock.Mode: Coded {
  static var known: [TicketClock.Mode] { allCases }
  var code: Int64 {
    switch self {
    case .running: 0
    case .paused: 1
    case .frozen: 2
    case .ended: 3
    }
  }
}

extension ServiceNotice.Kind: Coded {
  static var known: [ServiceNotice.Kind] { allCases }
  var code: Int64 { self == .dueSoon ? 0 : 1 }
}
