// What the collector asks of its memory. SQLite keeps it; PostgreSQL can: no statement here needs more than transactions that end as
// if one had come after the other, and consistent reads. One conformance suite says what it promises.
import TellbackWire

/// The collector's memory. All methods may be called from anywhere, and by several processes where the store ``isShared``.
///
/// What holds for several writers, each with its conformance checks ('several writers' in StoreConformance):
///
/// - **A body may run twice.** A store whose transaction cannot be ended beside another undoes it and runs the body once more. So a
///   body has no effect outside the transaction: it sends nothing, wakes nobody, and changes no variable of its caller; what
///   follows a commit follows the return of ``write(_:)``. `TwiceStore` of the conformance suite runs every body twice.
/// - **No update is lost.** Writes end as if one had come after the other: what a body read has not been changed by another that
///   committed meanwhile, or the body runs again. What was read in an *earlier* transaction is old. So no call saves a whole row
///   that was read before: counts are added (``TicketWrites/count(_:onTicket:)``), and whoever acts on what a page showed says
///   what it was (``TicketWrites/move(ticket:from:to:at:)``, ``OwnerWrites/hold(ticket:from:to:at:)``); of two, one gets false.
/// - **No cursor skips.** Once an update can be read, no lower number of the same installation appears later, though another
///   transaction got it first. A store with several writers gives the numbers under a lock of the installation that is held until the
///   commit. The same holds for ``ChangeReads/changes(after:limit:)``. Numbers of different installations need no order:
///   ``UpdateReads/toldInstallations(after:)`` only wakes polls, and a poll that it misses ends within a minute and is asked again.
/// - **One digester for an app.** Pending reports are read by app, under a lease: ``leaseDigest(by:now:)``.
/// - **Nothing lives in memory alone** that processes must agree on. What they hold copies of is told by ``ChangeReads``: erasures and
///   keys are heard by every process within `ChangeFollower.interval`, a second, and a process that was away longer than
///   changes are kept starts anew.
///
/// Four rules stand in adapters, and why: *what a new link derives* (`deriveLinks`) and *what a ticket then shows* are sums and distinct counts
/// over placements, which a database makes where they lie; the domain decides which links there may be, and the checks of merging
/// say what must come out. *What an ingest comes to* is decided by the statement that inserts, since asking first would cost a
/// statement for each report; ``IngestOutcome`` says what each finding means. *Accounting* is added up by the store under
/// the rules of ``AccountingChange``. *Numbers* are marked where a ticket's state, links or history are written, so that no caller
/// can forget it; the checks of numbers say what must come out.
public protocol Store: WritingStore {
  /// Reads a consistent snapshot.
  func read<Value: Sendable>(_ body: @escaping @Sendable (any StoreReads) throws -> Value) async throws -> Value

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

  /// True when reports of so many bytes would be taken now from any sender, so that the sender need not be looked up.
  func hasRoomForAnybody(_ bytes: Int) -> Bool

  /// Counts reports of so many bytes as waiting while they are still being read, so that many large requests at once cannot
  /// fill the machine before the store sees the first of them. Nil when there is no room; otherwise what is returned is
  /// called once, when the reports are handed over or given up.
  func keepRoom(for bytes: Int, app: AppID, installation: ReportID?) -> (@Sendable () -> Void)?

  /// Ingest writes that wait now: what the digest gives way to.
  var waitingIngests: Int { get }

  /// Other processes may write to it too, so that what they change must be followed: see ``ChangeReads``.
  var isShared: Bool { get }

  /// Tells of what others commit, and of what this process commits too, so that whoever waits need not wait for the next look: at most one
  /// `heard`, called on any thread until the store is closed; it must return at once. It may be told of nothing, late, or too often.
  /// What this process took in itself is not told: ``ChangeTopics/reports`` and ``ChangeTopics/sending``.
  func listen(_ heard: @escaping @Sendable (ChangeTopics) -> Void)

  /// Takes or renews the right to digest pending reports. Of any number of digesters of all processes at most one has an app
  /// at a time; nil while others have all of them. `digester` is any id that is its own. Renewing keeps the apps.
  func leaseDigest(by digester: ReportID, now: Timestamp) async throws -> DigestLease?

  /// Gives up what a digester had leased, so that another need not wait for its end.
  func endLease(of digester: ReportID) async throws

  /// Copies everything to a new file while work goes on.
  func backup(to path: String) async throws

