// Reads conversations from a queue file: receipts with their updates and the reporter's own messages.
import TellbackSQLite
import TellbackWire

/// Whose conversations.
enum InboxScope: Sendable, Equatable {
  case everybody
  /// Those of one user; with nil those of reports that name none.
  case user(String?)

  func includes(_ user: String?) -> Bool {
    guard case .user(let own) = self else { return true }
    guard let own, let user else { return own == nil && user == nil }
    return own.utf8.elementsEqual(user.utf8)
  }

  /// Of a column of users.
  var condition: String { self == .everybody ? "?1 IS NULL" : "receipt.user IS ?1" }
  var value: SQLiteValue {
    if case .user(let user) = self { .text(user) } else { .null }
  }
}

/// What a list shows before the entries are read.
struct ConversationHead {
  var id: ReportID
  var title: String
  var capturedAt: Timestamp
  var user: String?
  /// Nil while the report waits.
  var isAccepted: Bool?
  var why: String?
  var readTo: Int64 = 0
  var activity: Int64
}

extension TicketUpdate.Kind {
  /// The kinds that somebody reads.
  static let readKinds = "('answered', 'corrected', 'reminded', 'fixed', 'reopened', 'refused')"

  /// It brings its conversation to the top.
  var isNews: Bool { self != .onTicket }
}

extension QueueDatabase {
  /// Conversations of reports that the collector answered, the newest activity first.
  func answeredHeads(_ scope: InboxScope, limit: Int) throws -> [ConversationHead] {
    try connection.rows(
      """
      SELECT id, captured_at, title, is_accepted, message, user, read_to, activity FROM receipt
      WHERE \(scope.condition) ORDER BY activity DESC, sequence DESC LIMIT ?2
      """, [scope.value, .int(limit)], make: Self.answeredHead
    ).compactMap { $0 }
  }

  /// Conversations of reports that wait, the newest first. Of one user, only the newest 1,000 reports are looked through.
  func waitingHeads(_ scope: InboxScope, limit: Int) throws -> [ConversationHead] {
    var result: [ConversationHead] = []
    guard totals.reports > 0 else { return result }
    let most = scope == .everybody ? limit : 1_000
    try connection.forEach(
      "SELECT id, captured_at, body FROM report ORDER BY sequence DESC LIMIT ?", [.int(most)]
    ) { row in
      if let head = Self.waitingHead(row), scope.includes(head.user) { result.append(head) }
      return result.count < limit
    }
    return result
  }

  /// The conversation about one report; nil when it is not here.
  func head(of id: ReportID) throws -> ConversationHead? {
    let values: [SQLiteValue] = [.blob(id.bytes)]
    let waiting = try connection.first(
      "SELECT id, captured_at, body FROM report WHERE id = ?", values, make: Self.waitingHead)
    if let waiting { return waiting }
    return try connection.first(
      "SELECT id, captured_at, title, is_accepted, message, user, read_to, activity FROM receipt WHERE id = ?",
      values, make: Self.answeredHead) ?? nil
  }

  private static func answeredHead(_ row: Row) -> ConversationHead? {
    ReportID(bytes: row.blob(0)).map {
      ConversationHead(
        id: $0, title: row.text(2), capturedAt: Timestamp(milliseconds: row.int64(1)), user: row.textOrNil(5),
        isAccepted: row.bool(3), why: row.textOrNil(4), readTo: row.int64(6), activity: row.int64(7))
    }
  }

  private static func waitingHead(_ row: Row) -> ConversationHead? {
    ReportID(bytes: row.blob(0)).map {
      let head = ReportHead(of: row.blob(2))
      return ConversationHead(
        id: $0, title: head.title, capturedAt: Timestamp(milliseconds: row.int64(1)), user: head.user,
        activity: row.int64(1))
    }
  }

