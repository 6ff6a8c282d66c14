// Reads one queue's file and its installation's identity as plain tables, after every process has closed it.
import FaultKit
import Foundation
import Tellback
import TellbackSQLite

struct QueueTables {
  struct Update: Equatable, CustomStringConvertible {
    var sequence: Int64
    var report: ReportID
    var kind: String
    var ticket: Int64?
    var message: String?
    var description: String { "\(sequence) \(kind) \(message ?? "") for \(report)" }
  }

  let path: String
  let folder: Int
  var installation: ReportID?
  var waiting: Set<ReportID> = []
  var attachmentsWaiting = 0
  /// Whether the collector accepted it, by report.
  var receipts: [ReportID: Bool] = [:]
  var refused: [(id: ReportID, code: String)] = []
  var messagesWaiting: Set<ReportID> = []
  /// The code of the refusal, by message.
  var messagesRefused: [ReportID: String] = [:]
  var events: [Update] = []
  var account: [String: Int64] = [:]

  /// The queues of a folder, by slot.
  static func all(in path: String, folder: Int) throws -> [QueueTables] {
    try (0..<64).compactMap { number in
      let slot = "\(path)/\(number)"
      guard FileManager.default.fileExists(atPath: slot + "/queue.sqlite") else { return nil }
      return try QueueTables(slot: slot, folder: folder)
    }
  }

  private init(slot: String, folder: Int) throws {
    path = slot
    self.folder = folder
    if let text = FileManager.default.contents(atPath: slot + "/installation") {
      installation = InstallationCredential(header: String(decoding: text, as: UTF8.self))?.id
    }
    let connection = try Connection(path: slot + "/queue.sqlite")
    func ids(_ sql: String) throws -> [ReportID] {
      try connection.rows(sql) { ReportID(bytes: $0.blob(0)) }.compactMap { $0 }
    }
    guard try connection.hasAllQueueTables() else { return }
    waiting = Set(try ids("SELECT id FROM report"))
    attachmentsWaiting = try connection.first("SELECT COUNT(*) FROM attachment") { $0.int(0) } ?? 0
    for (id, isAccepted) in try connection.rows(
      "SELECT id, is_accepted FROM receipt", make: { (ReportID(bytes: $0.blob(0)), $0.bool(1)) })
    {
      if let id { receipts[id] = isAccepted }
    }
    refused = try connection.rows("SELECT id, code FROM refused") { (ReportID(bytes: $0.blob(0)), $0.text(1)) }
      .compactMap { id, code in id.map { ($0, code) } }
    messagesWaiting = Set(try ids("SELECT id FROM message"))
    for (id, code) in try connection.rows(
      "SELECT id, code FROM message_receipt WHERE is_accepted = 0",
      make: { (ReportID(bytes: $0.blob(0)), $0.textOrNil(1)) })
    {
      if let id { messagesRefused[id] = code ?? "refused" }
    }
    events = try connection.rows("SELECT sequence, report, kind, ticket, message FROM event ORDER BY sequence") { row in
      ReportID(bytes: row.blob(1)).map {
        Update(
          sequence: row.int64(0), report: $0, kind: row.text(2), ticket: row.int64OrNil(3), message: row.textOrNil(4))
      }
    }.compactMap { $0 }
    try connection.forEach("SELECT name, value FROM account") { row in
      account[row.text(0)] = row.int64(1)
      return true
    }
    let byRows = try connection.first("SELECT coalesce(max(captured), 0) FROM report") { $0.int64(0) }
    account["captured"] = max(account["captured"] ?? 0, byRows ?? 0)
  }
}
