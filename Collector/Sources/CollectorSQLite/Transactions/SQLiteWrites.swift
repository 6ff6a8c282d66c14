// Writing through the one connection that writes, inside one transaction. It gathers what is cheaper to write once a commit.
import CollectorCore
import TellbackSQLite
import TellbackWire

/// One transaction of the writer; confined to its thread.
final class SQLiteWrites: StoreWrites, SQLiteTables {
  private let connection: Connection
  /// What ended the transaction before its time, such as a full disk.
  private(set) var fatal: (any Error)?
  /// Reports received in this transaction and not counted yet, by app.
  private var received: [AppID: Int64] = [:]
  /// Words to index before the commit. FTS5 writes a segment at each savepoint, so words inside one would cost ten times more.
  private var words: [IndexedWords] = []

  init(_ connection: Connection) { self.connection = connection }

  var db: Connection {
    get throws {
      if connection.isInTransaction { return connection }
      throw fatal ?? StoreError.failed("The transaction has ended before its time.")
    }
  }

  func isolated<Value>(_ body: () throws -> Value) throws -> Value {
    let wordsBefore = words.count
    do { return try db.savepoint(body) } catch {
      let error = storeError(error)
      noteEnd(by: error)
      // Fewer are there when a search inside settled them; what it wrote was undone with the savepoint.
      words.removeLast(max(0, words.count - wordsBefore))
      throw error
    }
  }

  /// Forgets what was gathered by work that is undone with the whole transaction. True when no transaction is left.
  @discardableResult
  func end(by error: any Error) -> Bool {
    noteEnd(by: error)
    words.removeAll()
    return fatal != nil
  }

  /// SQLite ends the whole transaction after some errors (disk full, I/O); a body that goes on must not find a new one.
  private func noteEnd(by error: any Error) {
    if fatal == nil, !connection.isInTransaction { fatal = error }
  }

  func noteReceived(app: AppID) { received[app, default: 0] += 1 }

  /// Writes the counts of what was ingested.
  func settleTally() throws {
    defer { received.removeAll() }
    for (app, count) in received {
      try db.run("UPDATE tally SET received = received + ? WHERE app = ?", [.integer(count), .app(app)])
    }
  }

  func forgetTally() { received.removeAll() }

  func noteWords(_ indexed: IndexedWords) { words.append(indexed) }

  func settleWords() throws {
    for indexed in words {
      try db.run(
        "INSERT INTO report_words (rowid, words, reference) VALUES (?, ?, ?)",
        [.integer(indexed.report), .text(indexed.words), .text(indexed.reference)])
    }
    words.removeAll()
  }
}
