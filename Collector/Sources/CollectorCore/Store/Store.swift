// What the collector asks of its memory. SQLite keeps it; PostgreSQL can: no statement here needs more than one writer's
// transaction and consistent reads. One conformance suite says what it promises.
import TellbackWire

/// The collector's memory. All methods may be called from anywhere.
public protocol Store: Sendable {
  /// Reads a consistent snapshot.
  func read<Value: Sendable>(_ body: @escaping @Sendable (any StoreReads) throws -> Value) async throws -> Value

  /// Writes, whole or not at all: when `body` throws, what it did is undone and others' work stays. It returns after the
  /// synced commit. Writes that wait at the same moment share one commit.
  func write<Value: Sendable>(_ body: @escaping @Sendable (any StoreWrites) throws -> Value) async throws -> Value

  /// Writes reports, and with them what their sender said of itself; the ingest's hot path. `completion` is called after the
  /// synced commit, from any thread, with one outcome for each report in their order, or with the error that kept all of
  /// them from being written. A wrong secret of the installation is ``StoreError/wrongSecret`` and nothing is written.
  func ingest(
    _ reports: [IncomingReport], from installation: InstallationContact?,
    completion: @escaping @Sendable (Result<[IngestOutcome], any Error>) -> Void)

  /// Whether reports of so many bytes from this sender would be taken now, or refused as ``StoreError/busy``. It is asked
  /// before a body is read, so that what cannot be kept costs little. A sender's share shrinks as more waits, so that one
  /// who floods leaves room for the others.
  func hasRoom(for bytes: Int, app: AppID, installation: ReportID?) -> Bool

  /// True when reports of so many bytes would be taken now whoever sends them, so that nobody need find out who it is.
  func hasRoomForAnybody(_ bytes: Int) -> Bool

  /// Counts reports of so many bytes as waiting while they are still being read, so that many large requests at once cannot
  /// fill the machine before the store sees the first of them. Nil when there is no room; otherwise what is returned is
  /// called once, when the reports are handed over or given up.
  func keepRoom(for bytes: Int, app: AppID, installation: ReportID?) -> (@Sendable () -> Void)?

  /// Ingest writes that wait now: what the digest gives way to.
  var waitingIngests: Int { get }

  /// Copies everything to a new file while work goes on.
  func backup(to path: String) async throws

  /// Takes one step towards files in which nothing is left of what was erased: in full-text index and log, words outlive
  /// their rows. A step holds up other writes for a few milliseconds. True when nothing is left to do.
  func purgeErased() async throws -> Bool

  /// Finishes what was begun and closes the files.
  func close() async
}

extension Store {
  public func hasRoom(for bytes: Int, app: AppID, installation: ReportID?) -> Bool { true }
  public func hasRoomForAnybody(_ bytes: Int) -> Bool { true }
  public func keepRoom(for bytes: Int, app: AppID, installation: ReportID?) -> (@Sendable () -> Void)? { {} }
}

/// What a store can refuse by itself.
public enum StoreError: Error, Sendable, Equatable {
  /// The installation's secret is not the one that came first.
  case wrongSecret
  /// A name or an address that must be unique is taken.
  case taken(String)
  /// There is no room on the disk: nothing was written, and the same may pass later.
  case full
  /// The disk refuses to read or write, for a reason that may pass; the sentence is for whoever runs the collector and never
  /// holds what people wrote. Nothing was written.
  case unavailable(String)
  /// More waits to be written than the store holds in memory: nothing was written, and the same may pass soon.
  case busy
  /// The report with this ``StoredReport/sequence`` is not pending: it was digested or erased already.
  case notPending(Int64)
  /// The store has been closed.
  case closed
  /// The store cannot do it; the sentence says why and never holds what people wrote.
  case failed(String)

  /// Nothing is wrong with what was to be done: the same may pass later.
  public var mayPass: Bool {
    switch self {
    case .full, .unavailable, .busy, .closed: true
    case .wrongSecret, .taken, .notPending, .failed: false
    }
  }
}

/// Reading, inside one snapshot or one transaction.
public protocol StoreReads: LinkReads, PublicationReads, MatchReads, TriageReads, ErasureReads {
  // Apps
  func apps() throws -> [AppRecord]
  func app(_ id: AppID) throws -> AppRecord?
  func app(named name: String) throws -> AppRecord?
  func keys(of app: AppID) throws -> [AppKeyRecord]
  /// All keys that are not revoked, of all apps: the ingest keeps them in memory.
  func activeKeys() throws -> [AppKeyRecord]

  // Reports
  func report(_ id: ReportID) throws -> StoredReport?
  func reports(withReference reference: Reference) throws -> [StoredReport]
  /// The reports of a ticket, newest first.
  func reports(ofTicket number: Int64, offset: Int, limit: Int) throws -> [StoredReport]
  /// The ticket that a report is on.
  func placement(of report: ReportID) throws -> Placement?
  /// Reports that were not digested yet, oldest first.
  func pendingReports(limit: Int) throws -> [StoredReport]
  /// Quarantined reports with the reason, newest first.
  func quarantine(offset: Int, limit: Int) throws -> [(report: StoredReport, reason: String)]
  func counts() throws -> IngestCounts

