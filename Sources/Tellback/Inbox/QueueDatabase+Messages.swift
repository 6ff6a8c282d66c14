// A reporter's own messages in a queue file. A message is inserted once, waits until its report is delivered, and leaves the
// queue only delivered, refused or erased. What became of it stays beside the updates of its report.
import TellbackSQLite
import TellbackWire

/// A message ready for the queue: encoded, so that nothing is computed inside the transaction.
struct MessageItem: Sendable {
  var id: ReportID
  var report: ReportID
  var body: [UInt8]
  var attachments: [QueueItem.File] = []
}

/// A message that waits to be sent.
struct QueuedMessage: Sendable {
  var id: ReportID
  var report: ReportID
  var attempts: Int
  var body: [UInt8]
}

extension QueueDatabase {
  /// The most messages kept for one report after they were delivered; older ones are deleted.
  private static var messagesPerReport: Int { 200 }

  /// Inserts a message and as many of its attachments as fit. Returns the positions of those that were dropped; nil when the
  /// message is here already. Call it inside a transaction.
  func insert(
    _ item: MessageItem, after update: Int64, attachmentLimit: Int, keepsAttachments: Bool = true
  ) throws -> [Int]? {
    let inserted = try connection.run(
      """
      INSERT INTO message (id, report, after, bytes, body, checksum, file) VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO NOTHING
      """,
      [
        .blob(item.id.bytes), .blob(item.report.bytes), .integer(update), .int(item.body.count), .blob(item.body),
        .integer(RowChecksum.message(item.id, item.report, after: update, item.body).value(in: file)), .integer(file),
      ])
    guard inserted > 0 else { return nil }
    change {
      $0.messages += 1
      $0.messageBytes += item.body.count
    }
    var shed: [Int] = []
    for (position, file) in item.attachments.enumerated() {
      guard keepsAttachments, totals.attachmentBytes + file.data.count <= attachmentLimit else {
        shed.append(position)
        try add(1, to: Account.shed(keepsAttachments ? "queue_full" : "disk_full"))
        continue
      }
      try insert(file, of: item.id, at: position, isMessage: true)
    }
    return shed
  }

  /// The next messages to send, in the order in which they were written. A message whose report waits is left out, and so is one
  /// behind an earlier message of its report that was postponed. `damaged` lists the sequences of rows whose checksum does not
  /// fit. Throws for a row of another queue's file.
  func dueMessages(
    count: Int, bytes: Int, now: Timestamp, horizon: Int64, isWaiting: (ReportID) throws -> Bool
  ) throws -> (messages: [QueuedMessage], damaged: [Int64]) {
    var result: [QueuedMessage] = []
    var damaged: [Int64] = []
    var (blocked, open) = (Set<ReportID>(), Set<ReportID>())
    var sum = 0
    try connection.forEach(
      "SELECT sequence, id, report, after, attempts, not_before, body, checksum, file FROM message ORDER BY sequence"
    ) { row in
      let body = row.blob(6)
      guard let id = ReportID(bytes: row.blob(1)), let report = ReportID(bytes: row.blob(2)),
        RowChecksum.message(id, report, after: row.int64(3), body).value(in: row.int64(8)) == row.int64(7)
      else {
        damaged.append(row.int64(0))
        return true
      }
      try expectOwn(row.int64(8))
      if blocked.contains(report) { return true }
      if !open.contains(report) {
        if try isWaiting(report) {
          blocked.insert(report)
          return true
        }
        open.insert(report)
      }
      // A row postponed beyond the horizon was postponed by a wrong clock and is due.
      let notBefore = row.int64(5)
      guard notBefore <= now.milliseconds || notBefore > now.milliseconds &+ horizon else {
        blocked.insert(report)
        return true
      }
      guard result.count < count, result.isEmpty || sum + body.count <= bytes else { return false }
      sum += body.count
      result.append(
        QueuedMessage(id: id, report: report, attempts: Int(UInt16(clamping: row.int64(4))), body: body))
      return true
    }
    return (result, damaged)
  }

