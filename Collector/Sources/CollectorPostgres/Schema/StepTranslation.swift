// One migration for a database that holds a store already: its statements one by one, as it has them for SQLite's file.
#if PostgreSQL
  import CollectorCore
  import CollectorSQLite
  import TellbackSQLite

  struct StepTranslation {
    let number: Int
    let statements: [String]
    /// It takes away or renames what older programs use, or can make them refuse what they write.
    let takesAway: Bool

    /// - Throws: ``StoreError/failed(_:)`` for a statement that no step may have: a mistake in the program, which its tests find.
    init(_ migration: Migration, of source: SchemaSource) throws {
      // Of the tables as they are then: a later step may take some away.
      let dialect = Dialect(catalog: try SchemaTranslation(schema: migration.number, of: source).catalog)
      var reader = StepReader(migration: migration.number, dialect: dialect)
      for statement in Self.split(SQLTokens.all(in: migration.sql)) { try reader.read(statement) }
      number = migration.number
      // Some refer to tables that come later.
      statements = reader.statements + reader.references
      takesAway = reader.takesAway
    }

    /// A trigger's body holds semicolons of its own, and ends with END as a CASE does.
    private static func split(_ tokens: [SQLToken]) -> [[SQLToken]] {
      var (statements, statement) = ([[SQLToken]](), [SQLToken]())
      var depth = 0
      for token in tokens {
        let isTrigger = statement.prefix(3).contains { $0.isWord("TRIGGER") }
        if token.isWord("CASE") || (isTrigger && token.isWord("BEGIN")) { depth += 1 }
        if token.isWord("END") { depth -= 1 }
        guard depth == 0, token.isSign(";") else {
          statement.append(token)
          continue
        }
        if !statement.isEmpty { statements.append(statement) }
        statement = []
      }
      return statement.isEmpty ? statements : statements + [statement]
    }
  }

  /// Takes the statements of a migration in their order.
  private struct StepReader {
    let migration: Int
    let dialect: Dialect
    var statements: [String] = []
    var references: [String] = []
    var takesAway = false
    /// Tables that the migration makes: nobody uses them yet.
    private var made: Set<String> = []

    init(migration: Int, dialect: Dialect) {
      self.migration = migration
      self.dialect = dialect
    }

    mutating func read(_ tokens: [SQLToken]) throws {
      switch tokens[0].name ?? "" {
      case "create": try create(tokens)
      case "alter": try alter(tokens)
      case "drop": try drop(tokens)
      case "insert", "update", "delete", "with": change(tokens)
      default: throw unknown(tokens)
      }
    }

    private mutating func create(_ tokens: [SQLToken]) throws {
      let isUnique = tokens[safe: 1]?.isWord("UNIQUE") == true
      let place = isUnique || tokens[safe: 1]?.isWord("VIRTUAL") == true ? 2 : 1
      guard let kind = tokens[safe: place]?.name, let name = tokens[safe: place + 1]?.name, name != "if" else {
        throw unknown(tokens)
      }
      switch kind {
      case "table" where place == 2:
        made.insert(name)
        statements += SchemaTranslation.words(name)
      case "table":
        made.insert(name)
        let table = TableTranslation(name: name, tokens: tokens)
        statements.append(table.create(dialect))
        references += table.references(dialect)
      case "index":
        statements.append(SchemaTranslation.index(tokens, dialect))
        if isUnique, let table = tokens[safe: place + 3]?.name, !made.contains(table) { takesAway = true }
      case "trigger": statements += TriggerTranslation(name: name, tokens: tokens).statements(dialect)
      default: throw unknown(tokens)
      }
    }

    private mutating func alter(_ tokens: [SQLToken]) throws {
      guard tokens[safe: 1]?.isWord("TABLE") == true, let name = tokens[safe: 2]?.name,
        let verb = tokens[safe: 3]?.name
      else { throw unknown(tokens) }
      guard verb == "add" else {
        // RENAME and DROP COLUMN are said alike.
        guard ["rename", "drop"].contains(verb) else { throw unknown(tokens) }
        takesAway = true
        statements.append(tokens.text)
        return
      }
      let start = tokens[safe: 4]?.isWord("COLUMN") == true ? 5 : 4
      let column = TableTranslation(name: name, tokens: [.sign("(")] + tokens[start...] + [.sign(")")])
      statements += column.add(dialect)
      references += column.references(dialect)
    }

    private mutating func drop(_ tokens: [SQLToken]) throws {
      switch tokens[safe: 1]?.name {
      case "index": statements.append(tokens.text)
      case "table":
        takesAway = true
        statements.append(tokens.text)
      case "trigger":
        takesAway = true
        // With its function, which has its name, the trigger goes.
        statements.append("DROP FUNCTION \(Array(tokens.dropFirst(2)).text) CASCADE")
      default: throw unknown(tokens)
      }
    }

    private mutating func change(_ tokens: [SQLToken]) {
      let translated = dialect.translate(tokens)
      statements.append(translated.text)
      guard let number = translated.numbered, number.origin == .said else { return }
      statements.append(
        "SELECT setval(pg_get_serial_sequence('\(number.table)', '\(number.column)'), MAX(\(number.column))) FROM \(number.table)"
      )
    }

    private func unknown(_ tokens: [SQLToken]) -> StoreError {
      .failed(
        "Migration \(migration) has a statement that no step on PostgreSQL may have: \(Array(tokens.prefix(4)).text).")
    }
  }
#endif
