// One reporter and one organisation as staff look after them: everything they sent, how long it has been waiting, and notes.
import TellbackWire

/// Who reports: an installation, or one person of a service, which the app names. Conversations are kept apart in the same way.
public struct ReporterIdentity: Sendable, Hashable {
  public var app: AppID
  public var installation: ReportID
  /// The app's name for the user; nil for reports that name none.
  public var user: String?

  public init(app: AppID, installation: ReportID, user: String?) {
    self.app = app
    self.installation = installation
    self.user = user
  }

  /// Nil for a report that came without an installation.
  public init?(of stored: StoredReport) {
    guard let installation = stored.installation else { return nil }
    let user = (try? Report(decoding: stored.body))?.user
    self.init(app: stored.app, installation: installation, user: user?.isEmpty == false ? user : nil)
  }
}

/// Whom a page of reports is about.
public enum ReportSubject: Sendable, Hashable {
  case reporter(ReporterIdentity)
  /// The organisation or group of customers of this name.
  case segment(String, AppID)

  public var app: AppID {
    switch self {
    case .reporter(let reporter): reporter.app
    case .segment(_, let app): app
    }
  }
}

/// One report of a subject, and where it stands.
public struct ReportStanding: Sendable, Equatable {
  public var stored: StoredReport
  /// The ticket that it is shown on; nil for one that is on none.
  public var ticket: Ticket?
  /// When its reporter last said something in words.
  public var saidAt: Timestamp
  /// When its reporter was last told something in words; nil when never.
  public var toldAt: Timestamp?
  /// How many messages its reporter wrote after it.
  public var messages: Int
  /// The newest verdict and rating.
  public var helped: Bool?
  public var stars: Int?

  public init(
    stored: StoredReport, ticket: Ticket?, saidAt: Timestamp, toldAt: Timestamp?, messages: Int, helped: Bool?,
    stars: Int?
  ) {
    self.stored = stored
    self.ticket = ticket
    self.saidAt = saidAt
    self.toldAt = toldAt
    self.messages = messages
    self.helped = helped
    self.stars = stars
  }

  /// Since when it waits to be solved; nil when it is resolved or on no ticket.
  public var openSince: Timestamp? {
    guard let ticket, ticket.state != .resolved else { return nil }
    return stored.receivedAt
  }

  /// Since when its reporter waits for words; nil when they had the last word, or when it is resolved.
  public var unansweredSince: Timestamp? {
    guard openSince != nil, toldAt.map({ $0 < saidAt }) ?? true else { return nil }
    return saidAt
  }
}

/// A page of a subject's reports, those that have been open for the longest first, then the resolved ones, newest first.
public struct StandingPage: Sendable, Equatable {
  public var standings: [ReportStanding]
  /// Of all, not of this page alone.
  public var total: Int
  public var open: Int
  public var helped: Int
  public var notHelped: Int
  public var ratings: Int
  public var stars: Int

  public init(
    standings: [ReportStanding] = [], total: Int = 0, open: Int = 0, helped: Int = 0, notHelped: Int = 0,
    ratings: Int = 0, stars: Int = 0
  ) {
    self.standings = standings
    self.total = total
    self.open = open
    self.helped = helped
    self.notHelped = notHelped
    self.ratings = ratings
    self.stars = stars
  }
}

/// What staff note about a reporter or an organisation. Nobody else reads it; it is erased with whom it is about.
public struct SubjectNote: Sendable, Equatable {
  /// Notes about one subject.
  public static let limit = 50
  /// Bytes of one.
  public static let textLimit = 2_000

  /// 0 before it is stored.
  public var id: Int64
  public var subject: ReportSubject
  public var account: Int64
  public var by: String
  public var at: Timestamp
  public var text: String

  public init(id: Int64 = 0, subject: ReportSubject, account: Int64, by: String, at: Timestamp, text: String) {
    self.id = id
    self.subject = subject
    self.account = account
    self.by = by
    self.at = at
    self.text = text
  }
}