  /// How many entries from staff were not read. A correction of an unread answer counts once with it.
  func unread(_ scope: InboxScope) throws -> Int {
    try connection.first(
      """
      SELECT count(*) FROM receipt JOIN event ON event.report = receipt.id
      WHERE \(scope.condition) AND event.sequence > receipt.read_to AND event.kind IN \(TicketUpdate.Kind.readKinds)
        AND (event.kind <> 'corrected' OR NOT EXISTS (
          SELECT 1 FROM event AS first WHERE first.report = event.report AND first.sequence < event.sequence
            AND first.sequence > receipt.read_to AND (first.id = event.revises OR first.revises = event.revises)))
      """, [scope.value], make: { $0.int(0) }) ?? 0
  }

  /// The newest update that was not read; nil when everything is read.
  func newestUnread(of report: ReportID) throws -> Int64? {
    try connection.first(
      """
      SELECT max(event.sequence) FROM event JOIN receipt ON receipt.id = event.report
      WHERE event.report = ? AND event.sequence > receipt.read_to AND event.kind IN \(TicketUpdate.Kind.readKinds)
      """, [.blob(report.bytes)], make: { $0.int64OrNil(0) }) ?? nil
  }

  /// Call it inside a transaction.
  func setRead(_ report: ReportID, upTo sequence: Int64) throws {
    try connection.run(
      "UPDATE receipt SET read_to = max(read_to, ?) WHERE id = ?", [.integer(sequence), .blob(report.bytes)])
  }

  /// The newest update of a report that is known here; 0 without one.
  func newestUpdate(of report: ReportID) throws -> Int64 {
    try connection.first(
      "SELECT max(sequence) FROM event WHERE report = ?", [.blob(report.bytes)], make: { $0.int64(0) }) ?? 0
  }

  /// The updates of a report as they came, oldest first.
  func ticketUpdates(of report: ReportID) throws -> [TicketUpdate] {
    try connection.rows(
      """
      SELECT sequence, kind, at, ticket, message, by, id, revises, personal, version, attachments FROM event
      WHERE report = ? ORDER BY sequence
      """, [.blob(report.bytes)]
    ) { row in
      TicketUpdate.Kind(rawValue: row.text(1)).map { kind in
        TicketUpdate(
          sequence: row.int64(0), report: report, kind: kind, at: Timestamp(milliseconds: row.int64(2)),
          ticket: row.int64OrNil(3), message: row.textOrNil(4), by: row.textOrNil(5),
          id: ReportID(bytes: row.blob(6)), revises: ReportID(bytes: row.blob(7)), isPersonal: row.bool(8),
          version: row.textOrNil(9), attachments: [AttachmentInfo](stored: row.blob(10)))
      }
    }.compactMap { $0 }
  }

  /// The reporter's own messages about a report, in the order in which they were written.
  func ownMessages(of report: ReportID) throws -> [OwnMessage] {
    let sent = try connection.rows(
      """
      SELECT after, body, is_accepted, code, message FROM message_receipt WHERE report = ? ORDER BY sequence
      """, [.blob(report.bytes)]
    ) { row in
      OwnMessage(
        after: row.int64(0), body: row.blob(1),
        delivery: row.bool(2) ? .sent : .refused(code: row.text(3), why: row.text(4)))
    }
    guard totals.messages > 0 else { return sent.compactMap { $0 } }
    let waiting = try connection.rows(
      "SELECT after, body FROM message WHERE report = ? ORDER BY sequence", [.blob(report.bytes)]
    ) { OwnMessage(after: $0.int64(0), body: $0.blob(1), delivery: .saved) }
    return (sent + waiting).compactMap { $0 }
  }
}

/// A message of the reporter, read back from the queue.
struct OwnMessage {
  var after: Int64
  var message: ReporterMessage
  var delivery: ConversationEntry.Delivery

  /// Nil for a body that damage changed.
  init?(after: Int64, body: [UInt8], delivery: ConversationEntry.Delivery) {
    guard let message = try? ReporterMessage(decoding: body) else { return nil }
    self.after = after
    self.message = message
    self.delivery = delivery
  }
}
