// What a store keeps of notices: whom to tell, up to which event it was decided, and what each person wishes.
import TellbackWire

public protocol NoticeReads {
  /// The newest event of which it was decided whom to tell.
  func noticeCursor() throws -> Int64
  /// Events after one that may concern somebody of staff: all but the arrival of reports and what erasing leaves. `last` is up to
  /// where was looked: no more than 10,000 events at once.
  func noticeableEvents(after id: Int64, limit: Int) throws -> (events: [TicketEvent], last: Int64)
  /// The accounts that followed a ticket, or one merged into it, before a moment.
  func followers(ofTicket number: Int64, before moment: Timestamp) throws -> [Int64]
  /// Somebody's notices on tickets of these apps before one, newest first.
  func notices(ofAccount account: Int64, in apps: AppScope, before id: Int64?, limit: Int) throws -> [Notice]
  func unreadNotices(ofAccount account: Int64, in apps: AppScope) throws -> Int64
  /// What somebody chose; reasons without a choice have their fallback.
  func noticeChoices(ofAccount account: Int64) throws -> [NoticeReason: NoticeChannel]
}

public protocol NoticeWrites: NoticeReads {
  /// Never goes back.
  func setNoticeCursor(_ event: Int64) throws
  /// Stores one, once for each person and event. Its `id` is ignored.
  func addNotice(_ notice: Notice) throws
  /// Marks one as read, or with nil all up to the newest of the account.
  func markRead(notice id: Int64?, ofAccount account: Int64, upTo newest: Int64, at: Timestamp) throws
  /// Somebody has read a ticket up to an event, and with it what their inbox tells of it and of those merged into it.
  func markRead(noticesOnTicket number: Int64, ofAccount account: Int64, upTo event: Int64, at: Timestamp) throws
  func setNoticeChoices(_ choices: [NoticeReason: NoticeChannel], ofAccount account: Int64) throws
  /// Forgets at most `limit` that are older than `moment` or more than `most` of a person. Returns how many.
  func forgetNotices(before moment: Timestamp, most: Int, limit: Int) throws -> Int
}
