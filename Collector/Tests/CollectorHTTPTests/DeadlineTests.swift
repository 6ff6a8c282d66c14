// Deadlines are absolute: bytes that keep coming do not prolong them. The limits are small; no time is asserted.

import CollectorHTTP
import Foundation
import Testing

struct DeadlineTests {
  /// Sends `text` byte by byte until an answer comes; nil when all of it was taken.
  private func drip(_ client: RawClient, _ text: String) throws -> RawClient.Answer? {
    for byte in text.utf8 {
      do { try client.send([byte]) } catch { return try client.answer() }
      usleep(20_000)
      if client.hasInput { return try client.answer() }
    }
    return nil
  }

  @Test func `A head that drips in is cut off at the deadline`() async throws {
    try await withServer(makeTestRouter(), makeLimits { $0.headTimeout = .milliseconds(300) }) { port, server throws in
      let client = try RawClient(port: port)
      let answer = try drip(client, "GET /hello HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "x", count: 500))")
      #expect(answer?.status == 408)
      #expect(try client.rest().isEmpty)
      #expect(eventually { server.counters.refused[.slow] == 1 })
    }
  }

  @Test func `A second head on a kept connection has its own deadline`() async throws {
    try await withServer(makeTestRouter(), makeLimits { $0.headTimeout = .milliseconds(300) }) { port, _ throws in
      let client = try RawClient(port: port)
      try client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(try client.answer().status == 200)
      let answer = try drip(client, "GET /hello HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "x", count: 500))")
      #expect(answer?.status == 408)
    }
  }

  @Test func `A body that drips in is cut off at the deadline`() async throws {
    try await withServer(makeTestRouter(), makeLimits { $0.bodyTimeout = .milliseconds(300) }) { port, _ throws in
      let client = try RawClient(port: port)
      try client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\n\r\n")
      let answer = try drip(client, String(repeating: "b", count: 499))
      #expect(answer?.status == 408)
      #expect(try client.rest().isEmpty)
    }
  }

  @Test func `A connection that says nothing is closed without an answer`() async throws {
    let configuration = makeLimits {
      $0.headTimeout = .milliseconds(200)
      $0.keepAliveTimeout = .milliseconds(200)
    }
    try await withServer(makeTestRouter(), configuration) { port, _ throws in
      #expect(try RawClient(port: port).rest().isEmpty)
      let client = try RawClient(port: port)
      try client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(try client.answer().status == 200)
      #expect(try client.rest().isEmpty)
    }
  }

  @Test func `A handler that never answers is answered for`() async throws {
    var router = makeTestRouter()
    let held = Box<[HTTPResponder]>([])
    router.deferred(.GET, "/never") { _, responder in held.change { $0.append(responder) } }
    try await withServer(router, makeLimits { $0.handlerTimeout = .milliseconds(200) }) { port, server throws in
      let client = try RawClient(port: port)
      try client.send("GET /never HTTP/1.1\r\nHost: a\r\n\r\n")
      let answer = try client.answer()
      #expect(answer.status == 503)
      #expect(answer["Retry-After"] == "10")
      #expect(try client.rest().isEmpty)
      #expect(eventually { server.counters.refused[.handler] == 1 })
      // Too late, and harmless.
      held.value.first?.respond(.text("late"))
    }
  }

  @Test func `A client that does not take its answer is let go`() async throws {
    var router = makeTestRouter()
    router.immediate(.GET, "/large") { _ in
      HTTPResponse(status: 200, body: [UInt8](repeating: 7, count: 32 << 20))
    }
    try await withServer(router, makeLimits { $0.writeTimeout = .milliseconds(300) }) { port, server throws in
      let client = try RawClient(port: port, receiveBuffer: 4096)
      try client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(eventually { server.counters.refused[.reader] == 1 && server.counters.open == 0 })
      withExtendedLifetime(client) {}
    }
  }
}
