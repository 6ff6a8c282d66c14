// Compressed responses: who gets them, which bodies they are, and that they hold what was sent.

import CollectorHTTP
import Foundation
import Testing

struct CompressionTests {
  private static let page = String(repeating: "<p>Reports of the same matter are alike.</p>", count: 200)

  private func makeRouter() -> Router {
    var router = Router()
    router.async(.GET, "/page") { _ in .html(Self.page) }
    router.async(.GET, "/json") { _ in .json(200, Array("[\(String(repeating: "1,", count: 1_000))1]".utf8)) }
    router.async(.GET, "/short") { _ in .html(String(repeating: "a", count: 1_023)) }
    router.async(.GET, "/edge") { _ in .html(String(repeating: "a", count: 1_024)) }
    router.async(.GET, "/noise") { _ in
      HTTPResponse(
        status: 200, headers: ["Content-Type": "text/plain"], body: (0..<2_000).map { _ in UInt8.random(in: 0...255) })
    }
    router.async(.GET, "/picture") { _ in
      HTTPResponse(status: 200, headers: ["Content-Type": "image/png"], body: Array(repeating: 7, count: 4_000))
    }
    router.async(.GET, "/tagged") { _ in
      HTTPResponse(status: 200, headers: ["Content-Type": "text/html", "ETag": "\"1\""], body: Array(Self.page.utf8))
    }
    router.async(.GET, "/large") { _ in .text(String(repeating: "a", count: 3_000_000)) }
    router.async(.GET, "/refused") { _ in .html(422, Self.page) }
    router.events(.GET, "/events") { _, stream in
      stream.send(event: "change", data: String(repeating: "1", count: 2_000))
      stream.close()
    }
    return router
  }

  private func get(_ port: Int, _ path: String, accepting: String? = "gzip, deflate, br") throws -> RawClient.Answer {
    let client = try RawClient(port: port)
    let field = accepting.map { "Accept-Encoding: \($0)\r\n" } ?? ""
    try client.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\(field)Connection: close\r\n\r\n")
    return try client.answer()
  }

  @Test(arguments: ["/page", "/json", "/edge", "/refused"])
  func `Text of a kilobyte or more is sent with gzip to a client that takes it, and is the same text`(path: String)
    async throws
  {
    try await withServer(makeRouter()) { port, _ throws in
      let plain = try get(port, path, accepting: nil)
      let packed = try get(port, path)
      #expect(plain["Content-Encoding"] == nil)
      #expect(plain["Vary"] == "Accept-Encoding")
      #expect(packed["Content-Encoding"] == "gzip")
      #expect(packed["Vary"] == "Accept-Encoding")
      #expect(packed["Content-Length"] == String(packed.body.count))
      #expect(packed.body.count * 2 < plain.body.count)
      #expect(packed.status == plain.status)
      #expect(try gunzip(packed.body) == plain.body)
    }
  }

  @Test(arguments: ["/short", "/noise", "/picture", "/tagged", "/large"])
  func `What is short, no text, tagged, very large or no shorter with gzip is sent as it is`(path: String) async throws
  {
    try await withServer(makeRouter()) { port, _ throws in
      #expect(try get(port, path)["Content-Encoding"] == nil)
    }
  }

  @Test(arguments: [
    ("gzip", true), ("GZIP", true), ("x-gzip", true), ("br;q=1.0, gzip;q=0.5", true), ("*", true), ("gzip;q=1", true),
    ("gzip;q=0", false), ("gzip; q=0.000", false), ("*;q=0", false), ("*, gzip;q=0", false), ("identity", false),
    ("br", false), ("", false), ("gzipped", false),
  ])
  func `The client's own word decides`(field: String, isPacked: Bool) async throws {
    try await withServer(makeRouter()) { port, _ throws in
      #expect((try get(port, "/page", accepting: field)["Content-Encoding"] == "gzip") == isPacked)
    }
  }

  @Test func `An event stream is never compressed`() async throws {
    try await withServer(makeRouter()) { port, _ throws in
      let client = try RawClient(port: port)
      try client.send("GET /events HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n")
      let answer = try client.answer()
      #expect(answer["Content-Encoding"] == nil)
      #expect(answer.text.contains("event: change"))
    }
  }

  @Test func `HEAD tells the length that GET sends`() async throws {
    try await withServer(makeRouter()) { port, _ throws in
      let client = try RawClient(port: port)
      try client.send("HEAD /page HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n")
      let head = try client.answer(toHead: true)
      #expect(head["Content-Length"] == (try get(port, "/page"))["Content-Length"])
      #expect(head["Content-Encoding"] == "gzip")
    }
  }
}
