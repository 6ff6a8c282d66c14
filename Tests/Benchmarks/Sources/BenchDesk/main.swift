// The board with a year behind it: lists with each filter alone and in pairs, columns, search, deep pages, a ticket and the numbers, each asked
// of a whole collector without sockets, against SQLite counting the rows of the list's own index. With a release build of the collector in
// TELLBACK_COLLECTOR and chromedriver also what a browser shows of it.
//
//   BenchDesk [TICKETS]      100,000 without a number, with three reports each
//
// TELLBACK_BENCH_DESK names a folder that keeps the filled store for the next run; it must have been filled with as many tickets.
@_spi(Simulation) import CollectorServer
import BenchKit
import CollectorCore
import CollectorHTTP
import Foundation
import TellbackSQLite
import TestBrowser
import TellbackWire

struct BenchError: Error, CustomStringConvertible {
  var description: String
}

let tickets = CommandLine.arguments.count > 1 ? Int(CommandLine.arguments[1]) ?? 0 : 100_000
guard tickets >= 500 else {
  note("BenchDesk: the number of tickets must be at least 500.")
  exit(2)
}
let environment = ProcessInfo.processInfo.environment
let folder = URL(fileURLWithPath: environment["TELLBACK_BENCH_DIR"] ?? FileManager.default.currentDirectoryPath)
  .appendingPathComponent("desk-\(UUID().uuidString)")

do {
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let kept = environment["TELLBACK_BENCH_DESK"]
  let data = kept ?? folder.appendingPathComponent("data").path
  if kept == nil || !FileManager.default.fileExists(atPath: data) {
    let filling = ContinuousClock.now
    let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
    try await FilledDesk(data, tickets: tickets, now: now).fill()
    note("  \(tickets) tickets with their work in \(filling.duration(to: .now))")
  }

  let collector = try await SocketlessCollector(data: data)
  let visitor = try await Visitor(collector)
  let database = try Connection(
    path: try FileManager.default.contentsOfDirectory(atPath: data).first { $0.hasSuffix(".sqlite") }
      .map { data + "/" + $0 } ?? data, mode: .readOnly)
  var reference = Durations()
  func measure(_ name: String, _ targets: [String], rounds: Int = 12) async throws {
    var times = Durations()
    var largest = 0
    for target in targets + targets { _ = try await visitor.get(target) }
    for _ in 0..<max(1, rounds * 12 / max(12, targets.count)) {
      for target in targets {
        let start = ContinuousClock.now
        let body = try await visitor.get(target)
        times.add(.now - start)
        largest = max(largest, body.count)
      }
      let begun = ContinuousClock.now
      _ = try database.first("SELECT COUNT(*) FROM ticket INDEXED BY ticket_recent WHERE severity > 0") { $0.int(0) }
      reference.add(.now - begun)
    }
    Measurement(
      "desk.\(name).p99_\(tickets)", times.percentile(0.99) / 1_000, "ms", reference: "SQLite counting the tickets",
      reference.percentile(0.5) / 1_000
    ).report()
    note("  \(name): p50 \(times.percentile(0.5) / 1_000) ms, largest page \(largest / 1_000) KB")
  }

  let filters = [
    "kind=idea", "severity=high", "component=component%201", "version=4.3", "segment=segment%207", "owner=none",
    "state=all", "order=severity", "order=oldest", "order=reporters", "field.plan=pro",
  ]
  let pairs = filters.indices.flatMap { left in
    filters.indices.filter { $0 > left && filters[$0].prefix(5) != filters[left].prefix(5) }.map {
      "/?\(filters[left])&\(filters[$0])"
    }
  }
  try await measure("list", ["/"], rounds: 60)
  try await measure("triage", ["/triage"], rounds: 60)
  try await measure("filters", filters.map { "/?\($0)" })
  try await measure("pairs", pairs)
  try await measure("columns", ["/board", "/board?component=component%201"], rounds: 30)
  try await measure("search_rare", ["/?q=\(FilledDesk.rareWord)&state=all"], rounds: 30)
  try await measure(
    "search_common", ["/?q=\(FilledDesk.commonWord)", "/?q=\(FilledDesk.commonWord)&order=recent"], rounds: 30)
  let last = max(1, tickets / 50 * 9 / 10)
  try await measure("deep_page", ["/?state=all&page=\(min(1_000, last))"], rounds: 30)
  try await measure("ticket", (1...10).map { "/tickets/\($0 * tickets / 11)" }, rounds: 30)
  try await measure(
    "numbers",
    [
      "/numbers", "/numbers?days=365", "/numbers?days=365&component=component%201",
      "/numbers?days=365&segment=segment%207", "/numbers?days=365&date=1", "/numbers?days=7&clock=business",
    ], rounds: 30)

  // A download of the whole list.
  let start = ContinuousClock.now
  let file = try await visitor.get("/tickets/export?state=all&format=csv")
  let seconds = start.duration(to: .now) / .seconds(1)
  let shown = try database.first("SELECT COUNT(*) FROM ticket WHERE number NOT IN (SELECT ticket FROM ticket_root)") {
    $0.int(0)
  }
  guard file.count(where: { $0 == 10 }) == (shown ?? 0) + 1 else {
    throw BenchError(description: "The file has \(file.count(where: { $0 == 10 })) lines.")
  }
  Measurement("desk.export_\(tickets)", Double(shown ?? 0) / seconds, "rows/s").report()
  await collector.stop()
  if let program = environment["TELLBACK_COLLECTOR"], Browser.driverPath != nil {
    try await WatchedDesk.measure(data, program: program, tickets: tickets, in: folder)
  }
} catch {
  note("BenchDesk: \(error)")
  exit(1)
}

/// Somebody of support who is signed in.
struct Visitor {
  private let collector: SocketlessCollector
  private let cookie: String

  init(_ collector: SocketlessCollector) async throws {
    self.collector = collector
    let password = "correct horse battery staple"
    do {
      _ = try await collector.command(
        ["user", "create", "bench@example.com", "--name", "Bench", "--role", "support"], password: password)
    } catch {
      // A kept store has the account; else the sign-in fails.
      note("  \(error)")
    }
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
