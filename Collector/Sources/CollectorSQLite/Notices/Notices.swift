// Notices of staff, and the place in the history up to which it was decided whom to tell.
import CollectorCore
import TellbackSQLite
import TellbackWire

extension NoticeReason: Coded {
  static var known: [NoticeReason] { allCases }
  var code: Int64 {
    switch self {
    case .mention: 0
    case .handedOver: 1
    case .claimEnded: 2
    case .reply: 3
    case .feedback: 4
    case .followed: 5
    case .undecided: 10
    case .stuck: 11
    }
  }
}

extension NoticeChannel: Coded {
  static var known: [NoticeChannel] { allCases }
  var code: Int64 {
    switch self {
    case .none: 0
    case .inbox: 1
    case .mail: 2
    }
  }
}

extension SQLiteTables {
  func noticeCursor() throws -> Int64 { try db.first("SELECT event FROM notice_cursor") { $0.int64(0) } ?? 0 }

  func noticeableEvents(after id: Int64, limit: Int) throws -> (events: [TicketEvent], last: Int64) {
    // What comes by thousands, or is left by erasing, concerns nobody of staff.
    let unheard: [TicketEvent.Kind] = [.opened, .attached, .erased, .swept]
    return try events(after: id, limit: limit) { !unheard.contains($0) }
  }

  func tellableEvents(after id: Int64, limit: Int) throws -> (events: [TicketEvent], last: Int64) {
    try events(after: id, limit: limit) { WebhookEvent($0) != nil }
  }

  private func events(after id: Int64, limit: Int, of isMeant: (TicketEvent.Kind) -> Bool) throws -> (
    events: [TicketEvent], last: Int64
  ) {
    let newest = try newestEvent(in: .all)
    guard id < newest, limit > 0 else { return ([], id) }
    let end = min(newest, id.addingReportingOverflow(10_000).partialValue)
    let kinds = TicketEvent.Kind.known.filter(isMeant).map { String($0.code) }.joined(separator: ",")
    let ids = try db.rows(
      """
      SELECT id FROM event AS e
      WHERE id > ? AND id <= ? AND kind IN (\(kinds))
        AND COALESCE(
          (SELECT last_event FROM imported_span WHERE first_event <= e.id ORDER BY first_event DESC LIMIT 1), 0) < e.id
      ORDER BY id
      LIMIT ?
      """,
      [.integer(id), .integer(end), .int(limit)]
    ) { $0.int64(0) }
    return (try ids.compactMap { try event($0) }, ids.count == limit ? ids.last ?? end : end)
  }

  func followers(ofTicket number: Int64, before moment: Timestamp) throws -> [Int64] {
    try db.rows(
      "SELECT DISTINCT account FROM follower WHERE ticket IN \(Self.family) AND at < ?2 ORDER BY account",
      [.integer(number), .at(moment)]
    ) { $0.int64(0) }
  }

  func notices(ofAccount account: Int64, in apps: AppScope, before id: Int64?, limit: Int) throws -> [Notice] {
    try db.rows(
      """
      SELECT \(Notice.columns) FROM notice AS n
      WHERE n.account = ? AND n.id < ? AND EXISTS (
        SELECT 1 FROM ticket AS t WHERE t.number = n.ticket AND \(apps.sql("t.app")))
      ORDER BY n.id DESC
      LIMIT ?
      """, [.integer(account), .integer(id ?? .max), .int(max(0, limit))], make: Notice.init(row:))
  }

  func unreadNotices(ofAccount account: Int64, in apps: AppScope) throws -> Int64 {
    try db.first(
      """
      SELECT COUNT(*) FROM notice AS n
      WHERE n.account = ? AND n.read_at IS NULL AND EXISTS (
        SELECT 1 FROM ticket AS t WHERE t.number = n.ticket AND \(apps.sql("t.app")))
      """, [.integer(account)]
    ) { $0.int64(0) } ?? 0
  }

