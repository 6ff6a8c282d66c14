// One process of an app with its reporter and a folder that it may share. It ends by closing, by being dropped, or with
// its machine; then the files stay as they are at that moment.
import FaultKit
import Foundation
import Tellback

/// Whether a process is still there, for what outlives it.
///
/// `@unchecked Sendable`: see ``Simulator``.
final class Life: @unchecked Sendable {
  let name: String
  fileprivate(set) var isDead = false
  init(_ name: String) { self.name = name }
}

/// `@unchecked Sendable`: see ``Simulator``.
final class AppProcess: @unchecked Sendable {
  let life: Life
  var name: String { life.name }
  let folder: DeviceFolder
  private(set) var reporter: Reporter?
  private(set) var network: Network?
  /// Killed: whatever it still hears or does, nobody knows of it.
  var isDead: Bool { life.isDead }

  init(_ world: World, _ folder: DeviceFolder, number: Int) throws {
    let life = Life("\(folder.name).\(number)")
    self.life = life
    self.folder = folder
    let seed = world.nextSeed()
    let network = Network(world, life, seed: seed)
    self.network = network
    guard let url = URL(string: "http://collector.test") else { throw FaultError("no URL") }
    var configuration = ReporterConfiguration(
      collector: url, appKey: world.appKey, appName: "Notes", appVersion: "2.1.0", queueDirectory: folder.path)
    configuration.consent = Consent(automaticContext: false, steps: true, heartbeat: true)
    configuration.transport = network
    configuration.time = folder.time
    configuration.random = DeviceRandom(seed: seed ^ 0x5EED)
    configuration.sync.retry = World.retry
    configuration.sync.updateInterval = .seconds(60)
    configuration.sync.requestTimeout = .seconds(20)
    configuration.sync.batchReports = 1 + Int(seed % 20)
    let reporter = try Reporter(configuration)
    self.reporter = reporter
    world.simulator.note("\(life.name) starts")
    let updates = reporter.updates
    world.spawn {
      for await update in updates where !life.isDead {
        world.simulator.note("\(life.name) hears \(update.state) of \(update.id)")
        world.ledger.heard.append(Ledger.Heard(report: update.id, state: update.state, process: life.name))
      }
    }
  }

  /// Closes the reporter as an app that ends does.
  func close(within limit: Duration) async {
    guard let reporter else { return }
    await reporter.close(within: limit)
    self.reporter = nil
  }

  /// Lets the reporter go without a word.
  func drop() { reporter = nil }
}

/// One machine's queue folder and the processes that share it.
///
/// `@unchecked Sendable`: see ``Simulator``.
final class DeviceFolder: @unchecked Sendable {
  let name: String
  let index: Int
  let time: DeviceTime
  private let world: World
  private let root: String
  private var generation = 0
  private var number = 0
  /// Of this generation, those that end just now too.
  private var lives: [Life] = []
  /// By place; nil while none runs there.
  var processes: [AppProcess?]
  private var zombies: [Task<Void, Never>] = []

  init(_ world: World, index: Int, processes: Int, root: String) {
    self.world = world
    self.index = index
    self.root = root
    name = "d\(index)"
    time = DeviceTime(world.simulator)
    self.processes = Array(repeating: nil, count: processes)
  }

  var path: String { "\(root)/\(generation)" }

  func start(_ place: Int) throws -> AppProcess {
    number += 1
    let process = try AppProcess(world, self, number: number)
    processes[place] = process
    lives.append(process.life)
    return process
  }

  /// The machine stops at this very moment, also in the middle of a commit: all its processes are gone.
  func crash() {
    let from = path
    world.disk.forget(from)
    guard processes.contains(where: { $0 != nil }) else { return }
    world.simulator.note("\(name) crashes")
    world.ledger.count("device crashes")
    generation += 1
    do {
      if FileManager.default.fileExists(atPath: from) { try Disk.copy(from, to: path) }
    } catch {
      world.ledger.broken("simulation", "\(error)")
    }
    for life in lives { life.isDead = true }
    lives = []
    for place in processes.indices {
      guard let process = processes[place] else { continue }
      processes[place] = nil
      zombies.append(Task { await process.close(within: .zero) })
    }
    lose { _ in true }
  }

  /// What stood in memory alone is gone with the process.
  func lose(_ isOf: (String) -> Bool) {
    for (id, entry) in world.ledger.entries
    where entry.folder == index && entry.promise == .saved(durable: false) && isOf(entry.process) {
      world.ledger.entries[id]?.promise = .none
      world.ledger.entries[id]?.shed = entry.attachments.count
    }
    for (id, said) in world.ledger.said
    where said.folder == index && said.promise == .saved(durable: false) && isOf(said.process) {
      world.ledger.said[id]?.promise = .none
    }
  }

  func bury() async {
    for zombie in zombies { await zombie.value }
    zombies = []
  }
}
