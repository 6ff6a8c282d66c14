// Receipts and updates of delivered reports. Updates are idempotent by the collector's sequence and bounded with the receipts.
import TellbackSQLite
import TellbackWire

extension QueueDatabase {
  /// The most events kept for one report; older ones are deleted.
  private static var eventsPerReport: Int { 200 }

  /// Where a report is when an update for it arrives.
  enum Progress {
    /// It is delivered and has a receipt.
    case answered
    /// It is still in the queue: the collector has it, but its response was lost.
    case waiting
  }

  /// Nil when the report is not known here, or no longer.
  func progress(of id: ReportID) throws -> Progress? {
    try connection.first(
      "SELECT 1 FROM receipt WHERE id = ?1 UNION ALL SELECT 0 FROM report WHERE id = ?1", [.blob(id.bytes)]
    ) { $0.bool(0) ? .answered : .waiting }
  }

  /// Saves new updates and moves the cursor. Returns those to publish; updates of a report that waits are published with its
  /// receipt. Call it inside a transaction.
  func receive(
    _ page: UpdatePage, at moment: Timestamp, progress: (ReportID) throws -> Progress?
  ) throws -> [TicketUpdate] {
    var fresh: [TicketUpdate] = []
    for update in page.updates {
      // Nobody can ask for an unknown report.
      guard let progress = try progress(update.report) else { continue }
      let inserted = try connection.run(
        """
        INSERT INTO event (
          sequence, report, kind, at, ticket, message, by, id, revises, personal, version, attachments, fix)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
        """,
        [
          .integer(update.sequence), .blob(update.report.bytes), .text(update.kind.rawValue),
          .integer(update.at.milliseconds), .integer(update.ticket), .text(update.message), .text(update.by),
          .blob(update.id?.bytes), .blob(update.revises?.bytes), .bool(update.isPersonal), .text(update.version),
          .blob(update.attachments.isEmpty ? nil : update.attachments.encoded()), .text(update.fixKey),
        ])
      guard inserted > 0 else { continue }
      if update.kind.isNews { try touch(update.report, at: moment) }
      if progress == .answered { fresh.append(update) }
      try connection.run(
        """
        DELETE FROM event WHERE report = ?1 AND sequence <= (
          SELECT sequence FROM event WHERE report = ?1 ORDER BY sequence DESC LIMIT 1 OFFSET ?2)
        """, [.blob(update.report.bytes), .int(Self.eventsPerReport)])
    }
    if page.cursor > cursor { try setAccount(Account.cursor, to: page.cursor) }
    return fresh
  }

  var cursor: Int64 { account[Account.cursor] ?? 0 }

  /// A conversation has something new: it comes first.
  func touch(_ report: ReportID, at moment: Timestamp) throws {
    try connection.run(
      "UPDATE receipt SET activity = ? WHERE id = ?",
      [.integer(try nextActivity(at: moment)), .blob(report.bytes)])
  }

  /// Deletes the oldest receipts beyond `limit`, with their events and messages.
  func pruneReceipts(keeping limit: Int) throws {
    let values: [SQLiteValue] = [.int(max(limit, 1))]
    let isFull = try connection.first(
      "SELECT 1 FROM receipt WHERE sequence <= (SELECT max(sequence) FROM receipt) - ? LIMIT 1", values,
      make: { _ in true })
    guard isFull == true else { return }
    for table in ["event", "message_receipt"] {
      try connection.run(
        """
        DELETE FROM \(table) WHERE report IN (
          SELECT id FROM receipt WHERE sequence <= (SELECT max(sequence) FROM receipt) - ?)
        """, values)
    }
    // What was asked is remembered for as long as another report may bring the same fix.
    try connection.run("DELETE FROM fix WHERE key NOT IN (SELECT fix FROM event WHERE fix IS NOT NULL)")
    try connection.run(
      "DELETE FROM receipt WHERE sequence <= (SELECT max(sequence) FROM receipt) - ?", values)
  }

  /// True when a report, or a message about one, was delivered after `moment`.
  func awaitsAnswers(since moment: Timestamp) throws -> Bool {
    for table in ["receipt", "message_receipt"] {
      let awaits = try connection.first(
        "SELECT 1 FROM \(table) WHERE is_accepted = 1 AND answered_at >= ? ORDER BY sequence DESC LIMIT 1",
        [.integer(moment.milliseconds)], make: { _ in true })
      if awaits == true { return true }
    }
    return false
  }

  /// What is known about one report; nil when it was never here or its receipt is deleted.
  func record(of id: ReportID) throws -> ReportRecord? {
    let waiting = try connection.first(
      "SELECT id, captured_at, body FROM report WHERE id = ?", [.blob(id.bytes)], make: Self.waitingRecord)
    if let waiting { return waiting }
    return try connection.first(
      "SELECT id, captured_at, title, is_accepted, code, message FROM receipt WHERE id = ?", [.blob(id.bytes)],
      make: answeredRecord) ?? nil
  }

  /// Everything known, newest first: reports that wait, then delivered and refused ones.
  func records(limit: Int) throws -> [ReportRecord] {
    var result = try connection.rows(
      "SELECT id, captured_at, body FROM report ORDER BY sequence DESC LIMIT ?", [.int(limit)],
      make: Self.waitingRecord
    ).compactMap { $0 }
    result += try connection.rows(
      """
      SELECT id, captured_at, title, is_accepted, code, message FROM receipt ORDER BY sequence DESC LIMIT ?
      """, [.int(limit - result.count)], make: answeredRecord
    ).compactMap { $0 }
    return result
  }

  /// The updates of a report, oldest first.
  func updates(of id: ReportID) throws -> [ReportState] {
    try connection.rows(
      "SELECT kind, ticket, message, by FROM event WHERE report = ? ORDER BY sequence", [.blob(id.bytes)]
    ) { row in
      TicketUpdate.Kind(rawValue: row.text(0)).flatMap {
        ReportState(kind: $0, ticket: row.int64OrNil(1), message: row.textOrNil(2), by: row.textOrNil(3))
      }
    }.compactMap { $0 }
  }

  private static func waitingRecord(_ row: Row) -> ReportRecord? {
    ReportID(bytes: row.blob(0)).map {
      ReportRecord(
        id: $0, capturedAt: Timestamp(milliseconds: row.int64(1)), title: ReportTitle.make(from: row.blob(2)),
        states: [.saved])
    }
  }

  private func answeredRecord(_ row: Row) throws -> ReportRecord? {
    guard let id = ReportID(bytes: row.blob(0)) else { return nil }
    var states: [ReportState] = [.saved, .sent]
    states.append(row.bool(3) ? .accepted : .refused(code: row.text(4), why: row.text(5)))
    states += try updates(of: id)
    return ReportRecord(
      id: id, capturedAt: Timestamp(milliseconds: row.int64(1)), title: row.text(2), states: states)
  }
}

extension ReportState {
  /// The state that an update stands for; nil when the update lacks what the state says.
  init?(kind: TicketUpdate.Kind, ticket: Int64?, message: String?, by: String?) {
    switch kind {
    case .onTicket:
      guard let ticket else { return nil }
      self = .onTicket(ticket)
    case .lookedAt: self = .lookedAt(by: by)
    case .answered, .corrected: self = .answered(note: message ?? "", by: by)
    case .fixed: self = .fixed(note: message, by: by)
    case .reopened: self = .reopened(note: message)
    case .reminded: return nil
    case .refused: self = .refused(code: "refused", why: message ?? "")
    }
  }
}
