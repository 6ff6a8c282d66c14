// What is on its way to the server, and its answers.
#if PostgreSQL
  import CLibPQ
  import CollectorCore
  import CollectorSQLite
  import TellbackSQLite

  extension PostgresSession {
    func enqueue(
      _ statement: PreparedStatement, _ values: [SQLiteValue], _ promise: Promise? = nil
    ) throws {
      try enqueue(statement, Parameters(statement, values), promise)
    }

    func enqueue(_ statement: PreparedStatement, _ parameters: Parameters, _ promise: Promise? = nil) throws {
      try beginIfToBegin()
      try enterPipeline(statement.sql)
      noteSending(statement, promise)
      try parameters.withPointers { count, types, pointers, lengths, formats in
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

    func send(command sql: String) throws { try send(.command(sql)) }

    /// A statement without values that is not prepared.
    func send(_ one: Sent) throws {
      let sql = one.attempted
      try enterPipeline(sql)
      guard PQsendQueryParams(handle, sql, 0, nil, nil, nil, nil, 1) == 1 else { throw lost(nil, sql) }
      sent.append(one)
    }

    private func enterPipeline(_ attempted: String) throws {
      guard sent.isEmpty else { return }
      guard PQenterPipelineMode(handle) == 1 else { throw lost(nil, attempted) }
    }

    func lost(_ reason: String?, _ attempted: String) -> PostgresError {
      isLost = true
      sent.removeAll()
      return PostgresError(state: nil, message: reason ?? Self.message(handle), attempted: attempted)
    }

    /// Asks for the answers to all that was sent: those of statements, in their order. Throws what failed first; what came after it
    /// was not done, or is undone with it.
    func receive() throws -> [PostgresResult] {
      guard !sent.isEmpty else { return [] }
      let waiting = sent
      sent.removeAll(keepingCapacity: true)
      waits?(waiting.last?.attempted ?? "")
      guard PQpipelineSync(handle) == 1 else { throw lost(nil, waiting[0].attempted) }
      var results: [PostgresResult] = []
      var failed: (any Error)?
      for one in waiting {
        do {
          guard let rows = try answer(to: one) else { continue }
          switch one {
          case .command, .preparing: break
          case .beginning: try noteBeginning(rows)
          case .running(let statement, let depth, let promise):
            try note(rows, of: statement, depth: depth, promise)
            results.append(rows)
          }
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
