// The protocol over real sockets: what a client that keeps the rules sees.

import CollectorHTTP
import Foundation
import Testing

struct HTTPServerTests {
  @Test func `A request is answered and the connection is kept`() async throws {
    try await withServer { port, _ throws in
      let client = try RawClient(port: port)
      for _ in 0..<3 {
        try client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
        let answer = try client.answer()
        #expect(answer.status == 200)
        #expect(answer.text == "hello")
        #expect(answer["Connection"] == nil)
        #expect(answer["Content-Type"] == "text/plain; charset=utf-8")
      }
    }
  }

  @Test func `Ten thousand requests use one connection`() async throws {
    try await withServer { port, server throws in
      let client = try RawClient(port: port)
      for number in 0..<10_000 {
        try client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\n\(10_000_000 + number)")
        #expect(try client.answer().text == "\(10_000_000 + number)")
      }
      #expect(eventually { server.counters.requests == 10_000 })
      #expect(server.counters.accepted == 1)
    }
  }

  @Test func `A body arrives whole however it is cut`() async throws {
    try await withServer { port, _ throws in
      let body = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      let client = try RawClient(port: port)
      try client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.count)\r\n\r\n")
      for start in stride(from: 0, to: body.count, by: 70_001) {
        try client.send(Array(body[start..<min(body.count, start + 70_001)]))
      }
      #expect(try client.answer().body == body)
    }
  }

  @Test func `Pipelined requests are answered in order, also when the first takes long`() async throws {
    var router = makeTestRouter()
    router.async(.GET, "/slow/{n:int}") { request in
      try await Task.sleep(for: .milliseconds(100))
      return .text("slow \(try request.parameters.int("n"))")
    }
    try await withServer(router) { port, _ throws in
      let client = try RawClient(port: port)
      try client.send(
        "GET /slow/1 HTTP/1.1\r\nHost: a\r\n\r\nPOST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\ntwo"
          + "GET /slow/3 HTTP/1.1\r\nHost: a\r\n\r\nGET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(try client.answer().text == "slow 1")
      #expect(try client.answer().text == "two")
      #expect(try client.answer().text == "slow 3")
      #expect(try client.answer().text == "hello")
    }
  }

  @Test func `Thousands of pipelined requests with large answers do not pile up in memory`() async throws {
    var router = makeTestRouter()
    router.immediate(.GET, "/page") { _ in HTTPResponse(status: 200, body: [UInt8](repeating: 9, count: 100_000)) }
    try await withServer(router) { port, server throws in
      let client = try RawClient(port: port, receiveBuffer: 4096)
      let count = 1000
      try client.send(String(repeating: "GET /page HTTP/1.1\r\nHost: a\r\n\r\n", count: count))
      #expect(eventually { server.counters.requests > 0 })
      usleep(100_000)
      // The sockets' buffers hold some megabytes; the other hundred must not have been made yet.
      #expect(server.counters.requests < 200)
      for _ in 0..<count { #expect(try client.answer().body.count == 100_000) }
    }
  }

  @Test func `A chunked body with extensions and a trailer is put together`() async throws {
    try await withServer { port, _ throws in
      let client = try RawClient(port: port)
      let request =
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n"
        + "5;a;b=c;d=\"e;\\\"f\"\r\nhello\r\n0006 ; x = y\r\n world\r\n0\r\nX-Sum: 1\r\nX-More: 2\r\n\r\n"
      for _ in 0..<2 {
        for byte in request.utf8 { try client.send([byte]) }
        #expect(try client.answer().text == "hello world")
      }
    }
  }

  @Test func `A client that asks before it sends is told to go on`() async throws {
    try await withServer { port, _ throws in
      let client = try RawClient(port: port)
      try client.send("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n")
      #expect(try client.answer().status == 100)
      try client.send("hello")
      #expect(try client.answer().text == "hello")
      // With the body there already no leave is needed (RFC 9110 section 10.1.1).
      try client.send("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello")
      #expect(try client.answer().text == "hello")
    }
  }

  @Test func `A client that asks leave for too much, or of nobody, gets its answer at once`() async throws {
    try await withServer { port, _ throws in
      for (path, status) in [("/small", 413), ("/nowhere", 404), ("/hello", 405)] {
        let client = try RawClient(port: port)
        try client.send("POST \(path) HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 500\r\n\r\n")
        let answer = try client.answer()
        #expect(answer.status == status)
        #expect(answer["Connection"] == "close")
        #expect(try client.rest().isEmpty)
      }
    }
  }

  @Test func `HEAD has the fields of GET and no body`() async throws {
    try await withServer { port, _ throws in
      let client = try RawClient(port: port)
      try client.send("HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\nGET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
      let answer = try client.answer(toHead: true)
      #expect(answer.status == 200)
      #expect(answer["Content-Length"] == "5")
      #expect(try client.answer().text == "hello")
      // The refusal of a head that cannot be read has a body, whatever the request before was.
      try client.send("HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\nnonsense\r\n")
      #expect(try client.answer(toHead: true).status == 200)
      #expect(try client.answer().text.contains("bad_request_line"))
    }
  }

  @Test func `An unknown path, a wrong method and OPTIONS are answered from the routes`() async throws {
    try await withServer { port, _ throws in
      let client = try RawClient(port: port)
      try client.send("POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello")
      #expect(try client.answer().status == 404)
      try client.send("DELETE /hello HTTP/1.1\r\nHost: a\r\n\r\n")
      let refused = try client.answer()
      #expect(refused.status == 405)
      #expect(refused["Allow"] == "GET, HEAD, OPTIONS")
      for method in ["TRACE", "QUERY"] {
        try client.send("\(method) /hello HTTP/1.1\r\nHost: a\r\n\r\n")
        let answer = try client.answer()
        #expect(answer.status == 405)
        #expect(answer["Allow"] == "GET, HEAD, OPTIONS")
      }
      try client.send("OPTIONS /echo HTTP/1.1\r\nHost: a\r\n\r\nOPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n")
      let options = try client.answer()
      #expect(options.status == 204)
      #expect(options["Content-Length"] == nil)
      #expect(options["Allow"] == "POST, OPTIONS")
      #expect(try client.answer().status == 204)
    }
  }

  @Test func `The connection closes when the client asks for it`() async throws {
    try await withServer { port, _ throws in
      for request in [
        "GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        "GET /hello HTTP/1.1\r\nHost: a\r\nConnection: x, CLOSE\r\n\r\n",
        "GET /hello HTTP/1.0\r\n\r\n",
      ] {
        let client = try RawClient(port: port)
        try client.send(request)
        let answer = try client.answer()
        #expect(answer.status == 200)
        #expect(answer["Connection"] == "close")
        #expect(try client.rest().isEmpty)
      }
      let old = try RawClient(port: port)
      for _ in 0..<2 {
        try old.send("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        #expect(try old.answer()["Connection"] == "keep-alive")
      }
    }
  }

  @Test func `An absolute target and one empty line before the request are taken`() async throws {
    try await withServer { port, _ throws in
      let client = try RawClient(port: port)
      try client.send("\r\nGET http://A:80/hello HTTP/1.1\r\nHost: a:80\r\n\r\n")
      #expect(try client.answer().text == "hello")
    }
  }

  @Test func `A client that has closed its side still gets its answer`() async throws {
    var router = makeTestRouter()
    router.async(.GET, "/slow") { _ in
      try await Task.sleep(for: .milliseconds(100))
      return .text("slow")
    }
    try await withServer(router) { port, _ throws in
      for path in ["/hello", "/slow"] {
        let client = try RawClient(port: port)
        try client.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
        client.closeWriting()
        #expect(try client.answer().text == String(path.dropFirst()))
        #expect(try client.rest().isEmpty)
      }
    }
  }

  @Test func `Half a request and an end leave nothing behind`() async throws {
    try await withServer { port, server throws in
      for part in ["", "\r", "GET /he", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nfour"] {
        let client = try RawClient(port: port)
        try client.send(part)
        client.closeWriting()
        #expect(try client.rest().isEmpty)
      }
      #expect(eventually { server.counters.open == 0 })
      #expect(server.counters.requests == 0)
    }
  }

  @Test func `A large answer arrives whole at a slow reader`() async throws {
    var router = makeTestRouter()
    let large = (0..<(8 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 7 >> 3) }
    router.immediate(.GET, "/large") { _ in HTTPResponse(status: 200, body: large) }
    try await withServer(router) { port, _ throws in
      let client = try RawClient(port: port, receiveBuffer: 8192)
      try client.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\nGET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(try client.answer().body == large)
      #expect(try client.answer().text == "hello")
    }
  }
}
