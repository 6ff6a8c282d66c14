// One HTTP exchange over a plain socket, in steps between which a process can end.
import Foundation

public struct SocketAnswer: Sendable {
  public var status: Int
  /// Names in lower case.
  public var headers: [String: String]
  public var body: [UInt8]
}

/// Blocking; call it from a thread that may wait. It asks for `Connection: close`, so the answer ends with the connection.
public struct SocketClient: ~Copyable {
  private let descriptor: Int32

  public init(host: String = "127.0.0.1", port: Int, seconds: Int = 10) throws {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw FaultError("no socket") }
    var limit = timeval(tv_sec: seconds, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(truncatingIfNeeded: port)).bigEndian
    address.sin_addr.s_addr = inet_addr(host)
    let code = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard code == 0 else {
      let reason = String(cString: strerror(errno))
      close(descriptor)
      throw FaultError("connect: \(reason)")
    }
    // Last: a value that is whole is taken down, and would close again, when its initializer throws.
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// The bytes of a request.
  public static func request(
    _ method: String, _ path: String, headers: [String: String] = [:], body: [UInt8] = []
  ) -> [UInt8] {
    var head = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
    for (name, value) in headers { head += "\(name): \(value)\r\n" }
    if method != "GET" { head += "Content-Length: \(body.count)\r\n" }
    return Array((head + "\r\n").utf8) + body
  }

  public func send(_ bytes: some Collection<UInt8>) throws {
    var rest = Array(bytes)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw FaultError("write: \(String(cString: strerror(errno)))") }
      rest = rest.dropFirst(count)
    }
  }

  public func answer() throws -> SocketAnswer {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw FaultError("read: \(String(cString: strerror(errno)))") }
      if count == 0 { break }
      bytes += chunk[..<count]
    }
    guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { throw FaultError("the answer was cut") }
    var lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
    guard let status = lines.removeFirst().split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
      throw FaultError("the answer has no status")
    }
    var headers: [String: String] = [:]
    for line in lines {
      let parts = line.split(separator: ":", maxSplits: 1)
      if parts.count == 2 { headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces) }
    }
    let body = Array(bytes[end.upperBound...])
    if let length = headers["content-length"].flatMap({ Int($0) }), length != body.count {
      throw FaultError("the answer's body was cut")
    }
    return SocketAnswer(status: status, headers: headers, body: body)
  }

  /// A whole exchange, on a thread that may wait.
  public static func exchange(
    port: Int, _ method: String, _ path: String, headers: [String: String] = [:], body: [UInt8] = [], seconds: Int = 10
  ) async throws -> SocketAnswer {
    try await withCheckedThrowingContinuation { continuation in
      let thread = Thread {
        continuation.resume(
          with: Result {
            let client = try SocketClient(port: port, seconds: seconds)
            try client.send(Self.request(method, path, headers: headers, body: body))
            return try client.answer()
          })
      }
      thread.start()
    }
  }
}
