// INSERT where a row is there already: SQLite says it in three ways, PostgreSQL in one.
#if PostgreSQL

  extension Dialect {
    func upserted(_ tokens: [SQLToken]) -> [SQLToken] {
      guard let insert = tokens.firstIndex(where: { $0.isWord("INSERT") }) else { return tokens }
      var tokens = tokens
      if insert + 3 < tokens.count, tokens[insert + 1].isWord("OR") {
        let isReplace = tokens[insert + 2].isWord("REPLACE")
        tokens.removeSubrange((insert + 1)...(insert + 2))
        tokens.append(.raw(isReplace ? replacing(tokens, insert) : "ON CONFLICT DO NOTHING"))
        return tokens
      }
      guard let table = tokens[safe: insert + 2]?.name, let columns = catalog.tables[table] else { return tokens }
      return updated(tokens, table: table, columns)
    }

    /// Every column takes the new value.
    private func replacing(_ tokens: [SQLToken], _ insert: Int) -> String {
      guard let name = tokens[safe: insert + 2]?.name, let table = catalog.tables[name] else { return "" }
      let end = Self.closing(tokens, from: insert + 3)
      let written = tokens[(insert + 4)..<end].compactMap(\.name).filter { !table.key.contains($0) }
      let key = table.key.map(Self.quoted).joined(separator: ", ")
      if written.isEmpty { return "ON CONFLICT (\(key)) DO NOTHING" }
      // The row is a new one: what is not written has its default.
      let others = table.columns.filter { !written.contains($0) && !table.key.contains($0) }
      let values =
        written.map { "\(Self.quoted($0)) = excluded.\(Self.quoted($0))" }
        + others.map { "\(Self.quoted($0)) = DEFAULT" }
      return "ON CONFLICT (\(key)) DO UPDATE SET \(values.joined(separator: ", "))"
    }

    /// `DO UPDATE` names its key, and a column without a table could be the new row's as well as the old one's.
    private func updated(_ tokens: [SQLToken], table: String, _ columns: Catalog.Table) -> [SQLToken] {
      var result: [SQLToken] = []
      var isUpdating = false
      var depth = 0
      for (place, token) in tokens.enumerated() {
        if token.isSign("(") { depth += 1 }
        if token.isSign(")") { depth -= 1 }
        if token.isWord("CONFLICT"), tokens[safe: place + 1]?.isWord("DO") == true,
          tokens[safe: place + 2]?.isWord("UPDATE") == true
        {
          result += [token, .raw("(\(columns.key.map(Self.quoted).joined(separator: ", ")))")]
          continue
        }
        if token.isWord("UPDATE"), place > 0, tokens[place - 1].isWord("DO") { isUpdating = true }
        if token.isSign(";") { isUpdating = false }
        if isUpdating, let name = token.name, columns.columns.contains(name), isBare(tokens, place, depth) {
          result.append(.raw("\(table).\(Self.quoted(name))"))
        } else {
          result.append(token)
        }
      }
      return result
    }

    /// A column without its table that is read: not the one that is set.
    private func isBare(_ tokens: [SQLToken], _ place: Int, _ depth: Int) -> Bool {
      if case .word(let word) = tokens[place], ["SET", "WHERE"].contains(word.uppercased()) { return false }
      guard place > 0, !tokens[place - 1].isSign("."), tokens[safe: place + 1]?.isSign(".") != true,
        tokens[safe: place + 1]?.isSign("(") != true
      else { return false }
      let isFirst = tokens[place - 1].isWord("SET") || tokens[place - 1].isSign(",")
      return !(depth == 0 && isFirst && tokens[safe: place + 1]?.isSign("=") == true)
    }
  }

  extension Array {
    subscript(safe place: Int) -> Element? { indices.contains(place) ? self[place] : nil }
  }
#endif
