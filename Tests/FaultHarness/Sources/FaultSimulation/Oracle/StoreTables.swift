// Reads the collector's file as plain tables.
import FaultKit
import Tellback
import TellbackSQLite

struct StoreTables {
  struct Report {
    var sequence: Int64
    var body: [UInt8]
  }
  /// What a reporter said after a report.
  struct Said {
    var report: ReportID
    var kind: Int
    var text: String?
    var event: Int64?
  }
  /// The kind of a read mark, which is no event.
  static let readKind = 1
  struct Link {
    var id: Int64
    var isMerge: Bool
    var ticket: Int64
    var other: Int64
    var holds: Bool
  }
  struct Told: CustomStringConvertible {
    var captured: Int64
    var delivered: Int64
    var queued: Int64
    var discarded: Int64
    var description: String { "captured \(captured), delivered \(delivered), queued \(queued), discarded \(discarded)" }
  }

  var reports: [ReportID: Report] = [:]
  var reportCounts: [ReportID: Int] = [:]
  var tombstones: [ReportID: Int64] = [:]
  var attachments: [ReportID: [Int: [UInt8]]] = [:]
  var placements: [Int64: [Int64]] = [:]
  var homes: [Int64: Int64] = [:]
  var splits: [Int64: [Int64]] = [:]
  var tickets: [Int64] = []
  var states: [Int64: Int64] = [:]
  var roots: [Int64: Int64] = [:]
  var links: [Link] = []
  var updates: [ReportID: [QueueTables.Update]] = [:]
  var said: [ReportID: Said] = [:]
  /// The events that tell of what reporters said, by report.
  var saidEvents: [ReportID: [(id: Int64, ticket: Int64)]] = [:]
  var readMarks: [ReportID: Int64] = [:]
  var messages: Set<String> = []
  var told: [Told] = []
  var quarantineReasons: [String] = []
  var (received, opened, attached, quarantined, erased, pending): (Int64, Int64, Int64, Int64, Int64, Int64) = (
    0, 0, 0, 0, 0, 0
  )

