// The ledger, a pain point, releases and numbers with a year of much use behind them, each asked of a whole collector without sockets,
// against SQLite adding up the same weeks of days in use.
//
//   BenchPain [REPORTS [HEARTBEATS]]      1,000,000 and 10,000,000 without numbers
@_spi(Simulation) import CollectorServer
import BenchKit
import BenchPages
import Foundation
import TellbackSQLite
import TellbackWire

let numbers = CommandLine.arguments.dropFirst().map { Int($0) ?? 0 } + [1_000_000, 10_000_000]
let (reports, heartbeats) = (
  numbers[0], CommandLine.arguments.count > 2 ? numbers[1] : CommandLine.arguments.count > 1 ? 10_000_000 : numbers[1]
)
guard reports >= 10_000, heartbeats >= 100_000 else {
  note("BenchPain: at least 10,000 reports and 100,000 heartbeats are needed.")
  exit(2)
}
let environment = ProcessInfo.processInfo.environment
let folder = URL(fileURLWithPath: environment["TELLBACK_BENCH_DIR"] ?? FileManager.default.currentDirectoryPath)
  .appendingPathComponent("pain-\(UUID().uuidString)")

do {
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let data = folder.appendingPathComponent("data").path
  let begun = ContinuousClock.now
  let collector = try await SocketlessCollector(data: data)
  _ = try await collector.command(["app", "create", "shop"], password: "")
  let visitor = try await Visitor(collector)
  guard
    let path = try FileManager.default.contentsOfDirectory(atPath: data).first(where: { $0.hasSuffix(".sqlite") })
      .map({ data + "/" + $0 })
  else { throw BenchError("There is no database.") }
  let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
  try FilledPain(reports: reports, heartbeats: heartbeats, now: now).fill(path)
  note("  \(reports) reports and \(heartbeats) days in use, in \(begun.duration(to: .now))")
  let bytes = try FilledPain.bytesOfUse(path)
  Measurement("pain.heartbeat_bytes", Double(bytes) / Double(heartbeats), "bytes").report()

  let database = try Connection(path: path, mode: .readOnly)
  let today = now.milliseconds / 86_400_000
  var times = PageTimes(visitor, reference: "SQLite adding up four weeks of days in use") {
    _ = try database.first(
      "SELECT SUM(installations) FROM exposure_day WHERE app = 1 AND source = 0 AND day > ?", [.integer(today - 28)]
    ) { $0.int64(0) }
  }
  try await times.measure("pain.ledger.p99", ["/pain", "/pain?page=2", "/pain?page=10"], requests: 200)
  try await times.measure("pain.point.p99", (0..<10).map { "/pain/\(1 + $0 * 50)" }, requests: 200)
  try await times.measure("pain.releases.p99", ["/releases"], requests: 200)
  try await times.measure("pain.numbers.p99", ["/numbers", "/numbers?days=365"], requests: 200)
  await collector.stop()
} catch {
  note("BenchPain: \(error)")
  exit(1)
}
