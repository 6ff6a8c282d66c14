// What a store keeps of what somebody has read. A ticket is read up to the newest event that its reader has seen, or up to their
// mark, whichever is later; an event of somebody else after that makes it unread again.
import TellbackWire

/// Reads what is read, inside one snapshot or transaction.
public protocol ReadMarkReads {
  /// The event up to which everything counts as read by somebody.
  func readMark(ofAccount account: Int64) throws -> Int64
  /// Of these tickets, those on which somebody else or the system did what the account has not seen; merges are followed.
  /// O(tickets).
  func unread(among tickets: [Int64], ofAccount account: Int64) throws -> Set<Int64>
}

/// Writes what is read, inside one transaction.
public protocol ReadMarkWrites: ReadMarkReads {
  /// Everything up to this event is read. It never goes back. A new account begins with the newest event.
  func setReadMark(_ event: Int64, ofAccount account: Int64) throws
}
