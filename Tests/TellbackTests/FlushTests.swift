// When a flush ends: not before it has tried what was there when it began.
import Foundation
import TellbackSupport
import TellbackTesting
import Testing

@testable import Tellback

@Suite struct FlushTests {
  @Test func `a flush does not end because the time of its next try passed while nobody looked`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    transport.answer { [weak transport] request, count in
      guard count > 6, let transport else { throw TellbackError(.transport, "offline") }
      return transport.take(request)
    }
    var configuration = try folder.configuration(transport: transport, time: HurriedTime())
    configuration.random = SeededRandom(seed: 3)
    configuration.sync.retry.base = .milliseconds(1)
    let reporter = try Reporter(configuration)
    try await reporter.report("On a busy machine")
    let result = try await reporter.flush(within: .seconds(3_600))
    #expect(result.sent == 1 && result.isComplete)
    await reporter.close(within: .zero)
  }

  @Test func `a flush that begins while a question is under way sends what was captured meanwhile`() async throws {
    let folder = try TestFolder()
    let gate = RecordingTransport()
    let isOpen = Lock(false)
    let transport = RecordingTransport()
    transport.answer { request, _ in
      if request.method == "GET" {
        _ = try await gate.send(request)
        while !isOpen.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(1)) }
      }
      return gate.take(request)
    }
    let reporter = try Reporter(try folder.configuration(transport: transport))
    try await reporter.report("Before")
    let first = Task { try await reporter.flush(within: .seconds(20)) }
    try await eventually("the question") { !gate.requests.isEmpty }
    try await reporter.report("Meanwhile")
    let second = Task { try await reporter.flush(within: .seconds(20)) }
    // Until it is under way; sooner only makes the test easier to pass.
    try await Task.sleep(for: .milliseconds(50))
    isOpen.withLock { $0 = true }
    let result = try await second.value
    #expect(result.remaining == 0 && gate.reports.map(\.text) == ["Before", "Meanwhile"])
    _ = try await first.value
    await reporter.close(within: .zero)
  }
}

/// A machine so busy that a second has gone each time somebody looks at the clock.
///
/// `@unchecked Sendable`: `looks` is touched while `lock` is held alone.
private final class HurriedTime: TimeSource, @unchecked Sendable {
  private let system = SystemTime()
  private let lock = NSLock()
  private var looks: UInt64 = 0

  func now() -> Timestamp { system.now() }
  func uptime() -> UInt64 {
    lock.withLock {
      looks += 1
      return system.uptime() + looks * 1_000_000_000
    }
  }
  func sleep(for duration: Duration) async throws { try await system.sleep(for: duration) }
}
