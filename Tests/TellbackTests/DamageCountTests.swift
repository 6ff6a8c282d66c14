// What damage took is counted once, whatever it makes of the tables and of the counts in them.
import Foundation
import TellbackSQLite
import TellbackTesting
import Testing

@testable import Tellback

@Suite struct DamageCountTests {
  private func offline() -> RecordingTransport {
    RecordingTransport { _, _ in throw TellbackError(.transport, "offline") }
  }

  /// Exchanges the first pages of two tables: each then has as many rows as the other one had.
  private func exchange(_ one: String, _ other: String, in path: String) throws {
    let page = 8_192
    let roots = try {
      let connection = try Connection(path: path)
      return try [one, other].map { name in
        try #require(
          try connection.first("SELECT rootpage FROM sqlite_master WHERE name = ?", [.text(name)]) { $0.int(0) })
      }
    }()
    let url = URL(fileURLWithPath: path)
    let bytes = try Data(contentsOf: url)
    let places = roots.map { ($0 - 1) * page..<$0 * page }
    var changed = bytes
    changed.replaceSubrange(places[0], with: bytes[places[1]])
    changed.replaceSubrange(places[1], with: bytes[places[0]])
    try changed.write(to: url)
  }

  @Test(arguments: [true, false]) func `rows that damage puts among the attachments are never counted as lost`(
    keepsCounts: Bool
  ) async throws {
    let folder = try TestFolder()
    let first = try Reporter(try folder.configuration(transport: RecordingTransport()))
    for number in 0..<10 { try await first.report("Delivered \(number)") }
    try await first.flush(within: .seconds(10))
    await first.close(within: .zero)
    let second = try Reporter(try folder.configuration(transport: offline()))
    let files = (0..<2).map { ReportAttachment(bytes: [1, 2, 3], name: "f\($0)", type: "image/png") }
    let waiting = try await second.report("Waiting", attachments: files)
    await second.close(within: .zero)
    let slot = folder.path + "/queue/0/"
    try exchange("receipt", "attachment", in: slot + "queue.sqlite")
    if !keepsCounts { try Data().write(to: URL(fileURLWithPath: slot + "lock")) }

    let transport = RecordingTransport()
    let reporter = try Reporter(try folder.configuration(transport: transport))
    try await reporter.flush(within: .seconds(10))
    #expect(transport.reports.map(\.id) == [waiting.id] && transport.attachments.isEmpty)
    let statistics = try await reporter.statistics()
    #expect(statistics.captured == 11 && statistics.delivered == 11 && statistics.isBalanced)
    // Without what is counted outside the file nothing tells that there were any.
    #expect(statistics.attachmentsShed == (keepsCounts ? ["corrupt_queue": 2] : [:]))
    #expect(statistics.attachmentsQueued == 0)
    await reporter.close(within: .zero)
  }

  @Test func `what was erased is not counted as lost`() async throws {
    let folder = try TestFolder()
    let reporter = try Reporter(try folder.configuration(transport: offline()))
    for number in 0..<3 { try await reporter.report("Report \(number)") }
    _ = try await reporter.eraseMyData()
    await reporter.close(within: .zero)
    let next = try Reporter(try folder.configuration(transport: offline()))
    #expect(try await next.statistics().discarded.isEmpty)
    await next.close(within: .zero)
  }
}
