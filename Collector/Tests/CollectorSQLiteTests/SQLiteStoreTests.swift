// What the embedded store promises beyond the contract: its lock, its log, its copies, its plans and its failures.
import CollectorCore
import Foundation
import StoreConformance
import TellbackSQLite
import TellbackWire
import Testing

@testable import CollectorSQLite

private let start = Timestamp(milliseconds: 1_764_000_000_000)

private func incoming(_ number: UInt64, app: AppID, bytes: Int = 2_000) -> IncomingReport {
  let id = ReportID(
    at: start.adding(seconds: Int64(number / 1_000)), random: (number, number &* 0x9E37_79B9_7F4A_7C15))
  return IncomingReport(
    id: id, app: app, installation: nil, receivedAt: start, sentAt: nil,
    body: [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: bytes))
}

extension SQLiteStore {
  fileprivate func ingest(_ reports: [IncomingReport]) async throws -> [IngestOutcome] {
    try await withCheckedThrowingContinuation { continuation in
      ingest(reports, from: nil) { continuation.resume(with: $0) }
    }
  }

  fileprivate func makeApp(_ name: String = "shop") async throws -> AppID {
    try await write { try $0.createApp(name: name, quota: IngestQuota(), at: start).id }
  }
}

@Suite struct SQLiteStoreTests {
  @Test func `what was written is there after closing and opening again`() async throws {
    try await withTemporaryFolder { folder in
      let first = try SQLiteStore(directory: folder)
      let app = try await first.makeApp()
      _ = try await first.ingest((0..<100).map { incoming($0, app: app) })
      await first.close()
      // A closed log is an empty log or none: the database is one file that can be copied.
      let log = try? FileManager.default.attributesOfItem(atPath: first.path + "-wal")[.size] as? Int
      #expect(log == nil || log == 0)
      let second = try SQLiteStore(directory: folder)
      #expect(try await second.read { try $0.pendingReports(limit: 1_000).count } == 100)
      await second.close()
    }
  }

  @Test func `a second server on the same directory is told which process has it`() async throws {
    try await withTemporaryFolder { folder in
      let store = try SQLiteStore(directory: folder)
      #expect(throws: SQLiteStoreError.inUse(pid: getpid())) { try SQLiteStore(directory: folder) }
      await store.close()
      try await SQLiteStore(directory: folder).close()
    }
  }

  @Test func `a store that nobody closed gives the directory free when it goes`() async throws {
    try await withTemporaryFolder { folder in
      do { _ = try await SQLiteStore(directory: folder).makeApp() }
      var reopened: SQLiteStore?
      while reopened == nil {
        do { reopened = try SQLiteStore(directory: folder) } catch SQLiteStoreError.inUse { await Task.yield() }
      }
      #expect(try await reopened?.read { try $0.apps().count } == 1)
      await reopened?.close()
    }
  }

