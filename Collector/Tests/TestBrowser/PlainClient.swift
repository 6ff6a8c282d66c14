// An HTTP client of a few lines on a plain socket: it follows nothing, keeps nothing, and shows each byte of an answer's head.
import Foundation

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The system's `send`, which the client's own would hide.
private let sendBytes = send

public struct PlainAnswer: Sendable {
  public var status: Int
  public var fields: [(name: String, value: String)]
  public var body: [UInt8]
  /// False when a chunked body ended before its last chunk.
  public var isWhole = true

  public var text: String { String(decoding: body, as: UTF8.self) }

  public subscript(name: String) -> String? { fields.first { $0.name.lowercased() == name.lowercased() }?.value }
}

public struct PlainClientError: Error, CustomStringConvertible {
  public var description: String

  public init(description: String) { self.description = description }
}

public enum PlainClient {
  /// Sends one request and reads to the end of the connection; at most `seconds` between two bytes.
  public static func send(
    port: Int, method: String, target: String, fields: [(String, String)] = [], body: [UInt8] = [], seconds: Int = 1_200
  ) async throws -> PlainAnswer {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(
          with: Result {
            try exchange(port: port, method: method, target: target, fields: fields, body: body, seconds: seconds)
          })
      }
    }
  }

  /// The same from a thread of one's own.
  public static func exchanged(port: Int, target: String, fields: [(String, String)] = []) throws -> PlainAnswer {
    try exchange(port: port, method: "GET", target: target, fields: fields, body: [], seconds: 1_200)
  }

  private static func exchange(
    port: Int, method: String, target: String, fields: [(String, String)], body: [UInt8], seconds: Int
  ) throws -> PlainAnswer {
    let descriptor = try connect(port: port, seconds: seconds)
    defer { close(descriptor) }
    var head = "\(method) \(target) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n"
    for (name, value) in fields { head += "\(name): \(value)\r\n" }
    if !body.isEmpty || method == "POST" { head += "Content-Length: \(body.count)\r\n" }
    try write(descriptor, Array((head + "\r\n").utf8) + body)
    return try parse(try readAll(descriptor))
  }

  public static func connect(port: Int, seconds: Int) throws -> Int32 {
    #if canImport(Darwin)
      let descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #else
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #endif
    guard descriptor >= 0 else { throw PlainClientError(description: "no socket") }
    var limit = timeval(tv_sec: seconds, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        #if canImport(Darwin)
          Darwin.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        #else
          Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        #endif
      }
    }
    guard result == 0 else {
      close(descriptor)
      throw PlainClientError(description: "nobody listens on port \(port)")
    }
    return descriptor
  }

  public static func write(_ descriptor: Int32, _ bytes: [UInt8]) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let sent = rest.withUnsafeBytes { sendBytes(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      if sent < 0, errno == EINTR { continue }
      guard sent > 0 else { throw PlainClientError(description: "the connection was closed while sending") }
      rest = rest.dropFirst(sent)
    }
  }

  private static func readAll(_ descriptor: Int32) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      // A socket with a time limit is not resumed after a signal, such as that of a child process that ended.
      if count < 0, errno == EINTR { continue }
      if count == 0 { return bytes }
      guard count > 0 else {
        // A peer that keeps the connection open although it was asked to close: what came is judged by its length.
        if isComplete(bytes) { return bytes }
        throw PlainClientError(description: "the answer stopped after \(bytes.count) bytes")
      }
      bytes += buffer[0..<count]
      if isComplete(bytes) { return bytes }
    }
  }

  private static func isComplete(_ bytes: [UInt8]) -> Bool {
    guard let end = headEnd(bytes), let answer = try? parse(bytes),
      let length = answer["content-length"].flatMap(Int.init)
    else { return false }
    return bytes.count - end >= length
  }

  private static func headEnd(_ bytes: [UInt8]) -> Int? {
    guard bytes.count >= 4 else { return nil }
    for index in 3..<bytes.count where bytes[index] == 10 {
      if bytes[index - 1] == 13, bytes[index - 2] == 10, bytes[index - 3] == 13 { return index + 1 }
    }
    return nil
  }

  private static func parse(_ bytes: [UInt8]) throws -> PlainAnswer {
    guard let end = headEnd(bytes) else { throw PlainClientError(description: "the answer has no whole head") }
    let lines = String(decoding: bytes[0..<end], as: UTF8.self).split(separator: "\r\n")
    let words = (lines.first ?? "").split(separator: " ")
    guard words.count >= 2, let status = Int(words[1]) else { throw PlainClientError(description: "no status line") }
    let fields = lines.dropFirst().compactMap { line -> (String, String)? in
      guard let colon = line.firstIndex(of: ":") else { return nil }
      return (String(line[..<colon]), line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces))
    }
    var answer = PlainAnswer(status: status, fields: fields, body: Array(bytes[end...]))
    if answer["transfer-encoding"]?.lowercased() == "chunked" {
      (answer.body, answer.isWhole) = unchunked(answer.body[...])
    }
    return answer
  }

  /// What the chunks hold, and whether the last one came (RFC 9112, section 7.1).
  private static func unchunked(_ bytes: ArraySlice<UInt8>) -> ([UInt8], Bool) {
    var (rest, body): (ArraySlice<UInt8>, [UInt8]) = (bytes, [])
    while let end = rest.firstIndex(of: 13), let size = Int(String(decoding: rest[..<end], as: UTF8.self), radix: 16) {
      if size == 0 { return (body, true) }
      rest = rest[min(end + 2, rest.endIndex)...]
      guard rest.count >= size + 2 else { break }
      body += rest.prefix(size)
      rest = rest.dropFirst(size + 2)
    }
    return (body, false)
  }
}
