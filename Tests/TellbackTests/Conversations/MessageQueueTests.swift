// What a reporter writes: saved before the call returns, sent once after its report and in order, counted exactly.
import Foundation
import TellbackSQLite
import TellbackTesting
import Testing

@testable import Tellback

@Suite struct MessageQueueTests {
  private static func ids(_ request: TransportRequest) -> [ReportID] {
    guard request.url.path.hasSuffix(WirePaths.messages), let batch = try? MessageBatch.decode(request.body) else {
      return []
    }
    return batch.elements.compactMap { if case .message(let message) = $0 { message.id } else { nil } }
  }

  @Test func `a reply written offline is on disk, and goes out after its report in the next run`() async throws {
    let folder = try TestFolder()
    let offline = RecordingTransport { _, _ in throw TellbackError(.transport, "offline") }
    let first = try Reporter(try folder.configuration(transport: offline))
    let report = try await first.report("It broke")
    let reply = try await first.inbox.reply(to: report.id, text: "And again")
    #expect(reply.durable && reply.shedAttachments.isEmpty)
    try await first.inbox.rate(report.id, stars: 4, text: "Fine so far")
    try await first.inbox.thank(report.id)
    #expect(try await first.statistics().messages.queued == 3)
    await first.close(within: .zero)

    let transport = RecordingTransport()
    let second = try Reporter(try folder.configuration(transport: transport))
    let result = try await second.flush(within: .seconds(20))
    #expect(result.isComplete && result.remainingMessages == 0)
    #expect(transport.messages.map(\.text) == ["And again", "Fine so far", nil])
    #expect(transport.messages.first?.id == reply.id && transport.messages.first?.version == "2.1.0")
    let order = transport.requests.filter { $0.method == "POST" }.map(\.url.path)
    #expect(order == [WirePaths.batches, WirePaths.messages])
    let statistics = try await second.statistics()
    #expect(statistics.messages.captured == 3 && statistics.messages.delivered == 3 && statistics.isBalanced)
    let conversation = try #require(try await second.inbox.conversation(report.id))
    #expect(conversation.entries.map(\.delivery) == [.sent, .sent, .sent])
    await second.close(within: .zero)
  }

