// Tickets as rows, the keys that lead to them, and what rides with them: reporters, versions, segments.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func ticket(_ number: Int64) throws -> Ticket? {
    try db.first(Ticket.select, [.integer(number)], make: Ticket.init(row:))
  }

  func ticket(app: AppID, groupingKey: [UInt8]) throws -> Int64? {
    // What was split off goes first: the key may stand on the ticket that it was split from.
    try db.first(Self.ticketOfKey, [.app(app), .blob(groupingKey)]) { $0.int64OrNil(0) } ?? nil
  }

  fileprivate static var ticketOfKey: String {
    """
    SELECT COALESCE(
      (SELECT ticket FROM key_home WHERE app = ?1 AND key = ?2),
      (SELECT ticket FROM grouping_key WHERE app = ?1 AND key = ?2))
    """
  }

  func tickets(waitingUntil moment: Timestamp, limit: Int) throws -> [Int64] {
    try db.rows(
      "SELECT number FROM ticket WHERE waits_until <= ? ORDER BY waits_until, number LIMIT ?",
      [.at(moment), .int(max(0, limit))]
    ) { $0.int64(0) }
  }

  func nextWake() throws -> Timestamp? {
    try db.first(
      "SELECT waits_until FROM ticket WHERE waits_until IS NOT NULL ORDER BY waits_until LIMIT 1"
    ) { $0.at(0) }
  }

  func versions(ofTicket number: Int64) throws -> [VersionSeen] {
    guard try isUnlinked(number) else { return try versionsShown(number) }
    return try db.rows(
      """
      SELECT f.name, v.reports, v.first_at, v.last_at FROM ticket_version AS v
      JOIN facet AS f ON f.id = v.facet
      WHERE v.ticket = ?
      ORDER BY v.reports DESC, v.last_at DESC, f.name
      """, [.integer(number)]
    ) { VersionSeen(version: $0.text(0), reports: $0.int64(1), firstAt: $0.at(2), lastAt: $0.at(3)) }
  }

  /// Counted from the reports that are shown; those of erased reports count no more.
  private func versionsShown(_ number: Int64) throws -> [VersionSeen] {
    try db.rows(
      """
      SELECT f.name, COUNT(*), MIN(r.received_at), MAX(r.received_at) FROM (\(Self.placementsShown)) AS s
      JOIN facet AS f ON f.id = s.version
      JOIN report AS r ON r.sequence = s.report
      GROUP BY f.id
      ORDER BY 2 DESC, 4 DESC, f.name
      """, [.integer(number)]
    ) { VersionSeen(version: $0.text(0), reports: $0.int64(1), firstAt: $0.at(2), lastAt: $0.at(3)) }
  }

  func facets(in apps: AppScope) throws -> TicketFacets {
    var facets = TicketFacets()
    try db.forEach(
      "SELECT state, SUM(count) FROM ticket_tally WHERE \(apps.sql("app")) GROUP BY state"
    ) { row in
      facets.states[try row.code(0)] = row.int(1)
      return true
    }
    // A merged ticket is counted as the one that it is found as.
    for (state, count) in try mergedCounts(in: apps) { facets.states[state, default: 0] -= count }
    facets.components = try names(.component, apps)
    facets.versions = try names(.version, apps)
    facets.segments = try names(.segment, apps)
    return facets
  }

  private func names(_ sort: FacetSort, _ apps: AppScope) throws -> [String] {
    try db.rows(
      "SELECT DISTINCT name FROM facet WHERE sort = ? AND \(apps.sql("app")) ORDER BY name", [.integer(sort.rawValue)]
    ) { $0.text(0) }
  }
}

