// Well-behaved clients during an attack, in a process of their own, each with its own address and connection. Latency
// is measured from when a report was due to its acknowledgment, retries included.
import FaultKit
import Foundation
import TellbackWire

/// What the clients of one run saw.
struct Sightings: Sendable, Codable {
  /// The ids that the collector acknowledged, as text.
  var acknowledged: [String] = []
  /// Sent, and never acknowledged.
  var unacknowledged: [String] = []
  /// Seconds from due to acknowledged, one a report.
  var seconds: [Double] = []
  /// Answers by status; 0 counts attempts without one.
  var answers: [Int: Int] = [:]
  /// 429 and 503 without Retry-After.
  var withoutRetryAfter = 0
  /// What attempts without an answer met, by kind.
  var failures: [String: Int] = [:]

  mutating func add(_ other: Sightings) {
    acknowledged += other.acknowledged
    unacknowledged += other.unacknowledged
    seconds += other.seconds
    answers.merge(other.answers, uniquingKeysWith: +)
    withoutRetryAfter += other.withoutRetryAfter
    failures.merge(other.failures, uniquingKeysWith: +)
  }

  mutating func note(_ answer: RawSocket.Answer) {
    answers[answer.status, default: 0] += 1
    if answer.status == 429 || answer.status == 503, answer.retryAfter == nil { withoutRetryAfter += 1 }
  }

  /// The value under which `part` of the times lie; 0 without any.
  func quantile(_ part: Double) -> Double {
    let sorted = seconds.sorted()
    guard !sorted.isEmpty else { return 0 }
    return sorted[min(sorted.count - 1, Int((Double(sorted.count) * part).rounded(.up)) - 1)]
  }
}

/// What the clients are told.
struct BystanderOrders: Codable, Sendable {
  var port: Int
  var keys: [String]
  var seconds: Double
  var clients = 10
  /// Reports a second of each client.
  var rate = 10.0
  var seed: UInt64
  var host = 1
  /// Reports come in threes on one connection that stays, the others on a new one each time.
  var keepsConnection = true
}

enum Bystanders {
  static let role = "bystanders"

  /// Starts the clients as a process; `result` gives what they saw.
  static func start(_ orders: BystanderOrders, in folder: Folder) throws -> Child<Sightings> {
    try Child(role: role, orders: orders, in: folder)
  }

  /// The process's whole work.
  static func run(_ orders: BystanderOrders) -> Sightings {
    let total = Locked(Sightings())
    let group = DispatchGroup()
    for number in 0..<orders.clients {
      group.enter()
      let thread = Thread {
        var client = Bystander(orders, number)
        let seen = client.run()
        total.with { $0.add(seen) }
        group.leave()
      }
      thread.stackSize = 1 << 20
      thread.start()
    }
    group.wait()
    return total.with { $0 }
  }
}

/// One client. It does what the SDK does: the same report again after a pause, Retry-After as the least.
private struct Bystander {
  let orders: BystanderOrders
  let number: Int
  let key: String
  let credential: String
  var random: SeededRandom
  let words: Words
  var socket: RawSocket?
  var seen = Sightings()

  init(_ orders: BystanderOrders, _ number: Int) {
    self.orders = orders
    self.number = number
    key = orders.keys[number % max(1, orders.keys.count)]
    var random = SeededRandom(seed: orders.seed &+ UInt64(number) &* 0x9E37)
    let secret = (0..<4).map { _ in String(format: "%016llx", random.next()) }.joined()
    credential = "\(Requests.id(&random)).\(secret)"
    words = Words(seed: orders.seed)
    self.random = random
  }

  mutating func run() -> Sightings {
    let begin = ContinuousClock.now
    let end = begin + .seconds(orders.seconds)
    let patience = end + .seconds(30)
    // Not all at the same moment.
    var due = begin + .seconds(Double(number) / Double(orders.clients) / orders.rate)
    while due < end {
      let now = ContinuousClock.now
      if now < due { pause(due - now) }
      let id = Requests.id(&random)
      if deliver(id, until: patience) {
        seen.acknowledged.append("\(id)")
        seen.seconds.append((ContinuousClock.now - due) / .seconds(1))
      } else {
        seen.unacknowledged.append("\(id)")
        seen.seconds.append((ContinuousClock.now - due) / .seconds(1))
      }
      due += .seconds(1 / orders.rate)
    }
    return seen
  }

  private mutating func deliver(_ id: ReportID, until limit: ContinuousClock.Instant) -> Bool {
    let request = Requests.post(
      WirePaths.reports, Requests.report(id, words.text(&random)), key: key, installation: credential)
    var failures = 0
    while ContinuousClock.now < limit {
      var wait = min(2, 0.05 * Double(1 << min(failures, 6))) * Double(random.below(1_000)) / 1_000
      do {
        let connection = try socket ?? RawSocket(port: orders.port, from: .host(orders.host * 1_000 + number))
        socket = connection
        try connection.send(request)
        let answer = try connection.answer()
        seen.note(answer)
        if answer.value("connection")?.lowercased() == "close" || !orders.keepsConnection { socket = nil }
        if answer.status == 202 { return true }
        guard [408, 409, 429, 500, 502, 503, 504].contains(answer.status) else { return false }
        wait = max(wait, answer.retryAfter ?? 0)
      } catch {
        socket = nil
        seen.answers[0, default: 0] += 1
        seen.failures[String("\(error)".prefix(60)), default: 0] += 1
      }
      failures += 1
      pause(.seconds(wait))
    }
    return false
  }

  private func pause(_ duration: Duration) { Thread.sleep(forTimeInterval: duration / .seconds(1)) }
}
