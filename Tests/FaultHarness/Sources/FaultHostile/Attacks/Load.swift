// A load generator: many connections with one request each, at a given rate or as fast as possible. The ids of
// acknowledged reports go to a file, 16 bytes each.
import FaultKit
import Foundation
import TellbackWire

struct LoadOrders: Codable, Sendable {
  var port: Int
  var key: String
  var connections: Int
  var seconds: Double
  /// Reports in a request; 1 sends single reports.
  var batch: Int
  /// Reports a second over all connections; 0 sends whenever an answer has come.
  var rate = 0.0
  var seed: UInt64
  var addresses = 1
  var firstAddress = 100_000
  /// Whether each connection is an installation of its own.
  var hasInstallations = false
  /// The mix: how many problems the texts are about again and again, and how many of a thousand single reports are about
  /// something that nobody ever wrote of.
  var problems = 200
  var newPerMille = 10
  /// Steps in each report: twenty make one of some 2,000 bytes, as apps send them.
  var steps = 0
  /// A file for the acknowledged ids.
  var ids: String
}

struct LoadReport: Codable, Sendable {
  /// Reports of requests whose head went out whole, and as much of the body as the collector let in: who is refused by the
  /// head has asked all the same.
  var offered = 0
  /// Reports of requests that were sent whole, whether answered or not.
  var sent = 0
  /// Reports that were due by the pace.
  var due = 0
  var acknowledged = 0
  /// Requests by the status of their answer.
  var answers: [Int: Int] = [:]
  /// Reports in requests that were answered 4xx or 5xx.
  var refused = 0
  var withoutRetryAfter = 0
  var broken: [String: Int] = [:]
  var seconds = 0.0
}

enum Load {
  static let role = "load"

  static func start(_ orders: LoadOrders, in folder: Folder) throws -> Child<LoadReport> {
    try Child(role: role, orders: orders, in: folder)
  }

  /// Waits until the load that writes to `file` has made its bodies and begins.
  static func begin(_ file: String) async throws {
    try await eventually("a load to begin", within: .seconds(120)) { FileManager.default.fileExists(atPath: file) }
  }

  static func run(_ orders: LoadOrders) throws -> LoadReport {
    try Sockets.allowDescriptors(orders.connections + 100)
    var loop = try LoadLoop(orders)
    return try loop.run()
  }

  /// The ids that a run acknowledged.
  static func ids(in file: String) -> [ReportID] {
    guard let data = FileManager.default.contents(atPath: file) else { return [] }
    return stride(from: 0, to: data.count - 15, by: 16).compactMap { ReportID(bytes: Array(data[$0..<($0 + 16)])) }
  }
}

/// Bodies made beforehand, to which only ids are given: the generator must be quicker than what it loads.
private struct Stock {
  private let bodies: [(bytes: [UInt8], places: [Int])]
  private let words: Words
  private let orders: LoadOrders

  init(_ orders: LoadOrders) {
    self.orders = orders
    var random = SeededRandom(seed: orders.seed &+ 1)
    let words = Words(
      seed: orders.seed, problems: orders.problems, newPerMille: orders.batch == 1 ? 0 : orders.newPerMille)
    self.words = words
    bodies = (0..<(orders.batch == 1 ? 2_048 : 64)).map { _ in
      let reports = (0..<orders.batch).map { _ in
        Self.report(words.text(&random), (0..<orders.steps).map { _ in words.text(&random) }, &random)
      }
      guard orders.batch > 1 else { return (reports[0].bytes, [reports[0].place]) }
      var places: [Int] = []
      var offset = Requests.batch([]).count - 2
      for report in reports {
        places.append(offset + report.place)
        offset += report.bytes.count + 1
      }
      return (Requests.batch(reports.map(\.bytes)), places)
    }
  }

  func body(_ ids: [ReportID], _ random: inout SeededRandom) -> [UInt8] {
    if orders.batch == 1, random.happens(orders.newPerMille, of: 1_000) {
      return Requests.report(ids[0], words.newText(&random))
    }
    let (bytes, places) = bodies[random.below(bodies.count)]
    var body = bytes
    for (id, place) in zip(ids, places) { Self.write(id, at: place, in: &body) }
    return body
  }

