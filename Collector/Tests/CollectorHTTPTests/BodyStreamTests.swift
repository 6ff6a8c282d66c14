// Bodies that are made while they are sent: framing, bounded memory, and ends that can be told apart.
import CollectorHTTP
import Foundation
import Synchronization
import Testing

private struct Broken: Error {}

struct BodyStreamTests {
  private func router(
    _ make: @escaping @Sendable (HTTPBodyWriter) async throws -> Void
  ) -> Router {
    var router = makeTestRouter()
    router.streamed(.GET, "/file") { request in
      guard request.query("no") == nil else { return .whole(.problem(400, code: "no", message: "No.")) }
      return .body(["Content-Type": "text/csv"], make: make)
    }
    return router
  }

  private func open(_ port: Int, _ line: String = "GET /file HTTP/1.1", receiveBuffer: Int32? = nil) throws -> (
    RawClient, String
  ) {
    let client = try RawClient(port: port, receiveBuffer: receiveBuffer)
    try client.send("\(line)\r\nHost: a\r\n\r\n")
    return (client, String(decoding: try client.headOfAnswer(), as: UTF8.self))
  }

  @Test func `A body arrives in its pieces and ends with the last chunk`() async throws {
    let pieces = (0..<500).map { "line \($0)\n" }
    try await withServer(router { body in for piece in pieces { try await body.write(Array(piece.utf8)) } }) {
      port, _ throws in
      let (client, head) = try open(port)
      #expect(head.hasPrefix("HTTP/1.1 200") && head.contains("Transfer-Encoding: chunked\r\n"))
      #expect(head.contains("Connection: close\r\n") && head.contains("Content-Type: text/csv\r\n"))
      var all: [UInt8] = []
      while let chunk = try client.chunk() { all += chunk }
      #expect(String(decoding: all, as: UTF8.self) == pieces.joined())
      #expect(try client.rest().isEmpty)
      let (old, oldHead) = try open(port, "GET /file HTTP/1.0")
      #expect(!oldHead.contains("chunked"))
      #expect(String(decoding: try old.rest(), as: UTF8.self) == pieces.joined())
      let (_, none) = try open(port, "HEAD /file HTTP/1.1")
      #expect(none.hasPrefix("HTTP/1.1 200"))
      let (_, refused) = try open(port, "GET /file?no=1 HTTP/1.1")
      #expect(refused.hasPrefix("HTTP/1.1 400"))
    }
  }

  @Test func `A body that cannot be made whole is cut off, and not ended`() async throws {
    try await withServer(
      router { body in
        try await body.write(Array("half".utf8))
        throw Broken()
      }
    ) { port, _ throws in
      let (client, _) = try open(port)
      let rest = (try? client.rest()) ?? []
      let text = String(decoding: rest, as: UTF8.self)
      #expect(!text.hasSuffix("0\r\n\r\n"), "\(text)")
    }
  }

  @Test func `Whoever makes a body waits for a client that reads slowly, and hears when it has gone`() async throws {
    let written = Mutex(0)
    let ended = Mutex<String?>(nil)
    let configuration = makeLimits { $0.maxEventBacklogBytes = 64 * 1024 }
    let piece = [UInt8](repeating: 0x61, count: 32 * 1024)
    try await withServer(
      router { body in
        do {
          // More than all buffers between here and the client hold.
          for _ in 0..<4_000 {
            try await body.write(piece)
            written.withLock { $0 += 1 }
          }
          ended.withLock { $0 = "whole" }
        } catch {
          ended.withLock { $0 = "\(type(of: error))" }
          throw error
        }
      }, configuration
    ) { port, server throws in
      var client: RawClient? = try open(port, receiveBuffer: 4_096).0
      #expect(eventually { written.withLock { $0 } > 0 })
      var last = -1
      // It stands still once the buffers are full.
      #expect(
        eventually {
          usleep(50_000)
          let now = written.withLock { $0 }
          defer { last = now }
          return now == last
        })
      #expect(written.withLock { $0 } < 4_000)
      #expect(ended.withLock { $0 } == nil)
      #expect(client != nil)
      client = nil
      #expect(eventually { ended.withLock { $0 } == "HTTPBodyClosed" })
      #expect(eventually { server.counters.open == 0 })
    }
  }

  @Test func `Eight clients get a long body whole, each`() async throws {
    let piece = [UInt8](repeating: 0x62, count: 10_000)
    let configuration = makeLimits { $0.maxEventBacklogBytes = 16 * 1024 }
    try await withServer(router { body in for _ in 0..<300 { try await body.write(piece) } }, configuration) {
      port, _ throws in
      let clients = try (0..<8).map { _ in try open(port).0 }
      for client in clients {
        var count = 0
        while let chunk = try client.chunk() { count += chunk.count }
        #expect(count == 3_000_000)
      }
    }
  }
}
