// Attachments beside the words: released once the words are delivered, shed first, counted apart.
import TellbackSQLite
import TellbackWire

/// An attachment whose words are delivered.
struct QueuedAttachment: Sendable {
  var report: ReportID
  var position: Int
  var name: String
  var type: String
  var attempts: Int
  var data: [UInt8]
}

extension QueueDatabase {
  /// The next attachment to send: the smallest first, so that a large one holds up nothing.
  func nextAttachment() throws -> QueuedAttachment? {
    try connection.first(
      """
      SELECT report, position, name, type, attempts, data FROM attachment
      WHERE released = 1 ORDER BY attempts, bytes LIMIT 1
      """
    ) { row in
      ReportID(bytes: row.blob(0)).map {
        QueuedAttachment(
          report: $0, position: row.int(1), name: row.text(2), type: row.text(3), attempts: row.int(4),
          data: row.blob(5))
      }
    } ?? nil
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
