// Bodies that are read as they come, in every compression, and routes whose answers follow rules of their own.

import CollectorHTTP
import Foundation
import Testing

/// Remembers what came and how.
///
/// `@unchecked Sendable`: the loop calls it until the handler has it.
private final class Listener: BodyReader, @unchecked Sendable {
  private(set) var bytes: [UInt8] = []
  private(set) var count = 0
  private(set) var largest = 0
  private(set) var failure: HTTPError?

  func read(_ piece: UnsafeBufferPointer<UInt8>) {
    count += piece.count
    largest = max(largest, piece.count)
    if bytes.count < 100_000 { bytes += piece.prefix(100_000) }
  }

  func fail(_ error: HTTPError) { failure = error }
}

private let codings: Set<ContentCoding> = [.identity, .misnamed, .gzip, .deflate, .brotli]

private func makeRouter(maxBody: Int = 64 << 20, answering status: Int = 200) -> Router {
  var router = Router()
  router.reading(
    .POST, "/read", maxBody: maxBody, codings: codings,
    reading: BodyReading(maxHeld: 100_000) { _ in Listener() },
    policy: AnswerPolicy(headers: ["Access-Control-Allow-Origin": "*"], closesOnFailure: true)
  ) { request, responder in
    guard let listener = request.bodyReader as? Listener else { return responder.respond(.text(500, "no reader")) }
    let said = listener.failure?.code ?? String(decoding: listener.bytes.prefix(1_000), as: UTF8.self)
    responder.respond(.text(status, "\(listener.count) \(listener.largest) \(request.body.count) \(said)"))
  }
  router.immediate(.POST, "/plain") { .text("\($0.body.count)") }
  return router
}

/// `words`, 40 times, by Python's brotli 1.2 at quality 4.
private let brotli = Data(base64Encoded: "G+8AAAQccqR3uLcVFLPFgfTUAQ==")
private let words = String(repeating: "words ", count: 40)

private func post(
  _ port: Int, _ body: [UInt8], coding: String? = nil, path: String = "/read", pieces: Int = 1
) throws -> RawClient.Answer {
  let client = try RawClient(port: port)
  let field = coding.map { "Content-Encoding: \($0)\r\n" } ?? ""
  try client.send(
    "POST \(path) HTTP/1.1\r\nHost: a\r\n\(field)Content-Length: \(body.count)\r\nConnection: close\r\n\r\n")
  for piece in 0..<pieces {
    let (start, end) = (body.count * piece / pieces, body.count * (piece + 1) / pieces)
    try client.send(Array(body[start..<end]))
  }
  return try client.answer()
}

