// The collector over HTTP: single reports, batches, the digest of what they brought, memory, and a replay from queue to
// ticket. Needs wrk and a release build of tellback-collector named by TELLBACK_COLLECTOR.
//
//   BenchIngest [single] [envelope] [batch50] [replay]     all of them without a name
import BenchKit
import Foundation

let environment = ProcessInfo.processInfo.environment
guard let program = environment["TELLBACK_COLLECTOR"] else {
  note("BenchIngest: set TELLBACK_COLLECTOR to a release build of tellback-collector.")
  exit(2)
}
let parts =
  CommandLine.arguments.count > 1
  ? Array(CommandLine.arguments.dropFirst()) : ["single", "envelope", "batch50", "replay"]
let folder = URL(fileURLWithPath: environment["TELLBACK_BENCH_DIR"] ?? FileManager.default.currentDirectoryPath)
  .appendingPathComponent("ingest-\(UUID().uuidString)")
let bare = ProcessFigures.residentMegabytes()

do {
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  for part in parts {
    switch part {
    case "single":
      try IngestRun(program: program, folder: folder, name: part, reports: 1, connections: 64, seconds: 4).measure()
    case "envelope": try EnvelopeRun(program: program, folder: folder).measure()
    case "batch50":
      try IngestRun(program: program, folder: folder, name: part, reports: 50, connections: 8, seconds: 2).measure()
    case "replay": try replay(reports: 20_000)
    default: throw BenchError("BenchIngest knows single, envelope, batch50 and replay, not '\(part)'.")
    }
  }
} catch {
  note("BenchIngest: \(error)")
  exit(1)
}

/// From a file through the SDK's queue and the collector to tickets.
func replay(reports: Int) throws {
  let file = folder.appendingPathComponent("archive.jsonl")
  let body = String(repeating: "It happens when the dialog is opened twice in a row. ", count: 25)
  let lines = (0..<reports).map { number in
    // Letters, since numbers do not tell reports apart; every fourth report repeats an earlier one.
    let name = String(decoding: String(number % 4 == 3 ? number - 3 : number).utf8.map { $0 + 49 }, as: UTF8.self)
    return
      "{\"id\":\"\(number)\",\"created\":\"2012-07-01T10:00:00Z\",\"title\":\"The dialog \(name) breaks\",\"body\":\"\(body)\"}\n"
  }
  try Data(lines.joined().utf8).write(to: file)
  let before = try JSONReading.perSecond(seconds: 1)
  let start = ContinuousClock.now
  let text = try Shell.run(program, ["replay", file.path], in: folder)
  let seconds = (ContinuousClock.now - start) / .seconds(1)
  let after = try JSONReading.perSecond(seconds: 1)
  note("  \(text.split(separator: "\n").last ?? "")")
  Measurement(
    "replay.end_to_end", Double(reports) / seconds, "reports/s", reference: JSONReading.name, (before + after) / 2
  ).report()
}