  // Attachments
  func attachments(of report: ReportID) throws -> [StoredAttachment]
  func attachmentData(of report: ReportID, index: Int) throws -> [UInt8]?

  // Tickets
  func ticket(_ number: Int64) throws -> Ticket?
  func tickets(_ query: TicketQuery) throws -> TicketPage
  func facets(app: AppID?) throws -> TicketFacets
  /// Most reports first.
  func versions(ofTicket number: Int64) throws -> [VersionSeen]
  /// Oldest first.
  func events(ofTicket number: Int64, after id: Int64, limit: Int) throws -> [TicketEvent]
  /// The newest event's id in the whole store, 0 when there is none: tells a live board that something changed.
  func newestEvent() throws -> Int64
  func ticket(app: AppID, groupingKey: [UInt8]) throws -> Int64?

  // Updates to reporters
  /// Oldest first.
  func updates(app: AppID, installation: ReportID, after sequence: Int64, limit: Int) throws -> [TicketUpdate]
  /// The hash of the installation's secret, nil for one never seen.
  func installationSecretHash(app: AppID, installation: ReportID) throws -> [UInt8]?
  /// What installations counted themselves, summed over all.
  func accounting(app: AppID) throws -> Accounting

  // Staff
  func accounts() throws -> [StaffAccount]
  func account(_ id: Int64) throws -> StaffAccount?
  func account(email: String) throws -> StaffAccount?
  func session(tokenHash: [UInt8]) throws -> StaffSession?
}

/// Writing, inside one transaction.
public protocol StoreWrites: StoreReads, LinkWrites, PublicationWrites, MatchWrites, TriageWrites, ErasureWrites {
  /// Runs `body` inside a savepoint: when it throws, what it did is undone and the transaction goes on.
  func isolated<Value>(_ body: () throws -> Value) throws -> Value

  // Apps
  /// Throws ``StoreError/taken(_:)`` when the name is taken.
  func createApp(name: String, quota: IngestQuota, at: Timestamp) throws -> AppRecord
  func createKey(app: AppID, hash: [UInt8], hint: String, at: Timestamp) throws -> AppKeyRecord
  /// False when no such key is active.
  func revokeKey(_ id: Int64, at: Timestamp) throws -> Bool

  // Reports
  /// Counts reports that were refused before anything was written.
  func countRefused(_ reason: String, by count: Int64) throws
  /// Marks a pending report as one that no digest can read.
  func quarantine(report sequence: Int64, reason: String, at: Timestamp) throws
  /// Keeps the bytes of an attachment that a stored report of this app announced. Repeats replace nothing.
  /// Nil when there is no such report; false when it was there already.
  func storeAttachment(app: AppID, report: ReportID, index: Int, type: String, data: [UInt8], at: Timestamp) throws
    -> Bool?

  // Tickets
  /// Stores a ticket; its `number` is ignored and a new one given back.
  func openTicket(_ ticket: Ticket) throws -> Int64
  /// Stores the changed ticket. Its counts and times are as the caller computed them.
  func saveTicket(_ ticket: Ticket) throws
  func addGroupingKey(_ key: [UInt8], app: AppID, ticket: Int64, at: Timestamp) throws
  /// Puts a pending report on a ticket, indexes its words for search and notes its announced attachments.
  func place(_ placement: Placement, report: Report, opened: Bool) throws
  /// True when this reporter is new on the ticket.
  func addReporter(_ reporter: [UInt8], ticket: Int64) throws -> Bool
  func addVersion(_ version: String, ticket: Int64, at: Timestamp) throws
  func addSegment(_ segment: String, ticket: Int64) throws
  /// Returns the event's id.
  @discardableResult func append(_ event: TicketEvent) throws -> Int64

  // Updates to reporters
  /// Adds an update for one report; does nothing for a report without an installation.
  func appendUpdate(
    _ kind: TicketUpdate.Kind, report: StoredReport, ticket: Int64?, message: String?, by: String?, at: Timestamp)
    throws
  /// Adds an update for every report of a ticket.
  func appendUpdates(_ kind: TicketUpdate.Kind, ticket: Int64, message: String?, by: String?, at: Timestamp) throws

  // Staff
  /// Throws ``StoreError/taken(_:)`` when the address is taken.
  func createAccount(email: String, name: String, role: StaffRole, passwordHash: String, at: Timestamp) throws
    -> StaffAccount
  func setPassword(account: Int64, hash: String) throws
  func createSession(_ session: StaffSession) throws
  func deleteSession(tokenHash: [UInt8]) throws
  func deleteSessions(expiredBefore moment: Timestamp) throws -> Int
}
