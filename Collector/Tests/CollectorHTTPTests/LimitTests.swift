// Every limit at its edge: the last request that passes and the first that does not.

import CollectorHTTP
import Foundation
import Testing

struct LimitTests {
  /// The status of one request on a connection of its own.
  private func status(_ port: Int, _ request: String) throws -> Int {
    try status(port, Array(request.utf8))
  }

  private func status(_ port: Int, _ request: [UInt8]) throws -> Int {
    let client = try RawClient(port: port)
    try client.send(request)
    return try client.answer().status
  }

  @Test func `A request line may be as long as the limit and no longer`() async throws {
    try await withServer(makeTestRouter(), makeLimits { $0.maxRequestLineBytes = 100 }) { port, _ throws in
      func request(_ length: Int) -> String {
        let frame = "GET /hello? HTTP/1.1"
        return "GET /hello?\(String(repeating: "q", count: length - frame.count)) HTTP/1.1\r\nHost: a\r\n\r\n"
      }
      #expect(try status(port, request(100)) == 200)
      #expect(try status(port, request(101)) == 414)
      // The CR that ends the line does not count, also when it comes alone.
      let cut = try RawClient(port: port)
      try cut.send(String(request(100).unicodeScalars.prefix(101).map(Character.init)))
      usleep(50_000)
      try cut.send(String(request(100).unicodeScalars.dropFirst(101).map(Character.init)))
      #expect(try cut.answer().status == 200)
      #expect(try status(port, "GET /" + String(repeating: "x", count: 1000)) == 414)
    }
  }

  @Test func `A head may be as large as the limit and no larger`() async throws {
    try await withServer(makeTestRouter(), makeLimits { $0.maxHeadBytes = 200 }) { port, _ throws in
      func request(_ length: Int) -> String {
        let frame = "GET /hello HTTP/1.1\r\nHost: a\r\nX: \r\n\r\n"
        let filling = String(repeating: "x", count: length - frame.utf8.count)
        return "GET /hello HTTP/1.1\r\nHost: a\r\nX: \(filling)\r\n\r\n"
      }
      #expect(request(200).utf8.count == 200)
      #expect(try status(port, request(200)) == 200)
      #expect(try status(port, request(201)) == 431)
    }
  }

  @Test func `A head may have as many fields as the limit and no more`() async throws {
    try await withServer(makeTestRouter(), makeLimits { $0.maxFields = 10 }) { port, _ throws in
      func request(_ fields: Int) -> String {
        "GET /hello HTTP/1.1\r\nHost: a\r\n" + String(repeating: "X: 1\r\n", count: fields - 1) + "\r\n"
      }
      #expect(try status(port, request(10)) == 200)
      #expect(try status(port, request(11)) == 431)
    }
  }

  @Test func `A body may be as large as its route allows, in one piece or in chunks`() async throws {
    try await withServer { port, _ throws in
      func fixed(_ count: Int) -> String {
        "POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: \(count)\r\n\r\n" + String(repeating: "b", count: count)
      }
      func chunks(_ count: Int) -> String {
        "POST /small HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
          + String(repeating: "1\r\nb\r\n", count: count) + "0\r\n\r\n"
      }
      #expect(try status(port, fixed(16)) == 200)
      #expect(try status(port, fixed(17)) == 413)
      #expect(try status(port, chunks(16)) == 200)
      #expect(try status(port, chunks(17)) == 413)
      let promised = "POST /small HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffff\r\n"
      #expect(try status(port, promised) == 413)
    }
  }

  @Test func `A trailer may be as large as its limits`() async throws {
    let configuration = makeLimits {
      $0.maxTrailerBytes = 50
      $0.maxFields = 5
    }
    try await withServer(makeTestRouter(), configuration) { port, _ throws in
      func request(_ trailer: String) -> String {
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\(trailer)\r\n"
      }
      func trailer(_ length: Int) -> String { "X: \(String(repeating: "x", count: length - 7))\r\n" }
      #expect(try status(port, request(trailer(50))) == 200)
      #expect(try status(port, request(trailer(51))) == 431)
      #expect(try status(port, request(String(repeating: "X: 1\r\n", count: 5))) == 200)
      #expect(try status(port, request(String(repeating: "X: 1\r\n", count: 6))) == 431)
    }
  }

