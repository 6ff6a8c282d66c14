// Exports a queue's data as JSON, page by page, so that an export needs little memory.
import TellbackSQLite
import TellbackWire

/// The encoded rows of one page, and where the next one starts.
struct ExportRows: Sendable {
  var rows: [[UInt8]] = []
  /// The place after which the next page starts; nil at the end.
  var next: Int64?
}

/// An attachment that waits.
struct ExportedFile: Sendable {
  var report: ReportID
  var index: Int
  var name: String
  var type: String
  var data: [UInt8]
}

extension QueueStore {
  private static var pageRows: Int { 50 }

  /// Reports that wait, after `place`.
  func exportWaiting(after place: Int64) throws -> ExportRows {
    try rows(
      after: place, "SELECT sequence, id, captured_at, body FROM report WHERE sequence > ? ORDER BY sequence LIMIT ?"
    ) {
      writer, row in
      writer.integer("capturedAt", row.int64(2))
      writer.raw("report", row.blob(3))
    }
  }

  func exportRefused(after place: Int64) throws -> ExportRows {
    try rows(
      after: place,
      """
      SELECT sequence, id, refused_at, code, message, body FROM refused WHERE sequence > ? ORDER BY sequence LIMIT ?
      """
    ) { writer, row in
      writer.integer("refusedAt", row.int64(2))
      writer.string("code", row.text(3))
      writer.string("message", row.text(4))
      writer.raw("report", row.blob(5))
    }
  }

  /// The reporter's messages that wait, after `place`.
  func exportMessages(after place: Int64) throws -> ExportRows {
    try rows(after: place, "SELECT sequence, id, body FROM message WHERE sequence > ? ORDER BY sequence LIMIT ?") {
      writer, row in
      writer.raw("message", row.blob(2))
    }
  }

  /// The reporter's messages that were delivered or refused.
  func exportMessageReceipts(after place: Int64) throws -> ExportRows {
    try rows(
      after: place,
      """
      SELECT sequence, id, answered_at, is_accepted, code, message, body FROM message_receipt
      WHERE sequence > ? ORDER BY sequence LIMIT ?
      """
    ) { writer, row in
      writer.integer("answeredAt", row.int64(2))
      writer.bool("accepted", row.bool(3))
      writer.string("code", optional: row.textOrNil(4))
      writer.string("why", optional: row.textOrNil(5))
      writer.raw("message", row.blob(6))
    }
  }

  /// Receipts of delivered and refused reports, with their updates.
  func exportReceipts(after place: Int64) throws -> ExportRows {
    let database = main
    return try rows(
      after: place,
      """
      SELECT sequence, id, captured_at, answered_at, title, is_accepted, code, message, user FROM receipt
      WHERE sequence > ? ORDER BY sequence LIMIT ?
      """
    ) { writer, row in
      writer.integer("capturedAt", row.int64(2))
      writer.integer("answeredAt", row.int64(3))
      writer.string("title", row.text(4))
      writer.bool("accepted", row.bool(5))
      writer.string("code", optional: row.textOrNil(6))
      writer.string("message", optional: row.textOrNil(7))
      writer.string("user", optional: row.textOrNil(8))
      let id = row.blob(1)
      try writer.array("updates") { writer in
        try database.connection.forEach(
          "SELECT kind, at, ticket, message, by, version, attachments FROM event WHERE report = ? ORDER BY sequence",
          [.blob(id)]
        ) { row in
          writer.object { writer in
            writer.string("kind", row.text(0))
            writer.integer("at", row.int64(1))
            writer.integer("ticket", optional: row.int64OrNil(2))
            writer.string("message", optional: row.textOrNil(3))
            writer.string("by", optional: row.textOrNil(4))
            writer.string("version", optional: row.textOrNil(5))
            let files = [AttachmentInfo](stored: row.blob(6))
            if !files.isEmpty { writer.raw("attachments", files.encoded()) }
          }
          return true
        }
      }
    }
  }

  /// The drafts of forms that were not sent, redacted as they are kept.
  func exportDrafts() throws -> ExportRows {
    ExportRows(rows: try main.connection.rows("SELECT body FROM draft ORDER BY name") { $0.blob(0) })
  }

  /// Days in use, help that was offered, and pages that were reached, by number.
  func exportHeartbeats() throws -> ExportRows {
    let everything = try waitingHeartbeats(today: .max, limit: .max, withSent: true)
    guard let everything else { return ExportRows(rows: []) }
    return ExportRows(
      rows: everything.days.map { $0.encoded() } + everything.help.map { $0.encoded() }
        + everything.reached.map { $0.encoded() })
  }

  /// The attachment after `place` among those that wait, in the file and in memory.
  func exportAttachment(after place: Int) throws -> ExportedFile? {
    var skipped = place
    for database in databases {
      let count = database.totals.attachments
      guard skipped < count else {
        skipped -= count
        continue
      }
      return try database.connection.first(
        "SELECT report, position, name, type, data FROM attachment ORDER BY report, position LIMIT 1 OFFSET ?",
        [.int(skipped)]
      ) { row in
        ReportID(bytes: row.blob(0)).map {
          ExportedFile(report: $0, index: row.int(1), name: row.text(2), type: row.text(3), data: row.blob(4))
        }
      } ?? nil
    }
    return nil
  }

  /// Reports in memory come after those in the file; their places are negative.
  private func rows(
    after place: Int64, _ sql: String, _ write: (inout JSONWriter, Row) throws -> Void
  ) throws -> ExportRows {
    if place < 0 {
      guard let overflow else { return ExportRows() }
      let found = try page(of: overflow, after: -place - 1, sql, write)
      return ExportRows(rows: found.rows, next: found.next.map { -$0 - 1 })
    }
    var found = try page(of: main, after: place, sql, write)
    if found.next == nil, overflow != nil { found.next = -1 }
    return found
  }

  private func page(
    of database: QueueDatabase, after place: Int64, _ sql: String, _ write: (inout JSONWriter, Row) throws -> Void
  ) throws -> ExportRows {
    var result = ExportRows()
    try database.connection.forEach(sql, [.integer(place), .int(Self.pageRows)]) { row in
      result.next = row.int64(0)
      guard let id = ReportID(bytes: row.blob(1)) else { return true }
      var writer = JSONWriter()
      try writer.object { writer in
        writer.id("id", id)
        writer.string("reference", id.reference.description)
        try write(&writer, row)
      }
      result.rows.append(writer.bytes)
      return true
    }
    if result.rows.count < Self.pageRows { result.next = nil }
    return result
  }
}
