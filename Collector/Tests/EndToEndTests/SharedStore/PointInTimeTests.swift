// Continuous archiving as the manual says: somebody destroys the database, and it is brought back to the moment before, while apps go on.
#if PostgreSQL
  import CollectorPostgres
  import Foundation
  import Tellback
  import TellbackWire
  import Testing

  @Suite(
    .enabled(if: PostgresProcess.programs != nil, "PostgreSQL's server is not installed (Debian: postgresql)"))
  struct PointInTimeTests {
    private func settled(_ client: Client) async throws {
      try await eventually("the digest") { try await client.metrics()["tellback_reports_pending"] == 0 }
    }

    @Test func `A database that was destroyed is brought back to the moment before, and apps go on`() async throws {
      let postgres = try await PostgresProcess([
        "archive_mode=on",
        "archive_command=test ! -f FOLDER/wal/%f && cp %p FOLDER/wal/%f.part && sync FOLDER/wal/%f.part "
          + "&& mv FOLDER/wal/%f.part FOLDER/wal/%f",
      ])
      try postgres.makeFolder("wal")
      let database = try TestDatabase(on: postgres.address)
      let folder = try TestFolder()
      let nodes = ["a-", "b-"].map { CollectorProcess(folder, $0, store: database.address) }
      for node in nodes { try await node.start() }
      let key = try await nodes[0].createApp()
      for node in nodes {
        let client = Client(base: try node.url, key: key)
        try await eventually("the key to be known") {
          try await client.send("GET", WirePaths.knownIssues).status != 401
        }
      }
      let client = Client(base: try nodes[0].url, key: key)
      let reporter = try nodes[1].reporter(key)

      func send(_ count: Int, _ text: String) async throws -> [Report] {
        let reports = (0..<count).map { newReport("\(text), number \($0) of many") }
        for report in reports { #expect(try await client.report(report).status == 202) }
        return reports
      }
      let early = try await send(20, "Before the base backup")
      let base = try postgres.run(
        "pg_basebackup",
        ["--pgdata", postgres.folder + "/base", "--checkpoint=fast", "--no-sync", "-d", postgres.address])
      #expect(try await Tool.end(of: base) == .exit(0), "\(postgres.log)")
      let late = try await send(20, "After the base backup")
      let first = try await reporter.report("The first, before the moment")
      try await ticket(of: first, reporter)
      try await settled(client)
      let kept = try await client.metrics()
      #expect(kept["tellback_reports_received_total"] == 41)
      let moment = try TestDatabase.run("SELECT clock_timestamp()", on: postgres.address)
        .trimmingCharacters(in: .whitespacesAndNewlines)

      // The device sees updates of which the archive's moment knows nothing.
      let lost = try await send(5, "After the moment")
      try await ticket(of: try await reporter.report("After the moment, lost with it"), reporter)
      try database.run("DROP SCHEMA tellback CASCADE")
      let waiting = try await reporter.report("While there were no tables")
      for node in nodes { try await node.crash() }
      // An orderly stop archives what was written last.
      try await postgres.shutDown()

      try FileManager.default.moveItem(atPath: postgres.folder + "/data", toPath: postgres.folder + "/destroyed")
      try FileManager.default.moveItem(atPath: postgres.folder + "/base", toPath: postgres.folder + "/data")
      try Data().write(to: URL(fileURLWithPath: postgres.folder + "/data/recovery.signal"))
      try await postgres.start([
        "restore_command=cp \(postgres.folder)/wal/%f %p", "recovery_target_time=\(moment)",
        "recovery_target_action=promote",
      ])
      try await eventually("the end of the recovery: \(postgres.log)") {
        try TestDatabase.run("SELECT pg_is_in_recovery()", on: postgres.address).hasPrefix("f")
      }
      let restored = try await Tool.run(["restore", "--store", database.address])
      #expect(restored.status == 0, "\(restored.errors)")
      for node in nodes {
        try FileManager.default.moveItem(atPath: node.data, toPath: node.data + "-old")
        try await node.start()
      }

      #expect(try await client.metrics()["tellback_reports_received_total"].map { (41...42).contains($0) } == true)
      for report in early + late { #expect(try await client.report(report).receipt.outcome == .duplicate) }
      for report in lost { #expect(try await client.report(report).receipt.outcome == .accepted) }
      // What was not confirmed is sent again, and its updates reach a device that has seen later ones.
      try await ticket(of: waiting, reporter)
      try await settled(client)
      let figures = try await client.metrics()
      #expect(figures["tellback_reports_received_total"] == 47 && isBalanced(figures), "\(figures)")
      await reporter.close()
      for node in nodes { #expect(try await node.stop() == 0, "\(node.log)") }
      let doctor = try await Tool.run(["doctor", "--store", database.address])
      #expect(doctor.status == 0, "\(doctor.output)\(doctor.errors)")
      try await postgres.stop()
    }
  }
#endif
