// One connection to one database file. Not Sendable: its owner confines it to one thread, queue or lock.
import CTellbackSQLite

/// A connection to a SQLite database. It is not `Sendable`; its owner uses it from one place at a time.
///
/// Every method that throws throws ``SQLiteError``, or what a closure that it was given throws.
public final class Connection {
  /// How a file is opened.
  public enum Mode: Sendable {
    /// Reads and writes; makes the file when it is missing.
    case readWrite
    /// Reads only; a missing file is an error.
    case readOnly
  }

  let handle: OpaquePointer
  /// Statements that are kept, the last used ones: texts with numbers in them differ without end.
  static let keptStatements = 400
  private var statements: [String: Statement] = [:]
  private var uses: UInt64 = 0
  /// Statements by the place of their text in memory: hashing a long text costs as much as a short statement.
  private var recent = [Statement?](repeating: nil, count: 128)
  /// Frames in the write-ahead log after this connection's last commit; counted once ``countFrames()`` was called.
  public internal(set) var framesInLog = 0
  /// The file's path, or `:memory:`.
  public let path: String

  /// Opens a file, or `:memory:`. `busyTimeout` is in milliseconds.
  /// - Throws: ``SQLiteError`` when the file cannot be opened, or opened for writing.
  public init(path: String, mode: Mode = .readWrite, busyTimeout: Int32 = 5_000) throws(SQLiteError) {
    var opened: OpaquePointer?
    let flags =
      SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
      | (mode == .readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)
    let code = sqlite3_open_v2(path, &opened, flags, nil)
    guard code == SQLITE_OK, let opened else {
      let message = opened.map { String(cString: sqlite3_errmsg($0)) } ?? String(cString: sqlite3_errstr(code))
      sqlite3_close_v2(opened)
      throw SQLiteError(code: code, message: message, attempted: "open")
    }
    // When the file cannot be opened for writing, SQLite opens it read-only without an error, and every later write would
    // fail.
    if mode == .readWrite, sqlite3_db_readonly(opened, "main") == 1 {
      sqlite3_close_v2(opened)
      throw SQLiteError(code: SQLITE_READONLY, message: "the file cannot be opened for writing", attempted: "open")
    }
    handle = opened
    self.path = path
    sqlite3_busy_timeout(opened, busyTimeout)
  }

  deinit {
    for statement in statements.values { statement.finalize() }
    sqlite3_close_v2(handle)
  }

