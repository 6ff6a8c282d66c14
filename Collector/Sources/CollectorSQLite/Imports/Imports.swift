// What came from other desks. Rows are only added: they outlive an erasure, so that no later import brings back what is gone.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func imported(_ key: ImportKey) throws -> Int64? {
    try db.first("SELECT target FROM imported WHERE app = ? AND shape = ? AND sort = ? AND key = ?", key.values) {
      $0.int64(0)
    }
  }

  func isImported(event id: Int64) throws -> Bool {
    try db.first(
      "SELECT last_event FROM imported_span WHERE first_event <= ? ORDER BY first_event DESC LIMIT 1", [.integer(id)]
    ) { $0.int64(0) >= id } ?? false
  }
}

extension SQLiteWrites {
  func noteImported(_ key: ImportKey, target: Int64, at: Timestamp) throws {
    try db.send(
      "INSERT INTO imported (app, shape, sort, key, target, at) VALUES (?, ?, ?, ?, ?, ?)",
      key.values + [.integer(target), .at(at)])
  }

  func addImportedReport(_ report: IncomingReport) throws -> Int64? {
    guard try insert(report) == .accepted else { return nil }
    return try db.first("SELECT sequence FROM report WHERE id = ?", [.id(report.id)]) { $0.int64(0) }
  }

  func addImportedReply(_ message: ReporterMessage, report sequence: Int64, event: Int64) throws -> Bool {
    let inserted = try db.run(
      """
      INSERT INTO reporter_message (id, report, kind, at, received_at, applied, event, text)
      VALUES (?1, ?2, 0, ?3, ?3, 1, ?4, ?5)
      ON CONFLICT (id) DO NOTHING
      """, [.id(message.id), .integer(sequence), .at(message.at), .integer(event), .text(message.text)])
    guard inserted == 1 else { return false }
    try indexWords(message.text ?? "", ofEvent: event)
    return true
  }

  func noteImportedEvents(after last: Int64) throws {
    let newest = try newestEvent(in: .all)
    guard newest > last else { return }
    // Batches that follow each other are one span.
    let grown = try db.run(
      "UPDATE imported_span SET last_event = ? WHERE last_event = ?", [.integer(newest), .integer(last)])
    if grown == 0 {
      try db.send(
        "INSERT INTO imported_span (first_event, last_event) VALUES (?, ?)", [.integer(last + 1), .integer(newest)])
    }
  }
}

extension ImportKey {
  fileprivate var values: [SQLiteValue] {
    [.app(app), .text(shape.rawValue), .int(sort.rawValue), .text(key)]
  }
}