  @Test func `Chunk extensions are bounded, each line and all together`() async throws {
    let configuration = makeLimits {
      $0.maxChunkLineBytes = 20
      $0.maxChunkExtensionBytes = 40
    }
    try await withServer(makeTestRouter(), configuration) { port, _ throws in
      func request(_ line: Int, _ chunks: Int) -> String {
        let chunk = "1;" + String(repeating: "e", count: line - 2) + "\r\nb\r\n"
        return "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
          + String(repeating: chunk, count: chunks) + "0\r\n\r\n"
      }
      #expect(try status(port, request(20, 1)) == 200)
      #expect(try status(port, request(21, 1)) == 400)
      #expect(try status(port, request(11, 4)) == 200)
      #expect(try status(port, request(11, 5)) == 400)
    }
  }

  @Test func `A gzip body is held to the limit on what it becomes`() async throws {
    try await withServer { port, _ throws in
      func request(_ bytes: [UInt8], to path: String) throws -> [UInt8] {
        let body = try gzip(bytes)
        let head = "POST \(path) HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: \(body.count)\r\n\r\n"
        return Array(head.utf8) + body
      }
      let text = Array("a report, typed by a person".utf8)
      let client = try RawClient(port: port)
      try client.send(try request(text, to: "/echo"))
      #expect(try client.answer().body == text)

      let noise = (0..<(1 << 20)).map { _ in UInt8.random(in: 0...15) }
      #expect(try status(port, try request(noise, to: "/echo")) == 200)
      #expect(try status(port, try request(noise + [0], to: "/echo")) == 413)
    }
  }

  @Test func `A gzip bomb is refused by its ratio before it is unfolded`() async throws {
    try await withServer { port, server throws in
      let bomb = try gzip([UInt8](repeating: 0, count: 1 << 20))
      let head = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: \(bomb.count)\r\n\r\n"
      let client = try RawClient(port: port)
      try client.send(Array(head.utf8) + bomb)
      let answer = try client.answer()
      #expect(answer.status == 413)
      #expect(answer.text.contains("compression_ratio"))
      #expect(try client.rest().isEmpty)
      // Under 64 KiB any ratio passes: a short text of blanks is no attack.
      let small = try gzip([UInt8](repeating: 32, count: 60_000))
      let next = try RawClient(port: port)
      try next.send(
        Array("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: \(small.count)\r\n\r\n".utf8)
          + small)
      #expect(try next.answer().body.count == 60_000)
    }
  }

  @Test func `Cut or padded gzip is refused`() async throws {
    try await withServer { port, _ throws in
      let whole = try gzip(Array("hello".utf8))
      for body in [Array(whole.dropLast(4)), whole + [0]] {
        let head = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: \(body.count)\r\n\r\n"
        #expect(try status(port, Array(head.utf8) + body) == 400)
      }
    }
  }

