// The daily heartbeat: only with consent, one row a day, exactly once in effect, never in the way of words.
import Foundation
import TellbackTesting
import Testing

@testable import Tellback

@Suite struct HeartbeatTests {
  private let folder: TestFolder
  private let transport = RecordingTransport()
  private let time = ManualTime()
  private var today: Int64 { time.now().milliseconds / 86_400_000 }

  init() throws { folder = try TestFolder() }

  private func reporter(
    consent: Bool = true, isAutomatic: Bool = false, version: String = "2.1.0",
    transport: (any Transport)? = nil
  ) throws -> Reporter {
    var configuration = try folder.configuration(
      transport: transport ?? self.transport, time: time, isAutomatic: isAutomatic)
    configuration.consent.heartbeat = consent
    configuration.appVersion = version
    configuration.channel = "beta"
    configuration.segment = "acme"
    return try Reporter(configuration)
  }

  private var sent: [Heartbeat] { transport.heartbeats.flatMap(\.days) }

  /// Waits until the day is in the queue's file.
  private func noted(_ reporter: Reporter, _ count: Int = 1) async throws {
    try await eventually("\(count) days in the queue") { try await waiting(reporter).count == count }
  }

  private func waiting(_ reporter: Reporter) async throws -> [Heartbeat] {
    try await reporter.core.own.queue.run { try $0.waitingHeartbeats(today: .max)?.days ?? [] }
  }

  private func send(_ reporter: Reporter, _ words: String = "Save does nothing") async throws {
    try await reporter.report(words)
    #expect(try await reporter.flush(within: .seconds(20)).isComplete)
  }

  // MARK: Consent

  @Test func `without consent nothing is kept and nothing is sent`() async throws {
    let reporter = try reporter(consent: false)
    try await send(reporter)
    time.advance(by: .seconds(200_000))
    try await send(reporter)
    #expect(try await waiting(reporter) == [])
    #expect(transport.heartbeats.isEmpty)
    await reporter.close(within: .zero)
  }

  @Test func `consent may be given and taken back; what waits goes then`() async throws {
    let reporter = try reporter(consent: false)
    try await reporter.report("It keeps the queue busy")
    reporter.consent.heartbeat = true
    try await noted(reporter)
    reporter.consent.heartbeat = false
    try await noted(reporter, 0)
    #expect(try await reporter.flush(within: .seconds(20)).isComplete)
    #expect(transport.heartbeats.isEmpty)
    reporter.consent.heartbeat = true
    try await noted(reporter)
    try await send(reporter)
    #expect(sent.map(\.day) == [today])
    await reporter.close(within: .zero)
  }

  @Test func `a run without consent deletes what an earlier one left`() async throws {
    let first = try reporter()
    try await noted(first)
    await first.close(within: .zero)
    let second = try reporter(consent: false)
    try await noted(second, 0)
    await second.close(within: .zero)
  }

  // MARK: What is sent

  @Test func `a day goes with what is sent next, with version, segment and channel`() async throws {
    let reporter = try reporter()
    try await noted(reporter)
    try await send(reporter)
    #expect(sent == [Heartbeat(day: today, version: "2.1.0", segment: "acme", channel: "beta")])
    let paths = transport.requests.map(\.url.path)
    let (words, heartbeat) = (paths.firstIndex(of: WirePaths.batches), paths.firstIndex(of: WirePaths.heartbeats))
    #expect(try #require(words) < #require(heartbeat))
    #expect(transport.heartbeats.first?.sentAt == time.now())
    // Once a day, however often something is sent.
    try await send(reporter, "Something else")
    #expect(sent.count == 1)
    await reporter.close(within: .zero)
  }

  @Test func `a segment that is known later stands in the row that waits`() async throws {
    let reporter = try reporter()
    try await noted(reporter)
    reporter.segment = "globex"
    try await eventually("the new segment") { try await waiting(reporter).map(\.segment) == ["globex"] }
    try await send(reporter)
    #expect(sent.map(\.segment) == ["globex"])
    await reporter.close(within: .zero)
  }

  @Test func `days without a network are counted for the days they belong to`() async throws {
    let reporter = try reporter()
    let first = today
    for day in 1...5 {
      try await noted(reporter, day)
      // The sender rests until the next day.
      try await eventually("it rests") { time.sleepers > 0 }
      time.advance(by: .seconds(86_400))
    }
    try await noted(reporter, 6)
    #expect(transport.requests.isEmpty)
    try await send(reporter)
    #expect(sent.map(\.day) == Array(first...first + 5))
    await reporter.close(within: .zero)
  }

  @Test func `runs and processes that share a folder count a day once`() async throws {
    let one = try reporter()
    let two = try reporter()
    try await eventually("one of them counts") { try await waiting(one).count + waiting(two).count == 1 }
    try await send(one)
    try await send(two)
    await one.close(within: .zero)
    await two.close(within: .zero)
    let later = try reporter(version: "2.2.0")
    try await send(later)
    #expect(sent.map(\.day) == [today] && sent.map(\.version) == ["2.1.0"])
    await later.close(within: .zero)
  }