@Suite struct BodyReaderTests {
  @Test(arguments: [1, 7])
  func `A body is read as it comes, in each compression`(pieces: Int) async throws {
    try await withServer(makeRouter()) { port, _ throws in
      let bytes = Array(words.utf8)
      let wrapped = try deflate(bytes, windowBits: 15)
      let bare = try deflate(bytes, windowBits: -15)
      for (body, coding) in [
        (bytes, nil), (bytes, ""), (bytes, "UTF-8"), (bytes, "identity"), (try gzip(bytes), "gzip"),
        (wrapped, "deflate"), (bare, "deflate"), (Array(try #require(brotli)), "br"),
      ] as [([UInt8], String?)] {
        let answer = try post(port, body, coding: coding, pieces: min(pieces, body.count))
        #expect(answer.status == 200, "\(coding ?? "none"): \(answer.text)")
        #expect(answer.text.hasPrefix("\(bytes.count) ") && answer.text.hasSuffix(" 0 " + words), "\(coding ?? "none")")
      }
    }
  }

  @Test func `A body of 32 MB is read in small pieces`() async throws {
    try await withServer(makeRouter()) { port, _ throws in
      let body = (0..<(32 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 7) }
      let parts = try post(port, body).text.split(separator: " ")
      #expect(parts[0] == "\(32 << 20)")
      #expect((Int(parts[1]) ?? .max) <= 64 << 10)
    }
  }

  @Test(arguments: ["gzip", "deflate", "br"])
  func `Compression that is broken ends the body, and the handler hears it`(coding: String) async throws {
    try await withServer(makeRouter()) { port, _ throws in
      let answer = try post(port, Array("this is not compressed at all".utf8), coding: coding)
      #expect(answer.status == 200)
      #expect(answer.text.hasSuffix("bad_\(coding == "br" ? "brotli" : coding)"), "\(answer.text)")
      let whole: [UInt8] =
        switch coding {
        case "gzip": try gzip(Array(words.utf8))
        case "deflate": try deflate(Array(words.utf8), windowBits: 15)
        default: Array(try #require(brotli))
        }
      #expect(
        try post(port, Array(whole.dropLast(2)), coding: coding).text.hasSuffix(
          "bad_\(coding == "br" ? "brotli" : coding)"))
    }
  }

  @Test func `A body that unpacks to a thousand times its size is read no further than its ratio`() async throws {
    try await withServer(makeRouter()) { port, _ throws in
      let bomb = try gzip([UInt8](repeating: 0, count: 30 << 20))
      let answer = try post(port, bomb, coding: "gzip")
      #expect(answer.text.hasSuffix(" 0 compression_ratio"))
      #expect((answer.text.split(separator: " ").first.flatMap { Int($0) } ?? .max) <= bomb.count * 100 + (128 << 10))
    }
  }

  @Test func `A body over the limit is refused by its length, or ends where it passes it`() async throws {
    try await withServer(makeRouter(maxBody: 200_000)) { port, _ throws in
      #expect(try post(port, [UInt8](repeating: 65, count: 200_001)).status == 413)
      let noise = (0..<300_000).map { _ in UInt8.random(in: 97...112) }
      #expect(try post(port, try gzip(noise), coding: "gzip").text.hasSuffix("body_too_large"))
    }
  }

  @Test(arguments: ["br", "deflate", "", "zstd", "gzip, gzip"])
  func `A route that says nothing of compressions takes gzip alone`(coding: String) async throws {
    try await withServer(makeRouter()) { port, _ throws in
      let answer = try post(port, Array("x".utf8), coding: coding, path: "/plain")
      #expect(answer.status == 415 && answer.text.contains("unsupported_content_encoding"))
    }
  }

  @Test func `A route with rules has their fields in every answer, refusals and OPTIONS too`() async throws {
    try await withServer(makeRouter(maxBody: 10)) { port, _ throws in
      for (method, extra, status) in [
        ("OPTIONS", "", 204), ("POST", "Content-Length: 0\r\n", 200), ("POST", "Content-Length: 11\r\n", 413),
        ("POST", "Content-Length: 1\r\nContent-Encoding: zstd\r\n", 415),
      ] {
        let client = try RawClient(port: port)
        try client.send("\(method) /read HTTP/1.1\r\nHost: a\r\n\(extra)Connection: close\r\n\r\n")
        let answer = try client.answer()
        #expect(answer.status == status, "\(method) \(extra)")
        #expect(answer["Access-Control-Allow-Origin"] == "*", "\(method) \(extra)")
      }
      // What was asked before on the same connection leaves nothing behind.
      let client = try RawClient(port: port)
      try client.send("OPTIONS /read HTTP/1.1\r\nHost: a\r\n\r\nOPTIONS /plain HTTP/1.1\r\nHost: a\r\n\r\n")
      #expect(try client.answer()["Access-Control-Allow-Origin"] == "*")
      #expect(try client.answer()["Access-Control-Allow-Origin"] == nil)
    }
  }

  @Test(arguments: [500, 503, 408])
  func `Where an answer would make the client throw away what it sent, the connection closes without one`(status: Int)
    async throws
  {
    try await withServer(makeRouter(answering: status)) { port, server throws in
      let client = try RawClient(port: port)
      try client.send("POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nwords")
      #expect(try client.rest().isEmpty)
      #expect(eventually { server.counters.refused[.unanswered] == 1 })
    }
  }

  @Test func `A client that sends its body too slowly hears nothing either`() async throws {
    let limits = makeLimits { $0.bodyTimeout = .milliseconds(200) }
    try await withServer(makeRouter(), limits) { port, _ throws in
      let client = try RawClient(port: port)
      try client.send("POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nw")
      #expect(try client.rest().isEmpty)
    }
  }
}
