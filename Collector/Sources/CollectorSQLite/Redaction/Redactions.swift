// What staff took out of reports, and how the words leave the tables. The index and the log are rewritten by the purge.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension SQLiteTables {
  func redactions(ofReport id: ReportID) throws -> [Redaction] {
    try db.rows(
      """
      SELECT x.number, m.id, x.place, x.at, x.by, x.reason FROM report AS r
      JOIN redaction AS x ON x.report = r.sequence
      LEFT JOIN reporter_message AS m ON m.sequence = x.message
      WHERE r.id = ?
      ORDER BY x.number
      """, [.id(id)]
    ) { row in
      let subject: Redaction.Subject =
        if let place = row.int64OrNil(2).map(Int.init) {
          try row.idOrNil(1).map { .messageAttachment($0, place) } ?? .attachment(place)
        } else {
          .passage
        }
      return Redaction(
        number: row.int(0), report: id, subject: subject, at: row.at(3), by: row.text(4), reason: row.text(5))
    }
  }

  func staffWords(holding text: String, onTicket number: Int64) throws -> [(event: Int64, text: String)] {
    try db.rows(
      """
      SELECT id, text FROM event
      WHERE ticket IN (SELECT ?1 UNION ALL SELECT ticket FROM ticket_root WHERE root = ?1)
        AND text IS NOT NULL AND instr(text, ?2) > 0
      UNION ALL
      SELECT event, text FROM held_answer
      WHERE ticket IN (SELECT ?1 UNION ALL SELECT ticket FROM ticket_root WHERE root = ?1) AND instr(text, ?2) > 0
      ORDER BY 1
      """, [.integer(number), .text(text)]
    ) { (event: $0.int64(0), text: $0.text(1)) }
  }

  /// Whether a report that was sent once more is the one that staff took words out of: of the same sender and the same moment.
  /// The words themselves cannot be compared, and no hash of them is kept.
  func isRedacted(_ report: IncomingReport) throws -> Bool {
    let stored = try db.first(
      """
      SELECT r.installation, r.body FROM report AS r
      WHERE r.id = ? AND r.app = ? AND EXISTS (SELECT 1 FROM redaction AS x WHERE x.report = r.sequence)
      """, [.id(report.id), .app(report.app)]
    ) { (installation: try $0.idOrNil(0), body: $0.blob(1)) }
    guard let stored, stored.installation == report.installation, let kept = try? Report(decoding: stored.body),
      let sent = try? Report(decoding: report.body)
    else { return false }
    return kept.capturedAt == sent.capturedAt && kept.kind == sent.kind
  }
}

extension SQLiteWrites {
  func addRedaction(_ redaction: Redaction) throws {
    let (message, place): (ReportID?, Int?) =
      switch redaction.subject {
      case .passage: (nil, nil)
      case .attachment(let index): (nil, index)
      case .messageAttachment(let message, let index): (message, index)
      }
    try db.send(
      """
      INSERT INTO redaction (report, number, message, place, at, by, reason)
      SELECT r.sequence, ?2, (SELECT sequence FROM reporter_message WHERE id = ?3), ?4, ?5, ?6, ?7
      FROM report AS r WHERE r.id = ?1
      """,
      [
        .id(redaction.report), .int(redaction.number), .id(message), place.map { .int($0) } ?? .null,
        .at(redaction.at), .text(redaction.by), .text(redaction.reason),
      ])
    try db.send("UPDATE purge SET wanted = wanted + 1")
  }

  func redact(_ stored: StoredReport, from old: Report, to new: Report) throws {
    let sequence = SQLiteValue.integer(stored.sequence)
    guard let placement = try placement(of: stored.id) else { return }
    try settleWords()
    // The index keeps no copy of the text, so it is told what to forget.
    let before = IndexedWords(report: stored.sequence, of: old)
    try db.send(
      "INSERT INTO report_words (report_words, rowid, words, reference) VALUES ('delete', ?, ?, ?)",
      [sequence, .text(before.words), .text(before.reference)])
    noteWords(IndexedWords(report: stored.sequence, of: new))
    try db.send("UPDATE report SET body = ? WHERE sequence = ?", [.blob(new.encoded()), sequence])
    for (place, file) in new.attachments.enumerated() where old.attachments[place].name != file.name {
      try db.send(
        "UPDATE attachment SET name = ? WHERE report = ? AND place = ? AND removed_at IS NULL",
        [.text(file.name), sequence, .int(place)])
    }
    try db.send("DELETE FROM suggestion WHERE report = ?1 OR candidate_report = ?1", [sequence])
    if old.user != new.user || old.contact != new.contact { try renewReporter(placement) }
    if old.user != new.user { try moveNotes(of: stored, from: old.user, to: new.user) }
    if old.segment != new.segment {
      try forgetSegment(old.segment, placement)
      if let segment = new.segment { try addSegment(segment, ticket: placement.ticket) }
    }
    try recountPain(ofReport: stored.sequence, onTicket: placement.ticket)
  }

  /// The key by which the reporter was counted is made of a name or an address, which a guess could confirm. While another report
  /// of the ticket has the same name, that one says it anyway.
  private func renewReporter(_ placement: Placement) throws {
    guard let reporter = placement.reporter else { return }
    let key: [SQLiteValue] = [.integer(placement.ticket), .blob(reporter)]
    let isLast = try db.first(
      "SELECT COUNT(*) < 2 FROM (SELECT 1 FROM placement WHERE ticket = ? AND reporter = ? LIMIT 2)", key
    ) { $0.bool(0) }
    guard isLast == true else { return }
    let fresh = SQLiteValue.blob((0..<16).map { _ in UInt8.random(in: 0...255) })
    try db.send("UPDATE ticket_reporter SET reporter = ? WHERE ticket = ? AND reporter = ?", [fresh] + key)
    try db.send("UPDATE placement SET reporter = ? WHERE report = ?", [fresh, .integer(placement.report)])
  }

