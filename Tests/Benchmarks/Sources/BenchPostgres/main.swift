// What the store on PostgreSQL reaches: durable ingest beside libpq's pipeline mode in C, the digest over a link with a delay, and two
// collectors beside one. Needs the trait PostgreSQL and a server that syncs its commits: Tests/postgres --durable COMMAND. Every part
// has a database of its own there, which is dropped at its end.
//
//   BenchPostgres [ingest] [digest] [collectors]     all of them without a name
import BenchDatabases
import BenchKit
import Foundation

#if PostgreSQL
  let environment = ProcessInfo.processInfo.environment
  guard let server = environment["TELLBACK_POSTGRES"] else {
    note("BenchPostgres: skipped, TELLBACK_POSTGRES names no server; Tests/postgres --durable starts one")
    exit(0)
  }
  let scale = max(0.01, Double(environment["TELLBACK_BENCH_SCALE"] ?? "1") ?? 1)
  var parts = Array(CommandLine.arguments.dropFirst())
  do {
    if parts.first == "collector" {
      try await Sender(arguments: Array(parts.dropFirst())).run()
      exit(0)
    }
    if parts.isEmpty { parts = ["ingest", "digest", "collectors"] }
    for part in parts {
      switch part {
      case "ingest": try await BenchDatabase.with(server, part, measureIngest)
      case "digest": try await BenchDatabase.with(server, part, measureDigest)
      case "collectors": try await measureCollectors(server)
      default: throw BenchError("BenchPostgres knows ingest, digest and collectors, not '\(part)'.")
      }
    }
  } catch {
    note("BenchPostgres: \(error)")
    exit(1)
  }
#else
  note("BenchPostgres: skipped, it was built without the trait PostgreSQL")
#endif
