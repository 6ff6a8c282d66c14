// PostgreSQL's schema, made from SQLite's: its migrations stand in one place, and both stores have the same numbers. Names, keys, checks and
// triggers are the same; numbers are BIGINT, texts are compared by their bytes.
#if PostgreSQL
  import CollectorSQLite
  import TellbackSQLite

  /// What a store of one schema is made of.
  struct SchemaTranslation {
    let catalog: Catalog
    /// Statements that make an empty store, in their order.
    let statements: [String]

    init(schema: Int, of list: SchemaSource) throws {
      let source = try list.database(schema: schema)
      let objects = try source.rows(
        "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid"
      ) { (type: $0.text(0), name: $0.text(1), table: $0.text(2), sql: $0.text(3)) }
      let shadows = objects.filter { $0.sql.uppercased().hasPrefix("CREATE VIRTUAL") }.map(\.name)
      let own = objects.filter { object in
        !shadows.contains { object.table == $0 || object.table.hasPrefix($0 + "_") }
      }
      var catalog = Catalog()
      var tables: [TableTranslation] = []
      for object in own where object.type == "table" {
        let table = TableTranslation(name: object.name, sql: object.sql)
        tables.append(table)
        catalog.tables[object.name] = try Self.catalogued(object.name, table, in: source)
      }
      let dialect = Dialect(catalog: catalog)
      self.catalog = catalog
      var statements = [Functions.sql]
      statements += tables.map { $0.create(dialect) }
      statements += shadows.flatMap(Self.words)
      statements += try tables.flatMap { try Self.rows(of: $0.name, in: source, catalog) }
      for object in own where object.type == "index" {
        statements.append(Self.index(SQLTokens.all(in: object.sql), dialect))
      }
      statements += tables.flatMap { $0.references(dialect) }
      for object in own where object.type == "trigger" {
        statements += TriggerTranslation(name: object.name, sql: object.sql).statements(dialect)
      }
      self.statements = statements
    }

    private static func catalogued(
      _ name: String, _ translation: TableTranslation, in source: Connection
    ) throws -> Catalog.Table {
      let columns = try source.rows("SELECT name, pk FROM pragma_table_info('\(name)')") {
        (name: $0.text(0), key: $0.int(1))
      }
      return Catalog.Table(
        columns: columns.map { $0.name.lowercased() },
        key: columns.filter { $0.key > 0 }.sorted { $0.key < $1.key }.map { $0.name.lowercased() },
        numbered: translation.numbered)
    }

    /// What the migrations themselves put into a new store.
    private static func rows(of name: String, in source: Connection, _ catalog: Catalog) throws -> [String] {
      let columns = catalog.tables[name]?.columns ?? []
      let list = columns.map { "\"\($0)\"" }.joined(separator: ", ")
      var statements = try source.rows("SELECT \(list) FROM \"\(name)\"") { row in
        let values = columns.indices.map { column in
          switch row.value(column) {
          case .null: "NULL"
          case .integer(let number): String(number)
          case .real(let number): String(number)
          case .text(let text): "'\(text.replacing("'", with: "''"))'"
          case .blob(let blob): "'\\x\(blob.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())'"
          }
        }
        return "INSERT INTO \"\(name)\" (\(list)) VALUES (\(values.joined(separator: ", ")))"
      }
      if let number = catalog.tables[name]?.numbered, !statements.isEmpty {
        // Numbers that were given go before those that the table gives.
        statements.append(
          "SELECT setval(pg_get_serial_sequence('\(name)', '\(number)'), (SELECT MAX(\(number)) FROM \(name)))")
      }
      return statements
    }

    /// What stands for a virtual table of words.
    static func words(_ name: String) -> [String] {
      [
        "CREATE TABLE \(name) (rowid BIGINT PRIMARY KEY, words tsvector NOT NULL)",
        // FASTUPDATE would make a search read a list of what is not indexed yet.
        "CREATE INDEX \(name)_by_word ON \(name) USING gin (words) WITH (fastupdate = off)",
      ]
    }

    static func index(_ tokens: [SQLToken], _ dialect: Dialect) -> String {
      guard let open = tokens.firstIndex(where: { $0.isSign("(") }) else { return tokens.text }
      let end = Dialect.closing(tokens, from: open)
      let columns = tokens[(open + 1)..<end].split(separateAt: ",").map { part -> String in
        var part = Array(part)
        var order = ""
        if let last = part.last, last.isWord("DESC") || last.isWord("ASC") {
          part.removeLast()
          order = last.isWord("DESC") ? " DESC" : ""
        }
        let text = dialect.translate(part).text
        return (part.count == 1 ? text : "(\(text))") + order
      }
      let head = Array(tokens[..<open]).text
      let rest = end + 1 < tokens.count ? dialect.translate(Array(tokens[(end + 1)...])).text : ""
      return "\(head) (\(columns.joined(separator: ", "))) \(rest)"
    }
  }

  /// One table, taken apart.
  struct TableTranslation {
    let name: String
    private var columns: [(name: String, tokens: [SQLToken])] = []
    private var constraints: [[SQLToken]] = []
    private var foreign: [[SQLToken]] = []
    /// The column that gives its own numbers.
    private(set) var numbered: String?

    init(name: String, sql: String) { self.init(name: name, tokens: SQLTokens.all(in: sql)) }

    init(name: String, tokens: [SQLToken]) {
      self.name = name
      guard let open = tokens.firstIndex(where: { $0.isSign("(") }) else { return }
      for part in tokens[(open + 1)..<Dialect.closing(tokens, from: open)].split(separateAt: ",") {
        let part = Array(part)
        if part[0].isWord("FOREIGN") {
          foreign.append(part)
        } else if ["PRIMARY", "UNIQUE", "CHECK", "CONSTRAINT"].contains(where: part[0].isWord) {
          constraints.append(part)
        } else if let column = part[0].name {
          add(column, Array(part.dropFirst()))
        }
      }
    }

    private mutating func add(_ column: String, _ tokens: [SQLToken]) {
      var tokens = tokens
      var refers = false
      if let start = tokens.firstIndex(where: { $0.isWord("REFERENCES") }) {
        refers = true
        let open = start + 2
        var end = tokens[safe: open]?.isSign("(") == true ? Dialect.closing(tokens, from: open) : start + 1
        while tokens[safe: end + 1]?.isWord("ON") == true {
          // ON DELETE CASCADE, or SET NULL.
          end += tokens[safe: end + 3]?.isWord("SET") == true ? 4 : 3
        }
        foreign.append(
          [.word("FOREIGN"), .word("KEY"), .sign("("), .word(column), .sign(")")] + Array(tokens[start...end]))
        tokens.removeSubrange(start...end)
      }
      let isNumber = tokens.first?.isWord("INTEGER") == true
      let isKey = tokens[safe: 1]?.isWord("PRIMARY") == true
      let isFixed = tokens.contains { $0.isWord("CHECK") }
      let counts = tokens.contains { $0.isWord("AUTOINCREMENT") }
      tokens.removeAll { $0.isWord("AUTOINCREMENT") }
      if counts || (isNumber && isKey && !refers && !isFixed) { numbered = column }
      columns.append((column, tokens))
    }

    private static let types = [
      "INTEGER": "BIGINT", "TEXT": "TEXT COLLATE \"C\"", "BLOB": "BYTEA", "REAL": "DOUBLE PRECISION",
    ]

    func create(_ dialect: Dialect) -> String {
      let parts = definitions(dialect) + constraints.map { dialect.translate($0).text }
      return "CREATE TABLE \(name) (\(parts.joined(separator: ", ")))"
    }

    /// Adds the columns to the table, which is there.
    func add(_ dialect: Dialect) -> [String] {
      definitions(dialect).map { "ALTER TABLE \(name) ADD COLUMN \($0)" }
    }

    private func definitions(_ dialect: Dialect) -> [String] {
      columns.map { column, tokens in
        let type = tokens.first?.name.flatMap { Self.types[$0.uppercased()] } ?? "TEXT"
        let identity = column == numbered ? " GENERATED BY DEFAULT AS IDENTITY" : ""
        return "\(Dialect.quoted(column)) \(type)\(identity) \(dialect.translate(Array(tokens.dropFirst())).text)"
      }
    }

    /// Added when all tables are there: some refer to those that come later.
    func references(_ dialect: Dialect) -> [String] {
      foreign.map { "ALTER TABLE \(name) ADD \(dialect.translate($0).text)" }
    }
  }

  /// One trigger: a function and what calls it.
  struct TriggerTranslation {
    let name: String
    private let head: [SQLToken]
    private let condition: [SQLToken]
    private let body: [[SQLToken]]

    init(name: String, sql: String) { self.init(name: name, tokens: SQLTokens.all(in: sql)) }

    init(name: String, tokens: [SQLToken]) {
      self.name = name
      let begin = tokens.firstIndex { $0.isWord("BEGIN") } ?? tokens.count
      let when = tokens[..<begin].firstIndex { $0.isWord("WHEN") } ?? begin
      head = Array(tokens[..<when])
      condition = when < begin ? Array(tokens[(when + 1)..<begin]) : []
      let end = tokens.lastIndex { $0.isWord("END") } ?? tokens.count
      body = begin < end ? tokens[(begin + 1)..<end].split(separateAt: ";").map(Array.init) : []
    }

    func statements(_ dialect: Dialect) -> [String] {
      let lines = body.map { statement -> String in
        var tokens = statement
        let isQuestion = tokens[0].isWord("SELECT")
        if let place = tokens.firstIndex(where: { $0.isWord("RAISE") }) {
          // RAISE (ABORT, 'reason')
          tokens.replaceSubrange(place...(place + 3), with: [.raw("refuse"), .sign("(")])
        }
        var translated = dialect.translate(tokens)
        // Nobody asks a trigger for a number.
        if translated.numbered != nil { translated.tokens.removeLast() }
        if isQuestion { translated.tokens[0] = .raw("PERFORM") }
        return "    \(translated.text);"
      }
      let row = head.contains { $0.isWord("DELETE") } ? "OLD" : "NEW"
      // In the function, since PostgreSQL's WHEN takes no queries.
      let when = condition.isEmpty ? "TRUE" : dialect.translate(condition).text
      return [
        """
        CREATE FUNCTION \(name)() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN
            IF \(when) THEN
        \(lines.joined(separator: "\n"))
            END IF;
            RETURN \(row);
          END $$
        """,
        "\(dialect.translate(head).text) FOR EACH ROW EXECUTE FUNCTION \(name)()",
      ]
    }
  }

  extension Translation {
    /// For statements without values.
    var text: String { tokens.text }
  }

  extension Array where Element == SQLToken {
    var text: String {
      map { token in
        switch token {
        case .word(let text), .number(let text), .string(let text), .quoted(let text), .sign(let text), .raw(let text):
          text
        case .parameter, .bound: "NULL"
        }
      }.joined(separator: " ")
    }
  }

  extension ArraySlice where Element == SQLToken {
    /// The parts between a sign that stands outside of brackets; empty ones are left out. CASE ... END counts as brackets.
    func split(separateAt sign: String) -> [ArraySlice<SQLToken>] {
      var parts: [ArraySlice<SQLToken>] = []
      var start = startIndex
      var depth = 0
      for place in indices {
        if self[place].isSign("(") || self[place].isWord("CASE") { depth += 1 }
        if self[place].isSign(")") || self[place].isWord("END") { depth -= 1 }
        if depth == 0, self[place].isSign(sign) {
          if start < place { parts.append(self[start..<place]) }
          start = place + 1
        }
      }
      if start < endIndex { parts.append(self[start..<endIndex]) }
      return parts
    }
  }
#endif
