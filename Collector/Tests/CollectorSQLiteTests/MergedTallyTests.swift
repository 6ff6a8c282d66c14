// The counts of merged tickets are right after an upgrade, and whatever becomes of a merged ticket.
import CollectorCore
import Foundation
import TellbackSQLite
import Testing

@testable import CollectorSQLite

@Suite struct MergedTallyTests {
  private static let golden =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Golden/store-schema-13.sqlite"

  @Test func `tickets that were merged before count after the upgrade`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/collector.sqlite"
      try FileManager.default.copyItem(atPath: Self.golden, toPath: path)
      let old = try Connection(path: path)
      try old.execute(
        "CREATE TEMP TABLE copy AS SELECT * FROM ticket; UPDATE copy SET state = 0, resolution = NULL, resolved_at = NULL"
      )
      for number in 2...6 {
        try old.execute("UPDATE copy SET number = \(number); INSERT INTO ticket SELECT * FROM copy")
      }
      try old.execute(
        "INSERT INTO ticket_root (ticket, root) VALUES (2, 1), (3, 1), (4, 1); UPDATE ticket SET state = 2, resolution = 1, resolved_at = 1 WHERE number = 4"
      )
      await (try SQLiteStore(directory: folder)).close()

      let new = try Connection(path: path)
      #expect(try counts(new) == [0: 2, 2: 1])
      // Resolved and opened again while merged, taken apart, merged once more.
      try new.execute("UPDATE ticket SET state = 2, resolution = 1, resolved_at = 1 WHERE number IN (2, 5)")
      #expect(try counts(new) == [0: 1, 2: 2])
      try new.execute("UPDATE ticket SET state = 0, resolution = NULL, resolved_at = NULL WHERE number = 4")
      #expect(try counts(new) == [0: 2, 2: 1])
      try new.execute("DELETE FROM ticket_root WHERE ticket IN (2, 3)")
      #expect(try counts(new) == [0: 1, 2: 0])
      try new.execute("INSERT INTO ticket_root (ticket, root) VALUES (5, 1); UPDATE ticket_root SET root = 6")
      #expect(try counts(new) == [0: 1, 2: 1])
    }
  }

  private func counts(_ store: Connection) throws -> [Int64: Int64] {
    Dictionary(
      uniqueKeysWithValues: try store.rows("SELECT state, count FROM merged_tally") { ($0.int64(0), $0.int64(1)) })
  }
}
