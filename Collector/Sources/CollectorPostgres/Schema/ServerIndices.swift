// Indices that only a database server needs: SQLite reads what links touch in no time. They are no part of the schema's number, so a database
// of an older program gets them from the first newer one, and the older goes on with them.
#if PostgreSQL
  enum ServerIndices {
    private static let all = [
      "ticket_shown_recent": "ticket_shown (last_received_at, ticket)",
      "ticket_shown_reporters": "ticket_shown (reporters, ticket)",
      // Where nobody's are few, the index of all tickets would be read to its end.
      "ticket_unowned_numbers":
        "ticket (app, state, number, kind, severity, component, owner_group) WHERE owner IS NULL",
    ]

    static func areThere(_ session: PostgresSession) throws -> Bool {
      let tests = all.keys.sorted().map { "to_regclass('\($0)') IS NOT NULL" }
      return try session.query("SELECT \(tests.joined(separator: " AND "))").int64(0, 0) == 1
    }

    static var statements: [String] {
      all.sorted { $0.key < $1.key }.map { "CREATE INDEX IF NOT EXISTS \($0.key) ON \($0.value)" }
    }
  }
#endif
