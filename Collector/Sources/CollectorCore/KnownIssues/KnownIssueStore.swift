// What a store keeps of known issues: what apps are told of tickets.
import TellbackWire

/// Reading what is published.
public protocol KnownIssueReads {
  func publishedIssue(ofTicket number: Int64) throws -> PublishedIssue?
  /// All of an app, in the order of their tickets.
  func publishedIssues(app: AppID) throws -> [PublishedIssue]
  /// Numbers that change whenever something is published, changed or withdrawn.
  func publicationState(app: AppID) throws -> [Int64]
  /// True when this ticket of this app is or once was published.
  func wasPublished(ticket number: Int64, app: AppID) throws -> Bool
}

/// Writing what is published.
public protocol KnownIssueWrites: KnownIssueReads {
  /// Stores it in the place of what was published of the ticket before.
  func savePublishedIssue(_ issue: PublishedIssue) throws
  /// False when nothing was published of the ticket.
  func withdrawPublishedIssue(ofTicket number: Int64, at: Timestamp) throws -> Bool
}
