// The newest rows of an index of words that hold some, as a part of a statement. SQLite's index gives them in that order by itself. A database
// server has an index of words without an order and one of numbers without words, and which of the two is cheap depends on how common the words
// are, of which it knows little: it takes what it never saw for a fiftieth of all, and then reads a table of millions to its end to find nothing.
import CollectorCore
import TellbackSQLite

extension Database {
  /// `id` and `score` of the newest `limit` rows of `table` that hold the words; its value is the words.
  ///
  /// - Parameter isWritten: the words stand in the statement itself, which then has no value. They hold no quotation mark of SQL's.
  func newestHits(
    in table: String, of words: String, rank: String = "0", limit: Int, isWritten: Bool = false
  ) throws -> String {
    let match = isWritten ? "'\(words)'" : "?"
    let rows = "SELECT rowid AS id, \(rank) AS score FROM \(table) WHERE \(table) MATCH \(match)"
    let newest = "ORDER BY rowid DESC LIMIT \(limit)"
    guard isServer else { return "\(rows) \(newest)" }
    let sample = try first(
      """
      SELECT COUNT(*), (SELECT MAX(rowid) FROM \(table)) FROM (
        SELECT words FROM \(table) ORDER BY rowid DESC LIMIT \(WordSample.size)
      ) AS \(table) WHERE \(table) MATCH ?
      """, [.text(words)]
    ) { (hits: $0.int(0), last: $0.int64(1)) }
    if let sample, sample.hits >= WordSample.many {
      // The same for many reports, so that the server knows the statement.
      let first = sample.last - sample.last % WordSample.step - WordSample.reach
      return "\(rows) AND rowid > \(first) \(newest)"
    }
    // By the index of words, whatever the server takes them for.
    return "WITH found AS MATERIALIZED (\(rows)) SELECT id, score FROM found ORDER BY id DESC LIMIT \(limit)"
  }
}

private enum WordSample {
  /// Of so many of the newest rows, this many or more have to hold the words for the newest to be read one after the other.
  static let size = 1_000
  static let many = 20
  /// Then so many rows are read at most: words that are common now and were not before are found among these alone.
  static let reach: Int64 = 1_000_000
  static let step: Int64 = 100_000
}
