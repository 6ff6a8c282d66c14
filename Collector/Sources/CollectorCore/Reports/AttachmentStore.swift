// What a store keeps of attachments: what a report announced, and the bytes once they arrived.
import TellbackWire

/// Reads attachments, inside one snapshot or transaction.
public protocol AttachmentReads {
  func attachments(of report: ReportID) throws -> [StoredAttachment]
  func attachmentData(of report: ReportID, index: Int) throws -> [UInt8]?
}

/// Writes attachments, inside one transaction.
public protocol AttachmentWrites: AttachmentReads {
  /// Keeps the bytes of an attachment that a stored report of this app announced. Repeats replace nothing.
  /// Nil when there is no such report; false when it was there already.
  func storeAttachment(app: AppID, report: ReportID, index: Int, type: String, data: [UInt8], at: Timestamp) throws
    -> Bool?
}
