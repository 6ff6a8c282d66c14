// What a store keeps of messages in their undo window. A message that was sent or taken back is there no longer.
import TellbackWire

/// Reads outgoing messages, inside one snapshot or transaction.
public protocol OutgoingReads {
  func outgoing(_ id: Int64) throws -> OutgoingMessage?
  /// Those of a ticket and of the tickets merged into it, in the order in which they were written.
  func outgoing(ofTicket number: Int64) throws -> [OutgoingMessage]
  /// Those due at `moment` or before, in the order in which they were written.
  func outgoing(dueBy moment: Timestamp, limit: Int) throws -> [OutgoingMessage]
  /// When the next one is due; nil when nothing waits.
  func nextOutgoing() throws -> Timestamp?
}

/// Writes outgoing messages, inside one transaction.
public protocol OutgoingWrites: OutgoingReads {
  /// Stores it; its `id` is ignored and a new one given back.
  func addOutgoing(_ message: OutgoingMessage) throws -> Int64
  /// False when it is there no longer: somebody else sent it or took it back.
  func removeOutgoing(_ id: Int64) throws -> Bool
}