  private static func report(
    _ text: String, _ steps: [String], _ random: inout SeededRandom
  ) -> (bytes: [UInt8], place: Int) {
    let id = Requests.id(&random)
    let bytes = Requests.report(id, text, steps: steps)
    let mark = Array("\(id)".utf8)
    let place = (0..<max(0, bytes.count - mark.count)).first { bytes[$0..<($0 + mark.count)].elementsEqual(mark) }
    return (bytes, place ?? 0)
  }

  private static func write(_ id: ReportID, at start: Int, in bytes: inout [UInt8]) {
    var place = start
    for (index, byte) in id.bytes.enumerated() {
      if [4, 6, 8, 10].contains(index) { place += 1 }
      bytes[place] = digits[Int(byte >> 4)]
      bytes[place + 1] = digits[Int(byte & 15)]
      place += 2
    }
  }

  private static let digits = Array("0123456789abcdef".utf8)
}

private struct LoadLoop {
  private struct Lane {
    var descriptor: Int32 = -1
    var output: [UInt8] = []
    var sent = 0
    /// Whether its head is out, and so it was counted.
    var isOffered = false
    var input: [UInt8] = []
    var ids: [ReportID] = []
    var isBusy = false
    var requests = 0
  }

  let orders: LoadOrders
  private var lanes: [Lane]
  private var polled: [pollfd]
  private var report = LoadReport()
  private var random: SeededRandom
  private let stock: Stock
  private let file: FileHandle
  private var acknowledged: [UInt8] = []
  private var begin = ContinuousClock.now
  private var idle: [Int]
  private var claimed = 0

  init(_ orders: LoadOrders) throws {
    self.orders = orders
    lanes = Array(repeating: Lane(), count: orders.connections)
    polled = Array(repeating: pollfd(fd: -1, events: Int16(POLLIN), revents: 0), count: orders.connections)
    // Whoever runs beside it with the same seed must not draw the same ids: the second would be told 'duplicate'.
    random = SeededRandom(seed: orders.seed ^ 0x10AD << 40 ^ UInt64(orders.batch) << 20)
    stock = Stock(orders)
    idle = Array((0..<orders.connections).reversed())
    try Data().write(to: URL(fileURLWithPath: orders.ids))
    guard let file = FileHandle(forWritingAtPath: orders.ids) else {
      throw FaultError("\(orders.ids) cannot be written")
    }
    self.file = file
  }

  private var now: Double { (ContinuousClock.now - begin) / .seconds(1) }

  mutating func run() throws -> LoadReport {
    // Making the bodies took its time.
    begin = .now
    while now < orders.seconds {
      launch()
      try turn(milliseconds: 2)
    }
    report.seconds = now
    report.due = orders.rate > 0 ? Int(report.seconds * orders.rate) : report.offered
    // What is under way is waited for, so that what was sent and what was acknowledged can be compared.
    let limit = now + 30
    while now < limit, lanes.contains(where: { $0.isBusy }) { try turn(milliseconds: 20) }
    for lane in lanes where lane.descriptor >= 0 { close(lane.descriptor) }
    try file.write(contentsOf: Data(acknowledged))
    try file.close()
    return report
  }

  private mutating func launch() {
    var budget = 64
    while budget > 0, let index = idle.last {
      if orders.rate > 0, Double(claimed) >= now * orders.rate { return }
      idle.removeLast()
      claimed += orders.batch
      budget -= 1
      prepare(index)
      push(index)
    }
  }

