// Merges and splits as rows that are added and undone, never changed; Links+Derived.swift derives the rest.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func link(_ id: Int64) throws -> TicketLink? {
    try db.first("SELECT \(TicketLink.columns) FROM link WHERE id = ?", [.integer(id)], make: TicketLink.init(row:))
  }

  func links(of ticket: Int64) throws -> [TicketLink] {
    try db.rows(
      """
      SELECT \(TicketLink.columns) FROM link
      WHERE id IN (SELECT id FROM link WHERE ticket = ?1 UNION SELECT id FROM link WHERE other = ?1)
      ORDER BY id DESC
      LIMIT 1000
      """, [.integer(ticket)], make: TicketLink.init(row:))
  }

  func finalTicket(of ticket: Int64) throws -> Int64 {
    try db.first("SELECT root FROM ticket_root WHERE ticket = ?", [.integer(ticket)]) { $0.int64(0) } ?? ticket
  }

  func mergedTickets(of ticket: Int64) throws -> [Int64] {
    try db.rows("SELECT ticket FROM ticket_root WHERE root = ? ORDER BY ticket", [.integer(ticket)]) { $0.int64(0) }
  }

  func shownTicket(_ number: Int64) throws -> Ticket? {
    guard var ticket = try ticket(number) else { return nil }
    try showCounts(of: &ticket)
    return ticket
  }

  /// Puts the counts and times that are shown in the place of the ticket's own.
  func showCounts(of ticket: inout Ticket) throws {
    try db.forEach(
      """
      SELECT reports, reporters, first_captured_at, last_captured_at, first_received_at, last_received_at
      FROM ticket_shown WHERE ticket = ?
      """, [.integer(ticket.number)]
    ) { row in
      ticket.reportCount = row.int64(0)
      ticket.reporterCount = row.int64(1)
      ticket.firstCapturedAt = row.at(2)
      ticket.lastCapturedAt = row.at(3)
      ticket.firstReceivedAt = row.at(4)
      ticket.lastReceivedAt = row.at(5)
      return false
    }
  }

  func shownTicket(ofReport report: ReportID) throws -> Int64? {
    let home = try db.first(
      """
      SELECT COALESCE(h.ticket, p.ticket) FROM report AS r
      JOIN placement AS p ON p.report = r.sequence
      LEFT JOIN report_home AS h ON h.report = r.sequence
      WHERE r.id = ?
      """, [.id(report)]
    ) { $0.int64(0) }
    return try home.map(finalTicket(of:))
  }
}

extension SQLiteTables {
  /// ?1 and the tickets merged into it.
  static var family: String { "(SELECT ?1 UNION SELECT ticket FROM ticket_root WHERE root = ?1)" }

  /// The placements that are shown on ticket ?1: its own and those of its family, less those split off, more those that
  /// were split off to it.
  static var placementsShown: String {
    """
    SELECT p.report, p.reporter, p.captured_at, p.version FROM placement AS p
    WHERE p.ticket IN \(family) AND NOT EXISTS (SELECT 1 FROM report_home AS h WHERE h.report = p.report)
    UNION ALL
    SELECT p.report, p.reporter, p.captured_at, p.version FROM report_home AS h
    JOIN placement AS p ON p.report = h.report
    WHERE h.ticket IN \(family)
    """
  }

  /// The reports that are shown on ticket ?1. A plain ticket's are read in the order of its index.
  static func reportsShown(isPlain: Bool) -> String {
    isPlain ? "SELECT report FROM placement WHERE ticket = ?1" : "SELECT report FROM (\(placementsShown))"
  }

  /// True for a ticket that no merge and no split touches: nearly all of them.
  func isUnlinked(_ number: Int64) throws -> Bool {
    try db.first("SELECT 1 FROM link WHERE ticket = ?1 OR other = ?1 LIMIT 1", [.integer(number)]) { _ in false }
      ?? true
  }
}

extension SQLiteWrites {
  func addMerge(_ link: TicketLink) throws -> Int64 {
    let id = try insert(link, code: 0)
    try deriveLinks(touching: [link.ticket, link.other], at: link.at)
    return id
  }

  func addSplit(_ link: TicketLink, reports: [ReportID], groupingKeys: [[UInt8]]) throws -> Int64 {
    let id = try insert(link, code: 1)
    for report in reports {
      try db.send(
        "INSERT INTO split_report (link, report) SELECT ?, sequence FROM report WHERE id = ?",
        [.integer(id), .id(report)])
    }
    for key in groupingKeys {
      try db.send(
        "INSERT INTO split_key (app, key, link) SELECT app, ?, ? FROM ticket WHERE number = ?",
        [.blob(key), .integer(id), .integer(link.ticket)])
    }
    try deriveLinks(touching: [link.ticket, link.other], split: id, at: link.at)
    return id
  }

  func undoLink(_ id: Int64, at: Timestamp) throws -> Bool {
    guard let link = try link(id), link.holds else { return false }
    try db.send("UPDATE link SET undone_at = ? WHERE id = ?", [.at(at), .integer(id)])
    try deriveLinks(touching: [link.ticket, link.other], split: link.kind == .split ? id : nil, at: at)
    return true
  }

  private func insert(_ link: TicketLink, code: Int64) throws -> Int64 {
    var actor: (id: Int64, name: String)?
    if case .staff(let id, let name) = link.actor { actor = (id, name) }
    try db.run(
      "INSERT INTO link (kind, ticket, other, at, actor, actor_name, gave_owner) VALUES (?, ?, ?, ?, ?, ?, ?)",
      [
        .integer(code), .integer(link.ticket), .integer(link.other), .at(link.at), .integer(actor?.id),
        .text(actor?.name), .integer(link.gaveOwner),
      ])
    return try db.lastInsertRowID
  }
}

extension TicketLink {
  static let columns = "id, kind, ticket, other, at, actor, actor_name, undone_at, gave_owner"

  init(row: Row) {
    self.init(
      id: row.int64(0), kind: row.int64(1) == 0 ? .merge : .split, ticket: row.int64(2), other: row.int64(3),
      at: row.at(4), actor: row.int64OrNil(5).map { .staff(id: $0, name: row.text(6)) } ?? .system,
      undoneAt: row.atOrNil(7), gaveOwner: row.int64OrNil(8))
  }
}
