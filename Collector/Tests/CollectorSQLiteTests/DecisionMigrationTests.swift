// What staff merged and dismissed before decisions were counted, counts after the upgrade.
import CollectorCore
import Foundation
import TellbackMatch
import TellbackSQLite
import TellbackWire
import Testing

@testable import CollectorSQLite

@Suite struct DecisionMigrationTests {
  private static let golden =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Golden/store-schema-10.sqlite"

  @Test func `merges and dismissals of an older store are counted once it is upgraded`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/collector.sqlite"
      try FileManager.default.copyItem(atPath: Self.golden, toPath: path)
      try Self.fill(path)

      let store = try SQLiteStore(directory: folder)
      let history = try await store.read { store in
        let app = try #require(try store.ticket(1)).app
        return try store.decisionHistory(app: app)
      }
      let pairs = try await store.read { try $0.decidablePairs(touching: [4]) }
      await store.close()
      var expected = DecisionHistory()
      expected.add(0.3, isSame: true)
      expected.add(0.72, isSame: false)
      #expect(history == expected)
      #expect(pairs.map(\.base) == [0.5] && pairs.map(\.isSame) == [nil])
    }
  }

  /// Tickets 2 to 5 look like 1: 2 was merged into it, 3 dismissed, 4 left open, and of 5 it is no first suggestion.
  private static func fill(_ path: String) throws {
    let old = try Connection(path: path)
    try old.execute("CREATE TEMP TABLE copy AS SELECT * FROM ticket")
    for number in 2...5 {
      try old.execute("UPDATE copy SET number = \(number); INSERT INTO ticket SELECT * FROM copy")
    }
    let reports = try old.rows("SELECT sequence FROM report ORDER BY sequence") { $0.int64(0) }
    let first = try #require(reports.first)
    let rows = [(2, 1, 0, 0.3, false), (3, 1, 0, 0.72, true), (4, 1, 0, 0.5, false), (5, 1, 1, 0.3, true)]
    for (ticket, candidate, place, likelihood, isDismissed) in rows {
      try old.execute(
        """
        INSERT INTO suggestion (ticket, candidate, report, candidate_report, place, likelihood, words, at, dismissed_at)
        VALUES (\(ticket), \(candidate), \(first), \(first), \(place), \(likelihood), 'w', 1, \(isDismissed ? "1" : "NULL"))
        """)
    }
    try old.execute("INSERT INTO ticket_root (ticket, root) VALUES (2, 1)")
  }
}
