// Watches when a sender retries: never before Retry-After, never later than the policy's bound.
import FaultKit
import Tellback
import TellbackWire

/// One for each process; a process may send for several installations, each with a pace of its own.
///
/// `@unchecked Sendable`: see ``Simulator``.
final class RetryWatch: @unchecked Sendable {
  private struct Lane {
    /// When the last try for words failed; 0 when the last one was answered.
    var failedAt: Int64 = 0
    var floor: Int64 = 0
    var failures = 0
  }

  private let world: World
  private var lanes: [String: Lane] = [:]

  /// Requests for answers stand between two attempts at times, and each may take its whole timeout.
  private static let slack: Int64 = 120_000_000_000

  init(_ world: World) { self.world = world }

  private func isOfWords(_ request: TransportRequest) -> Bool { request.method != "GET" }
  /// Words do not wait for heartbeats, so these have a lane of their own.
  private func isHeartbeat(_ request: TransportRequest) -> Bool { request.url.path.hasSuffix(WirePaths.heartbeats) }
  private func key(_ request: TransportRequest) -> String {
    (request.headers[WireHeaders.installation] ?? "") + (isHeartbeat(request) ? " heartbeats" : "")
  }

  func begins(_ request: TransportRequest, by process: String) {
    guard isOfWords(request), let lane = lanes[key(request)], lane.failedAt > 0 else { return }
    let now = world.simulator.uptime
    world.ledger.count("retries")
    if now < lane.floor {
      world.ledger.broken(
        "retries", "\(process) retried \((lane.floor - now) / 1_000_000) ms before Retry-After allowed it")
    }
    // No bound: heartbeats wait while words fail, and for words to take them along.
    guard !isHeartbeat(request) else { return }
    let policy = World.retry
    let bound = max(policy.cap, policy.probe).nanoseconds
    let latest = max(lane.failedAt + bound, lane.floor) + Self.slack
    // A queue that cannot be read is a failed try too, of which the network sees nothing.
    if now > latest, !world.plan.deviceDisksFail {
      world.ledger.broken(
        "retries",
        "\(process) retried \((now - lane.failedAt) / 1_000_000_000) s after failure \(lane.failures) in a row; "
          + "the bound is \(bound / 1_000_000_000) s")
    }
  }

  func failed(_ request: TransportRequest) {
    guard isOfWords(request) else { return }
    lanes[key(request), default: Lane()].failedAt = world.simulator.uptime
    lanes[key(request)]?.failures += 1
    lanes[key(request)]?.floor = 0
  }

  func answered(_ request: TransportRequest, _ response: TransportResponse) {
    guard isOfWords(request) else { return }
    let isOurs = response.body.starts(with: [UInt8(ascii: "{")])
    // An attachment whose report is not there is given up: perhaps nothing follows for a long time.
    let isGivenUp = request.method == "PUT" && response.status == 404
    if isOurs && (response.status < 203 || isGivenUp) {
      lanes[key(request)] = nil
      return
    }
    failed(request)
    guard [429, 503].contains(response.status), let text = response.headers["retry-after"], let seconds = Int64(text)
    else { return }
    let wait = min(seconds * 1_000_000_000, World.retry.longestFloor.nanoseconds)
    lanes[key(request)]?.floor = world.simulator.uptime + wait - 1_000_000
  }
}

extension Duration {
  var nanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }
}
