// What a store keeps of removals, and how words leave it.
import TellbackWire

/// Reads removals, inside one snapshot or transaction.
public protocol RedactionReads {
  /// In the order of their numbers.
  func redactions(ofReport id: ReportID) throws -> [Redaction]
  /// What staff wrote on a ticket and on those merged into it that holds a text, byte for byte; oldest first. O(its events).
  func staffWords(holding text: String, onTicket number: Int64) throws -> [(event: Int64, text: String)]
}

/// Takes words out, inside one transaction. After it the files still hold them until they are purged.
public protocol RedactionWrites: RedactionReads {
  /// Keeps a removal, and asks for a purge.
  func addRedaction(_ redaction: Redaction) throws
  /// The report reads as `new` from now on, in store and index; what was made of its words (suggestions, its segment, the key
  /// by which its reporter was counted) is made anew or goes. The same report sent again is still a duplicate.
  func redact(_ stored: StoredReport, from old: Report, to new: Report) throws
  /// A grouping key leads to no ticket any more.
  func forgetGroupingKey(_ key: [UInt8], app: AppID) throws
  /// What the reporter wrote reads otherwise from now on, also in the index; `names` are those of its files, in their order.
  func redact(message: StoredMessage, text: String?, names: [String], at: Timestamp) throws
  /// What staff wrote reads otherwise from now on: on the history, in the index, in what reporters were told by it, in what waits
  /// to go out, in drafts, and in what apps were told once and are told no more.
  func redactStaffWords(_ text: String, to mark: String, onTicket number: Int64, report: StoredReport) throws
  /// The bytes go, and `note` is its name from now on. False when there is no such attachment or it was removed before.
  func removeAttachment(ofReport id: ReportID, index: Int, note: String, at: Timestamp) throws -> Bool
  func removeAttachment(ofMessage id: ReportID, index: Int, note: String, at: Timestamp) throws -> Bool
}
