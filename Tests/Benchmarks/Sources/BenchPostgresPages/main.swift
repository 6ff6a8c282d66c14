// The board's pages on PostgreSQL with millions of reports behind them: lists, searches, a ticket, pain points, releases and numbers, each asked of
// a whole collector without sockets, against libpq reading the rows of the list's first page. Needs the trait PostgreSQL and a server as
// Tests/postgres --durable starts it.
//
//   BenchPostgresPages [REPORTS]      300,000 without a number
//
// TELLBACK_BENCH_REPORTS says how many reports as well. 10,000,000 take some 45 GB of disk, and half an hour. The desk is filled by the
// product, and its rows are multiplied in the database: see MultipliedDesk. TELLBACK_BENCH_PAGES names the figures that are wanted, such as
// "list search_rare".
@_spi(Simulation) import CollectorServer
import BenchKit
import BenchPages
import Foundation

#if PostgreSQL
  let environment = ProcessInfo.processInfo.environment
  guard let server = environment["TELLBACK_POSTGRES"] else {
    note("BenchPostgresPages: skipped, TELLBACK_POSTGRES names no server; Tests/postgres --durable starts one")
    exit(0)
  }
  let wanted = CommandLine.arguments.dropFirst().first ?? environment["TELLBACK_BENCH_REPORTS"] ?? "300000"
  guard let reports = Int(wanted), reports >= 3_000 else {
    note("BenchPostgresPages: the number of reports must be at least 3,000.")
    exit(2)
  }
  let folder = URL(fileURLWithPath: environment["TELLBACK_BENCH_DIR"] ?? FileManager.default.currentDirectoryPath)
    .appendingPathComponent("pages-\(UUID().uuidString)")
  do {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // TELLBACK_BENCH_DATABASE names a filled database, for those who look at it closer: it is kept.
    if let kept = environment["TELLBACK_BENCH_DATABASE"] {
      try await measurePages(of: kept, in: folder)
    } else {
      try await measureFilled(server, reports: reports, in: folder)
    }
  } catch {
    note("BenchPostgresPages: \(error)")
    exit(1)
  }
#else
  note("BenchPostgresPages: skipped, it was built without the trait PostgreSQL")
#endif
