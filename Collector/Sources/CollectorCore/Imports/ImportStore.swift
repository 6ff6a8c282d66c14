// What a store keeps of imports: which row of which source is here already, and which events tell of the past.
import TellbackWire

/// By what a row of a source is known for ever: the app that took it, the shape of its export and the source's own key.
public struct ImportKey: Sendable, Hashable {
  public enum Sort: Int, Sendable, CaseIterable {
    /// The target is a ticket's number.
    case ticket = 0
    /// The target is an event's id.
    case message = 1
  }

  public var app: AppID
  public var shape: ImportShape
  public var sort: Sort
  /// At most ``ImportLimits/key`` bytes.
  public var key: String

  public init(app: AppID, shape: ImportShape, sort: Sort, key: String) {
    self.app = app
    self.shape = shape
    self.sort = sort
    self.key = key
  }
}

/// Reads what was imported, inside one snapshot or transaction.
public protocol ImportReads {
  /// What a row became; nil for one that is not here. It stays when the ticket's reports are erased, so that no later import brings
  /// back what somebody wished gone.
  func imported(_ key: ImportKey) throws -> Int64?
  /// Whether an event tells of the past of another desk: nobody is told of it now.
  func isImported(event id: Int64) throws -> Bool
}

/// Writes imports, inside one transaction.
public protocol ImportWrites: ImportReads {
  func noteImported(_ key: ImportKey, target: Int64, at: Timestamp) throws
  /// Stores a report that came by no wire, pending until it is placed. Its ``StoredReport/sequence``; nil when a report of this id is
  /// here, or was erased.
  func addImportedReport(_ report: IncomingReport) throws -> Int64?
  /// Stores what the reporter of a placed report wrote, of which `event` tells already. False when the message is here.
  func addImportedReply(_ message: ReporterMessage, report sequence: Int64, event: Int64) throws -> Bool
  /// All events after `last` that were written so far in this transaction tell of the past.
  func noteImportedEvents(after last: Int64) throws
}