  @Test func `a database of another program is left as it was`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder + "/collector.sqlite"
      do {
        let other = try Connection(path: path)
        try other.execute("CREATE TABLE theirs (id INTEGER PRIMARY KEY)")
      }
      let before = try Data(contentsOf: URL(fileURLWithPath: path))
      #expect(throws: SQLiteStoreError.notOurs(path: path)) { try SQLiteStore(directory: folder) }
      #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
      #expect(SQLiteStore.examine(directory: folder).contains { $0.code == "not_ours" })
    }
  }

  @Test func `a database of a newer program is refused and left as it was`() async throws {
    try await withTemporaryFolder { folder in
      let store = try SQLiteStore(directory: folder)
      await store.close()
      do {
        let connection = try Connection(path: store.path)
        try connection.execute("PRAGMA user_version = 999")
      }
      #expect(throws: MigrationError.newerSchema(found: 999, known: Schema.migrator.newest)) {
        try SQLiteStore(directory: folder)
      }
      #expect(SQLiteStore.examine(directory: folder).contains { $0.code == "newer_schema" })
    }
  }

  @Test func `the files are for their owner alone`() async throws {
    try await withTemporaryFolder { folder in
      let store = try SQLiteStore(directory: folder + "/data")
      _ = try await store.makeApp()
      for name in ["collector.sqlite", "collector.sqlite-wal", "collector.lock"] {
        let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/data/" + name)
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600, "\(name)")
      }
      await store.close()
    }
  }

  @Test func `the log stays bounded while readers follow each other without a gap`() async throws {
    try await withTemporaryFolder { folder in
      var options = SQLiteStoreOptions()
      options.checkpointFrames = 50
      options.checkpointFramesAtMost = 400
      let store = try SQLiteStore(directory: folder, options: options)
      let app = try await store.makeApp()
      let readers = (0..<4).map { _ in
        Task { while !Task.isCancelled { _ = try await store.read { try $0.pendingReports(limit: 200).count } } }
      }
      var longest = 0
      for round in UInt64(0)..<150 {
        _ = try await store.ingest((0..<20).map { incoming(round * 20 + $0, app: app) })
        let size = try FileManager.default.attributesOfItem(atPath: store.path + "-wal")[.size] as? Int ?? 0
        longest = max(longest, size)
      }
      for reader in readers { reader.cancel() }
      for reader in readers { _ = await reader.result }
      // 3,000 reports are about 1,000 frames of 8 KiB and their indexes; the bound and one commit above it are half of that.
      #expect(longest < 600 * 8_216)
      await store.close()
    }
  }

  @Test func `the log grows to a bound of its own while nothing comes in`() async throws {
    try await withTemporaryFolder { folder in
      var options = SQLiteStoreOptions()
      options.checkpointFrames = 10
      // More than making the tables writes.
      options.checkpointFramesWithoutIngest = 500
      let store = try SQLiteStore(directory: folder, options: options)
      let app = try await store.makeApp()
      func frames() throws -> Int {
        (try FileManager.default.attributesOfItem(atPath: store.path + "-wal")[.size] as? Int ?? 0) / 8_216
      }
      _ = try await store.ingest([incoming(1, app: app)])
      for number in 0..<400 {
        _ = try await store.write { try $0.createApp(name: "app \(number)", quota: IngestQuota(), at: start) }
      }
      // Each writes some pages; the file keeps its length when the log starts anew.
      let length = try frames()
      #expect((400..<560).contains(length))
      await store.close()
    }
  }

  @Test func `a backup taken while reports come in passes the examination and replaces nothing`() async throws {
    try await withTemporaryFolder { folder in
      let store = try SQLiteStore(directory: folder + "/data")
      let app = try await store.makeApp()
      _ = try await store.ingest((0..<500).map { incoming($0, app: app) })
      let ingesting = Task {
        var number: UInt64 = 1_000
        while !Task.isCancelled {
          _ = try await store.ingest([incoming(number, app: app)])
          number += 1
        }
      }
      try FileManager.default.createDirectory(atPath: folder + "/copy", withIntermediateDirectories: true)
      let copy = folder + "/copy/collector.sqlite"
      try await store.backup(to: copy)
      ingesting.cancel()
      _ = await ingesting.result
      let before = try Data(contentsOf: URL(fileURLWithPath: copy))
      await #expect(throws: SQLiteStoreError.exists(path: copy)) { try await store.backup(to: copy) }
      #expect(try Data(contentsOf: URL(fileURLWithPath: copy)) == before)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/copy") == ["collector.sqlite"])
      #expect(SQLiteStore.examine(directory: folder + "/copy").filter { $0.severity == .error }.isEmpty)
      let restored = try SQLiteStore(directory: folder + "/copy")
      #expect(try await restored.read { try $0.counts().received } >= 500)
      await restored.close()
      await store.close()
    }
  }

  @Test func `what a killed backup left is removed when the directory is next opened, and nothing else`() async throws {
    try await withTemporaryFolder { folder in
      let data = folder + "/data"
      try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
      func put(_ name: String, _ text: String = "x") throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
      }
      // Two that were killed, one of them before its file was made; one whose note was not written whole; a note that is none.
      for name in ["copy.7.9.part", "copy.7.9.part-journal", "other.part", "torn.part", "precious"] { try put(name) }
      _ = UnfinishedCopy(at: folder + "/copy.7.9.part", in: data)
      _ = UnfinishedCopy(at: folder + "/never.part", in: data)
      try put("data/backup-1.unfinished", folder + "/torn.part")
      try put("data/backup-2.unfinished", folder + "/precious\n")
      let store = try SQLiteStore(directory: data)
      try await store.backup(to: folder + "/copy")
      await store.close()
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
          == ["copy", "data", "other.part", "precious", "torn.part"])
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: data).filter { $0.hasSuffix(".unfinished") }
          == ["backup-2.unfinished"])
    }
  }

  @Test func `a backup into a folder that is not there says so`() async throws {
    try await withTemporaryFolder { folder in
      let store = try SQLiteStore(directory: folder)
      await #expect(throws: SQLiteStoreError.self) { try await store.backup(to: folder + "/nowhere/copy") }
      await store.close()
    }
  }

  @Test func `who floods is refused as busy while others still get in, and nothing of what is refused is written`()
    async throws
  {
    try await withTemporaryFolder { folder in
      var options = SQLiteStoreOptions()
      options.waitingBytes = 10_000
      let store = try SQLiteStore(directory: folder, options: options)
      let app = try await store.makeApp()
      let other = try await store.makeApp("other")
      let gate = DispatchSemaphore(value: 0)
      let begun = DispatchSemaphore(value: 0)
      let blocking = Task {
        try await store.write { _ in
          begun.signal()
          gate.wait()
        }
      }
      await Task.detached { waitFor(begun) }.value
      let results = Results()
      for number in UInt64(0)..<10 { store.ingest([incoming(number, app: app)], from: nil) { results.add($0) } }
      #expect(store.waitingIngests == 1)
      #expect(!store.hasRoom(for: 2_000, app: app, installation: nil))
      // Another installation of the app finds room, and so does another app.
      let installation = try #require(ReportID(bytes: [UInt8](repeating: 1, count: 16)))
      let contact = InstallationContact(
        app: app, id: installation, secretHash: [UInt8](repeating: 2, count: 32), at: Timestamp(milliseconds: 1))
      store.ingest([incoming(10, app: app)], from: contact) { results.add($0) }
      store.ingest([incoming(11, app: other)], from: nil) { results.add($0) }
      #expect(store.waitingIngests == 3)
      gate.signal()
      try await blocking.value
      while results.all.count < 12 { await Task.yield() }
      #expect(results.all.filter { (try? $0.get()) == [.accepted] }.count == 3)
      #expect(try await store.read { try $0.counts().received } == 3)
      #expect(store.waitingIngests == 0)
      await store.close()
    }
  }

  @Test func `when the disk is full the caller is told, nothing is half-written, and room makes it work again`()
    async throws
  {
    try await withTemporaryFolder { folder in
      let store = try SQLiteStore(directory: folder)
      let app = try await store.makeApp()
      // SQLite's own bound on pages gives the error of a full disk.
      _ = try await store.write { try #require($0 as? SQLiteWrites).db.run("PRAGMA max_page_count = 120") }
      var accepted = 0
      var refusal: (any Error)?
      while refusal == nil, accepted < 2_000 {
        do {
          let reports = (0..<10).map { incoming(UInt64(accepted) + $0, app: app) }
          #expect(try await store.ingest(reports).count == 10)
          accepted += 10
        } catch { refusal = error }
      }
      #expect(refusal as? StoreError == .full)
      #expect(try await store.read { try $0.counts().received } == accepted)
      await #expect(throws: StoreError.full) {
        _ = try await store.ingest((0..<50).map { incoming(90_000 + $0, app: app) })
      }
      _ = try await store.write { try #require($0 as? SQLiteWrites).db.run("PRAGMA max_page_count = 1000000") }
      #expect(try await store.ingest([incoming(99_999, app: app)]) == [.accepted])
      await store.close()
      #expect(SQLiteStore.examine(directory: folder).filter { $0.severity == .error }.isEmpty)
    }
  }
}

private func waitFor(_ semaphore: DispatchSemaphore) { semaphore.wait() }

private final class Results: @unchecked Sendable {
  private let lock = NSLock()
  private var results: [Result<[IngestOutcome], any Error>] = []
  func add(_ result: Result<[IngestOutcome], any Error>) { lock.withLock { results.append(result) } }
  var all: [Result<[IngestOutcome], any Error>] { lock.withLock { results } }
}
