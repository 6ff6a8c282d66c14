// Full-text search: tables of FTS5 are here tables of a number and a vector of words, under the same names.
#if PostgreSQL

  extension Dialect {
    static let wordTables: Set<String> = ["report_words", "event_words"]

    /// INSERT, DELETE and MATCH on a table of words.
    func matched(_ tokens: [SQLToken]) -> [SQLToken] {
      if let insert = tokens.firstIndex(where: { $0.isWord("INSERT") }), let table = tokens[safe: insert + 2]?.name,
        Self.wordTables.contains(table)
      {
        return indexing(table, tokens)
      }
      var result: [SQLToken] = []
      var place = 0
      while place < tokens.count {
        if let table = tokens[place].name, Self.wordTables.contains(table),
          tokens[safe: place + 1]?.isWord("MATCH") == true
        {
          let query = Self.query(tokens[place + 2])
          // The rank stands before what it is measured against.
          for rank in result.indices.reversed() where result[rank].isWord("RANK") {
            result.replaceSubrange(rank...rank, with: [.raw("- ts_rank(words,")] + query + [.raw(")")])
          }
          result += [.raw("words @@")] + query
          place += 3
        } else {
          result.append(tokens[place])
          place += 1
        }
      }
      return result
    }

    private static func query(_ token: SQLToken) -> [SQLToken] {
      switch token {
      case .bound(let number, _): [.bound(number, .match)]
      case .string(let literal):
        [.raw("'\(FullText.query(String(literal.dropFirst().dropLast())).replacing("'", with: "''"))'::tsquery")]
      default: [token]
      }
    }

    /// What stands in the index is known by its number, so nothing more is needed to take it out.
    private func indexing(_ table: String, _ tokens: [SQLToken]) -> [SQLToken] {
      let parameters = tokens.compactMap { token -> Int? in
        if case .bound(let number, _) = token { return number }
        return nil
      }
      if tokens.contains(.string("'delete'")) {
        // The words ride along unused: values are bound by their numbers.
        return [.raw("DELETE FROM \(table) WHERE rowid ="), .bound(parameters[0], .plain)]
      }
      let words: [SQLToken] = [.bound(parameters[1], .words)]
      let reference: [SQLToken] = parameters.count > 2 ? [.raw("||"), .bound(parameters[2], .reference)] : []
      return [.raw("INSERT INTO \(table) (rowid, words) VALUES ("), .bound(parameters[0], .plain), .raw(",")] + words
        + reference + [.raw(") ON CONFLICT (rowid) DO UPDATE SET words = excluded.words")]
    }
  }
#endif
