// From SQLite's dialect to PostgreSQL's. Each difference stands here once, as a step over the tokens of a statement; what needs a
// function of the same name or an operator has it in Functions.swift. Statements of ours alone are translated, and tests run them all.
#if PostgreSQL
  import CollectorCore

  /// What a translation must know of the tables.
  struct Catalog: Sendable {
    struct Table: Sendable {
      var columns: [String] = []
      var key: [String] = []
      /// The column whose numbers the table gives itself.
      var numbered: String?
    }

    var tables: [String: Table] = [:]
  }

  /// A statement in PostgreSQL's dialect, its parameters still in it.
  struct Translation {
    var tokens: [SQLToken]
    /// The table whose number for the new row it answers with.
    var numbered: NumberedTable?
    /// What others are told of once it is committed.
    var topics: ChangeTopics = []
  }

  /// A table that gives its rows numbers.
  struct NumberedTable: Hashable {
    var table: String
    var column: String
    var origin: Origin

    enum Origin {
      /// The table gives the number.
      case given
      /// The statement says it, so that the table must go on behind it.
      case said
      /// It may be that of a row which was there.
      case found
    }
  }

  struct Dialect {
    let catalog: Catalog

    func translate(_ sql: String) -> Translation { translate(SQLTokens.all(in: sql)) }

    func translate(_ source: [SQLToken]) -> Translation {
      var tokens = Self.numbered(source)
      tokens = Self.withoutHints(tokens)
      tokens = Self.joined(tokens)
      tokens = matched(tokens)
      tokens = Self.compared(tokens)
      tokens = Self.cast(tokens)
      tokens = Self.collated(tokens)
      tokens = Self.truthful(tokens)
      tokens = Self.aliased(tokens)
      tokens = upserted(tokens)
      tokens = Self.renamed(tokens)
      var translation = Translation(tokens: tokens, topics: ChangeTopics(writtenBy: source))
      if let place = insertPlace(tokens), let name = tokens[place + 2].name,
        let number = catalog.tables[name]?.numbered
      {
        translation.tokens.append(.raw(" RETURNING \(Self.quoted(number))"))
        let columns = tokens[(place + 3)..<max(place + 3, Self.closing(tokens, from: place + 3))]
        let isSaid = columns.contains { $0.name == number }
        let mayBeThere = source.contains { $0.isWord("UPDATE") || $0.isWord("REPLACE") }
        translation.numbered = NumberedTable(
          table: name, column: number, origin: mayBeThere ? .found : isSaid ? .said : .given)
      }
      return translation
    }

    // MARK: Parameters

    /// SQLite numbers a parameter without a number after the highest before it.
    private static func numbered(_ tokens: [SQLToken]) -> [SQLToken] {
      var highest = 0
      return tokens.map { token in
        guard case .parameter(let number) = token else { return token }
        let place = number ?? highest + 1
        highest = max(highest, place)
        return .bound(place, .plain)
      }
    }

    // MARK: Hints

    /// `INDEXED BY name` is SQLite's alone.
    private static func withoutHints(_ tokens: [SQLToken]) -> [SQLToken] {
      var result: [SQLToken] = []
      var place = 0
      while place < tokens.count {
        if tokens[place].isWord("INDEXED"), place + 2 < tokens.count, tokens[place + 1].isWord("BY") {
          place += 3
        } else {
          result.append(tokens[place])
          place += 1
        }
      }
      return result
    }

    /// SQLite's `CROSS JOIN ... ON` keeps the order of the tables; PostgreSQL's takes no condition, and its planner needs no help.
    private static func joined(_ tokens: [SQLToken]) -> [SQLToken] {
      var result: [SQLToken] = []
      for (place, token) in tokens.enumerated() {
        if token.isWord("CROSS"), place + 1 < tokens.count, tokens[place + 1].isWord("JOIN"),
          hasCondition(tokens, from: place + 2)
        {
          continue
        }
        result.append(token)
      }
      return result
    }

    private static func hasCondition(_ tokens: [SQLToken], from start: Int) -> Bool {
      var depth = 0
      for token in tokens[start...] {
        if token.isSign("(") { depth += 1 }
        if token.isSign(")") { depth -= 1 }
        if depth < 0 { return false }
        guard depth == 0 else { continue }
        if token.isWord("ON") { return true }
        if ["JOIN", "WHERE", "GROUP", "ORDER", "LIMIT", "UNION", "LEFT", "CROSS"].contains(where: token.isWord) {
          return false
        }
      }
      return false
    }

    // MARK: Comparisons

    /// SQLite's `IS` compares any two values, NULL being equal to NULL.
    private static func compared(_ tokens: [SQLToken]) -> [SQLToken] {
      var result: [SQLToken] = []
      var place = 0
      while place < tokens.count {
        let token = tokens[place]
        if token.isWord("IS") {
          let isNot = place + 1 < tokens.count && tokens[place + 1].isWord("NOT")
          let operand = place + (isNot ? 2 : 1)
          if operand < tokens.count, !["NULL", "TRUE", "FALSE", "DISTINCT"].contains(where: tokens[operand].isWord) {
            result.append(.raw(isNot ? "IS DISTINCT FROM" : "IS NOT DISTINCT FROM"))
            place = operand
            continue
          }
        }
        if token.isSign("==") {
          result.append(.sign("="))
        } else if token.isWord("GLOB"), place + 1 < tokens.count, case .string(let pattern) = tokens[place + 1] {
          result.append(.raw("~ " + expression(ofGlob: pattern)))
          place += 1
        } else if token.isSign("("), place > 0, tokens[place - 1].isWord("IN"),
          tokens[safe: place + 1]?.isSign(")") == true
        {
          // A list of nothing holds nothing.
          result.append(.raw("(SELECT NULL::bigint WHERE FALSE)"))
          place += 1
        } else if token.isWord("LIKE") {
          // SQLite's takes no notice of the case of ASCII letters.
          result.append(.raw("ILIKE"))
        } else {
          result.append(token)
        }
        place += 1
      }
      return result
    }

    private static func expression(ofGlob pattern: String) -> String {
      var text = "'^"
      for character in pattern.dropFirst().dropLast() {
        switch character {
        case "*": text += ".*"
        case "?": text += "."
        case "[", "]", "-", "^": text.append(character)
        default:
          text += character.isLetter || character.isNumber || character == "_" ? String(character) : "[\(character)]"
        }
      }
      return text + "$'"
    }

    // MARK: Types

    /// A cast becomes a function, which does what SQLite's cast does.
    private static func cast(_ tokens: [SQLToken]) -> [SQLToken] {
      var result = tokens
      var place = result.count - 1
      // The innermost stand last, so they are done first.
      while place >= 0 {
        defer { place -= 1 }
        guard result[place].isWord("CAST"), place + 1 < result.count, result[place + 1].isSign("(") else { continue }
        let end = closing(result, from: place + 1)
        guard end >= 2, case .word(let type) = result[end - 1], result[end - 2].isWord("AS") else { continue }
        result[place] = .raw("to_\(type.lowercased())")
        result.removeSubrange((end - 2)...(end - 1))
      }
      return result
    }

    /// `name COLLATE NOCASE`: letters of ASCII are equal in both cases.
    private static func collated(_ tokens: [SQLToken]) -> [SQLToken] {
      var result: [SQLToken] = []
      var place = 0
      while place < tokens.count {
        if tokens[place].isWord("COLLATE"), place + 1 < tokens.count, tokens[place + 1].isWord("NOCASE") {
          let isQualified = result.count >= 3 && result[result.count - 2].isSign(".")
          let start = result.count - (isQualified ? 3 : 1)
          result.insert(.raw("lower("), at: start)
          result.append(.raw(")"))
          place += 2
        } else {
          result.append(tokens[place])
          place += 1
        }
      }
      return result
    }

    /// SQLite's conditions are numbers: a lone 1 is true.
    private static func truthful(_ tokens: [SQLToken]) -> [SQLToken] {
      var result = tokens
      var between = 0
      for place in result.indices {
        if result[place].isWord("BETWEEN") { between += 1 }
        guard ["WHERE", "AND", "OR", "ON"].contains(where: result[place].isWord) else { continue }
        if result[place].isWord("AND"), between > 0 {
          between -= 1
          continue
        }
        let next = place + 1
        guard next < result.count, result[next] == .number("1") || result[next] == .number("0") else { continue }
        let isAlone =
          next + 1 == result.count || result[next + 1].isSign(")") || result[next + 1].isSign(";")
          || Self.afterCondition.contains(where: result[next + 1].isWord)
        if isAlone { result[next] = .raw(result[next] == .number("1") ? "TRUE" : "FALSE") }
      }
      return result
    }

    private static let afterCondition = [
      "AND", "OR", "ORDER", "GROUP", "LIMIT", "ON", "UNION", "LEFT", "JOIN", "WHERE", "CROSS",
    ]

    // MARK: Tables

    /// A query in FROM needs a name in PostgreSQL 15.
    private static func aliased(_ tokens: [SQLToken]) -> [SQLToken] {
      var result = tokens
      var place = result.count - 1
      while place > 0 {
        defer { place -= 1 }
        guard result[place].isSign("("), result[place - 1].isWord("FROM") || result[place - 1].isWord("JOIN"),
          place + 1 < result.count, result[place + 1].isWord("SELECT") || result[place + 1].isWord("WITH")
        else { continue }
        let end = closing(result, from: place)
        let next = end + 1 < result.count ? result[end + 1] : .sign(";")
        if next.isWord("AS") { continue }
        if case .word(let word) = next, !Self.afterTable.contains(word.uppercased()) { continue }
        result.insert(.raw("AS unnamed_\(place)"), at: end + 1)
      }
      return result
    }

    private static let afterTable: Set<String> = [
      "WHERE", "GROUP", "ORDER", "LIMIT", "UNION", "JOIN", "LEFT", "CROSS", "ON", "HAVING", "EXCEPT", "INTERSECT",
    ]

    /// The place of the bracket that closes the one at `start`.
    static func closing(_ tokens: [SQLToken], from start: Int) -> Int {
      var depth = 0
      for place in start..<tokens.count {
        if tokens[place].isSign("(") { depth += 1 }
        if tokens[place].isSign(")") {
          depth -= 1
          if depth == 0 { return place }
        }
      }
      return tokens.count - 1
    }

    // MARK: Names

    /// Words that PostgreSQL keeps to itself and SQLite does not.
    private static let reserved: Set<String> = [
      "only", "user", "array", "any", "some", "binary", "both", "fetch", "freeze", "grant", "leading", "trailing",
      "similar",
      "placing", "authorization", "symmetric", "asymmetric", "variadic", "verbose", "analyse", "concurrently",
      "overlaps", "collation", "localtime", "localtimestamp", "tablesample",
    ]

    static func quoted(_ name: String) -> String {
      reserved.contains(name.lowercased()) ? "\"\(name.lowercased())\"" : name
    }

    /// Functions whose like in PostgreSQL gives other types.
    private static let functions = ["SUM": "sum_of", "RANDOM": "random_number"]

    private static func renamed(_ tokens: [SQLToken]) -> [SQLToken] {
      tokens.enumerated().map { place, token in
        guard case .word(let word) = token else { return token }
        if reserved.contains(word.lowercased()) { return .raw(quoted(word)) }
        if place + 1 < tokens.count, tokens[place + 1].isSign("("), let name = functions[word.uppercased()] {
          return .raw(name)
        }
        return token
      }
    }
  }

  extension Dialect {
    /// Where `INSERT INTO` stands at the top of the statement.
    func insertPlace(_ tokens: [SQLToken]) -> Int? {
      guard tokens.count > 3 else { return nil }
      var depth = 0
      for place in 0..<(tokens.count - 2) {
        if tokens[place].isSign("(") { depth += 1 }
        if tokens[place].isSign(")") { depth -= 1 }
        if depth == 0, tokens[place].isWord("INSERT"), tokens[place + 1].isWord("INTO") { return place }
      }
      return nil
    }
  }
#endif