  @Test func `a message waits for its report, and others go on`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    let reporter = try Reporter(try folder.configuration(transport: transport))
    let sent = try await reporter.report("Sent")
    try await reporter.flush(within: .seconds(10))
    let stuck = try await reporter.report("Stuck")
    try await reporter.inbox.reply(to: stuck.id, text: "waits")
    try await reporter.inbox.reply(to: sent.id, text: "goes")
    // The collector fails on this report alone, until it is postponed.
    transport.answer { [weak transport] request, _ in
      guard let transport else { return TransportResponse(status: 500) }
      return request.ids.contains(stuck.id) ? TransportResponse(status: 500) : transport.take(request)
    }
    try await eventually("the other reply goes out") {
      try await reporter.flush(within: .milliseconds(200))
      return !transport.messages.isEmpty
    }
    #expect(transport.messages.map(\.text) == ["goes"])
    #expect(try await reporter.inbox.conversation(stuck.id)?.entries.map(\.delivery) == [.saved])
    await reporter.close(within: .zero)
  }

  @Test func `an answer that is lost leads to one effect`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    let reporter = try Reporter(try folder.configuration(transport: transport))
    let report = try await reporter.report("Twice?")
    try await reporter.flush(within: .seconds(10))
    let reply = try await reporter.inbox.reply(to: report.id, text: "Once")
    transport.answer { [weak transport] request, _ in
      _ = transport?.take(request)
      throw TellbackError(.transport, "the answer was lost")
    }
    try await reporter.flush(within: .milliseconds(50))
    transport.answer(with: nil)
    try await reporter.flush(within: .seconds(10))
    #expect(transport.messages.map(\.id) == [reply.id])
    #expect(transport.requests.count { Self.ids($0).contains(reply.id) } >= 2)
    let messages = try await reporter.statistics().messages
    #expect(messages.delivered == 1 && messages.isBalanced)
    await reporter.close(within: .zero)
  }

  @Test func `a refused message is kept with its reason, and those behind it go on`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    let reporter = try Reporter(try folder.configuration(transport: transport))
    let report = try await reporter.report("Talk")
    try await reporter.flush(within: .seconds(10))
    let bad = try await reporter.inbox.reply(to: report.id, text: "bad")
    let good = try await reporter.inbox.reply(to: report.id, text: "good")
    transport.answer { [weak transport] request, _ in
      guard Self.ids(request).contains(bad.id) else {
        return transport?.take(request) ?? TransportResponse(status: 500)
      }
      return TransportResponse.refusal(422, code: "closed")
    }
    let result = try await reporter.flush(within: .seconds(20))
    #expect(result.isComplete)
    #expect(transport.messages.map(\.id) == [good.id])
    let entries = try #require(try await reporter.inbox.conversation(report.id)).entries
    #expect(entries.map(\.delivery) == [.refused(code: "closed", why: "No: closed."), .sent])
    let messages = try await reporter.statistics().messages
    #expect(messages.delivered == 1 && messages.discarded == ["refused": 1] && messages.isBalanced)
    await reporter.close(within: .zero)
  }

  @Test func `a collector without conversations keeps nothing else waiting`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    let reporter = try Reporter(try folder.configuration(transport: transport))
    let report = try await reporter.report("Old collector")
    try await reporter.flush(within: .seconds(10))
    try await reporter.inbox.reply(to: report.id, text: "Hello?")
    transport.answer { [weak transport] request, _ in
      request.url.path.hasSuffix(WirePaths.messages)
        ? TransportResponse(status: 404) : transport?.take(request) ?? TransportResponse(status: 500)
    }
    try await reporter.flush(within: .seconds(2))
    let second = try await reporter.report("Goes on")
    let result = try await reporter.flush(within: .seconds(2))
    #expect(result.remaining == 0 && result.remainingMessages == 1)
    #expect(transport.reports.map(\.id).contains(second.id))
    transport.answer(with: nil)
    #expect(try await reporter.flush(within: .seconds(10)).isComplete)
    await reporter.close(within: .zero)
  }

  @Test func `files of a reply follow it under its own path`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    let reporter = try Reporter(try folder.configuration(transport: transport))
    let report = try await reporter.report("Look")
    let reply = try await reporter.inbox.reply(
      to: report.id, text: "Here",
      attachments: [ReportAttachment(bytes: [1, 2, 3], name: "a.png", type: "image/png")])
    try await reporter.flush(within: .seconds(10))
    #expect(transport.attachments == [WirePaths.messageAttachment(reply.id, 0): [1, 2, 3]])
    let paths = transport.requests.filter { $0.method != "GET" }.map(\.url.path)
    #expect(paths.last == WirePaths.messageAttachment(reply.id, 0))
    #expect(try await reporter.statistics().attachmentsSent == 1)
    await reporter.close(within: .zero)
  }

  @Test func `limits are named, and what to do`() async throws {
    let folder = try TestFolder()
    var configuration = try folder.configuration(transport: RecordingTransport())
    configuration.limits.messages = 2
    let reporter = try Reporter(configuration)
    let report = try await reporter.report("Limits")
    func failure(_ body: () async throws(TellbackError) -> Void) async -> TellbackError? {
      do throws(TellbackError) { try await body() } catch { return error }
      return nil
    }
    let long = String(repeating: "x", count: WireLimits.messageText + 1)
    let tooLong = await failure { () throws(TellbackError) in try await reporter.inbox.reply(to: report.id, text: long)
    }
    #expect(tooLong?.code == .invalidMessage && tooLong?.message.contains("10000 bytes") == true)
    let empty = await failure { () throws(TellbackError) in try await reporter.inbox.reply(to: report.id, text: " \n") }
    #expect(empty?.code == .invalidMessage)
    let stars = await failure { () throws(TellbackError) in try await reporter.inbox.rate(report.id, stars: 6) }
    #expect(stars?.message.contains("from 1 to 5") == true)
    let early = await failure { () throws(TellbackError) in try await reporter.inbox.helped(true, report.id) }
    #expect(early?.code == .invalidMessage && early?.message.contains("reply instead") == true)
    let stranger = ReportID(at: Timestamp(milliseconds: 1), random: (1, 2))
    let unknown = await failure { () throws(TellbackError) in try await reporter.inbox.reply(to: stranger, text: "?") }
    #expect(unknown?.code == .unknownConversation)
    for _ in 0..<2 { try await reporter.inbox.thank(report.id) }
    let full = await failure { () throws(TellbackError) in try await reporter.inbox.thank(report.id) }
    #expect(full?.code == .queueFull && full?.message.contains("limit is 2") == true)
    let messages = try await reporter.statistics().messages
    #expect(messages.captured == 3 && messages.discarded == ["queue_full": 1] && messages.isBalanced)
    await reporter.close(within: .zero)
    #expect(
      await failure { () throws(TellbackError) in try await reporter.inbox.thank(report.id) }?.code == .closed)
  }

  @Test func `a reply is redacted like a report, and sent as previewed`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    let reporter = try Reporter(try folder.configuration(transport: transport))
    reporter.consent.automaticContext = false
    let report = try await reporter.report("Redact")
    let prepared = try await reporter.inbox.prepareReply(to: report.id, text: "Write to ann@example.com")
    #expect(prepared.message.text == "Write to [e-mail]" && prepared.message.version == nil)
    try await reporter.inbox.send(prepared)
    try await reporter.inbox.send(prepared)
    try await reporter.flush(within: .seconds(10))
    #expect(transport.messages == [prepared.message])
    let body = transport.requests.first { $0.url.path.hasSuffix(WirePaths.messages) }?.body ?? []
    #expect(String(decoding: body, as: UTF8.self).contains(String(decoding: prepared.bytes, as: UTF8.self)))
    #expect(try await reporter.statistics().messages.captured == 1)
    await reporter.close(within: .zero)
  }

  @Test func `messages of a report that is refused end with it, and nobody writes to it any more`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport { request, _ in
      TransportResponse(
        status: 202,
        body: Receipt.encoded(request.ids.map { Receipt(id: $0, outcome: .refused, code: "spam", message: "Spam.") }))
    }
    let reporter = try Reporter(try folder.configuration(transport: transport))
    let report = try await reporter.report("Refused")
    try await reporter.inbox.reply(to: report.id, text: "More")
    try await reporter.flush(within: .seconds(10))
    let conversation = try #require(try await reporter.inbox.conversation(report.id))
    #expect(conversation.state == .refused(why: "Spam."))
    #expect(conversation.entries.count == 1)
    guard case .refused(code: "report_refused", _)? = conversation.entries.first?.delivery else {
      Issue.record("\(conversation)")
      return
    }
    await #expect(throws: TellbackError.self) { try await reporter.inbox.reply(to: report.id, text: "Again") }
    #expect(try await reporter.statistics().isBalanced)
    await reporter.close(within: .zero)
  }

  @Test func `erasing a report erases what was written about it`() async throws {
    let folder = try TestFolder()
    let offline = RecordingTransport { _, _ in throw TellbackError(.transport, "offline") }
    let reporter = try Reporter(try folder.configuration(transport: offline))
    let report = try await reporter.report("Forget me")
    let secret = "the word Nebukadnezar"
    try await reporter.inbox.reply(
      to: report.id, text: secret,
      attachments: [ReportAttachment(bytes: Array(secret.utf8), name: "n", type: "text/plain")])
    let other = try await reporter.report("Keep me")
    try await reporter.inbox.reply(to: other.id, text: "stays")
    try await reporter.eraseMyData(of: report.id)
    #expect(try await reporter.inbox.conversation(report.id) == nil)
    #expect(try await reporter.inbox.conversation(other.id)?.entries.map(\.text) == ["stays"])
    let statistics = try await reporter.statistics()
    #expect(statistics.messages.discarded == ["erased": 1] && statistics.isBalanced)
    await reporter.close(within: .zero)
    for name in ["queue.sqlite", "queue.sqlite-wal"] {
      let bytes = FileManager.default.contents(atPath: folder.path + "/queue/0/" + name) ?? Data()
      #expect(bytes.range(of: Data("Nebukadnezar".utf8)) == nil, "\(name)")
    }
  }

  @Test func `an export has what was written, sent or not`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    let reporter = try Reporter(try folder.configuration(transport: transport))
    let report = try await reporter.report("Export")
    try await reporter.inbox.reply(to: report.id, text: "sent words")
    try await reporter.flush(within: .seconds(10))
    try await reporter.inbox.reply(to: report.id, text: "waiting words")
    _ = try await reporter.exportMyData(to: folder.path + "/export", onlyThisDevice: true)
    let json = try JSONSerialization.jsonObject(
      with: try Data(contentsOf: URL(fileURLWithPath: folder.path + "/export/my-data.json")))
    let device = try #require((json as? [String: Any])?["device"] as? [String: Any])
    func words(_ key: String) -> [String] {
      (device[key] as? [[String: Any]] ?? []).compactMap { ($0["message"] as? [String: Any])?["text"] as? String }
    }
    #expect(words("messages") == ["waiting words"] && words("sentMessages") == ["sent words"])
    await reporter.close(within: .zero)
  }

  @Test func `a disk that refuses leaves a reply in memory, and says so`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    var configuration = try folder.configuration(transport: transport)
    configuration.queueDirectory = "/proc/none/queue"
    let reporter = try Reporter(configuration)
    let report = try await reporter.report("Memory")
    let reply = try await reporter.inbox.reply(to: report.id, text: "Also in memory")
    #expect(!reply.durable)
    #expect(try await reporter.flush(within: .seconds(10)).isComplete)
    #expect(transport.messages.map(\.id) == [reply.id])
    await reporter.close(within: .zero)
  }

  @Test func `a reply is not on disk while its report is in memory alone, and moves there with it`() async throws {
    let folder = try TestFolder()
    let (moment, random) = (Timestamp(milliseconds: 5), SystemRandom())
    func id() -> ReportID { ReportID(at: moment, random: (random.next(), random.next())) }
    let queue = Queue(label: "test") {
      let opener = QueueOpener(directory: folder.path + "/queue", time: SystemTime(), random: SystemRandom())
      return QueueStore(try opener.open(), opener: opener, limits: QueueLimits())
    }
    func report(_ characters: Int) async throws -> (ReportID, durable: Bool) {
      let text = String(repeating: "x", count: characters)
      let report = Report(id: id(), capturedAt: moment, text: text)
      let item = QueueItem(id: report.id, capturedAt: moment, body: report.encoded())
      return (report.id, try await queue.capture(item, isolation: nil).durable)
    }
    func reply(_ report: ReportID) async throws -> Bool? {
      let message = ReporterMessage(id: id(), report: report, at: moment, content: .reply(text: "And more"))
      return try await queue.run { store in
        let said = try store.say(
          .prepared(PreparedMessage(message: message, bytes: message.encoded(), files: [])), about: report,
          scope: .everybody, at: moment
        ) { _ in throw TellbackError(.storage, "It is prepared already.") }
        guard case .said(let said, _) = said else { return nil }
        return said.result.durable
      }
    }
    let first = try await report(10)
    #expect(first.durable)
    // Room for a reply, not for a report.
    try await queue.run { store in
      let pages = try store.main.connection.first("PRAGMA page_count") { $0.int64(0) } ?? 0
      try store.main.connection.execute("PRAGMA max_page_count = \(pages + 1)")
    }
    let second = try await report(200_000)
    #expect(!second.durable)
    #expect(try await reply(first.0) == true)
    #expect(try await reply(second.0) == false)
    // Once there is room, a reply takes its report along.
    try await queue.run { try $0.main.connection.execute("PRAGMA max_page_count = 1000000") }
    #expect(try await reply(second.0) == true)
    let after = try await queue.run { ($0.main.totals.reports, $0.main.totals.messages, $0.overflow == nil) }
    #expect(after == (2, 3, true))
    await queue.close()
  }
}
