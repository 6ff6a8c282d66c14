// Mail that waits, and what became of the rest.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension Mail.State: Coded {
  static var known: [Mail.State] { allCases }
  var code: Int64 {
    switch self {
    case .waiting: 0
    case .sent: 1
    case .failed: 2
    }
  }
}

extension SQLiteTables {
  func mail(_ id: Int64) throws -> Mail? {
    try db.first("SELECT \(Mail.columns) FROM mail WHERE id = ?", [.integer(id)], make: Mail.init(row:))
  }

  func dueMail(at moment: Timestamp, limit: Int) throws -> [Mail] {
    try db.rows(
      "SELECT \(Mail.columns) FROM mail WHERE state = 0 AND due_at <= ? ORDER BY due_at, id LIMIT ?",
      [.at(moment), .int(max(0, limit))], make: Mail.init(row:))
  }

  func nextMail() throws -> Timestamp? {
    try db.first("SELECT due_at FROM mail WHERE state = 0 ORDER BY due_at LIMIT 1") { $0.at(0) }
  }

  func mailCounts() throws -> MailCounts {
    var counts = MailCounts()
    try db.forEach("SELECT state, COUNT(*) FROM mail GROUP BY state") { row in
      switch try row.code(0, as: Mail.State.self) {
      case .waiting: counts.waiting = row.int64(1)
      case .sent: counts.sent = row.int64(1)
      case .failed: counts.failed = row.int64(1)
      }
      return true
    }
    return counts
  }

  func troubledMail(limit: Int) throws -> [Mail] {
    try db.rows(
      "SELECT \(Mail.columns) FROM mail WHERE state = 2 OR (state = 0 AND attempts > 0) ORDER BY id DESC LIMIT ?",
      [.int(max(0, limit))], make: Mail.init(row:))
  }

  func newestMail(toAccount account: Int64) throws -> Timestamp? {
    try db.first("SELECT MAX(created_at) FROM mail WHERE account = ?", [.integer(account)]) { $0.atOrNil(0) } ?? nil
  }

  func reporterMail(app: AppID) throws -> ReporterMailSetting {
    try db.first("SELECT hours, cursor FROM reporter_mail WHERE app = ?", [.app(app)]) {
      ReporterMailSetting(hours: $0.int64OrNil(0).map { Int($0) }, cursor: $0.int64(1))
    } ?? ReporterMailSetting(hours: nil, cursor: 0)
  }

  func unreadUpdates(app: AppID, after sequence: Int64, before moment: Timestamp, limit: Int) throws -> (
    updates: [UnreadUpdate], last: Int64
  ) {
    // Updates are made in the order of their moments, give or take a clock that was set: the first that is too young ends the look.
    var (sequences, last, looked) = ([Int64](), sequence, 0)
    try db.forEach(
      "SELECT sequence, app, at, kind FROM reporter_update WHERE sequence > ? ORDER BY sequence LIMIT 10000",
      [.integer(sequence)]
    ) { row in
      guard row.at(2) <= moment, sequences.count < limit else { return false }
      (last, looked) = (row.int64(0), looked + 1)
      let kind = try row.code(3, as: TicketUpdate.Kind.self)
      if row.int64(1) == app.value, [.answered, .fixed, .corrected].contains(kind) { sequences.append(last) }
      return true
    }
    let unread = try sequences.compactMap { sequence -> UnreadUpdate? in
      let found = try db.first(
        """
        SELECT \(TicketUpdate.columns) FROM reporter_update AS u
        LEFT JOIN message AS m ON m.id = u.message
        JOIN report AS r ON r.id = u.report
        LEFT JOIN report_read AS d ON d.report = r.sequence
        WHERE u.sequence = ? AND COALESCE(d.up_to, 0) < u.sequence
        """, [.integer(sequence)], make: TicketUpdate.row)
      guard let update = found?.update, let report = try report(update.report) else { return nil }
      return UnreadUpdate(update: update, report: report, ticket: update.ticket)
    }
    return (unread, last)
  }
}

extension SQLiteWrites {
  @discardableResult
  func addMail(_ mail: Mail) throws -> Int64 {
    try db.run(
      """
      INSERT INTO mail (account, report, ticket, recipient, subject, text, state, created_at, due_at, token)
      VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, ?)
      """,
      [
        .integer(mail.account), .id(mail.report), .integer(mail.ticket), .text(mail.recipient), .text(mail.subject),
        .text(mail.text), .at(mail.createdAt), .at(mail.dueAt), .text(mail.token),
      ])
    return try db.lastInsertRowID
  }

  func noteAttempt(ofMail id: Int64, error: String?, at: Timestamp, state: Mail.State, dueAt: Timestamp) throws {
    try db.send(
      """
      UPDATE mail SET
        attempts = attempts + 1, first_at = COALESCE(first_at, ?1), error = ?2, state = ?3, due_at = ?4,
        recipient = CASE ?3 WHEN 0 THEN recipient END, text = CASE ?3 WHEN 0 THEN text END
      WHERE id = ?5
      """, [.at(at), .text(error), .code(state), .at(dueAt), .integer(id)])
  }

  func endMail(waitingSince moment: Timestamp, problem: OutgoingProblem, at: Timestamp) throws -> Int {
    try db.run(
      """
      UPDATE mail SET state = 2, due_at = ?, error = ?, recipient = NULL, text = NULL
      WHERE state = 0 AND created_at <= ?
      """, [.at(at), .text(problem.stored), .at(moment)])
  }

  func setReporterMail(_ setting: ReporterMailSetting, app: AppID) throws {
    try db.send(
      """
      INSERT INTO reporter_mail (app, hours, cursor) VALUES (?1, ?2, ?3)
      ON CONFLICT (app) DO UPDATE SET hours = ?2, cursor = ?3
      """, [.app(app), .integer(setting.hours.map { Int64($0) }), .integer(setting.cursor)])
  }

  func forgetMail(ofReport id: ReportID) throws { try db.run("DELETE FROM mail WHERE report = ?", [.id(id)]) }

  func forgetMail(before moment: Timestamp, limit: Int) throws -> Int {
    try db.run(
      "DELETE FROM mail WHERE id IN (SELECT id FROM mail WHERE state <> 0 AND due_at < ? LIMIT ?)",
      [.at(moment), .int(max(0, limit))])
  }
}

extension Mail {
  fileprivate static let columns = """
    id, account, report, ticket, recipient, subject, text, state, created_at, due_at, first_at, attempts, error, token
    """

  fileprivate init(row: Row) throws {
    self.init(
      id: row.int64(0), account: row.int64OrNil(1), report: try row.idOrNil(2), ticket: row.int64OrNil(3),
      recipient: row.textOrNil(4), subject: row.text(5), text: row.textOrNil(6), state: try row.code(7),
      createdAt: row.at(8), dueAt: row.at(9), firstAt: row.atOrNil(10), attempts: row.int64(11),
      error: row.textOrNil(12), token: row.text(13))
  }
}
