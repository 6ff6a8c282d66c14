// What a store keeps of who follows a ticket and what they have seen of it.
import TellbackWire

/// Reads followers, inside one snapshot or transaction. A merged ticket's followers follow the survivor.
public protocol FollowerReads {
  /// The accounts that follow a ticket or one merged into it, in the order of their ids.
  func followers(ofTicket number: Int64) throws -> [Int64]
  /// The newest event of a ticket that somebody has seen; 0 when none.
  func seenEvent(ofTicket number: Int64, account: Int64) throws -> Int64
  /// Somebody's tickets that are not resolved, and resolved ones of which something is unread; unread ones first, then those
  /// that changed last. At most `limit` tickets of these apps. O(tickets that they own, of their groups or followed).
  func work(ofAccount account: Int64, in apps: AppScope, limit: Int) throws -> [WorkItem]
}

/// Writes followers, inside one transaction.
public protocol FollowerWrites: FollowerReads {
  /// Does nothing when the account follows it already.
  func follow(ticket number: Int64, account: Int64, at: Timestamp) throws
  func unfollow(ticket number: Int64, account: Int64) throws
  /// Never goes back.
  func setSeen(_ event: Int64, ofTicket number: Int64, account: Int64) throws
}
