// Reads one HTTP/1.1 request or answer as bytes. It knows what the SDK and the collector send, no more.
import Foundation

struct Message: Sendable {
  var bytes: [UInt8]
  /// The head's length, with the empty line.
  var head: Int

  var body: ArraySlice<UInt8> { bytes[head...] }
  var headText: String { String(decoding: bytes[..<head], as: UTF8.self) }
  /// `POST /v1/batches`, or `HTTP/1.1 202`.
  var start: String { headText.prefix { $0 != "\r\n" }.split(separator: " ").prefix(2).joined(separator: " ") }
  var status: Int { Int(start.split(separator: " ").last ?? "") ?? 0 }

  func field(_ name: String) -> String? { Self.field(name, in: headText) }

  /// Reads a whole message; nil when the other side ended before.
  init?(from socket: Socket) {
    var bytes = socket.rest
    socket.rest = []
    while true {
      if let head = Self.headEnd(bytes) {
        let text = String(decoding: bytes[..<head], as: UTF8.self)
        let length = Self.field("content-length", in: text).flatMap { Int($0) } ?? 0
        if Self.field("expect", in: text)?.lowercased() == "100-continue", bytes.count < head + length {
          socket.send(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
        }
        while bytes.count < head + length { guard socket.receive(into: &bytes) else { return nil } }
        socket.rest = Array(bytes[(head + length)...])
        self.bytes = Array(bytes[..<(head + length)])
        self.head = head
        return
      }
      guard bytes.count < 1_048_576, socket.receive(into: &bytes) else { return nil }
    }
  }

  /// Makes an answer.
  init(status: Int, _ fields: [String] = [], body: [UInt8] = []) {
    let lines = ["HTTP/1.1 \(status) Faulty", "Content-Length: \(body.count)"] + fields
    let head = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
    bytes = head + body
    self.head = head.count
  }

  /// The same answer with another body.
  func with(body: [UInt8]) -> Message {
    Message(status: status, ["Content-Type: application/json"], body: body)
  }

  private static func headEnd(_ bytes: [UInt8]) -> Int? {
    guard bytes.count >= 4 else { return nil }
    for end in 4...bytes.count
    where bytes[end - 1] == 10 && bytes[end - 2] == 13 && bytes[end - 3] == 10 && bytes[end - 4] == 13 { return end }
    return nil
  }

  private static func field(_ name: String, in head: String) -> String? {
    for line in head.components(separatedBy: "\r\n").dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      if parts.count == 2, parts[0].lowercased() == name { return parts[1].trimmingCharacters(in: .whitespaces) }
    }
    return nil
  }
}
