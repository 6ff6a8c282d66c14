// Attachments beside the words: read at once, sent after them, bounded, shed first and counted.
import Foundation
import TellbackTesting
import Testing

@testable import Tellback

@Suite struct AttachmentTests {
  private func attachment(_ bytes: Int, _ name: String = "log.txt") -> ReportAttachment {
    ReportAttachment(bytes: [UInt8](repeating: 7, count: bytes), name: name, type: "text/plain")
  }

  @Test func `attachments follow the words, by number, with their type`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    let reporter = try Reporter(try folder.configuration(transport: transport))
    let path = folder.path + "/picture.png"
    try Data([1, 2, 3]).write(to: URL(fileURLWithPath: path))
    let receipt = try await reporter.report(
      "See here", attachments: [attachment(10), ReportAttachment(file: path, type: "image/png")])
    // Read when the report was made: what happens to the file now does not matter.
    try FileManager.default.removeItem(atPath: path)
    let result = try await reporter.flush(within: .seconds(10))
    #expect(result.isComplete)
    #expect(transport.requests.first?.method == "POST")
    let report = try #require(transport.reports.first)
    #expect(report.attachments.map(\.name) == ["log.txt", "picture.png"])
    #expect(report.attachments.map(\.bytes) == [10, 3])
    #expect(transport.attachments[WirePaths.attachment(receipt.id, 1)] == [1, 2, 3])
    #expect(transport.attachments[WirePaths.attachment(receipt.id, 0)]?.count == 10)
    let puts = transport.requests.filter { $0.method == "PUT" }
    #expect(Set(puts.compactMap { $0.headers["Content-Type"] }) == ["text/plain", "image/png"])
    #expect(try await reporter.statistics().attachmentsSent == 2)
    await reporter.close()
  }

  @Test func `an attachment at the limit is taken, one byte more is refused with the limit`() async throws {
    let folder = try TestFolder()
    let reporter = try Reporter(try folder.configuration(transport: RecordingTransport()))
    try await reporter.report("Full", attachments: [attachment(WireLimits.attachmentBytes)])
    do {
      try await reporter.report("Too much", attachments: [attachment(WireLimits.attachmentBytes + 1)])
      Issue.record("it was taken")
    } catch let error as TellbackError {
      #expect(error.code == .invalidReport)
      #expect(error.message.contains("\(WireLimits.attachmentBytes)"))
    }
    let path = folder.path + "/large"
    try Data(count: WireLimits.attachmentBytes + 1).write(to: URL(fileURLWithPath: path))
    await #expect(throws: TellbackError.self) {
      try await reporter.report("Too much", attachments: [ReportAttachment(file: path, type: "text/plain")])
    }
    await #expect(throws: TellbackError.self) {
      try await reporter.report(
        "Too many", attachments: [ReportAttachment](repeating: attachment(1), count: WireLimits.attachments + 1))
    }
    #expect(try await reporter.statistics().captured == 1)
    await reporter.close(within: .zero)
  }

  @Test func `a file that is not there, a folder and a pipe are refused by name`() async throws {
    let folder = try TestFolder()
    let reporter = try Reporter(try folder.configuration(transport: RecordingTransport()))
    let pipe = folder.path + "/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    for path in [folder.path + "/none", folder.path, pipe, "/dev/zero"] {
      do {
        try await reporter.report("See", attachments: [ReportAttachment(file: path, type: "text/plain")])
        Issue.record("\(path) was taken")
      } catch let error as TellbackError {
        #expect(error.code == .unreadableAttachment)
        #expect(error.message.contains(path))
      }
    }
    await reporter.close(within: .zero)
  }

  @Test func `where attachments find no room they are shed and the words are kept`() async throws {
    let folder = try TestFolder()
    var configuration = try folder.configuration(transport: RecordingTransport())
    configuration.limits.attachmentBytes = 1_000
    let reporter = try Reporter(configuration)
    let receipt = try await reporter.report(
      "See here", attachments: [attachment(600, "a"), attachment(600, "b"), attachment(400, "c")])
    #expect(receipt.durable)
    #expect(receipt.shedAttachments == ["b"])
    let statistics = try await reporter.statistics()
    #expect(statistics.attachmentsQueued == 2 && statistics.attachmentsShed == ["queue_full": 1])
    #expect(statistics.captured == 1 && statistics.isBalanced)
    await reporter.close(within: .zero)
  }

  @Test(arguments: [(413, "too_large"), (415, "wrong_type"), (404, "unknown_report")])
  func `an attachment that is not taken is shed, told and counted; the words stand`(status: Int, code: String)
    async throws
  {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    transport.answer { [weak transport] request, _ in
      if request.method == "PUT", request.url.path.hasSuffix("/0") { return .refusal(status, code: code) }
      return transport?.take(request) ?? TransportResponse(status: 500)
    }
    let reporter = try Reporter(try folder.configuration(transport: transport))
    var updates = reporter.updates.makeAsyncIterator()
    let receipt = try await reporter.report("See", attachments: [attachment(9, "large"), attachment(3, "small")])
    let result = try await reporter.flush(within: .seconds(10))
    #expect(result.isComplete)
    #expect(transport.attachments.count == 1)
    #expect(try await reporter.statistics().attachmentsShed == [code: 1])
    var seen: [ReportState] = []
    while seen.count < 4, let update = await updates.next() { seen.append(update.state) }
    #expect(seen == [.saved, .sent, .accepted, .attachmentShed(name: "large", why: "No: \(code).")])
    #expect(try await reporter.state(of: receipt.id)?.state == .accepted)
    await reporter.close()
  }

  @Test func `an attachment that was not answered waits, also for the next run`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    transport.answer { [weak transport] request, _ in
      if request.method == "PUT" { return TransportResponse(status: 200, body: Array("<html>".utf8)) }
      return transport?.take(request) ?? TransportResponse(status: 500)
    }
    var configuration = try folder.configuration(transport: transport)
    // The next try is days away, so that the flush ends with the first, however busy the machine is.
    configuration.sync.retry.base = .seconds(10_000_000)
    configuration.sync.retry.cap = .seconds(10_000_000)
    let first = try Reporter(configuration)
    try await first.report("See", attachments: [attachment(5)])
    let result = try await first.flush(within: .seconds(60))
    #expect(result.remaining == 0 && result.remainingAttachments == 1)
    await first.close(within: .zero)
    transport.answer(with: nil)
    let second = try Reporter(try folder.configuration(transport: transport))
    try await second.flush(within: .seconds(10))
    #expect(transport.attachments.count == 1)
    await second.close(within: .zero)
  }

  /// Sends with pauses that need no clock, until `isOver`.
  private func flush(_ reporter: Reporter, until isOver: () async throws -> Bool) async throws {
    try await eventually("the end of the tries") {
      try await reporter.flush(within: .milliseconds(20))
      return try await isOver()
    }
  }

  private func hasty(_ folder: TestFolder, _ transport: any Transport) throws -> Reporter {
    var configuration = try folder.configuration(transport: transport)
    configuration.sync.retry.base = .microseconds(100)
    configuration.sync.retry.cap = .milliseconds(1)
    return try Reporter(configuration)
  }

  @Test func `an outage with server errors costs no attachment, however long it is`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    let reporter = try hasty(folder, transport)
    transport.answer { [weak transport] request, _ in
      request.method == "PUT" ? .refusal(500) : transport?.take(request) ?? .refusal(500)
    }
    try await reporter.report("See", attachments: [attachment(3, "a"), attachment(5, "b")])
    try await flush(reporter) { transport.requests.count { $0.method == "PUT" } > 60 }
    let statistics = try await reporter.statistics()
    #expect(statistics.attachmentsQueued == 2 && statistics.attachmentsShed.isEmpty)
    transport.answer(with: nil)
    try await flush(reporter) { transport.attachments.count == 2 }
    await reporter.close(within: .zero)
  }

  @Test func `an attachment that alone makes server errors is shed at last, and holds up no other`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    let reporter = try hasty(folder, transport)
    var updates = reporter.updates.makeAsyncIterator()
    transport.answer { [weak transport] request, _ in
      request.body.first == 9 ? .refusal(500) : transport?.take(request) ?? .refusal(500)
    }
    let bad = ReportAttachment(bytes: [9], name: "bad", type: "text/plain")
    try await reporter.report("See", attachments: [bad, attachment(50, "good")])
    try await flush(reporter) { transport.attachments.count == 1 }
    // Each further delivery shows that it is the attachment's fault.
    for number in 1...30 where try await reporter.statistics().attachmentsShed.isEmpty {
      let tries = transport.requests.count { $0.body.first == 9 }
      try await reporter.report("Report \(number)")
      try await flush(reporter) {
        let hasTried = transport.requests.count { $0.body.first == 9 } > tries
        let isShed = try await !reporter.statistics().attachmentsShed.isEmpty
        return hasTried && transport.reports.count == number + 1 || isShed
      }
    }
    let statistics = try await reporter.statistics()
    #expect(statistics.attachmentsShed == ["server_error": 1] && statistics.attachmentsQueued == 0)
    while let update = await updates.next() {
      if case .attachmentShed(let name, _) = update.state {
        #expect(name == "bad")
        break
      }
    }
    await reporter.close(within: .zero)
  }
}
