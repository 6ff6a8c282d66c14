// What the tables run their statements on: SQLite's file, or a session of a database server. Confined like what it stands for.
import CollectorCore
import TellbackSQLite

/// One connection, as the tables see it. Its statements are in SQLite's dialect.
final class Database {
  private enum Source {
    case file(Connection)
    case server(any DatabaseSession)
  }

  private let source: Source
  /// What was asked ahead, of a server: see ReadAhead.swift.
  private var ahead = ReadAhead()

  init(_ connection: Connection) { source = .file(connection) }
  init(_ session: any DatabaseSession) { source = .server(session) }

  /// True where statements run on a database server, whose index of words is its own.
  var isServer: Bool {
    switch source {
    case .file: false
    case .server: true
    }
  }

  /// Runs one statement to its end. Returns the number of rows it changed.
  @discardableResult
  func run(_ sql: String, _ values: [SQLiteValue] = []) throws -> Int {
    switch source {
    case .file(let connection): return try connection.run(sql, values)
    case .server(let session):
      try ahead.noteWrite(readsHold: false)
      return try session.perform(sql, values).changes
    }
  }

  /// Runs one statement whose outcome nobody asks for. On a server it travels with the next that is asked for something, or with the
  /// end of the savepoint or transaction; what fails then is told there.
  ///
  /// - Parameter readsHold: it changes nothing that is asked ahead, or whoever calls keeps account of it: see ReadAhead.swift.
  func send(_ sql: String, _ values: [SQLiteValue] = [], readsHold: Bool = false) throws {
    switch source {
    case .file(let connection): try connection.run(sql, values)
    case .server(let session):
      try ahead.noteWrite(readsHold: readsHold)
      try session.send(sql, values)
    }
  }

  /// Runs one statement that changes one row, as ``send(_:_:readsHold:)`` does. Where it changes none, `error` is thrown.
  func send(
    _ sql: String, _ values: [SQLiteValue], readsHold: Bool = false, orElse error: @autoclosure () -> any Error
  ) throws {
    switch source {
    case .file(let connection): guard try connection.run(sql, values) == 1 else { throw error() }
    case .server(let session):
      try ahead.noteWrite(readsHold: readsHold)
      try session.send(sql, values, orElse: error())
    }
  }

  /// Inserts one row into a table that gives numbers, and returns its number. On a server it travels like what is sent.
  func insert(_ sql: String, _ values: [SQLiteValue], readsHold: Bool = false) throws -> Int64 {
    switch source {
    case .file(let connection):
      try connection.run(sql, values)
      return connection.lastInsertRowID
    case .server(let session):
      try ahead.noteWrite(readsHold: readsHold)
      return try session.insert(sql, values)
    }
  }

  /// Adds reports to a server, many in one statement. Returns which were added: the others are here already, or were erased. A file
  /// takes them one by one.
  func add(_ reports: [IncomingReport]) throws -> [Bool] {
    guard case .server(let session) = source else { throw StoreError.failed("A file takes reports one by one.") }
    try ahead.noteWrite(readsHold: true)
    return try session.add(reports)
  }

  /// Waits until what was sent is done.
  func settle() throws {
    if case .server(let session) = source { try session.settle() }
  }

  /// Runs one statement as ``run(_:_:)`` does; its last parameter is `blob`.
  @discardableResult
  func run(_ sql: String, _ values: [SQLiteValue], lending blob: [UInt8]) throws -> Int {
    switch source {
    case .file(let connection): return try connection.run(sql, values, lending: blob)
    case .server(let session):
      try ahead.noteWrite(readsHold: false)
      return try session.perform(sql, values + [.blob(blob)]).changes
    }
  }

  /// All rows of a query, each made into a value by `make`.
  func rows<Value>(_ sql: String, _ values: [SQLiteValue] = [], make: (Row) throws -> Value) throws -> [Value] {
    switch source {
    case .file(let connection):
      return try connection.rows(sql, values) { try make(Row($0)) }
    case .server(let session):
      guard let rows = try ahead.rows(sql, values, of: session) else { return [] }
      return try withExtendedLifetime(rows) {
        try (0..<rows.result.rowCount).map { try make(Row(rows, $0)) }
      }
    }
  }

  /// The first row of a query made into a value, or nil when there is none.
  func first<Value>(_ sql: String, _ values: [SQLiteValue] = [], make: (Row) throws -> Value) throws -> Value? {
    switch source {
    case .file(let connection):
      return try connection.first(sql, values) { try make(Row($0)) }
    case .server(let session):
      guard let rows = try ahead.rows(sql, values, of: session) else { return nil }
      return try withExtendedLifetime(rows) { rows.result.rowCount == 0 ? nil : try make(Row(rows, 0)) }
    }
  }

  /// Visits the rows of a query until `body` returns false.
  func forEach(_ sql: String, _ values: [SQLiteValue] = [], body: (Row) throws -> Bool) throws {
    switch source {
    case .file(let connection):
      try connection.forEach(sql, values) { try body(Row($0)) }
    case .server(let session):
      guard let rows = try ahead.rows(sql, values, of: session) else { return }
      try withExtendedLifetime(rows) {
        for row in 0..<rows.result.rowCount {
          if try !body(Row(rows, row)) { return }
        }
      }
    }
  }

  /// Runs `body` in a savepoint of the open transaction; an error rolls back only what `body` did.
  func savepoint<Value>(_ body: () throws -> Value) throws -> Value {
    switch source {
    case .file(let connection): return try connection.savepoint(body)
    case .server(let session):
      try session.beginSavepoint()
      do {
        let value = try body()
        // What was sent inside fails here, so that the savepoint undoes it.
        try session.releaseSavepoint()
        return value
      } catch {
        ahead.forgetAll()
        session.abandonSent()
        if session.isInTransaction, !session.isLost { try session.undoSavepoint() }
        throw error
      }
    }
  }

  /// The number of the last row that this connection inserted.
  var lastInsertRowID: Int64 {
    switch source {
    case .file(let connection): connection.lastInsertRowID
    case .server(let session): session.lastInsertedID
    }
  }

  /// Rows that all statements of this connection changed since it was opened.
  var totalChanges: Int {
    switch source {
    case .file(let connection): connection.totalChanges
    case .server(let session): session.totalChanges
    }
  }

  var isInTransaction: Bool {
    switch source {
    case .file(let connection): connection.isInTransaction
    case .server(let session): session.isInTransaction && !session.isLost
    }
  }

  // MARK: Asking ahead

  /// Asks a server for what `body` is going to read, in as few round trips as its questions follow from each other: `body` runs until
  /// it asks nothing new, and what was not answered yet is empty to it. It writes nothing and keeps nothing. A file is asked nothing:
  /// it answers at once.
  func readAhead(_ body: () throws -> Void) throws {
    guard case .server(let session) = source else { return }
    // What was asked before was needed before.
    ahead.forgetAnswers()
    for _ in 0..<ReadAhead.rounds {
      try ahead.begin()
      do { try body() } catch {
        _ = ahead.end()
        throw error
      }
      let questions = ahead.end()
      if questions.isEmpty { return }
      ahead.keep(try session.performAll(questions), of: questions)
    }
  }

  /// The answer to one question is not known ahead any more.
  func forgetAhead(_ sql: String, _ values: [SQLiteValue]) { ahead.forget(sql, values) }

  /// Rises with each write of which nobody said that what was asked ahead holds.
  var generation: Int { ahead.generation }
}
