// 'Fixed for you?': which fixes reporters are asked about, and which they were asked about. A fix is asked about once for each
// user, whatever the number of their reports; the table `fix` remembers it. No clock decides anything.
import TellbackSQLite
import TellbackWire

/// The fix that a conversation stands at: its last one, unless the ticket was opened again since.
struct CurrentFix: Sendable {
  /// What was done about a fix.
  enum State: Int, Sendable {
    /// The question stands in the conversation; nobody who listens for questions got it yet.
    case asked
    /// A listener got it.
    case told
    case answered
    case putAway
  }

  /// The same for all reports that were told of the fix together.
  var key: String
  var user: String?
  /// The ticket that is resolved; nil from a collector that does not send it.
  var ticket: Int64?
  var question: FixQuestion
  /// Nil when it was not asked about.
  var state: State?

  var isOpen: Bool { state == .asked || state == .told }

  /// A report that joins a resolved ticket later is told of the fix by itself. It is the same fix for who has another report on
  /// that ticket, which stands at a fix in the same version. Nil when that cannot be told.
  var place: AskedFix? {
    ticket.map { AskedFix(key: "\($0)/\(question.version ?? "")", user: user) }
  }
}

/// A fix and a user who was asked about it.
struct AskedFix: Hashable, Sendable {
  private let key: [UInt8]
  private let user: [UInt8]?

  /// Compares bytes: Swift's == treats NFC and NFD as equal.
  init(key: String, user: String?) {
    self.key = Array(key.utf8)
    self.user = user.map { Array($0.utf8) }
  }
}

extension QueueDatabase {
  /// The current fix of each conversation, the newest first.
  func currentFixes() throws -> [CurrentFix] {
    var states: [AskedFix: (update: Int64, state: CurrentFix.State)] = [:]
    try connection.forEach("SELECT key, user, update_sequence, state FROM fix") { row in
      guard let state = CurrentFix.State(rawValue: Int(clamping: row.int64(3))) else { return true }
      states[AskedFix(key: row.text(0), user: row.textOrNil(1))] = (row.int64(2), state)
      return true
    }
    return try connection.rows(
      """
      SELECT event.fix, receipt.user, event.report, event.sequence, event.version, event.message, event.by, receipt.title,
        event.ticket
      FROM event JOIN receipt ON receipt.id = event.report
      WHERE event.fix IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM event AS later WHERE later.report = event.report AND later.sequence > event.sequence
          AND later.kind IN ('fixed', 'reopened'))
      ORDER BY event.sequence DESC
      """
    ) { row in
      let known = states[AskedFix(key: row.text(0), user: row.textOrNil(1))]
      return ReportID(bytes: row.blob(2)).map { report in
        CurrentFix(
          key: row.text(0), user: row.textOrNil(1), ticket: row.int64OrNil(8),
          question: FixQuestion(
            conversation: report, update: row.int64(3), title: row.text(7), version: row.textOrNil(4),
            note: row.textOrNil(5), by: row.textOrNil(6)),
          // The question stands in one conversation of its user.
          state: known.map { $0.update == row.int64(3) ? $0.state : .putAway })
      }
    }.compactMap { $0 }
  }

  /// Every fix that somebody was asked about, with the user.
  func askedFixes() throws -> [AskedFix] {
    try connection.rows("SELECT key, user FROM fix") { AskedFix(key: $0.text(0), user: $0.textOrNil(1)) }
  }

  /// Remembers that a user is asked about a fix. False when it was remembered already. Call it inside a transaction.
  func ask(_ fix: CurrentFix, state: CurrentFix.State) throws -> Bool {
    try connection.run(
      """
      INSERT INTO fix (key, user, report, update_sequence, state)
      SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT EXISTS (SELECT 1 FROM fix WHERE key = ?1 AND user IS ?2)
      """,
      [
        .text(fix.key), .text(fix.user), .blob(fix.question.conversation.bytes), .integer(fix.question.update),
        .int(state.rawValue),
      ]) > 0
  }

  /// Moves a question from one state on. False when it was in another one. Call it inside a transaction.
  func move(_ fix: CurrentFix, from old: CurrentFix.State, to new: CurrentFix.State) throws -> Bool {
    try connection.run(
      "UPDATE fix SET state = ? WHERE key = ? AND user IS ? AND state = ?",
      [.int(new.rawValue), .text(fix.key), .text(fix.user), .int(old.rawValue)]) > 0
  }

  /// The question about update `sequence` is answered or put away. Call it inside a transaction.
  func close(_ report: ReportID, update sequence: Int64, as state: CurrentFix.State) throws {
    let fix = try connection.first(
      """
      SELECT event.fix, receipt.user FROM event JOIN receipt ON receipt.id = event.report
      WHERE event.sequence = ? AND event.report = ? AND event.fix IS NOT NULL
      """, [.integer(sequence), .blob(report.bytes)]
    ) { ($0.text(0), $0.textOrNil(1)) }
    guard let (key, user) = fix else { return }
    let changed = try connection.run(
      "UPDATE fix SET state = ? WHERE key = ? AND user IS ?", [.int(state.rawValue), .text(key), .text(user)])
    guard changed == 0 else { return }
    // Who answers before being asked is not asked any more.
    try connection.run(
      "INSERT INTO fix (key, user, report, update_sequence, state) VALUES (?, ?, ?, ?, ?)",
      [.text(key), .text(user), .blob(report.bytes), .integer(sequence), .int(state.rawValue)])
  }

  /// The update that a verdict without a question is about: the newest fix, or else the newest answer.
  func judgedUpdate(of report: ReportID) throws -> Int64? {
    try connection.first(
      """
      SELECT sequence FROM event WHERE report = ? AND kind IN ('fixed', 'answered', 'corrected')
      ORDER BY kind = 'fixed' DESC, sequence DESC LIMIT 1
      """, [.blob(report.bytes)], make: { $0.int64(0) })
  }
}

extension TicketUpdate {
  /// Identifies the fix among all reports that it concerns; nil for another update.
  var fixKey: String? {
    guard kind == .fixed else { return nil }
    if let id { return id.description }
    return "\(ticket ?? 0)/\(at.milliseconds)"
  }
}
