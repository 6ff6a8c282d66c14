// Reading through one connection, inside one snapshot or transaction. Each aggregate adds its part in a file of its own.
import CollectorCore
import TellbackSQLite

/// What both a snapshot and a transaction can do; extensions of it keep `StoreReads`, one aggregate a file.
protocol SQLiteTables {
  /// Throws when the transaction it belongs to has ended: a statement would commit by itself, alone.
  var db: Database { get throws }
  /// Makes words that were placed in this transaction findable in it.
  func settleWords() throws
  /// Writes the counts of what this transaction received and placed, so that they can be read in it.
  func settleTallies() throws
  /// Asks a server together for what `body` is going to read.
  func readAhead(_ body: () throws -> Void) throws
}

/// A snapshot.
struct SQLiteReads: StoreReads, SQLiteTables {
  let db: Database
  init(_ database: Database) { db = database }
  func settleWords() {}
  func settleTallies() {}
  func readAhead(_ body: () throws -> Void) throws { try db.readAhead(body) }
}
