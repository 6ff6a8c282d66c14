// Erasing and exporting from the SDK: rows, files, identity, what is under way, and what a person is handed.
import Foundation
import TellbackSQLite
import TellbackTesting
import TellbackWire
import Testing

@testable import Tellback

@Suite struct PrivacyTests {
  private static let word = "Nightingale"

  private func offline() -> RecordingTransport {
    RecordingTransport { _, _ in throw CocoaError(.featureUnsupported) }
  }

  private func code(_ body: () async throws -> Void) async -> TellbackError.Code? {
    do {
      try await body()
      return nil
    } catch {
      return (error as? TellbackError)?.code
    }
  }

  /// Every file under `path` that holds these bytes.
  private func files(in path: String, holding word: String) throws -> [String] {
    let needle = Data(word.utf8)
    return try FileManager.default.subpathsOfDirectory(atPath: path).filter { name in
      guard let data = FileManager.default.contents(atPath: path + "/" + name) else { return false }
      return data.range(of: needle) != nil
    }
  }

  private func installation(_ folder: TestFolder, _ slot: Int = 0) throws -> String {
    try String(contentsOfFile: folder.path + "/queue/\(slot)/installation", encoding: .utf8)
  }

  private func attachment(_ bytes: Int = 30_000) -> ReportAttachment {
    let words = Array(repeating: "\(Self.word) ", count: bytes / 12).joined()
    return ReportAttachment(bytes: Array(words.utf8), name: "\(Self.word).txt", type: "text/plain")
  }

  private func sent(_ transport: RecordingTransport, _ path: String) -> [TransportRequest] {
    transport.requests.filter { $0.url.path == path }
  }

  @Test func `after an erasure no byte of the words is in any file of the queue, and the identity is a new one`()
    async throws
  {
    let folder = try TestFolder()
    let transport = offline()
    let reporter = try Reporter(try folder.configuration(transport: transport))
    for number in 0..<40 {
      let long = String(repeating: "\(Self.word) ", count: number * 40)
      try await reporter.report("\(Self.word) \(number) \(long)", attachments: number % 8 == 0 ? [attachment()] : [])
    }
    let before = try installation(folder)
    #expect(try !files(in: folder.path, holding: Self.word).isEmpty)
    let erasure = try await reporter.eraseMyData()
    #expect(erasure == Erasure(isDurable: true, otherProcesses: 0))
    #expect(try files(in: folder.path, holding: Self.word).isEmpty)
    #expect(try await reporter.receipts().isEmpty)
    #expect(try await reporter.pendingErasures() == 1)
    let statistics = try await reporter.statistics()
    #expect(statistics.captured == 0 && statistics.queued == 0 && statistics.isBalanced)
    let after = try installation(folder)
    #expect(after != before)
    await reporter.close(within: .zero)
    #expect(try files(in: folder.path, holding: Self.word).isEmpty)
  }

