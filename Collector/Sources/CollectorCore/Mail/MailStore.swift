// What a store keeps of mail: what waits, what became of it, and which apps tell reporters by mail.
import TellbackWire

/// How many mails there are of each state, in the time that is logged.
public struct MailCounts: Sendable, Equatable {
  public var waiting: Int64
  public var sent: Int64
  public var failed: Int64

  public init(waiting: Int64 = 0, sent: Int64 = 0, failed: Int64 = 0) {
    self.waiting = waiting
    self.sent = sent
    self.failed = failed
  }
}

/// When reporters of an app are told by mail what they did not read in the app.
public struct ReporterMailSetting: Sendable, Equatable {
  /// Hours that an answer stays unread; nil for never.
  public static let hours = 1...720
  public var hours: Int?
  /// The newest update of which it was decided.
  public var cursor: Int64

  public init(hours: Int?, cursor: Int64) {
    self.hours = hours
    self.cursor = cursor
  }
}

/// An update that its reporter has not read.
public struct UnreadUpdate: Sendable, Equatable {
  public var update: TicketUpdate
  public var report: StoredReport
  public var ticket: Int64?

  public init(update: TicketUpdate, report: StoredReport, ticket: Int64?) {
    self.update = update
    self.report = report
    self.ticket = ticket
  }
}

public protocol MailReads {
  func mail(_ id: Int64) throws -> Mail?
  /// What may be attempted at `moment`, the longest due first.
  func dueMail(at moment: Timestamp, limit: Int) throws -> [Mail]
  /// When the next one is due; nil when none waits.
  func nextMail() throws -> Timestamp?
  func mailCounts() throws -> MailCounts
  /// What waits after a failed attempt, and what failed; newest first.
  func troubledMail(limit: Int) throws -> [Mail]
  /// The newest mail to somebody of staff, whatever became of it.
  func newestMail(toAccount account: Int64) throws -> Timestamp?
  /// Notices that await mail, by account in the order of events: those of accounts whose oldest is from `moment` or before.
  func noticesAwaitingMail(since moment: Timestamp, limit: Int) throws -> [Notice]
  /// When the oldest notice that awaits mail was made; nil without one.
  func oldestAwaitingMail() throws -> Timestamp?
  func reporterMail(app: AppID) throws -> ReporterMailSetting
  /// Updates of an app after a sequence that were made at `moment` or before, oldest first, at most `limit`: those with words that
  /// their reporter has not read; `last` is up to where was looked.
  func unreadUpdates(app: AppID, after sequence: Int64, before moment: Timestamp, limit: Int) throws -> (
    updates: [UnreadUpdate], last: Int64
  )
}

public protocol MailWrites: MailReads {
  @discardableResult func addMail(_ mail: Mail) throws -> Int64
  /// Notes an attempt: where `state` is an end, recipient and text go.
  func noteAttempt(ofMail id: Int64, error: String?, at: Timestamp, state: Mail.State, dueAt: Timestamp) throws
  /// Ends what waits since `moment` or longer. Returns how many.
  func endMail(waitingSince moment: Timestamp, problem: OutgoingProblem, at: Timestamp) throws -> Int
  /// These notices await no mail any more.
  func noteMailed(notices ids: [Int64]) throws
  func setReporterMail(_ setting: ReporterMailSetting, app: AppID) throws
  /// Takes away what waits for the reporter of a report.
  func forgetMail(ofReport id: ReportID) throws
  func forgetMail(before moment: Timestamp, limit: Int) throws -> Int
}
