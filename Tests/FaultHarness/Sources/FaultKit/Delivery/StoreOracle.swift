// Reads a stopped collector's database: each report is there once and complete.
import Foundation
import TellbackSQLite
import TellbackWire

public enum StoreOracle {
  /// What contradicts the ledger; empty when all is as it must be. Everything must have been drained and digested.
  public static func findings(data: String, _ ledger: Ledger.Contents) throws -> [String] {
    let db = try Connection(path: data + "/collector.sqlite", mode: .readOnly)
    var findings: [String] = []
    let integrity = try db.rows("PRAGMA integrity_check(5)") { $0.text(0) }
    if integrity != ["ok"] { findings.append("integrity_check: \(integrity)") }
    var ids: [ReportID: Int64] = [:]
    try db.forEach("SELECT id, sequence FROM report") { row in
      if let id = ReportID(bytes: row.blob(0)) { ids[id] = row.int64(1) }
      return true
    }
    let lost = ledger.acknowledged.filter { ids[$0] == nil }
    if !lost.isEmpty { findings.append("\(lost.count) acknowledged reports are lost, such as \(lost.first.text)") }
    let strange = ids.keys.filter { ledger.intents[$0] == nil }
    if !strange.isEmpty { findings.append("\(strange.count) reports that nobody made, such as \(strange.first.text)") }
    findings += ledger.complaints
    if !ledger.notDurable.isEmpty {
      findings.append("\(ledger.notDurable.count) receipts said durable: false on a sound disk")
    }
    findings += try tickets(db, ids, ledger)
    findings += try attachments(db, ids, ledger)
    findings += try messages(db, ledger)
    return findings
  }

  /// The ids of what reporters wrote and is on disk.
  public static func messages(data: String) throws -> Set<ReportID> {
    let db = try Connection(path: data + "/collector.sqlite", mode: .readOnly)
    return Set(try db.rows("SELECT id FROM reporter_message") { ReportID(bytes: $0.blob(0)) }.compactMap { $0 })
  }

  /// Each is there once, as it was written, with its one effect on the ticket.
  private static func messages(_ db: Connection, _ ledger: Ledger.Contents) throws -> [String] {
    var findings: [String] = []
    var found: [ReportID: Int] = [:]
    try db.forEach(
      """
      SELECT m.id, r.id, m.text, m.applied, m.event IS NOT NULL FROM reporter_message AS m
      JOIN report AS r ON r.sequence = m.report
      """
    ) { row in
      guard let id = ReportID(bytes: row.blob(0)) else { return true }
      found[id, default: 0] += 1
      guard let said = ledger.said[id] else {
        findings.append("message \(id) was written by nobody")
        return true
      }
      if ReportID(bytes: row.blob(1)) != said.report || row.text(2) != said.text {
        findings.append("message \(id) is not what was written")
      }
      if !row.bool(3) || !row.bool(4) { findings.append("message \(id) has no effect") }
      return true
    }
    let lost = ledger.saidForSure.count { found[$0] == nil }
    if lost > 0 { findings.append("\(lost) acknowledged messages are lost") }
    let twice = found.values.count { $0 > 1 }
    if twice > 0 { findings.append("\(twice) messages are there twice") }
    return findings
  }

  /// The ids of reports that are on disk, whatever has become of them; also beside a running collector.
  public static func reports(data: String) throws -> Set<ReportID> {
    let db = try Connection(path: data + "/collector.sqlite", mode: .readOnly)
    return Set(try db.rows("SELECT id FROM report") { ReportID(bytes: $0.blob(0)) }.compactMap { $0 })
  }

  private static func tickets(
    _ db: Connection, _ ids: [ReportID: Int64], _ ledger: Ledger.Contents
  ) throws -> [String] {
    var findings: [String] = []
    func none(_ what: String, _ sql: String) throws {
      let found = try db.rows(sql) { "\($0.text(0)) (\($0.text(1)))" }
      if !found.isEmpty { findings.append("\(found.count) \(what), such as \(found[0])") }
    }
    try none("reports still wait for the digest", "SELECT report, '' FROM pending")
    try none("reports are quarantined", "SELECT report, reason FROM quarantine")
    try none(
      "reports are on no ticket",
      "SELECT sequence, hex(id) FROM report WHERE sequence NOT IN (SELECT report FROM placement)")
    try none(
      "reports have not one event",
      "SELECT hex(report), COUNT(*) FROM event WHERE report IS NOT NULL "
        + "AND id NOT IN (SELECT event FROM reporter_message WHERE event IS NOT NULL) GROUP BY report "
        + "HAVING COUNT(*) <> 1")
    try none(
      "reports were told of their ticket twice",
      "SELECT hex(report), COUNT(*) FROM reporter_update GROUP BY report HAVING COUNT(*) <> 1")
    try none(
      "tickets count their reports wrong",
      "SELECT number, report_count FROM ticket AS t WHERE report_count <> "
        + "(SELECT COUNT(*) FROM placement WHERE ticket = t.number)")
    try none(
      "tickets were not opened once",
      "SELECT ticket, SUM(opened) FROM placement GROUP BY ticket HAVING SUM(opened) <> 1")
    try none("apps' sums do not hold", "SELECT app, received FROM tally WHERE received <> opened + attached")
    var groups: [Int: Set<Int64>] = [:]
    var places: [Int64: Int64] = [:]
    try db.forEach("SELECT report, ticket FROM placement") { row in
      places[row.int64(0)] = row.int64(1)
      return true
    }
    for (id, sequence) in ids {
      guard let intent = ledger.intents[id], let ticket = places[sequence] else { continue }
      groups[intent.group, default: []].insert(ticket)
    }
    for (group, tickets) in groups where tickets.count != 1 {
      findings.append("group \(group) is on \(tickets.count) tickets: \(tickets.sorted())")
    }
    let count = try db.first("SELECT COUNT(*) FROM ticket") { $0.int(0) } ?? 0
    if count != groups.count { findings.append("\(count) tickets for \(groups.count) groups of reports") }
    return findings
  }

  private static func attachments(
    _ db: Connection, _ ids: [ReportID: Int64], _ ledger: Ledger.Contents
  ) throws -> [String] {
    var missing = 0
    var wrong = 0
    var wanted = 0
    for (id, sequence) in ids {
      guard let intent = ledger.intents[id] else { continue }
      for (index, size) in intent.attachments.enumerated() {
        wanted += 1
        let data = try db.first(
          "SELECT data FROM attachment_data WHERE report = ? AND place = ?", [.integer(sequence), .int(index)]
        ) { $0.blob(0) }
        guard let data else {
          missing += 1
          continue
        }
        if data != Wording.attachment(of: intent.text, index: index, size: size) { wrong += 1 }
      }
    }
    let there = try db.first("SELECT COUNT(*) FROM attachment_data") { $0.int(0) } ?? 0
    var findings: [String] = []
    if missing > 0 { findings.append("\(missing) of \(wanted) attachments are lost") }
    if wrong > 0 { findings.append("\(wrong) attachments are not what was sent") }
    if there > wanted { findings.append("\(there) attachments for \(wanted) that were made") }
    return findings
  }
}

extension Optional<ReportID> {
  fileprivate var text: String { self.map { "\($0)" } ?? "none" }
}
