// What stores on one database tell each other. What is told comes in the order of the commits, so that the next thing heard proves what was
// not told before it. What arrives together is told once: a test waits for each.
#if PostgreSQL
  import CollectorCore
  import CollectorPostgres
  import Synchronization
  import TellbackWire
  import TestDatabases
  import Testing

  @Suite(.enabled(if: TestDatabase.isThere, TestDatabase.why))
  struct ListeningTests {
    private static let at = Timestamp(milliseconds: 1_760_000_000_000)

    /// What a store said and heard, in its order.
    private final class Heard: Sendable {
      private let state = Mutex<(topics: [ChangeTopics], notices: [DatabaseNotice])>(([], []))

      var topics: [ChangeTopics] { state.withLock { $0.topics } }
      var notices: [DatabaseNotice] { state.withLock { $0.notices } }

      func add(_ topics: ChangeTopics) { state.withLock { $0.topics.append(topics) } }
      func add(_ notice: DatabaseNotice) { state.withLock { $0.notices.append(notice) } }

      func wait(for count: Int, _ what: Comment) async throws {
        try await eventually(what) { topics.count >= count }
      }
    }

    private struct InVain: Error { let what: Comment }

    private static func eventually(_ what: Comment, _ condition: () async throws -> Bool) async throws {
      let limit = ContinuousClock.now + .seconds(600)
      while try await !condition() {
        guard ContinuousClock.now < limit else { throw InVain(what: what) }
        try await Task.sleep(for: .milliseconds(10))
      }
    }

    /// Two stores on one database; the second listens, and does so already.
    private func with(
      schemas: (String, String) = ("tellback", "tellback"),
      _ body: (_ writer: PostgresStore, _ listener: PostgresStore, Heard, _ address: String) async throws -> Void
    ) async throws {
      try await TestDatabase.with { address in
        let heard = Heard()
        let writer = try PostgresStore(address: address, schema: schemas.0)
        let listener = try PostgresStore(address: address, schema: schemas.1, notice: { heard.add($0) })
        listener.listen { heard.add($0) }
        do {
          try await heard.wait(for: 1, "the session that listens")
          #expect(heard.topics == [.all])
          try await body(writer, listener, heard, address)
        } catch {
          await listener.close()
          await writer.close()
          throw error
        }
        await listener.close()
        await writer.close()
      }
    }

    private static func createApp(_ name: String, in store: any Store) async throws {
      _ = try await store.write { try $0.createApp(name: name, quota: IngestQuota(), at: at) }
    }

    private static let listening = "FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN %'"

    @Test func `a commit wakes the other store at once, and says no more than where to look`() async throws {
      try await with { writer, _, heard, _ in
        let scene = try await DigestScene(on: writer)
        try await heard.wait(for: 2, "the keys")
        try await scene.ingest(DigestScene.reports(3))
        try await heard.wait(for: 3, "the reports")
        try await scene.digest(64)
        try await heard.wait(for: 4, "the tickets")
        #expect(heard.topics == [.all, .shared, .reports, [.pages, .updates]])
      }
    }

    @Test func `a store hears what it committed itself, but for the work that it knows of`() async throws {
      try await with { _, listener, heard, _ in
        let scene = try await DigestScene(on: listener)
        try await heard.wait(for: 2, "the keys")
        try await scene.ingest(DigestScene.reports(3))
        try await scene.digest(64)
        try await heard.wait(for: 3, "the tickets")
        #expect(heard.topics == [.all, .shared, [.pages, .updates]])
      }
    }

    @Test func `what is rolled back or only read wakes nobody, nor what others do not wait for`() async throws {
      struct Refused: Error {}
      try await with { writer, _, heard, _ in
        await #expect(throws: Refused.self) {
          try await writer.write { writes in
            _ = try writes.createApp(name: "never", quota: IngestQuota(), at: Self.at)
            throw Refused()
          }
        }
        _ = try await writer.read { try $0.apps() }
        try await writer.write { try $0.countRefused("invalid_json", by: 1) }
        try await Self.createApp("real", in: writer)
        try await heard.wait(for: 2, "the app")
        #expect(heard.topics == [.all, .shared])
      }
    }

    @Test(arguments: ["other", "Desk two"])
    func `schemas of one database do not wake each other`(schema: String) async throws {
      try await with(schemas: (schema, schema)) { writer, listener, heard, address in
        let other = try PostgresStore(address: address)
        try await Self.createApp("elsewhere", in: other)
        let scene = try await DigestScene(on: writer)
        try await heard.wait(for: 2, "the keys")
        try await scene.ingest(DigestScene.reports(1))
        try await heard.wait(for: 3, "the report")
        #expect(heard.topics == [.all, .shared, .reports])
        #expect(try await listener.read { try $0.apps().map(\.name) } == ["shop"])
        await other.close()
      }
    }

    @Test func `telling costs no round trip, and the server is told once in a transaction`() async throws {
      let waits = Mutex<[String]>([])
      try await TestDatabase.with { address in
        let store = try PostgresStore(address: address, waits: { wait in waits.withLock { $0.append(wait) } })
        try await Self.createApp("first", in: store)
        waits.withLock { $0 = [] }
        try await store.write { writes in
          for name in ["second", "third"] { _ = try writes.createApp(name: name, quota: IngestQuota(), at: Self.at) }
        }
        let waited = waits.withLock { $0 }
        #expect(waited.count(where: { $0 == "COMMIT" }) == 1)
        #expect(!waited.contains { $0.contains("pg_notify") }, "\(waited)")
        await store.close()
      }
    }

    @Test func `a session that is ended is opened again, said once, and until then changes are found by looking`()
      async throws
    {
      try await with { writer, listener, heard, address in
        let server = try #require(TestDatabase.address)
        let name = try #require(try TestDatabase.run("SELECT current_database()", on: address).first)
        try await Self.createApp("before", in: writer)
        try await heard.wait(for: 2, "the first app")
        // Sessions that are there go on; none is opened.
        try TestDatabase.run("ALTER DATABASE \(name) ALLOW_CONNECTIONS false", on: server)
        try TestDatabase.run(
          """
          SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = '\(name)' AND query LIKE 'LISTEN %'
          """, on: server)
        try await Self.eventually("the loss to be noticed") { !heard.notices.isEmpty }
        try await Self.createApp("meanwhile", in: writer)
        try TestDatabase.run("ALTER DATABASE \(name) ALLOW_CONNECTIONS true", on: server)
        #expect(try await listener.read { try $0.changes(after: 0, limit: 10).count } == 2)
        // Whatever was missed is looked for when it listens again.
        try await heard.wait(for: 3, "the session that listens again")
        try await Self.createApp("after", in: writer)
        try await heard.wait(for: 4, "the last app")
        #expect(heard.topics == [.all, .shared, .all, .shared])
        #expect(heard.notices.count == 2 && heard.notices.last == .listening, "\(heard.notices)")
        guard case .notListening = heard.notices.first else {
          Issue.record("It was not said that nobody listens: \(heard.notices)")
          return
        }
      }
    }

    @Test func `closing ends the session that listens, and its thread, also between two tries to open one`()
      async throws
    {
      try await with { writer, listener, heard, address in
        #expect(try TestDatabase.run("SELECT COUNT(*) \(Self.listening)", on: address) == ["1"])
        await listener.close()
        try await Self.eventually("the session's end") {
          try TestDatabase.run("SELECT COUNT(*) \(Self.listening)", on: address) == ["0"]
        }
        try await Self.createApp("unheard", in: writer)
        #expect(heard.topics == [.all])

        let server = try #require(TestDatabase.address)
        let name = try #require(try TestDatabase.run("SELECT current_database()", on: address).first)
        let said = Heard()
        let other = try PostgresStore(address: address, notice: { said.add($0) })
        try TestDatabase.run("ALTER DATABASE \(name) ALLOW_CONNECTIONS false", on: server)
        other.listen { said.add($0) }
        try await Self.eventually("a try that failed") { !said.notices.isEmpty }
        await other.close()
        #expect(said.topics.isEmpty)
        try TestDatabase.run("ALTER DATABASE \(name) ALLOW_CONNECTIONS true", on: server)
      }
    }
  }
#endif
