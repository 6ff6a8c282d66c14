// A client that sends exactly the bytes it is told to, over a real socket, and reads answers strictly.

import Foundation
import Glibc

struct ClientError: Error {
  var message: String
}

/// Blocking, with a limit on every wait, so that a test that would hang fails instead.
final class RawClient {
  struct Answer {
    var status: Int
    var fields: [(name: String, value: String)]
    var body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }
    subscript(name: String) -> String? { fields.first { $0.name.lowercased() == name.lowercased() }?.value }
  }

  private(set) var descriptor: Int32
  private var buffer: [UInt8] = []
  private(set) var isAtEnd = false

  init(port: Int, receiveBuffer: Int32? = nil) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    if var size = receiveBuffer {
      setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
    }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else { throw ClientError(message: "connect: errno \(errno)") }
    var limit = timeval(tv_sec: 120, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { end() }

  /// Closes the socket.
  func end() {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
  }

  func send(_ text: String) throws { try send(Array(text.utf8)) }

  func send(_ bytes: [UInt8]) throws {
    var offset = 0
    while offset < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress?.advanced(by: offset), bytes.count - offset, Int32(MSG_NOSIGNAL))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw ClientError(message: "send: errno \(errno)") }
      offset += count
    }
  }

  func closeWriting() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Makes the close send a reset, as a client does that dies.
  func resetOnClose() {
    var option = linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
  }

  /// Reads one answer; `toHead` says that it has no body whatever its fields say.
  func answer(toHead: Bool = false) throws -> Answer {
    let head = try headOfAnswer()
    let lines = String(decoding: head, as: UTF8.self).components(separatedBy: "\r\n").filter { !$0.isEmpty }
    guard let first = lines.first, first.hasPrefix("HTTP/1.1 "), let status = Int(first.dropFirst(9).prefix(3)) else {
      throw ClientError(message: "no status line: \(lines)")
    }
    var answer = Answer(status: status, fields: [], body: [])
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { throw ClientError(message: "no field line: \(line)") }
      answer.fields.append(
        (String(line[..<colon]), line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)))
    }
    if status < 200 || status == 204 || status == 304 || toHead { return answer }
    if answer["Transfer-Encoding"] == "chunked" {
      while let chunk = try chunk() { answer.body += chunk }
    } else if let length = answer["Content-Length"].flatMap(Int.init) {
      answer.body = try take(length)
    }
    return answer
  }

  /// The head of an answer, with its empty line.
  func headOfAnswer() throws -> [UInt8] { try takeLines(upTo: "\r\n\r\n") }

  /// The next chunk of a chunked body, nil at its end.
  func chunk() throws -> [UInt8]? {
    let line = String(decoding: try takeLines(upTo: "\r\n").dropLast(2), as: UTF8.self)
    guard let size = Int(line, radix: 16) else { throw ClientError(message: "no chunk size: \(line)") }
    let bytes = try take(size)
    guard try take(2) == [13, 10] else { throw ClientError(message: "no CR LF after a chunk") }
    return size == 0 ? nil : bytes
  }

  /// Everything up to the end of the connection. Throws when it does not end.
  func rest() throws -> [UInt8] {
    while !isAtEnd { try fill() }
    defer { buffer = [] }
    return buffer
  }

  private func takeLines(upTo mark: String) throws -> [UInt8] {
    let wanted = Array(mark.utf8)
    var from = 0
    while true {
      if buffer.count >= wanted.count {
        for start in from...(buffer.count - wanted.count) where Array(buffer[start..<(start + wanted.count)]) == wanted
        {
          return try take(start + wanted.count)
        }
        from = buffer.count - wanted.count + 1
      }
      guard !isAtEnd else {
        throw ClientError(message: "the connection ended after \(String(decoding: buffer, as: UTF8.self))")
      }
      try fill()
    }
  }

  private func take(_ count: Int) throws -> [UInt8] {
    while buffer.count < count {
      guard !isAtEnd else { throw ClientError(message: "the connection ended within a body") }
      try fill()
    }
    defer { buffer.removeFirst(count) }
    return Array(buffer[..<count])
  }

  private func fill() throws {
    var piece = [UInt8](repeating: 0, count: 65_536)
    let count = recv(descriptor, &piece, piece.count, 0)
    if count == 0 || (count < 0 && errno == ECONNRESET) {
      isAtEnd = true
    } else if count < 0, errno == EINTR {
      // A socket with a time limit is not resumed after a signal, such as that of a child process that ended.
      return try fill()
    } else if count < 0 {
      throw ClientError(message: "recv: errno \(errno)")
    } else {
      buffer += piece[..<count]
    }
  }
}

extension RawClient {
  /// Whether bytes, or the end, wait to be read.
  var hasInput: Bool {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&entry, 1, 0) > 0
  }
}
