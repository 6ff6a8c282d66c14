// Just enough HTTP for a sample on one's own machine: one short request a connection, GET and forms, on 127.0.0.1 alone. A service
// of yours has a real server; what matters here is what stands in its pages and what its handlers tell Tellback.
import Foundation

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A request of at most ``TinyServer/limit`` bytes.
public struct TinyRequest: Sendable, Equatable {
  public var method: String
  /// Without the query.
  public var path: String
  /// The fields of a form, decoded.
  public var form: [String: String]

  public init(method: String, path: String, form: [String: String] = [:]) {
    self.method = method
    self.path = path
    self.form = form
  }

  /// Nil for what is no request.
  init?(_ bytes: [UInt8]) {
    let parts = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n\r\n")
    let words = parts[0].prefix { $0 != "\r\n" }.split(separator: " ")
    guard parts.count > 1, words.count == 3, let target = words[1].split(separator: "?").first else { return nil }
    var form: [String: String] = [:]
    for pair in parts[1].split(separator: "&") {
      let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let text = sides.count == 2 ? sides[1].replacingOccurrences(of: "+", with: " ").removingPercentEncoding : nil
      form[String(sides[0])] = text ?? ""
    }
    self.init(method: String(words[0]), path: String(target), form: form)
  }
}

/// A page, and the policy under which a browser shows it.
public struct TinyAnswer: Sendable {
  public var status: Int
  public var policy: String
  public var html: String

  var bytes: [UInt8] {
    let body = Array(html.utf8)
    let head =
      "HTTP/1.1 \(status) \(status == 200 ? "OK" : "Sorry")\r\nContent-Type: text/html; charset=utf-8\r\n"
      + "Content-Security-Policy: \(policy)\r\nContent-Length: \(body.count)\r\nConnection: close\r\n\r\n"
    return Array(head.utf8) + body
  }
}

public struct TinyServerError: Error, CustomStringConvertible {
  public let description: String
}

public final class TinyServer: Sendable {
  /// Bytes of a request.
  static let limit = 16_384

  public let port: Int
  private let listener: Int32

  /// `port` 0 takes a free one.
  public init(port: Int) throws {
    #if canImport(Darwin)
      listener = socket(AF_INET, SOCK_STREAM, 0)
    #else
      listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #endif
    var yes: Int32 = 1
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_port = in_port_t(UInt16(clamping: port)).bigEndian
    name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = listener
    let code = withUnsafeMutablePointer(to: &name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) == 0 && listen(listener, 16) == 0 ? getsockname(listener, $0, &length) : -1
      }
    }
    guard code == 0 else {
      let reason = String(cString: strerror(errno))
      close(listener)
      throw TinyServerError(description: "The shop cannot listen on port \(port): \(reason)")
    }
    self.port = Int(UInt16(bigEndian: name.sin_port))
  }

  deinit { close(listener) }

  /// Answers requests until the process ends.
  public func run(_ handle: @escaping @Sendable (TinyRequest) async -> TinyAnswer) {
    let listener = listener
    Thread.detachNewThread {
      while true {
        let client = accept(listener, nil, nil)
        if client < 0, errno == EINTR || errno == ECONNABORTED { continue }
        guard client >= 0 else { return }
        guard let request = Self.read(client) else {
          close(client)
          continue
        }
        Task {
          Self.write(client, await handle(request).bytes)
          close(client)
        }
      }
    }
  }

  private static func read(_ client: Int32) -> TinyRequest? {
    var patience = timeval(tv_sec: 2, tv_usec: 0)
    setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(client, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while bytes.count < limit, !isWhole(bytes) {
      let count = recv(client, &buffer, buffer.count, 0)
      guard count > 0 else { return nil }
      bytes += buffer[..<count]
    }
    return isWhole(bytes) ? TinyRequest(bytes) : nil
  }

  /// Whether the head has ended and the body has the length that the head says.
  static func isWhole(_ bytes: [UInt8]) -> Bool {
    let parts = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n\r\n")
    guard parts.count > 1 else { return false }
    let field = parts[0].components(separatedBy: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
    let length = field.flatMap { Int($0.dropFirst("content-length:".count).trimmingCharacters(in: .whitespaces)) } ?? 0
    return parts[1].utf8.count >= length
  }

  private static func write(_ client: Int32, _ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      #if canImport(Darwin)
        let sent = rest.withUnsafeBytes { send(client, $0.baseAddress, $0.count, 0) }
      #else
        let sent = rest.withUnsafeBytes { send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      #endif
      // Who has gone needs no page.
      guard sent > 0 else { return }
      rest = rest.dropFirst(sent)
    }
  }
}
