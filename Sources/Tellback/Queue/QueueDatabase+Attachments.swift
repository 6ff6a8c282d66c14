// Attachments beside the words: released once the words are delivered, shed first, counted apart.
import TellbackSQLite
import TellbackWire

/// Which attachment of which report.
struct AttachmentKey: Hashable, Sendable {
  var report: ReportID
  var position: Int
}

/// An attachment whose words are delivered.
struct QueuedAttachment: Sendable {
  var report: ReportID
  var position: Int
  var name: String
  var type: String
  /// Server errors on it while the collector took others.
  var attempts: Int
  var data: [UInt8]

  var key: AttachmentKey { AttachmentKey(report: report, position: position) }
}

extension QueueDatabase {
  /// The next attachment to send besides those `passed`: the smallest first, so that a large one holds up nothing.
  func nextAttachment(besides passed: Set<AttachmentKey>) throws -> QueuedAttachment? {
    var next: AttachmentKey?
    // Keys alone: the bytes of those that are passed are not read.
    try connection.forEach(
      "SELECT report, position FROM attachment WHERE released = 1 ORDER BY attempts, bytes"
    ) { row in
      guard let report = ReportID(bytes: row.blob(0)) else { return true }
      let key = AttachmentKey(report: report, position: row.int(1))
      guard !passed.contains(key) else { return true }
      next = key
      return false
    }
    guard let next else { return nil }
    return try connection.first(
      "SELECT name, type, attempts, data FROM attachment WHERE report = ? AND position = ?",
      [.blob(next.report.bytes), .int(next.position)]
    ) { row in
      QueuedAttachment(
        report: next.report, position: next.position, name: row.text(0), type: row.text(1), attempts: row.int(2),
        data: row.blob(3))
    }
  }

  func countAttempt(_ report: ReportID, _ position: Int) throws {
    try connection.run(
      "UPDATE attachment SET attempts = attempts + 1 WHERE report = ? AND position = ?",
      [.blob(report.bytes), .int(position)])
  }

  /// The attachment is with the collector.
  func deliver(_ report: ReportID, _ position: Int) throws {
    if try drop(report, position) { try add(1, to: Account.attachmentsSent) }
  }

  /// The attachment is given up.
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
      "SELECT bytes FROM attachment WHERE report = ? AND position = ?", values, make: { $0.int(0) })
    guard let bytes else { return false }
    try connection.run("DELETE FROM attachment WHERE report = ? AND position = ?", values)
    change {
      $0.attachments -= 1
      $0.attachmentBytes -= bytes
    }
    return true
  }
}
