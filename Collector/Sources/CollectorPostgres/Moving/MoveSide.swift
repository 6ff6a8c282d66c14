// The two sides of a move: a file of SQLite's and a database, as tables of rows. Both put keys in the same order: numbers by size, texts
// and bytes by their bytes.
#if PostgreSQL
  import CollectorSQLite
  import TellbackSQLite

  /// A table as both stores have it.
  struct MovedTable {
    let name: String
    let columns: [String]
    /// Those of the primary key, in its order; every table has one.
    let key: [String]
    /// The column whose numbers the table gives itself.
    let numbered: String?

    var keyPlaces: [Int] { key.compactMap(columns.firstIndex(of:)) }

    /// All but the words that are indexed, which each side makes itself.
    static func all() throws -> [MovedTable] {
      try PostgresSchema.catalog().tables.filter { $0.key != "search_index" }
        .sorted { $0.key < $1.key }
        .map { MovedTable(name: $0.key, columns: $0.value.columns, key: $0.value.key, numbered: $0.value.numbered) }
    }
  }

  protocol MoveSide: AnyObject {
    /// A statement of SQLite's dialect and its rows, of so many columns.
    func query(_ sql: String, _ values: [SQLiteValue], columns: Int) throws -> [[SQLiteValue]]
    func transaction(_ body: () throws -> Void) throws
    /// In one transaction.
    func insert(_ rows: [[SQLiteValue]], into table: MovedTable) throws
    func setHighestNumber(_ number: Int64, of table: MovedTable) throws
  }

  extension MoveSide {
    /// Rows behind one key, up to another, in the order of their keys.
    func rows(
      of table: MovedTable, _ columns: [String], after: [SQLiteValue]? = nil, upTo: [SQLiteValue]? = nil,
      limit: Int? = nil
    ) throws -> [[SQLiteValue]] {
      let key = table.key.map { "\"\($0)\"" }.joined(separator: ", ")
      let marks = table.key.map { _ in "?" }.joined(separator: ", ")
      let isOne = table.key.count == 1
      func compare(_ sign: String) -> String { isOne ? "\(key) \(sign) ?" : "(\(key)) \(sign) (\(marks))" }
      let conditions = (after == nil ? [] : [compare(">")]) + (upTo == nil ? [] : [compare("<=")])
      let list = columns.map { "\"\($0)\"" }.joined(separator: ", ")
      let filter = conditions.isEmpty ? "" : "WHERE \(conditions.joined(separator: " AND "))"
      let most = limit.map { "LIMIT \($0)" } ?? ""
      return try query(
        "SELECT \(list) FROM \"\(table.name)\" \(filter) ORDER BY \(key) \(most)", (after ?? []) + (upTo ?? []),
        columns: columns.count)
    }

    func count(_ table: MovedTable) throws -> Int64 {
      guard case .integer(let count)? = try query("SELECT COUNT(*) FROM \"\(table.name)\"", [], columns: 1).first?.first
      else { return 0 }
      return count
    }

    func delete(_ keys: [[SQLiteValue]], from table: MovedTable) throws {
      let condition = table.key.map { "\"\($0)\" = ?" }.joined(separator: " AND ")
      try transaction {
        for key in keys { _ = try query("DELETE FROM \"\(table.name)\" WHERE \(condition)", key, columns: 0) }
      }
    }

    /// The highest number that a table has ever given: one in it, or what its store keeps of such under SQLite's name.
    func highestNumber(of table: MovedTable) throws -> Int64 {
      guard let column = table.numbered else { return 0 }
      return try query(
        """
        SELECT MAX("\(column)") FROM "\(table.name)" UNION ALL SELECT seq FROM sqlite_sequence WHERE name = ?
        """, [.text(table.name)], columns: 1
      ).compactMap { if case .integer(let number) = $0[0] { number } else { nil } }.max() ?? 0
    }
  }

  /// A file that nobody else changes, or that is only read.
  final class FileSide: MoveSide {
    private let connection: Connection

    init(_ connection: Connection) { self.connection = connection }

    func query(_ sql: String, _ values: [SQLiteValue], columns: Int) throws -> [[SQLiteValue]] {
      try connection.rows(sql, values) { row in (0..<columns).map(row.value) }
    }

    func transaction(_ body: () throws -> Void) throws { try connection.transaction(body) }

    func insert(_ rows: [[SQLiteValue]], into table: MovedTable) throws {
      let list = table.columns.map { "\"\($0)\"" }.joined(separator: ", ")
      let marks = table.columns.map { _ in "?" }.joined(separator: ", ")
      try connection.transaction {
        for row in rows { try connection.run("INSERT INTO \"\(table.name)\" (\(list)) VALUES (\(marks))", row) }
      }
    }

    /// Where a table keeps no such number, SQLite takes the one behind the highest that is there.
    func setHighestNumber(_ number: Int64, of table: MovedTable) throws {
      let keeps = try query(
        "SELECT 1 FROM sqlite_schema WHERE name = ? AND sql LIKE '%AUTOINCREMENT%'", [.text(table.name)], columns: 1)
      guard !keeps.isEmpty else { return }
      try connection.transaction {
        try connection.run("DELETE FROM sqlite_sequence WHERE name = ?", [.text(table.name)])
        try connection.run(
          "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", [.text(table.name), .integer(number)])
      }
    }
  }

  final class DatabaseSide: MoveSide {
    private let session: PostgresSession

    init(_ session: PostgresSession) { self.session = session }

    func query(_ sql: String, _ values: [SQLiteValue], columns: Int) throws -> [[SQLiteValue]] {
      let result = try session.perform(sql, values)
      return (0..<result.rowCount).map { row in (0..<columns).map { result.value(row, $0) } }
    }

    func transaction(_ body: () throws -> Void) throws {
      try session.command("BEGIN")
      do { try body() } catch {
        session.rollBack()
        throw error
      }
      try session.command("COMMIT")
    }

    func insert(_ rows: [[SQLiteValue]], into table: MovedTable) throws {
      try session.copy(rows, into: table.name, table.columns)
    }

    func setHighestNumber(_ number: Int64, of table: MovedTable) throws {
      guard let column = table.numbered, number > 0 else { return }
      _ = try session.query("SELECT setval(pg_get_serial_sequence('\"\(table.name)\"', '\(column)'), \(number))")
    }
  }
#endif
