// What a store keeps of updates: what reporters are told, by cursor; and of the installations that ask for them.
import TellbackWire

/// Reads updates, inside one snapshot or transaction.
public protocol UpdateReads {
  /// Oldest first.
  func updates(app: AppID, installation: ReportID, after sequence: Int64, limit: Int) throws -> [TicketUpdate]
  /// The hash of the installation's secret, nil for one never seen.
  func installationSecretHash(app: AppID, installation: ReportID) throws -> [UInt8]?
  /// What installations counted themselves, summed over all.
  func accounting(app: AppID) throws -> Accounting
  /// When an installation of the app last sent its counts or something else, to within an hour; nil when none ever did.
  func lastContact(app: AppID) throws -> Timestamp?
}

/// Writes updates, inside one transaction.
public protocol UpdateWrites: UpdateReads {
  /// Adds an update for one report; does nothing for a report without an installation.
  func appendUpdate(
    _ kind: TicketUpdate.Kind, report: StoredReport, ticket: Int64?, message: String?, by: String?, at: Timestamp)
    throws
  /// Adds an update for every report of a ticket.
  func appendUpdates(_ kind: TicketUpdate.Kind, ticket: Int64, message: String?, by: String?, at: Timestamp) throws
}
