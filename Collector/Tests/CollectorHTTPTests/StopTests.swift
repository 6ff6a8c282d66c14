// A graceful stop finishes what was accepted; starting says what is wrong.

import CollectorHTTP
import Foundation
import Testing

struct StopTests {
  @Test func `Requests under way are finished, idle connections are closed, new ones are refused`() async throws {
    var router = makeTestRouter()
    let held = Box<[HTTPResponder]>([])
    let streams = Box<[HTTPEventStream]>([])
    router.deferred(.GET, "/held") { _, responder in held.change { $0.append(responder) } }
    router.events(.GET, "/events") { _, stream in streams.change { $0.append(stream) } }
    // No heartbeat between what is asserted, however slow the build.
    try await withServer(router, makeLimits { $0.eventHeartbeat = .seconds(300) }) { port, server throws in
      let idle = try RawClient(port: port)
      try idle.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(try idle.answer().status == 200)
      let waiting = try RawClient(port: port)
      try waiting.send("GET /held HTTP/1.1\r\nHost: a\r\n\r\n")
      let sending = try RawClient(port: port)
      try sending.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab")
      let listening = try RawClient(port: port)
      try listening.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n")
      _ = try listening.headOfAnswer()
      #expect(eventually { held.value.count == 1 && server.counters.open == 4 })

      let stopped = Box(false)
      Task {
        await server.stop(within: .seconds(10))
        stopped.change { $0 = true }
      }
      #expect(try idle.rest().isEmpty)
      #expect(try listening.chunk() == nil)
      #expect(throws: ClientError.self) { try RawClient(port: port).answer() }
      #expect(!stopped.value)
      try sending.send("cd")
      let echoed = try sending.answer()
      #expect(echoed.text == "abcd")
      #expect(echoed["Connection"] == "close")
      held.value.first?.respond(.text("finished"))
      #expect(try waiting.answer().text == "finished")
      for client in [idle, waiting, sending, listening] {
        #expect(try client.rest().isEmpty)
        client.end()
      }
      #expect(eventually { stopped.value })
      #expect(server.counters.open == 0)
      #expect(streams.value.first?.isClosed == true)
    }
  }

  @Test func `A handler that never answers does not keep the server from stopping`() async throws {
    var router = Router()
    let held = Box<[HTTPResponder]>([])
    router.deferred(.GET, "/held") { _, responder in held.change { $0.append(responder) } }
    let server = HTTPServer(configuration: makeLimits(), router: router)
    let port = try server.start()
    let client = try RawClient(port: port)
    try client.send("GET /held HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(eventually { held.value.count == 1 })
    await server.stop(within: .milliseconds(100))
    #expect(try client.rest().isEmpty)
    #expect(held.value.first?.isClosed == true)
    held.value.first?.respond(.text("late"))
  }

  @Test func `Requests sent just before the stop are answered`() async throws {
    for _ in 0..<20 {
      try await withServer { port, server throws in
        let clients = try (0..<8).map { _ in try RawClient(port: port) }
        for client in clients { try client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n") }
        Task { await server.stop(within: .seconds(10)) }
        for client in clients {
          #expect(try client.answer().text == "hello")
          #expect(try client.rest().isEmpty)
          client.end()
        }
      }
    }
  }

  @Test func `A stopped server stays stopped, and stopping twice is harmless`() async throws {
    let server = HTTPServer(configuration: makeLimits(), router: makeTestRouter())
    await server.stop(within: .seconds(1))
    #expect(throws: HTTPServerError.self) { try server.start() }
    let other = HTTPServer(configuration: makeLimits(), router: makeTestRouter())
    try other.start()
    await other.stop(within: .seconds(1))
    await other.stop(within: .seconds(1))
  }

  @Test func `A start that cannot be says why`() async throws {
    var broken = Router()
    broken.immediate(.GET, "/{id:float}") { _ in .text("") }
    #expect(throws: HTTPServerError.self) {
      try HTTPServer(configuration: makeLimits(), router: broken).start()
    }
    var twice = Router()
    twice.immediate(.GET, "/a") { _ in .text("") }
    twice.immediate(.GET, "/a") { _ in .text("") }
    #expect(throws: HTTPServerError.self) {
      try HTTPServer(configuration: makeLimits(), router: twice).start()
    }
    #expect(throws: HTTPServerError.self) {
      try HTTPServer(configuration: HTTPServerConfiguration(host: "not a host"), router: Router()).start()
    }
    try await withServer { port, _ throws in
      let error = #expect(throws: HTTPServerError.self) {
        try HTTPServer(configuration: HTTPServerConfiguration(port: port), router: Router()).start()
      }
      #expect(error?.description.contains("127.0.0.1:\(port)") == true)
    }
  }
}