extension SQLiteWrites {
  func openTicket(_ ticket: Ticket) throws -> Int64 {
    let number = try db.insert(
      """
      INSERT INTO ticket (
        app, state, kind, severity, component, resolution, opened_at, changed_at, resolved_at, report_count,
        reporter_count, first_captured_at, last_captured_at, first_received_at, last_received_at, page, title, outcome,
        fixed_in, waits_for, waits_on, waits_until)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, [.app(ticket.app)] + (try values(of: ticket)), readsHold: true)
    noteOpened(ticket, as: number)
    if ticket.state == .resolved {
      try noteQueue(ofTicket: number, at: ticket.resolvedAt ?? ticket.openedAt)
    } else {
      try noteIntoQueue(ticket: number, at: ticket.openedAt)
    }
    return number
  }

  func count(_ arrival: TicketArrival, onTicket number: Int64) throws {
    // SQLite writes each index anew in which a column of the statement stands: what seldom changes has its own.
    try change(
      number,
      """
      UPDATE ticket SET
        changed_at = MAX(changed_at, ?2), report_count = report_count + 1,
        first_captured_at = MIN(first_captured_at, ?3), last_captured_at = MAX(last_captured_at, ?3),
        first_received_at = MIN(first_received_at, ?4), last_received_at = MAX(last_received_at, ?4)
      WHERE number = ?1
      """, [.at(arrival.at), .at(arrival.capturedAt), .at(arrival.receivedAt)], readsHold: true)
    if arrival.isNewReporter {
      try change(
        number, "UPDATE ticket SET reporter_count = reporter_count + 1 WHERE number = ?1", [], readsHold: true)
    }
    if let severity = arrival.severity {
      try change(
        number, "UPDATE ticket SET severity = MAX(severity, ?2) WHERE number = ?1", [.code(severity)], readsHold: true)
    }
    try noteCounted(arrival, onTicket: number)
  }

  func move(ticket number: Int64, from: TicketStanding, to standing: TicketStanding, at: Timestamp) throws -> Bool {
    let isMoved =
      try db.run(
        """
        UPDATE ticket SET
          changed_at = MAX(changed_at, ?2), state = ?3, resolution = ?4, outcome = ?5, fixed_in = ?6, resolved_at = ?7,
          waits_for = ?8, waits_on = ?9, waits_until = ?10, wakes_on_reply = ?19,
          waits_since = CASE WHEN ?3 = 1 THEN ?2 END, reminded_at = NULL
        WHERE number = ?1 AND state = ?11 AND resolution IS ?12 AND outcome IS ?13 AND fixed_in IS ?14
          AND resolved_at IS ?15 AND waits_for IS ?16 AND waits_on IS ?17 AND waits_until IS ?18
        """,
        [.integer(number), .at(at)] + values(of: standing) + values(of: from) + [
          .bool(standing.waiting?.wakesOnReply ?? true)
        ]) == 1
    if isMoved, from.state != standing.state { try noteQueue(ofTicket: number, at: at) }
    return isMoved
  }

  private func values(of standing: TicketStanding) -> [SQLiteValue] {
    [
      .code(standing.state), .integer(standing.resolution?.columns.resolution),
      .integer(standing.resolution?.columns.outcome), .text(standing.fix?.column), .at(standing.resolvedAt),
      .code(standing.waiting?.cause), .text(standing.waiting?.name), .at(standing.waiting?.until),
    ]
  }

  func classify(ticket number: Int64, component: String?, kind: ReportKind, severity: Severity, at: Timestamp) throws {
    let component = try component.map { try facet(.component, $0, app: app(ofTicket: number)) }
    try change(
      number,
      """
      UPDATE ticket SET component = ?2, kind = ?3, severity = ?4, changed_at = MAX(changed_at, ?5)
      WHERE number = ?1
      """, [.integer(component), .code(kind), .code(severity), .at(at)])
  }

  func retitle(ticket number: Int64, title: String, page: String?) throws {
    try change(number, "UPDATE ticket SET title = ?2, page = ?3 WHERE number = ?1", [.text(title), .text(page)])
  }

  func noteChange(ofTicket number: Int64, at: Timestamp) throws {
    try change(number, "UPDATE ticket SET changed_at = MAX(changed_at, ?2) WHERE number = ?1", [.at(at)])
  }

  private func change(_ number: Int64, _ sql: String, _ values: [SQLiteValue], readsHold: Bool = false) throws {
    try db.send(
      sql, [.integer(number)] + values, readsHold: readsHold,
      orElse: StoreError.failed("There is no ticket \(number)."))
  }

  private func values(of ticket: Ticket) throws -> [SQLiteValue] {
    [
      .code(ticket.state), .code(ticket.kind), .code(ticket.severity),
      .integer(try ticket.component.map { try facet(.component, $0, app: ticket.app) }),
      .integer(ticket.resolution?.columns.resolution),
      .at(ticket.openedAt), .at(ticket.changedAt), .at(ticket.resolvedAt), .integer(ticket.reportCount),
      .integer(ticket.reporterCount), .at(ticket.firstCapturedAt), .at(ticket.lastCapturedAt),
      .at(ticket.firstReceivedAt), .at(ticket.lastReceivedAt), .text(ticket.page), .text(ticket.title),
      .integer(ticket.resolution?.columns.outcome), .text(ticket.fix?.column), .code(ticket.waiting?.cause),
      .text(ticket.waiting?.name), .at(ticket.waiting?.until),
    ]
  }

  func addGroupingKey(_ key: [UInt8], app: AppID, ticket: Int64, at: Timestamp) throws {
    try db.send(
      "INSERT INTO grouping_key (app, key, ticket, at) VALUES (?, ?, ?, ?)",
      [.app(app), .blob(key), .integer(ticket), .at(at)], readsHold: true)
    try db.forgetAhead(Self.ticketOfKey, [.app(app), .blob(key)])
    noteExpected { $0.keys[Expectations.Key(app: app, bytes: key)] = ticket }
  }

  func place(_ placement: Placement, report: Report, opened: Bool) throws {
    try takeFromPending(placement.report)
    try db.send(
      """
      INSERT INTO placement (report, ticket, at, opened, mechanism, reporter, captured_at, version)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .integer(placement.report), .integer(placement.ticket), .at(placement.at), .bool(opened),
        .text(placement.mechanism), .blob(placement.reporter), .at(placement.capturedAt),
        .integer(try version(of: report, on: placement.ticket)),
      ], readsHold: true)
    notePlaced(app: try app(ofTicket: placement.ticket), opened: opened)
    try announce(report.attachments, report: placement.report)
    try showPlaced(placement)
    try countPain(ofReport: placement.report, onTicket: placement.ticket)
    noteWords(IndexedWords(report: placement.report, of: report))
  }

  private func version(of report: Report, on ticket: Int64) throws -> Int64? {
    guard let version = report.context.appVersion, !version.isEmpty else { return nil }
    return try facet(.version, version, app: app(ofTicket: ticket))
  }

  func addReporter(_ reporter: [UInt8], ticket: Int64) throws -> Bool {
    let insert = "INSERT INTO ticket_reporter (ticket, reporter) VALUES (?, ?) ON CONFLICT DO NOTHING"
    let values: [SQLiteValue] = [.integer(ticket), .blob(reporter)]
    guard expected.isOn else { return try db.run(insert, values) == 1 }
    if try isReporter(reporter, ofTicket: ticket) { return false }
    try db.send(insert, values, readsHold: true)
    try db.forgetAhead(Self.reporterQuery, values)
    noteExpected { $0.reporters.insert(Expectations.Reporter(ticket: ticket, key: reporter)) }
    return true
  }

  private static let reporterQuery = "SELECT 1 FROM ticket_reporter WHERE ticket = ? AND reporter = ?"

  func isReporter(_ reporter: [UInt8], ofTicket ticket: Int64) throws -> Bool {
    let known = expected
    if known.reporters.contains(Expectations.Reporter(ticket: ticket, key: reporter)) { return true }
    if known.opened.contains(ticket) { return false }
    return try db.first(Self.reporterQuery, [.integer(ticket), .blob(reporter)]) { _ in true } ?? false
  }

  func addVersion(_ version: String, ticket: Int64, at: Timestamp) throws {
    try db.send(
      """
      INSERT INTO ticket_version (facet, ticket, reports, first_at, last_at) VALUES (?1, ?2, 1, ?3, ?3)
      ON CONFLICT (facet, ticket) DO UPDATE SET
        reports = reports + 1, first_at = MIN(first_at, ?3), last_at = MAX(last_at, ?3)
      """, [.integer(try facet(.version, version, app: app(ofTicket: ticket))), .integer(ticket), .at(at)],
      readsHold: true)
  }

  func addSegment(_ segment: String, ticket: Int64) throws {
    try db.send(
      "INSERT INTO ticket_segment (facet, ticket) VALUES (?, ?) ON CONFLICT DO NOTHING",
      [.integer(try facet(.segment, segment, app: app(ofTicket: ticket))), .integer(ticket)], readsHold: true)
  }

  private func app(ofTicket number: Int64) throws -> AppID {
    if let known = lookups.apps[number] ?? expected.tickets[number]?.app { return known }
    guard let app = try db.first("SELECT app FROM ticket WHERE number = ?", [.integer(number)], make: { $0.int64(0) })
    else { throw StoreError.failed("There is no ticket \(number).") }
    lookups.apps[number] = AppID(app)
    return AppID(app)
  }

  private func facet(_ sort: FacetSort, _ name: String, app: AppID) throws -> Int64 {
    let facet = Lookups.Facet(app: app, sort: sort.rawValue, name: Array(name.utf8))
    let id =
      try knownFacet(sort, name, app: app)
      ?? db.insert(
        "INSERT INTO facet (app, sort, name) VALUES (?, ?, ?)",
        [.app(app), .integer(sort.rawValue), .text(name)], readsHold: true)
    lookups.facets[facet] = id
    return id
  }

  func knownFacet(_ sort: FacetSort, _ name: String, app: AppID) throws -> Int64? {
    if let known = lookups.facets[Lookups.Facet(app: app, sort: sort.rawValue, name: Array(name.utf8))] { return known }
    return try db.first(
      "SELECT id FROM facet WHERE app = ? AND sort = ? AND name = ?",
      [.app(app), .integer(sort.rawValue), .text(name)]
    ) { $0.int64(0) }
  }
}

