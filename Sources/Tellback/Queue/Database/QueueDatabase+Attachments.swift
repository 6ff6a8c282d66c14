// Attachments of queued reports and replies. An attachment is sent after its owner is delivered, dropped before any report or
// message is, and counted apart from them.
import TellbackSQLite
import TellbackWire

/// Identifies an attachment: its report or message, and its position in it.
struct AttachmentKey: Hashable, Sendable {
  var report: ReportID
  var position: Int
}

/// An attachment whose owner is delivered.
struct QueuedAttachment: Sendable {
  /// The report, or the message when ``isMessage``.
  var report: ReportID
  var isMessage = false
  var position: Int
  var name: String
  var type: String
  /// Server errors on it while the collector accepted others.
  var attempts: Int
  var data: [UInt8]
  /// The row is what was saved, by its checksum.
  var isWhole: Bool

  var key: AttachmentKey { AttachmentKey(report: report, position: position) }
}

extension QueueDatabase {
  func insert(
    _ file: QueueItem.File, of report: ReportID, at position: Int, isMessage: Bool = false, isReleased: Bool = false
  ) throws {
    let sum = RowChecksum.attachment(
      report, position, isMessage: isMessage, name: file.name, type: file.type, file.data)
    let inserted = try connection.run(
      """
      INSERT INTO attachment (report, position, is_message, name, type, released, bytes, data, checksum, file)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
      """,
      [
        .blob(report.bytes), .int(position), .bool(isMessage), .text(file.name), .text(file.type), .bool(isReleased),
        .int(file.data.count), .blob(file.data), .integer(sum.value(in: self.file)), .integer(self.file),
      ])
    guard inserted > 0 else { return }
    change {
      $0.attachments += 1
      $0.attachmentBytes += file.data.count
    }
  }

  /// The next attachment to send, without those `skipped`. The smallest comes first, so that a large one delays no other.
  func nextAttachment(besides skipped: Set<AttachmentKey>) throws -> QueuedAttachment? {
    var next: AttachmentKey?
    // Keys only, so that the bytes of skipped attachments are not read.
    try connection.forEach(
      "SELECT report, position FROM attachment WHERE released = 1 ORDER BY attempts, bytes"
    ) { row in
      guard let report = ReportID(bytes: row.blob(0)) else {
        throw SQLiteError.corrupt("an attachment of no report", attempted: "SELECT report FROM attachment")
      }
      let key = AttachmentKey(report: report, position: row.int(1))
      guard !skipped.contains(key) else { return true }
      next = key
      return false
    }
    guard let next else { return nil }
    let found = try connection.first(
      "SELECT name, type, attempts, data, checksum, file, is_message FROM attachment WHERE report = ? AND position = ?",
      [.blob(next.report.bytes), .int(next.position)]
    ) { row in
      let (name, type, data) = (row.text(0), row.text(1), row.blob(3))
      let (checksum, file) = (row.int64OrNil(4), row.int64OrNil(5))
      let isMessage = row.bool(6)
      let sum = RowChecksum.attachment(
        next.report, next.position, isMessage: isMessage, name: name, type: type, data)
      let isWhole = checksum == nil || checksum == sum.value(in: file)
      if isWhole { try expectOwn(file) }
      return QueuedAttachment(
        report: next.report, isMessage: isMessage, position: next.position, name: name, type: type,
        attempts: Int(UInt16(clamping: row.int(2))), data: data, isWhole: isWhole)
    }
    guard let found else { throw SQLiteError.corrupt("a row is not in its index", attempted: "SELECT FROM attachment") }
    return found
  }

  func releaseAll() throws {
    let waits = try connection.first("SELECT 1 FROM attachment WHERE released = 0 LIMIT 1", make: { _ in true })
    guard waits == true else { return }
    _ = try transaction { try connection.run("UPDATE attachment SET released = 1 WHERE released = 0") }
  }

  func countAttempt(_ report: ReportID, _ position: Int) throws {
    try connection.run(
      "UPDATE attachment SET attempts = min(attempts, 1000000) + 1 WHERE report = ? AND position = ?",
      [.blob(report.bytes), .int(position)])
  }

  /// Removes an attachment that the collector has.
  func deliver(_ report: ReportID, _ position: Int) throws {
    if try drop(report, position) { try add(1, to: Account.attachmentsSent) }
  }

  /// Drops an attachment that is given up, and counts it by reason.
  func shed(_ report: ReportID, _ position: Int, reason: String) throws {
    if try drop(report, position) { try add(1, to: Account.shed(reason)) }
  }

  func attachmentPositions(of report: ReportID) throws -> [Int] {
    guard totals.attachments > 0 else { return [] }
    return try connection.rows("SELECT position FROM attachment WHERE report = ?", [.blob(report.bytes)]) { $0.int(0) }
  }

  private func drop(_ report: ReportID, _ position: Int) throws -> Bool {
    let values: [SQLiteValue] = [.blob(report.bytes), .int(position)]
    let bytes = try connection.first(
      "SELECT length(data) FROM attachment WHERE report = ? AND position = ?", values, make: { $0.int(0) })
    guard let bytes else { return false }
    try connection.run("DELETE FROM attachment WHERE report = ? AND position = ?", values)
    change {
      $0.attachments -= 1
      $0.attachmentBytes -= bytes
    }
    return true
  }
}
