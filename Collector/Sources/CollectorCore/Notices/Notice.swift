// What somebody of staff is to know about a ticket, in their inbox and by mail as they wish.
import TellbackWire

/// Why somebody is told. The first that holds counts; the raw values are stored.
public enum NoticeReason: String, Sendable, CaseIterable {
  /// They are named in a note.
  case mention
  /// A ticket was handed to them, or to a group of theirs.
  case handedOver = "handed-over"
  /// Their claim was given back as idle, or somebody took it over.
  case claimEnded = "claim-ended"
  /// A reporter replied on their ticket.
  case reply
  /// A reporter says of their ticket whether it helped, rates it or says thanks.
  case feedback
  /// Somebody did something on a ticket that they follow.
  case followed
  /// Nobody decided in time on a pain point that is to reach them then.
  case undecided
  /// A ticket escalated to them by itself.
  case stuck

  /// Where nobody chose otherwise: what waits for them goes out by mail too.
  public var fallback: NoticeChannel {
    switch self {
    case .mention, .handedOver, .claimEnded, .reply, .undecided, .stuck: .mail
    case .feedback, .followed: .inbox
    }
  }
}

/// Where somebody hears of something. The raw values are stored.
public enum NoticeChannel: String, Sendable, CaseIterable {
  case none, inbox
  /// Inbox and mail.
  case mail
}

/// One line of somebody's inbox.
public struct Notice: Sendable, Equatable {
  /// How long one is kept, in seconds (90 days), and how many of one person.
  public static let seconds: Int64 = 90 * 86_400
  public static let kept = 1_000

  /// Grows in the order of events; 0 before it is stored.
  public var id: Int64
  public var account: Int64
  public var event: Int64
  /// The ticket of the event.
  public var ticket: Int64
  public var reason: NoticeReason
  public var at: Timestamp
  public var readAt: Timestamp?
  /// It is to go out by mail, and has not yet.
  public var awaitsMail: Bool

  public init(
    id: Int64 = 0, account: Int64, event: Int64, ticket: Int64, reason: NoticeReason, at: Timestamp,
    readAt: Timestamp? = nil, awaitsMail: Bool = false
  ) {
    self.id = id
    self.account = account
    self.event = event
    self.ticket = ticket
    self.reason = reason
    self.at = at
    self.readAt = readAt
    self.awaitsMail = awaitsMail
  }
}