extension Ticket {
  /// Of `ticket AS t LEFT JOIN facet AS f`.
  static let columns = """
    t.number, t.app, t.title, t.kind, t.severity, f.name, t.page, t.state, \
    COALESCE(t.outcome, t.resolution), t.opened_at, t.changed_at, \
    t.report_count, t.reporter_count, t.first_captured_at, t.last_captured_at, t.first_received_at, \
    t.last_received_at, t.resolved_at, t.fixed_in, t.waits_for, t.waits_on, t.waits_until, \
    \(TicketHolder.columns), t.wakes_on_reply
    """

  static let select = """
    SELECT \(columns) FROM ticket AS t
    LEFT JOIN facet AS f ON f.id = t.component
    WHERE t.number = ?
    """

  init(row: Row) throws {
    self.init(
      number: row.int64(0), app: AppID(row.int64(1)), title: row.text(2), kind: try row.code(3),
      severity: try row.code(4), component: row.textOrNil(5), page: row.textOrNil(6), state: try row.code(7),
      resolution: try row.codeOrNil(8), openedAt: row.at(9), changedAt: row.at(10), reportCount: row.int64(11),
      reporterCount: row.int64(12), firstCapturedAt: row.at(13), lastCapturedAt: row.at(14),
      firstReceivedAt: row.at(15), lastReceivedAt: row.at(16), resolvedAt: row.atOrNil(17),
      fix: FixRelease(column: row.textOrNil(18)),
      waiting: Waiting(
        cause: try row.codeOrNil(19), name: row.textOrNil(20), until: row.atOrNil(21), wakesOnReply: row.bool(28)),
      holder: TicketHolder(row: row, from: 22))
  }
}
