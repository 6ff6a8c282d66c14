// The server over real sockets: what a well-behaved client sees.

import CollectorHTTP
import Foundation
import Testing

struct HTTPServerTests {
  @Test func `A request is answered and the connection is kept`() async throws {
    try await withServer { port, _ in
      let client = try RawClient(port: port)
      for _ in 0..<3 {
        try client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
        let answer = try client.answer()
        #expect(answer.status == 200)
        #expect(answer.text == "hello")
        #expect(answer["Connection"] == nil)
        #expect(answer["Date"] != nil)
      }
    }
  }

  @Test func `A body arrives whole however it is cut`() async throws {
    try await withServer { port, _ in
      let body = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      let client = try RawClient(port: port)
      try client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.count)\r\n\r\n")
      for start in stride(from: 0, to: body.count, by: 70_001) {
        try client.send(Array(body[start..<min(body.count, start + 70_001)]))
      }
      #expect(try client.answer().body == body)
    }
  }
}
