// A server on a real socket of this machine that answers what the test says, byte for byte.
import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// Takes one request after the other and answers each with bytes, some at a time.
final class TestServer: Sendable {
  /// Pieces of the answer and the pause before each, in milliseconds.
  typealias Answer = @Sendable (String) -> [(pause: Int, bytes: [UInt8])]

  /// `@unchecked Sendable`: `requests` is touched while `lock` is held alone.
  private final class Seen: @unchecked Sendable {
    private let lock = NSLock()
    private var requests: [String] = []

    func add(_ request: String) { lock.withLock { requests.append(request) } }
    var all: [String] { lock.withLock { requests } }
  }

  let port: UInt16
  private let socket: Int32
  private let seen = Seen()

  init(answer: @escaping Answer) throws {
    #if canImport(Darwin)
      let socket = Self.make(SOCK_STREAM)
    #else
      let socket = Self.make(Int32(SOCK_STREAM.rawValue))
    #endif
    self.socket = socket
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(socket, address, size) == 0 && listen(socket, 16) == 0 && getsockname(socket, address, &size) == 0
      }
    }
    guard isListening else { throw CocoaError(.fileReadUnknown) }
    port = UInt16(bigEndian: address.sin_port)
    let seen = seen
    Thread.detachNewThread {
      while true {
        let client = accept(socket, nil, nil)
        guard client >= 0 else { return }
        Thread.detachNewThread { Self.serve(client, seen, answer) }
      }
    }
  }

  deinit { stop() }

  func stop() { shutdown(socket, Int32(SHUT_RDWR)) }

  /// The head and body of each request so far.
  var requests: [String] { seen.all }

  private static func serve(_ client: Int32, _ seen: Seen, _ answer: Answer) {
    let request = read(client)
    seen.add(request)
    for (pause, bytes) in answer(request) {
      usleep(UInt32(pause) * 1_000)
      guard bytes.withUnsafeBytes({ send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }) >= 0 else { break }
    }
    shutdown(client, Int32(SHUT_RDWR))
    close(client)
  }

  private static func make(_ kind: Int32) -> Int32 {
    #if canImport(Darwin)
      Darwin.socket(AF_INET, kind, 0)
    #else
      Glibc.socket(AF_INET, kind, 0)
    #endif
  }

  /// One request: its head, and as many bytes as its Content-Length says.
  private static func read(_ client: Int32) -> String {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let text = String(decoding: bytes, as: UTF8.self)
      if let end = text.range(of: "\r\n\r\n") {
        let length =
          text[..<end.lowerBound].lowercased().components(separatedBy: "content-length: ").dropFirst().first
          .flatMap { Int($0.prefix { $0.isNumber }) } ?? 0
        if text[end.upperBound...].utf8.count >= length { return text }
      }
      let count = recv(client, &buffer, buffer.count, 0)
      guard count > 0 else { return text }
      bytes += buffer[..<count]
    }
  }
}
