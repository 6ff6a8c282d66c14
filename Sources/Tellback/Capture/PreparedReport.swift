// A report that is composed, redacted and encoded, but not yet saved: what a preview shows and report() then sends.
import TellbackWire

/// A report ready to be saved. Its bytes are exactly those that will be sent.
public struct PreparedReport: Sendable {
  /// What the collector will read, after redaction.
  public let report: Report
  /// The same as JSON: the bytes in the queue and on the wire.
  public let bytes: [UInt8]
  let files: [QueueItem.File]

  /// The identity that the report will have.
  public var id: ReportID { report.id }
  /// The short reference for the person.
  public var reference: Reference { report.id.reference }

  var item: QueueItem {
    QueueItem(id: report.id, capturedAt: report.capturedAt, body: bytes, attachments: files)
  }
}
