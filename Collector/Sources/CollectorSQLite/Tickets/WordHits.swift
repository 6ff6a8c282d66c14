// The newest rows of an index of words that hold some, as a part of a statement. SQLite's index gives them in that order by itself. A database
// server has an index of words without an order and one of numbers without words, and which of the two is cheap depends on how common the words
// are, of which it knows little: it takes what it never saw for a fiftieth of all, and then reads a table of millions to its end to find nothing.
// So a look at the newest rows decides, and the statement leaves no choice.
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
    func rows(_ source: String) -> String {
      "SELECT rowid AS id, \(rank) AS score FROM \(source) WHERE \(table) MATCH \(match)"
    }
    guard isServer else { return "\(rows(table)) ORDER BY rowid DESC LIMIT \(limit)" }
    func newest(_ count: Int) -> String {
      "(SELECT rowid, words FROM \(table) ORDER BY rowid DESC LIMIT \(count)) AS \(table)"
    }
    let found = try first("SELECT COUNT(*) FROM \(newest(WordSample.size)) WHERE \(table) MATCH ?", [.text(words)]) {
      $0.int(0)
    }
    if let found, found >= WordSample.many {
      return "\(rows(newest(WordSample.reach))) ORDER BY rowid DESC LIMIT \(limit)"
    }
    return "WITH found AS MATERIALIZED (\(rows(table))) SELECT id, score FROM found ORDER BY id DESC LIMIT \(limit)"
  }
}

private enum WordSample {
  /// Of so many of the newest rows, this many or more have to hold the words for the newest to be read one after the other.
  static let size = 1_000
  static let many = 20
  /// Then so many rows are read at most: words that are common now and were not before are found among these alone.
  static let reach = 1_000_000
}
