// Collectors are replaced by those of the next release one after the other, while reports come in all the time. The old ones are processes; the
// new ones, which differ in their list of migrations alone, run in the tests' own.
#if PostgreSQL
  import CollectorCore
  import CollectorPostgres
  import CollectorSQLite
  import Foundation
  import Tellback
  import TellbackWire
  import Testing

  import enum TestDatabases.NextRelease

  @testable import CollectorServer

  @Suite(.enabled(if: TestDatabase.isThere, TestDatabase.why))
  struct RollingUpgradeTests {
    private let folder: TestFolder
    private let database: TestDatabase
    private let nodes: [CollectorProcess]

    init() throws {
      let (folder, database) = (try TestFolder(), try TestDatabase())
      (self.folder, self.database) = (folder, database)
      nodes = ["a-", "b-"].map { CollectorProcess(folder, $0, store: database.address) }
    }

    /// The next release on the data directory and the port of a collector that ended, or on a free port and another directory.
    private func upgrade(_ node: CollectorProcess?, to source: SchemaSource) async throws -> RunningCollector {
      let words = [
        "--data", node?.data ?? folder.file("spare-data"), "--listen", "127.0.0.1:\(node?.port ?? 0)", "--store",
        database.address, "--undo-seconds", "0",
      ]
      let parsed = try ArgumentReader(
        words, command: "serve", options: ["--data", "--listen", "--store", "--undo-seconds"])
      let configuration = try ServerConfiguration(SettingValues(arguments: parsed, environment: [:]))
      return try await RunningCollector.start(configuration, log: Log(.logfmt), source: source)
    }

    /// Both run, and know the key of an app.
    private func start() async throws -> String {
      for node in nodes { try await node.start(["--undo-seconds", "0"]) }
      let key = try await nodes[0].createApp()
      for node in nodes {
        let client = Client(base: try node.url, key: key)
        try await eventually("the key to be known") {
          try await client.send("GET", WirePaths.knownIssues).status != 401
        }
      }
      return key
    }

    private func number(_ sql: String) throws -> Int { try nodes[0].number(sql) }

    /// Waits for reports that come after now: so work goes on.
    private func progress(_ traffic: Traffic) async throws {
      let before = traffic.state.ids.count
      try await eventually("more reports") { traffic.state.ids.count > before + 20 }
    }

    /// Each report that was sent is there and on a ticket, once.
    private func settle(_ traffic: Traffic, _ key: String, at node: CollectorProcess) async throws {
      let state = traffic.state
      #expect(state.refusals.isEmpty, "\(state.refusals.prefix(3))")
      let client = Client(base: try node.url, key: key)
      try await eventually("the digest") { try await client.metrics()["tellback_reports_pending"] == 0 }
      let figures = try await client.metrics()
      #expect(figures["tellback_reports_received_total"] == Int64(state.ids.count))
      #expect(isBalanced(figures), "\(figures)")
      let kept = try TestDatabase.run("SELECT encode(id, 'hex') FROM tellback.report", on: database.address)
      let ids = Set(state.ids.map { $0.bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() })
      #expect(Set(kept.split(separator: "\n").map(String.init)) == ids)
      #expect(try number("SELECT COUNT(*) FROM placement") == ids.count)
      #expect(try number("SELECT COUNT(DISTINCT report) FROM placement") == ids.count)
      print("\(ids.count) reports, \(state.retries) tries that failed: 0 lost, 0 twice")
    }

    @Test
    func
      `collectors are upgraded one after the other while reports come in, and nothing is lost and nothing is there twice`()
      async throws
    {
      let key = try await start()
      let traffic = Traffic()
      let ports = nodes.map(\.port)
      let reporters = try nodes.enumerated().map { try $1.reporter(key, "queue-\($0)") }
      let upgraded = try await withThrowingTaskGroup(of: Void.self) { group in
        for sender in 0..<3 { group.addTask { try await traffic.send(sender, to: ports, key) } }
        for reporter in reporters { group.addTask { try await traffic.report(by: reporter) } }
        try await progress(traffic)
        #expect(try await nodes[0].stop() == 0, "\(nodes[0].log)")
        let first = try await upgrade(nodes[0], to: NextRelease.additive)
        #expect(try number("SELECT version FROM store_schema") == NextRelease.next)
        // Old and new, beside each other: each takes reports, and each shows what the other took.
        for (node, other) in [(nodes[0], nodes[1]), (nodes[1], nodes[0])] {
          let report = Traffic.report(1)
          #expect(try await Client(base: try node.url, key: key).report(report).status < 300)
          #expect(try await Client(base: try other.url, key: key).report(report).receipt.outcome == .duplicate)
          traffic.note(report)
        }
        try await progress(traffic)
        // What an old one takes has its row in the table that it does not know.
        #expect(try number("SELECT COUNT(*) FROM report") <= number("SELECT COUNT(*) FROM arrival"))
        let doctor = try await Tool.run(["doctor", "--store", database.address])
        #expect(doctor.status == 0 && doctor.output.contains("warning newer_schema"), "\(doctor.output)")
        #expect(try await nodes[1].stop() == 0, "\(nodes[1].log)")
        #expect(!nodes[1].log.contains("outdated"))
        let second = try await upgrade(nodes[1], to: NextRelease.additive)
        try await progress(traffic)
        traffic.stop()
        try await group.waitForAll()
        return [first, second]
      }
      for node in nodes { try await settle(traffic, key, at: node) }
      #expect(try number("SELECT COUNT(*) FROM arrival") == traffic.state.ids.count)
      for reporter in reporters { await reporter.close() }
      for collector in upgraded { await collector.stop() }
    }

    @Test
    func `a collector below the floor ends and says why, and what its apps have goes to the newer one in its place`()
      async throws
    {
      let key = try await start()
      let traffic = Traffic()
      let ports = nodes.map(\.port)
      let reporter = try nodes[1].reporter(key)
      let upgraded = try await withThrowingTaskGroup(of: Void.self) { group in
        for sender in 0..<3 { group.addTask { try await traffic.send(sender, to: ports, key) } }
        group.addTask { try await traffic.report(by: reporter) }
        try await progress(traffic)
        #expect(try await nodes[0].stop() == 0, "\(nodes[0].log)")
        let first = try await upgrade(nodes[0], to: NextRelease.breaking)
        // The other notices by itself, and without a signal.
        #expect(try await nodes[1].ended() == 1)
        let log = nodes[1].log
        #expect(log.contains("program_outdated") && log.contains("stopped"), "\(log)")
        #expect(log.split(separator: "\n").last?.contains("use the newer program here too") == true, "\(log)")
        let late = try await Tool.run([
          "serve", "--listen", "127.0.0.1:0", "--store", database.address, "--data", nodes[1].data,
        ])
        #expect(late.status == 1 && late.errors.contains("use the newer program here too"), "\(late.errors)")
        let doctor = try await Tool.run(["doctor", "--store", database.address])
        #expect(doctor.status == 1 && doctor.output.contains("error newer_schema"), "\(doctor.output)")
        try await progress(traffic)
        let second = try await upgrade(nodes[1], to: NextRelease.breaking)
        try await progress(traffic)
        traffic.stop()
        try await group.waitForAll()
        return [first, second]
      }
      try await settle(traffic, key, at: nodes[1])
      await reporter.close()
      for collector in upgraded { await collector.stop() }
    }
  }
#endif
