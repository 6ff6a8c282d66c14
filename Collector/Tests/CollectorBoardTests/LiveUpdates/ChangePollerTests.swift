// That many who watch cost the store one question at a time, and that leaving ends it.
import Foundation
import Testing

@testable import CollectorBoard

@Suite struct ChangePollerTests {
  /// Counts up with each question.
  private actor Counter {
    var asked: Int64 = 0
    func next() -> Int64 {
      asked += 1
      return asked
    }
  }

  @Test func everybodyHearsOfAChangeAndTheStoreIsAskedByOneTask() async throws {
    let counter = Counter()
    let pulse = ChangePoller(
      interval: .milliseconds(20), limit: 100, look: { LiveState(newest: await counter.next()) }, onFailure: { _ in })
    var streams: [AsyncStream<LiveState>] = []
    for _ in 0..<100 { streams.append(try #require(await pulse.watch())) }
    #expect(await pulse.watch() == nil)
    let heard = await withTaskGroup(of: Int64?.self) { group in
      for stream in streams {
        group.addTask {
          for await state in stream { return state.newest }
          return nil
        }
      }
      return await group.reduce(into: [Int64?]()) { $0.append($1) }
    }
    #expect(heard.allSatisfy { $0 != nil })
    // Every stream was left, so the question is not asked any more once the last leave is through.
    streams = []
    while await pulse.count > 0 { try await Task.sleep(for: .milliseconds(5)) }
    let before = await counter.asked
    #expect(before < 50)
    try await Task.sleep(for: .milliseconds(200))
    #expect(await counter.asked <= before + 1)
  }

  @Test func theStreamTellsABrowserOfWhatIsNew() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount()
      let app = try await house.addApp()
      let visitor = try await house.signIn()
      let stream = try EventReader(port: house.port, fields: visitor.fields)
      defer { stream.stop() }
      #expect(try await stream.next(holding: "event: change"))
      try await house.receive(makeReport("Something new"), app: app)
      let newest = try await house.store.read { try $0.newestEvent(in: .all) }
      #expect(try await stream.next(holding: "data: \(newest)\n"))
    }
  }

  @Test func whoSeesOneAppHearsNothingOfAnother() async throws {
    try await BoardFixture.with { house in
      let (alpha, bravo) = (try await house.addApp("alpha"), try await house.addApp("bravo"))
      try await house.addAccount(apps: .app(alpha.id))
      let stream = try EventReader(port: house.port, fields: try await house.signIn().fields)
      defer { stream.stop() }
      #expect(try await stream.next(holding: "data: 0\n"))
      try await house.receive(makeReport("Elsewhere"), app: bravo)
      let hidden = try await house.store.read { try $0.newestEvent(in: .all) }
      // Long enough for the poller to have seen it, were it to be told.
      try await Task.sleep(for: .milliseconds(300))
      try await house.receive(makeReport("Here"), app: alpha)
      let newest = try await house.store.read { try $0.newestEvent(in: .app(alpha.id)) }
      #expect(hidden < newest)
      #expect(try await stream.next(holding: "data: \(newest)\n"))
      #expect(!stream.text.contains("data: \(hidden)\n"))
    }
  }

  @Test func whoIsNotSignedInHearsNothingButThat() async throws {
    try await BoardFixture.with { house in
      let stream = try EventReader(port: house.port, fields: [])
      defer { stream.stop() }
      #expect(try await stream.next(holding: "event: signed-out"))
    }
  }
}

/// Reads an event stream until some text has come.
final class EventReader: @unchecked Sendable {
  // Used by one test, one call at a time.
  private let descriptor: Int32
  private(set) var text = ""

  init(port: Int, fields: [(String, String)]) throws {
    descriptor = try PlainClient.connect(port: port, seconds: 20)
    var head = "GET /events HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n"
    for (name, value) in fields { head += "\(name): \(value)\r\n" }
    try PlainClient.write(descriptor, Array((head + "\r\n").utf8))
  }

  func next(holding part: String) async throws -> Bool {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread { [self] in
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while !text.contains(part) {
          let count = recv(descriptor, &buffer, buffer.count, 0)
          if count < 0, errno == EINTR { continue }
          guard count > 0 else { return continuation.resume(returning: false) }
          text += String(decoding: buffer[0..<count], as: UTF8.self)
        }
        continuation.resume(returning: true)
      }
    }
  }

  func stop() { close(descriptor) }
}