  /// When the first message that may be sent is due: 1970 for one that was not postponed, nil when none may be sent.
  func nextMessageDue(isWaiting: (ReportID) throws -> Bool) throws -> Timestamp? {
    guard totals.messages > 0 else { return nil }
    var first: Int64?
    // The first message of each report: the others wait for it.
    try connection.forEach("SELECT report, not_before, min(sequence) FROM message GROUP BY report") { row in
      if let report = ReportID(bytes: row.blob(0)), try isWaiting(report) { return true }
      first = min(first ?? .max, row.int64(1))
      return true
    }
    return first.map { Timestamp(milliseconds: $0) }
  }

  func hasMessage(_ id: ReportID) throws -> Bool {
    try connection.first("SELECT 1 FROM message WHERE id = ?", [.blob(id.bytes)], make: { _ in true }) ?? false
  }

  /// Discards a damaged row. Call it inside a transaction.
  func giveUpMessage(_ sequence: Int64, at moment: Timestamp) throws {
    let id = try connection.first("SELECT id FROM message WHERE sequence = ?", [.integer(sequence)]) { $0.blob(0) }
    guard let id else { return }
    try removeMessage(sequence)
    try add(1, to: Account.messagesDiscarded(Account.corrupt))
    guard let id = ReportID(bytes: id) else { return }
    for position in try attachmentPositions(of: id) { try shed(id, position, reason: Account.corrupt) }
  }

  /// Postpones a message, so that those of other reports are sent.
  func putOffMessage(_ id: ReportID, until moment: Timestamp) throws {
    try connection.run(
      "UPDATE message SET attempts = min(attempts, 1000000) + 1, not_before = ? WHERE id = ?",
      [.integer(moment.milliseconds), .blob(id.bytes)])
  }

  func countMessageAttempt(_ id: ReportID) throws {
    try connection.run(
      "UPDATE message SET attempts = min(attempts, 1000000) + 1 WHERE id = ?", [.blob(id.bytes)])
  }

  /// Ends the wait of a message by the collector's receipt. Returns its report; nil when it is not in the queue. Call it inside a
  /// transaction.
  func settle(_ receipt: Receipt, at moment: Timestamp) throws -> ReportID? {
    let isRefused = receipt.outcome == .refused
    let isErased = receipt.outcome == .erased
    let code: String? = isErased ? "erased" : isRefused ? receipt.code ?? "refused" : nil
    let why: String? =
      isErased
      ? receipt.message ?? "The conversation was erased."
      : isRefused ? receipt.message ?? "The collector refused it without a reason." : nil
    let report = try endMessage(receipt.id, code: code, why: why, shedding: "message_refused", at: moment)
    guard let report else { return nil }
    try add(1, to: isRefused ? Account.messagesDiscarded("refused") : Account.messagesDelivered)
    return report
  }

  /// Refuses the messages that wait for a report which will never be at the collector. Call it inside a transaction.
  func refuseMessages(of report: ReportID, code: String, why: String, at moment: Timestamp) throws {
    guard totals.messages > 0 else { return }
    let ids = try connection.rows(
      "SELECT id FROM message WHERE report = ? ORDER BY sequence", [.blob(report.bytes)]
    ) { ReportID(bytes: $0.blob(0)) }
    let reason = code == "erased" ? "report_erased" : code
    for case let id? in ids where try endMessage(id, code: code, why: why, shedding: reason, at: moment) != nil {
      try add(1, to: Account.messagesDiscarded(code))
    }
  }

