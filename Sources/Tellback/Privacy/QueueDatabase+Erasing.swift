// Erasing in a queue file: rows are deleted, the erasure request is kept until the collector has done it, and no page or log
// frame keeps the words.
import TellbackSQLite
import TellbackWire

/// An erasure request that the collector has not confirmed.
struct QueuedErasure: Sendable {
  var sequence: Int64
  /// The installation whose reports are erased; its secret is the proof.
  var installation: InstallationCredential
  /// The request, encoded.
  var body: [UInt8]
}

extension QueueDatabase {
  /// Erases a report from all tables. True when it was here. Call it inside a transaction.
  func forget(_ id: ReportID) throws -> Bool {
    let key = SQLiteValue.blob(id.bytes)
    var isHere = false
    if let bytes = try connection.first("SELECT length(body) FROM report WHERE id = ?", [key], make: { $0.int(0) }) {
      try connection.run("DELETE FROM report WHERE id = ?", [key])
      change {
        $0.reports -= 1
        $0.bytes -= bytes
      }
      try add(1, to: Account.discarded("erased"))
      isHere = true
    }
    for position in try attachmentPositions(of: id) {
      try shed(id, position, reason: "report_erased")
      isHere = true
    }
    for table in ["receipt", "refused"] where try connection.run("DELETE FROM \(table) WHERE id = ?", [key]) > 0 {
      isHere = true
    }
    try connection.run("DELETE FROM event WHERE report = ?", [key])
    try forgetMessages(of: id)
    try connection.run("DELETE FROM fix WHERE key NOT IN (SELECT fix FROM event WHERE fix IS NOT NULL)")
    return isHere
  }

  /// Erases everything and resets the counts. Call it inside a transaction.
  func forgetEverything() throws {
    for table in [
      "report", "attachment", "receipt", "refused", "event", "known_issues", "message", "message_receipt", "fix",
      "draft", "heartbeat", "help", "trouble", "reached",
    ] {
      try connection.run("DELETE FROM \(table)")
    }
    change { $0 = QueueTotals() }
    try resetAccount()
  }

  /// Saves an erasure request: for one report, without a successor, or for everything. Call it inside a transaction.
  func keepErasure(
    _ body: [UInt8], of installation: InstallationCredential, successor: InstallationCredential?, at moment: Timestamp
  ) throws {
    try connection.run(
      "INSERT INTO erasure (installation, successor, body, asked_at) VALUES (?, ?, ?, ?)",
      [
        .text(installation.header), .text(successor?.header), .blob(body), .integer(moment.milliseconds),
      ])
  }

  func nextErasure() throws -> QueuedErasure? {
    try connection.first("SELECT sequence, installation, body FROM erasure ORDER BY sequence LIMIT 1") { row in
      InstallationCredential(header: row.text(1)).map {
        QueuedErasure(sequence: row.int64(0), installation: $0, body: row.blob(2))
      }
    } ?? nil
  }

  func erasureCount() throws -> Int {
    try connection.first("SELECT count(*) FROM erasure", make: { $0.int(0) }) ?? 0
  }

  func finishErasure(_ sequence: Int64) throws {
    try connection.run("DELETE FROM erasure WHERE sequence = ?", [.integer(sequence)])
  }

  /// The current identity. A committed erasure replaced the one in the slot's file, even when the process ended before it wrote
  /// that file.
  func successor(of installation: InstallationCredential) throws -> InstallationCredential {
    var current = installation
    for _ in 0..<1_000 {
      let next = try connection.first(
        "SELECT successor FROM erasure WHERE installation = ? AND successor IS NOT NULL", [.text(current.header)],
        make: { $0.text(0) })
      guard let next, let credential = InstallationCredential(header: next) else { break }
      current = credential
    }
    return current
  }

  /// Rewrites the file without free pages and truncates the log, so that neither keeps a byte of what was deleted. It takes as
  /// long as copying the file.
  func scrub() throws {
    guard isDurable else { return }
    try connection.execute("VACUUM")
    try connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
  }
}
