// The schema of the embedded store: its migrations in order, and how a connection is set up for its part.
import TellbackSQLite

enum Schema {
  /// "TBKC": tells our file from any other SQLite database.
  static let applicationID: Int64 = 0x5442_4B43
  static let migrations = [
    migration001, migration002, migration003, migration004, migration005, migration006, migration007, migration008,
    migration009, migration010, migration011, migration012, migration013, migration014,
  ]
  /// The oldest schema whose programs may go on working on a database that this program has migrated: programs of several collectors are
  /// replaced one after the other. A migration that takes away or changes what they use, or makes them refuse what they write, raises this to its
  /// own number, and so does a code in `Codes.swift` that they cannot read.
  static let floor = 13
  static var migrator: Migrator { Migrator(migrations) }

  /// Sets up the one connection that writes, and brings the schema up to date.
  static func openForWriting(path: String, cacheKiB: Int) throws -> Connection {
    let connection = try Connection(path: path)
    // Only a new file takes the page size; the order of these matters.
    try connection.execute("PRAGMA page_size = 8192")
    let found = try connection.first("PRAGMA application_id") { $0.int64(0) } ?? 0
    let tables = try connection.first("SELECT COUNT(*) FROM sqlite_schema") { $0.int(0) } ?? 0
    guard found == applicationID || (found == 0 && tables == 0) else { throw SQLiteStoreError.notOurs(path: path) }
    try checkPages(connection, path: path)
    let mode = try connection.first("PRAGMA journal_mode = WAL") { $0.text(0) }
    guard mode == "wal" else { throw SQLiteStoreError.noWriteAheadLog(path: path) }
    try connection.execute("PRAGMA synchronous = FULL")
    try connection.execute("PRAGMA foreign_keys = ON")
    try connection.execute("PRAGMA temp_store = MEMORY")
    try connection.execute("PRAGMA cache_size = -\(cacheKiB)")
    // A freed page keeps its bytes unless it is zeroed: what is erased later would be found in the file's slack.
    try connection.execute("PRAGMA secure_delete = ON")
    try connection.execute("PRAGMA journal_size_limit = 67108864")
    if found == 0 { try connection.execute("PRAGMA application_id = \(applicationID)") }
    try migrator.migrate(connection)
    try SearchIndex.settle(connection)
    // A log that could not be opened for writing is open for reading alone: known now, not at every write from now on.
    try connection.transaction {}
    connection.countFrames()
    return connection
  }

  /// Bytes of a store that is read whole before it is opened: a tenth of a second. A larger one shows its damage where it
  /// is read, and to doctor.
  private static let checkedBytes: Int64 = 67_108_864

  private static func checkPages(_ connection: Connection, path: String) throws {
    let pages = try connection.first("PRAGMA page_count") { $0.int64(0) } ?? 0
    let size = try connection.first("PRAGMA page_size") { $0.int64(0) } ?? 0
    guard pages * size <= checkedBytes else { return }
    let finding = try connection.first("PRAGMA quick_check(1)") { $0.text(0) } ?? "no answer"
    if finding != "ok" { throw SQLiteStoreError.damaged(path: path, reason: finding) }
  }

  /// Sets up a connection that only reads and never checkpoints.
  static func openForReading(path: String, cacheKiB: Int) throws -> Connection {
    let connection = try Connection(path: path, mode: .readOnly)
    try connection.execute("PRAGMA query_only = ON")
    try connection.execute("PRAGMA wal_autocheckpoint = 0")
    try connection.execute("PRAGMA temp_store = MEMORY")
    try connection.execute("PRAGMA cache_size = -\(cacheKiB)")
    return connection
  }
}
