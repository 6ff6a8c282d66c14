// Two collectors on one PostgreSQL: one is killed every few seconds, the database restarts, a link to it is cut. No report that was sent
// is lost and none is there twice. The short form runs with the tests; TELLBACK_KILL_SECONDS=300 is the long one.
#if PostgreSQL
  import CollectorCore
  import CollectorPostgres
  import Foundation
  import TellbackWire
  import Testing

  @Suite(
    .enabled(if: PostgresProcess.programs != nil, "PostgreSQL's server is not installed (Debian: postgresql)"))
  struct KillRunTests {
    /// How long reports are sent, and between two kills, in seconds.
    private static let seconds =
      Double(ProcessInfo.processInfo.environment["TELLBACK_KILL_SECONDS"] ?? "") ?? 30
    private static let pause = seconds < 60 ? 3.0 : 5.0
    private static let senders = 6

    @Test
    func `whoever is killed and whatever is cut, of all that was sent nothing is lost and nothing is there twice`()
      async throws
    {
      let postgres = try await PostgresProcess()
      let database = try TestDatabase(on: postgres.address)
      let link = try DatabaseLink(to: postgres.socket)
      defer { link.stop() }
      let folder = try TestFolder()
      let nodes = [
        CollectorProcess(
          folder, "a-", store: "postgres://tellback@127.0.0.1:\(link.port)/\(database.name)?sslmode=disable"),
        CollectorProcess(folder, "b-", store: database.address),
      ]
      for node in nodes { try await node.start(["--undo-seconds", "0"]) }
      let key = try await nodes[0].createApp()
      for node in nodes {
        let client = Client(base: try node.url, key: key)
        try await eventually("the key to be known") { try await client.report(Traffic.report(0)).status != 401 }
      }
      let before = 2
      let traffic = Traffic()
      let ports = nodes.map(\.port)
      let end = ContinuousClock.now.advanced(by: .seconds(Self.seconds))
      let reporters = try nodes.enumerated().map { try $1.reporter(key, "queue-\($0)") }
      let kills = try await withThrowingTaskGroup(of: Void.self) { group in
        for sender in 0..<Self.senders { group.addTask { try await traffic.send(sender, to: ports, key) } }
        for reporter in reporters { group.addTask { try await traffic.report(by: reporter) } }
        let kills = try await Self.makeTrouble(nodes, postgres, link, until: end)
        traffic.stop()
        try await group.waitForAll()
        return kills
      }
      let state = traffic.state
      #expect(state.refusals.isEmpty, "\(state.refusals.prefix(3))")
      #expect(kills >= 3 && link.cuts > 0)
      let client = Client(base: try nodes[1].url, key: key)
      try await Self.digested(client, nodes)

      let sent = state.ids.count + before
      for node in nodes {
        let figures = try await Client(base: try node.url, key: key).metrics()
        #expect(figures["tellback_reports_received_total"] == Int64(sent))
        #expect(isBalanced(figures), "\(figures)")
      }
      let store = try PostgresStore(address: database.address)
      let (missing, placed) = try await store.read { [ids = state.ids] store in
        (try ids.filter { try store.report($0) == nil }, try store.counts())
      }
      #expect(missing.isEmpty, "\(missing.count) of \(sent) are lost")
      #expect(placed.opened + placed.attached == Int64(sent) && placed.quarantined == 0)
      await store.close()
      for node in nodes { #expect(try await node.stop() == 0, "\(node.log)") }
      let doctor = try await Tool.run(["doctor", "--store", database.address])
      #expect(doctor.status == 0, "\(doctor.output)\(doctor.errors)")
      print("\(sent) reports, \(kills) kills, \(state.retries) tries that failed: 0 lost, 0 twice")
      try await postgres.stop()
    }

    /// Until no report waits. How long that takes is the machine's business, as long as it goes on.
    private static func digested(_ client: Client, _ nodes: [CollectorProcess]) async throws {
      var (least, since) = (Int64.max, ContinuousClock.now)
      while let pending = try await client.metrics()["tellback_reports_pending"], pending > 0 {
        if pending < least { (least, since) = (pending, .now) }
        try #require(
          since.duration(to: .now) < .seconds(180),
          "\(pending) reports wait and none is digested\n\(nodes.map(\.log).joined(separator: "\n--\n"))")
        try await Task.sleep(for: .milliseconds(50))
      }
    }

    /// As a supervisor does: a start ends where the database cannot be reached.
    private static func restart(_ node: CollectorProcess) async throws {
      for attempt in 1... {
        do { return try await node.start(["--undo-seconds", "0"]) } catch {
          guard attempt < 200, "\(error)".contains("ended at once"), node.log.contains("cannot be") else { throw error }
          try await Task.sleep(for: .milliseconds(250))
        }
      }
    }

    /// Kills one of the two after another. Once the database goes down and comes back, once one node's link is cut for a while.
    private static func makeTrouble(
      _ nodes: [CollectorProcess], _ postgres: PostgresProcess, _ link: DatabaseLink, until end: ContinuousClock.Instant
    ) async throws -> Int {
      let start = ContinuousClock.now
      var (kills, isRestarted, isCut) = (0, false, false)
      while ContinuousClock.now.advanced(by: .seconds(pause)) < end {
        try await Task.sleep(for: .seconds(pause))
        let node = nodes[kills % nodes.count]
        try await node.crash()
        try await restart(node)
        kills += 1
        let passed = start.duration(to: .now)
        if !isRestarted, passed > .seconds(seconds / 3) {
          isRestarted = true
          try await postgres.crash()
          try await postgres.start()
        }
        if !isCut, passed > .seconds(seconds / 2) {
          isCut = true
          link.cut()
          try await Task.sleep(for: .seconds(2))
          link.mend()
        }
      }
      return kills
    }
  }
#endif
