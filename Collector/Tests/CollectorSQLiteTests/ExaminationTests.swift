// The doctor finds what was broken on purpose, names it, and changes nothing.
import CollectorCore
import Foundation
import TellbackSQLite
import TellbackWire
import Testing

@testable import CollectorSQLite

@Suite struct ExaminationTests {
  /// A store with one report on a ticket, one pending and one in quarantine.
  private func makeStore(in folder: String) async throws -> String {
    let store = try SQLiteStore(directory: folder)
    let at = Timestamp(milliseconds: 1_764_000_000_000)
    let app = try await store.write { try $0.createApp(name: "shop", quota: IngestQuota(), at: at).id }
    let reports = (0..<3).map { number in
      Report(id: ReportID(at: at, random: (number, number)), capturedAt: at, text: "Words \(number)")
    }
    let incoming = reports.map {
      IncomingReport(id: $0.id, app: app, installation: nil, receivedAt: at, sentAt: nil, body: $0.encoded())
    }
    _ = try await withCheckedThrowingContinuation { continuation in
      store.ingest(incoming, from: nil) { continuation.resume(with: $0) }
    }
    try await store.write { store in
      let pending = try store.pendingReports(limit: 3)
      let ticket = Ticket(
        number: 0, app: app, title: "Words", kind: .problem, severity: .low, component: nil, page: nil, state: .open,
        resolution: nil, openedAt: at, changedAt: at, reportCount: 1, reporterCount: 1, firstCapturedAt: at,
        lastCapturedAt: at, firstReceivedAt: at, lastReceivedAt: at)
      let number = try store.openTicket(ticket)
      let placement = Placement(report: pending[0].sequence, ticket: number, mechanism: "m", at: at)
      try store.place(placement, report: reports[0], opened: true)
      try store.quarantine(report: pending[1].sequence, reason: "unreadable", at: at)
    }
    await store.close()
    return store.path
  }

  @Test(arguments: [
    ("UPDATE tally SET received = received + 1", ["received", "pending"]),
    ("UPDATE tally SET opened = 0", ["placed", "pending"]),
    ("UPDATE tally SET quarantined = 0", ["quarantined", "pending"]),
    ("DELETE FROM pending", ["pending", "one_place"]),
    ("UPDATE tally SET kept_back = 1", ["pending", "kept_back"]),
    ("UPDATE ticket SET report_count = 5", ["ticket_reports"]),
    ("UPDATE ticket_tally SET count = 9", ["ticket_tally"]),
    ("DELETE FROM ticket_tally", ["ticket_tally"]),
    ("INSERT INTO merged_tally (app, state, count) VALUES (1, 0, 9)", ["merged_tally"]),
    ("DELETE FROM report WHERE sequence = 1", ["orphans", "received"]),
    ("INSERT INTO app VALUES (9, 'b', 0, 0, 0); UPDATE ticket SET app = 9", ["same_app"]),
    (
      "INSERT INTO installation VALUES (1, zeroblob(16), zeroblob(32), 0, 0, 5, 4, 1); INSERT INTO accounting VALUES (1, 'captured', 5)",
      ["accounting"]
    ),
    (
      "INSERT INTO attachment (report, place, name, type, bytes, here_at) VALUES (1, 0, 'a', 'a/b', 7, 1)",
      ["attachments"]
    ),
    ("UPDATE ticket SET due_at = 5", ["ticket_due"]),
    (
      "INSERT INTO service_rules VALUES (1, 0, NULL, 'Ada', X'7B7D'); INSERT INTO ticket_clock (ticket, metric, round, mode, version, calendar, started_at, since, spent, paused) VALUES (1, 2, 1, 2, 1, 1, 0, 0, 5, 0)",
      ["clock_mode", "clock_spans", "service_result"]
    ),
    (
      "INSERT INTO pain_point (app, title, created_at) VALUES (1, 'p', 0); INSERT INTO pain_attempt (pain, what, kind, by, at) VALUES (1, 'w', 0, 'a', 0); INSERT INTO attempt_verdict VALUES (1, 1, 0, 0, 0.5, 0.1, 0.9, 0, 0, 0, 0, 0, 0, 0, 0, 0)",
      ["verdicts"]
    ),
    (
      "INSERT INTO release_watch (app, version, predecessor, source, first_day) VALUES (1, '2', '1', 0, 0), (1, '3', '2', 0, 0); INSERT INTO release_place VALUES (1, 1, 0, '/a', X'', NULL), (2, 1, 0, '/b', X'', NULL), (3, 1, 1, '77', X'', NULL); INSERT INTO release_contact VALUES (2, 1, zeroblob(16), 2); INSERT INTO release_channel VALUES (1, '', 0.9, X''), (1, 'b', 0.9, X'')",
      ["release_pages", "release_pains", "release_channels"]
    ),
    ("INSERT INTO watched_place VALUES (1, 1, 0, '/a', 5); INSERT INTO place_day VALUES (1, 7, 3)", ["places"]),
    (
      "INSERT INTO app VALUES (9, 'b', 0, 0, 0); INSERT INTO launch (app, name, starts_at, ends_at, brief, changed_by, changed_at) VALUES (9, 'l', 0, 1, '', 'a', 0); INSERT INTO launch_report VALUES (1, 1, NULL)",
      ["launch_reports"]
    ),
    (
      "INSERT INTO app VALUES (9, 'b', 0, 0, 0); INSERT INTO account (id, email, name, role, password_hash, created_at) VALUES (1, 'a', 'A', 'lead', '-', 0); INSERT INTO pain_point (app, title, created_at) VALUES (1, 'p', 0); INSERT INTO watch (account, app, sort, pain, at) VALUES (1, 9, 3, 1, 0)",
      ["watches"]
    ),
    ("PRAGMA user_version = 0", ["older_schema"]),
  ])
  func `a breach is found and named`(sql: String, codes: [String]) async throws {
    try await withTemporaryFolder { folder in
      let path = try await makeStore(in: folder)
      #expect(problems(in: folder) == [])
      try damage(path, by: sql)
      let before = try Data(contentsOf: URL(fileURLWithPath: path))
      let found = problems(in: folder)
      for code in codes {
        let finding = try #require(found.first { $0.code == code }, "\(found)")
        #expect(!finding.message.isEmpty && !finding.advice.isEmpty)
      }
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    }
  }

