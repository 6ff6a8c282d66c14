// What a store keeps of tags.
import TellbackWire

/// Reads tags, inside one snapshot or transaction. Those of a merged ticket are shown on its survivor too.
public protocol TagReads {
  /// Of a ticket and of those merged into it, each once, in the order of the alphabet.
  func tags(ofTicket number: Int64) throws -> [String]
  /// That tickets of these apps have, in the order of the alphabet; at most `limit`.
  func tags(in apps: AppScope, limit: Int) throws -> [String]
}

/// Writes tags, inside one transaction.
public protocol TagWrites: TagReads {
  /// Puts tags on a ticket by itself; one that it has already stays. Beyond ``TicketTag/limit`` and ``TicketTag/perApp`` none is
  /// added. Returns those that were.
  @discardableResult func addTags(_ tags: [String], ticket: Int64, at: Timestamp) throws -> [String]
  /// Takes tags off a ticket and off those merged into it. Returns those that were there.
  @discardableResult func removeTags(_ tags: [String], ticket: Int64) throws -> [String]
}
