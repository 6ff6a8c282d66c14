// Handlers of every kind: answers from other threads, errors, answers that never come, clients that are gone.

import CollectorHTTP
import Foundation
import Testing

struct HandlerTests {
  @Test func `An answer comes from another thread, once`() async throws {
    var router = Router()
    router.deferred(.GET, "/later") { _, responder in
      Thread.detachNewThread {
        responder.respond(.text("first"))
        responder.respond(.text("second"))
      }
    }
    try await withServer(router) { port, _ throws in
      let client = try RawClient(port: port)
      for _ in 0..<100 {
        try client.send("GET /later HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try client.answer().text == "first")
      }
    }
  }

  @Test func `Sixty-four waiting requests are answered together`() async throws {
    var router = Router()
    let waiting = Box<[(responder: HTTPResponder, response: HTTPResponse)]>([])
    router.deferred(.POST, "/commit") { request, responder in
      waiting.change { $0.append((responder, .json(202, request.body))) }
    }
    try await withServer(router) { port, _ throws in
      let clients = try (0..<64).map { _ in try RawClient(port: port) }
      for (index, client) in clients.enumerated() {
        try client.send("POST /commit HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n\(10 + index)")
      }
      #expect(eventually { waiting.value.count == 64 })
      HTTPResponder.together {
        let answers = waiting.value
        for (responder, response) in answers.dropLast() { responder.respond(response) }
        // It inherits that wakes wait, and answers when they have been sent.
        Task {
          while !waiting.value.isEmpty { await Task.yield() }
          if let (responder, response) = answers.last { responder.respond { response } }
        }
      }
      waiting.change { $0 = [] }
      for (index, client) in clients.enumerated() { #expect(try client.answer().text == "\(10 + index)") }
    }
  }

  @Test func `A responder that is let go answers 500 and is reported`() async throws {
    var router = Router()
    router.deferred(.GET, "/dropped") { _, _ in }
    let events = Box<[HTTPLogEvent]>([])
    try await withServer(router, makeLimits(), log: { event in events.change { $0.append(event) } }) { port, _ throws in
      let client = try RawClient(port: port)
      for _ in 0..<2 {
        try client.send("GET /dropped HTTP/1.1\r\nHost: a\r\n\r\n")
        let answer = try client.answer()
        #expect(answer.status == 500)
        #expect(answer.text.contains("internal_error"))
      }
    }
    #expect(events.value.filter { if case .responderDropped = $0 { true } else { false } }.count == 2)
  }

  @Test func `An error becomes its answer, and an unexpected one tells the client nothing`() async throws {
    struct Secret: Error { var password = "hunter2" }
    var router = Router()
    router.immediate(.GET, "/known") { _ in
      throw HTTPError(status: 429, code: "slow_down", message: "Wait a \"moment\".", headers: ["Retry-After": "7"])
    }
    router.immediate(.GET, "/unknown") { _ in throw Secret() }
    router.async(.GET, "/unknown-async") { _ in throw Secret() }
    let events = Box<[HTTPLogEvent]>([])
    try await withServer(router, makeLimits(), log: { event in events.change { $0.append(event) } }) { port, _ throws in
      let client = try RawClient(port: port)
      try client.send("GET /known HTTP/1.1\r\nHost: a\r\n\r\n")
      let known = try client.answer()
      #expect(known.status == 429)
      #expect(known["Retry-After"] == "7")
      #expect(known.text == #"{"error":{"code":"slow_down","message":"Wait a \"moment\"."}}"#)
      for path in ["/unknown", "/unknown-async"] {
        try client.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
        let unknown = try client.answer()
        #expect(unknown.status == 500)
        #expect(!unknown.text.contains("hunter2"))
      }
    }
    let failures = events.value.filter { event in
      if case .handlerFailed(_, _, let error) = event { error is Secret } else { false }
    }
    #expect(failures.count == 2)
  }

  @Test func `A client that is gone before its answer harms nobody, and the handler can see it`() async throws {
    var router = makeTestRouter()
    let held = Box<[HTTPResponder]>([])
    router.deferred(.GET, "/held") { _, responder in held.change { $0.append(responder) } }
    try await withServer(router) { port, server throws in
      var clients: [RawClient] = []
      for _ in 0..<20 {
        let client = try RawClient(port: port)
        client.resetOnClose()
        try client.send("GET /held HTTP/1.1\r\nHost: a\r\n\r\n")
        clients.append(client)
      }
      #expect(eventually { held.value.count == 20 })
      #expect(held.value.allSatisfy { !$0.isClosed })
      clients = []
      #expect(eventually { held.value.allSatisfy(\.isClosed) })
      // Others take their places before the late answers come; none may get one that is not its own.
      let others = try (0..<20).map { _ in try RawClient(port: port) }
      for other in others { try other.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n") }
      for responder in held.value { responder.respond(.text("late")) }
      for other in others { #expect(try other.answer().text == "hello") }
      #expect(eventually { server.counters.open == 20 })
    }
  }

  @Test func `A field value cannot start a line of its own, and framing is the server's`() async throws {
    var router = Router()
    router.immediate(.GET, "/fields") { _ in
      var headers: HTTPHeaders = ["X-Name": "a\r\nSet-Cookie: stolen=1", "Content-Length": "999"]
      headers.add("Transfer-Encoding", "chunked")
      headers.add("Bad Name\r\n", "x")
      return HTTPResponse(status: 200, headers: headers, body: Array("body".utf8))
    }
    try await withServer(router) { port, _ throws in
      let client = try RawClient(port: port)
      try client.send("GET /fields HTTP/1.1\r\nHost: a\r\n\r\nGET /fields HTTP/1.1\r\nHost: a\r\n\r\n")
      for _ in 0..<2 {
        let answer = try client.answer()
        #expect(answer["Set-Cookie"] == nil)
        #expect(answer["X-Name"] == "a  Set-Cookie: stolen=1")
        #expect(answer["Bad-Name--"] == "x")
        #expect(answer["Content-Length"] == "4")
        #expect(answer.text == "body")
      }
    }
  }

  @Test func `A trusted proxy names the client, and nobody else may`() async throws {
    var router = Router()
    router.immediate(.GET, "/who") { .text($0.remoteAddress) }
    let request = "GET /who HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 6.6.6.6, 203.0.113.9\r\n\r\n"
    try await withServer(router) { port, _ throws in
      let client = try RawClient(port: port)
      try client.send(request)
      #expect(try client.answer().text == "127.0.0.1")
    }
    try await withServer(router, makeLimits { $0.trustedProxies = ["127.0.0.1"] }) { port, _ throws in
      let client = try RawClient(port: port)
      try client.send(request)
      #expect(try client.answer().text == "203.0.113.9")
    }
  }
}
