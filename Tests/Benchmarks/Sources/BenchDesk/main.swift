// The board with a year behind it: lists with each filter alone and in pairs, columns, search, deep pages, a ticket and the numbers, each asked
// of a whole collector without sockets, against SQLite counting the rows of the list's own index. With a release build of the collector in
// TELLBACK_COLLECTOR and chromedriver also what a browser shows of it.
//
//   BenchDesk [TICKETS]      100,000 without a number, with three reports each
//
// TELLBACK_BENCH_DESK names a folder that keeps the filled store for the next run; it must have been filled with as many tickets.
@_spi(Simulation) import CollectorServer
import BenchKit
import BenchPages
import CollectorCore
import Foundation
import TellbackSQLite
import TestBrowser
import TellbackWire

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
  var times = PageTimes(visitor, reference: "SQLite counting the tickets") {
    _ = try database.first("SELECT COUNT(*) FROM ticket INDEXED BY ticket_recent WHERE severity > 0") { $0.int(0) }
  }
  for pages in DeskPages.all(tickets: tickets) {
    try await times.measure("desk.\(pages.name).p99_\(tickets)", pages.targets, requests: pages.requests)
  }

  // A download of the whole list.
  let start = ContinuousClock.now
  let file = try await visitor.get("/tickets/export?state=all&format=csv")
  let seconds = start.duration(to: .now) / .seconds(1)
  let shown = try database.first("SELECT COUNT(*) FROM ticket WHERE number NOT IN (SELECT ticket FROM ticket_root)") {
    $0.int(0)
  }
  guard file.count(where: { $0 == 10 }) == (shown ?? 0) + 1 else {
    throw BenchError("The file has \(file.count(where: { $0 == 10 })) lines.")
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
