// Numbered, forward-only migrations, each in its own transaction. The schema number is in PRAGMA user_version.

/// One step of a schema. Once shipped it never changes.
public struct Migration: Sendable {
  /// 1 for the first; each next one is higher by 1.
  public let number: Int
  /// What it does, in a few words; shown by tools.
  public let name: String
  /// The statements, without values.
  public let sql: String

  public init(_ number: Int, _ name: String, sql: String) {
    self.number = number
    self.name = name
    self.sql = sql
  }
}

/// Why a database could not be migrated to the schema that this program knows.
public enum MigrationError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file is of a newer program, or its number is damaged; it was not changed.
  case newerSchema(found: Int, known: Int)
  /// The list of migrations has a gap or a repeated number: a mistake in the program.
  case misnumbered(expected: Int, found: Int)

  public var description: String {
    switch self {
    case .newerSchema(let found, let known):
      "the database has schema \(found), this program knows up to \(known): use a newer program; nothing was changed"
    case .misnumbered(let expected, let found): "migration \(found) stands where \(expected) belongs"
    }
  }
}

/// Migrates a database to the newest schema.
public struct Migrator: Sendable {
  private let migrations: [Migration]

  public init(_ migrations: [Migration]) { self.migrations = migrations }

  /// The schema number after all migrations.
  public var newest: Int { migrations.count }

  /// The database's current schema number.
  /// - Throws: ``SQLiteError`` when it cannot be read.
  public static func version(of connection: Connection) throws -> Int {
    try connection.first("PRAGMA user_version") { $0.int(0) } ?? 0
  }

  /// Runs the missing migrations in order. Returns how many ran.
  /// - Throws: ``MigrationError``, or ``SQLiteError`` when a statement fails; the migrations before stay.
  @discardableResult
  public func migrate(_ connection: Connection) throws -> Int {
    for (index, migration) in migrations.enumerated() where migration.number != index + 1 {
      throw MigrationError.misnumbered(expected: index + 1, found: migration.number)
    }
    let found = try Self.version(of: connection)
    // A number below zero is damage.
    guard 0...newest ~= found else { throw MigrationError.newerSchema(found: found, known: newest) }
    for migration in migrations[found...] {
      try connection.transaction {
        try connection.execute(migration.sql)
        // PRAGMA takes no bound values; the number is ours.
        try connection.execute("PRAGMA user_version = \(migration.number)")
      }
    }
    return newest - found
  }
}
