// What a store keeps of conversations: what reporters did after their reports, and whom staff's words reached.
import TellbackWire

/// Reads conversations, inside one snapshot or transaction.
public protocol ConversationReads {
  /// A message by its id, whatever its report.
  func message(_ id: ReportID) throws -> StoredMessage?
  /// The messages of a report but read marks, oldest first; the newest `limit`.
  func messages(ofReport id: ReportID, limit: Int) throws -> [StoredMessage]
  /// How many messages of a report there are, read marks left out.
  func messageCount(ofReport id: ReportID) throws -> Int
  /// The messages of which these events tell, by event.
  func messages(ofEvents ids: [Int64]) throws -> [Int64: StoredMessage]
  /// The messages of a report that mean nothing yet, since it is on no ticket, in the order of their arrival.
  func waitingMessages(ofReport id: ReportID) throws -> [StoredMessage]
  /// Whom the words of these events reached, by event; nothing for words that were not sent.
  func reach(ofEvents ids: [Int64]) throws -> [Int64: Reach]
  /// Over the reports that are shown on a ticket. O(its reports).
  func feedback(ofTicket number: Int64) throws -> Feedback

  /// The event of a message from staff that this installation was told of; nil for another's, and for one that is not there.
  func event(ofMessage id: ReportID, toldTo installation: ReportID, app: AppID) throws -> Int64?
  /// The files that staff sent with the words of an event, in their order.
  func staffFiles(ofEvent event: Int64) throws -> [AttachmentInfo]
  func staffFileData(ofEvent event: Int64, index: Int) throws -> [UInt8]?

  /// The attachments that a reporter's message announced.
  func attachments(ofMessage id: ReportID) throws -> [StoredAttachment]
  /// The bytes of an attachment of a reporter's message; nil when they are not here.
  func attachmentData(ofMessage id: ReportID, index: Int) throws -> [UInt8]?
}

/// Writes conversations, inside one transaction.
public protocol ConversationWrites: ConversationReads {
  /// Keeps a message, once. Whether the sender is who it says is the caller's: ``Conversations``.
  func addMessage(_ message: IncomingMessage) throws -> MessageOutcome
  /// A message has had its effect; `event` tells of it, and from now on its words are found by search.
  func noteApplied(message sequence: Int64, event: Int64?) throws
  /// The reporter of a report has seen every update of it up to a sequence: ``Reach/seen`` counts each once.
  func noteRead(report: StoredReport, upTo sequence: Int64) throws
  /// Keeps files with the words of an event; they are numbered in their order, from 0.
  func addStaffFiles(_ files: [StaffFile], event: Int64) throws
  /// Keeps the bytes of an attachment that a stored message announced. Repeats replace nothing. Nil when the message
  /// announces no such attachment; false when it was here already.
  func storeAttachment(ofMessage id: ReportID, index: Int, data: [UInt8], at: Timestamp) throws -> Bool?
}
