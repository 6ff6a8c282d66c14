// The reports in a queue file: a report is inserted once and leaves the queue only delivered, refused or erased.
import TellbackSQLite
import TellbackWire

/// A report that waits to be sent.
struct QueuedReport: Sendable {
  var id: ReportID
  var attempts: Int
  var body: [UInt8]
}

extension QueueDatabase {
  /// Inserts a report and as many of its attachments as fit. Returns the positions of those that were dropped. Returns nil
  /// when the report waits already; then nothing changes. Call it inside a transaction.
  func insert(
    _ item: QueueItem, attachmentLimit: Int, keepsAttachments: Bool = true, isCapture: Bool = false
  ) throws -> [Int]? {
    let inserted = try connection.run(
      """
      INSERT INTO report (id, captured_at, bytes, body, checksum, file, captured) VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO NOTHING
      """,
      [
        .blob(item.id.bytes), .integer(item.capturedAt.milliseconds), .int(item.body.count), .blob(item.body),
        .integer(RowChecksum.report(item.id, item.capturedAt, item.body).value(in: file)), .integer(file),
        isCapture ? .integer(captured + 1) : .null,
      ])
    guard inserted > 0 else { return nil }
    if isCapture { countCapture() }
    change {
      $0.reports += 1
      $0.bytes += item.body.count
    }
    var shed: [Int] = []
    for (position, file) in item.attachments.enumerated() {
      guard keepsAttachments, totals.attachmentBytes + file.data.count <= attachmentLimit else {
        shed.append(position)
        try add(1, to: Account.shed(keepsAttachments ? "queue_full" : "disk_full"))
        continue
      }
      try insert(file, of: item.id, at: position)
    }
    return shed
  }

  /// The next reports to send, oldest first; at least one when one is due. A row postponed beyond `horizon` from now was
  /// postponed by a wrong clock and is due. `damaged` lists the sequences of rows whose checksum does not fit. Throws for a
  /// row of another queue's file, as for any damage that a rebuilding mends.
  func due(
    count: Int, bytes: Int, now: Timestamp, horizon: Int64
  ) throws -> (reports: [QueuedReport], damaged: [Int64]) {
    var result: [QueuedReport] = []
    var damaged: [Int64] = []
    var sum = 0
    try connection.forEach(
      """
      SELECT id, attempts, body, captured_at, checksum, sequence, file FROM report
      WHERE not_before <= ? OR not_before > ?
      ORDER BY sequence LIMIT ?
      """, [.integer(now.milliseconds), .integer(now.milliseconds &+ horizon), .int(count)]
    ) { row in
      let body = row.blob(2)
      guard let id = ReportID(bytes: row.blob(0)),
        Self.isWhole(
          id, Timestamp(milliseconds: row.int64(3)), body, checksum: row.int64OrNil(4), file: row.int64OrNil(6))
      else {
        damaged.append(row.int64(5))
        return true
      }
      try expectOwn(row.int64OrNil(6))
      guard result.isEmpty || sum + body.count <= bytes else { return false }
      sum += body.count
      result.append(QueuedReport(id: id, attempts: Int(UInt16(clamping: row.int(1))), body: body))
      return true
    }
    return (result, damaged)
  }

  private static func isWhole(
    _ id: ReportID, _ capturedAt: Timestamp, _ body: [UInt8], checksum: Int64?, file: Int64?
  ) -> Bool {
    if let checksum { return checksum == RowChecksum.report(id, capturedAt, body).value(in: file) }
    return (try? Report(decoding: body))?.id == id
  }

  /// Throws when a row that is whole was written to another file than this one.
  func expectOwn(_ file: Int64?) throws {
    guard let file, file != self.file else { return }
    throw SQLiteError.corrupt("a row is of another queue", attempted: "SELECT file")
  }

  func has(_ id: ReportID) throws -> Bool {
    try connection.first("SELECT 1 FROM report WHERE id = ?", [.blob(id.bytes)], make: { _ in true }) ?? false
  }

