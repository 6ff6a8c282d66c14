// Blocked senders, and the reports and messages that are kept back.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func block(_ id: Int64) throws -> SenderBlock? {
    try db.first(
      "SELECT \(SenderBlock.columns) FROM sender_block WHERE id = ?", [.integer(id)], make: SenderBlock.init(row:))
  }

  func blocks(in apps: AppScope, limit: Int) throws -> [SenderBlock] {
    try db.rows(
      """
      SELECT \(SenderBlock.columns) FROM sender_block
      WHERE \(apps.sql("app")) AND (ended_at IS NULL
        OR EXISTS (SELECT 1 FROM kept_report AS k WHERE k.block = sender_block.id AND k.released_at IS NULL)
        OR EXISTS (SELECT 1 FROM kept_message AS m WHERE m.block = sender_block.id))
      ORDER BY id DESC
      LIMIT ?
      """, [.int(max(0, limit))], make: SenderBlock.init(row:))
  }

  func block(of installation: ReportID?, reporter: [UInt8]?, app: AppID) throws -> SenderBlock? {
    for (column, key) in [("installation", installation?.bytes), ("reporter", reporter)] {
      guard let key else { continue }
      let found = try db.first(
        "SELECT \(SenderBlock.columns) FROM sender_block WHERE app = ? AND \(column) = ? AND ended_at IS NULL",
        [.app(app), .blob(key)], make: SenderBlock.init(row:))
      if let found { return found }
    }
    return nil
  }

  func blockCount(app: AppID) throws -> Int {
    try db.first("SELECT COUNT(*) FROM sender_block WHERE app = ? AND ended_at IS NULL", [.app(app)]) { $0.int(0) } ?? 0
  }

  func keptBack(by block: Int64) throws -> KeptBack {
    try db.first(
      """
      SELECT (SELECT COUNT(*) FROM kept_report WHERE block = ?1 AND released_at IS NULL),
        (SELECT COUNT(*) FROM kept_message WHERE block = ?1)
      """, [.integer(block)]
    ) { KeptBack(reports: $0.int64(0), messages: $0.int64(1)) } ?? KeptBack()
  }

  func keptBack(in apps: AppScope) throws -> KeptBack {
    let reports = try db.first("SELECT TOTAL(kept_back) FROM tally WHERE \(apps.sql("app"))") { $0.int64(0) } ?? 0
    let messages = try db.first(
      """
      SELECT COUNT(*) FROM kept_message AS k
      JOIN sender_block AS b ON b.id = k.block
      WHERE \(apps.sql("b.app"))
      """
    ) { $0.int64(0) }
    return KeptBack(reports: reports, messages: messages ?? 0)
  }

  func keptBack(report id: ReportID) throws -> Int64? {
    try db.first(
      """
      SELECT k.block FROM kept_report AS k
      WHERE k.report = (SELECT sequence FROM report WHERE id = ?) AND k.released_at IS NULL
      """, [.id(id)]
    ) { $0.int64(0) }
  }

  func keptBack(message sequence: Int64) throws -> Int64? {
    try db.first("SELECT block FROM kept_message WHERE message = ?", [.integer(sequence)]) { $0.int64(0) }
  }

  func keptReports(by block: Int64, after sequence: Int64, limit: Int) throws -> [StoredReport] {
    try db.rows(
      """
      SELECT \(StoredReport.columns) FROM kept_report AS k
      JOIN report AS r ON r.sequence = k.report
      WHERE k.block = ? AND k.report > ? AND k.released_at IS NULL
      ORDER BY k.report
      LIMIT ?
      """, [.integer(block), .integer(sequence), .int(max(0, limit))], make: StoredReport.init(row:))
  }

  func keptMessages(by block: Int64, after sequence: Int64, limit: Int) throws
    -> [(message: StoredMessage, report: StoredReport)]
  {
    let messages = try storedMessages(
      "m.sequence IN (SELECT message FROM kept_message WHERE block = ? AND message > ? ORDER BY message LIMIT ?)",
      [.integer(block), .integer(sequence), .int(max(0, limit))])
    return try messages.compactMap { message in try report(message.message.report).map { (message, $0) } }
  }

  func isReleased(report sequence: Int64) throws -> Bool {
    try db.first("SELECT released_at IS NOT NULL FROM kept_report WHERE report = ?", [.integer(sequence)]) {
      $0.bool(0)
    } ?? false
  }
}

