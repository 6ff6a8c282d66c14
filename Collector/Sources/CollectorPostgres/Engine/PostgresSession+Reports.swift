// The hot path: reports to the server, many in one statement, whose plan and checks are then made ready once for all of them.
#if PostgreSQL
  import CollectorCore
  import CollectorSQLite
  import TellbackWire

  extension PreparedStatement {
    /// Reports and that they are pending, unless they are here or were erased; answers with the places, from 1, of those that were added.
    static var addition: PreparedStatement {
      PreparedStatement(
        sql: """
          WITH added AS (
            INSERT INTO report (id, app, installation, received_at, sent_at, body)
            SELECT id, app, installation, received_at, sent_at, body
            FROM unnest($1::bytea[], $2::bigint[], $3::bytea[], $4::bigint[], $5::bigint[], $6::bytea[])
              WITH ORDINALITY AS given (id, app, installation, received_at, sent_at, body, place)
            WHERE NOT EXISTS (
              SELECT 1 FROM tombstone
              WHERE tombstone.id = given.id
                AND (tombstone.installation IS NULL OR tombstone.installation = given.installation))
            ORDER BY place
            ON CONFLICT (id) DO NOTHING
            RETURNING sequence, id
          ), queued AS (
            INSERT INTO pending (report, reference)
            SELECT sequence, reference FROM added JOIN unnest($1::bytea[], $7::bigint[]) AS given (id, reference) USING (id)
          )
          SELECT place FROM added JOIN unnest($1::bytea[]) WITH ORDINALITY AS given (id, place) USING (id)
          """, values: [], numbered: nil, topics: .reports)
    }
  }

  extension PostgresSession {
    /// Of one statement: its bodies stay in the server's working memory (work_mem, 4 MB).
    private static let bytesOfStatement = 2_000_000
    private static let reportsOfStatement = 1_000

    func add(_ reports: [IncomingReport]) throws -> [Bool] {
      try settle()
      try makeRoom()
      nextNumbers["report"] = nil
      var isAdded = [Bool](repeating: false, count: reports.count)
      // Statements on their way, by the place of their first report.
      var firsts: [Int] = []
      func take() throws {
        for (first, rows) in zip(firsts, try receive()) {
          for row in 0..<rows.rowCount { isAdded[first + Int(rows.int64(row, 0)) - 1] = true }
        }
        firsts = []
      }
      var first = 0
      while first < reports.count {
        let part = reports[first..<Self.end(reports, from: first)]
        try enqueue(addition, Parameters(columns: Self.columns(of: part)))
        firsts.append(first)
        first = part.endIndex
        if sent.count >= Self.sentAtMost { try take() }
      }
      try take()
      return isAdded
    }

    /// An id stands once in a statement: a repeat finds the first one's row in the next.
    private static func end(_ reports: [IncomingReport], from first: Int) -> Int {
      var ids: Set<ReportID> = []
      var (end, bytes) = (first, 0)
      while end < reports.count, end - first < reportsOfStatement, ids.insert(reports[end].id).inserted {
        bytes += reports[end].body.count
        if end > first, bytes > bytesOfStatement { break }
        end += 1
      }
      return end
    }

    private static func columns(of reports: ArraySlice<IncomingReport>) -> [Parameters.Column] {
      [
        .blobs(reports.map { $0.id.bytes }), .integers(reports.map { $0.app.value }),
        .blobs(reports.map { $0.installation?.bytes }), .integers(reports.map { $0.receivedAt.milliseconds }),
        .integers(reports.map { $0.sentAt?.milliseconds }), .blobs(reports.map { $0.body }),
        .integers(reports.map { $0.id.reference.number }),
      ]
    }
  }
#endif