  /// Discards a damaged row and keeps a receipt that says so. Call it inside a transaction.
  func giveUp(_ sequence: Int64, at moment: Timestamp) throws {
    let row = try connection.first(
      "SELECT id, captured_at, length(body) FROM report WHERE sequence = ?", [.integer(sequence)]
    ) { (ReportID(bytes: $0.blob(0)), $0.int64(1), $0.int(2)) }
    guard let (id, capturedAt, bytes) = row else { return }
    try connection.run("DELETE FROM report WHERE sequence = ?", [.integer(sequence)])
    change {
      $0.reports -= 1
      $0.bytes -= bytes
    }
    try add(1, to: Account.discarded(Account.corrupt))
    guard let id else { return }
    try connection.run(
      """
      INSERT OR IGNORE INTO receipt (id, captured_at, answered_at, title, is_accepted, code, message)
      VALUES (?, ?, ?, '', 0, 'corrupt_queue', 'The disk changed it; it was not sent.')
      """, [.blob(id.bytes), .integer(capturedAt), .integer(moment.milliseconds)])
    for position in try attachmentPositions(of: id) { try shed(id, position, reason: Account.corrupt) }
    try refuseMessages(
      of: id, code: Account.corrupt, why: "The disk changed the report; it was not sent.", at: moment)
  }

  /// When the first report is due: 1970 for one that was not postponed, nil when none waits.
  func nextDue() throws -> Timestamp? {
    try connection.first("SELECT min(not_before) FROM report") { row in
      row.int64OrNil(0).map { Timestamp(milliseconds: $0) }
    } ?? nil
  }

  /// Postpones a report, so that the others are sent.
  func putOff(_ id: ReportID, until moment: Timestamp) throws {
    try connection.run(
      "UPDATE report SET attempts = min(attempts, 1000000) + 1, not_before = ? WHERE id = ?",
      [.integer(moment.milliseconds), .blob(id.bytes)])
  }

  func countAttempt(_ id: ReportID) throws {
    try connection.run("UPDATE report SET attempts = min(attempts, 1000000) + 1 WHERE id = ?", [.blob(id.bytes)])
  }

  /// Removes a report that the collector's receipt names: the collector has it, or had it and erased it. False when it is not
  /// in the queue. Call it inside a transaction that adds the delivered reports to the account at its end.
  func deliver(_ id: ReportID, at moment: Timestamp, erased why: String? = nil) throws -> Bool {
    let code: String? = why == nil ? nil : "erased"
    guard try remove(id, at: moment, isAccepted: why == nil, code: code, message: why) != nil else { return false }
    if let why { try refuseMessages(of: id, code: "erased", why: why, at: moment) }
    guard totals.attachments > 0 else { return true }
    if why != nil {
      for position in try attachmentPositions(of: id) { try shed(id, position, reason: "report_erased") }
    } else {
      try connection.run("UPDATE attachment SET released = 1 WHERE report = ?", [.blob(id.bytes)])
    }
    return true
  }

  /// Quarantines a report with the reason and drops its attachments. False when it is not there. Call it inside a transaction.
  func refuse(_ id: ReportID, code: String, message: String, at moment: Timestamp, keeping limit: Int) throws -> Bool {
    guard let body = try remove(id, at: moment, isAccepted: false, code: code, message: message) else { return false }
    try connection.run(
      "INSERT OR REPLACE INTO refused (id, refused_at, code, message, body) VALUES (?, ?, ?, ?, ?)",
      [.blob(id.bytes), .integer(moment.milliseconds), .text(code), .text(message), .blob(body)])
    try connection.run(
      "DELETE FROM refused WHERE sequence <= (SELECT max(sequence) FROM refused) - ?", [.int(max(limit, 1))])
    try add(1, to: Account.discarded("refused"))
    for position in try attachmentPositions(of: id) { try shed(id, position, reason: "report_refused") }
    try refuseMessages(
      of: id, code: "report_refused", why: "The report was not accepted, so nobody can answer it.", at: moment)
    return true
  }

