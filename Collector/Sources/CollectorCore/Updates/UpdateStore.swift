// What a store keeps of updates: what reporters are told, by cursor; and of the installations that ask for them.
import TellbackWire

/// Reads updates, inside one snapshot or transaction.
public protocol UpdateReads {
  /// Oldest first.
  func updates(app: AppID, installation: ReportID, after sequence: Int64, limit: Int) throws -> [TicketUpdate]
  /// The reports that got the message of an event, in the order in which they were told.
  func reports(toldOfEvent event: Int64) throws -> [StoredReport]
  /// The newest update's sequence, 0 when there is none.
  func newestUpdate() throws -> Int64
  /// The installations that were told something after a sequence, each once, and the newest sequence looked at; nil when
  /// nothing is newer. Looks at no more than 10,000 updates: ask again after the newest.
  func toldInstallations(after sequence: Int64) throws -> (
    newest: Int64?, installations: [(app: AppID, installation: ReportID)]
  )
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
  func appendUpdate(_ kind: TicketUpdate.Kind, report: StoredReport, ticket: Int64?, _ told: Told, at: Timestamp) throws
  /// Adds an update for every report of a ticket.
  func appendUpdates(_ kind: TicketUpdate.Kind, ticket: Int64, _ told: Told, at: Timestamp) throws
  /// Adds an update for each report that got the message of event ``Told/revises``, and nobody else.
  func appendCorrections(_ told: Told, at: Timestamp) throws
  /// Adds an update for one report that got the message of event ``Told/revises``; does nothing for another.
  func appendCorrection(_ told: Told, to report: StoredReport, at: Timestamp) throws
}

extension UpdateWrites {
  /// Adds an update without more than words and a name.
  public func appendUpdate(
    _ kind: TicketUpdate.Kind, report: StoredReport, ticket: Int64?, message: String?, by: String?, at: Timestamp
  ) throws {
    try appendUpdate(kind, report: report, ticket: ticket, Told(message, by: by), at: at)
  }

  /// Adds an update without more than words and a name for every report of a ticket.
  public func appendUpdates(
    _ kind: TicketUpdate.Kind, ticket: Int64, message: String?, by: String?, at: Timestamp
  ) throws {
    try appendUpdates(kind, ticket: ticket, Told(message, by: by), at: at)
  }
}
