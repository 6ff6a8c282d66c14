// Discards of every reason, with lost answers and delayed requests. In the end the collector counts each once.
import FaultKit
import Foundation
import Tellback
import TellbackWire

enum Accounts {
  static let promise = Promise("network.accounts") { run in
    let scene = try await Scene(run)
    let lanes = run.size(short: 4, long: 24)
    let plan = RandomPlan(run: run, clean: 30)
    scene.proxy.follow { exchange in
      let fault = plan(exchange)
      // More that comes late than elsewhere, and later: an old account must not take the place of a newer one.
      if exchange.purpose == .batch, exchange.number % 5 == 0, case .answer(let message, _) = fault,
        message.status < 500
      {
        return fault
      }
      return exchange.purpose == .batch && exchange.number % 5 == 0 ? .late(exchange.number % 700) : fault
    }
    let senders = try await withThrowingTaskGroup(of: Sender.self) { group in
      for lane in 0..<lanes { group.addTask { try await live(scene, lane) } }
      return try await group.reduce(into: [Sender]()) { $0.append($1) }
    }
    let expected = try OracleFile.read((0..<lanes).map { run.folder.file("oracle-\($0)") })
    let store = try await scene.end()
    var settlement = Settlement(run, expected, store, senders)
    settlement.check()
    let discards = senders.reduce(into: [String: Int64]()) { $0.merge($1.statistics.discarded, uniquingKeysWith: +) }
    if discards["queue_full"] ?? 0 == 0 || discards["refused"] ?? 0 == 0 {
      run.broken("the run made no discards of each sort: \(discards)")
    }
    run.tried(expected.count + Int(discards["queue_full"] ?? 0))
    return
      "reports captured, discarded \(discards.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }), told exactly"
  }

  private static func live(_ scene: Scene, _ lane: Int) async throws -> Sender {
    let run = scene.run
    var random = run.random(-1 - lane)
    let folder = try run.folder.fresh("queue-\(lane)")
    let oracle = try OracleFile(run.folder.file("oracle-\(lane)"))
    var configuration = try scene.configuration(folder)
    configuration.limits.reports = 6
    configuration.sync.batchReports = 3
    configuration.sync.isAutomatic = false
    let reporter = try Reporter(configuration)
    for _ in 0..<run.size(short: 12, long: 60) {
      for _ in 0..<(1 + random.below(8)) {
        let text = Words.make(&random) + (random.happens(1, of: 12) ? " " + RandomPlan.poison : "")
        let prepared = try await reporter.prepare(text)
        do {
          // Noted after it, for once: what is refused at the door was never taken. No process ends here.
          _ = try await reporter.report(prepared)
          try oracle.note(prepared.id, Expected(text: text))
        } catch let error as TellbackError where error.code == .queueFull {
          continue
        }
      }
      try await reporter.flush(within: .milliseconds(100 + random.below(200)))
    }
    scene.proxy.follow { exchange in RandomPlan(run: run, clean: 100)(exchange) }
    try await scene.drain(reporter)
    try await scene.report(reporter, oracle, Words.make(&random))
    try await scene.drain(reporter)
    let sender = try await Sender(reporter, folder: folder)
    await reporter.close(within: .zero)
    return sender
  }
}
