// Asks the pages, and says how large the tables are.
#if PostgreSQL
  @_spi(Simulation) import CollectorServer
  import BenchDatabases
  import BenchKit
  import BenchPages
  import Foundation

  func measurePages(of address: String, in folder: URL) async throws {
    let session = try Session(address)
    try session.run("SET search_path TO tellback")
    let (bytes, indices) = (
      try session.run("SELECT SUM(pg_total_relation_size(oid)) FROM pg_class WHERE \(ownTables)"),
      try session.run("SELECT SUM(pg_indexes_size(oid)) FROM pg_class WHERE \(ownTables)")
    )
    let kept = Int(try session.run("SELECT COUNT(*) FROM report")) ?? 0
    guard kept > 0, let tickets = Int(try session.run("SELECT MAX(number) FROM ticket")), let total = Double(bytes)
    else {
      throw BenchError("The database holds no reports.")
    }
    Measurement("postgres.pages.bytes", total / Double(kept), "bytes/report").report()
    note("  \(kept) reports on \(tickets) tickets, \(bytes) bytes, \(indices) of them in indices")
    note(
      try session.run(
        """
        SELECT string_agg(format('    %s: %s bytes, %s of them in indices', name, size, indices), E'\\n' ORDER BY size DESC) FROM (
          SELECT relname AS name, pg_total_relation_size(oid) AS size, pg_indexes_size(oid) AS indices FROM pg_class
          WHERE \(ownTables) ORDER BY 2 DESC LIMIT 14
        ) AS largest
        """))

    let collector = try await SocketlessCollector(
      data: folder.appendingPathComponent("node").path, store: address, digests: false)
    var times = PageTimes(try await Visitor(collector), reference: "libpq reading 50 tickets of the list") {
      try session.run(
        """
        SELECT * FROM ticket WHERE app = 1 AND state = 0
        ORDER BY last_received_at DESC, number DESC LIMIT 50
        """)
    }
    let wanted = ProcessInfo.processInfo.environment["TELLBACK_BENCH_PAGES"]?.split(separator: " ").map(String.init)
    for pages in DeskPages.all(tickets: tickets) + DeskPages.pains where wanted?.contains(pages.name) ?? true {
      try await times.measure("postgres.pages.\(pages.name).p99", pages.targets, requests: pages.requests)
    }
    await collector.stop()
  }

  private let ownTables = "relkind = 'r' AND relnamespace = 'tellback'::regnamespace"
#endif
