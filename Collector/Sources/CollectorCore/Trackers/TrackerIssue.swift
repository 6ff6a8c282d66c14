// An issue of a tracker that a ticket is worked on in, from the wish to open it on. Invariants: words leave the store once it is open;
// nothing is posted whose earlier attempt may have succeeded, before the tracker was searched for it.
import TellbackWire

public struct TrackerIssue: Sendable, Equatable {
  public enum State: String, Sendable, CaseIterable {
    /// It is to be opened, or to be looked up for the first time.
    case waiting
    case open, closed
    /// It could not be opened, and is tried no more by itself.
    case failed
    /// The tracker does not have it any more.
    case lost

    public var isLinked: Bool { self == .open || self == .closed || self == .lost }
  }

  public var id: Int64
  /// The ticket of which it was asked; one that was merged since keeps it, and the survivor shows it.
  public var ticket: Int64
  public var tracker: Int64
  /// 32 hexadecimal digits, by which it is found again in the tracker.
  public var marker: String
  public var state: State
  /// What is to be sent; nil for one that is there.
  public var title: String?
  public var body: String?
  /// Nil until it is open, unless it was tied by its address.
  public var number: Int64?
  public var url: String?
  /// The milestone that it was closed in.
  public var version: String?
  /// It was closed because nothing will be done.
  public var isNotPlanned: Bool
  public var closedAt: Timestamp?
  /// When somebody here decided what its closing means.
  public var settledAt: Timestamp?
  /// Of the newest answer, so that an unchanged issue costs the tracker little.
  public var etag: String?
  public var account: Int64?
  /// Who wanted it.
  public var by: String
  public var at: Timestamp
  /// An attempt to open it was begun, and nobody knows whether it came through.
  public var isSent: Bool
  /// That failed since one succeeded.
  public var attempts: Int64
  public var firstAt: Timestamp?
  /// When it is next opened or looked at; nil for never.
  public var dueAt: Timestamp?
  /// Of the newest attempt; what went wrong as ``OutgoingProblem/stored``.
  public var status: Int?
  public var error: String?

  public init(
    id: Int64 = 0, ticket: Int64, tracker: Int64, marker: String, state: State = .waiting, title: String? = nil,
    body: String? = nil, number: Int64? = nil, url: String? = nil, version: String? = nil, isNotPlanned: Bool = false,
    closedAt: Timestamp? = nil, settledAt: Timestamp? = nil, etag: String? = nil, account: Int64? = nil, by: String,
    at: Timestamp, isSent: Bool = false, attempts: Int64 = 0, firstAt: Timestamp? = nil, dueAt: Timestamp? = nil,
    status: Int? = nil, error: String? = nil
  ) {
    self.id = id
    self.ticket = ticket
    self.tracker = tracker
    self.marker = marker
    self.state = state
    self.title = title
    self.body = body
    self.number = number
    self.url = url
    self.version = version
    self.isNotPlanned = isNotPlanned
    self.closedAt = closedAt
    self.settledAt = settledAt
    self.etag = etag
    self.account = account
    self.by = by
    self.at = at
    self.isSent = isSent
    self.attempts = attempts
    self.firstAt = firstAt
    self.dueAt = dueAt
    self.status = status
    self.error = error
  }

  /// It was closed there, and nobody here has decided what that means.
  public var proposesResolving: Bool { state == .closed && settledAt == nil }

  /// The line of the body by which it is found again. Markdown shows no comment.
  public var markerLine: String { Self.markerLine(marker) }
  public static func markerLine(_ marker: String) -> String { "<!-- tellback-issue \(marker) -->" }

  /// True for what ``markerLine`` can hold.
  public static func isMarker(_ text: String) -> Bool {
    text.utf8.count == 32 && text.utf8.allSatisfy { $0 &- 0x30 < 10 || $0 &- 0x61 < 6 }
  }
}

/// What a list of tickets asks about issues.
public enum IssueFilter: String, Sendable, CaseIterable {
  /// Any that is there or is to be opened.
  case any
  case none
  case open
  case closed
  /// Closed there, undecided here.
  case proposed
  /// It could not be opened, or the tracker has it no more.
  case failed
}
