// While the app is in front one request waits at the collector; otherwise none does.
import Foundation
import TellbackSupport
import TellbackTesting
import Testing

@testable import Tellback

@Suite struct LiveDeliveryTests {
  private static func waits(_ request: TransportRequest) -> Bool { request.url.query?.contains("wait=") == true }

  private func reporter(
    _ folder: TestFolder, _ transport: any Transport, time: any TimeSource = SystemTime()
  ) throws -> Reporter {
    var configuration = try folder.configuration(transport: transport, time: time, isAutomatic: true)
    configuration.sync.updateInterval = .seconds(3_600)
    return try Reporter(configuration)
  }

  @Test func `an answer comes while the app is in front, over one request that waits`() async throws {
    let folder = try TestFolder()
    let desk = TestDesk()
    let counter = HeldRequests(desk.transport)
    let reporter = try reporter(folder, counter)
    #expect(!reporter.isInFront)
    reporter.isInFront = true
    let report = try await reporter.report("Hello?")
    try await eventually("a poll waits") { counter.held == 1 }
    for number in 1...5 {
      desk.answer(report.id, "Answer \(number)")
      try await eventually("the answer is shown") { try await reporter.inbox.unread() == number }
    }
    #expect(counter.mostHeld == 1)
    reporter.isInFront = false
    try await eventually("nothing waits any more") { counter.held == 0 }
    let polls = desk.transport.requests.count(where: Self.waits)
    desk.answer(report.id, "While away")
    try await reporter.inbox.reply(to: report.id, text: "Bye")
    try await eventually("the reply is sent") { desk.replies(to: report.id) == ["Bye"] }
    #expect(desk.transport.requests.count(where: Self.waits) == polls)
    await reporter.close(within: .zero)
  }

  @Test func `closing ends the request that waits, and so does an erasure`() async throws {
    let folder = try TestFolder()
    let desk = TestDesk()
    let counter = HeldRequests(desk.transport)
    let reporter = try reporter(folder, counter)
    reporter.isInFront = true
    try await reporter.report("Erase me")
    try await eventually("a poll waits") { counter.held == 1 }
    try await reporter.eraseMyData()
    try await eventually("the erasure is sent") { !desk.transport.erasures.isEmpty }
    #expect(counter.held == 0)
    try await reporter.report("Anew")
    try await eventually("a poll waits again") { counter.held == 1 }
    await reporter.close(within: .zero)
    #expect(counter.held == 0)
    #expect(!reporter.isInFront)
  }

  @Test func `nobody polls before something was delivered`() async throws {
    let folder = try TestFolder()
    let desk = TestDesk()
    let reporter = try reporter(folder, desk.transport)
    reporter.isInFront = true
    _ = try await reporter.storage()
    try await reporter.flush(within: .milliseconds(50))
    #expect(desk.transport.requests.isEmpty)
    await reporter.close(within: .zero)
  }

  @Test func `a Retry-After is kept, and a collector that does not wait is not asked without a pause`() async throws {
    let folder = try TestFolder()
    let (transport, time) = (RecordingTransport(), ManualTime())
    let polls = Lock(0)
    let answers = Lock(TransportResponse.refusal(503, code: "busy", retryAfter: "1000"))
    transport.answer { [weak transport] request, _ in
      guard Self.waits(request) else { return transport?.take(request) ?? TransportResponse(status: 500) }
      polls.withLock { $0 += 1 }
      return answers.withLock { $0 }
    }
    let reporter = try reporter(folder, transport, time: time)
    try await reporter.report("Busy")
    try await eventually("it is delivered") { !transport.reports.isEmpty }
    reporter.isInFront = true
    try await eventually("it polls") { polls.withLock { $0 } == 1 }
    for _ in 0..<9 {
      time.advance(by: .seconds(100))
      try await Task.sleep(for: .milliseconds(2))
    }
    #expect(polls.withLock { $0 } == 1)
    answers.withLock {
      $0 = TransportResponse(status: 200, body: UpdatePage(updates: [], cursor: 0, hasMore: false).encoded())
    }
    try await eventually("it polls again") {
      time.advance(by: .seconds(10))
      return polls.withLock { $0 } == 2
    }
    // Pauses of 2, 4, 8 … seconds from here: after 60 s some five more, never one after the other.
    for _ in 0..<60 {
      time.advance(by: .seconds(1))
      try await Task.sleep(for: .milliseconds(1))
    }
    #expect(polls.withLock { $0 } <= 8)
    await reporter.close(within: .zero)
  }
}

/// Counts the polls that wait.
private final class HeldRequests: Transport {
  private struct Counts {
    var held = 0
    var most = 0
  }

  private let inner: any Transport
  private let counts = Lock(Counts())

  init(_ inner: any Transport) { self.inner = inner }

  var held: Int { counts.withLock { $0.held } }
  var mostHeld: Int { counts.withLock { $0.most } }

  func send(_ request: TransportRequest) async throws -> TransportResponse {
    guard request.url.query?.contains("wait=") == true else { return try await inner.send(request) }
    counts.withLock { counts in
      counts.held += 1
      counts.most = max(counts.most, counts.held)
    }
    defer { counts.withLock { $0.held -= 1 } }
    return try await inner.send(request)
  }
}
