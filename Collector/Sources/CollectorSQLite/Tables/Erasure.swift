// Erasing a report: what the person wrote goes, a tombstone with the id stays, so that a replay cannot bring it back.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteWrites {
  func erase(report id: ReportID, at: Timestamp) throws -> Bool {
    guard let report = try report(id) else { return false }
    // Zeroes freed pages too, while this runs: erased words must not be found in the file's slack.
    try db.execute("PRAGMA secure_delete = ON")
    defer { try? db.execute("PRAGMA secure_delete = FAST") }
    let sequence = SQLiteValue.integer(report.sequence)
    let state = try leave(report, sequence)
    for table in ["attachment_data", "attachment", "pending", "quarantine", "placement"] {
      try db.run("DELETE FROM \(table) WHERE report = ?", [sequence])
    }
    if let installation = report.installation {
      try db.run(
        "DELETE FROM reporter_update WHERE app = ? AND installation = ? AND report = ?",
        [.app(report.app), .id(installation), .id(id)])
    }
    try db.run("DELETE FROM report WHERE sequence = ?", [sequence])
    try db.run(
      "INSERT INTO tombstone (id, app, at, state, ticket) VALUES (?, ?, ?, ?, ?)",
      [.id(id), .app(report.app), .at(at), .integer(state.code), .integer(state.ticket)])
    return true
  }

  /// Takes the report out of where it is, and says where that was.
  private func leave(_ report: StoredReport, _ sequence: SQLiteValue) throws -> (code: Int64, ticket: Int64?) {
    if let placement = try placement(of: report.id) {
      try settleWords()
      // The index keeps no copy of the text, so it is told what to forget.
      let indexed = IndexedWords(report: report.sequence, of: try Report(decoding: report.body))
      try db.run(
        "INSERT INTO report_words (report_words, rowid, words, reference) VALUES ('delete', ?, ?, ?)",
        [sequence, .text(indexed.words), .text(indexed.reference)])
      return (1, placement.ticket)
    }
    if try db.first("SELECT 1 FROM pending WHERE report = ?", [sequence], make: { _ in true }) == true {
      try db.run("UPDATE tally SET erased = erased + 1 WHERE app = ?", [.app(report.app)])
      return (0, nil)
    }
    return (2, nil)
  }
}
