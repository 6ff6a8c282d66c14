// Brings a database to the newest schema, under a lock: of collectors that start at once one migrates.
#if PostgreSQL
  import CollectorCore
  import CollectorSQLite

  enum PostgresSchema {
    private static let migrationLock: Int64 = 0x5442_4B43_0000_0002
    /// PostgreSQL's first. Stores of SQLite had others before it; a new database begins here, and later ones have the same numbers.
    static let first = 13

    static func translation() throws -> SchemaTranslation { try SchemaTranslation(schema: first) }

    /// Makes the schema where there is none.
    /// - Throws: ``StoreError/failed(_:)`` for a database of a newer program, which is left as it is.
    static func settle(_ session: PostgresSession, schema: String, translation: SchemaTranslation) throws {
      if try version(session) == SchemaSource.newest { return }
      try session.command("BEGIN; SET LOCAL statement_timeout = 0")
      do {
        _ = try session.query("SELECT pg_advisory_xact_lock(\(migrationLock))")
        if let found = try version(session) {
          guard found == SchemaSource.newest else {
            throw StoreError.failed(
              "The database has schema \(found), this program knows \(SchemaSource.newest): use the program that fits; nothing was changed."
            )
          }
        } else {
          try refuseBesideMove(session, into: schema)
          try create(session, schema: schema, translation)
        }
        try session.command("COMMIT")
      } catch {
        session.rollBack()
        throw error
      }
    }

    /// A store that is being filled has this schema until it is whole.
    static func filled(_ schema: String) -> String { schema + "_moving" }

    /// An empty store beside one that is being filled would take what belongs into the other.
    private static func refuseBesideMove(_ session: PostgresSession, into schema: String) throws {
      let beside = filled(schema)
      guard
        try session.query("SELECT to_regnamespace('\(PostgresSession.identifier(beside))') IS NULL").int64(0, 0) == 1
      else {
        throw StoreError.failed(
          "A move into this database is not finished. Run migrate once more with its original, or give it up by DROP SCHEMA \(beside) CASCADE."
        )
      }
    }

    /// Nil where there is no store yet.
    static func version(_ session: PostgresSession) throws -> Int? {
      let isThere = try session.query("SELECT to_regclass('store_schema') IS NOT NULL").int64(0, 0) == 1
      return isThere ? Int(try session.query("SELECT version FROM store_schema").int64(0, 0)) : nil
    }

    private static func create(_ session: PostgresSession, schema: String, _ translation: SchemaTranslation) throws {
      try session.command("CREATE SCHEMA IF NOT EXISTS \(PostgresSession.identifier(schema))")
      for statement in translation.statements { try session.command(statement) }
      try session.command(
        """
        UPDATE search_index SET version = \(SchemaSource.wordsVersion), done = 1;
        CREATE TABLE digest_lease (digester BYTEA NOT NULL, until BIGINT NOT NULL);
        CREATE UNIQUE INDEX digest_lease_one ON digest_lease ((true));
        CREATE TABLE store_schema (version BIGINT NOT NULL);
        INSERT INTO store_schema (version) VALUES (\(first));
        """)
    }
  }
#endif
