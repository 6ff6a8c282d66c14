// Server-sent events: framing, order, the slow reader, either side's end.

import CollectorHTTP
import Foundation
import Testing

struct EventStreamTests {
  private func makeRouter(_ streams: Box<[HTTPEventStream]>) -> Router {
    var router = makeTestRouter()
    router.events(.GET, "/events") { _, stream in streams.change { $0.append(stream) } }
    return router
  }

  private func open(_ port: Int, receiveBuffer: Int32? = nil) throws -> RawClient {
    let client = try RawClient(port: port, receiveBuffer: receiveBuffer)
    try client.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n")
    let head = String(decoding: try client.headOfAnswer(), as: UTF8.self)
    #expect(head.contains("Content-Type: text/event-stream\r\n"))
    #expect(head.contains("Transfer-Encoding: chunked\r\n"))
    return client
  }

  @Test func `Events arrive in order, each in its own lines`() async throws {
    let streams = Box<[HTTPEventStream]>([])
    try await withServer(makeRouter(streams)) { port, _ throws in
      let client = try open(port)
      #expect(eventually { !streams.value.isEmpty })
      let stream = try #require(streams.value.first)
      #expect(stream.send(event: "ticket\n", data: "one\r\ntwo\nthree", id: "7"))
      let first = String(decoding: try #require(try client.chunk()), as: UTF8.self)
      #expect(first == "event: ticket\nid: 7\ndata: one\ndata: two\ndata: three\n\n")
      for number in 0..<1000 { #expect(stream.send(event: nil, data: "\(number)", id: nil)) }
      stream.close()
      #expect(!stream.send(data: "too late"))
      var all: [UInt8] = []
      while let chunk = try client.chunk() { all += chunk }
      #expect(String(decoding: all, as: UTF8.self) == (0..<1000).map { "data: \($0)\n\n" }.joined())
      #expect(try client.rest().isEmpty)
    }
  }

  @Test func `A reader that is too slow is closed and what waits for it stays bounded`() async throws {
    let streams = Box<[HTTPEventStream]>([])
    let configuration = makeLimits { $0.maxEventBacklogBytes = 64 * 1024 }
    try await withServer(makeRouter(streams), configuration) { port, server throws in
      let client = try open(port, receiveBuffer: 4096)
      #expect(eventually { !streams.value.isEmpty })
      let stream = try #require(streams.value.first)
      let closed = Box(0)
      stream.onClose { closed.change { $0 += 1 } }
      let text = String(repeating: "x", count: 8000)
      // The sockets' buffers take some megabytes before anything waits here.
      let sent = (0..<10_000).prefix { _ in
        usleep(50)
        return stream.send(data: text)
      }
      #expect(sent.count < 10_000)
      #expect(stream.isClosed)
      #expect(eventually { server.counters.open == 0 })
      #expect(eventually { server.counters.refused[.reader] == 1 })
      #expect(closed.value == 1)
      stream.onClose { closed.change { $0 += 1 } }
      #expect(closed.value == 2)
      withExtendedLifetime(client) {}
    }
  }

  @Test func `A client that leaves ends its stream`() async throws {
    let streams = Box<[HTTPEventStream]>([])
    try await withServer(makeRouter(streams)) { port, _ throws in
      var client: RawClient? = try open(port)
      #expect(eventually { !streams.value.isEmpty })
      let stream = try #require(streams.value.first)
      let closed = Box(0)
      stream.onClose { closed.change { $0 += 1 } }
      #expect(client != nil)
      client = nil
      #expect(eventually { closed.value == 1 && stream.isClosed })
    }
  }

  @Test func `A quiet stream is kept alive by comments`() async throws {
    let streams = Box<[HTTPEventStream]>([])
    let configuration = makeLimits { $0.eventHeartbeat = .milliseconds(50) }
    try await withServer(makeRouter(streams), configuration) { port, _ throws in
      let client = try open(port)
      for _ in 0..<3 { #expect(try client.chunk() == Array(":\n\n".utf8)) }
    }
  }

  @Test func `A client of HTTP/1.0 gets the events bare, up to the end`() async throws {
    let streams = Box<[HTTPEventStream]>([])
    try await withServer(makeRouter(streams)) { port, _ throws in
      let client = try RawClient(port: port)
      try client.send("GET /events HTTP/1.0\r\n\r\n")
      let head = String(decoding: try client.headOfAnswer(), as: UTF8.self)
      #expect(!head.contains("chunked"))
      #expect(eventually { !streams.value.isEmpty })
      let stream = try #require(streams.value.first)
      stream.send(data: "x")
      stream.comment()
      stream.close()
      #expect(String(decoding: try client.rest(), as: UTF8.self) == "data: x\n\n:\n\n")
    }
  }
}
