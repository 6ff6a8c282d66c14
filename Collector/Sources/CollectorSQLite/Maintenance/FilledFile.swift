// A store's file as a move between stores uses it: read where it stands, or filled beside its name and given it at the end.
import Foundation
import TellbackSQLite

/// The file of a data directory, to be read whole.
package struct OriginalFile {
  package let connection: Connection
  /// Nil while a collector runs on it: what is read then is of different moments.
  package let lock: DirectoryLock?

  /// A file that no collector has is brought to the newest schema, as its next start would do.
  package init(directory: String) throws {
    let path = SQLiteStore.databasePath(in: directory)
    guard access(path, F_OK) == 0 else {
      throw SQLiteStoreError.cannotOpen(path: path, reason: "there is no store in this directory")
    }
    do {
      lock = try DirectoryLock(directory: directory)
    } catch SQLiteStoreError.inUse {
      lock = nil
    }
    guard lock == nil else {
      connection = try Schema.openForWriting(path: path, cacheKiB: FilledFile.cacheKiB)
      return
    }
    connection = try Schema.openForReading(path: path, cacheKiB: FilledFile.cacheKiB)
    let found = try Migrator.version(of: connection)
    guard found == SchemaSource.own.newest else {
      throw SQLiteStoreError.cannotOpen(
        path: path,
        reason:
          "it has schema \(found), this program knows \(SchemaSource.own.newest), and a collector runs on it; stop that first"
      )
    }
  }
}

/// A store's file that is being filled from elsewhere. Until ``finish()`` it has another name, so no collector takes it for a store; no
/// trigger runs, and no reference is checked.
package final class FilledFile {
  static let cacheKiB = 65_536
  static let suffix = ".moving"

  package let connection: Connection
  private let lock: DirectoryLock
  private let path: String

  /// Goes on with what an earlier move left.
  package init(directory: String) throws {
    try SQLiteStore.makeDirectory(directory)
    lock = try DirectoryLock(directory: directory)
    path = SQLiteStore.databasePath(in: directory)
    guard access(path, F_OK) != 0 else { throw SQLiteStoreError.exists(path: path) }
    try SQLiteStore.makePrivateFile(path + Self.suffix)
    connection = try Schema.openForWriting(path: path + Self.suffix, cacheKiB: Self.cacheKiB)
    try connection.execute("PRAGMA foreign_keys = OFF")
    for name in try connection.rows("SELECT name FROM sqlite_schema WHERE type = 'trigger'", make: { $0.text(0) }) {
      try connection.execute("DROP TRIGGER \"\(name)\"")
    }
  }

  /// Indexes the words, puts the triggers back, checks every reference and gives the file its name.
  package func finish() throws {
    try connection.run("UPDATE search_index SET version = 0")
    try SearchIndex.settle(connection)
    let triggers = try SchemaSource.own.database(schema: SchemaSource.own.newest)
      .rows("SELECT sql FROM sqlite_schema WHERE type = 'trigger'") { $0.text(0) }
    try connection.transaction { for trigger in triggers { try connection.execute(trigger) } }
    if let table = try connection.first("PRAGMA foreign_key_check", make: { $0.text(0) }) {
      throw SQLiteStoreError.badCopy("a row of \(table) refers to one that is not there")
    }
    // Its log goes into the file, which then is one that can be renamed.
    let mode = try connection.first("PRAGMA journal_mode = DELETE") { $0.text(0) }
    guard mode == "delete" else { throw SQLiteStoreError.badCopy("its log could not be closed") }
    guard rename(path + Self.suffix, path) == 0 else {
      throw SQLiteStoreError.cannotOpen(path: path, reason: systemReason())
    }
    try SQLiteStore.syncFolder(of: path)
  }
}
