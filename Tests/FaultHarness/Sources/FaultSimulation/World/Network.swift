// The network between a process and the collector, as the SDK's transport. It loses, doubles, delays and reorders
// requests, loses answers, answers by itself and fails. It also watches when the SDK retries.
import FaultKit
import Foundation
import Tellback
import TellbackWire

/// `@unchecked Sendable`: see ``Simulator``.
final class Network: Transport, @unchecked Sendable {
  struct Cut: Error {}

  private let world: World
  private let process: Life
  private var random: FaultKit.SeededRandom
  private let watch: RetryWatch
  /// Simulated nanoseconds until which nothing passes.
  var cutUntil: Int64 = 0

  init(_ world: World, _ process: Life, seed: UInt64) {
    self.world = world
    self.process = process
    random = FaultKit.SeededRandom(seed: seed)
    watch = RetryWatch(world)
  }

  func send(_ request: TransportRequest) async throws -> TransportResponse {
    guard !process.isDead else { throw Cut() }
    watch.begins(request, by: process.name)
    do {
      let response = try await exchange(request)
      guard !process.isDead else { throw Cut() }
      watch.answered(request, response)
      return response
    } catch {
      watch.failed(request)
      throw error
    }
  }

  private func exchange(_ request: TransportRequest) async throws -> TransportResponse {
    world.ledger.count("requests")
    let (plan, isHealed) = (world.plan, world.isHealed)
    let name = "\(process.name) \(request.method) \(request.url.path)"
    func happens(_ part: Int) -> Bool { !isHealed && random.happens(part, of: 1_000) }
    let (there, back) = (delay(), delay())
    if world.simulator.uptime < cutUntil, !isHealed {
      world.simulator.note("\(name): cut off")
      try await Task.sleep(for: random.happens(1, of: 2) ? .milliseconds(2) : request.timeout)
      throw Cut()
    }
    if happens(plan.refused) {
      try await Task.sleep(for: there)
      let answer = stranger()
      world.simulator.note("\(name): something between answers \(answer.status) \(answer.headers["retry-after"] ?? "")")
      return answer
    }
    if happens(plan.lost) {
      world.simulator.note("\(name): lost")
      try await Task.sleep(for: request.timeout)
      throw Cut()
    }
    let bytes = Self.bytes(of: request)
    if happens(plan.doubled) {
      world.simulator.note("\(name): doubled")
      let later: Duration = .milliseconds(random.below(random.happens(1, of: 3) ? 90_000 : 50))
      let server = world.server
      world.spawn {
        try? await Task.sleep(for: later)
        _ = try? await server.answer(bytes)
      }
    }
    try await Task.sleep(for: there)
    let server = world.server
    // Once on its way it arrives, also when the sender has given up or died.
    let answer = try await Task { try await server.answer(bytes) }.value
    if happens(plan.lostAnswers) {
      world.simulator.note("\(name): answer \(answer.status) lost")
      try await Task.sleep(for: request.timeout)
      throw Cut()
    }
    try await Task.sleep(for: back)
    world.simulator.note("\(name): \(answer.status)")
    var headers: [String: String] = [:]
    for (name, value) in answer.headers.all { headers[name.lowercased()] = value }
    return TransportResponse(status: answer.status, headers: headers, body: answer.body)
  }

  private func delay() -> Duration {
    let limit = world.isHealed ? 50 : world.plan.latency
    // Mostly quick, at times slow, so that later ones overtake.
    let most = random.happens(1, of: 10) ? limit * 5 : limit
    return .microseconds(100 + random.below(most * 1_000))
  }

  /// What proxies, portals and tired collectors answer.
  private func stranger() -> TransportResponse {
    let status = [408, 425, 429, 429, 500, 502, 503, 503, 504, 200, 204, 302, 407, 401][random.below(14)]
    var headers: [String: String] = [:]
    if [429, 503].contains(status), random.happens(2, of: 3) {
      let seconds = random.below(120)
      if random.happens(1, of: 2) {
        headers["retry-after"] = "\(seconds)"
      } else {
        let now = Timestamp(milliseconds: world.simulator.wall / 1_000_000)
        headers["date"] = Self.httpDate(now)
        headers["retry-after"] = Self.httpDate(Timestamp(milliseconds: now.milliseconds + Int64(seconds) * 1_000))
      }
    }
    let body = status == 200 || status == 302 ? "<html><title>Welcome to the airport</title></html>" : ""
    return TransportResponse(status: status, headers: headers, body: Array(body.utf8))
  }

  static func httpDate(_ moment: Timestamp) -> String {
    var seconds = time_t(moment.milliseconds / 1_000)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    var buffer = [CChar](repeating: 0, count: 40)
    strftime(&buffer, buffer.count, "%a, %d %b %Y %H:%M:%S GMT", &parts)
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The request as URLSession would write it.
  private static func bytes(of request: TransportRequest) -> [UInt8] {
    var target = request.url.path
    if let query = request.url.query { target += "?" + query }
    var head = "\(request.method) \(target) HTTP/1.1\r\nHost: collector.test\r\n"
    for (name, value) in request.headers.sorted(by: { $0.key < $1.key }) { head += "\(name): \(value)\r\n" }
    if request.method != "GET" { head += "Content-Length: \(request.body.count)\r\n" }
    return Array((head + "\r\n").utf8) + request.body
  }
}
