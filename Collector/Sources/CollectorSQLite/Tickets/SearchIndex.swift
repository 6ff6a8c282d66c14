// Indexes a store anew when the words that are indexed have changed since. Invariant: `search_index` names the version of the
// words in the index and how far it is written, so that a rebuilding that was interrupted goes on where it was.
import CollectorCore
import TellbackSQLite
import TellbackWire

package enum SearchIndex {
  /// Reports, or events, of one transaction.
  private static let step = 500

  /// O(words of all reports) when there is something to do. Called before anything else writes.
  static func settle(_ db: Connection) throws {
    let version = try db.first("SELECT version FROM search_index") { $0.int64(0) } ?? 0
    if version != SearchWords.version {
      try db.transaction {
        for table in ["report_words", "event_words"] {
          try db.run("INSERT INTO \(table) (\(table)) VALUES ('delete-all')")
        }
        try db.run(
          "UPDATE search_index SET version = ?, report = 0, event = 0, done = 0", [.integer(SearchWords.version)])
      }
    }
    while try !isDone(Database(db)) { try db.transaction { try step(Database(db)) } }
  }

  /// The same on a database server whose tables were filled from elsewhere.
  package static func rebuild(in session: any DatabaseSession) throws {
    try inTransaction(session) { try begin(Database(session)) }
    try settle(in: session)
  }

  /// The same on a database server that others write to meanwhile: each step waits for its turn. Words of a newer program stay.
  package static func settle(in session: any DatabaseSession) throws {
    let db = Database(session)
    if try isOld(db) { try inTransaction(session) { if try isOld(db) { try begin(db) } } }
    while try !isDone(db) { try inTransaction(session) { try step(db) } }
  }

  private static func isOld(_ db: Database) throws -> Bool {
    try db.first("SELECT version FROM search_index") { $0.int64(0) } ?? 0 < SearchWords.version
  }

  private static func begin(_ db: Database) throws {
    for table in ["report_words", "event_words"] { try db.run("DELETE FROM \(table)") }
    try db.run("UPDATE search_index SET version = ?, report = 0, event = 0, done = 0", [.integer(SearchWords.version)])
  }

  private static func inTransaction(_ session: any DatabaseSession, _ body: () throws -> Void) throws {
    try session.beginWriting()
    do { try body() } catch {
      session.rollBack()
      throw error
    }
    try session.commit()
  }

  private static func isDone(_ db: Database) throws -> Bool {
    try db.first("SELECT done FROM search_index", make: { $0.bool(0) }) != false
  }

  private static func step(_ db: Database) throws {
    let reports = try indexReports(db)
    let events = try indexEvents(db)
    if reports + events == 0 { try db.run("UPDATE search_index SET done = 1") }
  }

  private static func indexReports(_ db: Database) throws -> Int {
    let found = try db.rows(
      """
      SELECT r.sequence, r.body FROM report AS r
      WHERE r.sequence > (SELECT report FROM search_index)
        AND EXISTS (SELECT 1 FROM placement AS p WHERE p.report = r.sequence)
      ORDER BY r.sequence
      LIMIT \(step)
      """
    ) { (sequence: $0.int64(0), body: $0.blob(1)) }
    guard let last = found.last else { return 0 }
    for (sequence, body) in found {
      guard let report = try? Report(decoding: body) else { continue }
      let indexed = IndexedWords(report: sequence, of: report)
      try db.run(
        "INSERT INTO report_words (rowid, words, reference) VALUES (?, ?, ?)",
        [.integer(sequence), .text(indexed.words), .text(indexed.reference)])
    }
    try db.run("UPDATE search_index SET report = ?", [.integer(last.sequence)])
    return found.count
  }

  private static func indexEvents(_ db: Database) throws -> Int {
    let found = try db.rows(
      """
      SELECT e.id, COALESCE(e.text, m.text) FROM event AS e
      LEFT JOIN reporter_message AS m ON m.event = e.id
      WHERE e.id > (SELECT event FROM search_index) AND COALESCE(e.text, m.text) IS NOT NULL
      ORDER BY e.id
      LIMIT \(step)
      """
    ) { (id: $0.int64(0), text: $0.text(1)) }
    guard let last = found.last else { return 0 }
    for (id, text) in found {
      try db.run(
        "INSERT INTO event_words (rowid, words) VALUES (?, ?)",
        [.integer(id), .text(SearchWords.text(ofEvent: text))])
    }
    try db.run("UPDATE search_index SET event = ?", [.integer(last.id)])
    return found.count
  }
}
