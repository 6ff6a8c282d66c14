// One connection to PostgreSQL. Confined to the thread that uses it; every call blocks.
#if PostgreSQL
  import CLibPQ
  import CollectorCore
  import CollectorSQLite
  import TellbackSQLite

  /// A session in the schema of the store.
  final class PostgresSession: DatabaseSession {
    /// Held in every transaction that writes, until its end: writers of all collectors come one after the other, so that none loses an
    /// update, and numbers appear in their order. "TBKC" and a number of ours.
    static let writersLock: Int64 = 0x5442_4B43_0000_0001

    let handle: OpaquePointer
    /// Nil for a session that is no collector's.
    private let admission: SchemaGuard?
    var statements: PreparedStatements
    /// See PostgresSession+Reports.swift; prepared when it is used first.
    var addition = PreparedStatement.addition
    var prepared = 0
    /// What is on its way, in its order. Not empty only in libpq's pipeline mode.
    var sent: [Sent] = []
    /// What failed where nothing could be thrown; thrown by the next call.
    private var failure: (any Error)?
    /// See ``beginWritingLater()``.
    private var isToBegin = false
    /// The number of the transaction that writes, once something was answered in it.
    private var transaction = ""
    private(set) var waitedToWrite: UInt64 = 0
    var numberInserted: Int64 = 0
    /// Of each open savepoint, the first number that each table gave since it began.
    var savepoints: [[NumberedTable: Int64]] = []
    /// The highest number that rows brought along, by table; not yet told to the table.
    var numbersSaid: [NumberedTable: Int64] = [:]
    /// Statements that bring numbers along were sent since these were told.
    var saysNumbers = false
    /// The number that each table gives next, where this transaction has learnt it.
    var nextNumbers: [String: Int64] = [:]
    /// Tables whose numbers came otherwise than was foreseen: others are asked for theirs, these always.
    var unforeseen: Set<String> = []
    /// Nil for a session whose writes nobody is told of.
    private let channel: ChangeChannel?
    /// What the transaction tells other collectors.
    var told = ToldTopics()
    /// Told of each wait for the server, with what was waited for.
    let waits: (@Sendable (String) -> Void)?
    var changed = 0
    private(set) var isInTransaction = false
    var isLost = false

    /// One message to the server that will be answered.
    enum Sent {
      case command(String)
      /// The end of what begins a transaction: its answer says what the transaction is.
      case beginning(String)
      case preparing(PreparedStatement)
      /// Inside so many savepoints.
      case running(PreparedStatement, depth: Int, Promise?)

      var attempted: String {
        switch self {
        case .command(let sql), .beginning(let sql): sql
        case .preparing(let statement), .running(let statement, _, _): statement.sql
        }
      }

      /// What it comes to is to be known before anything is kept for good.
      var isPromised: Bool {
        switch self {
        case .beginning, .running(_, _, .some): true
        default: false
        }
      }

      var isRunning: Bool {
        if case .running = self { true } else { false }
      }
    }

    /// What must come of a statement beside that it is done.
    enum Promise {
      /// It changes one row; else this is thrown.
      case oneRow(any Error)
      /// The new row gets the number that was foreseen.
      case number(Int64)
      /// The new row's number tells the next one.
      case anyNumber
    }

    /// So many wait at most: their answers, some hundred bytes each, fit into the buffers of a socket.
    static let sentAtMost = 256

    init(
      address: String, schema: String, dialect: Dialect, admission: SchemaGuard? = nil,
      channel: ChangeChannel? = nil, waits: (@Sendable (String) -> Void)? = nil
    ) throws {
      self.admission = admission
      self.channel = channel
      self.waits = waits
      statements = PreparedStatements(dialect: dialect)
      handle = try Self.open(address)
      // A collector that hangs inside a transaction must not hold up the others for ever, nor a statement its collector. What a page asks
      // for takes less time than compiling it would, or than starting processes for parts of it.
      try command(
        """
        SET search_path TO \(Self.identifier(schema));
        SET idle_in_transaction_session_timeout = '60s';
        SET statement_timeout = '\(Self.statementSeconds)s';
        SET default_text_search_config = 'simple';
        SET jit = off;
        SET max_parallel_workers_per_gather = 0;
        SELECT set_config(name, 'lz4', FALSE) FROM pg_settings
        WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals)
        """)
    }

    /// Seconds that a statement may take, waiting for other writers included.
    private static let statementSeconds = 120

    deinit { PQfinish(handle) }

    static func message(_ handle: OpaquePointer) -> String {
      String(cString: PQerrorMessage(handle)).split(separator: "\n").joined(separator: " ")
    }

    // MARK: Transactions

    func restoreTimeout() {
      do { try command("SET statement_timeout = '\(Self.statementSeconds)s'") } catch { isLost = true }
    }

    func beginWriting() throws {
      beginWritingLater()
      try beginIfToBegin()
      try settle()
    }

    func beginWritingLater() {
      told.begin()
      savepoints = []
      numbersSaid = [:]
      nextNumbers = [:]
      saysNumbers = false
      transaction = ""
      waitedToWrite = 0
      isInTransaction = true
      isToBegin = true
    }

    /// The statements after the lock see what others committed before it was given.
    func beginIfToBegin() throws {
      guard isToBegin else { return }
      isToBegin = false
      try send(command: "BEGIN ISOLATION LEVEL READ COMMITTED")
      try send(command: "SELECT pg_advisory_xact_lock(\(Self.writersLock))")
      // now() is when the transaction began.
      let waited = "(extract(epoch FROM clock_timestamp() - now()) * 1000000)::bigint::text"
      let floor = admission == nil ? "" : ", (SELECT floor FROM store_schema)::text"
      try send(.beginning("SELECT pg_current_xact_id()::text, \(waited)\(floor)"))
    }

    func noteBeginning(_ rows: PostgresResult) throws {
      transaction = rows.text(0, 0)
      waitedToWrite = (UInt64(rows.text(0, 1)) ?? 0) * 1_000
      try admission?.admit(floor: Int(rows.text(0, 2)) ?? Int.max)
    }

    func beginReading() throws {
      try send(command: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
      isInTransaction = true
    }

    func commit() throws {
      if isToBegin { return endUnbegun() }
      do {
        // What was sent before must have been done: a commit after a failure would undo without a word.
        try settleNumbersSaid()
        try settlePromises()
        if let channel, let topics = told.toTell { try send(command: channel.statement(telling: topics)) }
        try send(command: "COMMIT")
        try settle()
      } catch {
        // Without its number nothing was answered, and COMMIT was not sent.
        if isLost, !transaction.isEmpty { throw LostCommit(transaction: transaction, reason: "\(error)") }
        throw error
      }
      isInTransaction = false
      // A transaction that an error has ended answers COMMIT with ROLLBACK.
      if PQtransactionStatus(handle) != PQTRANS_IDLE {
        throw PostgresError(state: "25P02", message: "the transaction did not end", attempted: "COMMIT")
      }
    }

    private func endUnbegun() {
      isToBegin = false
      isInTransaction = false
    }

    func rollBack() {
      abandonSent()
      if isToBegin { return endUnbegun() }
      nextNumbers = [:]
      isInTransaction = false
      // Where this fails, the session is lost, and the server undoes the transaction by itself.
      do { try command("ROLLBACK") } catch { isLost = true }
    }

    // MARK: Statements

    /// Statements without values and without rows, after what was sent.
    func command(_ sql: String) throws {
      try beginIfToBegin()
      try settle()
      waits?(sql)
      _ = try result(PQexec(handle, sql), attempted: sql)
    }

    /// A query of PostgreSQL's own dialect, without values.
    func query(_ sql: String) throws -> PostgresResult {
      try beginIfToBegin()
      try settle()
      waits?(sql)
      return try result(PQexecParams(handle, sql, 0, nil, nil, nil, nil, 1), attempted: sql)
    }

    func perform(_ sql: String, _ values: [SQLiteValue]) throws -> any ServerResult {
      try throwFailure()
      try makeRoom()
      return try perform(statements.statement(sql, values), values, nil)
    }

    private func perform(
      _ statement: PreparedStatement, _ values: [SQLiteValue], _ promise: Promise?
    ) throws -> PostgresResult {
      if sent.isEmpty, !isToBegin, let name = statement.name {
        noteSending(statement, promise)
        waits?(statement.sql)
        let rows = try Parameters(statement, values).withPointers { count, _, pointers, lengths, formats in
          try result(
            PQexecPrepared(handle, name, count, pointers, lengths, formats, 1), attempted: statement.sql)
        }
        try note(rows, of: statement, depth: savepoints.count, promise)
        return rows
      }
      try enqueue(statement, values, promise)
      guard let rows = try receive().last else { throw lost("the server did not answer", statement.sql) }
      return rows
    }

    func send(_ sql: String, _ values: [SQLiteValue]) throws {
      try throwFailure()
      try makeRoom()
      try enqueue(statements.statement(sql, values), values)
      try receiveIfMany()
    }

    func send(_ sql: String, _ values: [SQLiteValue], orElse error: any Error) throws {
      try throwFailure()
      try makeRoom()
      try enqueue(statements.statement(sql, values), values, .oneRow(error))
      try receiveIfMany()
    }

    /// Whoever has the writers' lock is alone in taking numbers, and a table gives them one after the other: after the first of a
    /// transaction the others are known before the server says them. It says them all the same, and another is a failure.
    func insert(_ sql: String, _ values: [SQLiteValue]) throws -> Int64 {
      try throwFailure()
      try makeRoom()
      let statement = statements.statement(sql, values)
      if let table = statement.numbered, table.origin == .given, let number = nextNumbers[table.table] {
        try enqueue(statement, values, .number(number))
        nextNumbers[table.table] = number + 1
        try receiveIfMany()
        return number
      }
      _ = try perform(statement, values, .anyNumber)
      return numberInserted
    }

    func receiveIfMany() throws {
      if sent.count >= Self.sentAtMost { _ = try receive() }
    }

    func settle() throws {
      try throwFailure()
      _ = try receive()
    }

    func abandonSent() {
      failure = nil
      // The first that failed is why this is undone, or the caller has a reason of its own; a lost session is noted.
      _ = try? receive()
    }

    var lastInsertedID: Int64 {
      receiveQuietly()
      return numberInserted
    }

    var totalChanges: Int {
      receiveQuietly()
      return changed
    }

    private func receiveQuietly() {
      do { _ = try receive() } catch { failure = failure ?? error }
    }

    /// What was promised is known before anything is kept for good.
    func settlePromises() throws {
      if sent.contains(where: \.isPromised) { try settle() }
    }

    func throwFailure() throws {
      guard let failed = failure else { return }
      failure = nil
      abandonSent()
      throw failed
    }

    func makeRoom() throws {
      guard statements.isFull else { return }
      _ = try receive()
      statements.forgetAll()
      addition = .addition
      try command("DEALLOCATE ALL")
    }
  }
#endif
