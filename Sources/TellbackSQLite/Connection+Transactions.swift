// Transactions and savepoints: `body` takes effect whole or not at all.

extension Connection {
  /// Runs `body` between BEGIN IMMEDIATE and COMMIT; an error rolls everything back.
  /// - Throws: what `body` throws, or ``SQLiteError``.
  @discardableResult
  public func transaction<Value>(_ body: () throws -> Value) throws -> Value {
    try run("BEGIN IMMEDIATE")
    do {
      let value = try body()
      try run("COMMIT")
      return value
    } catch {
      // After some errors (disk full, I/O) SQLite has rolled back by itself; a second ROLLBACK would hide the cause.
      if isInTransaction { try run("ROLLBACK") }
      throw error
    }
  }

  /// Runs `body` in a savepoint of the open transaction; an error rolls back only what `body` did.
  /// - Throws: what `body` throws, or ``SQLiteError``.
  @discardableResult
  public func savepoint<Value>(_ body: () throws -> Value) throws -> Value {
    try run("SAVEPOINT tellback")
    do {
      let value = try body()
      try run("RELEASE tellback")
      return value
    } catch {
      if isInTransaction {
        try run("ROLLBACK TO tellback")
        try run("RELEASE tellback")
      }
      throw error
    }
  }
}