  /// Without a code it was accepted. Otherwise its attachments are shed for `reason`.
  private func endMessage(
    _ id: ReportID, code: String?, why: String?, shedding reason: String, at moment: Timestamp
  ) throws -> ReportID? {
    let row = try connection.first(
      "SELECT sequence, report, after, body FROM message WHERE id = ?", [.blob(id.bytes)]
    ) { ($0.int64(0), $0.blob(1), $0.int64(2), $0.blob(3)) }
    guard let (sequence, owner, after, body) = row, let report = ReportID(bytes: owner) else { return nil }
    try removeMessage(sequence)
    // A queue that went back to an earlier state may have one.
    try connection.run(
      "DELETE FROM message_receipt WHERE report = ? AND id = ?", [.blob(report.bytes), .blob(id.bytes)])
    try connection.run(
      """
      INSERT INTO message_receipt (id, report, after, answered_at, is_accepted, code, message, body)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .blob(id.bytes), .blob(report.bytes), .integer(after), .integer(moment.milliseconds), .bool(code == nil),
        .text(code), .text(why), .blob(body),
      ])
    try connection.run(
      """
      DELETE FROM message_receipt WHERE report = ?1 AND sequence <= (
        SELECT sequence FROM message_receipt WHERE report = ?1 ORDER BY sequence DESC LIMIT 1 OFFSET ?2)
      """, [.blob(report.bytes), .int(Self.messagesPerReport)])
    guard totals.attachments > 0 else { return report }
    if code == nil {
      try connection.run("UPDATE attachment SET released = 1 WHERE report = ?", [.blob(id.bytes)])
    } else {
      for position in try attachmentPositions(of: id) { try shed(id, position, reason: reason) }
    }
    return report
  }

  private func removeMessage(_ sequence: Int64) throws {
    let bytes = try connection.first(
      "SELECT length(body) FROM message WHERE sequence = ?", [.integer(sequence)], make: { $0.int(0) })
    guard let bytes else { return }
    try connection.run("DELETE FROM message WHERE sequence = ?", [.integer(sequence)])
    change {
      $0.messages -= 1
      $0.messageBytes -= bytes
    }
  }

  /// Erases the messages of one report. Call it inside a transaction.
  func forgetMessages(of report: ReportID) throws {
    let key = SQLiteValue.blob(report.bytes)
    let waiting = try connection.rows("SELECT sequence, id FROM message WHERE report = ?", [key]) {
      ($0.int64(0), ReportID(bytes: $0.blob(1)))
    }
    let sent = try connection.rows("SELECT id FROM message_receipt WHERE report = ?", [key]) {
      ReportID(bytes: $0.blob(0))
    }
    for (sequence, _) in waiting {
      try removeMessage(sequence)
      try add(1, to: Account.messagesDiscarded("erased"))
    }
    for case let id? in waiting.map(\.1) + sent {
      for position in try attachmentPositions(of: id) { try shed(id, position, reason: "report_erased") }
    }
    try connection.run("DELETE FROM message_receipt WHERE report = ?", [key])
  }

  /// Copies every message to another database, those that wait with their attachments.
  func everyMessage(into other: QueueDatabase, attachmentLimit: Int) throws {
    try connection.forEach("SELECT id, report, after, body FROM message ORDER BY sequence") { row in
      guard let id = ReportID(bytes: row.blob(0)), let report = ReportID(bytes: row.blob(1)) else { return true }
      let files = try connection.rows(
        "SELECT name, type, data FROM attachment WHERE report = ? ORDER BY position", [.blob(id.bytes)]
      ) { QueueItem.File(name: $0.text(0), type: $0.text(1), data: $0.blob(2)) }
      let item = MessageItem(id: id, report: report, body: row.blob(3), attachments: files)
      _ = try other.insert(item, after: row.int64(2), attachmentLimit: attachmentLimit)
      return true
    }
    try connection.forEach(
      """
      SELECT id, report, after, answered_at, is_accepted, code, message, body FROM message_receipt ORDER BY sequence
      """
    ) { row in
      try other.connection.run(
        """
        INSERT INTO message_receipt (id, report, after, answered_at, is_accepted, code, message, body)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """, (0..<8).map { row.value($0) })
      return true
    }
  }
}
