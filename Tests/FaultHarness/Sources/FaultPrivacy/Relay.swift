// A TCP relay on loopback that records every byte in both directions.
import Dispatch
import FaultKit
import Foundation

final class Relay: @unchecked Sendable {
  let port: Int
  private let listener: Int32
  private let target: Int
  /// Whole connections, upstream bytes first.
  private let connections = Locked([[UInt8]]())
  private let descriptors = Locked(Set<Int32>())

  init(to target: Int) throws {
    self.target = target
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    self.listener = listener
    var address = Self.loopback(0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) == 0 && listen(listener, 64) == 0 && getsockname(listener, $0, &length) == 0
      }
    }
    guard isBound else { throw FaultError("the relay cannot listen") }
    port = Int(in_port_t(bigEndian: address.sin_port))
    Thread.detachNewThread { [self] in accept() }
  }

  /// Ends it; what is under way is cut.
  func stop() {
    shutdown(listener, Int32(SHUT_RDWR))
    for descriptor in descriptors.with({ $0 }) { shutdown(descriptor, Int32(SHUT_RDWR)) }
  }

  var bytes: [UInt8] { connections.with { $0.flatMap { $0 } } }

  /// The requests that went up: each whole, head and body, by connection in their order.
  func requests(to path: String) -> [[UInt8]] {
    connections.with { $0 }.flatMap { Self.split($0) }.filter {
      String(decoding: $0.prefix(200), as: UTF8.self).hasPrefix("POST \(path) ")
    }
  }

  private func accept() {
    while true {
      let client = Glibc.accept(listener, nil, nil)
      if client < 0 { break }
      let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      var address = Self.loopback(target)
      let isOpen = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(server, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
      }
      guard isOpen else {
        close(client)
        close(server)
        continue
      }
      let number = connections.with { all -> Int in
        all += [[], []]
        return all.count - 2
      }
      descriptors.with { $0.formUnion([client, server]) }
      let halves = DispatchGroup()
      for (from, to, place) in [(client, server, number), (server, client, number + 1)] {
        halves.enter()
        Thread.detachNewThread { [self] in
          pump(from, to, place)
          halves.leave()
        }
      }
      halves.notify(queue: .global()) { [self] in
        descriptors.with { $0.subtract([client, server]) }
        close(client)
        close(server)
      }
    }
    close(listener)
  }

  private func pump(_ from: Int32, _ to: Int32, _ place: Int) {
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(from, &chunk, chunk.count)
      guard count > 0 else { break }
      connections.with { $0[place] += chunk[..<count] }
      var sent = 0
      while sent < count {
        let written = chunk.withUnsafeBytes { write(to, $0.baseAddress.map { $0 + sent }, count - sent) }
        guard written > 0 else { break }
        sent += written
      }
      if sent < count { break }
    }
    shutdown(to, Int32(SHUT_WR))
  }

  /// Requests of one connection, by their Content-Length.
  private static func split(_ bytes: [UInt8]) -> [[UInt8]] {
    var result: [[UInt8]] = []
    var rest = bytes[...]
    while let end = rest.firstRange(of: Array("\r\n\r\n".utf8)) {
      let head = String(decoding: rest[..<end.lowerBound], as: UTF8.self).lowercased()
      let length =
        head.components(separatedBy: "content-length:").dropFirst().first
        .flatMap { Int($0.prefix { $0 != "\r" }.trimmingCharacters(in: .whitespaces)) } ?? 0
      guard end.upperBound + length <= rest.endIndex else { break }
      result.append(Array(rest[..<(end.upperBound + length)]))
      rest = rest[(end.upperBound + length)...]
    }
    return result
  }

  private static func loopback(_ port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(truncatingIfNeeded: port)).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    return address
  }
}
