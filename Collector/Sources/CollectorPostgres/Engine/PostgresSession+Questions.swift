// Many queries at once. Those that differ by their values alone are one query to the server, so it prepares and answers one.
#if PostgreSQL
  import CollectorSQLite
  import TellbackSQLite

  extension PostgresSession {
    /// Fewer of the same are asked one by one.
    private static let groupedFrom = 4
    /// So many are one query at most.
    private static let groupLimit = 512

    func performAll(_ queries: [(sql: String, values: [SQLiteValue])]) throws -> [any ServerResult] {
      try throwFailure()
      try makeRoom()
      // What was sent before is answered before.
      var before = sent.count(where: \.isRunning)
      var results = [(any ServerResult)?](repeating: nil, count: queries.count)
      /// Of each query on its way, the questions that it answers.
      var asked: [[Int]] = []
      func take() throws {
        for (questions, rows) in try zip(asked, receive().dropFirst(before)) {
          if let only = questions.first, questions.count == 1 {
            results[only] = rows
          } else {
            for (question, part) in try zip(questions, GroupedRows.parts(of: rows, questions.count)) {
              results[question] = part
            }
          }
        }
        (asked, before) = ([], 0)
      }
      for (statement, questions) in grouped(queries) {
        let lists = questions.map { queries[$0].values }
        let parameters = lists.count == 1 ? Parameters(statement, lists[0]) : Parameters(statement, lists: lists)
        try enqueue(statement, parameters)
        asked.append(questions)
        if sent.count >= Self.sentAtMost { try take() }
      }
      try take()
      return try results.map {
        guard let rows = $0 else { throw PostgresError(state: nil, message: "no answer", attempted: "questions") }
        return rows
      }
    }

    private func grouped(
      _ queries: [(sql: String, values: [SQLiteValue])]
    ) -> [(statement: PreparedStatement, questions: [Int])] {
      var places: [ObjectIdentifier: Int] = [:]
      var groups: [(statement: PreparedStatement, questions: [Int])] = []
      for (question, query) in queries.enumerated() {
        let statement = statements.statement(query.sql, query.values)
        let place = places[ObjectIdentifier(statement)] ?? groups.count
        if place == groups.count { groups.append((statement, [])) }
        groups[place].questions.append(question)
        places[ObjectIdentifier(statement)] = groups[place].questions.count < Self.groupLimit ? place : nil
      }
      return groups.flatMap { group in
        guard group.questions.count >= Self.groupedFrom, let first = group.questions.first,
          let one = statements.grouped(queries[first].sql, queries[first].values)
        else { return group.questions.map { (group.statement, [$0]) } }
        return [(one, group.questions)]
      }
    }
  }

  /// The rows of one question among those of a query that answered many.
  final class GroupedRows: ServerResult {
    private let all: PostgresResult
    private let rows: Range<Int>

    private init(_ all: PostgresResult, _ rows: Range<Int>) { (self.all, self.rows) = (all, rows) }

    /// The first column is the place of the question, from 1; rows come in its order.
    static func parts(of all: PostgresResult, _ count: Int) throws -> [GroupedRows] {
      var row = 0
      let parts = (1...count).map { place in
        let first = row
        while row < all.rowCount, all.int64(row, 0) == place { row += 1 }
        return GroupedRows(all, first..<row)
      }
      guard row == all.rowCount else {
        throw PostgresError(state: nil, message: "answers came in another order", attempted: "questions")
      }
      return parts
    }

    var rowCount: Int { rows.count }
    var changes: Int { 0 }
    func value(_ row: Int, _ column: Int) -> SQLiteValue { all.value(rows.lowerBound + row, column + 1) }
    func isNull(_ row: Int, _ column: Int) -> Bool { all.isNull(rows.lowerBound + row, column + 1) }
    func int64(_ row: Int, _ column: Int) -> Int64 { all.int64(rows.lowerBound + row, column + 1) }
    func double(_ row: Int, _ column: Int) -> Double { all.double(rows.lowerBound + row, column + 1) }
    func text(_ row: Int, _ column: Int) -> String { all.text(rows.lowerBound + row, column + 1) }
    func blob(_ row: Int, _ column: Int) -> [UInt8] { all.blob(rows.lowerBound + row, column + 1) }
  }
#endif
