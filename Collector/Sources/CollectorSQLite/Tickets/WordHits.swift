// The newest rows of an index of words that hold some, as a part of a statement. SQLite's index gives them in that order by itself. A database
// server has an index of words without an order and one of numbers without words, and which of the two is cheap depends on how common the words
// are, of which it knows little: it takes what it never saw for a fiftieth of all, and then reads a table of millions to its end to find nothing.
// So a look at the newest rows decides, and the statement leaves no choice.
import CollectorCore
import TellbackSQLite

/// What a look at the newest rows of an index tells of words.
struct WordHits {
  let table: String
  let words: String
  private let isServer: Bool
  /// Of the newest ``Sample/size`` rows, those that hold them; and the number of the newest row.
  private let sampled: Int
  private let newest: Int64

  init(of words: String, in table: String, _ db: Database) throws {
    (self.table, self.words) = (table, words)
    isServer = db.isServer
    guard isServer else {
      (sampled, newest) = (0, 0)
      return
    }
    (sampled, newest) =
      try db.first(
        """
        SELECT COUNT(*), (SELECT MAX(rowid) FROM \(table)) FROM \(Self.newest(Sample.size, of: table)) WHERE \(table) MATCH ?
        """, [.text(words)]
      ) { ($0.int(0), $0.int64OrNil(1) ?? 0) } ?? (0, 0)
  }

  /// `id` and `score` of the newest `limit` rows that hold the words; its value is the words.
  ///
  /// - Parameter isWritten: the words stand in the statement itself, which then has no value. They hold no quotation mark of SQL's.
  func rows(_ limit: Int, rank: String = "0", isWritten: Bool = false) -> String {
    let match = isWritten ? "'\(words)'" : "?"
    func rows(_ source: String) -> String {
      "SELECT rowid AS id, \(rank) AS score FROM \(source) WHERE \(table) MATCH \(match)"
    }
    guard isServer else { return "\(rows(table)) ORDER BY rowid DESC LIMIT \(limit)" }
    guard sampled < Sample.many else {
      return "\(rows(Self.newest(Sample.reach, of: table))) ORDER BY rowid DESC LIMIT \(limit)"
    }
    return "WITH found AS MATERIALIZED (\(rows(table))) SELECT id, score FROM found ORDER BY id DESC LIMIT \(limit)"
  }

  /// Whether more than `limit` rows hold the words, if as many of all do as of the newest.
  func promiseMore(than limit: Int) -> Bool {
    guard sampled >= Sample.many else { return false }
    return newest * Int64(sampled) / min(newest, Int64(Sample.size)) > Int64(limit)
  }

  private static func newest(_ count: Int, of table: String) -> String {
    "(SELECT rowid, words FROM \(table) ORDER BY rowid DESC LIMIT \(count)) AS \(table)"
  }

  private enum Sample {
    /// Of so many of the newest rows, this many or more have to hold the words for the newest to be read one after the other.
    static let size = 1_000
    static let many = 20
    /// Then so many rows are read at most: words that are common now and were not before are found among these alone.
    static let reach = 1_000_000
  }
}
