// What the shared store asks of PostgreSQL.
#if PostgreSQL
  import CollectorCore
  import CollectorSQLite
  import Synchronization
  import TellbackSQLite
  import TellbackWire

  final class PostgresServer: DatabaseServer {
    private let address: String
    private let schema: String
    private let source: SchemaSource
    private let dialect: Dialect
    private let admission: SchemaGuard
    /// Whether this process has seen the schema in place.
    private let isSettled = Mutex(false)
    private let isAway = Mutex(false)
    private let notice: @Sendable (DatabaseNotice) -> Void
    private let waits: (@Sendable (String) -> Void)?
    private let channel = ChangeChannel()

    init(
      address: String, schema: String, source: SchemaSource, notice: @escaping @Sendable (DatabaseNotice) -> Void,
      waits: (@Sendable (String) -> Void)? = nil
    ) throws {
      self.waits = waits
      self.address = address
      self.schema = schema
      self.source = source
      self.notice = notice
      dialect = Dialect(catalog: try PostgresSchema.catalog(source))
      admission = SchemaGuard(known: source.newest) { notice(.outdated($0.description)) }
    }

    func connect() throws -> any DatabaseSession {
      let session: PostgresSession
      do {
        session = try PostgresSession(
          address: address, schema: schema, dialect: dialect, admission: admission, channel: channel,
          waits: waits)
      } catch {
        // Said once: it is tried again and again.
        if !isAway.withLock({ swap(&$0, true) }) { notice(.away("\(error)")) }
        throw error
      }
      if isAway.withLock({ swap(&$0, false) }) { notice(.back) }
      if !isSettled.withLock({ $0 }) {
        try PostgresSchema.settle(session, schema: schema, source)
        isSettled.withLock { $0 = true }
      }
      return session
    }

    /// What hears other collectors, not yet started.
    func makeListener() throws -> ChangeListener {
      try ChangeListener(address: address, schema: schema, channel: channel, notice: notice)
    }

    func note(_ notice: DatabaseNotice) { self.notice(notice) }

    func meaning(of error: any Error) -> any Error {
      switch error {
      case let error as PostgresError: error.meaning
      // A collector of the newer program takes it.
      case let error as OutdatedProgram: StoreError.unavailable(error.description)
      default: error
      }
    }

    func isPassing(_ error: any Error) -> Bool { (error as? PostgresError)?.isPassing ?? false }

    func isCommitted(_ transaction: String, asking session: any DatabaseSession) throws -> Bool? {
      // The server may still be ending the session that is gone.
      let rows = try session.perform("SELECT pg_xact_status(to_xid(?))", [.text(transaction)])
      switch rows.text(0, 0) {
      case "committed": return true
      case "aborted": return false
      case "in progress":
        throw PostgresError(state: "55006", message: "the transaction is not over yet", attempted: "pg_xact_status")
      default: return nil
      }
    }

    /// One digester has all apps. The row is there or not: two who come at once are put in order by its index.
    func leaseDigest(by digester: ReportID, now: Timestamp, in session: any DatabaseSession) throws -> DigestLease? {
      let floor = try session.perform("SELECT floor FROM store_schema", [])
      try admission.admit(floor: Int(floor.int64(0, 0)))
      let until = now.adding(seconds: DigestLease.seconds)
      let rows = try session.perform(
        """
        INSERT INTO digest_lease (digester, until) VALUES (?1, ?2)
        ON CONFLICT ((true)) DO UPDATE SET digester = excluded.digester, until = excluded.until
        WHERE digest_lease.digester = ?1 OR digest_lease.until <= ?3
        """, [.blob(digester.bytes), .integer(until.milliseconds), .integer(now.milliseconds)])
      return rows.changes == 1 ? DigestLease(apps: .all, until: until) : nil
    }

    func endLease(of digester: ReportID, in session: any DatabaseSession) throws {
      _ = try session.perform("DELETE FROM digest_lease WHERE digester = ?", [.blob(digester.bytes)])
    }

    /// Rows that were deleted keep their bytes until they are vacuumed. What the log and older copies hold goes with them.
    func rewriteErased(in session: any DatabaseSession) throws {
      guard let session = session as? PostgresSession else { return }
      // It takes as long as the tables are large.
      try session.command("SET statement_timeout = 0")
      defer { session.restoreTimeout() }
      for table in ["report", "report_words", "event_words", "attachment_data"] {
        try session.command("VACUUM (INDEX_CLEANUP ON) \(table)")
      }
    }
  }

  /// Sets a value and gives back what was there.
  private func swap(_ value: inout Bool, _ new: Bool) -> Bool {
    defer { value = new }
    return value
  }
#endif
