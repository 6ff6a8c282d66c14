// One simulated world, from a seed. First people report, staff answer and everything fails; then faults stop; then the
// promises are checked.
import FaultKit
import Foundation
import Tellback

/// `@unchecked Sendable`: see ``Simulator``.
final class World: @unchecked Sendable {
  /// The SDK's policy with shorter times, so that a world's hours are short.
  static var retry: RetryPolicy {
    var policy = RetryPolicy()
    policy.cap = .seconds(180)
    policy.probe = .seconds(120)
    policy.longestFloor = .seconds(240)
    return policy
  }
  /// Simulated seconds after the storm within which everything must have come to rest.
  static let calmLimit = 1_800

  let simulator: Simulator
  let plan: Plan
  let ledger = Ledger()
  let disk = Disk()
  let appKey: String
  let root: String
  private(set) lazy var server = Server(self, root: root + "/server")
  private(set) var folders: [DeviceFolder] = []
  private(set) var isHealed = false
  private var random: FaultKit.SeededRandom
  private var tasks: [Task<Void, Never>] = []

  /// `template` is a collector's data directory with one app, whose key is `appKey`.
  init(seed: UInt64, root: String, template: String, appKey: String) throws {
    var random = FaultKit.SeededRandom(seed: seed)
    simulator = Simulator(seed: random.next())
    plan = Plan(&random)
    self.random = random
    self.root = root
    self.appKey = appKey
    try Disk.copy(template, to: root + "/server/0")
  }

  func nextSeed() -> UInt64 { random.next() }

  /// Starts something that the end waits for.
  func spawn(_ body: @escaping @Sendable () async -> Void) { tasks.append(Task { await body() }) }

  func pause(_ seconds: Int) async { try? await Task.sleep(for: .seconds(seconds)) }

  /// Runs it all. What is found wrong stands in the ledger.
  func run() throws {
    simulator.note("\(plan)")
    for (index, count) in plan.folders.enumerated() {
      folders.append(DeviceFolder(self, index: index, processes: count, root: root + "/d\(index)"))
    }
    try disk.install()
    defer { FaultVFS.remove() }
    try simulator.run(stepsAtMost: 4_000_000) { [self] in
      do {
        try await live()
      } catch {
        ledger.broken("simulation", "the world ended with: \(error)")
      }
    }
    if ledger.findings.isEmpty { try Oracle(self).check() }
  }

  private func live() async throws {
    try await server.start()
    for folder in folders { for place in folder.processes.indices { _ = try folder.start(place) } }
    var actors: [Task<Void, Never>] = []
    for folder in folders {
      for place in folder.processes.indices {
        let user = User(self, folder, place: place, seed: nextSeed())
        actors.append(Task { await user.run() })
      }
    }
    let trouble = Trouble(self, seed: nextSeed())
    actors += trouble.start()
    let staff = Staff(self, seed: nextSeed())
    if plan.staff > 0 { actors.append(Task { await staff.run() }) }
    await pause(plan.storm)
    simulator.note("calm")
    isHealed = true
    for actor in actors { await actor.value }
    try await heal(staff)
    await comeToRest()
    await end()
  }

  /// Disks, network and clocks are well again; every folder has a process that looks for what dead ones left.
  private func heal(_ staff: Staff) async throws {
    disk.forget(server.data)
    for folder in folders { disk.forget(folder.path) }
    for folder in folders { await folder.bury() }
    await server.bury()
    try await server.start()
    // A wrong clock must not harm; some stay wrong.
    for folder in folders where random.happens(1, of: 2) { folder.time.offset = 0 }
    for folder in folders {
      for place in folder.processes.indices {
        if let old = folder.processes[place], plan.restartsAtTheEnd || place == 0 {
          folder.processes[place] = nil
          folder.lose { $0 == old.name }
          await old.close(within: .zero)
        }
      }
      // All the others hold their queues, so the first one finds every queue that nobody holds.
      for place in folder.processes.indices.reversed() where folder.processes[place] == nil {
        if place > 0, !plan.restartsAtTheEnd { continue }
        _ = try folder.start(place)
      }
    }
    if plan.staff > 0 { await staff.lastDeeds() }
  }

  /// Waits until nothing is under way: no report queued, none undigested, and nothing new for a while.
  private func comeToRest() async {
    let start = simulator.uptime
    var waited = 0
    var quiet = 0
    while waited < Self.calmLimit {
      await pause(20)
      waited += 20
      quiet = await isQuiet() ? quiet + 20 : 0
      // Questions for answers come every minute, a tenth later at most, and may fail no more.
      if quiet >= 100 { break }
    }
    let seconds = (simulator.uptime - start) / 1_000_000_000
    ledger.count("seconds to rest", Int(seconds))
    if quiet == 0 {
      var rest: [String] = []
      for folder in folders {
        for process in folder.processes {
          guard let process, let reporter = process.reporter else { continue }
          if let statistics = try? await reporter.statistics() {
            rest.append(
              "\(process.name) queued \(statistics.queued)+\(statistics.attachmentsQueued)+\(statistics.messages.queued) "
                + "\(reporter.condition)")
          }
        }
      }
      let pending = await server.read { try $0.counts().pending } ?? -1
      ledger.broken("liveness", "not at rest \(seconds) s after all was well: \(rest), \(pending) undigested")
    }
  }

  private func isQuiet() async -> Bool {
    for folder in folders {
      for case let process? in folder.processes {
        guard let statistics = try? await process.reporter?.statistics() else { continue }
        if statistics.queued + statistics.attachmentsQueued + statistics.messages.queued > 0 { return false }
      }
    }
    return await server.read { try $0.counts().pending } == 0
  }

  private func end() async {
    for folder in folders {
      for case let process? in folder.processes { await process.close(within: .zero) }
      await folder.bury()
    }
    await server.stop()
    await server.bury()
    // Listeners end with their reporters; doubled requests have long arrived.
    while let task = tasks.popLast() { await task.value }
  }
}
