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

  private static let page = 8_192

  /// Where the first pages of tables are in the file at `path`.
  private func places(of tables: [String], in path: String) throws -> [Range<Int>] {
    let connection = try Connection(path: path)
    return try tables.map { name in
      let root = try connection.first("SELECT rootpage FROM sqlite_master WHERE name = ?", [.text(name)]) { $0.int(0) }
      return (try #require(root) - 1) * Self.page..<(try #require(root)) * Self.page
    }
  }

  /// Exchanges the first pages of two tables: each then has as many rows as the other one had.
  private func exchange(_ one: String, _ other: String, in path: String) throws {
    let places = try places(of: [one, other], in: path)
    let url = URL(fileURLWithPath: path)
    let bytes = try Data(contentsOf: url)
    var changed = bytes
    changed.replaceSubrange(places[0], with: bytes[places[1]])
    changed.replaceSubrange(places[1], with: bytes[places[0]])
    try changed.write(to: url)
  }

  /// Puts the first page of a table of another queue's file in the place of another table's.
  private func bring(_ table: String, from other: String, as name: String, to path: String) throws {
    let (here, there) = (try places(of: [name], in: path)[0], try places(of: [table], in: other)[0])
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    bytes.replaceSubrange(here, with: try Data(contentsOf: URL(fileURLWithPath: other))[there])
    try bytes.write(to: URL(fileURLWithPath: path))
  }

  /// Puts the first pages of `tables` of another queue's file in the place of this one's.
  private func bring(_ tables: [String], from other: String, to path: String) throws {
    let (here, there) = (try places(of: tables, in: path), try places(of: tables, in: other))
    let foreign = try Data(contentsOf: URL(fileURLWithPath: other))
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    for (place, source) in zip(here, there) { bytes.replaceSubrange(place, with: foreign[source]) }
    try bytes.write(to: URL(fileURLWithPath: path))
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

  /// Leaves a queue with reports that were delivered and some that wait; returns those that wait, and the file.
  private func leaveQueue(
    in folder: TestFolder, delivered: Int, waiting: Int, files: [ReportAttachment] = []
  ) async throws -> (ids: [ReportID], path: String) {
    let first = try Reporter(try folder.configuration(transport: RecordingTransport()))
    for number in 0..<delivered { try await first.report("Delivered \(number)") }
    try await first.flush(within: .seconds(10))
    await first.close(within: .zero)
    let second = try Reporter(try folder.configuration(transport: offline()))
    var ids: [ReportID] = []
    for number in 0..<waiting { ids.append(try await second.report("Waiting \(number)", attachments: files).id) }
    await second.close(within: .zero)
    return (ids, folder.path + "/queue/0/queue.sqlite")
  }

  @Test func `attachments that are there are not counted as lost when reports and account are another queue's`()
    async throws
  {
    let (folder, elsewhere) = (try TestFolder(), try TestFolder())
    let file = ReportAttachment(bytes: [1, 2, 3], name: "f", type: "image/png")
    let queue = try await leaveQueue(in: folder, delivered: 2, waiting: 3, files: [file, file])
    let other = try await leaveQueue(in: elsewhere, delivered: 5, waiting: 0)
    try bring(["report", "account"], from: other.path, to: queue.path)

    let transport = RecordingTransport()
    let reporter = try Reporter(try folder.configuration(transport: transport))
    try await reporter.flush(within: .seconds(10))
    #expect(transport.reports.isEmpty && transport.attachments.count == 6)
    let statistics = try await reporter.statistics()
    #expect(statistics.captured == 5 && statistics.delivered == 2 && statistics.discarded == ["corrupt_queue": 3])
    #expect(statistics.attachmentsShed.isEmpty && statistics.attachmentsSent == 6 && statistics.isBalanced)
    await reporter.close(within: .zero)
  }

  @Test(arguments: [2, 3, 4], [true, false])
  func `rows of another queue are not sent as this one's, and those that were in their place are counted`(
    foreign: Int, keepsCounts: Bool
  ) async throws {
    let (folder, elsewhere) = (try TestFolder(), try TestFolder())
    let file = ReportAttachment(bytes: [1, 2, 3], name: "f", type: "image/png")
    let queue = try await leaveQueue(in: folder, delivered: 1, waiting: 3, files: [file])
    let other = try await leaveQueue(in: elsewhere, delivered: 1, waiting: foreign, files: [file])
    try bring(["report"], from: other.path, to: queue.path)
    if !keepsCounts { try Data().write(to: URL(fileURLWithPath: folder.path + "/queue/0/lock")) }

    let transport = RecordingTransport()
    let reporter = try Reporter(try folder.configuration(transport: transport))
    try await reporter.flush(within: .seconds(10))
    #expect(transport.reports.isEmpty && transport.attachments.count == 3)
    let statistics = try await reporter.statistics()
    #expect(statistics.captured == 4 && statistics.delivered == 1 && statistics.discarded == ["corrupt_queue": 3])
    #expect(statistics.attachmentsShed.isEmpty && statistics.isBalanced)
    await reporter.close(within: .zero)
  }

  /// Leaves a queue with conversations in which something was said, and as many again with files in which something waits to be.
  private func leaveConversations(in folder: TestFolder, _ count: Int) async throws -> String {
    let first = try Reporter(try folder.configuration(transport: RecordingTransport()))
    for number in 0..<count {
      let report = try await first.report("Delivered \(number)", user: "ann")
      try await first.inbox.reply(to: report.id, text: "Said \(number)")
    }
    try await first.flush(within: .seconds(10))
    await first.close(within: .zero)
    let second = try Reporter(try folder.configuration(transport: offline()))
    for number in 0..<count {
      let file = ReportAttachment(
        bytes: [UInt8](repeating: UInt8(number + 1), count: 3_000 + 1_000 * number), name: "f", type: "image/png")
      let report = try await second.report("Waiting \(number)", attachments: [file, file])
      try await second.inbox.reply(to: report.id, text: "Reply \(number)", attachments: [file])
    }
    await second.close(within: .zero)
    return folder.path + "/queue/0/queue.sqlite"
  }

  @Test func `an attachment that is sent is not counted as lost where another table writes to its pages`() async throws
  {
    for fewer in 1...6 {
      let (folder, elsewhere) = (try TestFolder(), try TestFolder())
      let path = try await leaveConversations(in: folder, 8)
      let other = try await leaveConversations(in: elsewhere, 8 - fewer)
      try bring("attachment", from: other, as: "message_receipt", to: path)

      let transport = RecordingTransport()
      let reporter = try Reporter(try folder.configuration(transport: transport))
      try await reporter.flush(within: .seconds(10))
      let statistics = try await reporter.statistics()
      let lost = 24 - transport.attachments.count
      #expect(statistics.attachmentsShed == (lost > 0 ? ["corrupt_queue": Int64(lost)] : [:]), "\(fewer) fewer")
      #expect(statistics.attachmentsSent == transport.attachments.count && statistics.attachmentsQueued == 0)
      #expect(statistics.isBalanced)
      await reporter.close(within: .zero)
    }
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