extension SQLiteWrites {
  /// The digest asks for each report: whether anybody is blocked at all is asked once in a transaction.
  func block(of installation: ReportID?, reporter: [UInt8]?, app: AppID) throws -> SenderBlock? {
    guard try hasBlocks() else { return nil }
    return try SQLiteReads(db).block(of: installation, reporter: reporter, app: app)
  }

  func hasBlocks() throws -> Bool {
    if let known = lookups.hasBlocks { return known }
    let found =
      try db.first("SELECT EXISTS (SELECT 1 FROM sender_block WHERE ended_at IS NULL)", make: { $0.bool(0) }) ?? true
    lookups.hasBlocks = found
    return found
  }

  func addBlock(_ block: SenderBlock) throws -> Int64 {
    lookups.hasBlocks = nil
    var (installation, reporter): (SQLiteValue, SQLiteValue) = (.null, .null)
    switch block.sender {
    case .installation(let id): installation = .id(id)
    case .reporter(let key): reporter = .blob(key)
    }
    try db.run(
      """
      INSERT INTO sender_block (app, installation, reporter, report, at, by, reason, ended_at, ended_by)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .app(block.app), installation, reporter, .id(block.report), .at(block.at), .text(block.by),
        .text(block.reason), .at(block.endedAt), .text(block.endedBy),
      ])
    return try db.lastInsertRowID
  }

  func endBlock(_ id: Int64, by name: String, at: Timestamp) throws -> Bool {
    try db.run(
      "UPDATE sender_block SET ended_at = ?, ended_by = ? WHERE id = ? AND ended_at IS NULL",
      [.at(at), .text(name), .integer(id)]) == 1
  }

  func keepBack(report sequence: Int64, announcing attachments: [AttachmentInfo], by block: Int64, at: Timestamp) throws
  {
    let key = SQLiteValue.integer(sequence)
    let reference = try db.first("SELECT reference FROM pending WHERE report = ?", [key]) { $0.int64(0) }
    try takeFromPending(sequence)
    try db.send(
      """
      INSERT INTO kept_report (report, block, reference, at) VALUES (?1, ?2, ?3, ?4)
      ON CONFLICT (report) DO UPDATE SET block = ?2, at = ?4, released_at = NULL
      """, [key, .integer(block), .integer(reference), .at(at)])
    // Its files may come later, and are taken as those of any report.
    try announce(attachments, report: sequence)
    try countKept(sequence, by: 1)
  }

  func release(report sequence: Int64, at: Timestamp) throws -> Bool {
    let key = SQLiteValue.integer(sequence)
    let released = try db.run(
      "UPDATE kept_report SET released_at = ? WHERE report = ? AND released_at IS NULL", [.at(at), key])
    guard released == 1 else { return false }
    try db.send(
      "INSERT INTO pending (report, reference) SELECT report, reference FROM kept_report WHERE report = ?", [key])
    try countKept(sequence, by: -1)
    return true
  }

  private func countKept(_ sequence: Int64, by change: Int64) throws {
    try db.send(
      "UPDATE tally SET kept_back = kept_back + ? WHERE app = (SELECT app FROM report WHERE sequence = ?)",
      [.integer(change), .integer(sequence)])
  }

  func keepBack(message sequence: Int64, by block: Int64, at: Timestamp) throws {
    try db.send(
      "INSERT INTO kept_message (message, block, at) VALUES (?, ?, ?)", [.integer(sequence), .integer(block), .at(at)])
  }

  func release(message sequence: Int64) throws -> Bool {
    try db.run("DELETE FROM kept_message WHERE message = ?", [.integer(sequence)]) == 1
  }
}

extension SenderBlock {
  fileprivate static let columns = "id, app, installation, reporter, report, at, by, ended_at, ended_by, reason"

  fileprivate init(row: Row) throws {
    let sender: BlockedSender =
      try row.idOrNil(2).map { .installation($0) } ?? .reporter(row.blobOrNil(3) ?? [])
    self.init(
      id: row.int64(0), app: AppID(row.int64(1)), sender: sender, reason: row.text(9), report: try row.idOrNil(4),
      at: row.at(5), by: row.text(6), endedAt: row.atOrNil(7), endedBy: row.textOrNil(8))
  }
}