  /// Takes one step towards files in which nothing is left of what was erased: in full-text index and log, words outlive
  /// their rows. A step holds up other writes for a few milliseconds. True when nothing is left to do.
  func purgeErased() async throws -> Bool

  /// Finishes what was begun and closes the files.
  func close() async
}

/// What runs transactions.
public protocol WritingStore: Sendable {
  /// Writes, whole or not at all: when `body` throws, what it did is undone and others' work stays. It returns after the
  /// synced commit. Writes that wait at the same moment share one commit. `body` may run more than once.
  func write<Value: Sendable>(_ body: @escaping @Sendable (any StoreWrites) throws -> Value) async throws -> Value
}

extension Store {
  public var isShared: Bool { false }
  public func listen(_ heard: @escaping @Sendable (ChangeTopics) -> Void) {}
  public func hasRoom(for bytes: Int, app: AppID, installation: ReportID?) -> Bool { true }
  public func hasRoomForAnybody(_ bytes: Int) -> Bool { true }
  public func keepRoom(for bytes: Int, app: AppID, installation: ReportID?) -> (@Sendable () -> Void)? { {} }
}

/// A failure that says whether the same may pass later.
public protocol PassingFailure: Error {
  /// Nothing is wrong with what was to be done: the same may pass later.
  var mayPass: Bool { get }
}

/// What a store can refuse by itself.
public enum StoreError: PassingFailure, Sendable, Equatable {
  /// The installation's secret is not the one that came first.
  case wrongSecret
  /// A name or an address that must be unique is taken.
  case taken(String)
  /// There is no room on the disk: nothing was written, and the same may pass later.
  case full
  /// The disk refuses to read or write, for a reason that may pass; the sentence is for the operator and never
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

  public var mayPass: Bool {
    switch self {
    case .full, .unavailable, .busy, .closed: true
    case .wrongSecret, .taken, .notPending, .failed: false
    }
  }
}

/// Everything that can be read inside one snapshot or one transaction. Each aggregate has a protocol of its own, beside its domain.
public protocol StoreReads: AheadReads,
  AppReads, AttachmentReads, AuditReads, BlockReads, CannedAnswerReads, ChangeReads,
  ConversationReads, DecisionReads, DraftReads, EnvelopeReads, ErasureReads, ExposureReads, FollowerReads, GroupReads,
  HeldAnswerReads, ImportReads, KnownIssueReads, LanguageReads, LaunchReads, MailReads, MatchReads, MergeReads,
  NoticeReads, NumberReads, OfferedHelpReads, OutgoingReads, OutsideFileReads, OwnerReads, PageReachReads, PainReads,
  PresenceReads, ReadMarkReads, RedactionReads, RelationReads, ReleaseReads, ReportReads, ReporterReads, RoutingReads,
  ServiceLevelReads, SpikeReads, StaffReads, StuckReads,
  TagReads, TicketReads, TokenReads, TrackerReads, TriageReads, UpdateReads, VerdictReads, ViewReads, WakingReads,
  WatchReads, WebKeyReads, WebhookReads
{}

/// Everything that can be written inside one transaction.
public protocol StoreWrites: StoreReads, AheadWrites,
  AppWrites, AttachmentWrites, AuditWrites, BlockWrites, CannedAnswerWrites,
  ChangeWrites, ConversationWrites, DecisionWrites, DraftWrites, EnvelopeWrites, ErasureWrites, ExposureWrites,
  FollowerWrites, GroupWrites, HeldAnswerWrites, ImportWrites, KnownIssueWrites, LanguageWrites, LaunchWrites,
  MailWrites, MatchWrites, MergeWrites, NoticeWrites, NumberWrites, OfferedHelpWrites, OutgoingWrites,
  OutsideFileWrites, OwnerWrites, PageReachWrites, PainWrites,
  PresenceWrites, ReadMarkWrites, RedactionWrites, RelationWrites, ReleaseWrites, ReportWrites, ReporterWrites,
  RoutingWrites, ServiceLevelWrites, SpikeWrites, StaffWrites, StuckWrites, TagWrites, TicketWrites, TokenWrites,
  TrackerWrites,
  TriageWrites, UpdateWrites, VerdictWrites, ViewWrites, WakingWrites, WatchWrites, WebKeyWrites, WebhookWrites
{
  /// Runs `body` inside a savepoint: when it throws, what it did is undone and the transaction goes on.
  func isolated<Value>(_ body: () throws -> Value) throws -> Value
}
