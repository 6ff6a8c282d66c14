// Savepoints, and the numbers that tables give: sequences know no transactions, so what is undone gives its numbers back here.
#if PostgreSQL
  import CollectorCore
  import CollectorSQLite
  import TellbackSQLite

  extension PostgresSession {
    func beginSavepoint() throws {
      try settleNumbersSaid()
      try send("SAVEPOINT tellback", [])
      savepoints.append([:])
      told.beginSavepoint()
    }

    func releaseSavepoint() throws {
      // After the release nothing would undo what broke a promise.
      try settlePromises()
      try send("RELEASE SAVEPOINT tellback", [])
      try settle()
      try settleNumbersSaid()
      told.releaseSavepoint()
      let given = savepoints.popLast() ?? [:]
      // An outer savepoint undoes these as well.
      if !savepoints.isEmpty { savepoints[savepoints.count - 1].merge(given) { outer, _ in outer } }
    }

    func undoSavepoint() throws {
      told.undoSavepoint()
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
    func settleNumbersSaid() throws {
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

    // MARK: Numbers

    /// Numbers that are not asked for one by one are not foreseen any more.
    func noteSending(_ statement: PreparedStatement, _ promise: Promise?) {
      told.note(statement)
      guard let table = statement.numbered else { return }
      if table.origin == .said { saysNumbers = true }
      if case .number = promise { return }
      nextNumbers[table.table] = nil
    }

    /// Throws where it is not what was promised.
    func note(_ rows: PostgresResult, of statement: PreparedStatement, depth: Int, _ promise: Promise?) throws {
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
  }
#endif