  /// The second page is the root of a table of ours; the first one holds the schema.
  private func damagePage(of path: String) throws {
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    try file.seek(toOffset: 8_192)
    try file.write(contentsOf: [UInt8](repeating: 0xA5, count: 8_192))
    try file.close()
  }

  @Test func `a damaged page is found`() async throws {
    try await withTemporaryFolder { folder in
      let path = try await makeStore(in: folder)
      try damagePage(of: path)
      #expect(SQLiteStore.examine(directory: folder).contains { $0.severity == .error })
    }
  }

  @Test func `a file of noise and an empty folder are named`() async throws {
    try await withTemporaryFolder { folder in
      #expect(SQLiteStore.examine(directory: folder).map(\.code) == ["missing"])
      try Data((0..<20_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        .write(to: URL(fileURLWithPath: folder + "/collector.sqlite"))
      #expect(SQLiteStore.examine(directory: folder).contains { $0.code == "damaged" })
      #expect(throws: SQLiteStoreError.self) { try SQLiteStore(directory: folder) }
    }
  }

  @Test(arguments: [("collector.sqlite-wal", true), ("match.index", false), ("match.index", true)])
  func `no empty store is opened beside what an old one left`(trace: String, isEmpty: Bool) async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/collector.sqlite"
      try Data([1, 2, 3]).write(to: URL(fileURLWithPath: folder + "/" + trace))
      if isEmpty { try Data().write(to: URL(fileURLWithPath: path)) }
      do {
        let store = try SQLiteStore(directory: folder)
        await store.close()
        Issue.record("an empty store was opened")
      } catch SQLiteStoreError.damaged(let file, _) {
        #expect(file == path)
      }
      #expect((try? Data(contentsOf: URL(fileURLWithPath: path)))?.count == (isEmpty ? 0 : nil))
      #expect(SQLiteStore.examine(directory: folder).map(\.code) == ["damaged"])
    }
  }

  @Test func `a store with a damaged page is refused with a sentence that says what to do, and left as it was`()
    async throws
  {
    try await withTemporaryFolder { folder in
      let path = try await makeStore(in: folder)
      try damagePage(of: path)
      let before = try Data(contentsOf: URL(fileURLWithPath: path))
      do {
        let store = try SQLiteStore(directory: folder)
        await store.close()
        Issue.record("a damaged store was opened")
      } catch let error as SQLiteStoreError {
        #expect(error.description.contains(path) && error.description.contains("put back the last backup"))
      }
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    }
  }

  @Test func `it can be examined while a server writes`() async throws {
    try await withTemporaryFolder { folder in
      _ = try await makeStore(in: folder)
      let store = try SQLiteStore(directory: folder)
      let writing = Task {
        while !Task.isCancelled { try await store.write { try $0.countRefused("quota", by: 1) } }
      }
      for _ in 0..<5 { #expect(problems(in: folder) == []) }
      writing.cancel()
      _ = await writing.result
      await store.close()
    }
  }
}

/// What was found that is no mere note.
private func problems(in folder: String) -> [Finding] {
  SQLiteStore.examine(directory: folder).filter { $0.severity != .note }
}

private func damage(_ path: String, by sql: String) throws {
  let connection = try Connection(path: path)
  try connection.execute("PRAGMA foreign_keys = OFF; \(sql)")
}