  @Test func `One address may have as many connections as its limit`() async throws {
    try await withServer(makeTestRouter(), makeLimits { $0.maxConnectionsPerAddress = 3 }) { port, server throws in
      var clients: [RawClient] = []
      for _ in 0..<3 {
        let client = try RawClient(port: port)
        try client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try client.answer().status == 200)
        clients.append(client)
      }
      let refused = try RawClient(port: port)
      let answer = try refused.answer()
      #expect(answer.status == 429)
      #expect(answer["Retry-After"] != nil)
      #expect(try refused.rest().isEmpty)
      #expect(eventually { server.counters.refused[.address] == 1 })

      clients.removeLast()
      // The place is free again once the server has seen the close.
      #expect(
        try eventually {
          let client = try RawClient(port: port)
          try? client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
          return try client.answer().status == 200
        })
    }
  }

  @Test func `All addresses together may have as many connections as the limit`() async throws {
    let held = Box<[HTTPResponder]>([])
    var router = makeTestRouter()
    router.deferred(.GET, "/hold") { _, responder in held.change { $0.append(responder) } }
    try await withServer(router, makeLimits { $0.maxConnections = 2 }) { port, server throws in
      let clients = try (0..<2).map { _ in try RawClient(port: port) }
      for client in clients { try client.send("GET /hold HTTP/1.1\r\nHost: a\r\n\r\n") }
      #expect(eventually { held.value.count == 2 })
      let refusal = try RawClient(port: port).answer()
      #expect(refusal.status == 503)
      #expect(refusal["Retry-After"] == "1")
      #expect(eventually { server.counters.refused[.connections] == 1 && server.counters.open == 2 })
      for responder in held.value { responder.respond(.text("held")) }
      for client in clients { #expect(try client.answer().status == 200) }
    }
  }

  @Test func `When all places are taken, a newcomer gets that of whoever has waited longest between two requests`()
    async throws
  {
    let configuration = makeLimits {
      $0.maxConnections = 3
      $0.loops = 1
    }
    try await withServer(makeTestRouter(), configuration) { port, server throws in
      let halfSent = try RawClient(port: port)
      try halfSent.send("GET /hello HTTP/1.1\r\n")
      let idle = try (0..<2).map { _ in
        let client = try RawClient(port: port)
        try client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try client.answer().status == 200)
        usleep(20_000)
        return client
      }
      let newcomer = try RawClient(port: port)
      try newcomer.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(try newcomer.answer().status == 200)
      #expect(try idle[0].rest().isEmpty)
      try idle[1].send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(try idle[1].answer().status == 200)
      try halfSent.send("Host: a\r\n\r\n")
      #expect(try halfSent.answer().status == 200)
      #expect(eventually { server.counters.refused[.displaced] == 1 && server.counters.open == 3 })
    }
  }

  @Test func `A loop that is behind refuses large requests and serves small ones`() async throws {
    var router = Router()
    router.deferred(.POST, "/slow", admission: { _, _ in .enter() }) { request, responder in
      usleep(30_000)
      responder.respond(.text("\(request.body.count)"))
    }
    let configuration = makeLimits {
      $0.loops = 1
      $0.turnLimit = .milliseconds(10)
      $0.sheddableBodyBytes = 4
    }
    try await withServer(router, configuration) { port, server throws in
      func post(_ body: String) -> String {
        "POST /slow HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
      }
      let client = try RawClient(port: port)
      // All in one piece: what follows the first request is looked at in the same turn of the loop.
      try client.send(post("large") + post("huge!") + post("tiny"))
      #expect(try client.answer().status == 200)
      let refusal = try client.answer()
      #expect(refusal.status == 503)
      #expect(refusal["Retry-After"] == "1")
      #expect(try client.answer().text == "4")
      #expect(eventually { server.counters.refused[.overload] == 1 })
    }
  }

  @Test func `Whoever is displaced in the middle of a request is told when to come back`() async throws {
    let configuration = makeLimits {
      $0.maxConnections = 1
      $0.loops = 1
    }
    try await withServer(makeTestRouter(), configuration) { port, server throws in
      let halfSent = try RawClient(port: port)
      try halfSent.send("GET /hello HTTP/1.1\r\n")
      #expect(eventually { server.counters.bytesReceived > 0 })
      let newcomer = try RawClient(port: port)
      try newcomer.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(try newcomer.answer().status == 200)
      let farewell = try halfSent.answer()
      #expect(farewell.status == 503)
      #expect(farewell["Retry-After"] == "1")
      #expect(try halfSent.rest().isEmpty)
    }
  }

  @Test func `Large bodies share a budget, small ones pass beside it`() async throws {
    try await withServer(makeTestRouter(), makeLimits { $0.maxBodyBytesInFlight = 1_000_000 }) { port, server throws in
      func head(_ framing: String) -> String { "POST /echo HTTP/1.1\r\nHost: a\r\n\(framing)\r\n\r\n" }
      let large = String(repeating: "b", count: 700_000)
      let first = try RawClient(port: port)
      try first.send(head("Content-Length: 700000") + "b")
      #expect(eventually { server.counters.bytesReceived > 0 })

      for framing in ["Content-Length: 700000", "Transfer-Encoding: chunked"] {
        let second = try RawClient(port: port)
        try second.send(head(framing))
        let refused = try second.answer()
        #expect(refused.status == 503)
        #expect(refused["Retry-After"] != nil)
        #expect(try second.rest().isEmpty)
      }
      #expect(try status(port, head("Content-Length: 5") + "small") == 200)

      try first.send(String(large.dropFirst()))
      #expect(try first.answer().status == 200)
      // The answer gives the memory back, and so does a client that leaves in the middle.
      let third = try RawClient(port: port)
      try third.send(head("Content-Length: 700000") + "b")
      third.end()
      #expect(try eventually { try status(port, head("Content-Length: 700000") + large) == 200 })
      #expect(eventually { server.counters.refused[.memory, default: 0] >= 2 })
    }
  }
}
