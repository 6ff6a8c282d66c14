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
    private var statements: PreparedStatements
    private var prepared = 0
    /// What is on its way, in its order. Not empty only in libpq's pipeline mode.
    private var sent: [Sent] = []
    /// What failed where nothing could be thrown; thrown by the next call.
    private var failure: (any Error)?
    /// The number of the transaction, once it began to write.
    private var transaction = ""
    private var numberInserted: Int64 = 0
    /// Of each open savepoint, the first number that each table gave since it began.
    private var savepoints: [[NumberedTable: Int64]] = []
    /// The highest number that rows brought along, by table; not yet told to the table.
    private var numbersSaid: [NumberedTable: Int64] = [:]
    /// Statements that bring numbers along were sent since these were told.
    private var saysNumbers = false
    /// The number that each table gives next, where this transaction has learnt it.
    private var nextNumbers: [String: Int64] = [:]
    /// Tables whose numbers came otherwise than was foreseen: others are asked for theirs, these always.
    private var unforeseen: Set<String> = []
    /// Told of each wait for the server, with what was waited for.
    private let waits: (@Sendable (String) -> Void)?
    private var changed = 0
    private(set) var isInTransaction = false
    private(set) var isLost = false

    /// One message to the server that will be answered.
    private enum Sent {
      case command(String)
      case preparing(PreparedStatement)
      /// Inside so many savepoints.
      case running(PreparedStatement, depth: Int, Promise?)

      var attempted: String {
        switch self {
        case .command(let sql): sql
        case .preparing(let statement), .running(let statement, _, _): statement.sql
        }
      }

      var isPromised: Bool {
        if case .running(_, _, .some) = self { true } else { false }
      }

      var isRunning: Bool {
        if case .running = self { true } else { false }
      }
    }

    /// What must come of a statement beside that it is done.
    private enum Promise {
      /// It changes one row; else this is thrown.
      case oneRow(any Error)
      /// The new row gets the number that was foreseen.
      case number(Int64)
      /// The new row's number tells the next one.
      case anyNumber
    }

    /// So many wait at most: their answers, some hundred bytes each, fit into the buffers of a socket.
    private static let sentAtMost = 256

    init(
      address: String, schema: String, dialect: Dialect, admission: SchemaGuard? = nil,
      waits: (@Sendable (String) -> Void)? = nil
    ) throws {
      self.admission = admission
      self.waits = waits
      statements = PreparedStatements(dialect: dialect)
      handle = try Self.open(address)
      // A collector that hangs inside a transaction must not hold up the others for ever, nor a statement its collector. What a page asks
      // for takes less time than compiling it would.
      try command(
        """
        SET search_path TO \(Self.identifier(schema));
        SET idle_in_transaction_session_timeout = '60s';
        SET statement_timeout = '\(Self.statementSeconds)s';
        SET default_text_search_config = 'simple';
        SET jit = off
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
      savepoints = []
      numbersSaid = [:]
      nextNumbers = [:]
      saysNumbers = false
      // Also where what follows fails: the server may have begun.
      isInTransaction = true
      waits?("BEGIN")
      // In one message, so in one round trip. The statements after the lock see what others committed before it was given.
      let rows = try result(
        PQexec(
          handle,
          """
          BEGIN ISOLATION LEVEL READ COMMITTED;
          SELECT pg_advisory_xact_lock(\(Self.writersLock));
          SELECT pg_current_xact_id()::text\(admission == nil ? "" : ", (SELECT floor FROM store_schema)::text")
          """), attempted: "BEGIN")
      transaction = rows.text(0, 0)
      try admission?.admit(floor: Int(rows.text(0, 1)) ?? Int.max)
    }

    func beginReading() throws {
      try send(command: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
      isInTransaction = true
    }

    func commit() throws {
      do {
        // What was sent before must have been done: a commit after a failure would undo without a word.
        try settleNumbersSaid()
        try settlePromises()
        try send(command: "COMMIT")
        try settle()
      } catch {
        if isLost { throw LostCommit(transaction: transaction, reason: "\(error)") }
        throw error
      }
      isInTransaction = false
      // A transaction that an error has ended answers COMMIT with ROLLBACK.
      if PQtransactionStatus(handle) != PQTRANS_IDLE {
        throw PostgresError(state: "25P02", message: "the transaction did not end", attempted: "COMMIT")
      }
    }

    func rollBack() {
      abandonSent()
      nextNumbers = [:]
      isInTransaction = false
      // Where this fails, the session is lost, and the server undoes the transaction by itself.
      do { try command("ROLLBACK") } catch { isLost = true }
    }

    // MARK: Statements

    /// Statements without values and without rows, after what was sent.
    func command(_ sql: String) throws {
      try settle()
      waits?(sql)
      _ = try result(PQexec(handle, sql), attempted: sql)
    }

    /// A query of PostgreSQL's own dialect, without values.
    func query(_ sql: String) throws -> PostgresResult {
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
      if sent.isEmpty, let name = statement.name {
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

    func performAll(_ queries: [(sql: String, values: [SQLiteValue])]) throws -> [any ServerResult] {
      try throwFailure()
      try makeRoom()
      // What was sent before is answered before.
      var before = sent.count(where: \.isRunning)
      var results: [PostgresResult] = []
      for query in queries {
        try enqueue(statements.statement(query.sql, query.values), query.values)
        guard sent.count >= Self.sentAtMost else { continue }
        results += try receive().dropFirst(before)
        before = 0
      }
      return try results + receive().dropFirst(before)
    }

    private func receiveIfMany() throws {
      if sent.count >= Self.sentAtMost { _ = try receive() }
    }

    func performEach(_ sql: String, _ values: [[SQLiteValue]]) throws -> [Int] {
      try settle()
      try makeRoom()
      var changes: [Int] = []
      for values in values {
        try enqueue(statements.statement(sql, values), values)
        if sent.count >= Self.sentAtMost { changes += try receive().map(\.changes) }
      }
      return try changes + receive().map(\.changes)
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
    private func settlePromises() throws {
      if sent.contains(where: \.isPromised) { try settle() }
    }

    private func throwFailure() throws {
      guard let failed = failure else { return }
      failure = nil
      abandonSent()
      throw failed
    }

    private func makeRoom() throws {
      guard statements.isFull else { return }
      _ = try receive()
      statements.forgetAll()
      try command("DEALLOCATE ALL")
    }

    /// Numbers that are not asked for one by one are not foreseen any more.
    private func noteSending(_ statement: PreparedStatement, _ promise: Promise?) {
      guard let table = statement.numbered else { return }
      if table.origin == .said { saysNumbers = true }
      if case .number = promise { return }
      nextNumbers[table.table] = nil
    }

    /// Throws where it is not what was promised.
    private func note(_ rows: PostgresResult, of statement: PreparedStatement, depth: Int, _ promise: Promise?) throws {
      changed += rows.changes
      if let table = statement.numbered, rows.rowCount > 0 {
        numberInserted = rows.int64(rows.rowCount - 1, 0)
        switch table.origin {
        case .said: numbersSaid[table] = max(numbersSaid[table] ?? 0, numberInserted)
        case .given:
          if savepoints.indices.contains(depth - 1), savepoints[depth - 1][table] == nil {
            savepoints[depth - 1][table] = rows.int64(0, 0)
          }
        case .found: break
        }
      }
      switch promise {
      case nil: break
      case .oneRow(let error): if rows.changes != 1 { throw error }
      case .number(let number): try foresaw(number, rows, statement)
      case .anyNumber:
        guard let table = statement.numbered, rows.rowCount == 1 else {
          throw StoreError.failed("An INSERT gave no number: \(statement.sql)")
        }
        if table.origin == .given, !unforeseen.contains(table.table) { nextNumbers[table.table] = numberInserted + 1 }
      }
    }

    /// Somebody took a number without the lock, or a trigger did. The transaction is undone and done again, without foresight.
    private func foresaw(_ number: Int64, _ rows: PostgresResult, _ statement: PreparedStatement) throws {
      if rows.rowCount == 1, rows.int64(0, 0) == number { return }
      if let table = statement.numbered { unforeseen.insert(table.table) }
      nextNumbers = [:]
      throw PostgresError(state: "40001", message: "the number of the row was not foreseen", attempted: statement.sql)
    }

    // MARK: Savepoints

    func beginSavepoint() throws {
      try settleNumbersSaid()
      try send("SAVEPOINT tellback", [])
      savepoints.append([:])
    }

    func releaseSavepoint() throws {
      // After the release nothing would undo what broke a promise.
      try settlePromises()
      try send("RELEASE SAVEPOINT tellback", [])
      try settle()
      try settleNumbersSaid()
      let given = savepoints.popLast() ?? [:]
      // An outer savepoint undoes these as well.
      if !savepoints.isEmpty { savepoints[savepoints.count - 1].merge(given) { outer, _ in outer } }
    }

    func undoSavepoint() throws {
      numbersSaid = [:]
      nextNumbers = [:]
      try send("ROLLBACK TO SAVEPOINT tellback", [])
      try send("RELEASE SAVEPOINT tellback", [])
      // Sequences know no transactions. Nobody else takes numbers while this session holds the writers' lock, and the rows that had
      // these are gone.
      for (table, first) in savepoints.popLast() ?? [:] {
        try send(
          "SELECT setval(pg_get_serial_sequence(?, ?), ?, FALSE)",
          [.text(table.table), .text(table.column), .integer(first)])
      }
      try settle()
    }

    /// A table goes on behind the numbers that rows brought along.
    private func settleNumbersSaid() throws {
      guard saysNumbers else { return }
      try settle()
      saysNumbers = false
      let said = numbersSaid
      numbersSaid = [:]
      nextNumbers = [:]
      for (table, number) in said {
        try send(
          """
          SELECT setval(
            pg_get_serial_sequence(?1, ?2),
            MAX(?3, COALESCE((SELECT seq FROM sqlite_sequence WHERE name = ?1), 1)))
          """, [.text(table.table), .text(table.column), .integer(number)])
      }
    }

    // MARK: The pipeline

    private func enqueue(
      _ statement: PreparedStatement, _ values: [SQLiteValue], _ promise: Promise? = nil
    ) throws {
      try enterPipeline(statement.sql)
      noteSending(statement, promise)
      try Parameters(statement, values).withPointers { count, types, pointers, lengths, formats in
        if statement.name == nil {
          prepared += 1
          let name = "s\(prepared)"
          guard PQsendPrepare(handle, name, statement.sql, count, types) == 1 else { throw lost(nil, statement.sql) }
          statement.name = name
          sent.append(.preparing(statement))
        }
        guard PQsendQueryPrepared(handle, statement.name, count, pointers, lengths, formats, 1) == 1 else {
          throw lost(nil, statement.sql)
        }
        sent.append(.running(statement, depth: savepoints.count, promise))
      }
    }

    private func send(command sql: String) throws {
      try enterPipeline(sql)
      guard PQsendQueryParams(handle, sql, 0, nil, nil, nil, nil, 1) == 1 else { throw lost(nil, sql) }
      sent.append(.command(sql))
    }

    private func enterPipeline(_ attempted: String) throws {
      guard sent.isEmpty else { return }
      guard PQenterPipelineMode(handle) == 1 else { throw lost(nil, attempted) }
    }

    private func lost(_ reason: String?, _ attempted: String) -> PostgresError {
      isLost = true
      sent.removeAll()
      return PostgresError(state: nil, message: reason ?? Self.message(handle), attempted: attempted)
    }

    /// Asks for the answers to all that was sent: those of statements, in their order. Throws what failed first; what came after it
    /// was not done, or is undone with it.
    private func receive() throws -> [PostgresResult] {
      guard !sent.isEmpty else { return [] }
      let waiting = sent
      sent.removeAll(keepingCapacity: true)
      waits?(waiting.last?.attempted ?? "")
      guard PQpipelineSync(handle) == 1 else { throw lost(nil, waiting[0].attempted) }
      var results: [PostgresResult] = []
      var failed: (any Error)?
      for one in waiting {
        do {
          let rows = try answer(to: one)
          guard case .running(let statement, let depth, let promise) = one, let rows else { continue }
          try note(rows, of: statement, depth: depth, promise)
          results.append(rows)
        } catch {
          failed = failed ?? error
          if isLost { throw failed ?? error }
        }
      }
      // The mark of the end, then nothing more.
      while let mark = PQgetResult(handle) {
        let isEnd = PQresultStatus(mark) == PGRES_PIPELINE_SYNC
        PQclear(mark)
        if isEnd { break }
        if PQstatus(handle) != CONNECTION_OK { throw failed ?? lost(nil, waiting[0].attempted) }
      }
      guard PQexitPipelineMode(handle) == 1 else { throw failed ?? lost(nil, waiting[0].attempted) }
      if let failed { throw failed }
      return results
    }

    /// Nil for what was not done because something before it had failed.
    private func answer(to one: Sent) throws -> PostgresResult? {
      let found = PQgetResult(handle)
      defer {
        // Each answer ends with an empty one.
        if PQstatus(handle) == CONNECTION_OK { while let more = PQgetResult(handle) { PQclear(more) } }
      }
      if let found, PQresultStatus(found) == PGRES_PIPELINE_ABORTED {
        PQclear(found)
        if case .preparing(let statement) = one { statement.name = nil }
        return nil
      }
      do { return try result(found, attempted: one.attempted) } catch {
        if case .preparing(let statement) = one { statement.name = nil }
        throw error
      }
    }

    func result(_ found: OpaquePointer?, attempted: String) throws -> PostgresResult {
      guard let found else {
        isLost = PQstatus(handle) != CONNECTION_OK
        throw PostgresError(state: nil, message: Self.message(handle), attempted: attempted)
      }
      switch PQresultStatus(found) {
      case PGRES_COMMAND_OK, PGRES_TUPLES_OK: return PostgresResult(found)
      default:
        defer { PQclear(found) }
        let state = PQresultErrorField(found, Int32(UInt8(ascii: "C"))).map { String(cString: $0) }
        let message = PQresultErrorField(found, Int32(UInt8(ascii: "M"))).map { String(cString: $0) }
        let error = PostgresError(state: state, message: message ?? Self.message(handle), attempted: attempted)
        if PQstatus(handle) != CONNECTION_OK || error.isLost { isLost = true }
        throw error
      }
    }
  }
#endif
