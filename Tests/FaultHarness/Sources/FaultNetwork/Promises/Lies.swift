// Something else answers in the collector's place. Nothing leaves the queue, memory stays bounded, nothing hangs, and
// the report arrives once afterwards.
import FaultKit
import Foundation
import Tellback
import TellbackWire

enum Lies {
  static let promise = Promise("network.lies") { run in
    let scene = try await Scene(run)
    let oracle = try OracleFile(run.folder.file("oracle"))
    var senders: [Sender] = []
    for (number, lie) in Lie.all.enumerated() {
      let before = Memory.resident
      senders.append(try await tell(lie, scene, oracle, number))
      let grown = max(0, Memory.peakSinceReset - before)
      if grown > 96 * 1_048_576 { run.broken("\(lie.name): memory grew by \(grown / 1_048_576) MB") }
    }
    let store = try await scene.end()
    var settlement = Settlement(run, try OracleFile.read([run.folder.file("oracle")]), store, senders)
    settlement.check()
    if settlement.quarantined > 0 {
      run.broken("\(settlement.quarantined) reports were quarantined on the word of a liar")
    }
    return "answers that are not the collector's: \(Lie.all.map(\.name).joined(separator: ", "))"
  }

  private static func tell(_ lie: Lie, _ scene: Scene, _ oracle: OracleFile, _ number: Int) async throws -> Sender {
    let run = scene.run
    let folder = try run.folder.fresh("queue-\(number)")
    let told = Locked(0)
    let liar = try Listener { socket in
      told.with { $0 += 1 }
      lie.serve(socket)
      socket.close()
    }
    var random = run.random(number)
    guard let address = URL(string: lie.address(liar.port)) else { throw FaultError("\(lie.name) has no address") }
    var configuration = try scene.configuration(folder, collector: address)
    configuration.sync.isAutomatic = false
    configuration.sync.requestTimeout = .seconds(2)
    // One try: each is as good as the next.
    configuration.sync.retry.base = .seconds(60)
    configuration.sync.retry.cap = .seconds(60)
    configuration.random = Latest()
    Memory.reset()
    var reporter = try Reporter(configuration)
    for _ in 0..<2 {
      try await scene.report(reporter, oracle, Words.make(&random), token: random.next(), attachments: [50])
    }
    let started = ContinuousClock.now
    let result = try await reporter.flush(within: .seconds(10))
    if result.remaining != 2 || result.sent != 0 { run.broken("\(lie.name): \(result.sent) reports left the queue") }
    if ContinuousClock.now - started > .seconds(9) { run.broken("\(lie.name): a request outlived its time limit") }
    let statistics = try await reporter.statistics()
    if statistics.failedRequests == 0 { run.broken("\(lie.name): no failure was counted") }
    if reporter.condition == .healthy || reporter.condition == .idle {
      run.broken("\(lie.name): the condition is \(reporter.condition)")
    }
    if lie.isHeard, told.with({ $0 }) == 0 { run.broken("\(lie.name): nobody asked the liar") }
    await reporter.close(within: .zero)
    liar.stop()
    reporter = try Reporter(try scene.configuration(folder))
    try await scene.drain(reporter)
    let sender = try await Sender(reporter, folder: folder)
    await reporter.close(within: .zero)
    run.tried()
    return sender
  }
}

/// Draws the longest delay each time.
private struct Latest: RandomSource {
  private let generator = SystemRandom()
  func next() -> UInt64 { generator.next() | 0xFFF0_0000_0000_0000 }
}

/// The process's memory as Linux tells it.
enum Memory {
  static var resident: Int { field("VmRSS:") }
  static var peakSinceReset: Int { field("VmHWM:") }
  /// Starts the peak anew (proc(5), clear_refs).
  static func reset() { try? "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .utf8) }

  private static func field(_ name: String) -> Int {
    guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix(name) }),
      let kilobytes = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap({ Int($0) })
    else { return 0 }
    return kilobytes * 1_024
  }
}
