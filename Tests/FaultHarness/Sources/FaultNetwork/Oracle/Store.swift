// Reads the collector's store by queries of the harness's own.
import FaultKit
import TellbackSQLite
import TellbackWire

struct Store {
  struct Row {
    var body: [UInt8]
    var placements: Int
    var isQuarantined: Bool
  }

  struct Installation: Equatable {
    var captured: Int64
    var delivered: Int64
    var queued: Int64
    var discarded: [String: Int64]
  }

  private(set) var reports: [ReportID: [Row]] = [:]
  private(set) var attachments: [ReportID: [Int: [UInt8]]] = [:]
  private(set) var messages: [ReportID: [Sends.Said]] = [:]
  private(set) var installations: [ReportID: Installation] = [:]
  /// The sums by app that the collector shows.
  private(set) var accounting: [String: Int64] = [:]
  private(set) var onTickets = 0
  private(set) var countedOnTickets = 0

  /// Reads the store of a collector that has stopped.
  init(_ data: String) throws {
    let connection = try Connection(path: data + "/collector.sqlite", mode: .readOnly)
    try connection.forEach(
      """
      SELECT id, body, (SELECT count(*) FROM placement AS p WHERE p.report = r.sequence),
        EXISTS (SELECT 1 FROM quarantine AS q WHERE q.report = r.sequence)
      FROM report AS r
      """
    ) { row in
      guard let id = ReportID(bytes: row.blob(0)) else { throw FaultError("a report of the store has no id") }
      reports[id, default: []].append(Row(body: row.blob(1), placements: row.int(2), isQuarantined: row.bool(3)))
      return true
    }
    try connection.forEach(
      "SELECT r.id, d.place, d.data FROM attachment_data AS d JOIN report AS r ON r.sequence = d.report"
    ) { row in
      guard let id = ReportID(bytes: row.blob(0)) else { throw FaultError("an attachment has no report") }
      attachments[id, default: [:]][row.int(1)] = row.blob(2)
      return true
    }
    try connection.forEach(
      "SELECT m.id, r.id, m.text FROM reporter_message AS m JOIN report AS r ON r.sequence = m.report"
    ) { row in
      guard let id = ReportID(bytes: row.blob(0)), let report = ReportID(bytes: row.blob(1)) else {
        throw FaultError("a message has no report")
      }
      messages[id, default: []].append(Sends.Said(report: report, text: row.textOrNil(2)))
      return true
    }
    try connection.forEach("SELECT id, captured, delivered, queued FROM installation") { row in
      guard let id = ReportID(bytes: row.blob(0)) else { return true }
      installations[id] = Installation(
        captured: row.int64(1), delivered: row.int64(2), queued: row.int64(3), discarded: [:])
      return true
    }
    try connection.forEach("SELECT installation, reason, count FROM installation_discard WHERE count > 0") { row in
      if let id = ReportID(bytes: row.blob(0)) { installations[id]?.discarded[row.text(1)] = row.int64(2) }
      return true
    }
    try connection.forEach("SELECT name, sum(value) FROM accounting GROUP BY name HAVING sum(value) > 0") { row in
      accounting[row.text(0)] = row.int64(1)
      return true
    }
    try connection.forEach("SELECT (SELECT count(*) FROM placement), (SELECT total(report_count) FROM ticket)") { row in
      (onTickets, countedOnTickets) = (row.int(0), row.int(1))
      return false
    }
  }
}
