// Two collectors on one database that look at what the other changed only once in a day: so whatever one knows of the other it was told.
// Practices B2 and B8.
#if PostgreSQL
  import CollectorCore
  import Foundation
  import TellbackWire
  import TestBrowser
  import Testing

  @testable import CollectorServer

  @Suite(.enabled(if: TestDatabase.isThere, TestDatabase.why))
  struct NotificationTests {
    private let folder: TestFolder
    private let database: TestDatabase

    init() throws { (folder, database) = (try TestFolder(), try TestDatabase()) }

    private func start(_ name: String, lookSeconds: Double = 86_400) async throws -> RunningCollector {
      let words = [
        "--data", folder.file(name), "--listen", "127.0.0.1:0", "--store", database.address, "--undo-seconds", "0",
      ]
      let parsed = try ArgumentReader(
        words, command: "serve", options: ["--data", "--listen", "--store", "--undo-seconds"])
      var configuration = try ServerConfiguration(SettingValues(arguments: parsed, environment: [:]))
      configuration.lookSeconds = lookSeconds
      return try await RunningCollector.start(configuration, log: Log(.logfmt))
    }

    private func client(
      _ node: RunningCollector, _ key: String, _ installation: InstallationCredential? = nil
    ) throws -> Client {
      Client(
        base: try CollectorProcess.url("http://127.0.0.1:\(node.port)"), key: key, installation: installation)
    }

    /// A command beside the collectors; its last line.
    @discardableResult
    private func command(_ words: [String], input: String? = nil) async throws -> String {
      let result = try await Tool.run(words + ["--store", database.address], input: input)
      guard result.status == 0, let line = result.lines.last else { throw TestFailure("\(words): \(result.errors)") }
      return line
    }

    private func updates(_ client: Client, after: Int64 = 0, wait: Int = 0) async throws -> UpdatePage {
      let answer = try await client.send("GET", WirePaths.updates + "?after=\(after)&wait=\(wait)")
      #expect(answer.status == 200, "\(answer.text)")
      return try UpdatePage(decoding: answer.body)
    }

    @Test func `an answer given at one is received by an app that waits at the other, and an open list shows it`()
      async throws
    {
      let nodes = [try await start("a"), try await start("b")]
      let key = try await command(["app", "create", "shop"])
      for node in nodes {
        try await eventually("the key to be told") {
          try await client(node, key).send("GET", WirePaths.knownIssues).status != 401
        }
      }
      try await command(
        ["user", "create", "ada@example.com", "--name", "Ada", "--role", "support"], input: "correct horse battery\n")
      let token = try await command(
        ["user", "token", "create", "ada@example.com", "Desk"]
          + ["read", "claim", "answer", "move"].flatMap { ["--scope", $0] })
      let viewer = try await LiveViewer(port: nodes[1].port, cookie: try await Nodes.signIn(at: nodes[1].port))
      defer { viewer.stop() }
      // Each takes a report; whoever digests is told of the other's.
      let installation = try newInstallation()
      let app = try client(nodes[1], key, installation)
      for (place, node) in nodes.enumerated() {
        let report = newReport(place == 0 ? "Saving does nothing" : "The invoice shows another currency")
        #expect(try await client(node, key, installation).report(report).status < 300)
      }
      try await eventually("both tickets") {
        try await app.metrics()["tellback_reports_opened_total"] == 2
      }
      try await eventually("both rows") { viewer.seen.rows.count == 2 }

      let page = try await updates(app)
      let ticket = try #require(page.updates.last?.ticket)
      let report = try #require(page.updates.last?.report)
      let desk = try client(nodes[0], token)
      let any = ["If-Match": "*"]
      let claim = try await desk.send("POST", "/v1/tickets/\(ticket)/claim", Array("{}".utf8), headers: any)
      #expect(claim.status < 300, "\(claim.text)")
      let cursor = try await updates(app).cursor
      let versions = viewer.seen.rows
      async let waiting = updates(app, after: cursor, wait: 50)
      try await eventually("the app to wait") { try await app.metrics()["tellback_update_polls_waiting"] == 1 }
      let said = Array("{\"text\":\"It works again\"}".utf8)
      let answer = try await desk.send("POST", "/v1/tickets/\(ticket)/answers", said, headers: any)
      #expect(answer.status < 300, "\(answer.text)")
      let told = try await waiting.updates
      #expect(told.first?.kind == .answered && told.first?.report == report && told.first?.message == "It works again")
      try await eventually("the answered row") { viewer.seen.rows != versions }
      #expect(viewer.seen.faults.isEmpty, "\(viewer.seen.faults)")
      viewer.stop()
      for node in nodes { await node.stop() }
      let server = try #require(TestDatabase.server)
      try await eventually("the end of every session") {
        let left = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = '\(database.name)'"
        return try TestDatabase.run(left, on: server).hasPrefix("0")
      }
    }

    @Test func `what nobody tells, as collectors of older releases, is found by looking`() async throws {
      let node = try await start("a", lookSeconds: 1)
      let key = try await command(["app", "create", "shop"])
      let client = try client(node, key)
      try await eventually("the key to be known") {
        try await client.send("GET", WirePaths.knownIssues).status != 401
      }
      try database.run(
        """
        UPDATE tellback.app_key SET revoked_at = 1764000000000;
        INSERT INTO tellback.shared_change (kind, app, at) SELECT 0, id, 1764000000000 FROM tellback.app
        """)
      try await eventually("the key to be refused") {
        try await client.send("GET", WirePaths.knownIssues).status == 401
      }
      await node.stop()
    }
  }
#endif
