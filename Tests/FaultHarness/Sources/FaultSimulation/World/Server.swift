// The collector's machine: one data directory, and a collector that is stopped, killed and started on it.
@_spi(Simulation) import CollectorHTTP
@_spi(Simulation) import CollectorServer
import CollectorCore
import FaultKit
import Foundation
import Tellback

/// `@unchecked Sendable`: see ``Simulator``.
final class Server: @unchecked Sendable {
  let world: World
  private let root: String
  private var generation = 0
  private(set) var collector: SocketlessCollector?
  /// Killed ones that have not noticed yet; they work on files that nobody looks at any more.
  private var zombies: [Task<Void, Never>] = []
  private(set) var isMoving = false

  init(_ world: World, root: String) {
    self.world = world
    self.root = root
  }

  var data: String { "\(root)/\(generation)" }

  /// Starts the collector on the files that there are.
  func start() async throws {
    guard collector == nil else { return }
    let simulator = world.simulator
    let started = try await SocketlessCollector(data: data) { line in
      if line.contains("level=error") || line.contains("level=warning") {
        simulator.note("collector: " + (line.split(separator: " ", maxSplits: 1).last.map(String.init) ?? ""))
      }
    }
    collector = started
    simulator.note("collector starts")
  }

  /// As SIGTERM: what was accepted is finished.
  func stop() async {
    guard let old = collector else { return }
    world.simulator.note("collector stops")
    collector = nil
    isMoving = true
    await old.stop()
    isMoving = false
  }

  /// As SIGKILL at this very moment, also in the middle of a commit.
  func kill() {
    guard let old = collector else { return }
    world.simulator.note("collector is killed")
    world.ledger.count("collector kills")
    collector = nil
    let from = data
    generation += 1
    world.disk.forget(from)
    do { try Disk.copy(from, to: data) } catch { world.ledger.broken("simulation", "\(error)") }
    zombies.append(Task { await old.stop() })
  }

  /// The answer to a request; throws when nobody answers.
  func answer(_ request: [UInt8]) async throws -> HTTPResponse {
    guard let asked = collector else { throw FaultError("connection refused") }
    let answer = try await asked.answer(request)
    // Killed meanwhile: the answer never left.
    guard collector === asked || isMoving, let answer else { throw FaultError("connection reset") }
    return answer
  }

  /// A write by staff. Nil when the collector was killed before it said that the write is there.
  func write<Value: Sendable>(
    _ body: @escaping @Sendable (any StoreWrites) throws -> Value
  ) async throws -> Value? {
    guard let asked = collector else { return nil }
    do {
      let value = try await asked.store.write(body)
      return collector === asked || isMoving ? value : nil
    } catch let error as StoreError {
      // The disk, or the end of the collector.
      world.simulator.note("staff: \(error)")
      return nil
    }
  }

  func read<Value: Sendable>(_ body: @escaping @Sendable (any StoreReads) throws -> Value) async -> Value? {
    guard let asked = collector else { return nil }
    return try? await asked.store.read(body)
  }

  func bury() async {
    for zombie in zombies { await zombie.value }
    zombies = []
  }
}
