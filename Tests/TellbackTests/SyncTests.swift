// What each answer of the collector does to the queue, with a clock that the test moves.
import Foundation
import Tellback
import TellbackTesting
import Testing

@Suite struct SyncTests {
  private func reporter(
    _ folder: TestFolder, _ transport: any Transport, _ time: any TimeSource = SystemTime(),
    change: (inout ReporterConfiguration) -> Void = { _ in }
  ) throws -> Reporter {
    var configuration = try folder.configuration(transport: transport, time: time)
    configuration.random = SeededRandom(seed: 3)
    change(&configuration)
    return try Reporter(configuration)
  }

  @Test func `reports go in batches, oldest first, each once`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    let reporter = try reporter(folder, transport) { $0.sync.batchReports = 7 }
    var ids: [ReportID] = []
    for number in 0..<20 { ids.append(try await reporter.report("Report \(number)").id) }
    let result = try await reporter.flush(within: .seconds(30))
    #expect(result.sent == 20 && result.isComplete)
    #expect(transport.reports.map(\.id) == ids)
    #expect(transport.requests.filter { $0.method == "POST" }.map(\.ids.count) == [7, 7, 6])
    await reporter.close()
  }

  @Test func `a batch stays within its bytes, and one large report still goes`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    let reporter = try reporter(folder, transport) { $0.sync.batchBytes = 5_000 }
    for _ in 0..<4 { try await reporter.report(String(repeating: "x", count: 2_000)) }
    try await reporter.report(String(repeating: "y", count: 50_000))
    try await reporter.flush(within: .seconds(30))
    #expect(transport.requests.filter { $0.method == "POST" }.map(\.ids.count) == [2, 2, 1])
    await reporter.close()
  }

  @Test func `a lost answer makes a repeat, which counts once`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    let reporter = try reporter(folder, transport) { $0.sync.retry.base = .milliseconds(1) }
    transport.answer { [weak transport] request, count in
      let answer = transport?.take(request)
      if count == 1 { throw TellbackError(.transport, "the answer was lost") }
      return answer ?? TransportResponse(status: 500)
    }
    let receipt = try await reporter.report("Once")
    try await reporter.flush(within: .seconds(30))
    #expect(transport.requests.filter { $0.method == "POST" }.count == 2)
    #expect(transport.reports.map(\.id) == [receipt.id])
    let statistics = try await reporter.statistics()
    #expect(statistics.delivered == 1 && statistics.queued == 0 && statistics.isBalanced)
    #expect(statistics.failedRequests == 1)
    await reporter.close()
  }

  @Test(arguments: [
    TransportResponse(status: 200, headers: ["content-type": "text/html"], body: Array("<html>Log in</html>".utf8)),
    TransportResponse(status: 200, body: Array("{}".utf8)), TransportResponse(status: 202, body: []),
    TransportResponse(status: 302, headers: ["location": "http://portal.example"]),
    TransportResponse(status: 202, body: Array(#"{"receipts":[]}"#.utf8)),
    TransportResponse(
      status: 202,
      body: Receipt.encoded([Receipt(id: ReportID(at: Timestamp(milliseconds: 1), random: (1, 1)), outcome: .accepted)])
    ),
    .refusal(503), .refusal(429), .refusal(401), .refusal(403), .refusal(404), .refusal(410), .refusal(500),
  ])
  func `no answer but a receipt with its id takes a report out of the queue`(answer: TransportResponse) async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport { _, _ in answer }
    let reporter = try reporter(folder, transport) { $0.sync.retry.base = .seconds(3_600) }
    let receipt = try await reporter.report("Keep me")
    let result = try await reporter.flush(within: .seconds(10))
    // It was sent and answered, and stays all the same.
    #expect(transport.requests.contains { $0.ids == [receipt.id] })
    #expect(result.remaining == 1 && result.sent == 0)
    #expect(try await reporter.state(of: receipt.id)?.states == [.saved])
    await reporter.close(within: .zero)
  }

  @Test func `receipts for some delete those, and the rest is sent again`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    transport.answer { [weak transport] request, count in
      guard count == 1, let first = request.ids.first else {
        return transport?.take(request) ?? TransportResponse(status: 500)
      }
      return TransportResponse(status: 202, body: Receipt.encoded([Receipt(id: first, outcome: .accepted)]))
    }
    let reporter = try reporter(folder, transport)
    for number in 0..<3 { try await reporter.report("Report \(number)") }
    let result = try await reporter.flush(within: .seconds(30))
    #expect(result.isComplete)
    #expect(transport.requests.filter { $0.method == "POST" }.map(\.ids.count) == [3, 2])
    await reporter.close()
  }

  @Test(arguments: [400, 415, 422, 413])
  func `one poisonous report is quarantined alone and the others go on`(status: Int) async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    let reporter = try reporter(folder, transport)
    var ids: [ReportID] = []
    for number in 0..<33 { ids.append(try await reporter.report("Report \(number)").id) }
    let poison = ids[17]
    transport.answer { [weak transport] request, _ in
      if request.ids.contains(poison) { return .refusal(status, code: "broken") }
      return transport?.take(request) ?? TransportResponse(status: 500)
    }
    let result = try await reporter.flush(within: .seconds(30))
    #expect(result.isComplete)
    #expect(Set(transport.reports.map(\.id)) == Set(ids).subtracting([poison]))
    let refused = try await reporter.refused()
    #expect(refused.map(\.id) == [poison])
    #expect(refused.first?.code == "broken")
    #expect(try Report(decoding: refused.first?.bytes ?? []).text == "Report 17")
    #expect(
      try await reporter.state(of: poison)?.states == [.saved, .sent, .refused(code: "broken", why: "No: broken.")])
    let statistics = try await reporter.statistics()
    #expect(statistics.discarded == ["refused": 1] && statistics.delivered == 32 && statistics.isBalanced)
    await reporter.close()
  }

  @Test func `a proxy that refuses everything does not set everything aside`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport { _, _ in
      TransportResponse(status: 400, body: Array("<html>Bad Request</html>".utf8))
    }
    let reporter = try reporter(folder, transport)
    for number in 0..<20 { try await reporter.report("Report \(number)") }
    let result = try await reporter.flush(within: .seconds(10))
    #expect(result.remaining == 17)
    #expect(try await reporter.refused().count == 3)
    guard case .rejected(400, _) = reporter.condition else {
      Issue.record("the condition is \(reporter.condition)")
      return
    }
    await reporter.close(within: .zero)
  }

  @Test func `a refusal in a receipt sets that report aside with the collector's reason`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport { request, _ in
      let receipts = request.ids.map { Receipt(id: $0, outcome: .refused, code: "quota", message: "Too many today.") }
      return TransportResponse(status: 202, body: Receipt.encoded(receipts))
    }
    let reporter = try reporter(folder, transport)
    let receipt = try await reporter.report("One too many")
    try await reporter.flush(within: .seconds(10))
    #expect(try await reporter.state(of: receipt.id)?.state == .refused(code: "quota", why: "Too many today."))
    #expect(try await reporter.statistics().isBalanced)
    await reporter.close()
  }

  @Test func `an erased report is told as erased and keeps no copy`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport { request, _ in
      let receipts = request.ids.map { Receipt(id: $0, outcome: .erased, message: "Erased.") }
      return TransportResponse(status: 202, body: Receipt.encoded(receipts))
    }
    let reporter = try reporter(folder, transport)
    let receipt = try await reporter.report(
      "Forget me", attachments: [ReportAttachment(bytes: [1], name: "a", type: "text/plain")])
    try await reporter.flush(within: .seconds(10))
    #expect(try await reporter.state(of: receipt.id)?.state == .refused(code: "erased", why: "Erased."))
    #expect(try await reporter.refused().isEmpty)
    let statistics = try await reporter.statistics()
    #expect(statistics.attachmentsShed == ["report_erased": 1] && statistics.isBalanced)
    await reporter.close()
  }

  @Test func `server errors on one report put it off and the others go on`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    let reporter = try reporter(folder, transport) {
      $0.sync.retry.base = .milliseconds(1)
      $0.sync.retry.cap = .seconds(600)
    }
    var ids: [ReportID] = []
    for number in 0..<9 { ids.append(try await reporter.report("Report \(number)").id) }
    let bad = ids[3]
    transport.answer { [weak transport] request, _ in
      if request.ids.contains(bad) { return .refusal(500) }
      return transport?.take(request) ?? TransportResponse(status: 500)
    }
    let result = try await reporter.flush(within: .seconds(60))
    #expect(result.remaining == 1)
    #expect(Set(transport.reports.map(\.id)) == Set(ids).subtracting([bad]))
    #expect(try await reporter.state(of: bad)?.states == [.saved])
    await reporter.close(within: .zero)
  }

  @Test func `the delay grows with each failure and a success takes it back`() async throws {
    let folder = try TestFolder()
    let time = ManualTime()
    let transport = RecordingTransport { _, _ in throw TellbackError(.transport, "offline") }
    let reporter = try reporter(folder, transport, time) { $0.sync.isAutomatic = true }
    try await reporter.report("On the train")
    var bound = 2.0
    for tries in 1...8 {
      try await eventually("try \(tries)") { transport.requests.count == tries && time.sleepers == 1 }
      let wait = try #require(time.nextWake)
      #expect(wait <= .seconds(bound))
      time.advance(by: wait)
      bound *= 2
    }
    transport.answer(with: nil)
    time.advance(by: .seconds(3_600))
    try await eventually("the delivery") { transport.reports.count == 1 }
    try await eventually("the good news") { reporter.condition == .healthy }
    await reporter.close(within: .zero)
  }

  @Test(arguments: ["120", "Thu, 01 Jan 2026 00:02:00 GMT"])
  func `nothing is sent before Retry-After, not even by a flush`(retryAfter: String) async throws {
    let folder = try TestFolder()
    let time = ManualTime()
    let transport = RecordingTransport { _, _ in .refusal(429, retryAfter: retryAfter) }
    let reporter = try reporter(folder, transport, time) { $0.sync.isAutomatic = true }
    try await reporter.report("Patience")
    try await eventually("the first try") { transport.requests.count == 1 && time.sleepers == 1 }
    let result = try await reporter.flush(within: .seconds(60))
    #expect(result.remaining == 1)
    transport.answer(with: nil)
    time.advance(by: .seconds(119))
    try await reporter.report("Another")
    #expect(transport.requests.count == 1)
    time.advance(by: .seconds(2))
    try await eventually("the delivery") { transport.reports.count == 2 }
    await reporter.close(within: .zero)
  }

  @Test func `a rejected key keeps everything and is probed rarely`() async throws {
    let folder = try TestFolder()
    let time = ManualTime()
    let transport = RecordingTransport { _, _ in .refusal(401, code: "unknown_key") }
    let reporter = try reporter(folder, transport, time) { $0.sync.isAutomatic = true }
    try await reporter.report("Wrong key")
    try await eventually("the rejection") { reporter.condition == .rejected(status: 401, why: "No: unknown_key.") }
    try await eventually("the sleep") { time.sleepers == 1 }
    #expect(try #require(time.nextWake) >= .seconds(1_800))
    transport.answer(with: nil)
    time.advance(by: .seconds(3_600))
    try await eventually("the delivery") { transport.reports.count == 1 }
    await reporter.close(within: .zero)
  }

  @Test func `410 is told to the app and ends the tries of this run`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport { _, _ in .refusal(410) }
    let reporter = try reporter(folder, transport)
    try await reporter.report("Anybody there?")
    try await reporter.flush(within: .seconds(5))
    #expect(reporter.condition == .gone)
    let count = transport.requests.count
    try await reporter.flush(within: .seconds(5))
    #expect(transport.requests.count == count)
    #expect(try await reporter.statistics().queued == 1)
    await reporter.close(within: .zero)
  }

  @Test func `the accounting goes along and is exact`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    let reporter = try reporter(folder, transport) { $0.limits.reports = 2 }
    try await reporter.report("one")
    try await reporter.report("two")
    await #expect(throws: TellbackError.self) { try await reporter.report("three") }
    try await reporter.flush(within: .seconds(10))
    let accounting = try #require(transport.requests.first?.accounting)
    #expect(accounting == Accounting(captured: 3, delivered: 0, queued: 2, discarded: ["queue_full": 1]))
    await reporter.close()
  }

  @Test func `a clock at 1970 and one set back harm nothing`() async throws {
    let folder = try TestFolder()
    let time = ManualTime(now: Timestamp(milliseconds: 0))
    let transport = RecordingTransport()
    let reporter = try reporter(folder, transport, time)
    try await reporter.report("In 1970")
    time.set(now: Timestamp(milliseconds: 1_767_225_600_000))
    try await reporter.report("In 2026")
    time.set(now: Timestamp(milliseconds: 1_000))
    try await reporter.report("Back again")
    try await reporter.flush(within: .seconds(30))
    #expect(transport.reports.map(\.text) == ["In 1970", "In 2026", "Back again"])
    await reporter.close(within: .zero)
  }
}
