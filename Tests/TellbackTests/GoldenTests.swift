// Queue files of older releases, opened by this one: everything in them is delivered, told and counted.
import Foundation
import TellbackSQLite
import TellbackTesting
import Testing

@testable import Tellback

@Suite struct GoldenTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Golden"

  @Test(arguments: 1...8) func `a queue of an older release is delivered whole`(schema: Int) async throws {
    let folder = try TestFolder()
    let slot = folder.path + "/queue/0"
    try FileManager.default.createDirectory(atPath: slot, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: "\(Self.folder)/queue-schema-\(schema).sqlite", toPath: slot + "/queue.sqlite")
    let transport = RecordingTransport()
    let reporter = try Reporter(try folder.configuration(transport: transport))
    let before = try await reporter.statistics()
    #expect(before.captured == 6 && before.delivered == 1 && before.queued == 3 && before.attachmentsQueued == 3)
    #expect(before.discarded == ["refused": 1, "queue_full": 1] && before.isBalanced)
    #expect(try await reporter.refused().map(\.code) == ["too_long"])
    let records = try await reporter.receipts(limit: 10)
    #expect(records.map(\.title).contains("Delivered; its file is on the way"))
    #expect(records.contains { $0.states.contains(.onTicket(3)) })
    let result = try await reporter.flush(within: .seconds(20))
    #expect(result.isComplete && result.sent == 3)
    #expect(
      transport.reports.map(\.text) == [
        "The oldest one that waits, with an umlaut: Müller", "It has two files", "The newest one",
      ])
    #expect(
      transport.attachments.values.map { String(decoding: $0, as: UTF8.self) }.sorted().first
        == "first line\nsecond line\n")
    #expect(transport.attachments.count == 3)
    // Messages came with schema 7.
    #expect(transport.messages.compactMap(\.text) == (schema < 7 ? [] : ["It happens every time."]))
    let after = try await reporter.statistics()
    #expect(after.captured == 6 && after.delivered == 4 && after.queued == 0 && after.attachmentsQueued == 0)
    #expect(after.attachmentsSent == 3 && after.isBalanced)
    await reporter.close(within: .zero)
  }

  @Test func `there is a golden file for each schema that was shipped before this one`() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder).filter { $0.hasSuffix(".sqlite") }
    #expect(Set(names) == Set((1..<QueueSchema.migrator.newest).map { "queue-schema-\($0).sqlite" }))
  }
}
