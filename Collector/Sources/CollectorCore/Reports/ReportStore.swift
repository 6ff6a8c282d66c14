// What a store keeps of reports, from their arrival to their ticket or quarantine.
import TellbackWire

/// Reads reports, inside one snapshot or transaction.
public protocol ReportReads {
  func report(_ id: ReportID) throws -> StoredReport?
  func reports(withReference reference: Reference) throws -> [StoredReport]
  /// The reports of a ticket, newest first.
  func reports(ofTicket number: Int64, offset: Int, limit: Int) throws -> [StoredReport]
  /// The ticket that a report is on.
  func placement(of report: ReportID) throws -> Placement?
  /// Reports of these apps that were not digested yet and came after the one with this ``StoredReport/sequence``, oldest first.
  /// Who digests them holds a ``DigestLease`` of these apps.
  func pendingReports(in apps: AppScope, after sequence: Int64, limit: Int) throws -> [StoredReport]
  /// The sequences of those that were not digested yet, oldest first.
  func pendingSequences(in apps: AppScope, limit: Int) throws -> [Int64]
  /// How many were not digested yet, counted up to `limit`.
  func pendingCount(in apps: AppScope, upTo limit: Int) throws -> Int
  /// Quarantined reports with the reason, newest first.
  func quarantine(in apps: AppScope, offset: Int, limit: Int) throws -> [(report: StoredReport, reason: String)]
  /// Refusals belong to no app, so they are counted for all apps alone.
  func counts(in apps: AppScope) throws -> IngestCounts
}

extension ReportReads {
  /// Of all apps.
  public func pendingReports(limit: Int) throws -> [StoredReport] {
    try pendingReports(in: .all, after: .min, limit: limit)
  }

  /// Of all apps.
  public func counts() throws -> IngestCounts { try counts(in: .all) }
}

/// Writes reports, inside one transaction. Their arrival itself is ``Store/ingest(_:from:completion:)``.
public protocol ReportWrites: ReportReads {
  /// Counts reports that were refused before anything was written.
  func countRefused(_ reason: String, by count: Int64) throws
  /// Marks a pending report as one that no digest can read.
  func quarantine(report sequence: Int64, reason: String, at: Timestamp) throws
}
