// Writers come one after the other. What one waits for the others is not taken for slowness of the server.
#if PostgreSQL
  import CollectorSQLite
  import TestDatabases
  import Testing

  @testable import CollectorPostgres

  @Suite(.enabled(if: TestDatabase.isThere, TestDatabase.why))
  struct WritersLockTests {
    @Test func `a writer that begins later waits with its first statement, and says for how long`() async throws {
      try await TestDatabase.with { address in
        let first = try PostgresSession(address: address, schema: "tellback")
        try first.beginWriting()
        let second = Task.detached {
          let session = try PostgresSession(address: address, schema: "tellback")
          session.beginWritingLater()
          let rows = try session.perform("SELECT COUNT(*) FROM app", [])
          let (apps, waited) = (rows.int64(0, 0), session.waitedToWrite)
          try session.commit()
          return (apps: apps, waited: waited)
        }
        let waiting = """
          SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
          """
        while try TestDatabase.run(waiting, on: address) != ["1"] { try await Task.sleep(for: .milliseconds(5)) }
        _ = try first.perform(
          """
          INSERT INTO app (name, created_at, app_per_minute, installation_per_minute) VALUES ('shop', 0, 0, 0)
          """, [])
        try first.commit()
        let found = try await second.value
        // It sees what was committed while it waited.
        #expect(found.apps == 1 && found.waited > 0)
      }
    }

    @Test func `a transaction in which nothing was asked leaves the session as it was`() async throws {
      try await TestDatabase.with { address in
        let session = try PostgresSession(address: address, schema: "tellback")
        session.beginWritingLater()
        #expect(session.isInTransaction)
        try session.commit()
        session.beginWritingLater()
        session.rollBack()
        #expect(!session.isInTransaction && !session.isLost)
        #expect(try session.perform("SELECT COUNT(*) FROM app", []).int64(0, 0) == 0)
      }
    }
  }
#endif
