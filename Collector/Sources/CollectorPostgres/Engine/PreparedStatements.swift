// Statements of one session: translated once, and prepared on the server once they are used again.
#if PostgreSQL
  import CollectorCore
  import CollectorSQLite
  import TellbackSQLite

  /// A statement as the server gets it, with where its parameters come from.
  final class PreparedStatement {
    let sql: String
    /// The places of the values, from 1, in the order of the server's parameters.
    let values: [(place: Int, binding: SQLToken.Binding)]
    /// The table whose number for the new row it answers with.
    let numbered: NumberedTable?
    /// What others are told of once it is committed.
    let topics: ChangeTopics
    /// Its name on the server, once it has one.
    var name: String?

    init(
      sql: String, values: [(place: Int, binding: SQLToken.Binding)], numbered: NumberedTable?, topics: ChangeTopics
    ) {
      self.sql = sql
      self.values = values
      self.numbered = numbered
      self.topics = topics
    }
  }

  /// Confined like its session.
  struct PreparedStatements {
    /// A text with the types of its values: the server decides by the types what a parameter is.
    private struct Key: Hashable {
      var sql: String
      var types: [UInt8]
      var isGrouped = false
    }

    /// So many are kept on the server; then all are forgotten, and those in use are prepared anew.
    static let limit = 1_000
    private let dialect: Dialect
    private var statements: [Key: PreparedStatement] = [:]
    private var translations: [String: Translation] = [:]

    init(dialect: Dialect) { self.dialect = dialect }

    var isFull: Bool { statements.count >= Self.limit }

    mutating func forgetAll() {
      statements.removeAll()
      translations.removeAll()
    }

    mutating func statement(_ sql: String, _ values: [SQLiteValue]) -> PreparedStatement {
      let key = Key(sql: sql, types: values.map(Self.type))
      if let found = statements[key] { return found }
      let statement = Self.assembled(translation(of: sql), values)
      statements[key] = statement
      return statement
    }

    /// One query for many lists of values, whose types are those of `values`: an array to a parameter. Its rows begin with the place of
    /// their list, from 1, and come in the lists' order. Nil where it cannot be one.
    mutating func grouped(_ sql: String, _ values: [SQLiteValue]) -> PreparedStatement? {
      let key = Key(sql: sql, types: values.map(Self.type), isGrouped: true)
      if let found = statements[key] { return found }
      let one = Self.assembled(translation(of: sql), values) { "given.v\($0)" }
      guard !one.values.isEmpty, one.values.allSatisfy({ $0.binding == .plain }) else { return nil }
      let arrays = one.values.indices.map { "$\($0 + 1)" }
      let names = one.values.indices.map { "v\($0 + 1)" }
      let statement = PreparedStatement(
        // OFFSET keeps the query by itself: it is run for one list after the other, as its author meant it.
        sql: """
          SELECT given.place, found.*
          FROM unnest(\(arrays.joined(separator: ", "))) WITH ORDINALITY AS given (\(names.joined(separator: ", ")), place),
            LATERAL (SELECT * FROM (\(one.sql)) AS one OFFSET 0) AS found
          """, values: one.values, numbered: nil, topics: [])
      statements[key] = statement
      return statement
    }

    private mutating func translation(of sql: String) -> Translation {
      if let found = translations[sql] { return found }
      let translation = dialect.translate(sql)
      translations[sql] = translation
      return translation
    }

    private static func type(_ value: SQLiteValue) -> UInt8 {
      switch value {
      case .null: 0
      case .integer: 1
      case .real: 2
      case .text: 3
      case .blob: 4
      }
    }

    /// NULL stands in the text: a parameter that is NULL has no type, which PostgreSQL often cannot find out.
    private static func assembled(
      _ translation: Translation, _ values: [SQLiteValue], parameter: (Int) -> String = { "$\($0)" }
    ) -> PreparedStatement {
      var sql = ""
      var bound: [(place: Int, binding: SQLToken.Binding)] = []
      for token in translation.tokens {
        if !sql.isEmpty { sql += " " }
        switch token {
        case .word(let text), .number(let text), .string(let text), .quoted(let text), .sign(let text), .raw(let text):
          sql += text
        case .parameter: sql += "NULL"
        case .bound(let place, let binding):
          if place > values.count || values[place - 1] == .null {
            sql += "NULL"
            continue
          }
          let number: Int
          if let found = bound.firstIndex(where: { $0.place == place && $0.binding == binding }) {
            number = found + 1
          } else {
            bound.append((place, binding))
            number = bound.count
          }
          sql += parameter(number)
          switch binding {
          case .plain: break
          case .words, .reference: sql += "::text::tsvector"
          case .match: sql += "::text::tsquery"
          }
        }
      }
      return PreparedStatement(
        sql: sql, values: bound, numbered: translation.numbered, topics: translation.topics)
    }
  }
#endif
