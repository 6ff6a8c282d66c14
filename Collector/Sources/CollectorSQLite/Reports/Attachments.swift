// Attachments: announced by a report, their bytes kept apart from the list.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func attachments(of report: ReportID) throws -> [StoredAttachment] {
    try db.rows(
      """
      SELECT a.place, a.name, a.type, a.bytes, a.here_at IS NOT NULL AND a.removed_at IS NULL, a.removed_at IS NOT NULL
      FROM report AS r
      JOIN attachment AS a ON a.report = r.sequence
      WHERE r.id = ?
      ORDER BY a.place
      """, [.id(report)]
    ) {
      StoredAttachment(
        report: report, index: $0.int(0), name: $0.text(1), type: $0.text(2), bytes: $0.int64(3), isHere: $0.bool(4),
        isRemoved: $0.bool(5))
    }
  }

  func attachmentData(of report: ReportID, index: Int) throws -> [UInt8]? {
    try db.first(
      """
      SELECT d.data FROM report AS r
      JOIN attachment_data AS d ON d.report = r.sequence AND d.place = ?
      WHERE r.id = ?
      """, [.int(index), .id(report)]
    ) { $0.blob(0) }
  }
}

extension SQLiteWrites {
  /// Notes what a report announces. Bytes that came before the digest are noted already and stay.
  func announce(_ attachments: [AttachmentInfo], report sequence: Int64) throws {
    for (index, attachment) in attachments.enumerated() {
      try db.send(
        """
        INSERT INTO attachment (report, place, name, type, bytes) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (report, place) DO NOTHING
        """,
        [
          .integer(sequence), .int(index), .text(attachment.name), .text(attachment.type),
          .integer(max(0, attachment.bytes)),
        ], readsHold: true)
    }
  }

  func storeAttachment(app: AppID, report: ReportID, index: Int, type: String, data: [UInt8], at: Timestamp) throws
    -> Bool?
  {
    let found = try db.first("SELECT sequence, app FROM report WHERE id = ?", [.id(report)]) {
      ($0.int64(0), AppID($0.int64(1)))
    }
    guard let (sequence, owner) = found, owner == app else { return nil }
    guard let isHere = try isAttachmentHere(sequence, index) else { return nil }
    if isHere { return false }
    try db.send(
      "UPDATE attachment SET type = ?, bytes = ?, here_at = ? WHERE report = ? AND place = ?",
      [.text(type), .int(data.count), .at(at), .integer(sequence), .int(index)])
    try db.send(
      "INSERT INTO attachment_data (report, place, data) VALUES (?, ?, ?)",
      [.integer(sequence), .int(index), .blob(data)])
    return true
  }

  /// Nil when the report does not announce such an attachment.
  private func isAttachmentHere(_ sequence: Int64, _ index: Int) throws -> Bool? {
    if let isHere = try noted(sequence, index) { return isHere }
    // Bytes may come before the digest did: then the report itself says what it announces.
    let body = try db.first(
      "SELECT r.body FROM pending AS p JOIN report AS r ON r.sequence = p.report WHERE p.report = ?",
      [.integer(sequence)]
    ) { $0.blob(0) }
    // A report that cannot be read announces nothing; the digest will quarantine it with the reason.
    guard let body, let report = try? Report(decoding: body) else { return nil }
    try announce(report.attachments, report: sequence)
    return try noted(sequence, index)
  }

  private func noted(_ sequence: Int64, _ index: Int) throws -> Bool? {
    try db.first(
      "SELECT here_at IS NOT NULL OR removed_at IS NOT NULL FROM attachment WHERE report = ? AND place = ?",
      [.integer(sequence), .int(index)]
    ) { $0.bool(0) }
  }
}
