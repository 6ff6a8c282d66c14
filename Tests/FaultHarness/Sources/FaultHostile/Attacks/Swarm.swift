// Thousands of slow connections in one process and one thread: each opens, sends or reads slowly, and opens again when
// the server closes it.
import FaultKit
import Foundation

struct SwarmOrders: Codable, Sendable {
  enum Kind: String, Codable, Sendable, CaseIterable {
    /// Nothing is sent at all.
    case idle
    /// A field line of the head every second, without end.
    case slowHead
    /// A byte of the body every second.
    case slowBody
    /// The answers to many requests, taken a byte a second.
    case slowRead
  }

  var kind: Kind
  var port: Int
  var key: String
  var connections: Int
  var seconds: Double
  /// How many addresses the connections come from, and the first of them.
  var addresses = 1
  var firstAddress = 50_000
  /// Connections opened a second.
  var opensPerSecond = 2_000.0
  var dripSeconds = 1.0

  var sources: [LoopbackAddress] { (0..<max(1, addresses)).map { .host(firstAddress + $0) } }
}

/// What the attackers saw.
struct SwarmReport: Codable, Sendable {
  var opened = 0
  /// Connections that could not be made, by errno.
  var notOpened: [Int32: Int] = [:]
  /// How the server ended connections: the status it answered first, 0 for none.
  var ended: [Int: Int] = [:]
  var openAtEnd = 0
  /// The most that were open at once.
  var openAtMost = 0
  /// The longest life of a connection in seconds, those open at the end included.
  var longest = 0.0
  var withoutRetryAfter = 0
}

enum Swarm {
  static let role = "swarm"

  static func start(_ orders: SwarmOrders, in folder: Folder) throws -> Child<SwarmReport> {
    try Child(role: role, orders: orders, in: folder)
  }

  static func run(_ orders: SwarmOrders) throws -> SwarmReport {
    try Sockets.allowDescriptors(orders.connections + 100)
    var swarm = SwarmLoop(orders)
    return swarm.run()
  }
}

private struct SwarmLoop {
  private struct Member {
    var descriptor: Int32
    var openedAt: Double
    var nextDrip: Double
    var sentHead = false
    var received: [UInt8] = []
  }

  let orders: SwarmOrders
  private var members: [Member] = []
  private var report = SwarmReport()
  private var number = 0
  private let begin = ContinuousClock.now
  private let head: [UInt8]

  init(_ orders: SwarmOrders) {
    self.orders = orders
    let host = "Host: feedback.example.com\r\n"
    switch orders.kind {
    case .idle: head = []
    case .slowHead: head = Array("POST /v1/reports HTTP/1.1\r\n\(host)".utf8)
    case .slowBody:
      head = Array(
        ("POST /v1/batches HTTP/1.1\r\n\(host)Authorization: Bearer \(orders.key)\r\n"
          + "Content-Type: application/json\r\nContent-Length: 60000\r\n\r\n{\"reports\":[").utf8)
    case .slowRead:
      head = Array(String(repeating: "GET /metrics HTTP/1.1\r\n\(host)\r\n", count: 20).utf8)
    }
  }

  private var now: Double { (ContinuousClock.now - begin) / .seconds(1) }

  mutating func run() -> SwarmReport {
    while now < orders.seconds {
      open()
      turn()
    }
    report.openAtEnd = members.count
    for member in members {
      report.longest = max(report.longest, now - member.openedAt)
      close(member.descriptor)
    }
    return report
  }

  private mutating func open() {
    let due = Int(now * orders.opensPerSecond)
    // Those that end are opened again, at the same pace.
    var budget = 200
    while members.count < orders.connections, number < due, budget > 0 {
      budget -= 1
      number += 1
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
      guard descriptor >= 0 else {
        report.notOpened[errno, default: 0] += 1
        return
      }
      Sockets.prepare(descriptor, seconds: 5, receiveBuffer: orders.kind == .slowRead ? 2_048 : nil)
      let address = LoopbackAddress.host(orders.firstAddress + number % max(1, orders.addresses))
      guard Sockets.connect(descriptor, port: orders.port, from: address) else {
        report.notOpened[errno, default: 0] += 1
        close(descriptor)
        continue
      }
      members.append(Member(descriptor: descriptor, openedAt: now, nextDrip: now))
      report.opened += 1
    }
    report.openAtMost = max(report.openAtMost, members.count)
    number = min(number, due)
    if members.count == orders.connections { number = due }
  }

  private mutating func turn() {
    var polled = members.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
    if orders.kind == .slowRead { for index in polled.indices { polled[index].events = 0 } }
    poll(&polled, nfds_t(polled.count), 20)
    let now = now
    var gone: [Int] = []
    for index in members.indices {
      let isReadable = polled[index].revents & Int16(POLLIN | POLLHUP | POLLERR) != 0
      if isReadable, !take(index, bytes: orders.kind == .slowRead ? 1 : 4_096) {
        gone.append(index)
      } else if members[index].nextDrip <= now {
        members[index].nextDrip = now + orders.dripSeconds
        if !drip(index) { gone.append(index) }
      }
    }
    for index in gone.reversed() {
      end(members[index], now)
      members.swapAt(index, members.count - 1)
      members.removeLast()
    }
  }

  /// False when the connection is over.
  private mutating func take(_ index: Int, bytes: Int) -> Bool {
    var buffer = [UInt8](repeating: 0, count: bytes)
    let count = recv(members[index].descriptor, &buffer, bytes, Int32(MSG_DONTWAIT))
    if count < 0 { return errno == EAGAIN || errno == EINTR }
    if members[index].received.count < 1_024 { members[index].received += buffer.prefix(count) }
    return count > 0
  }

  private mutating func drip(_ index: Int) -> Bool {
    var piece: [UInt8] = []
    if !members[index].sentHead {
      piece = head
      members[index].sentHead = true
    } else {
      switch orders.kind {
      case .idle: break
      case .slowHead: piece = Array("X-\(index): \(index)\r\n".utf8)
      case .slowBody: piece = [UInt8(ascii: " ")]
      case .slowRead: return take(index, bytes: 1)
      }
    }
    guard !piece.isEmpty else { return true }
    let count = send(members[index].descriptor, piece, piece.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
    if count < 0, errno == ENOTCONN || errno == EAGAIN {
      if orders.kind != .slowRead { members[index].sentHead = members[index].sentHead && piece != head }
      return true
    }
    // What the server said before it went may still be there.
    return count > 0 || take(index, bytes: 4_096)
  }

  private mutating func end(_ member: Member, _ now: Double) {
    close(member.descriptor)
    report.longest = max(report.longest, now - member.openedAt)
    let text = String(decoding: member.received.prefix(1_024), as: UTF8.self)
    let status = text.hasPrefix("HTTP/1.1 ") ? Int(text.dropFirst(9).prefix(3)) ?? 0 : 0
    report.ended[status, default: 0] += 1
    if status == 429 || status == 503, !text.lowercased().contains("\r\nretry-after: ") {
      report.withoutRetryAfter += 1
    }
  }
}
