// What the embedded store reaches: durable ingest alone and in batches, the digest, reading the list, memory.
import BenchKit
import BenchLoad
import CollectorCore
import CollectorSQLite
import Foundation
import TellbackWire

let root = ProcessInfo.processInfo.environment["TELLBACK_BENCH_DIR"] ?? FileManager.default.currentDirectoryPath
let folder = "\(root)/store-\(getpid())"
try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
defer { try? FileManager.default.removeItem(atPath: folder) }

struct BenchmarkFailed: Error { let what: String }
func insist(_ failures: [String]) throws {
  if let first = failures.first { throw BenchmarkFailed(what: "\(failures.count) calls failed: \(first)") }
}

let scale = max(0.01, Double(ProcessInfo.processInfo.environment["TELLBACK_BENCH_SCALE"] ?? "1") ?? 1)
let singles = Int(60_000 * scale)
let batches = Int(1_600 * scale)
let digested = Int(20_000 * scale)

let idle = ProcessFigures.residentMegabytes()
let store = try SQLiteStore(directory: folder + "/store")
let app = try await store.write { try $0.createApp(name: "bench", quota: IngestQuota(), at: Workload.start).id }
let opened = ProcessFigures.residentMegabytes()
let body = Workload.report(1, distinct: 1_000_000).encoded()
note("  one report: \(body.count) bytes; memory before \(idle) MB, with an open store \(opened) MB")

// Ingest, one report a call, 64 callers, each with an installation of its own.
let installations = (0..<512).map { Workload.id(10_000_000 + $0) }
let secret = [UInt8](repeating: 7, count: 32)
let alone = Callers(
  singles, on: store,
  contact: {
    InstallationContact(app: app, id: installations[$0 % 512], secretHash: secret, at: Workload.start)
  },
  make: { [Workload.incoming($0, body, app: app, installation: installations[$0 % 512])] })
let reference = try GroupCommit(path: folder + "/reference.sqlite", bodyBytes: body.count)
try reference.round(seconds: 1)
let aloneTime = try await seconds { try insist(alone.run(64)) }
try reference.round(seconds: 1)
reference.close()
Measurement(
  "store.ingest.single", Double(singles) / aloneTime, "reports/s", reference: reference.name, reference.rowsPerSecond
).report()
Measurement(
  "store.ingest.single.p99", alone.percentile(0.99), "ms", reference: "p99 of a bare commit of 64 rows",
  reference.commits.percentile(0.99) / 1_000
).report()
note("  worst \(alone.percentile(1)) ms; memory \(ProcessFigures.residentMegabytes()) MB")

// Ingest in batches of 50, 8 callers.
let batched = Callers(
  batches, on: store, make: { call in (0..<50).map { Workload.incoming(singles + call * 50 + $0, body, app: app) } })
let reference400 = try GroupCommit(path: folder + "/reference400.sqlite", bodyBytes: body.count, rowsPerCommit: 400)
try reference400.round(seconds: 1)
let batchTime = try await seconds { try insist(batched.run(8)) }
try reference400.round(seconds: 1)
reference400.close()
Measurement(
  "store.ingest.batch50", Double(batches * 50) / batchTime, "reports/s", reference: reference400.name,
  reference400.rowsPerSecond
).report()
note(
  "  p99 \(batched.percentile(0.99)) ms, worst \(batched.percentile(1)) ms; "
    + "memory \(ProcessFigures.residentMegabytes()) MB")

// The digest: reports with words of their own, on a store of their own, a quarter of which open tickets. The reference takes turns with it.
let second = try SQLiteStore(directory: folder + "/digest")
let shop = try await second.write { try $0.createApp(name: "bench", quota: IngestQuota(), at: Workload.start).id }
let bodies = (0..<digested).map { Workload.report($0, distinct: max(1, digested / 4)).encoded() }
let sender = Workload.id(20_000_000)
try insist(
  Callers(
    digested / 50, on: second,
    make: { call in
      (0..<50).map { Workload.incoming(call * 50 + $0, bodies[call * 50 + $0], app: shop, installation: sender) }
    }
  ).run(8))
let digest = Digest()
let besideDigest = try GroupCommit(path: folder + "/beside.sqlite", bodyBytes: body.count)
var (digestTime, digestProcessor, digestWritten) = (0.0, 0.0, 0.0)
var left = digested
while left > 0 {
  try besideDigest.round(seconds: 0.5)
  let (processor, written) = (ProcessFigures.processorSeconds(), ProcessFigures.writtenMegabytes())
  digestTime += try await seconds {
    for _ in 0..<40 where left > 0 {
      let done = try await second.write { try digest.digestPending(in: $0, now: Workload.start) }.total
      guard done > 0 else { throw BenchmarkFailed(what: "\(left) reports were never digested") }
      left -= done
    }
  }
  digestProcessor += ProcessFigures.processorSeconds() - processor
  digestWritten += ProcessFigures.writtenMegabytes() - written
}
besideDigest.close()
Measurement(
  "store.digest", digestTime / Double(digested) * 1e6, "us", reference: "a row, \(besideDigest.name)",
  besideDigest.microsecondsPerRow
).report()
note(
  "  processor \(digestProcessor / Double(digested) * 1e6) us, written \(digestWritten / Double(digested) * 1e3) KB a report; "
    + "the reference wrote \(Int(besideDigest.rowsPerSecond)) rows/s")
let decodeTime = try await seconds {
  for body in bodies {
    let report = try Report(decoding: body)
    _ = ExactGrouping.key(of: report)
  }
}
note(
  "  of which reading and grouping \(decodeTime / Double(digested) * 1e6) us; "
    + "memory \(ProcessFigures.residentMegabytes()) MB")
let counts = try await second.read { try $0.counts() }
note("  \(counts.opened) opened, \(counts.attached) attached, \(counts.quarantined) quarantined")

var lists = Durations()
for page in 0..<200 {
  let query = TicketQuery(order: TicketQuery.Order.allCases[page % 4], offset: page, limit: 50)
  let start = ContinuousClock.now
  _ = try await second.read { try $0.tickets(query) }
  lists.add(ContinuousClock.now - start)
}
Measurement("store.list.p50", lists.percentile(0.5), "us").report()
var searches = Durations()
for number in 0..<50 {
  let words = String(
    Workload.report(number * 37, distinct: 5_000).text.split(separator: " ").prefix(2).joined(separator: " "))
  let start = ContinuousClock.now
  _ = try await second.read { try $0.tickets(TicketQuery(search: words)) }
  searches.add(ContinuousClock.now - start)
}
Measurement("store.search.p50", searches.percentile(0.5), "us").report()
Measurement("store.memory", ProcessFigures.residentMegabytes(), "MB").report()
await store.close()
await second.close()
