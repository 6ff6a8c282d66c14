// Brings a database to the newest schema while collectors of an older program go on with it. Invariants: of collectors that start at once one
// migrates; all missing steps are done or none; no write of a program that is too old follows the step that made it so.
//
// The database says its schema and its floor, the oldest schema whose programs may work with it. Both stand in `store_schema` and are
// changed under the writers' lock, and every transaction that writes reads the floor under that lock: see SchemaGuard.
#if PostgreSQL
  import CollectorCore
  import CollectorSQLite
  import Foundation

  enum PostgresSchema {
    struct State: Equatable {
      var version: Int
      var floor: Int
    }

    private static let migrationLock: Int64 = 0x5442_4B43_0000_0002
    /// PostgreSQL's first. Stores of SQLite had others before it; a new database begins here, and later ones have the same numbers.
    static let first = 13

    /// A step waits so long for those who read a table that it changes, in milliseconds: who comes behind it waits too. Shorter than the
    /// server's `deadlock_timeout`, so that the step gives way and not they.
    private static let lockMilliseconds = 300
    /// Seconds for which it is tried again: longer than the longest statement of a reader.
    private static let patience = 150.0
    private static let pause = 0.5

    static func catalog(_ source: SchemaSource = .own) throws -> Catalog {
      source.isOwn ? try ownCatalog.get() : try newestCatalog(of: source)
    }

    /// Made once: all migrations run for it.
    private static let ownCatalog = Result { try newestCatalog(of: .own) }

    private static func newestCatalog(of source: SchemaSource) throws -> Catalog {
      try SchemaTranslation(schema: source.newest, of: source).catalog
    }

    /// Makes the schema where there is none, does the steps that are missing, and indexes words anew where this program has others.
    /// - Throws: ``StoreError/failed(_:)`` for a database that a newer program made unfit for this one. It is left as it is.
    static func settle(_ session: PostgresSession, schema: String, _ source: SchemaSource) throws {
      if let found = try state(session), found.version >= source.newest {
        try admit(source, to: found)
      } else {
        try patiently { try migrate(session, schema: schema, source) }
      }
      if try !ServerIndices.areThere(session) { try patiently { try addIndices(session) } }
      try SearchIndex.settle(in: session)
    }

    /// Does it again where a table is in use.
    private static func patiently(_ body: () throws -> Void) throws {
      let end = Date().addingTimeInterval(patience)
      while true {
        do { return try body() } catch let error as PostgresError {
          guard error.isLockInUse, Date() < end else { throw error }
        }
        Thread.sleep(forTimeInterval: pause)
      }
    }

    /// While nobody else migrates or writes.
    private static func alone(_ session: PostgresSession, _ body: () throws -> Void) throws {
      try session.command("BEGIN; SET LOCAL statement_timeout = 0")
      do {
        _ = try session.query("SELECT pg_advisory_xact_lock(\(migrationLock))")
        _ = try session.query("SELECT pg_advisory_xact_lock(\(PostgresSession.writersLock))")
        try session.command("SET LOCAL lock_timeout = '\(lockMilliseconds)ms'")
        try body()
        try session.command("COMMIT")
      } catch {
        session.rollBack()
        throw error
      }
    }

    private static func addIndices(_ session: PostgresSession) throws {
      try alone(session) {
        for statement in ServerIndices.statements { try session.command(statement) }
      }
    }

    private static func migrate(_ session: PostgresSession, schema: String, _ source: SchemaSource) throws {
      try alone(session) {
        let found: State
        if let there = try state(session) {
          found = there
        } else {
          try refuseBesideMove(session, into: schema)
          try create(session, schema: schema, source)
          found = State(version: first, floor: first)
        }
        if found.version < source.newest {
          try step(session, from: found, to: source)
        } else {
          // Another was faster.
          try admit(source, to: found)
        }
      }
    }

    private static func step(_ session: PostgresSession, from found: State, to source: SchemaSource) throws {
      for migration in source.migrations[found.version...] {
        let step = try StepTranslation(migration, of: source)
        guard !step.takesAway || source.floor >= step.number else {
          throw StoreError.failed(
            "Migration \(step.number) takes away what programs of schema \(source.floor) use: the floor is too low.")
        }
        for statement in step.statements { try session.command(statement) }
      }
      let floor = max(found.floor, source.floor)
      try session.command("UPDATE store_schema SET version = \(source.newest), floor = \(floor)")
    }

    private static func admit(_ source: SchemaSource, to found: State) throws {
      guard found.floor <= source.newest else {
        throw OutdatedProgram(floor: found.floor, known: source.newest).meaning
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
    static func state(_ session: PostgresSession) throws -> State? {
      guard try session.query("SELECT to_regclass('store_schema') IS NOT NULL").int64(0, 0) == 1 else { return nil }
      let row = try session.query("SELECT version, floor FROM store_schema")
      return State(version: Int(row.int64(0, 0)), floor: Int(row.int64(0, 1)))
    }

    static func version(_ session: PostgresSession) throws -> Int? { try state(session)?.version }

    private static func create(_ session: PostgresSession, schema: String, _ source: SchemaSource) throws {
      try session.command("CREATE SCHEMA IF NOT EXISTS \(PostgresSession.identifier(schema))")
      for statement in try SchemaTranslation(schema: first, of: source).statements { try session.command(statement) }
      try session.command(
        """
        UPDATE search_index SET version = \(SchemaSource.wordsVersion), done = 1;
        CREATE TABLE digest_lease (digester BYTEA NOT NULL, until BIGINT NOT NULL);
        CREATE UNIQUE INDEX digest_lease_one ON digest_lease ((true));
        CREATE TABLE store_schema (
          version BIGINT NOT NULL,
          floor BIGINT NOT NULL,
          CHECK (floor BETWEEN \(first) AND version)
        );
        CREATE UNIQUE INDEX store_schema_one ON store_schema ((true));
        INSERT INTO store_schema (version, floor) VALUES (\(first), \(first));
        """)
    }
  }
#endif
