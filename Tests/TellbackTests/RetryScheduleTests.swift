// When the ways to the collector are tried again after an outage: news on one shortens the waits of all, Retry-After stays.
import Tellback
import TellbackTesting
import Testing

@Suite struct RetryScheduleTests {
  private func reporter(
    _ folder: TestFolder, _ transport: any Transport, _ time: ManualTime, isAutomatic: Bool = true
  ) throws -> Reporter {
    var configuration = try folder.configuration(transport: transport, time: time, isAutomatic: isAutomatic)
    configuration.random = SeededRandom(seed: 7)
    return try Reporter(configuration)
  }

  /// Moves the clock from try to try until the sender waits for more than `bound`.
  private func sleep(
    past bound: Duration, _ time: ManualTime, _ transport: RecordingTransport, from first: Int = 1
  ) async throws {
    for tries in first...(first + 40) {
      try await eventually("try \(tries) and the rest after it") {
        transport.requests.count >= tries && time.sleepers == 1
      }
      let wait = try #require(time.nextWake)
      if wait > bound { return }
      time.advance(by: wait)
    }
    Issue.record("it never waited for more than \(bound)")
  }

  @Test func `after hours without a network a new report brings the next try within about a minute`() async throws {
    let folder = try TestFolder()
    let time = ManualTime()
    let transport = RecordingTransport { _, _ in throw TellbackError(.transport, "offline") }
    let reporter = try reporter(folder, transport, time)
    try await reporter.report("On the island")
    try await sleep(past: .seconds(3_600), time, transport)
    let tries = transport.requests.count
    transport.answer(with: nil)
    try await reporter.report("Back on land")
    try await eventually("a shorter rest") { time.sleepers == 1 && (time.nextWake ?? .seconds(9_999)) <= .seconds(64) }
    // At the earliest then: the jitter is kept.
    #expect(transport.requests.count == tries)
    let wait = try #require(time.nextWake)
    // Many reports do not draw again and again.
    for number in 0..<8 { try await reporter.report("More \(number)") }
    time.advance(by: wait - .milliseconds(1))
    #expect(transport.requests.count == tries)
    time.advance(by: .milliseconds(2))
    try await eventually("the delivery") { transport.reports.count == 10 }
    await reporter.close(within: .zero)
  }

  @Test func `neither a new report nor a flush shortens Retry-After`() async throws {
    let folder = try TestFolder()
    let time = ManualTime()
    let transport = RecordingTransport { _, _ in .refusal(503, retryAfter: "7200") }
    let reporter = try reporter(folder, transport, time)
    try await reporter.report("Busy")
    try await eventually("the first try") { transport.requests.count == 1 && time.sleepers == 1 }
    try await reporter.report("Still busy")
    try await reporter.flush(within: .seconds(10))
    time.advance(by: .seconds(7_199))
    try await reporter.report("Nearly")
    try await reporter.flush(within: .milliseconds(10))
    #expect(transport.requests.count == 1)
    transport.answer(with: nil)
    try await eventually("the delivery") {
      // Again and again: a sleep may have begun just after the time it was meant to end at.
      time.advance(by: .seconds(2))
      return transport.reports.count == 3
    }
    await reporter.close(within: .zero)
  }

  @Test func `a delivery of the own queue wakes an adopted one that waits since an outage`() async throws {
    let folder = try TestFolder()
    let time = ManualTime()
    let transport = RecordingTransport { _, _ in throw TellbackError(.transport, "offline") }
    let first = try reporter(folder, transport, time, isAutomatic: false)
    _ = try await first.statistics()
    let second = try reporter(folder, transport, time, isAutomatic: false)
    try await second.report("From another process")
    await second.close(within: .zero)
    await first.close(within: .zero)
    let third = try reporter(folder, transport, time)
    for hour in 1...60 {
      time.advance(by: .seconds(3_600))
      // Each hour brings at most one try; those drawn for later come later.
      for _ in 0..<20 where transport.requests.count < hour { try await Task.sleep(for: .milliseconds(1)) }
    }
    try await eventually("many tries") {
      time.advance(by: .seconds(3_600))
      return transport.requests.count > 18
    }
    transport.answer(with: nil)
    try await third.report("From this one")
    try await eventually("the own delivery") { transport.reports.contains { $0.text == "From this one" } }
    // The adopted queue heard of it; it draws from a minute at most.
    for _ in 0..<65 {
      time.advance(by: .seconds(1))
      if transport.reports.count == 2 { break }
      try await Task.sleep(for: .milliseconds(20))
    }
    try await eventually("the other delivery") { transport.reports.count == 2 }
    await third.close(within: .zero)
  }

  @Test func `an answer to a question wakes the words that wait since an outage`() async throws {
    let folder = try TestFolder()
    let time = ManualTime()
    let transport = RecordingTransport()
    let reporter = try reporter(folder, transport, time)
    try await reporter.report("Before")
    try await eventually("the first delivery") { transport.reports.count == 1 }
    transport.answer { _, _ in throw TellbackError(.transport, "offline") }
    try await reporter.report("Meanwhile")
    func posts() -> Int { transport.requests.count { $0.method == "POST" } }
    for _ in 0..<400 where posts() < 18 {
      try await eventually("a rest") { time.sleepers == 1 }
      time.advance(by: try #require(time.nextWake))
      try await Task.sleep(for: .milliseconds(2))
    }
    // Questions come through, words do not yet.
    transport.answer { [weak transport] request, _ in
      guard request.method == "GET", let transport else { throw TellbackError(.transport, "offline") }
      return transport.take(request)
    }
    func questions() -> Int { transport.requests.count { $0.method == "GET" } }
    let (asked, sent) = (questions(), posts())
    while questions() == asked, posts() == sent {
      try await eventually("a rest") { time.sleepers == 1 }
      time.advance(by: try #require(time.nextWake))
      try await Task.sleep(for: .milliseconds(2))
    }
    let before = posts()
    for _ in 0..<70 where posts() == before {
      time.advance(by: .seconds(1))
      try await Task.sleep(for: .milliseconds(10))
    }
    #expect(posts() > before || before > sent)
    await reporter.close(within: .zero)
  }

  @Test func `a flush keeps the Retry-After of an erasure and of the question for answers`() async throws {
    let folder = try TestFolder()
    let time = ManualTime()
    let transport = RecordingTransport()
    let reporter = try reporter(folder, transport, time, isAutomatic: false)
    try await reporter.report("Words")
    try await reporter.flush(within: .seconds(5))
    transport.answer { _, _ in .refusal(503, retryAfter: "600") }
    func asked(_ path: String) -> Int { transport.requests.count { $0.url.path.hasSuffix(path) } }
    let before = asked(WirePaths.updates)
    try await reporter.flush(within: .seconds(5))
    try await reporter.flush(within: .seconds(5))
    #expect(asked(WirePaths.updates) == before + 1)
    try await reporter.eraseMyData()
    try await reporter.flush(within: .seconds(5))
    try await reporter.flush(within: .seconds(5))
    #expect(asked(WirePaths.erasures) == 1)
    transport.answer(with: nil)
    time.advance(by: .seconds(601))
    try await reporter.flush(within: .seconds(5))
    #expect(asked(WirePaths.erasures) == 2)
    #expect(try await reporter.pendingErasures() == 0)
    await reporter.close(within: .zero)
  }
}
