// Several reporters send through a network that breaks most exchanges. Each report has exactly one effect.
import FaultKit
import Foundation
import Tellback
import TellbackWire

enum Sends {
  static let promise = Promise("network.sends") { run in
    let scene = try await Scene(run)
    let wanted = run.size(short: 2_500, long: 100_000)
    let plan = RandomPlan(run: run, clean: 15)
    scene.proxy.follow { plan($0) }
    let lanes = 6
    let said = Locked([ReportID: Said]())
    let senders = try await withThrowingTaskGroup(of: Sender.self) { group in
      for lane in 0..<lanes { group.addTask { try await send(scene, lane, said, until: wanted) } }
      return try await group.reduce(into: [Sender]()) { $0.append($1) }
    }
    let store = try await scene.end()
    let expected = try OracleFile.read((0..<lanes).map { run.folder.file("oracle-\($0)") })
    var settlement = Settlement(run, expected, store, senders)
    settlement.check()
    checkMessages(said.with { $0 }, store, run)
    let seen = scene.proxy.seen
    run.tried(seen.faulted)
    for sender in senders where sender.refused.values.contains(where: { !$0[...].contains(RandomPlan.poison.utf8) }) {
      run.broken("a report was quarantined that nobody refused")
    }
    return "faulted sends of \(seen.exchanges): \(expected.count) reports, \(store.reports.count) received, "
      + "\(settlement.quarantined) quarantined, \(settlement.attachments) attachments, \(said.with { $0.count }) replies; "
      + seen.byName.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
  }

  /// What a reporter wrote about a report.
  struct Said: Sendable, Equatable {
    var report: ReportID
    var text: String?
  }

  private static func checkMessages(_ said: [ReportID: Said], _ store: Store, _ run: Run) {
    for (id, wanted) in said where store.messages[id] != [wanted] {
      let found = store.messages[id] ?? []
      run.broken(
        found.isEmpty
          ? "reply \(id) is lost" : found.count > 1 ? "reply \(id) is there twice" : "reply \(id) is altered")
    }
    for id in store.messages.keys where said[id] == nil {
      run.broken("reply \(id) is in the store and nobody wrote it")
    }
  }

  /// One reporter's life: it reports until the network has broken enough, then the network mends and all is delivered.
  private static func send(
    _ scene: Scene, _ lane: Int, _ said: Locked<[ReportID: Said]>, until wanted: Int
  ) async throws -> Sender {
    var random = scene.run.random(-1 - lane)
    let folder = try scene.run.folder.fresh("queue-\(lane)")
    let oracle = try OracleFile(scene.run.folder.file("oracle-\(lane)"))
    var configuration = try scene.configuration(folder)
    configuration.sync.batchReports = 1 + lane * 2
    let reporter = try Reporter(configuration)
    while scene.proxy.seen.faulted < wanted {
      var text = Words.make(&random)
      if random.happens(1, of: 100) { text += " " + RandomPlan.poison }
      let sizes = random.happens(1, of: 8) ? (0...random.below(3)).map { _ in 1 + random.below(5_000) } : []
      let report = try await scene.report(reporter, oracle, text, token: random.next(), attachments: sizes)
      if random.happens(1, of: 4), !text.contains(RandomPlan.poison) {
        let reply = try await reporter.inbox.prepareReply(to: report, text: Words.make(&random))
        said.with { $0[reply.id] = Said(report: report, text: reply.message.text) }
        try await reporter.inbox.send(reply)
      }
      try await eventually("room in the queue", within: .seconds(120)) {
        let statistics = try await reporter.statistics()
        return statistics.queued < 12 && statistics.attachmentsQueued < 6 || scene.proxy.seen.faulted >= wanted
      }
    }
    // Only poison stays refused: the rest must come through.
    scene.proxy.follow { exchange in RandomPlan(run: scene.run, clean: 100)(exchange) }
    try await scene.drain(reporter)
    // The counts of what was quarantined last are sent with one more success.
    try await scene.report(reporter, oracle, Words.make(&random))
    try await scene.drain(reporter)
    let sender = try await Sender(reporter, folder: folder)
    await reporter.close(within: .zero)
    return sender
  }
}
