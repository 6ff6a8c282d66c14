// What active installations cost on disk, and how fast they are read.
import CollectorCore
import Foundation
import TellbackSQLite
import TellbackWire
import Testing

@testable import CollectorSQLite

@Suite struct ExposureTests {
  private func id(_ number: UInt64) -> ReportID {
    ReportID(at: Timestamp(milliseconds: Int64(number)), random: (number &* 0x9E37_79B9, number))
  }

  private func day(_ day: Int64, _ number: UInt64) -> ExposureDay {
    ExposureDay(
      day: day, version: "2.\(day / 14).\(number % 3)", segment: "customer \(number % 40)",
      channel: ["store", "beta"][Int(number % 8 / 7)], installations: 1)
  }

  @Test func `a day of an installation costs at most 40 bytes on disk, indexes included`() async throws {
    try await withTemporaryFolder { folder in
      let store = try SQLiteStore(directory: folder)
      let (installations, days) = (UInt64(1_000), Int64(30))
      let bytes = try await store.write { writes -> [String: Int64] in
        let app = try writes.createApp(name: "shop", quota: IngestQuota(), at: Timestamp(milliseconds: 0)).id
        for day in Int64(20_000)..<20_000 + days {
          for number in 0..<installations {
            // In no order, as devices are.
            let number = number &* 7_919 % installations
            try writes.countActive(id(number), app: app, on: self.day(day, number), by: .heartbeats)
            // Most reach a few of thirty pages.
            let pages = (0..<1 + Int(number % 11)).map { (Int(number) + $0 * $0) % 30 * 1_001 }
            try writes.countPages(pages, of: id(number), app: app, day: day)
          }
        }
        let db = try #require(writes as? SQLiteWrites).db
        var bytes: [String: Int64] = [:]
        try db.forEach("SELECT name, SUM(pgsize) FROM dbstat GROUP BY name") { row in
          bytes[row.text(0)] = row.int64(1)
          return true
        }
        return bytes
      }
      await store.close()
      let counted = Int64(installations) * days
      let rows = try #require(bytes["activity"])
      let tables = ["activity", "active_installation", "cohort", "exposure_day", "page_day"]
      let all = bytes.filter { entry in tables.contains { entry.key.contains($0) } }.values.reduce(0, +)
      let pages = bytes["page_day"] ?? 0
      print(
        "a day of an installation: \(Double(rows) / Double(counted)) bytes in its row, "
          + "\(Double(all) / Double(counted)) with the sums, the names and who is counted, over \(days) days; of these "
          + "\(Double(pages) / Double(counted)) for pages")
      #expect(rows <= 20 * counted)
      #expect(all <= 40 * counted)
    }
  }

  @Test func `counts by page are read as they were packed, and nothing else is taken for them`() {
    var random = SystemRandomNumberGenerator()
    for size in [0, 1, 2, 64, ExposureLimits.pages] {
      var counts: [Int: Int64] = [:]
      for _ in 0..<size {
        counts[Int.random(in: 0..<PageNumber.count, using: &random)] = Int64.random(in: 1...1 << 40, using: &random)
      }
      #expect(PageCounts(packed: PageCounts(counts).packed)?.counts == counts)
    }
    #expect(
      PageCounts([0: 1, 258: 127, 259: 128, 32_767: .max]).packed.prefix(10) == [0, 0, 1, 1, 2, 127, 1, 3, 128, 1])
    #expect(PageCounts(packed: PageCounts([32_767: .max]).packed)?.counts == [32_767: .max])
    let broken: [[UInt8]] = [
      [0], [0, 1], [0, 1, 0], [0, 1, 128], [0, 2, 1, 0, 1, 1], [0, 1, 1, 0, 1, 1],
      [0, 1] + [UInt8](repeating: 255, count: 9) + [1], [0, 1] + [UInt8](repeating: 128, count: 20) + [1],
    ]
    for bytes in broken { #expect(PageCounts(packed: bytes) == nil, "\(bytes)") }
  }

  @Test func `counts of a range of days come from the sums alone`() async throws {
    try await withTemporaryFolder { folder in
      let store = try SQLiteStore(directory: folder)
      let plan = try await store.write { writes -> [String] in
        let db = try #require(writes as? SQLiteWrites).db
        return try db.rows(
          """
          EXPLAIN QUERY PLAN SELECT e.day, c.version, c.segment, c.channel, e.installations
          FROM exposure_day AS e JOIN cohort AS c ON c.id = e.cohort
          WHERE e.app = 1 AND e.source = 0 AND e.day BETWEEN 1 AND 2 ORDER BY e.day, e.cohort
          """
        ) { $0.text(3) }
      }
      await store.close()
      #expect(plan.allSatisfy { !$0.contains("SCAN") && !$0.contains("TEMP B-TREE") }, "\(plan)")
    }
  }

  @Test func `doctor notices a sum that is not that of a recount`() async throws {
    for damage in [
      "UPDATE exposure_day SET installations = installations + 1", "DELETE FROM exposure_day",
      "DELETE FROM active_installation", "DELETE FROM page_day",
    ] {
      try await withTemporaryFolder { folder in
        let store = try SQLiteStore(directory: folder)
        try await store.write { writes in
          let app = try writes.createApp(name: "shop", quota: IngestQuota(), at: Timestamp(milliseconds: 0)).id
          for day in Int64(20_000)..<20_003 {
            try writes.countActive(id(1), app: app, on: self.day(day, 1), by: .heartbeats)
            try writes.countPages([1, 2], of: id(1), app: app, day: day)
          }
        }
        await store.close()
        #expect(SQLiteStore.examine(directory: folder).filter { $0.severity == .error } == [])
        do {
          let connection = try Connection(path: SQLiteStore.databasePath(in: folder))
          try connection.execute("PRAGMA foreign_keys = OFF; " + damage)
        }
        let codes = SQLiteStore.examine(directory: folder).filter { $0.severity == .error }.map(\.code)
        #expect(!Set(codes).isDisjoint(with: ["exposure", "activity", "page_reach"]), "\(damage): \(codes)")
      }
    }
  }
}
