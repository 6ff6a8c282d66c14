// A blocking TCP client that sends exactly the given bytes and reads answers strictly, with a time limit on every wait.
import FaultKit
import Foundation

final class RawSocket {
  struct Answer: Sendable {
    var status: Int
    var fields: [(name: String, value: String)]
    var body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }
    func value(_ name: String) -> String? { fields.first { $0.name.lowercased() == name }?.value }
    var retryAfter: Double? { value("retry-after").flatMap(Double.init) }
  }

  /// What ended a wait: the peer, or the clock.
  enum Failure: Error, CustomStringConvertible {
    case refused(Int32)
    case ended(String)
    case timedOut
    case malformed(String)

    var description: String {
      switch self {
      case .refused(let code): "the connection was refused (errno \(code))"
      case .ended(let what): "the connection ended \(what)"
      case .timedOut: "nothing came in time"
      case .malformed(let what): "the answer is malformed: \(what)"
      }
    }
  }

  private(set) var descriptor: Int32
  private var buffer: [UInt8] = []
  private var start = 0

  /// Connects from `source`, an address of the loopback network, so that many clients need not look like one.
  init(port: Int, from source: LoopbackAddress = .first, seconds: Double = 30, receiveBuffer: Int32? = nil) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw Failure.refused(errno) }
    Sockets.prepare(descriptor, seconds: seconds, receiveBuffer: receiveBuffer)
    guard Sockets.connect(descriptor, port: port, from: source) else {
      let code = errno
      close(descriptor)
      descriptor = -1
      throw Failure.refused(code)
    }
  }

  deinit { end() }

  func end() {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
  }

  func send(_ text: String) throws { try send(Array(text.utf8)) }

  func send(_ bytes: [UInt8]) throws {
    var offset = 0
    while offset < bytes.count {
      let count = bytes.withUnsafeBytes {
        Foundation.send(descriptor, $0.baseAddress?.advanced(by: offset), bytes.count - offset, Int32(MSG_NOSIGNAL))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        throw errno == EAGAIN ? Failure.timedOut : Failure.ended("while sending (errno \(errno))")
      }
      offset += count
    }
  }

  /// The next answer that is no interim one.
  func answer(toHead: Bool = false) throws -> Answer {
    while true {
      let answer = try anyAnswer(toHead: toHead)
      if answer.status >= 200 { return answer }
    }
  }

  func anyAnswer(toHead: Bool = false) throws -> Answer {
    let head = String(decoding: try take(upTo: [13, 10, 13, 10]), as: UTF8.self)
    let lines = head.components(separatedBy: "\r\n").filter { !$0.isEmpty }
    guard let first = lines.first, first.hasPrefix("HTTP/1."), let status = Int(first.dropFirst(9).prefix(3)) else {
      throw Failure.malformed(String(head.prefix(80)))
    }
    var answer = Answer(status: status, fields: [], body: [])
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { throw Failure.malformed(line) }
      answer.fields.append(
        (String(line[..<colon]), line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)))
    }
    if status < 200 || status == 204 || status == 304 || toHead { return answer }
    if answer.value("transfer-encoding")?.lowercased() == "chunked" {
      while true {
        let line = String(decoding: try take(upTo: [13, 10]).dropLast(2), as: UTF8.self)
        guard let size = Int(line, radix: 16) else { throw Failure.malformed("chunk size '\(line)'") }
        answer.body += try take(size)
        _ = try take(2)
        if size == 0 { break }
      }
    } else if let length = answer.value("content-length").flatMap(Int.init) {
      answer.body = try take(length)
    } else {
      answer.body = try rest()
    }
    return answer
  }

  /// Everything up to the end of the connection.
  func rest() throws -> [UInt8] {
    while true {
      do { try fill() } catch Failure.ended { break }
    }
    defer { (buffer, start) = ([], 0) }
    return Array(buffer[start...])
  }

  private func take(upTo mark: [UInt8]) throws -> [UInt8] {
    var from = start
    while true {
      while from + mark.count <= buffer.count {
        if buffer[from..<(from + mark.count)].elementsEqual(mark) { return try take(from + mark.count - start) }
        from += 1
      }
      from -= start
      try fill()
      from += start
    }
  }

  private func take(_ count: Int) throws -> [UInt8] {
    while buffer.count - start < count { try fill() }
    defer { start += count }
    return Array(buffer[start..<(start + count)])
  }

  private func fill() throws {
    if start > 0 {
      buffer.removeFirst(start)
      start = 0
    }
    var piece = [UInt8](repeating: 0, count: 16_384)
    while true {
      let count = recv(descriptor, &piece, piece.count, 0)
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN { throw Failure.timedOut }
      guard count > 0 else { throw Failure.ended(count == 0 ? "by the peer" : "by errno \(errno)") }
      buffer += piece[..<count]
      return
    }
  }
}

/// An address of 127.0.0.0/8; `host(n)` never meets the first, from which this machine speaks by itself.
struct LoopbackAddress: Sendable, Hashable {
  var value: UInt32

  static let first = LoopbackAddress(value: 0x7F00_0001)
  static func host(_ number: Int) -> LoopbackAddress {
    LoopbackAddress(value: 0x7F01_0001 &+ UInt32(truncatingIfNeeded: number))
  }
}

enum Sockets {
  /// `IP_BIND_ADDRESS_NO_PORT` of Linux, which the importer leaves out.
  private static let bindAddressNoPort: Int32 = 24

  static func connect(_ descriptor: Int32, port: Int, from source: LoopbackAddress) -> Bool {
    // The port is chosen at connect, so that one address gives more than it has ports.
    var late: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_IP), bindAddressNoPort, &late, socklen_t(4))
    if source != .first {
      guard call(source.value, 0, { bind(descriptor, $0, $1) }) == 0 else { return false }
    }
    return call(LoopbackAddress.first.value, port) { Foundation.connect(descriptor, $0, $1) } == 0
      || errno == EINPROGRESS
  }

  static func prepare(_ descriptor: Int32, seconds: Double, receiveBuffer: Int32?) {
    if var size = receiveBuffer {
      setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(4))
    }
    var limit = timeval(tv_sec: Int(seconds), tv_usec: Int((seconds - seconds.rounded(.down)) * 1e6))
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    var one: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(4))
  }

  private static func call(
    _ address: UInt32, _ port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_port = UInt16(truncatingIfNeeded: port).bigEndian
    name.sin_addr.s_addr = address.bigEndian
    return withUnsafePointer(to: &name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }

  /// How many descriptors a process may have at most here.
  static var descriptorsAllowed: Int {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    return Int(clamping: limit.rlim_max)
  }

  /// Lets this process open `count` descriptors; throws when the system does not allow it.
  static func allowDescriptors(_ count: Int) throws {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    if limit.rlim_cur >= rlim_t(count) { return }
    limit.rlim_cur = rlim_t(count)
    limit.rlim_max = max(limit.rlim_max, rlim_t(count))
    guard setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
      throw FaultError("This needs \(count) open files: raise the limit with ulimit -n \(count), or run it as root.")
    }
  }
}
