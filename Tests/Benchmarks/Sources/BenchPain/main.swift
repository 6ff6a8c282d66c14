// The ledger, a pain point, releases and numbers with a year of much use behind them, each asked of a whole collector without sockets,
// against SQLite adding up the same weeks of days in use.
//
//   BenchPain [REPORTS [HEARTBEATS]]      1,000,000 and 10,000,000 without numbers
@_spi(Simulation) import CollectorServer
import BenchKit
import CollectorCore
import CollectorHTTP
import Foundation
import TellbackSQLite
import TellbackWire

struct BenchError: Error, CustomStringConvertible {
  var description: String
}

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
  else { throw BenchError(description: "There is no database.") }
  let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
  try FilledPain(reports: reports, heartbeats: heartbeats, now: now).fill(path)
  note("  \(reports) reports and \(heartbeats) days in use, in \(begun.duration(to: .now))")
  let bytes = try FilledPain.bytesOfUse(path)
  Measurement("pain.heartbeat_bytes", Double(bytes) / Double(heartbeats), "bytes").report()

  let database = try Connection(path: path, mode: .readOnly)
  let today = now.milliseconds / 86_400_000
  var reference = Durations()
  func measure(_ name: String, _ targets: [String]) async throws {
    var times = Durations()
    var largest = 0
    for target in targets + targets { _ = try await visitor.get(target) }
    for _ in 0..<max(1, 200 / targets.count) {
      for target in targets {
        let start = ContinuousClock.now
        let body = try await visitor.get(target)
        times.add(.now - start)
        largest = max(largest, body.count)
      }
      let start = ContinuousClock.now
      _ = try database.first(
        "SELECT SUM(installations) FROM exposure_day WHERE app = 1 AND source = 0 AND day > ?", [.integer(today - 28)]
      ) { $0.int64(0) }
      reference.add(.now - start)
    }
    Measurement(
      "pain.\(name).p99", times.percentile(0.99) / 1_000, "ms", reference: "SQLite adding up four weeks of days in use",
      reference.percentile(0.5) / 1_000
    ).report()
    note("  \(name): p50 \(times.percentile(0.5) / 1_000) ms, largest page \(largest / 1_000) KB")
  }

  try await measure("ledger", ["/pain", "/pain?page=2", "/pain?page=10"])
  try await measure("point", (0..<10).map { "/pain/\(1 + $0 * 50)" })
  try await measure("releases", ["/releases"])
  try await measure("numbers", ["/numbers", "/numbers?days=365"])
  await collector.stop()
} catch {
  note("BenchPain: \(error)")
  exit(1)
}

/// Somebody of support who is signed in.
struct Visitor {
  private let collector: SocketlessCollector
  private let cookie: String

  init(_ collector: SocketlessCollector) async throws {
    self.collector = collector
    let password = "correct horse battery staple"
    _ = try await collector.command(
      ["user", "create", "bench@example.com", "--name", "Bench", "--role", "support"], password: password)
    let form = "email=bench%40example.com&password=" + password.replacingOccurrences(of: " ", with: "+")
    let head =
      "POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: \(form.utf8.count)\r\n\r\n"
    guard let answer = try await collector.answer(Array((head + form).utf8)), answer.status == 303,
      let cookie = answer.headers["set-cookie"]?.split(separator: ";").first
    else { throw BenchError(description: "Nobody could sign in.") }
    self.cookie = String(cookie)
  }

  func get(_ target: String) async throws -> [UInt8] {
    let request = "GET \(target) HTTP/1.1\r\nHost: a\r\nCookie: \(cookie)\r\n\r\n"
    guard let answer = try await collector.answer(Array(request.utf8)) else {
      throw BenchError(description: "\(target) got no answer.")
    }
    guard answer.status == 200 else { throw BenchError(description: "\(target) was answered \(answer.status).") }
    return answer.body
  }
}
