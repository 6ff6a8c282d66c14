// Updates reach the inbox once and in order, whatever happens to polls and their answers.
import FaultKit
import Foundation
import Tellback
import TellbackSQLite
import TellbackWire

enum Updates {
  static let promise = Promise("network.updates") { run in
    let scene = try await Scene(run)
    let lanes = 2
    let plan = RandomPlan(run: run, clean: 25)
    let cuts = Locked(0)
    scene.proxy.follow { exchange in
      guard exchange.purpose == .updates else { return .none }
      // First a cut at each place, then whatever comes.
      let number = cuts.with { cuts in
        cuts += 1
        return cuts - 1
      }
      switch number {
      case 0..<400: return .cutRequest(at: number, byReset: number % 2 == 0)
      case 400..<800: return .cutAnswer(at: number - 400, byReset: number % 2 == 0)
      // Old answers and those of the other installation above all: each may hide what is still to come.
      case let number where number % 4 == 0: return .staleAnswer(isForwarded: number % 8 == 0)
      default: return plan(exchange)
      }
    }
    let outcomes = try await withThrowingTaskGroup(of: (Sender, [ReportID]).self) { group in
      for lane in 0..<lanes { group.addTask { try await live(scene, lane) } }
      return try await group.reduce(into: [(Sender, [ReportID])]()) { $0.append($1) }
    }
    let asked = cuts.with { $0 }
    let store = try await scene.end()
    let expected = try OracleFile.read((0..<lanes).map { run.folder.file("oracle-\($0)") })
    var settlement = Settlement(run, expected, store, outcomes.map(\.0))
    settlement.check()
    let connection = try Connection(path: scene.collector.data + "/collector.sqlite", mode: .readOnly)
    for (sender, told) in outcomes {
      guard let installation = sender.installation else { throw FaultError("a queue has no installation") }
      let wanted = try connection.rows(
        "SELECT report FROM reporter_update WHERE installation = ? ORDER BY sequence", [.blob(installation.bytes)]
      ) { ReportID(bytes: $0.blob(0)) }
      if told != wanted {
        run.broken("the app heard \(told.count) updates, not the \(wanted.count) of the collector in order")
      }
    }
    run.tried(asked)
    return "questions for answers: \(expected.count) reports, each told once that it is on its ticket, in order"
  }

  /// Reports many times, then asks until each report's ticket is known. Returns what listeners heard, in order.
  private static func live(_ scene: Scene, _ lane: Int) async throws -> (Sender, [ReportID]) {
    let run = scene.run
    var random = run.random(-1 - lane)
    let folder = try run.folder.fresh("queue-\(lane)")
    let oracle = try OracleFile(run.folder.file("oracle-\(lane)"))
    var configuration = try scene.configuration(folder)
    configuration.sync.updateInterval = .milliseconds(2)
    let reporter = try Reporter(configuration)
    let updates = reporter.updates
    let heard = Locked([ReportID]())
    let listener = Task {
      for await update in updates { if case .onTicket = update.state { heard.with { $0.append(update.id) } } }
    }
    // More than a page each, so that pages follow each other.
    let count = run.size(short: 230, long: 700)
    var ids: [ReportID] = []
    for _ in 0..<count { ids.append(try await scene.report(reporter, oracle, Words.make(&random))) }
    try await scene.drain(reporter)
    try await eventually("the answers", within: .seconds(120), every: .milliseconds(50)) {
      heard.with { $0.count } >= count && scene.proxy.seen.byName["stale answer", default: 0] > 5
    }
    // Then a few at a time, so that something new is on its way whenever an old answer comes.
    for _ in 0..<run.size(short: 20, long: 200) {
      for _ in 0..<3 { ids.append(try await scene.report(reporter, oracle, Words.make(&random))) }
      try await scene.drain(reporter)
      try await eventually("the answers to the next few") { heard.with { $0.count } >= ids.count }
    }
    // A while more, for what would come twice.
    try await Task.sleep(for: .milliseconds(500))
    let records = try await reporter.receipts(limit: ids.count + 10)
    if Set(records.map(\.id)) != Set(ids) { run.broken("the inbox has \(records.count) reports, not \(ids.count)") }
    for record in records {
      let times = record.states.count { if case .onTicket = $0 { true } else { false } }
      if times != 1 { run.broken("\(record.id) is told \(times) times that it is on a ticket") }
    }
    let sender = try await Sender(reporter, folder: folder)
    await reporter.close(within: .zero)
    await listener.value
    return (sender, heard.with { $0 })
  }
}