  @Test func `a day in the queue of a process that died is sent by the next one, once`() async throws {
    let first = try reporter(consent: false)
    try await first.report("It has the first slot")
    let second = try reporter()
    try await noted(second)
    await second.close(within: .zero)
    await first.close(within: .zero)
    let next = try reporter(version: "2.2.0")
    try await eventually("the second slot is adopted") { next.core.pipelines.count == 2 }
    #expect(try await next.flush(within: .seconds(20)).isComplete)
    // Whichever of its senders comes first.
    try await eventually("the day is sent") {
      _ = try await next.flush(within: .seconds(20))
      return !sent.isEmpty
    }
    #expect(sent.map(\.day) == [today] && sent.map(\.version) == ["2.1.0"])
    await next.close(within: .zero)
  }

  // MARK: When it goes alone

  @Test func `on its own it goes on a later day, when nothing else went`() async throws {
    let reporter = try reporter(isAutomatic: true)
    try await noted(reporter)
    let first = today
    #expect(transport.requests.isEmpty)
    try await eventually("it is sent") {
      time.advance(by: .seconds(1_800))
      return !sent.isEmpty
    }
    #expect(sent.first?.day == first)
    // The last four hours of its day have begun.
    #expect((transport.heartbeats.first?.sentAt.milliseconds ?? 0) >= first * 86_400_000 + 72_000_000)
    #expect(transport.requests.map(\.url.path) == [WirePaths.heartbeats])
    await reporter.close(within: .zero)
  }

  @Test func `a collector that knows no heartbeats keeps nobody from reporting`() async throws {
    transport.answer { [transport] request, _ in
      request.url.path == WirePaths.heartbeats ? TransportResponse(status: 404) : transport.take(request)
    }
    let reporter = try reporter()
    try await noted(reporter)
    for number in 0..<3 { try await send(reporter, "Number \(number)") }
    #expect(transport.reports.count == 3)
    #expect(reporter.condition == .healthy)
    // It is asked rarely.
    #expect(transport.requests.count { $0.url.path == WirePaths.heartbeats } == 1)
    #expect(try await waiting(reporter).count == 1)
    await reporter.close(within: .zero)
  }

  @Test func `a lost answer is repeated with the same day, and a page of a hotel settles nothing`() async throws {
    transport.answer { [transport] request, count in
      guard request.url.path == WirePaths.heartbeats else { return transport.take(request) }
      _ = transport.take(request)
      return TransportResponse(status: 200, body: Array("<html>Sign in</html>".utf8))
    }
    let reporter = try reporter()
    try await noted(reporter)
    try await send(reporter)
    transport.answer(with: nil)
    time.advance(by: .seconds(600))
    try await send(reporter, "Later")
    #expect(sent.map(\.day) == [today, today])
    #expect(try await waiting(reporter) == [])
    await reporter.close(within: .zero)
  }

  // MARK: Bounds and privacy

  @Test func `no more than 400 days are kept`() async throws {
    let reporter = try reporter(consent: false)
    let first = today
    try await reporter.core.own.queue.run { store in
      for day in 0..<450 { #expect(try store.note(Heartbeat(day: first + Int64(day))) == true) }
      let kept = try store.waitingHeartbeats(today: .max, limit: .max)?.days.map(\.day)
      #expect(kept == Array(first + 50..<first + 450))
    }
    await reporter.close(within: .zero)
  }

  @Test func `a queue in memory counts nothing: it is another installation at each start`() async throws {
    var configuration = try folder.configuration(transport: transport, time: time)
    configuration.consent.heartbeat = true
    configuration.queueDirectory = "/dev/null/nowhere"
    let reporter = try Reporter(configuration)
    try await send(reporter)
    #expect(transport.reports.count == 1 && transport.heartbeats.isEmpty)
    await reporter.close(within: .zero)
  }

  @Test func `an export has them, and an erasure leaves nothing and counts the new installation`() async throws {
    let reporter = try reporter()
    try await noted(reporter)
    let target = folder.path + "/mine"
    _ = try await reporter.exportMyData(to: target, onlyThisDevice: true)
    let json = try String(contentsOfFile: target + "/\(DataExport.fileName)", encoding: .utf8)
    #expect(json.contains(#""heartbeats":[{"day":\#(today),"version":"2.1.0","segment":"acme","channel":"beta"}]"#))
    let old = try await reporter.core.own.queue.run { $0.credential.id }
    try await reporter.eraseMyData()
    #expect(try await waiting(reporter) == [])
    let claim = (try? String(contentsOfFile: folder.path + "/queue/day", encoding: .utf8)) ?? ""
    #expect(!claim.contains(old.description))
    try await noted(reporter)
    await reporter.close(within: .zero)
  }
}
