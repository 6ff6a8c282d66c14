// The store on PostgreSQL, which several collectors share. The contract is CollectorCore's `Store`; the tables are those of the embedded
// store, whose statements a session translates.
//
// How several collectors keep the contract's promises:
// - Writers of all collectors come one after the other, by an advisory lock that each transaction holds from its beginning to its
//   end. So no update is lost, no cursor skips, and every statement sees what the one before it left.
// - Readers see one snapshot (REPEATABLE READ), and wait for nobody.
// - Of digesters one has the lease of all apps at a time, a row with an end.
// - A commit whose answer was lost is looked up by the transaction's number before anything is done again.
#if PostgreSQL
  import CollectorCore
  import CollectorSQLite
  import TellbackWire

  /// Keeps everything in one schema of a PostgreSQL database. Any number of processes may open it.
  public final class PostgresStore: ArchivingStore {
    private let store: ServerStore
    private let server: PostgresServer

    /// Opens the store at an address such as `postgres://user@host:5432/tellback`, and makes its tables where there are none.
    ///
    /// - Parameters:
    ///   - address: any that libpq takes: a URI with several hosts, a service, `key=value` pairs.
    ///   - schema: the schema of PostgreSQL that holds the tables.
    ///   - sessions: connections that read at the same moment, opened as needed; one more writes.
    /// - Throws: ``StoreError/unavailable(_:)`` when the database cannot be reached, ``StoreError/failed(_:)`` when it is of a newer
    ///   program.
    public init(
      address: String, schema: String = "tellback", sessions: Int = 4,
      options: SQLiteStoreOptions = SQLiteStoreOptions()
    ) throws {
      server = try PostgresServer(address: address, schema: schema)
      // Whoever starts it learns at once what is wrong.
      do { _ = try server.connect() } catch { throw server.meaning(of: error) }
      store = ServerStore(server: server, sessions: sessions, options: options)
    }

    public var isShared: Bool { true }

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

    public func close() async { await store.close() }
  }
#endif
