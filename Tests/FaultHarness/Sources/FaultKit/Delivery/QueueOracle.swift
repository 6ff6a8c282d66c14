// Reads the files of an SDK's queue folder, from copies: what waits, and whether its account adds up.
import Foundation
import TellbackSQLite
import TellbackWire

public struct QueueOracle: Sendable {
  public var waiting: Set<ReportID> = []
  /// What reporters wrote and was not sent yet.
  public var messages: Set<ReportID> = []
  public var attachments = 0
  public var captured: Int64 = 0
  public var delivered: Int64 = 0
  public var discarded: Int64 = 0
  public var shed: Int64 = 0
  /// What no kill may bring about: damaged files, sums that do not hold.
  public var findings: [String] = []

  /// Reads every slot of `queue`. `scratch` is a folder for the copies. Nobody may hold the slots.
  public init(queue: String, scratch: String) throws {
    let files = FileManager.default
    for slot in (try? files.contentsOfDirectory(atPath: queue)) ?? [] {
      let folder = "\(queue)/\(slot)"
      let names = (try? files.contentsOfDirectory(atPath: folder)) ?? []
      for name in names where name.hasPrefix("damaged") {
        findings.append("\(folder)/\(name) was moved aside as damaged")
      }
      guard names.contains("queue.sqlite") else { continue }
      try? files.removeItem(atPath: scratch)
      try files.createDirectory(atPath: scratch, withIntermediateDirectories: true)
      for name in names where name.hasPrefix("queue.sqlite") {
        try files.copyItem(atPath: "\(folder)/\(name)", toPath: "\(scratch)/\(name)")
      }
      try read(Connection(path: scratch + "/queue.sqlite"), folder)
    }
  }

  private mutating func read(_ db: Connection, _ folder: String) throws {
    let integrity = try db.rows("PRAGMA integrity_check(5)") { $0.text(0) }
    if integrity != ["ok"] { findings.append("\(folder): integrity_check: \(integrity)") }
    guard try db.hasAllQueueTables() else { return }
    let ids = try db.rows("SELECT id FROM report") { ReportID(bytes: $0.blob(0)) }.compactMap { $0 }
    var sums: [String: Int64] = [:]
    try db.forEach("SELECT name, value FROM account") { row in
      sums[row.text(0)] = row.int64(1)
      return true
    }
    attachments += try db.first("SELECT COUNT(*) FROM attachment") { $0.int(0) } ?? 0
    // The account may be behind the rows.
    let byRows = try db.first("SELECT coalesce(max(captured), 0) FROM report") { $0.int64(0) } ?? 0
    let (captured, delivered) = (max(sums["captured"] ?? 0, byRows), sums["delivered"] ?? 0)
    let discarded = sums.filter { $0.key.hasPrefix("discarded:") }.reduce(0) { $0 + $1.value }
    if captured != delivered + discarded + Int64(ids.count) {
      findings.append(
        "\(folder): captured \(captured) is not delivered \(delivered) + discarded \(discarded) + queued \(ids.count)")
    }
    self.captured += captured
    self.delivered += delivered
    self.discarded += discarded
    shed += sums.filter { $0.key.hasPrefix("shed:") }.reduce(0) { $0 + $1.value }
    for id in ids where !waiting.insert(id).inserted { findings.append("\(id) waits in two slots") }
    let said = try db.rows("SELECT id FROM message") { ReportID(bytes: $0.blob(0)) }.compactMap { $0 }
    let (saidInAll, arrived) = (sums["messages_captured"] ?? 0, sums["messages_delivered"] ?? 0)
    let dropped = sums.filter { $0.key.hasPrefix("messages_discarded:") }.reduce(0) { $0 + $1.value }
    if saidInAll != arrived + dropped + Int64(said.count) {
      findings.append(
        "\(folder): \(saidInAll) messages are not delivered \(arrived) + discarded \(dropped) + queued \(said.count)")
    }
    self.discarded += dropped
    for id in said where !messages.insert(id).inserted { findings.append("message \(id) waits in two slots") }
  }
}

extension Connection {
  /// A process that ended before it had made all tables of its queue has saved nothing; they are made in several commits.
  public func hasAllQueueTables() throws -> Bool {
    try first("SELECT COUNT(*) FROM sqlite_schema WHERE name = 'trouble'") { $0.int(0) } == 1
  }
}