  init(path: String) throws {
    let connection = try Connection(path: path, mode: .readOnly)
    func each(_ sql: String, _ body: (Row) -> Void) throws {
      try connection.forEach(sql) { row in
        body(row)
        return true
      }
    }
    func id(_ row: Row, _ column: Int) throws -> ReportID {
      guard let id = ReportID(bytes: row.blob(column)) else { throw FaultError("an id in \(path) has no 16 bytes") }
      return id
    }
    let damage = try connection.rows("PRAGMA integrity_check") { $0.text(0) }
    guard damage == ["ok"] else { throw FaultError("\(path): \(damage)") }
    for (sequence, report, body) in try connection.rows(
      "SELECT sequence, id, body FROM report", make: { ($0.int64(0), try id($0, 1), $0.blob(2)) })
    {
      reports[report] = Report(sequence: sequence, body: body)
      reportCounts[report, default: 0] += 1
    }
    for (report, state) in try connection.rows(
      "SELECT id, state FROM tombstone", make: { (try id($0, 0), $0.int64(1)) })
    {
      tombstones[report] = state
    }
    for (report, place, data) in try connection.rows(
      "SELECT r.id, d.place, d.data FROM attachment_data AS d JOIN report AS r ON r.sequence = d.report",
      make: { (try id($0, 0), $0.int(1), $0.blob(2)) })
    {
      attachments[report, default: [:]][place] = data
    }
    try each("SELECT report, ticket FROM placement") { placements[$0.int64(0), default: []].append($0.int64(1)) }
    try each("SELECT report, ticket FROM report_home") { homes[$0.int64(0)] = $0.int64(1) }
    try each("SELECT report, link FROM split_report ORDER BY link") {
      splits[$0.int64(0), default: []].append($0.int64(1))
    }
    try each("SELECT number, state FROM ticket ORDER BY number") {
      tickets.append($0.int64(0))
      states[$0.int64(0)] = $0.int64(1)
    }
    try each("SELECT ticket, root FROM ticket_root") { roots[$0.int64(0)] = $0.int64(1) }
    try each("SELECT id, kind, ticket, other, undone_at IS NULL FROM link ORDER BY id") {
      links.append(
        Link(id: $0.int64(0), isMerge: $0.int64(1) == 0, ticket: $0.int64(2), other: $0.int64(3), holds: $0.bool(4)))
    }
    let kinds = ["on_ticket", "looked_at", "answered", "fixed", "reopened", "refused"]
    for (installation, update) in try connection.rows(
      """
      SELECT u.installation, u.sequence, u.report, u.kind, u.ticket, m.text FROM reporter_update AS u
      LEFT JOIN message AS m ON m.id = u.message
      ORDER BY u.sequence
      """,
      make: { row in
        (
          try id(row, 0),
          QueueTables.Update(
            sequence: row.int64(1), report: try id(row, 2), kind: kinds[row.int(3)], ticket: row.int64OrNil(4),
            message: row.textOrNil(5))
        )
      })
    {
      updates[installation, default: []].append(update)
    }
    for (message, said) in try connection.rows(
      """
      SELECT m.id, r.id, m.kind, m.text, m.event FROM reporter_message AS m JOIN report AS r ON r.sequence = m.report
      """,
      make: { row in
        (
          try id(row, 0),
          Said(report: try id(row, 1), kind: row.int(2), text: row.textOrNil(3), event: row.int64OrNil(4))
        )
      })
    {
      self.said[message] = said
    }
    for (event, ticket, report) in try connection.rows(
      "SELECT id, ticket, report FROM event WHERE kind BETWEEN 40 AND 44 AND report IS NOT NULL",
      make: { ($0.int64(0), $0.int64(1), try id($0, 2)) })
    {
      saidEvents[report, default: []].append((event, ticket))
    }
    for (report, upTo) in try connection.rows(
      "SELECT r.id, m.up_to FROM report_read AS m JOIN report AS r ON r.sequence = m.report",
      make: { (try id($0, 0), $0.int64(1)) })
    {
      readMarks[report] = upTo
    }
    try each("SELECT text FROM message WHERE text IS NOT NULL") { messages.insert($0.text(0)) }
    try each("SELECT reason FROM quarantine") { quarantineReasons.append($0.text(0)) }
    try each(
      """
      SELECT captured, delivered, queued, (
        SELECT TOTAL(count) FROM installation_discard AS d WHERE d.app = i.app AND d.installation = i.id)
      FROM installation AS i
      """
    ) {
      told.append(
        Told(captured: $0.int64(0), delivered: $0.int64(1), queued: $0.int64(2), discarded: $0.int64(3)))
    }
    try each(
      """
      SELECT TOTAL(received), TOTAL(opened), TOTAL(attached), TOTAL(quarantined), TOTAL(erased),
        (SELECT COUNT(*) FROM pending)
      FROM tally
      """
    ) {
      (received, opened, attached) = ($0.int64(0), $0.int64(1), $0.int64(2))
      (quarantined, erased, pending) = ($0.int64(3), $0.int64(4), $0.int64(5))
    }
  }

  /// Whether somebody wrote again about another report on the ticket.
  func wasRepliedTo(on ticket: Int64, besides report: ReportID) -> Bool {
    saidEvents.contains { $0.key != report && $0.value.contains { $0.ticket == ticket } }
  }

  /// Follows the merges that hold; nil for a circle.
  func final(of ticket: Int64) -> Int64? {
    var current = ticket
    for _ in 0...links.count {
      guard let next = links.first(where: { $0.isMerge && $0.holds && $0.ticket == current }) else { return current }
      current = next.other
    }
    return nil
  }

  /// A ticket that a split opened is found as its source once the split is undone.
  func isUndoneSplit(_ ticket: Int64) -> Bool {
    var current = ticket
    for _ in 0...links.count {
      if links.contains(where: { !$0.isMerge && !$0.holds && $0.ticket == current }) { return true }
      guard let next = links.first(where: { $0.isMerge && $0.holds && $0.ticket == current }) else { return false }
      current = next.other
    }
    return false
  }

  /// The ticket of the newest split that holds and took the report.
  func splitHome(of report: Int64) -> Int64? {
    let held = splits[report, default: []].compactMap { id in links.first { $0.id == id && $0.holds } }
    guard let home = held.last?.ticket, placements[report]?.first != home else { return nil }
    return home
  }
}
