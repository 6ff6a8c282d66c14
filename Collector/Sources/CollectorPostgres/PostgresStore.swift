// The store on PostgreSQL, which several collectors share. The contract is CollectorCore's `Store`; the tables are those of the embedded
// store, whose statements a session translates.
//
// How several collectors keep the contract's promises:
// - Writers of all collectors come one after the other, by an advisory lock that each transaction holds from its beginning to its
//   end. So no update is lost, no cursor skips, and every statement sees what the one before it left.
// - Readers see one snapshot (REPEATABLE READ), and wait for nobody.
// - Of digesters one has the lease of all apps at a time, a row with an end.
// - One lock for all writers, and not one for each app: tickets of different apps share accounts, groups, tags, rules and the numbers
//   by which changes are followed (`ChangeReads`), and a cursor may not skip.
// - A commit whose answer was lost is looked up by the transaction's number before anything is done again.
//
// How it is built:
// - The tables are CollectorSQLite's, statement by statement. They run on a `Database`, which is SQLite's file or a `DatabaseSession`;
//   PostgresSession translates each statement once (Dialect.swift lists the differences) and keeps it prepared. Functions that
//   PostgreSQL lacks stand in Functions.swift. The schema is made from what the migrations leave in an empty SQLite file, so a new
//   table needs nothing here; the conformance suite says whether its statements can be translated.
// - A statement whose outcome nobody asks for (`Database.send`) waits in libpq's pipeline until one is asked for something, or its
//   savepoint or transaction ends: a failure is told inside the savepoint that it belongs to. Reports that wait are written many
//   to a statement (PostgresSession+Reports.swift).
// - A newer program migrates the database while older ones go on: see PostgresSchema.
// - What the digest is going to read of the next reports is asked for together (ReportsAhead.swift of CollectorSQLite), and the
//   numbers of its new rows are foreseen (`PostgresSession.insert`), so that a batch does not wait for the server with each report.
//   RoundTripTests counts that.
// - A transaction that changes what others wait for says so with its COMMIT (NOTIFY), and a session of each collector listens
//   (Listening/): so the others look at once, and not at their next look. It only wakes: whatever is missed is found by looking.
// - Sessions end: a server is started anew, a link is cut. A transaction that was not committed is done once more for some seconds;
//   after that its callers are told that the same may pass later, and keep what they have.
#if PostgreSQL
  import CollectorCore
  import CollectorSQLite
  import Synchronization
  import TellbackWire

  /// What a store has to tell its operator.
  public enum DatabaseNotice: Sendable, Equatable, CustomStringConvertible {
    /// No session can be opened, for this reason. Writes wait some seconds, then ``StoreError/unavailable(_:)`` says that they may be
    /// tried again; reads say so at once. Nothing is lost that was not answered.
    case away(String)
    case back
    /// A newer program changed the database so that this one must not write to it any more: all that it is asked to write is refused from
    /// now on, and it should be stopped.
    case outdated(String)
    /// No session hears what other processes tell, for this reason; one is opened again and again. Whoever waits finds their changes at the
    /// next look.
    case notListening(String)
    case listening

    public var description: String {
      switch self {
      case .away(let reason): "The database is away; it is tried again and again. \(reason)"
      case .back: "The database is back."
      case .outdated(let reason): reason
      case .notListening(let reason): "Changes of other collectors are found by looking each second. \(reason)"
      case .listening: "Changes of other collectors are heard at once again."
      }
    }
  }

  /// Keeps everything in one schema of a PostgreSQL database. Any number of processes may open it.
  public final class PostgresStore: ArchivingStore {
    private let store: ServerStore
    private let server: PostgresServer
    /// Nil until somebody wants to hear.
    private let listener = Mutex<ChangeListener?>(nil)

    /// Opens the store at an address such as `postgres://user@host:5432/tellback`, and makes its tables where there are none.
    ///
    /// - Parameters:
    ///   - address: any that libpq takes: a URI with several hosts, a service, `key=value` pairs.
    ///   - schema: the schema of PostgreSQL that holds the tables.
    ///   - sessions: connections that read at the same moment, opened as needed; one more writes, and one listens once ``listen(_:)`` was called.
    ///   - notice: told when the database is away, once, and when it is back; for the log. Called on any thread.
    /// - Throws: ``StoreError/unavailable(_:)`` when the database cannot be reached, ``StoreError/failed(_:)`` when a newer program made
    ///   it unfit for this one.
    public convenience init(
      address: String, schema: String = "tellback", sessions: Int = 4,
      options: SQLiteStoreOptions = SQLiteStoreOptions(),
      notice: @escaping @Sendable (DatabaseNotice) -> Void = { _ in }
    ) throws {
      try self.init(
        address: address, schema: schema, sessions: sessions, options: options, source: .own, notice: notice)
    }

    /// For tests. `source` is another list of migrations than the program's own, that of its next release. `waits` is told of each round
    /// trip that a session waits for, with the last statement in it; called on any thread.
    package init(
      address: String, schema: String = "tellback", sessions: Int = 4,
      options: SQLiteStoreOptions = SQLiteStoreOptions(), source: SchemaSource = .own,
      notice: @escaping @Sendable (DatabaseNotice) -> Void = { _ in }, waits: (@Sendable (String) -> Void)? = nil
    ) throws {
      server = try PostgresServer(address: address, schema: schema, source: source, notice: notice, waits: waits)
      // Whoever starts it learns at once what is wrong.
      do { _ = try server.connect() } catch { throw server.meaning(of: error) }
      store = ServerStore(server: server, sessions: sessions, options: options)
    }

    deinit { listener.withLock { $0?.end() } }

    public var isShared: Bool { true }

    public func listen(_ heard: @escaping @Sendable (ChangeTopics) -> Void) {
      do {
        try listener.withLock { listener in
          guard listener == nil else { return }
          let new = try server.makeListener()
          new.start(heard)
          listener = new
        }
      } catch {
        server.note(.notListening("\(error)"))
      }
    }

    public func read<Value: Sendable>(
      _ body: @escaping @Sendable (any StoreReads) throws -> Value
    ) async throws -> Value { try await store.read(body) }

    public func write<Value: Sendable>(
      _ body: @escaping @Sendable (any StoreWrites) throws -> Value
    ) async throws -> Value { try await store.write(body) }

    public func ingest(
      _ reports: [IncomingReport], from installation: InstallationContact?,
      completion: @escaping @Sendable (Result<[IngestOutcome], any Error>) -> Void
    ) { store.ingest(reports, from: installation, completion: completion) }

    public func hasRoom(for bytes: Int, app: AppID, installation: ReportID?) -> Bool {
      store.hasRoom(for: bytes, app: app, installation: installation)
    }

    public func hasRoomForAnybody(_ bytes: Int) -> Bool { store.hasRoomForAnybody(bytes) }

    public func keepRoom(for bytes: Int, app: AppID, installation: ReportID?) -> (@Sendable () -> Void)? {
      store.keepRoom(for: bytes, app: app, installation: installation)
    }

    public var waitingIngests: Int { store.waitingIngests }

    public func leaseDigest(by digester: ReportID, now: Timestamp) async throws -> DigestLease? {
      try await store.leaseDigest(by: digester, now: now)
    }

    public func endLease(of digester: ReportID) async throws { try await store.endLease(of: digester) }

    public func backup(to path: String) async throws { try await store.backup(to: path) }

    public static var archiveVersion: Int { ServerStore.archiveVersion }

    public func archive(_ apps: AppScope, _ sink: @escaping @Sendable (ArchiveRow) throws -> Void) async throws {
      try await store.archive(apps, sink)
    }

    public func hasRestored(_ state: RestoreState) async throws -> Bool { try await store.hasRestored(state) }

    public func restore(
      _ rows: [ArchiveRow], _ state: RestoreState, now: Timestamp
    ) async throws -> (RestoreState, [PlacedReport]) { try await store.restore(rows, state, now: now) }

    public func purgeErased() async throws -> Bool { try await store.purgeErased() }

    public func close() async {
      if let listener = listener.withLock({ $0 }) { await listener.stopped() }
      await store.close()
    }
  }
#endif
