// Ingest over HTTP, a replay from queue to ticket, and the collector's memory. Needs wrk and a release build
// of tellback-collector named by TELLBACK_COLLECTOR.
import BenchKit
import Foundation

let environment = ProcessInfo.processInfo.environment
guard let program = environment["TELLBACK_COLLECTOR"] else {
  note("BenchIngest: set TELLBACK_COLLECTOR to a release build of tellback-collector.")
  exit(2)
}
let folder = URL(fileURLWithPath: environment["TELLBACK_BENCH_DIR"] ?? FileManager.default.currentDirectoryPath)
  .appendingPathComponent("ingest-\(UUID().uuidString)")

func base() -> Int64 { Int64(Date().timeIntervalSince1970 * 1_000) }

/// Single requests, batches and memory, on one collector.
func ingest() throws {
  let reference = try GroupCommit.rowsPerSecond(in: folder, seconds: 2)
  let collector = try Collector(program: program, folder: folder, name: "data")
  defer { collector.stop() }
  Measurement("collector.memory.idle", try collector.memory(), "MB").report()
  let single = try Load(
    Scripts.lua(reports: 1, key: collector.key, base: base()), address: collector.address, seconds: 8,
    connections: 64, folder: folder)
  Measurement(
    "ingest.single", single.requestsPerSecond, "reports/s", reference: "sqlite3, 64 rows a commit", reference
  ).report()
  Measurement("ingest.single.p99", single.p99Milliseconds, "ms").report()
  let batches = try Load(
    Scripts.lua(reports: 50, key: collector.key, base: base() + 100_000_000), address: collector.address, seconds: 4,
    connections: 8, folder: folder)
  Measurement(
    "ingest.batch50", batches.requestsPerSecond * 50, "reports/s", reference: "sqlite3, 64 rows a commit", reference
  ).report()
  note("  \(Int(single.requestsPerSecond * 8 + batches.requestsPerSecond * 200)) reports taken")
  Measurement("collector.memory.loaded", try collector.memory(), "MB").report()
}

/// From a file through the SDK's queue and the collector to tickets.
func replay() throws {
  let file = folder.appendingPathComponent("archive.jsonl")
  let body = String(repeating: "It happens when the dialog is opened twice in a row. ", count: 25)
  let lines = (0..<20_000).map { number in
    // Letters, since numbers do not tell reports apart; every fourth report repeats an earlier one.
    let name = String(decoding: String(number % 4 == 3 ? number - 3 : number).utf8.map { $0 + 49 }, as: UTF8.self)
    return
      "{\"id\":\"\(number)\",\"created\":\"2012-07-01T10:00:00Z\",\"title\":\"The dialog \(name) breaks\",\"body\":\"\(body)\"}\n"
  }
  try Data(lines.joined().utf8).write(to: file)
  let start = ContinuousClock.now
  let text = try Shell.run(program, ["replay", file.path], in: folder)
  let seconds = (ContinuousClock.now - start) / .seconds(1)
  note("  \(text.split(separator: "\n").last ?? "")")
  Measurement("replay.end_to_end", 20_000 / seconds, "reports/s").report()
}

do {
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try ingest()
  try replay()
} catch {
  note("BenchIngest: \(error)")
  exit(1)
}