  func refused() throws -> [RefusedReport] {
    try connection.rows("SELECT id, refused_at, code, message, body FROM refused ORDER BY sequence") { row in
      ReportID(bytes: row.blob(0)).map {
        RefusedReport(
          id: $0, refusedAt: Timestamp(milliseconds: row.int64(1)), code: row.text(2), message: row.text(3),
          bytes: row.blob(4))
      }
    }.compactMap { $0 }
  }

  /// Visits every report that waits with its attachments, to move them to another database.
  func everything(_ visit: (QueueItem) throws -> Void) throws {
    try connection.forEach("SELECT id, captured_at, body FROM report ORDER BY sequence") { row in
      guard let id = ReportID(bytes: row.blob(0)) else { return true }
      var item = QueueItem(id: id, capturedAt: Timestamp(milliseconds: row.int64(1)), body: row.blob(2))
      item.attachments = try connection.rows(
        "SELECT name, type, data FROM attachment WHERE report = ? ORDER BY position", [.blob(id.bytes)]
      ) { QueueItem.File(name: $0.text(0), type: $0.text(1), data: $0.blob(2)) }
      try visit(item)
      return true
    }
  }

  /// Copies to another database what is left of delivered reports: attachments that wait, receipts and refused reports.
  func everythingDelivered(into other: QueueDatabase) throws {
    try connection.forEach(
      "SELECT report, position, name, type, attempts, bytes, data, is_message FROM attachment WHERE released = 1"
    ) { row in
      let bytes = row.int(5)
      try other.connection.run(
        """
        INSERT INTO attachment (report, position, name, type, attempts, released, bytes, data, is_message)
        VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?)
        """,
        [
          .blob(row.blob(0)), .int(row.int(1)), .text(row.text(2)), .text(row.text(3)), .int(row.int(4)), .int(bytes),
          .blob(row.blob(6)), .bool(row.bool(7)),
        ])
      other.change {
        $0.attachments += 1
        $0.attachmentBytes += bytes
      }
      return true
    }
    try connection.forEach(
      "SELECT id, captured_at, answered_at, title, is_accepted, code, message, user FROM receipt ORDER BY sequence"
    ) { row in
      try other.connection.run(
        """
        INSERT OR REPLACE INTO receipt (id, captured_at, answered_at, title, is_accepted, code, message, user, activity)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
          .blob(row.blob(0)), .integer(row.int64(1)), .integer(row.int64(2)), .text(row.text(3)), .int(row.int(4)),
          .text(row.textOrNil(5)), .text(row.textOrNil(6)), .text(row.textOrNil(7)),
          .integer(try other.nextActivity(at: Timestamp(milliseconds: row.int64(2)))),
        ])
      return true
    }
    try connection.forEach("SELECT id, refused_at, code, message, body FROM refused ORDER BY sequence") { row in
      try other.connection.run(
        "INSERT OR REPLACE INTO refused (id, refused_at, code, message, body) VALUES (?, ?, ?, ?, ?)",
        [
          .blob(row.blob(0)), .integer(row.int64(1)), .text(row.text(2)), .text(row.text(3)), .blob(row.blob(4)),
        ])
      return true
    }
  }

  private func remove(
    _ id: ReportID, at moment: Timestamp, isAccepted: Bool, code: String?, message: String?
  ) throws -> [UInt8]? {
    let row = try connection.first("SELECT captured_at, body FROM report WHERE id = ?", [.blob(id.bytes)]) {
      ($0.int64(0), $0.blob(1))
    }
    guard let (capturedAt, body) = row else { return nil }
    let head = ReportHead(of: body)
    try connection.run("DELETE FROM report WHERE id = ?", [.blob(id.bytes)])
    change {
      $0.reports -= 1
      $0.bytes -= body.count
    }
    try connection.run(
      """
      INSERT OR REPLACE INTO receipt (id, captured_at, answered_at, title, is_accepted, code, message, user, activity)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .blob(id.bytes), .integer(capturedAt), .integer(moment.milliseconds), .text(head.title),
        .bool(isAccepted), .text(code), .text(message), .text(head.user), .integer(try nextActivity(at: moment)),
      ])
    return body
  }
}
