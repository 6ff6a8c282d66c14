// The transaction in memory keeps no notices and no mail.
import CollectorCore
import TellbackWire

extension MemoryTransaction {
  func noticeCursor() throws -> Int64 { 0 }
  func noticeableEvents(after id: Int64, limit: Int) throws -> (events: [TicketEvent], last: Int64) { ([], id) }
  func followers(ofTicket number: Int64, before moment: Timestamp) throws -> [Int64] { [] }
  func notices(ofAccount account: Int64, in apps: AppScope, before id: Int64?, limit: Int) throws -> [Notice] { [] }
  func unreadNotices(ofAccount account: Int64, in apps: AppScope) throws -> Int64 { 0 }
  func noticeChoices(ofAccount account: Int64) throws -> [NoticeReason: NoticeChannel] { [:] }
  func setNoticeCursor(_ event: Int64) throws { throw NotKept() }
  func addNotice(_ notice: Notice) throws { throw NotKept() }
  func markRead(notice id: Int64?, ofAccount account: Int64, upTo newest: Int64, at: Timestamp) throws {}
  func markRead(noticesOnTicket number: Int64, ofAccount account: Int64, upTo event: Int64, at: Timestamp) throws {}
  func setNoticeChoices(_ choices: [NoticeReason: NoticeChannel], ofAccount account: Int64) throws { throw NotKept() }
  func forgetNotices(before moment: Timestamp, most: Int, limit: Int) throws -> Int { 0 }

  func mail(_ id: Int64) throws -> Mail? { nil }
  func dueMail(at moment: Timestamp, limit: Int) throws -> [Mail] { [] }
  func nextMail() throws -> Timestamp? { nil }
  func mailCounts() throws -> MailCounts { MailCounts() }
  func troubledMail(limit: Int) throws -> [Mail] { [] }
  func newestMail(toAccount account: Int64) throws -> Timestamp? { nil }
  func noticesAwaitingMail(since moment: Timestamp, limit: Int) throws -> [Notice] { [] }
  func oldestAwaitingMail() throws -> Timestamp? { nil }
  func reporterMail(app: AppID) throws -> ReporterMailSetting { ReporterMailSetting(hours: nil, cursor: 0) }
  func unreadUpdates(app: AppID, after sequence: Int64, before moment: Timestamp, limit: Int) throws -> (
    updates: [UnreadUpdate], last: Int64
  ) { ([], sequence) }
  func addMail(_ mail: Mail) throws -> Int64 { throw NotKept() }
  func noteAttempt(ofMail id: Int64, error: String?, at: Timestamp, state: Mail.State, dueAt: Timestamp) throws {
    throw NotKept()
  }
  func endMail(waitingSince moment: Timestamp, problem: OutgoingProblem, at: Timestamp) throws -> Int { 0 }
  func noteMailed(notices ids: [Int64]) throws { throw NotKept() }
  func setReporterMail(_ setting: ReporterMailSetting, app: AppID) throws { throw NotKept() }
  func forgetMail(ofReport id: ReportID) throws {}
  func forgetMail(before moment: Timestamp, limit: Int) throws -> Int { 0 }
}