  /// Runs one or more statements without values; their rows are discarded.
  public func execute(_ sql: String) throws(SQLiteError) {
    guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw error(attempted: sql) }
  }

  /// Runs one statement to its end. Returns the number of rows it changed.
  @discardableResult
  public func run(_ sql: String, _ values: [SQLiteValue] = []) throws -> Int {
    try using(sql, values) { statement in while try statement.step() {} }
    return changes
  }

  /// Runs one statement as ``run(_:_:)`` does; its last parameter is `blob`, which SQLite reads where it lies, without a copy.
  @discardableResult
  public func run(_ sql: String, _ values: [SQLiteValue], lending blob: [UInt8]) throws -> Int {
    try blob.withUnsafeBytes { bytes in
      try using(sql, values + [.null]) { statement in
        try statement.lend(bytes, at: values.count + 1)
        // What was lent is gone when this returns: nothing may read it later.
        defer { statement.takeBack(at: values.count + 1) }
        while try statement.step() {}
      }
    }
    return changes
  }

  /// All rows of a query, each made into a value by `make`.
  public func rows<Value>(
    _ sql: String, _ values: [SQLiteValue] = [], make: (Row) throws -> Value
  ) throws -> [Value] {
    var result: [Value] = []
    try forEach(sql, values) { row in
      result.append(try make(row))
      return true
    }
    return result
  }

  /// The first row of a query made into a value, or nil when there is none.
  public func first<Value>(
    _ sql: String, _ values: [SQLiteValue] = [], make: (Row) throws -> Value
  ) throws -> Value? {
    var result: Value?
    try forEach(sql, values) { row in
      result = try make(row)
      return false
    }
    return result
  }

  /// Visits the rows of a query until `body` returns false.
  public func forEach(_ sql: String, _ values: [SQLiteValue] = [], body: (Row) throws -> Bool) throws {
    try using(sql, values) { statement in
      while try statement.step() {
        if try !body(Row(statement: statement.handle)) { return }
      }
    }
  }

  private func using<Failure: Error>(
    _ sql: String, _ values: [SQLiteValue], body: (Statement) throws(Failure) -> Void
  ) throws {
    let statement = try statement(sql)
    statement.isInUse = true
    uses &+= 1
    statement.lastUse = uses
    defer {
      statement.reset()
      statement.isInUse = false
      if !statement.isKept { statement.finalize() }
    }
    try statement.bind(values)
    try body(statement)
  }

  /// The statement for this text. A literal is the same text at the same place each time, and is found by the place.
  private func statement(_ sql: String) throws(SQLiteError) -> Statement {
    guard let place = TextPlace(sql) else { return try prepare(sql) }
    let slot = place.hash & (recent.count - 1)
    // The statement keeps its text alive, so no other one can lie in the same place.
    if let found = recent[slot], found.place == place, !found.isInUse { return found }
    let statement = try prepare(sql)
    if statement.isKept, statement.place == place { recent[slot] = statement }
    return statement
  }

  /// The statement for this text, prepared once and kept among the last used ones. While it is in use, a second one is made.
  private func prepare(_ sql: String) throws(SQLiteError) -> Statement {
    let kept = statements[sql]
    if let kept, !kept.isInUse { return kept }
    var prepared: OpaquePointer?
    let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
    guard code == SQLITE_OK, let prepared else { throw error(attempted: sql) }
    let statement = Statement(handle: prepared, sql: sql, isKept: kept == nil, connection: self)
    if kept == nil {
      if statements.count >= Self.keptStatements { forgetStatements() }
      statements[sql] = statement
    }
    return statement
  }

  /// How many statements are kept.
  var statementCount: Int { statements.count }

  /// The half that was not used for the longest time goes at once, so that it is looked for seldom.
  private func forgetStatements() {
    let idle = statements.values.filter { !$0.isInUse }.sorted { $0.lastUse < $1.lastUse }
    for statement in idle.prefix(statements.count / 2) {
      statements[statement.sql] = nil
      statement.finalize()
    }
    recent = [Statement?](repeating: nil, count: recent.count)
  }

  /// The rowid of the last row that this connection inserted.
  public var lastInsertRowID: Int64 { sqlite3_last_insert_rowid(handle) }
  /// Rows that the last INSERT, UPDATE or DELETE changed.
  public var changes: Int { Int(sqlite3_changes(handle)) }
  /// Rows that all statements of this connection changed since it was opened.
  public var totalChanges: Int { Int(sqlite3_total_changes(handle)) }
  /// True between BEGIN and COMMIT or ROLLBACK.
  public var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

  func error(attempted: String) -> SQLiteError {
    SQLiteError(
      code: sqlite3_extended_errcode(handle), message: String(cString: sqlite3_errmsg(handle)), attempted: attempted)
  }

  /// Copies the whole database in its current state to another open connection, `pagesPerStep` pages at a time.
  ///
  /// Other connections can write between the steps. Source: SQLite's online backup API.
  public func backup(to target: Connection, pagesPerStep: Int32 = 256) throws(SQLiteError) {
    guard let backup = sqlite3_backup_init(target.handle, "main", handle, "main") else {
      throw target.error(attempted: "backup")
    }
    var code = SQLITE_OK
    repeat {
      code = sqlite3_backup_step(backup, pagesPerStep)
      if code == SQLITE_BUSY || code == SQLITE_LOCKED { sqlite3_sleep(5) }
    } while code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED
    sqlite3_backup_finish(backup)
    guard code == SQLITE_DONE else { throw target.error(attempted: "backup") }
  }
}
