// Makes a store of an older schema with reports and tickets. The collector's own migrations make the tables: it is
// killed after the commit of one. The rows are inserted by SQL.
import CollectorCore
import FaultKit
import Foundation
import TellbackSQLite
import TellbackWire

enum OldStore {
  /// Makes one store for each schema older than the newest, in `FOLDER/old-NUMBER`. Returns their numbers.
  static func makeAll(in folder: Folder, _ ledger: Ledger) async throws -> [Int] {
    let newest = try await version(of: folder, name: "newest", killedAfterSync: nil) ?? 0
    var found: Set<Int> = []
    for sync in 1... {
      let name = "made-\(sync)"
      guard let number = try await version(of: folder, name: name, killedAfterSync: sync) else { break }
      if number > 0, number < newest, found.insert(number).inserted {
        try fill(folder.file(name), ledger)
        try FileManager.default.moveItem(atPath: folder.file(name), toPath: folder.file("old-\(number)"))
      }
      if number == newest { break }
    }
    guard newest > 1, found == Set(1..<newest) else {
      throw FaultError("The schemas before \(newest) could not be made; only \(found.sorted()).")
    }
    return found.sorted()
  }

  /// Starts a collector on a new directory, kills it after that sync of the log, and returns its schema's number.
  private static func version(of folder: Folder, name: String, killedAfterSync sync: Int?) async throws -> Int? {
    let faults = try FileFaults(folder: folder.file(name), path: folder.file(name + ".faults"))
    let collector = try Collector(folder, environment: try faults.environment, name: name)
    if let sync { faults.arm(.sync, name: "collector.sqlite-wal", from: sync, .killAfter) }
    do { try await collector.start() } catch  where collector.process?.end() == .signal(SIGKILL) {}
    try await collector.stop()
    let db = try Connection(path: collector.data + "/collector.sqlite")
    return try Migrator.version(of: db)
  }

  static let groups = 8
  static let reports = 40

  /// An app with reports: those of the first groups are on tickets, the others wait for the digest.
  private static func fill(_ data: String, _ ledger: Ledger) throws {
    let db = try Connection(path: data + "/collector.sqlite")
    try db.transaction {
      try db.run(
        "INSERT INTO app (id, name, created_at, app_per_minute, installation_per_minute) VALUES (1, 'shop', 1, 0, 0)")
      var opened = 0
      for number in 0..<reports {
        let group = number % groups
        let intent = Ledger.Intent(
          id: ReportID(at: Timestamp(milliseconds: 1_700_000_000_000 + Int64(number)), random: (UInt64(number), 99)),
          group: group, number: 100_000 + number)
        ledger.intend(intent)
        ledger.acknowledge(intent.id)
        let report = Report(
          id: intent.id, capturedAt: Timestamp(milliseconds: 1_700_000_000_000), text: intent.text, page: "/kill")
        try db.run(
          "INSERT INTO report (id, app, received_at, body) VALUES (?, 1, ?, ?)",
          [.blob(intent.id.bytes), .integer(1_700_000_000_500), .blob(report.encoded())])
        let sequence = db.lastInsertRowID
        if group < groups / 2, number < reports - groups {
          opened += try place(report, sequence, ticket: Int64(group + 1), in: db) ? 1 : 0
        } else {
          try db.run(
            "INSERT INTO pending (report, reference) VALUES (?, ?)",
            [.integer(sequence), .integer(intent.id.reference.number)])
        }
      }
      let placed = try db.first("SELECT COUNT(*) FROM placement") { $0.int(0) } ?? 0
      try db.run(
        "INSERT INTO tally (app, received, opened, attached) VALUES (1, ?, ?, ?)",
        [.int(reports), .int(opened), .int(placed - opened)])
    }
  }

  /// True when it opened the ticket.
  private static func place(_ report: Report, _ sequence: Int64, ticket: Int64, in db: Connection) throws -> Bool {
    let isFirst = try db.first("SELECT 1 FROM ticket WHERE number = ?", [.integer(ticket)]) { _ in true } == nil
    if isFirst {
      try db.run(
        """
        INSERT INTO ticket (number, app, state, kind, severity, opened_at, changed_at, report_count, reporter_count,
          first_captured_at, last_captured_at, first_received_at, last_received_at, page, title)
        VALUES (?, 1, 0, 0, 2, 1, 1, 0, 0, 1700000000000, 1700000000000, 1700000000500, 1700000000500, '/kill', ?)
        """, [.integer(ticket), .text(report.text)])
      try db.run(
        "INSERT INTO grouping_key (app, key, ticket, at) VALUES (1, ?, ?, 1)",
        [.blob(ExactGrouping.key(of: report).bytes), .integer(ticket)])
      // From schema 12 on; that schema makes those of older stores.
      if try db.first("SELECT 1 FROM sqlite_schema WHERE name = 'numbers_mark'", make: { _ in true }) != nil {
        try db.run(
          "INSERT INTO numbers_mark (ticket, app, component, team, measure, at, day) VALUES (?, 1, 0, 0, 0, 1, 0)",
          [.integer(ticket)])
      }
    }
    try db.run(
      "INSERT INTO placement (report, ticket, at, opened, mechanism) VALUES (?, ?, 1, ?, 'exact-1/words')",
      [.integer(sequence), .integer(ticket), .bool(isFirst)])
    try db.run(
      "INSERT INTO ticket_reporter (ticket, reporter) VALUES (?, ?)",
      [.integer(ticket), .blob(ReporterKey.bytes(of: report, installation: nil))])
    try db.run(
      "UPDATE ticket SET report_count = report_count + 1, reporter_count = reporter_count + 1 WHERE number = ?",
      [.integer(ticket)])
    try db.run(
      "INSERT INTO event (ticket, at, kind, report) VALUES (?, 1, ?, ?)",
      [.integer(ticket), .int(isFirst ? 0 : 1), .blob(report.id.bytes)])
    return isFirst
  }
}
