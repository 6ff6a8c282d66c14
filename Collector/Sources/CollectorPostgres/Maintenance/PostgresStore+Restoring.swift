// What a database needs after it was brought back from a copy, by PostgreSQL's own tools.
#if PostgreSQL
  import CollectorCore
  import CollectorSQLite

  extension PostgresStore {
    /// Leaves room behind the numbers of updates, as the embedded store's ``SQLiteStore/restoreBackup(_:to:)`` does: devices remember the last
    /// that they saw, which may have been given after the copy was made.
    ///
    /// - Throws: ``StoreError/unavailable(_:)`` when the database cannot be reached, ``StoreError/failed(_:)`` when there is no store in it.
    public static func noteRestored(address: String, schema: String = "tellback") throws {
      try PostgresSession.open(address, schema) { session in
        guard try PostgresSchema.version(session) != nil else {
          throw StoreError.failed("There is no store in this database. Bring it back first; nothing was changed.")
        }
        try session.command("SELECT pg_advisory_lock(\(PostgresSession.writersLock))")
        try session.command(
          """
          SELECT setval(
            pg_get_serial_sequence('reporter_update', 'sequence'),
            COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'reporter_update'), 0) + \(SQLiteStore.restoredNumbers))
          """)
      }
    }
  }
#endif
