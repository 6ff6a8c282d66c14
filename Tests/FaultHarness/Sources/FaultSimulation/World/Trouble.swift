// The faults of the world: processes, machines, disks, clocks, networks and the collector.
import FaultKit
import Tellback

/// `@unchecked Sendable`: see ``Simulator``.
final class Trouble: @unchecked Sendable {
  private let world: World
  private var random: FaultKit.SeededRandom

  init(_ world: World, seed: UInt64) {
    self.world = world
    random = FaultKit.SeededRandom(seed: seed)
  }

  func start() -> [Task<Void, Never>] {
    let plan = world.plan
    var tasks: [Task<Void, Never>] = []
    for folder in world.folders {
      for place in folder.processes.indices {
        tasks.append(every(plan.ends) { [self] in await endProcess(folder, place) })
        tasks.append(every(plan.partitions) { [self] in cut(folder, place) })
      }
      tasks.append(every(plan.deviceCrashes) { [self] in await crash(folder) })
      if plan.clocksJump { tasks.append(every(45) { [self] in jump(folder) }) }
      if plan.deviceDisksFail { tasks.append(every(50) { [self] in failDisk(folder.path, of: folder.name) }) }
    }
    tasks.append(every(plan.collectorEnds) { [self] in await endCollector() })
    if plan.collectorDiskFails {
      tasks.append(every(50) { [self] in failDisk(world.server.data, of: "the collector") })
    }
    return tasks
  }

  /// Does `body` again and again, at random with this mean, until the storm is over.
  private func every(_ seconds: Int, _ body: @escaping @Sendable () async -> Void) -> Task<Void, Never> {
    Task { [self] in
      while seconds > 0, !world.isHealed {
        try? await Task.sleep(for: .milliseconds(random.below(2_000 * seconds)))
        guard !world.isHealed else { return }
        await body()
      }
    }
  }

  private func endProcess(_ folder: DeviceFolder, _ place: Int) async {
    guard let process = folder.processes[place] else { return }
    folder.processes[place] = nil
    folder.lose { $0 == process.name }
    if random.happens(1, of: 2) {
      world.simulator.note("\(process.name) closes")
      await process.close(within: .seconds(random.below(4)))
    } else {
      world.simulator.note("\(process.name) is dropped")
      process.drop()
    }
    await begin(folder, place)
  }

  private func begin(_ folder: DeviceFolder, _ place: Int) async {
    try? await Task.sleep(for: .milliseconds(random.below(10_000)))
    guard !world.isHealed, folder.processes[place] == nil else { return }
    do { _ = try folder.start(place) } catch { world.ledger.broken("simulation", "\(error)") }
  }

  private func crash(_ folder: DeviceFolder) async {
    if random.happens(2, of: 3) {
      // In the middle of what SQLite does next.
      let path = folder.path
      let isDone = Locked(false)
      world.disk.trap(path, after: random.below(12)) { [self] in
        if folder.path == path, !world.isHealed { folder.crash() }
        isDone.with { $0 = true }
      }
      for _ in 0..<30 where !isDone.with({ $0 }) { await world.pause(1) }
      guard isDone.with({ $0 }) else { return world.disk.forget(path) }
    } else {
      folder.crash()
    }
    for place in folder.processes.indices where random.happens(3, of: 4) { await begin(folder, place) }
  }

  private func endCollector() async {
    if random.happens(1, of: 3) {
      await world.server.stop()
    } else if random.happens(2, of: 3) {
      let data = world.server.data
      let isDone = Locked(false)
      world.disk.trap(data, after: random.below(20)) { [self] in
        if world.server.data == data, !world.isHealed { world.server.kill() }
        isDone.with { $0 = true }
      }
      for _ in 0..<30 where !isDone.with({ $0 }) { await world.pause(1) }
      guard isDone.with({ $0 }) else { return world.disk.forget(data) }
    } else {
      world.server.kill()
    }
    try? await Task.sleep(for: .milliseconds(random.below(15_000)))
    for attempt in 1... {
      do {
        return try await world.server.start()
      } catch {
        // A disk that fails keeps it from starting; whoever runs it tries again.
        world.simulator.note("collector does not start: \(error)")
        if attempt > 20, world.isHealed { return }
        await world.pause(2)
      }
    }
  }

  private func cut(_ folder: DeviceFolder, _ place: Int) {
    guard let network = folder.processes[place]?.network else { return }
    let seconds = world.plan.longPartitions ? 600 + random.below(1_500) : random.below(90)
    world.simulator.note("\(folder.name) \(place) is cut off for \(seconds) s")
    network.cutUntil = world.simulator.uptime + Int64(seconds) * 1_000_000_000
  }

  private func jump(_ folder: DeviceFolder) {
    let year: Int64 = 31_556_952_000
    let now = world.simulator.wall / 1_000_000
    folder.time.offset = [0, -now, 10 * year, -3_600_000, 3_600_000, -10 * year, 90_000][random.below(7)]
    world.simulator.note("\(folder.name)'s clock is \(folder.time.offset) ms ahead")
  }

  private func failDisk(_ folder: String, of name: String) {
    let kinds: [Disk.Fault] = [
      Disk.Fault(codes: [(.write, Disk.full), (.truncate, Disk.full)], after: 0, count: 1 + random.below(40)),
      Disk.Fault(codes: [(.write, Disk.ioWrite)], after: random.below(20), count: 1),
      Disk.Fault(codes: [(.sync, Disk.ioSync)], after: random.below(4), count: 1),
      Disk.Fault(codes: [(.read, Disk.ioRead)], after: random.below(4), count: 1 + random.below(3)),
      Disk.Fault(
        codes: [(.write, Disk.ioWrite), (.sync, Disk.ioSync), (.read, Disk.ioRead)], after: 0,
        count: 1 + random.below(30)),
    ]
    let fault = kinds[random.below(kinds.count)]
    world.simulator.note("\(name)'s disk fails: \(fault)")
    world.ledger.count("disk faults")
    world.disk.fail(folder, fault)
  }
}
