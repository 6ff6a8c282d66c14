// One connection to PostgreSQL. Confined to the thread that uses it; every call blocks.
#if PostgreSQL
  import CLibPQ
  import CollectorSQLite
  import TellbackSQLite

  /// A session in the schema of the store.
  final class PostgresSession: DatabaseSession {
    /// Held in every transaction that writes, until its end: writers of all collectors come one after the other, so that none loses an
    /// update, and numbers appear in their order. "TBKC" and a number of ours.
    static let writersLock: Int64 = 0x5442_4B43_0000_0001

    private let handle: OpaquePointer
    private var statements: PreparedStatements
    private var prepared = 0
    /// The number of the transaction, once it began to write.
    private var transaction = ""
    private(set) var isInTransaction = false
    private(set) var isLost = false
    private(set) var lastInsertedID: Int64 = 0
    private(set) var totalChanges = 0

    init(address: String, schema: String, dialect: Dialect) throws {
      statements = PreparedStatements(dialect: dialect)
      handle = try Self.open(address)
      try command("SET search_path TO \(Self.identifier(schema))")
      // A collector that hangs inside a transaction must not hold up the others for ever.
      try command("SET idle_in_transaction_session_timeout = '60s'")
      try command("SET default_text_search_config = 'simple'")
    }

    deinit { PQfinish(handle) }

    static func identifier(_ name: String) -> String { "\"\(name.replacing("\"", with: "\"\""))\"" }

    private static func open(_ address: String) throws -> OpaquePointer {
      let settings: [(String, String)] = [
        ("dbname", address), ("fallback_application_name", "tellback-collector"), ("client_encoding", "UTF8"),
        // Seconds: to connect, and until a dead peer is noticed.
        ("connect_timeout", "10"), ("keepalives_idle", "10"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
        ("tcp_user_timeout", "30000"),
      ]
      let handle = withStrings(settings.map(\.0)) { names in
        withStrings(settings.map(\.1)) { values in PQconnectdbParams(names, values, 1) }
      }
      guard let handle else {
        throw PostgresError(state: nil, message: "there is no memory for a connection", attempted: "connect")
      }
      guard PQstatus(handle) == CONNECTION_OK else {
        let message = Self.message(handle)
        PQfinish(handle)
        throw PostgresError(state: nil, message: message, attempted: "connect")
      }
      PQsetNoticeProcessor(handle, { _, _ in }, nil)
      return handle
    }

    private static func message(_ handle: OpaquePointer) -> String {
      String(cString: PQerrorMessage(handle)).split(separator: "\n").joined(separator: " ")
    }

    // MARK: Transactions

    func beginWriting() throws {
      try command("BEGIN ISOLATION LEVEL READ COMMITTED")
      isInTransaction = true
      let rows = try query("SELECT pg_advisory_xact_lock(\(Self.writersLock)), pg_current_xact_id()::text")
      transaction = rows.text(0, 1)
    }

    func beginReading() throws {
      try command("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
      isInTransaction = true
    }

    func commit() throws {
      do { try command("COMMIT") } catch {
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
      isInTransaction = false
      // Where this fails, the session is lost, and the server undoes the transaction by itself.
      do { try command("ROLLBACK") } catch { isLost = true }
    }

    // MARK: Statements

    /// Statements without values and without rows.
    func command(_ sql: String) throws { _ = try result(PQexec(handle, sql), attempted: sql) }

    /// A query of PostgreSQL's own dialect, without values.
    func query(_ sql: String) throws -> PostgresResult {
      try result(PQexecParams(handle, sql, 0, nil, nil, nil, nil, 1), attempted: sql)
    }

    func perform(_ sql: String, _ values: [SQLiteValue]) throws -> any ServerResult {
      if statements.isFull {
        statements.forgetAll()
        try command("DEALLOCATE ALL")
      }
      let statement = statements.statement(sql, values)
      let rows = try execute(statement, values)
      if statement.returnsNumber, rows.rowCount > 0 { lastInsertedID = rows.int64(rows.rowCount - 1, 0) }
      totalChanges += rows.changes
      return rows
    }

    private func execute(_ statement: PreparedStatement, _ values: [SQLiteValue]) throws -> PostgresResult {
      let parameters = Parameters(statement.values.map { ($0.binding, values[$0.place - 1]) })
      return try parameters.withPointers { count, types, pointers, lengths, formats in
        if statement.name == nil {
          prepared += 1
          let name = "s\(prepared)"
          _ = try result(PQprepare(handle, name, statement.sql, count, types), attempted: statement.sql)
          statement.name = name
        }
        return try result(
          PQexecPrepared(handle, statement.name, count, pointers, lengths, formats, 1), attempted: statement.sql)
      }
    }

    private func result(_ found: OpaquePointer?, attempted: String) throws -> PostgresResult {
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

  /// Values in PostgreSQL's binary formats, kept while a call runs.
  private struct Parameters {
    private var types: [Oid] = []
    private var bytes: [[UInt8]] = []

    init(_ values: [(SQLToken.Binding, SQLiteValue)]) {
      for (binding, value) in values {
        switch value {
        case .null: add(25, [])
        case .integer(let number): add(20, withUnsafeBytes(of: number.bigEndian, Array.init))
        case .real(let number): add(701, withUnsafeBytes(of: number.bitPattern.bigEndian, Array.init))
        case .blob(let blob): add(17, blob)
        case .text(let text): add(25, Array(Self.bound(text, binding).utf8))
        }
      }
    }

    private mutating func add(_ type: Oid, _ value: [UInt8]) {
      types.append(type)
      bytes.append(value)
    }

    /// PostgreSQL's texts cannot hold U+0000.
    private static func bound(_ text: String, _ binding: SQLToken.Binding) -> String {
      switch binding {
      case .plain: text.utf8.contains(0) ? text.replacing("\0", with: "\u{FFFD}") : text
      case .words: FullText.vector(text)
      case .reference: FullText.reference(text)
      case .match: FullText.query(text)
      }
    }

    func withPointers<Value>(
      _ body: (
        Int32, UnsafePointer<Oid>, UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<Int32>, UnsafePointer<Int32>
      ) throws -> Value
    ) throws -> Value {
      // One block for all values: their addresses hold as long as it does.
      let all = Array(bytes.joined()) + [0]
      let lengths = bytes.map { Int32($0.count) } + [0]
      let formats = [Int32](repeating: 1, count: bytes.count + 1)
      return try all.withUnsafeBytes { block in
        guard let base = block.baseAddress else {
          throw PostgresError(state: nil, message: "no memory", attempted: "bind")
        }
        var offset = 0
        var pointers: [UnsafePointer<CChar>?] = bytes.map { value in
          defer { offset += value.count }
          return base.advanced(by: offset).assumingMemoryBound(to: CChar.self)
        }
        pointers.append(nil)
        return try body(Int32(bytes.count), types + [0], pointers, lengths, formats)
      }
    }
  }

  /// Strings of C behind an array that ends with nil.
  private func withStrings<Value>(_ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Value) -> Value {
    let copies = texts.map {
      $0.utf8CString.withUnsafeBufferPointer { source in
        let copy = UnsafeMutablePointer<CChar>.allocate(capacity: source.count)
        if let base = source.baseAddress { copy.initialize(from: base, count: source.count) }
        return copy
      }
    }
    defer { for copy in copies { copy.deallocate() } }
    let pointers: [UnsafePointer<CChar>?] = copies.map { UnsafePointer($0) } + [nil]
    return body(pointers)
  }
#endif