  @Test func `what was delivered, answered and refused is erased too, and its file pages`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    let reporter = try Reporter(try folder.configuration(transport: transport))
    let receipt = try await reporter.report("\(Self.word) fell", attachments: [attachment()])
    transport.updates = [
      TicketUpdate(
        sequence: 1, report: receipt.id, kind: .answered, at: Timestamp(milliseconds: 1), ticket: 7,
        message: "Dear \(Self.word)", by: "Ann")
    ]
    try await reporter.flush(within: .seconds(30))
    transport.answer { _, _ in .refusal(422, code: "no") }
    try await reporter.report("\(Self.word) again")
    try await reporter.flush(within: .seconds(30))
    #expect(try await reporter.refused().count == 1)
    #expect(try await reporter.state(of: receipt.id)?.state == .answered(note: "Dear \(Self.word)", by: "Ann"))
    transport.answer(with: nil)
    try await reporter.eraseMyData()
    #expect(try files(in: folder.path, holding: Self.word).isEmpty)
    #expect(try await reporter.refused().isEmpty)
    #expect(try await reporter.state(of: receipt.id) == nil)
    try await reporter.flush(within: .seconds(30))
    #expect(try await reporter.pendingErasures() == 0)
    #expect(transport.reports.isEmpty && transport.attachments.isEmpty)
    #expect(
      transport.erasures == [.everything(Accounting(captured: 2, delivered: 1, queued: 0, discarded: ["refused": 1]))])
    await reporter.close(within: .zero)
  }

  @Test func `rows that were never sent never leave the device, and the wish carries the old identity's proof`()
    async throws
  {
    let folder = try TestFolder()
    let transport = offline()
    let reporter = try Reporter(try folder.configuration(transport: transport))
    for _ in 0..<3 { try await reporter.report(Self.word) }
    let old = try installation(folder)
    try await reporter.eraseMyData()
    transport.answer(with: nil)
    let later = try await reporter.report("A new start")
    try await reporter.flush(within: .seconds(30))
    #expect(transport.reports.map(\.id) == [later.id])
    #expect(transport.requests.allSatisfy { !$0.body.contains(Self.word) })
    let wishes = sent(transport, WirePaths.erasures)
    #expect(wishes.map { $0.headers[WireHeaders.installation] } == [old])
    let new = try installation(folder)
    #expect(sent(transport, WirePaths.batches).map { $0.headers[WireHeaders.installation] } == [new])
    #expect(
      transport.erasures == [.everything(Accounting(captured: 3, delivered: 0, queued: 0, discarded: ["erased": 3]))])
    await reporter.close(within: .zero)
  }

  @Test func `a wish to erase made offline survives the end of the app`() async throws {
    let folder = try TestFolder()
    let first = try Reporter(try folder.configuration(transport: offline()))
    try await first.report(Self.word)
    try await first.eraseMyData()
    await first.close(within: .zero)
    let transport = RecordingTransport()
    let second = try Reporter(try folder.configuration(transport: transport))
    #expect(try await second.pendingErasures() == 1)
    let result = try await second.flush(within: .seconds(30))
    #expect(result.isComplete)
    #expect(try await second.pendingErasures() == 0)
    #expect(transport.erasures.count == 1)
    await second.close(within: .zero)
  }

  @Test func `an end between the erasure's commit and the new identity's file changes nothing`() async throws {
    let folder = try TestFolder()
    let first = try Reporter(try folder.configuration(transport: offline()))
    try await first.report(Self.word)
    let old = try installation(folder)
    try await first.eraseMyData()
    let new = try installation(folder)
    await first.close(within: .zero)
    try Data(old.utf8).write(to: URL(fileURLWithPath: folder.path + "/queue/0/installation"))
    let transport = RecordingTransport()
    let second = try Reporter(try folder.configuration(transport: transport))
    try await second.report("A new start")
    try await second.flush(within: .seconds(30))
    #expect(sent(transport, WirePaths.batches).map { $0.headers[WireHeaders.installation] } == [new])
    #expect(sent(transport, WirePaths.erasures).map { $0.headers[WireHeaders.installation] } == [old])
    #expect(try installation(folder) == new)
    await second.close(within: .zero)
  }

  @Test func `a batch that is under way when somebody erases is given up, and its late arrival is erased`() async throws
  {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    let (started, starting) = AsyncStream.makeStream(of: TransportRequest.self)
    transport.answer { [weak transport] request, _ in
      guard request.url.path == WirePaths.batches else { return transport?.take(request) ?? .refusal(500) }
      starting.yield(request)
      // Until it is cancelled, as a connection that hangs.
      try await Task.sleep(for: .seconds(600))
      return .refusal(500)
    }
    let reporter = try Reporter(try folder.configuration(transport: transport, isAutomatic: true))
    let receipt = try await reporter.report(Self.word)
    var underWay: TransportRequest?
    for await request in started {
      underWay = request
      break
    }
    try await reporter.eraseMyData()
    try await eventually("the collector's word") { try await reporter.pendingErasures() == 0 }
    #expect(try await reporter.statistics().isBalanced)
    try await eventually("the condition that follows") { reporter.condition == .healthy }
    // The network delivers it late.
    let late = try #require(underWay)
    let answer = transport.take(late)
    #expect(try Receipt.decodeAll(answer.body) == [Receipt(id: receipt.id, outcome: .erased)])
    #expect(transport.reports.isEmpty)
    await reporter.close(within: .zero)
  }

  @Test func `one report is erased and the others stay, with the same identity`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    let reporter = try Reporter(try folder.configuration(transport: transport))
    let sentOne = try await reporter.report("\(Self.word) was sent", attachments: [attachment()])
    let kept = try await reporter.report("It stays")
    try await reporter.flush(within: .seconds(30))
    transport.answer { _, _ in throw CocoaError(.featureUnsupported) }
    let waiting = try await reporter.report("\(Self.word) waits", attachments: [attachment()])
    let alsoKept = try await reporter.report("It stays too")
    let before = try installation(folder)
    for id in [sentOne.id, waiting.id] { try await reporter.eraseMyData(of: id) }
    #expect(try files(in: folder.path, holding: Self.word).isEmpty)
    #expect(try await reporter.receipts().map(\.id) == [alsoKept.id, kept.id])
    transport.answer(with: nil)
    try await reporter.flush(within: .seconds(30))
    #expect(transport.erasures == [.reports([sentOne.id]), .reports([waiting.id])])
    #expect(Set(transport.reports.map(\.id)) == [kept.id, alsoKept.id])
    #expect(try installation(folder) == before)
    let statistics = try await reporter.statistics()
    #expect(statistics.discarded == ["erased": 1] && statistics.delivered == 3 && statistics.isBalanced)
    await reporter.close(within: .zero)
  }

  @Test func `a report that is forgotten here is still erased at the collector`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    let reporter = try Reporter(try folder.configuration(transport: transport))
    let id = ReportID(at: Timestamp(milliseconds: 1), random: (1, 2))
    try await reporter.eraseMyData(of: id)
    try await reporter.flush(within: .seconds(30))
    #expect(transport.erasures == [.reports([id])])
    await reporter.close(within: .zero)
  }

  @Test func `listeners of erased reports hear the end`() async throws {
    let folder = try TestFolder()
    let reporter = try Reporter(try folder.configuration(transport: offline()))
    let receipt = try await reporter.report(Self.word)
    let other = try await reporter.report("Kept")
    var states = receipt.states.makeAsyncIterator()
    var others = other.states.makeAsyncIterator()
    #expect(await states.next() == .saved)
    #expect(await others.next() == .saved)
    try await reporter.eraseMyData(of: receipt.id)
    // Not the closing ends it: the reporter is open.
    #expect(await states.next() == nil)
    try await reporter.eraseMyData()
    #expect(await others.next() == nil)
    await reporter.close(within: .zero)
  }

  @Test func `queues that dead processes left are erased too, and those of live ones are counted`() async throws {
    let folder = try TestFolder()
    let first = try Reporter(try folder.configuration(transport: RecordingTransport()))
    let second = try Reporter(try folder.configuration(transport: RecordingTransport()))
    for reporter in [first, second] {
      try await reporter.report(Self.word)
      try await reporter.flush(within: .seconds(30))
    }
    #expect(try await first.eraseMyData().otherProcesses == 1)
    await second.close(within: .zero)
    #expect(try await first.eraseMyData() == Erasure(isDurable: true, otherProcesses: 0))
    #expect(try files(in: folder.path, holding: Self.word).isEmpty)
    #expect(try await first.pendingErasures() == 3)
    await first.close(within: .zero)
  }

  @Test func `damaged files that were moved aside go with an erasure, and a wish to erase outlives damage`()
    async throws
  {
    let folder = try TestFolder()
    let first = try Reporter(try folder.configuration(transport: offline()))
    try await first.report("before")
    try await first.eraseMyData()
    for number in 0..<30 { try await first.report("\(Self.word) \(number) " + String(repeating: "x", count: 3_000)) }
    await first.close(within: .zero)
    let path = folder.path + "/queue/0/queue.sqlite"
    let file = try #require(FileHandle(forUpdatingAtPath: path))
    // A page of the reports; the table of wishes is read before it.
    try file.seek(toOffset: try file.seekToEnd() - 12_000)
    try file.write(contentsOf: Data(repeating: 0xA5, count: 8_192))
    try file.close()
    let second = try Reporter(try folder.configuration(transport: offline()))
    for number in 0..<40 { _ = try? await second.report("after \(number) " + String(repeating: "y", count: 3_000)) }
    _ = try await second.refused()
    _ = try? await second.flush(within: .milliseconds(50))
    #expect(try await second.pendingErasures() == 1)
    func movedAside() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: folder.path + "/queue/0").filter { $0.hasPrefix("damaged-") }
    }
    #expect(try !movedAside().isEmpty)
    #expect(try !files(in: folder.path, holding: Self.word).isEmpty)
    try await second.eraseMyData()
    #expect(try movedAside().isEmpty)
    #expect(try files(in: folder.path, holding: Self.word).isEmpty)
    await second.close(within: .zero)
  }

  @Test func `a queue in memory is erased too, and says that its wish is not durable`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    var configuration = try folder.configuration(transport: transport)
    configuration.queueDirectory = "/proc/nowhere"
    let reporter = try Reporter(configuration)
    try await reporter.report(Self.word)
    #expect(try await !reporter.eraseMyData().isDurable)
    try await reporter.flush(within: .seconds(30))
    #expect(transport.reports.isEmpty && transport.erasures.count == 1)
    await reporter.close(within: .zero)
  }

  @Test func `a collector that cannot erase now, or not yet, is asked again, and words go on meanwhile`() async throws {
    for refusal in [TransportResponse.refusal(503, retryAfter: "1"), .refusal(404), TransportResponse(status: 200)] {
      let folder = try TestFolder()
      let transport = RecordingTransport()
      transport.answer { [weak transport] request, _ in
        request.url.path == WirePaths.erasures ? refusal : transport?.take(request) ?? .refusal(500)
      }
      let reporter = try Reporter(try folder.configuration(transport: transport))
      try await reporter.eraseMyData()
      try await reporter.report("Words")
      // Each flush ends with its time alone: the erasure stays due.
      try await eventually("the words' delivery") {
        try await reporter.flush(within: .milliseconds(300))
        return transport.reports.count == 1
      }
      #expect(try await reporter.pendingErasures() == 1)
      transport.answer(with: nil)
      try await reporter.flush(within: .seconds(30))
      #expect(try await reporter.pendingErasures() == 0)
      await reporter.close(within: .zero)
    }
  }
}

extension [UInt8] {
  fileprivate func contains(_ word: String) -> Bool { Data(self).range(of: Data(word.utf8)) != nil }
}
