// What the collector asks of its memory about erasing and handing out what one installation sent, and about its own retention.
import TellbackWire

/// Why a report goes.
public enum ErasureCause: Sendable, Equatable {
  /// Its reporter asked for it, or the operator did on their behalf.
  case wish
  /// It is older than the app keeps what is settled.
  case retention
}

/// An installation whose data is being erased on its own proof.
public struct ErasedInstallation: Sendable, Equatable {
  public var app: AppID
  public var id: ReportID
  public var secretHash: [UInt8]

  public init(app: AppID, id: ReportID, secretHash: [UInt8]) {
    self.app = app
    self.id = id
    self.secretHash = secretHash
  }
}

/// Reading, inside one snapshot or one transaction.
public protocol ErasureReads {
  /// True when the secret is the one that this installation used first. The comparison takes the same time wherever the
  /// two differ.
  func isProven(app: AppID, installation: ReportID, secretHash: [UInt8]) throws -> Bool
  /// True for a secret with which everything was erased.
  func isErased(_ contact: InstallationContact) throws -> Bool
  /// The reports of an installation after `id`, in the order of their ids. O(its updates, and all pending reports).
  func reports(ofInstallation installation: ReportID, app: AppID, after id: ReportID?, limit: Int) throws
    -> [StoredReport]
  /// The updates of these reports of one installation, oldest first. O(the installation's updates).
  func updates(ofReports ids: [ReportID], installation: ReportID, app: AppID) throws -> [TicketUpdate]
  /// The first report that stands on a ticket or was split off to it: what its title was made of. Nil when none is left.
  func firstReport(ofTicket number: Int64) throws -> StoredReport?

  /// Days for which an app keeps a report after its ticket was resolved; nil keeps it without a limit.
  func retentionDays(app: AppID) throws -> Int?
  /// Looks through at most `limit` reports after `sequence`, of which those are given back that came before `moment` and
  /// are settled: on a ticket that was resolved before it, or in quarantine. `last` is where to go on, nil at the end.
  func settledReports(app: AppID, before moment: Timestamp, after sequence: Int64, limit: Int) throws
    -> (ids: [ReportID], last: Int64?)
  /// Erasures of installations that were begun and did not come to their end, oldest first.
  func unfinishedErasures(limit: Int) throws -> [ErasedInstallation]
}

/// Writing, inside one transaction.
public protocol ErasureWrites: ErasureReads {
  /// Erases a report: its words, attachments, updates and index entries go, and a tombstone answers when it is sent again.
  /// The ticket and its counts stay; its title is the caller's (``Eraser``). False when there is no such report.
  func erase(report: ReportID, because cause: ErasureCause, at: Timestamp) throws -> Bool
  /// Puts the tombstone of a report that has not arrived: it counts for this installation alone. Does nothing when there
  /// is a tombstone, or a report.
  func eraseAhead(report: ReportID, app: AppID, installation: ReportID, at: Timestamp) throws
  /// From now on everything that this installation sends with this secret is answered erased. When the secret is the
  /// installation's own, its row goes and its last counts stay in the app's sums, without a name. True while something of
  /// it may be left: go on with ``Eraser/eraseNext(of:)``.
  func beginErasure(of contact: InstallationContact) throws -> Bool
  /// Nothing of it is left.
  func finishErasure(of installation: ErasedInstallation, at: Timestamp) throws

  /// Days, or nil for no limit.
  func setRetention(days: Int?, app: AppID) throws
  /// Forgets at most `limit` tombstones and marks of erased installations set before `moment`; what they counted stays
  /// counted. Marks of installations that were not known go already when they are older than `unknown`. Returns how many.
  func forgetTombstones(before moment: Timestamp, unknown: Timestamp, limit: Int) throws -> Int
}
