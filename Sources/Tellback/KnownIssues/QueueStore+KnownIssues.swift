// The digest of known issues as one row of the queue's file.
import TellbackSQLite
import TellbackWire

extension QueueStore {
  func keepKnownIssues(_ body: [UInt8], tag: String?, at now: Timestamp) throws {
    _ = try recovering {
      try main.transaction {
        try main.connection.run(
          """
          INSERT INTO known_issues (place, tag, fetched_at, body) VALUES (1, ?, ?, ?)
          ON CONFLICT (place) DO UPDATE SET tag = excluded.tag, fetched_at = excluded.fetched_at, body = excluded.body
          """, [.text(tag), .integer(now.milliseconds), .blob(body)])
      }
    }
  }

  func knownIssues() throws -> (body: [UInt8], tag: String?)? {
    try main.connection.first("SELECT body, tag FROM known_issues WHERE place = 1") { ($0.blob(0), $0.textOrNil(1)) }
  }
}
