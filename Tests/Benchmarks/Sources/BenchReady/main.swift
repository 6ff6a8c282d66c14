// Ready after a crash: a store of as many reports as said, a real collector on it that is killed while it runs, and how long after
// its next start the match index answers. Needs a release build of tellback-collector named by TELLBACK_COLLECTOR.
//
//   BenchReady [REPORTS]     1,000,000 without a number, at least 20,000: a smaller store keeps no file of its index
import BenchKit
import Foundation

let environment = ProcessInfo.processInfo.environment
guard let program = environment["TELLBACK_COLLECTOR"] else {
  note("BenchReady: set TELLBACK_COLLECTOR to a release build of tellback-collector.")
  exit(2)
}
let reports = CommandLine.arguments.count > 1 ? Int(CommandLine.arguments[1]) ?? 0 : 1_000_000
guard reports >= 20_000 else {
  note("BenchReady: the number of reports must be at least 20,000.")
  exit(2)
}
let folder = URL(fileURLWithPath: environment["TELLBACK_BENCH_DIR"] ?? FileManager.default.currentDirectoryPath)
  .appendingPathComponent("ready-\(UUID().uuidString)")

do {
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let data = folder.appendingPathComponent("data").path
  let filling = ContinuousClock.now
  let store = try await FilledStore(data)
  try await store.add(0..<reports)
  await store.close()
  note("  \(reports) reports stored and on tickets in \(filling.duration(to: .now))")

  // The first start has no file: it builds the index and then writes one.
  let file = data + "/match.index"
  var started = ContinuousClock.now
  let first = try KillableCollector(program, data, folder)
  try first.waitUntilReady(reports: reports)
  let built = started.duration(to: .now) / .seconds(1)
  while !FileManager.default.fileExists(atPath: file) { try await Task.sleep(for: .milliseconds(100)) }
  note("  built without a file in \(built) s; the file stood after \(started.duration(to: .now))")
  first.kill()

  // What came since the file: nearly the fortieth by which it may be behind.
  let late = reports / 50
  let again = try await FilledStore(data)
  try await again.add(reports..<reports + late)
  await again.close()

  // Killed while it serves, twice; the slower start counts.
  var ready: [Double] = []
  for _ in 0..<2 {
    started = .now
    let collector = try KillableCollector(program, data, folder)
    try collector.waitUntilReady(reports: reports + late)
    ready.append(started.duration(to: .now) / .seconds(1))
    collector.kill()
  }
  Measurement(
    "match.ready_after_crash_\(reports)", ready.max() ?? 0, "s", reference: "without a file", built
  ).report()
} catch {
  note("BenchReady: \(error)")
  exit(1)
}
