// Answers that no collector sends, as bytes.
import FaultKit
import Foundation
import Tellback
import TellbackWire

struct Lie: Sendable {
  let name: String
  /// A connection reaches it.
  var isHeard = true
  var scheme = "http"
  var host = "127.0.0.1"
  /// Deals with one connection.
  let serve: @Sendable (Socket) -> Void

  func address(_ port: Int) -> String { "\(scheme)://\(host):\(port)" }

  /// An answer to each request, given as bytes.
  private init(_ name: String, _ answer: @escaping @Sendable (Message) -> [UInt8]) {
    self.name = name
    serve = { socket in if let request = Message(from: socket) { socket.send(answer(request)) } }
  }

  private init(
    _ name: String, isHeard: Bool = true, scheme: String = "http", host: String = "127.0.0.1",
    serve: @escaping @Sendable (Socket) -> Void
  ) {
    (self.name, self.isHeard, self.scheme, self.host, self.serve) = (name, isHeard, scheme, host, serve)
  }

  static let all: [Lie] =
    words + [
      Lie("endless body") { socket in
        endlessly(
          socket, Array("HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\n\r\n{\"receipts\":[".utf8), "{},")
      },
      Lie("endless chunks") { socket in
        endlessly(socket, Array("HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n".utf8), "5\r\n     \r\n")
      },
      Lie("endless head") { socket in
        endlessly(
          socket, Array("HTTP/1.1 202 Accepted\r\n".utf8), "X-Flood: \(String(repeating: "y", count: 1_000))\r\n")
      },
      Lie("endless status line") { socket in endlessly(socket, Array("HTTP/1.1 202 ".utf8), "y") },
      Lie("endless interim answers") { socket in endlessly(socket, [], "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")
      },
      Lie("gzip bomb") { socket in
        guard Message(from: socket) != nil else { return }
        let bomb = Gzip.zeros
        socket.send(
          Array("HTTP/1.1 202 Accepted\r\nContent-Encoding: gzip\r\nContent-Length: \(bomb.count)\r\n\r\n".utf8) + bomb)
      },
      Lie("a byte now and then") { socket in
        guard Message(from: socket) != nil else { return }
        for byte in "HTTP/1.1 202 Accepted\r\nContent-Length: 5000\r\n\r\n{\"receipts\":[".utf8 {
          guard socket.send([byte]) else { return }
          usleep(200_000)
        }
      },
      Lie("silence") { socket in
        var nothing: [UInt8] = []
        while socket.receive(into: &nothing), nothing.count < 1_048_576 {}
      },
      Lie("reset at once") { $0.reset() },
      Lie("end at once") { $0.close() },
      Lie("plain text where TLS is wanted", scheme: "https") { socket in
        var hello: [UInt8] = []
        _ = socket.receive(into: &hello)
        socket.send(Array("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n".utf8))
      },
      Lie("TLS without a certificate", scheme: "https") { socket in
        var hello: [UInt8] = []
        _ = socket.receive(into: &hello)
        // The alert handshake_failure (RFC 8446, section 6.2).
        socket.send([0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28])
      },
      Lie("nobody listens", isHeard: false, host: "127.0.0.3") { $0.reset() },
      Lie("a name that does not exist", isHeard: false, host: "collector.invalid") { $0.reset() },
    ]

  /// One answer each.
  private static let words: [Lie] = [
    Lie("a portal's page") { _ in RandomPlan.portal.bytes },
    Lie("204") { _ in Array("HTTP/1.1 204 No Content\r\n\r\n".utf8) },
    Lie("202 with nothing") { _ in Message(status: 202).bytes },
    Lie("an empty object") { _ in Message(status: 202, body: Array("{}".utf8)).bytes },
    Lie("no receipts") { _ in Message(status: 202, body: Array(#"{"receipts":[]}"#.utf8)).bytes },
    Lie("other reports' receipts") { _ in
      Message(status: 202, body: Receipt.encoded((1...9).map { Receipt(id: id($0), outcome: .accepted) })).bytes
    },
    Lie("101 receipts too many") { request in
      Message(
        status: 202, body: Receipt.encoded((0..<101).map { _ in Receipt(id: ids(request)[0], outcome: .accepted) })
      )
      .bytes
    },
    Lie("receipts of an unknown outcome") { request in
      let text = #"{"receipts":[{"id":"\#(ids(request)[0])","outcome":"eaten"}]}"#
      return Message(status: 202, body: Array(text.utf8)).bytes
    },
    Lie("receipts cut inside the JSON") { request in
      Message(status: 202, body: receipts(request).dropLast(3)).bytes
    },
    Lie("receipts with more after them") { request in
      Message(status: 202, body: receipts(request) + Array("{}".utf8)).bytes
    },
    Lie("a Content-Length beyond the body") { request in
      Array("HTTP/1.1 202 Accepted\r\nContent-Length: 5000\r\n\r\n".utf8) + receipts(request)
    },
    Lie("a Content-Length within the body") { request in
      Array("HTTP/1.1 202 Accepted\r\nContent-Length: 9\r\n\r\n".utf8) + receipts(request)
    },
    Lie("chunks cut off") { request in
      let body = receipts(request)
      let head = "HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n\(String(body.count + 40, radix: 16))\r\n"
      return Array(head.utf8) + body
    },
    Lie("gzip that is none") { request in
      Array(
        "HTTP/1.1 202 Accepted\r\nContent-Encoding: gzip\r\nContent-Length: \(receipts(request).count)\r\n\r\n".utf8)
        + receipts(request)
    },
    Lie("receipts that follow a 503") { request in
      Message(status: 503).bytes + Message(status: 202, body: receipts(request)).bytes
    },
    Lie("receipts with status 500") { request in Message(status: 500, body: receipts(request)).bytes },
    Lie("receipts with status 206") { request in Message(status: 206, body: receipts(request)).bytes },
    Lie("receipts of a redirect") { request in
      Message(status: 302, ["Location: /v1/batches"], body: receipts(request)).bytes
    },
    Lie("a switch of protocols") { _ in
      Array("HTTP/1.1 101 Switching\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n".utf8)
    },
    Lie("status 999") { _ in Array("HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n".utf8) },
    Lie("HTTP/0.9") { request in receipts(request) },
    Lie("noise") { request in (0..<4_096).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ request.bytes.count) } },
    Lie("an SMTP greeting") { _ in Array("220 mail.example ESMTP\r\n".utf8) },
  ]

  private static func endlessly(_ socket: Socket, _ start: [UInt8], _ piece: String) {
    guard Message(from: socket) != nil else { return }
    socket.send(start)
    let many = Array(String(repeating: piece, count: 65_536 / max(1, piece.utf8.count)).utf8)
    while socket.send(many) {}
  }

  private static func id(_ number: Int) -> ReportID {
    ReportID(at: Timestamp(milliseconds: Int64(number)), random: (UInt64(number), 9))
  }

  /// The ids in a batch; one that is made up for another request.
  private static func ids(_ request: Message) -> [ReportID] {
    let found = (try? ReportBatch.decode(Array(request.body)))?.elements.map(\.id)
    return found?.isEmpty == false ? found ?? [] : [id(1)]
  }

  /// What the collector would answer.
  private static func receipts(_ request: Message) -> [UInt8] {
    Receipt.encoded(ids(request).map { Receipt(id: $0, outcome: .accepted) })
  }
}
