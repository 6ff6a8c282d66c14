// A store in a database that is being filled from elsewhere. Until it is finished its schema has another name, so no collector takes it for
// a store; no trigger runs, and no reference is checked.
#if PostgreSQL
  import CollectorCore
  import CollectorSQLite

  final class FilledDatabase {
    let session: PostgresSession
    private let schema: String
    private var filled: String { PostgresSchema.filled(schema) }

    /// Goes on with what an earlier move left.
    init(address: String, schema: String) throws {
      self.schema = schema
      guard try PostgresSchema.version(try PostgresSession(address: address, schema: schema)) == nil else {
        throw StoreError.failed("The database holds a store already; name an empty one. Nothing was changed.")
      }
      session = try PostgresSession(address: address, schema: PostgresSchema.filled(schema))
      if let begun = try PostgresSchema.version(session), begun != SchemaSource.own.newest {
        throw StoreError.failed(
          "A program of schema \(begun) began a move into this database, this one knows \(SchemaSource.own.newest). Finish it with that "
            + "program, or give it up by DROP SCHEMA \(PostgresSchema.filled(schema)) CASCADE.")
      }
      try PostgresSchema.settle(session, schema: PostgresSchema.filled(schema), .own)
      try session.command("SET statement_timeout = 0")
      try loosen()
    }

    /// What is taken away stands in a table until it is put back.
    private func loosen() throws {
      guard try session.query("SELECT to_regclass('moved_reference') IS NULL").int64(0, 0) == 1 else { return }
      try session.command(
        """
        BEGIN;
        CREATE TABLE moved_reference (name TEXT NOT NULL, definition TEXT NOT NULL);
        INSERT INTO moved_reference SELECT conrelid::regclass::text, pg_get_constraintdef(oid)
          FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace;
        DO $$ DECLARE one record; BEGIN
          FOR one IN SELECT conrelid::regclass AS t, conname FROM pg_constraint
            WHERE contype = 'f' AND connamespace = current_schema()::regnamespace
          LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', one.t, one.conname); END LOOP;
          FOR one IN SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
          LOOP EXECUTE format('ALTER TABLE %I DISABLE TRIGGER USER', one.relname); END LOOP;
        END $$;
        COMMIT
        """)
    }

    /// Indexes the words, puts back what was taken away, which checks every reference, and gives the schema its name.
    func finish() throws {
      try SearchIndex.rebuild(in: session)
      let (from, to) = (PostgresSession.identifier(filled), PostgresSession.identifier(schema))
      do {
        try session.command(
          """
          BEGIN;
          DO $$ DECLARE one record; BEGIN
            FOR one IN SELECT name, definition FROM moved_reference
            LOOP EXECUTE format('ALTER TABLE %s ADD %s', one.name, one.definition); END LOOP;
            FOR one IN SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
            LOOP EXECUTE format('ALTER TABLE %I ENABLE TRIGGER USER', one.relname); END LOOP;
          END $$;
          DROP TABLE moved_reference;
          DROP SCHEMA IF EXISTS \(to) RESTRICT;
          ALTER SCHEMA \(from) RENAME TO \(to);
          COMMIT
          """)
      } catch {
        session.rollBack()
        throw error
      }
      try session.command("SET search_path TO \(to)")
      try session.command("ANALYZE")
    }
  }

  /// A store in a database, to be read whole.
  final class OriginalDatabase {
    let session: PostgresSession
    /// False while a collector is connected: what is read then is of different moments.
    let isAlone: Bool

    init(address: String, schema: String) throws {
      session = try PostgresSession(address: address, schema: schema)
      let newest = SchemaSource.own.newest
      guard let found = try PostgresSchema.version(session) else {
        throw StoreError.failed("There is no store in this database.")
      }
      guard found == newest else {
        throw StoreError.failed(
          "The database has schema \(found), this program knows \(newest): use the program that fits, or start a collector of this one once."
        )
      }
      let others = try session.query(
        """
        SELECT COUNT(*) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'tellback-collector'
        """
      ).int64(0, 0)
      isAlone = others == 0
      try session.command("SET statement_timeout = 0")
      // A collector that starts now waits with what it would write, until this session ends.
      if isAlone { _ = try session.query("SELECT pg_advisory_lock(\(PostgresSession.writersLock))") }
    }
  }
#endif
