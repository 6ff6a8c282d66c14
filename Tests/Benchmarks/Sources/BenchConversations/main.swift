// Conversations at size: a ticket's page with many reports and messages, an answer on its way to an app that waits for it, and what
// thousands of waiting apps cost. Needs a release build of tellback-collector named by TELLBACK_COLLECTOR.
//
//   BenchConversations [WAITING]     apps that wait at once; 10,000 without a number
import BenchKit
import Foundation
import TellbackWire

let environment = ProcessInfo.processInfo.environment
guard let program = environment["TELLBACK_COLLECTOR"] else {
  note("BenchConversations: set TELLBACK_COLLECTOR to a release build of tellback-collector.")
  exit(2)
}
let waiting = CommandLine.arguments.count > 1 ? Int(CommandLine.arguments[1]) ?? 0 : 10_000
guard (1...20_000).contains(waiting) else {
  note("BenchConversations: the number of waiting apps must be from 1 to 20,000.")
  exit(2)
}
let folder = URL(fileURLWithPath: environment["TELLBACK_BENCH_DIR"] ?? FileManager.default.currentDirectoryPath)
  .appendingPathComponent("conversations-\(UUID().uuidString)")

do {
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let desk = try await Desk(program: program, folder: folder, connections: waiting * 2 + 1_000)
  defer { desk.stop() }
  try await measurePages(desk)
  try await measureDelivery(desk)
  try await measureWaiting(desk, waiting)
} catch {
  note("BenchConversations: \(error)")
  exit(1)
}

/// A ticket's page with 1,000 reports and 2,000 messages, beside one with a single report.
func measurePages(_ desk: Desk) async throws {
  let senders = (0..<1_000).map { _ in Desk.newInstallation() }
  let reports = try await desk.report(senders, "The export never ends", key: "export")
  let small = try await desk.report([Desk.newInstallation()], "Where is the search", key: "search")
  try await desk.reply(to: reports, by: senders)
  let number = try await desk.ticket(of: reports[0], by: senders[0])
  let other = try await desk.ticket(of: small[0], by: nil)
  try await desk.claim(number)
  for report in reports { try await desk.answer(number, "We look into it.", to: report) }
  let large = try await desk.pageTimes(number, count: 300)
  let alone = try await desk.pageTimes(other, count: 300)
  Measurement(
    "conversations.page.p50", large.percentile(0.5) / 1_000, "ms", reference: "a ticket of one report",
    alone.percentile(0.5) / 1_000
  ).report()
  Measurement(
    "conversations.page.p99", large.percentile(0.99) / 1_000, "ms", reference: "a ticket of one report",
    alone.percentile(0.99) / 1_000
  ).report()
}

/// From the answer's request to the response of the poll that waited for it; beside it the request alone.
func measureDelivery(_ desk: Desk) async throws {
  let sender = Desk.newInstallation()
  let report = try await desk.report([sender], "Printing is grey", key: "printing")[0]
  let number = try await desk.ticket(of: report, by: sender)
  try await desk.claim(number)
  var (delivered, written) = (Durations(), Durations())
  for _ in 0..<200 {
    let cursor = try await desk.newestUpdate(of: sender)
    let poll = Task { try await desk.poll(sender, after: cursor, wait: 30) }
    try await Task.sleep(for: .milliseconds(20))
    let start = ContinuousClock.now
    try await desk.answer(number, "It is a setting.", to: report)
    written.add(.now - start)
    guard try await !poll.value.isEmpty else { throw BenchError("A poll ended without the answer.") }
    delivered.add(.now - start)
  }
  Measurement(
    "conversations.delivery.p99", delivered.percentile(0.99) / 1_000, "ms", reference: "the answer's own request",
    written.percentile(0.99) / 1_000
  ).report()
}

/// Memory and processor time of apps that wait, over those of a collector for which nobody waits.
func measureWaiting(_ desk: Desk, _ count: Int) async throws {
  try await Task.sleep(for: .seconds(3))
  let before = desk.memory
  let polls = try WaitingPolls(desk: desk, count: count)
  while try await desk.waitingPolls() < count { try await Task.sleep(for: .milliseconds(50)) }
  try await Task.sleep(for: .seconds(3))
  let memory = desk.memory - before
  let (start, used) = (ContinuousClock.now, desk.processorSeconds)
  try await Task.sleep(for: .seconds(15))
  let share = (desk.processorSeconds - used) / ((.now - start) / .seconds(1))
  Measurement("conversations.waiting_\(count).memory", memory, "MB").report()
  Measurement("conversations.waiting_\(count).processor", share * 100, "% of a core").report()
  polls.close()
}
