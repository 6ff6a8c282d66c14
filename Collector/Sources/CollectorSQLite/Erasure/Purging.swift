// Rewrites what erased words outlive their rows in. FTS5 of this age only marks a deleted row: its words stay in the index's
// segments until these are merged into one, and then in the log until that is cut.
import CollectorCore
import TellbackSQLite

/// Where the purge stands after a step.
enum PurgeStep {
  /// There is more to rewrite.
  case more
  /// The index is rewritten up to this erasure; the log is still to be cut.
  case rewritten(Int64)
  /// Nothing is left to do.
  case clean
}

extension SQLiteWrites {
  /// Pages of the index that one step writes: a few milliseconds.
  private static let purgePages: Int64 = 64

  /// Source: SQLite, "FTS5 Extension", section 6.9, the commands `merge` and `optimize`: a negative number puts all segments
  /// on one level, and it is done when a step changes fewer than two rows.
  func purgeStep() throws -> PurgeStep {
    let state = try db.first("SELECT wanted, begun, done FROM purge") {
      (wanted: $0.int64(0), begun: $0.int64(1), done: $0.int64(2))
    }
    guard let state, state.done < state.wanted else { return .clean }
    let isBeginning = state.begun < state.wanted
    let pages: SQLiteValue = .integer(isBeginning ? -Self.purgePages : Self.purgePages)
    var changes = 0
    for index in ["report_words", "event_words"] {
      let before = try db.totalChanges
      try db.run("INSERT INTO \(index) (\(index), rank) VALUES ('merge', ?)", [pages])
      changes = max(changes, try db.totalChanges - before)
    }
    if isBeginning {
      try db.run("UPDATE purge SET begun = ?", [.integer(state.wanted)])
      return .more
    }
    return changes < 2 ? .rewritten(state.wanted) : .more
  }

  func finishPurge(upTo erasure: Int64) throws {
    try db.run("UPDATE purge SET done = MAX(done, ?)", [.integer(erasure)])
  }
}

extension SQLiteWrites {
  /// Up to which erasure is to be rewritten; nil when nothing is left to do. For a server, which rewrites by its own means.
  func purgeWanted() throws -> Int64? {
    try db.first("SELECT wanted FROM purge WHERE done < wanted") { $0.int64(0) }
  }
}