  func noticeChoices(ofAccount account: Int64) throws -> [NoticeReason: NoticeChannel] {
    let rows = try db.rows("SELECT reason, channel FROM notice_choice WHERE account = ?", [.integer(account)]) {
      (try $0.code(0, as: NoticeReason.self), try $0.code(1, as: NoticeChannel.self))
    }
    return Dictionary(rows) { $1 }
  }

  func noticesAwaitingMail(since moment: Timestamp, limit: Int) throws -> [Notice] {
    try db.rows(
      """
      SELECT \(Notice.columns) FROM notice AS n
      WHERE n.awaits_mail = 1 AND n.account IN (
        SELECT account FROM notice WHERE awaits_mail = 1 AND at <= ? GROUP BY account)
      ORDER BY n.account, n.id
      LIMIT ?
      """, [.at(moment), .int(max(0, limit))], make: Notice.init(row:))
  }

  func oldestAwaitingMail() throws -> Timestamp? {
    try db.first("SELECT MIN(at) FROM notice WHERE awaits_mail = 1") { $0.atOrNil(0) } ?? nil
  }
}

extension SQLiteWrites {
  func setNoticeCursor(_ event: Int64) throws {
    try db.send("UPDATE notice_cursor SET event = MAX(event, ?)", [.integer(event)])
  }

  func addNotice(_ notice: Notice) throws {
    try db.send(
      """
      INSERT INTO notice (account, event, ticket, reason, at, read_at, awaits_mail) VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO NOTHING
      """,
      [
        .integer(notice.account), .integer(notice.event), .integer(notice.ticket), .code(notice.reason),
        .at(notice.at), .at(notice.readAt), .bool(notice.awaitsMail),
      ])
  }

  func markRead(notice id: Int64?, ofAccount account: Int64, upTo newest: Int64, at: Timestamp) throws {
    try db.send(
      """
      UPDATE notice SET read_at = ?1 WHERE account = ?2 AND read_at IS NULL AND id <= ?3 AND (?4 IS NULL OR id = ?4)
      """, [.at(at), .integer(account), .integer(newest), .integer(id)])
  }

  func markRead(noticesOnTicket number: Int64, ofAccount account: Int64, upTo event: Int64, at: Timestamp) throws {
    try db.send(
      """
      UPDATE notice SET read_at = ?2
      WHERE account = ?3 AND read_at IS NULL AND event <= ?4 AND ticket IN \(Self.family)
      """, [.integer(number), .at(at), .integer(account), .integer(event)])
  }

  func setNoticeChoices(_ choices: [NoticeReason: NoticeChannel], ofAccount account: Int64) throws {
    try db.send("DELETE FROM notice_choice WHERE account = ?", [.integer(account)])
    for (reason, channel) in choices {
      try db.send(
        "INSERT INTO notice_choice (account, reason, channel) VALUES (?, ?, ?)",
        [.integer(account), .code(reason), .code(channel)])
    }
  }

  func noteMailed(notices ids: [Int64]) throws {
    for id in ids { try db.run("UPDATE notice SET awaits_mail = 0 WHERE id = ?", [.integer(id)]) }
  }

  func forgetNotices(before moment: Timestamp, most: Int, limit: Int) throws -> Int {
    var count = try db.run(
      "DELETE FROM notice WHERE id IN (SELECT id FROM notice WHERE at < ? ORDER BY at LIMIT ?)",
      [.at(moment), .int(max(0, limit))])
    for account in try db.rows("SELECT id FROM account", make: { $0.int64(0) }) where count < limit {
      count += try db.run(
        """
        DELETE FROM notice WHERE id IN (
          SELECT id FROM notice WHERE account = ? ORDER BY id DESC LIMIT ? OFFSET ?)
        """, [.integer(account), .int(limit - count), .int(max(0, most))])
    }
    return count
  }
}

extension Notice {
  fileprivate static let columns = "n.id, n.account, n.event, n.ticket, n.reason, n.at, n.read_at, n.awaits_mail"

  fileprivate init(row: Row) throws {
    self.init(
      id: row.int64(0), account: row.int64(1), event: row.int64(2), ticket: row.int64(3), reason: try row.code(4),
      at: row.at(5), readAt: row.atOrNil(6), awaitsMail: row.bool(7))
  }
}
