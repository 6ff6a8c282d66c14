// Erasing a report: what the person wrote goes, a tombstone with the id stays, so that a replay cannot bring it back.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteWrites {
  func erase(report id: ReportID, because cause: ErasureCause, at: Timestamp) throws -> Bool {
    guard let report = try report(id) else { return false }
    let sequence = SQLiteValue.integer(report.sequence)
    try forgetWebhookWords(ofReport: id)
    try forgetMail(ofReport: id)
    try forgetTrackerWords(ofReport: id)
    let reporter = try placement(of: id)?.reporter
    let state = try leave(report, sequence)
    try forgetConversation(of: report)
    try db.send("UPDATE sender_block SET report = NULL WHERE report = ?", [.id(id)])
    for table in ["attachment_data", "attachment", "pending", "quarantine", "kept_report", "pain_report", "placement"] {
      try db.send("DELETE FROM \(table) WHERE report = ?", [sequence])
    }
    if let installation = report.installation { try forgetUpdates(of: id, installation, app: report.app) }
    if let reporter { try forgetPainTold(to: reporter) }
    try db.send("DELETE FROM report WHERE sequence = ?", [sequence])
    try db.send(
      "INSERT OR REPLACE INTO tombstone (id, app, at, state, ticket) VALUES (?, ?, ?, ?, ?)",
      [.id(id), .app(report.app), .at(at), .integer(state.code), .integer(state.ticket)])
    try db.send(
      "UPDATE tally SET \(cause == .wish ? "wished = wished + 1" : "swept = swept + 1") WHERE app = ?",
      [.app(report.app)])
    try forgetNotes(aboutReporterOf: report)
    try db.send("UPDATE purge SET wanted = wanted + 1")
    try noteErased(ErasedReport(sequence: report.sequence, app: report.app), at: at)
    return true
  }

  func eraseAhead(report id: ReportID, app: AppID, installation: ReportID, at: Timestamp) throws {
    guard try report(id) == nil else { return }
    try db.send(
      "INSERT INTO tombstone (id, app, at, state, installation) VALUES (?, ?, ?, 3, ?) ON CONFLICT DO NOTHING",
      [.id(id), .app(app), .at(at), .id(installation)])
  }

  /// Takes the report out of where it is, and says where that was.
  private func leave(_ report: StoredReport, _ sequence: SQLiteValue) throws -> (code: Int64, ticket: Int64?) {
    if let placement = try placement(of: report.id) {
      try settleWords()
      // The index keeps no copy of the text, so it is told what to forget.
      let content = try Report(decoding: report.body)
      let indexed = IndexedWords(report: report.sequence, of: content)
      try db.send(
        "INSERT INTO report_words (report_words, rowid, words, reference) VALUES ('delete', ?, ?, ?)",
        [sequence, .text(indexed.words), .text(indexed.reference)])
      try forgetReporter(placement)
      try forgetSegment(content.segment, placement)
      return (1, placement.ticket)
    }
    if try db.run("DELETE FROM kept_report WHERE report = ? AND released_at IS NULL", [sequence]) == 1 {
      // No digest came to it either.
      try db.send("UPDATE tally SET kept_back = kept_back - 1, erased = erased + 1 WHERE app = ?", [.app(report.app)])
      return (0, nil)
    }
    if try db.first("SELECT 1 FROM pending WHERE report = ?", [sequence], make: { _ in true }) == true {
      try db.send("UPDATE tally SET erased = erased + 1 WHERE app = ?", [.app(report.app)])
      return (0, nil)
    }
    return (2, nil)
  }

  /// The updates go, and with the last one that carried it also the message: it may call the reporter by name.
  private func forgetUpdates(of id: ReportID, _ installation: ReportID, app: AppID) throws {
    let key: [SQLiteValue] = [.app(app), .id(installation), .id(id)]
    let messages = try db.rows(
      """
      SELECT DISTINCT message FROM reporter_update
      WHERE app = ? AND installation = ? AND report = ? AND message IS NOT NULL
      """, key
    ) { $0.int64(0) }
    try db.send("DELETE FROM reporter_update WHERE app = ? AND installation = ? AND report = ?", key)
    for message in messages {
      try db.send(
        "DELETE FROM message WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM reporter_update WHERE message = ?1)",
        [.integer(message)])
    }
  }

  /// The key by which the reporter was counted is made of a name or an address, which a guess could confirm. What is
  /// counted stays.
  private func forgetReporter(_ placement: Placement) throws {
    guard let reporter = placement.reporter else { return }
    let key: [SQLiteValue] = [.integer(placement.ticket), .blob(reporter)]
    let isLast = try db.first(
      "SELECT COUNT(*) < 2 FROM (SELECT 1 FROM placement WHERE ticket = ? AND reporter = ? LIMIT 2)", key
    ) { $0.bool(0) }
    guard isLast == true else { return }
    try db.send("UPDATE ticket_reporter SET reporter = randomblob(16) WHERE ticket = ? AND reporter = ?", key)
  }

  /// The segment was the report's word too; it stays while another report of the ticket says it.
  func forgetSegment(_ segment: String?, _ placement: Placement) throws {
    guard let segment, !segment.isEmpty else { return }
    let isSaid = try db.first(
      """
      SELECT 1 FROM placement AS p
      JOIN report AS r ON r.sequence = p.report
      WHERE p.ticket = ? AND p.report <> ? AND json_extract(CAST(r.body AS TEXT), '$.segment') = ?
      LIMIT 1
      """, [.integer(placement.ticket), .integer(placement.report), .text(segment)]
    ) { _ in true }
    guard isSaid != true else { return }
    let facets = try db.rows(
      """
      SELECT f.id FROM ticket_segment AS s
      JOIN facet AS f ON f.id = s.facet
      WHERE s.ticket = ? AND f.sort = ? AND f.name = ?
      """, [.integer(placement.ticket), .integer(FacetSort.segment.rawValue), .text(segment)]
    ) { $0.int64(0) }
    lookups.facets.removeAll()
    for facet in facets {
      try db.send(
        "DELETE FROM ticket_segment WHERE facet = ? AND ticket = ?", [.integer(facet), .integer(placement.ticket)])
      let isGone = try db.run(
        "DELETE FROM facet WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM ticket_segment WHERE facet = ?1)",
        [.integer(facet)])
      if isGone == 1 { try forgetNotes(aboutSegment: segment, ticket: placement.ticket) }
    }
  }
}
