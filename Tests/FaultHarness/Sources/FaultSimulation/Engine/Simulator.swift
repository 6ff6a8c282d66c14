// The scheduler of a simulated process. Ready work runs one item at a time in an order drawn from the seed. Time stands
// still while anything is ready and then jumps to the next timer.
import CSimulation
import FaultKit

/// `@unchecked Sendable`: everything in a simulation runs on one thread, or on a thread that holds that one's baton.
final class Simulator: @unchecked Sendable {
  private struct Item {
    var body: simulation_body
    var context: UnsafeMutableRawPointer?
    var serial: UnsafeRawPointer?
  }

  nonisolated(unsafe) private static var current: Simulator?

  private var random: SeededRandom
  private var ready: [Item] = []
  private var timers = Heap()
  private(set) var steps = 0
  private(set) var trace = Trace()
  /// Nanoseconds of the clock that never goes back.
  private(set) var uptime: Int64 = 1_000_000_000_000
  /// Nanoseconds since 1970 at uptime 0, on the clock of whoever has no clock of its own: the collector.
  var wallStart: Int64 = 1_767_225_600_000_000_000

  init(seed: UInt64) { random = SeededRandom(seed: seed) }

  var wall: Int64 { wallStart + uptime }

  /// A line of the trace: what two runs of a seed are compared by.
  func note(_ line: @autoclosure () -> String) { trace.note(uptime, line()) }

  func keepLines() { trace.keepsLines = true }

  /// Runs `body` and all that it starts, until it returns and nothing more is to do. Throws when it does not end within
  /// `limit` steps.
  func run(stepsAtMost limit: Int, _ body: @escaping @Sendable () async -> Void) throws {
    Self.current = self
    simulation_set_clock(wall, uptime)
    guard
      simulation_begin({ body, context, delay, serial in
        if let body { Simulator.current?.take(body, context, delay, serial) }
      }) == 0
    else { throw FaultError("This Swift runtime has no place for the simulation to enter.") }
    defer {
      simulation_end()
      Self.current = nil
    }
    let isDone = Locked(false)
    Task {
      await body()
      isDone.with { $0 = true }
    }
    var stepsAfter = 0
    while step() {
      guard steps < limit else { throw FaultError("no end within \(limit) steps") }
      // What was left to run out, such as sleeps that were cancelled.
      if isDone.with({ $0 }) { stepsAfter += 1 }
      if stepsAfter > 200_000 { throw FaultError("something goes on by itself after the end") }
    }
    guard isDone.with({ $0 }) else {
      throw FaultError("a deadlock: nothing is left to run and the end was not reached")
    }
    guard simulation_strays() == 0 else { throw FaultError("\(simulation_strays()) starts came from outside") }
  }

  /// False when nothing is left.
  private func step() -> Bool {
    while let next = timers.first, ready.isEmpty || next.at <= uptime {
      uptime = max(uptime, next.at)
      ready.append(timers.removeFirst())
    }
    guard !ready.isEmpty else { return false }
    steps += 1
    // Work takes time too.
    uptime += 2_000
    simulation_set_clock(wall, uptime)
    var index = random.below(ready.count)
    trace.step(uptime, index, ready.count)
    if let serial = ready[index].serial, let first = ready.firstIndex(where: { $0.serial == serial }) { index = first }
    let item = ready.remove(at: index)
    item.body(item.context)
    return true
  }

  private func take(
    _ body: simulation_body, _ context: UnsafeMutableRawPointer?, _ delay: Int64, _ serial: UnsafeRawPointer?
  ) {
    let item = Item(body: body, context: context, serial: serial)
    if delay <= 0 { ready.append(item) } else { timers.insert(item, at: uptime + min(delay, .max / 4)) }
  }

  /// A binary heap by time, first come first served among equals.
  private struct Heap {
    struct Entry {
      var at: Int64
      var number: Int
      var item: Item
    }
    private var entries: [Entry] = []
    private var number = 0

    var first: Entry? { entries.first }

    private func isBefore(_ left: Entry, _ right: Entry) -> Bool { (left.at, left.number) < (right.at, right.number) }

    mutating func insert(_ item: Item, at: Int64) {
      number += 1
      entries.append(Entry(at: at, number: number, item: item))
      var child = entries.count - 1
      while child > 0, isBefore(entries[child], entries[(child - 1) / 2]) {
        entries.swapAt(child, (child - 1) / 2)
        child = (child - 1) / 2
      }
    }

    mutating func removeFirst() -> Item {
      let first = entries[0].item
      let last = entries.removeLast()
      guard !entries.isEmpty else { return first }
      entries[0] = last
      var parent = 0
      while true {
        var least = parent
        for child in [2 * parent + 1, 2 * parent + 2]
        where child < entries.count && isBefore(entries[child], entries[least]) { least = child }
        if least == parent { return first }
        entries.swapAt(parent, least)
        parent = least
      }
    }
  }
}
