// Writing through the one connection that writes, inside one transaction. It gathers what is cheaper to write once a commit.
import CollectorCore
import TellbackSQLite
import TellbackWire

/// One transaction of the writer; confined to its thread.
final class SQLiteWrites: StoreWrites, SQLiteTables {
  private let connection: Database
  /// What ended the transaction before its time, such as a full disk.
  private(set) var fatal: (any Error)?
  /// What this transaction received and placed and has not counted yet, by app.
  private var tallies: [AppID: Tally] = [:]
  /// What was looked up in this transaction and holds for the rest of it.
  var lookups = Lookups()
  /// What is known of the reports that are placed in this transaction; see Expected.swift.
  private var expectations = Expectations()
  /// Words to index before the commit. FTS5 writes a segment at each savepoint, so words inside one would cost ten times more.
  private var words: [IndexedWords] = []

  init(_ connection: Database) { self.connection = connection }

  var db: Database {
    get throws {
      if connection.isInTransaction { return connection }
      throw fatal ?? StoreError.failed("The transaction has ended before its time.")
    }
  }

  func isolated<Value>(_ body: () throws -> Value) throws -> Value {
    let wordsBefore = words.count
    let talliesBefore = tallies
    do { return try db.savepoint(body) } catch {
      let error = storeError(error)
      noteEnd(by: error)
      // Fewer are there when a search inside settled them; what it wrote was undone with the savepoint.
      words.removeLast(max(0, words.count - wordsBefore))
      tallies = talliesBefore
      lookups = Lookups()
      expectations = Expectations()
      throw error
    }
  }

  /// Forgets what was gathered by work that is undone with the whole transaction. True when no transaction is left.
  @discardableResult
  func end(by error: any Error) -> Bool {
    noteEnd(by: error)
    words.removeAll()
    tallies.removeAll()
    lookups = Lookups()
    expectations = Expectations()
    return fatal != nil
  }

  /// SQLite ends the whole transaction after some errors (disk full, I/O); a body that goes on must not find a new one.
  private func noteEnd(by error: any Error) {
    if fatal == nil, !connection.isInTransaction { fatal = error }
  }

  /// Empty once something was written of which nobody knows what it changes.
  var expected: Expectations {
    expectations.generation == connection.generation ? expectations : Expectations()
  }

  func noteExpected(_ change: (inout Expectations) -> Void) {
    guard expectations.isOn, expectations.generation == connection.generation else { return }
    change(&expectations)
  }

  func beginExpecting(_ new: Expectations) {
    expectations = new
    expectations.generation = connection.generation
  }

  func readAhead(_ body: () throws -> Void) throws {
    // What it takes in while answers are missing is not so.
    let known = lookups
    defer { lookups = known }
    try db.readAhead(body)
  }

  func settle() throws { try db.settle() }

  func noteReceived(app: AppID) { tallies[app, default: Tally()].received += 1 }

  func notePlaced(app: AppID, opened: Bool) {
    if opened { tallies[app, default: Tally()].opened += 1 } else { tallies[app, default: Tally()].attached += 1 }
  }

  func settleTallies() throws {
    defer { tallies.removeAll(keepingCapacity: true) }
    for (app, tally) in tallies {
      try db.send(
        "UPDATE tally SET received = received + ?, opened = opened + ?, attached = attached + ? WHERE app = ?",
        [.integer(tally.received), .integer(tally.opened), .integer(tally.attached), .app(app)], readsHold: true)
    }
  }

  /// What was received is undone with its savepoint or transaction.
  func forgetReceived() {
    tallies.removeAll()
    lookups = Lookups()
    expectations = Expectations()
  }

  func noteWords(_ indexed: IndexedWords) { words.append(indexed) }

  func settleWords() throws {
    for indexed in words {
      try db.send(
        "INSERT INTO report_words (rowid, words, reference) VALUES (?, ?, ?)",
        [.integer(indexed.report), .text(indexed.words), .text(indexed.reference)], readsHold: true)
    }
    words.removeAll()
  }
}

/// What one transaction adds to the counts of an app.
private struct Tally {
  var received: Int64 = 0
  var opened: Int64 = 0
  var attached: Int64 = 0
}

/// Rows that many reports of one transaction look up, and that do not change while it lasts. Forgotten when any of it is undone.
struct Lookups {
  struct Facet: Hashable {
    var app: AppID
    var sort: Int64
    /// As bytes: Swift takes NFC and NFD for the same text, SQLite does not.
    var name: [UInt8]
  }

  var facets: [Facet: Int64] = [:]
  /// The apps of tickets.
  var apps: [Int64: AppID] = [:]
  /// What days are counted under.
  var cohorts: [CohortPlace: Int64] = [:]
  /// Whether anything was ever erased and is still remembered; asked by ingest, which goes before what erases.
  var hasTombstones: Bool?
  /// Whether any sender is blocked.
  var hasBlocks: Bool?
  /// Whether any ticket belongs to a pain point.
  var hasPains: Bool?
  /// The newest rules of service levels, once they were asked for: nil within when there are none.
  var serviceRules: ServiceRules??
}
