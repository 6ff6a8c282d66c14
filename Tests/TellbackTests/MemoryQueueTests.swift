// A queue that began in memory moves to disk when the disk is back: whole, with its identity, each report once.
import Foundation
import Tellback
import TellbackTesting
import Testing

@Suite struct MemoryQueueTests {
  /// Where the queue's folder should be there is a file, until the disk is "back".
  private func block(_ folder: TestFolder) throws {
    try Data().write(to: URL(fileURLWithPath: folder.path + "/queue"))
  }

  private func unblock(_ folder: TestFolder) throws {
    try FileManager.default.removeItem(atPath: folder.path + "/queue")
  }

  private func isInMemory(_ reporter: Reporter) async throws -> Bool {
    if case .memory = try await reporter.storage() { return true }
    return false
  }

  private func installations(_ transport: RecordingTransport) -> Set<String> {
    Set(transport.requests.compactMap { $0.headers[WireHeaders.installation] })
  }

  @Test func `a queue in memory moves to disk with all that is in it, and the next run goes on with it`() async throws {
    let folder = try TestFolder()
    try block(folder)
    let (time, transport) = (ManualTime(), RecordingTransport())
    let first = try Reporter(try folder.configuration(transport: transport, time: time))
    let sent = try await first.report("Sent from memory")
    #expect(!sent.durable)
    try await first.flush(within: .seconds(30))
    #expect(transport.reports.count == 1)
    let file = ReportAttachment(bytes: [1, 2, 3], name: "a.bin", type: "text/plain")
    let kept = try await first.report("Waits in memory", attachments: [file])
    #expect(!kept.durable)
    #expect(try await isInMemory(first))

    try unblock(folder)
    time.advance(by: .seconds(11))
    let later = try await first.report("On disk at once")
    #expect(later.durable)
    #expect(try await first.storage() == .durable(folder: folder.path + "/queue/0"))
    let statistics = try await first.statistics()
    #expect(statistics.captured == 3 && statistics.delivered == 1 && statistics.queued == 2 && statistics.isBalanced)
    #expect(try await first.state(of: sent.id)?.state == .accepted)
    await first.close(within: .zero)

    let second = try Reporter(try folder.configuration(transport: transport, time: time))
    #expect(try await second.flush(within: .seconds(30)).isComplete)
    #expect(transport.reports.map(\.id) == [sent.id, kept.id, later.id])
    #expect(transport.attachments[WirePaths.attachment(kept.id, 0)] == [1, 2, 3])
    let accounts = transport.requests.compactMap(\.accounting).map(\.captured)
    #expect(accounts.last == 3 && accounts == accounts.sorted())
    #expect(installations(transport).count == 1)
    #expect(try await second.receipts(limit: 10).count == 3)
    await second.close(within: .zero)
  }

  @Test func `it moves beside the queues that are there, and the next run adopts it`() async throws {
    let folder = try TestFolder()
    let (time, transport) = (ManualTime(), RecordingTransport { _, _ in throw TellbackError(.transport, "offline") })
    let old = try Reporter(try folder.configuration(transport: transport, time: time))
    try await old.report("From an earlier run")
    await old.close(within: .zero)
    let (place, aside) = (folder.path + "/queue", folder.path + "/away")
    try FileManager.default.moveItem(atPath: place, toPath: aside)
    try block(folder)
    let second = try Reporter(try folder.configuration(transport: transport, time: time))
    try await second.report("From memory")
    try unblock(folder)
    try FileManager.default.moveItem(atPath: aside, toPath: place)
    time.advance(by: .seconds(11))
    try await second.flush(within: .milliseconds(1))
    #expect(try await second.storage() == .durable(folder: folder.path + "/queue/1"))
    await second.close(within: .zero)

    transport.answer(with: nil)
    let third = try Reporter(try folder.configuration(transport: transport, time: time))
    try await eventually("both reports") {
      try await third.flush(within: .milliseconds(20))
      return transport.reports.count == 2
    }
    #expect(Set(transport.reports.map(\.text)) == ["From an earlier run", "From memory"])
    #expect(transport.requests.filter { !$0.ids.isEmpty }.count == transport.requests.compactMap(\.accounting).count)
    await third.close(within: .zero)
  }

  @Test func `without captures it moves too, while the sender waits for hours`() async throws {
    let folder = try TestFolder()
    try block(folder)
    let (time, transport) = (ManualTime(), RecordingTransport { _, _ in .refusal(503, retryAfter: "86400") })
    let reporter = try Reporter(try folder.configuration(transport: transport, time: time, isAutomatic: true))
    try await reporter.report("Waits")
    try await eventually("the first try") { transport.requests.count == 1 && time.sleepers == 1 }
    try unblock(folder)
    time.advance(by: .seconds(61))
    try await eventually("the move") { try await !isInMemory(reporter) }
    #expect(transport.requests.count == 1)
    #expect(try await reporter.statistics().queued == 1)
    await reporter.close(within: .zero)
  }

  @Test func `a move that the disk ends leaves nothing behind, and nothing is lost`() async throws {
    let folder = try TestFolder()
    try block(folder)
    let (time, transport) = (ManualTime(), RecordingTransport())
    let reporter = try Reporter(try folder.configuration(transport: transport, time: time))
    try await reporter.report("Kept")
    try unblock(folder)
    // The place of the queue's file is taken by a folder, in every slot: the identity was written before that is seen.
    for slot in 0..<64 {
      try FileManager.default.createDirectory(
        atPath: folder.path + "/queue/\(slot)/queue.sqlite-wal", withIntermediateDirectories: true)
    }
    time.advance(by: .seconds(11))
    #expect(try await !reporter.report("Kept too").durable)
    #expect(try await isInMemory(reporter))
    for slot in 0..<64 {
      #expect(!FileManager.default.fileExists(atPath: folder.path + "/queue/\(slot)/installation"))
      try FileManager.default.removeItem(atPath: folder.path + "/queue/\(slot)")
    }
    time.advance(by: .seconds(11))
    #expect(try await reporter.report("And now on disk").durable)
    try await reporter.flush(within: .seconds(30))
    #expect(transport.reports.map(\.text) == ["Kept", "Kept too", "And now on disk"])
    await reporter.close(within: .zero)
  }
}