  private mutating func prepare(_ index: Int) {
    // The server closes what has been idle for long.
    var byte: UInt8 = 0
    if lanes[index].descriptor >= 0, recv(lanes[index].descriptor, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT)) == 0 {
      close(lanes[index].descriptor)
      lanes[index].descriptor = -1
    }
    if lanes[index].descriptor < 0 {
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
      Sockets.prepare(descriptor, seconds: 30, receiveBuffer: nil)
      let address = LoopbackAddress.host(orders.firstAddress + index % max(1, orders.addresses))
      guard Sockets.connect(descriptor, port: orders.port, from: address) else {
        close(descriptor)
        return note(index, "connect errno \(errno)")
      }
      lanes[index].descriptor = descriptor
    }
    lanes[index].ids = (0..<orders.batch).map { _ in Requests.id(&random) }
    let installation =
      orders.hasInstallations ? "01a20130-0000-7000-8000-\(String(format: "%012x", index))." + Self.secret : nil
    lanes[index].output = Requests.post(
      orders.batch == 1 ? WirePaths.reports : WirePaths.batches, stock.body(lanes[index].ids, &random),
      key: orders.key, installation: installation)
    lanes[index].sent = 0
    lanes[index].isOffered = false
    lanes[index].input = []
    lanes[index].isBusy = true
    polled[index].fd = lanes[index].descriptor
  }

  private static let secret = String(repeating: "ab", count: 32)

  private mutating func push(_ index: Int) {
    guard lanes[index].isBusy else { return }
    let (descriptor, start, length) = (lanes[index].descriptor, lanes[index].sent, lanes[index].output.count)
    let count = lanes[index].output.withUnsafeBytes {
      send(descriptor, $0.baseAddress?.advanced(by: start), $0.count - start, Int32(MSG_NOSIGNAL))
    }
    if count < 0, errno != EAGAIN, errno != EINTR { return note(index, "send errno \(errno)") }
    lanes[index].sent += max(0, count)
    // A head has less than so many bytes; a shorter request counts when it is whole.
    if !lanes[index].isOffered, lanes[index].sent >= min(1_024, length) {
      lanes[index].isOffered = true
      report.offered += orders.batch
    }
    let isWhole = lanes[index].sent == length
    if isWhole { report.sent += orders.batch }
    polled[index].events = Int16(isWhole ? POLLIN : POLLIN | POLLOUT)
  }

  private mutating func turn(milliseconds: Int32) throws {
    poll(&polled, nfds_t(polled.count), milliseconds)
    for index in polled.indices where polled[index].revents != 0 {
      if polled[index].revents & Int16(POLLOUT) != 0 { push(index) }
      if polled[index].revents & Int16(POLLIN | POLLERR | POLLHUP) != 0 { take(index) }
    }
    if acknowledged.count > 1 << 20 {
      try file.write(contentsOf: Data(acknowledged))
      acknowledged.removeAll(keepingCapacity: true)
    }
  }

  private mutating func take(_ index: Int) {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = recv(lanes[index].descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
    if count < 0, errno == EAGAIN || errno == EINTR { return }
    guard count > 0 else { return note(index, count == 0 ? "closed" : "recv errno \(errno)") }
    lanes[index].input += buffer.prefix(count)
    settle(index)
  }

  private mutating func settle(_ index: Int) {
    let input = lanes[index].input
    guard let end = Self.endOfHead(input) else { return }
    let head = String(decoding: input[..<end], as: UTF8.self).lowercased()
    let length =
      head.components(separatedBy: "content-length: ").dropFirst().first
      .flatMap { Int($0.prefix { $0.isNumber }) } ?? 0
    guard input.count >= end + length else { return }
    let status = Int(head.dropFirst(9).prefix(3)) ?? 0
    report.answers[status, default: 0] += 1
    if status == 202 {
      let body = String(decoding: input[end...], as: UTF8.self)
      let accepted = body.components(separatedBy: "\"accepted\"").count - 1
      if accepted == orders.batch {
        for id in lanes[index].ids { acknowledged += id.bytes }
        report.acknowledged += orders.batch
      } else {
        report.broken["a receipt was not 'accepted'", default: 0] += 1
      }
    } else {
      report.refused += orders.batch
      if status == 429 || status == 503, !head.contains("\r\nretry-after: ") { report.withoutRetryAfter += 1 }
    }
    // Who was refused by the head sends no more of the body.
    if head.contains("connection: close") || lanes[index].sent < lanes[index].output.count {
      close(lanes[index].descriptor)
      lanes[index].descriptor = -1
    }
    free(index)
  }

  private static func endOfHead(_ bytes: [UInt8]) -> Int? {
    guard bytes.count >= 4 else { return nil }
    for index in 3..<bytes.count
    where bytes[index] == 10 && bytes[index - 1] == 13 && bytes[index - 2] == 10 && bytes[index - 3] == 13 {
      return index + 1
    }
    return nil
  }

  private mutating func note(_ index: Int, _ what: String) {
    report.broken[what, default: 0] += 1
    if lanes[index].descriptor >= 0 { close(lanes[index].descriptor) }
    lanes[index].descriptor = -1
    free(index)
  }

  private mutating func free(_ index: Int) {
    lanes[index].isBusy = false
    polled[index].fd = -1
    polled[index].revents = 0
    idle.append(index)
  }
}