  func forgetGroupingKey(_ key: [UInt8], app: AppID) throws {
    for table in ["grouping_key", "split_key", "key_home"] {
      try db.send("DELETE FROM \(table) WHERE app = ? AND key = ?", [.app(app), .blob(key)])
    }
  }

  func redact(message: StoredMessage, text: String?, names: [String], at: Timestamp) throws {
    for (place, name) in names.enumerated() {
      try db.send(
        "UPDATE reporter_file SET name = ? WHERE message = ? AND place = ?",
        [.text(name), .integer(message.sequence), .int(place)])
    }
    try db.send(
      "UPDATE reporter_message SET text = ?, redacted_at = ? WHERE sequence = ?",
      [.text(text), .at(at), .integer(message.sequence)])
    guard let event = message.event, let before = message.message.text, let text, text != before else { return }
    try forgetWords(before, ofEvent: event)
    try indexWords(text, ofEvent: event)
  }

  func redactStaffWords(_ text: String, to mark: String, onTicket number: Int64, report: StoredReport) throws {
    let change: [SQLiteValue] = [.text(text), .text(mark)]
    let family = "(SELECT ?3 UNION ALL SELECT ticket FROM ticket_root WHERE root = ?3)"
    for (event, words) in try staffWords(holding: text, onTicket: number) {
      guard try self.event(event)?.text == words else { continue }
      try db.send("UPDATE event SET text = replace(text, ?1, ?2) WHERE id = ?3", change + [.integer(event)])
      try forgetWords(words, ofEvent: event)
      if let changed = try self.event(event)?.text { try indexWords(changed, ofEvent: event) }
      try db.send("UPDATE message SET text = replace(text, ?1, ?2) WHERE event = ?3", change + [.integer(event)])
    }
    if let installation = report.installation {
      // What this reporter was told with fields filled in from the report.
      try db.send(
        """
        UPDATE message SET text = replace(text, ?1, ?2)
        WHERE instr(text, ?1) > 0 AND id IN (
          SELECT message FROM reporter_update WHERE app = ?3 AND installation = ?4 AND report = ?5)
        """, change + [.app(report.app), .id(installation), .id(report.id)])
    }
    // Nobody reads it any more, so that nothing is lost by cutting it.
    try db.send(
      """
      UPDATE published_issue SET title = substr(replace(title, ?1, ?2), 1, 50),
        words = CASE WHEN instr(words, ?1) > 0 THEN '' ELSE words END,
        workaround = CASE WHEN instr(workaround, ?1) > 0 THEN NULL ELSE workaround END
      WHERE ticket IN \(family) AND withdrawn_at IS NOT NULL
        AND (instr(title, ?1) > 0 OR instr(words, ?1) > 0 OR instr(COALESCE(workaround, ''), ?1) > 0)
      """, change + [.integer(number)])
    for (table, limit) in [("outgoing", 40_000), ("held_answer", 10_000), ("draft", 40_000)] {
      // A text that gets too long for its table, by marks that are longer than the words, is cut at its end.
      try db.send(
        """
        UPDATE \(table) SET text = CASE
          WHEN length(CAST(replace(text, ?1, ?2) AS BLOB)) <= ?4 THEN replace(text, ?1, ?2)
          ELSE substr(replace(text, ?1, ?2), 1, ?4 / 4) END
        WHERE ticket IN \(family) AND instr(text, ?1) > 0
        """, change + [.integer(number), .int(limit)])
    }
  }

  /// Notes about somebody whose name goes are about whoever is left of them.
  private func moveNotes(of stored: StoredReport, from old: String?, to new: String?) throws {
    guard let installation = stored.installation else { return }
    func name(_ user: String?) -> String? { user?.isEmpty == false ? user : nil }
    let before = ReporterIdentity(app: stored.app, installation: installation, user: name(old))
    guard try standings(of: .reporter(before), offset: 0, limit: 0).total == 0 else { return }
    try db.send(
      "UPDATE subject_note SET user = ? WHERE app = ? AND installation = ? AND user IS ?",
      [.text(name(new)), .app(stored.app), .id(installation), .text(before.user)])
  }

  func removeAttachment(ofReport id: ReportID, index: Int, note: String, at: Timestamp) throws -> Bool {
    guard let report = try report(id) else { return false }
    let key: [SQLiteValue] = [.integer(report.sequence), .int(index)]
    try db.send("DELETE FROM attachment_data WHERE report = ? AND place = ?", key)
    try forgetOutside(report: report.sequence, place: index)
    return try db.run(
      "UPDATE attachment SET removed_at = ?, name = ? WHERE report = ? AND place = ? AND removed_at IS NULL",
      [.at(at), .text(note)] + key) == 1
  }

  func removeAttachment(ofMessage id: ReportID, index: Int, note: String, at: Timestamp) throws -> Bool {
    guard let message = try message(id) else { return false }
    let removed = try db.run(
      """
      UPDATE reporter_file SET removed_at = ?, data = NULL, name = ?
      WHERE message = ? AND place = ? AND removed_at IS NULL
      """, [.at(at), .text(note), .integer(message.sequence), .int(index)])
    guard removed == 1 else { return false }
    try forgetOutside(message: message.sequence, place: index)
    try db.send(
      "UPDATE reporter_message SET redacted_at = ? WHERE sequence = ?", [.at(at), .integer(message.sequence)])
    return true
  }
}
