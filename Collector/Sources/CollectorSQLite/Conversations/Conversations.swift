// Whom words reached, what reporters thought of it, files of messages, and what goes when a report is erased.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func reach(ofEvents ids: [Int64]) throws -> [Int64: Reach] {
    let list = "[" + ids.map(String.init).joined(separator: ",") + "]"
    let found = try db.rows(
      "SELECT event, SUM(told), SUM(seen) FROM message WHERE event IN (SELECT value FROM json_each(?)) GROUP BY event",
      [.text(list)]
    ) { ($0.int64(0), Reach(told: $0.int64(1), seen: $0.int64(2))) }
    return Dictionary(found) { first, _ in first }
  }

  func feedback(ofTicket number: Int64) throws -> Feedback {
    var feedback = Feedback()
    try db.forEach(
      """
      SELECT m.kind, COUNT(*), TOTAL(m.helped), TOTAL(m.stars) FROM (
        SELECT f.report, f.kind, MAX(f.sequence) AS newest
        FROM (\(Self.reportsShown(isPlain: try isUnlinked(number)))) AS s
        JOIN reporter_message AS f ON f.report = s.report AND f.kind > 1
        GROUP BY f.report, f.kind
      ) AS n
      JOIN reporter_message AS m ON m.sequence = n.newest
      GROUP BY m.kind
      """, [.integer(number)]
    ) { row in
      switch row.int64(0) {
      case 2: (feedback.verdicts, feedback.helped) = (row.int64(1), row.int64(2))
      case 3: (feedback.ratings, feedback.stars) = (row.int64(1), row.int64(3))
      default: feedback.thanks = row.int64(1)
      }
      return true
    }
    return feedback
  }

  func attachments(ofMessage id: ReportID) throws -> [StoredAttachment] {
    try db.rows(
      """
      SELECT f.place, f.name, f.type, f.bytes, 
        f.here_at IS NOT NULL AND f.removed_at IS NULL, f.removed_at IS NOT NULL
      FROM reporter_message AS m
      JOIN reporter_file AS f ON f.message = m.sequence
      WHERE m.id = ?
      ORDER BY f.place
      """, [.id(id)]
    ) {
      StoredAttachment(
        report: id, index: $0.int(0), name: $0.text(1), type: $0.text(2), bytes: $0.int64(3), isHere: $0.bool(4),
        isRemoved: $0.bool(5))
    }
  }

  func attachmentData(ofMessage id: ReportID, index: Int) throws -> [UInt8]? {
    try db.first(
      """
      SELECT f.data FROM reporter_message AS m
      JOIN reporter_file AS f ON f.message = m.sequence AND f.place = ?
      WHERE m.id = ?
      """, [.int(index), .id(id)]
    ) { $0.blobOrNil(0) } ?? nil
  }
}

extension SQLiteWrites {
  func storeAttachment(ofMessage id: ReportID, index: Int, data: [UInt8], at: Timestamp) throws -> Bool? {
    let file = try db.first(
      """
      SELECT f.id, f.here_at IS NOT NULL OR f.removed_at IS NOT NULL FROM reporter_message AS m
      JOIN reporter_file AS f ON f.message = m.sequence AND f.place = ?
      WHERE m.id = ?
      """, [.int(index), .id(id)]
    ) { (id: $0.int64(0), isHere: $0.bool(1)) }
    guard let file else { return nil }
    if file.isHere { return false }
    try db.send(
      "UPDATE reporter_file SET bytes = ?, here_at = ?, data = ? WHERE id = ?",
      [.int(data.count), .at(at), .blob(data), .integer(file.id)])
    return true
  }

  /// What the reporter wrote after the report goes with it, and so do words that were for this reporter alone. That something
  /// was said stays on the history.
  func forgetConversation(of report: StoredReport) throws {
    let key = SQLiteValue.integer(report.sequence)
    let words = try db.rows(
      "SELECT event, text FROM reporter_message WHERE report = ? AND event IS NOT NULL AND text IS NOT NULL", [key]
    ) { (event: $0.int64(0), text: $0.text(1)) }
    for (event, text) in words { try forgetWords(text, ofEvent: event) }
    try db.send("DELETE FROM reporter_message WHERE report = ?", [key])
    try db.send("DELETE FROM report_read WHERE report = ?", [key])
    try db.send("DELETE FROM outgoing WHERE report = ?", [.id(report.id)])
    try forgetHeldAnswers(to: report.id)
    let said = try db.rows(
      "SELECT id, text FROM event WHERE report = ? AND report IS NOT NULL AND kind IN (3, 45)", [.id(report.id)]
    ) { (event: $0.int64(0), text: $0.textOrNil(1)) }
    for (event, text) in said {
      if let text { try forgetWords(text, ofEvent: event) }
      try db.send("UPDATE event SET text = NULL WHERE id = ?", [.integer(event)])
      try db.send("DELETE FROM staff_file WHERE event = ?", [.integer(event)])
    }
  }
}
