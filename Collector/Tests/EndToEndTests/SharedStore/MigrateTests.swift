// A desk moves from one machine's file to a database and back, as an operator does it.
import Foundation
import TellbackWire
import Testing

@Suite struct MigrateTests {
  @Test func `migrate says what it needs`() async throws {
    for (arguments, says) in [
      ([], "--from and --to"), (["--from", "a", "--to", "b"], "backup copies"),
      (["--from", "postgres://ann@a/b", "--to", "postgres://ann@c/d"], "pg_dump"),
      (["--from", "a", "--to", "mysql://ann:hunter2@db/x"], "must be an address"),
      (["--from", "a", "--to", "postgres://ann@db/x", "--password-file", "/none"], "cannot be read"),
    ] {
      let result = try await Tool.run(["migrate"] + arguments)
      #expect(result.status == 2 && result.errors.contains(says), "\(arguments): \(result.errors)")
      #expect(!result.errors.contains("hunter2"))
    }
  }

  #if PostgreSQL
    @Test(.enabled(if: TestDatabase.isThere, TestDatabase.why), .embeddedStore)
    func `a running desk moves into a database and back, and nothing that was sent is lost or there twice`()
      async throws
    {
      let (folder, database) = (try TestFolder(), try TestDatabase())
      let first = CollectorProcess(folder)
      try await first.start()
      let key = try await first.createApp()
      let reports = (1...40).map { newReport("The shelf \($0) is empty") }
      func send(_ some: ArraySlice<Report>, to collector: CollectorProcess) async throws {
        let client = Client(base: try collector.url, key: key)
        for report in some { #expect(try await client.report(report).status < 300) }
      }
      func settled(_ count: Int64, _ collector: CollectorProcess) async throws {
        let client = Client(base: try collector.url, key: key)
        try await eventually("\(count) reports on tickets") {
          let figures = try await client.metrics()
          return figures["tellback_reports_received_total"] == count && figures["tellback_reports_pending"] == 0
            && isBalanced(figures)
        }
      }
      func migrate(_ from: String, _ to: String) async throws -> String {
        let result = try await Tool.run(["migrate", "--from", from, "--to", to])
        #expect(result.status == 0, "\(result.errors)")
        return result.output
      }
      try await send(reports[..<20], to: first)
      #expect(try await migrate(first.data, database.address).contains("beside a collector that runs"))
      let early = try await Tool.run(["app", "list", "--store", database.address])
      #expect(early.status == 1 && early.errors.contains("is not finished"), "\(early.errors)")
      try await send(reports[20..<30], to: first)
      #expect(try await first.stop() == 0)
      #expect(try await migrate(first.data, database.address).contains("Moved:"))

      let shared = CollectorProcess(folder, "shared-", store: database.address)
      try await shared.start()
      // An app whose answer was lost sends again.
      try await send(reports[25..<35], to: shared)
      try await settled(35, shared)
      #expect(try await shared.stop() == 0)
      let doctor = try await Tool.run(["doctor", "--store", database.address])
      #expect(doctor.status == 0, "\(doctor.output)")

      let last = CollectorProcess(folder, "last-")
      #expect(try await migrate(database.address, last.data).contains("Moved:"))
      #expect(try await Tool.run(["doctor", "--data", last.data]).status == 0)
      try await last.start()
      try await send(reports[30...], to: last)
      try await settled(40, last)
      #expect(try await last.stop() == 0)
    }
  #else
    @Test func `a program without PostgreSQL says how it is built with it`() async throws {
      let result = try await Tool.run(["migrate", "--from", "a", "--to", "postgres://ann@db/x"])
      #expect(result.status == 1 && result.errors.contains("--traits PostgreSQL"), "\(result.errors)")
    }
  #endif
}
