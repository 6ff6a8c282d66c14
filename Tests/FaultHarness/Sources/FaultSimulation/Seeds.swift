// Runs seeds in two child processes of one thread each. A seed that crashes its process is a finding.
import CSimulation
import CollectorCore
@_spi(Simulation) import CollectorServer
import FaultKit
import Foundation
import TellbackWire

/// What came of one seed.
struct SeedResult: Codable {
  var seed: UInt64
  var trace: UInt64
  var steps: Int
  var findings: [String]
  var counts: [String: Int]
}

enum Seeds {
  /// In a child: runs `count` seeds from the list's `first`, every `step`th, and prints a line of JSON for each.
  /// Begins none after `limit` seconds.
  static func child(_ base: UInt64, _ first: Int, _ step: Int, _ count: Int, limit: Int64) async throws {
    // Memory disks make a sync cheap; what is lost without a sync is the power harness's matter.
    let folder = try Folder(isInMemory: true)
    defer { withExtendedLifetime(folder) {} }
    let root = folder.path
    let (template, key) = try await makeTemplate(root + "/template")
    let (start, parent) = (simulation_real_uptime(), getppid())
    for index in stride(from: first, to: count, by: step) {
      // A busy machine runs fewer seeds; their number is printed. Without a parent nobody reads them.
      let seconds = (simulation_real_uptime() - start) / 1_000_000_000
      guard seconds < limit, getppid() == parent else { return }
      let seed = seed(base, index)
      var result = run(seed, root + "/world", template, key)
      if index % 50 == 0 {
        let again = run(seed, root + "/world", template, key)
        result.counts["replays"] = 1
        if again.trace != result.trace || again.findings != result.findings {
          result.findings.append("replay: it ran in another way the second time")
        }
      }
      say(String(decoding: try JSONEncoder().encode(result), as: UTF8.self))
    }
  }

  /// In a child: one seed with its whole trace.
  static func replay(_ seed: UInt64) async throws {
    // Memory disks make a sync cheap; what is lost without a sync is the power harness's matter.
    let folder = try Folder(isInMemory: true)
    defer { withExtendedLifetime(folder) {} }
    let root = folder.path
    let (template, key) = try await makeTemplate(root + "/template")
    let result = run(seed, root + "/world", template, key, tells: true)
    for finding in result.findings { say("BROKEN  \(finding)") }
    say(
      "seed \(seed): \(result.steps) steps, trace \(String(result.trace, radix: 16)), \(result.counts.sorted { $0.key < $1.key })"
    )
  }

  static func seed(_ base: UInt64, _ index: Int) -> UInt64 {
    var random = SeededRandom(seed: base &+ UInt64(index) &* 0x9E37_79B9_7F4A_7C15)
    return random.next() >> 12
  }

  private static func run(
    _ seed: UInt64, _ root: String, _ template: String, _ key: String, tells: Bool = false
  ) -> SeedResult {
    try? FileManager.default.removeItem(atPath: root)
    var result = SeedResult(seed: seed, trace: 0, steps: 0, findings: [], counts: [:])
    do {
      let world = try World(seed: seed, root: root, template: template, appKey: key)
      if tells { world.simulator.keepLines() }
      do { try world.run() } catch { world.ledger.broken("liveness", "\(error)") }
      result.trace = world.simulator.trace.hash
      result.steps = world.simulator.steps
      result.findings = world.ledger.findings.sorted()
      result.counts = world.ledger.counts
    } catch {
      result.findings = ["simulation: \(error)"]
    }
    return result
  }

  /// A collector's directory with one app, and the app's key.
  private static func makeTemplate(_ path: String) async throws -> (String, String) {
    let collector = try await SocketlessCollector(data: path)
    let text = try await collector.command(["app", "create", "notes"])
    // Who answers has an account; nobody signs in with it.
    _ = try await collector.store.write {
      try $0.createAccount(
        email: "sam@example.com", name: "Sam", role: .support, passwordHash: "-", at: Timestamp(milliseconds: 0))
    }
    await collector.stop()
    guard let key = text.split(separator: "\n").last else { throw FaultError("app create printed no key") }
    return (path, String(key))
  }
}
