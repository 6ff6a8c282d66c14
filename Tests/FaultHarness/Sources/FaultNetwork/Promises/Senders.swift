// Eight processes share a queue folder and send through the faulty network; some are killed. Their queues are adopted,
// and each report has one effect.
import FaultKit
import Foundation
import Tellback
import TellbackSQLite
import TellbackWire

enum Senders {
  static let role = "sender"
  private static let processes = 8

  static let promise = Promise("network.senders") { run in
    let scene = try await Scene(run)
    let folder = try run.folder.fresh("queue")
    let count = run.size(short: 20, long: 1_500)
    let plan = RandomPlan(run: run, clean: 40)
    scene.proxy.follow { plan($0) }
    let children = try (0..<processes).map { number in
      try Program(
        Program.this,
        [
          "child", role, scene.proxy.url.absoluteString, scene.key, folder, oracle(run, number), "\(count)",
          "\(run.seed)", "\(number)",
        ],
        errors: run.folder.file("child-\(number).err"))
    }
    for (number, child) in children.enumerated() {
      let end = try await child.wait(within: .seconds(600))
      guard end == .exit(0) else {
        let errors = FileManager.default.contents(atPath: run.folder.file("child-\(number).err")) ?? Data()
        run.broken("sender \(number) ended with \(end): \(String(decoding: errors.prefix(400), as: UTF8.self))")
        continue
      }
    }
    scene.proxy.follow { _ in .none }
    let expected = try OracleFile.read((0..<processes).map { oracle(run, $0) })
    // One more process adopts what the others left.
    let reporter = try Reporter(try scene.configuration(folder))
    let base = scene.collector.base
    try await eventually("the arrival of all reports", within: .seconds(120), every: .milliseconds(50)) {
      try await reporter.flush(within: .seconds(2))
      return try await CollectorFigures(of: base).reports("received_total") >= Int64(expected.count)
    }
    try await scene.drain(reporter)
    await reporter.close(within: .zero)
    let store = try await scene.end()
    var settlement = Settlement(run, expected, store, [])
    settlement.check()
    try checkAccounts(run, folder, store, captured: Int64(expected.count))
    run.tried(expected.count)
    return "reports of \(processes) processes over \(scene.proxy.seen.faulted) faults, "
      + "\(settlement.attachments) attachments; each account is the collector's"
  }

  private static func oracle(_ run: Run, _ number: Int) -> String { run.folder.file("oracle-\(number)") }

  /// What one process does: `ADDRESS KEY FOLDER ORACLE COUNT SEED NUMBER`.
  static func play(_ arguments: [String]) async throws {
    guard arguments.count == 7, let url = URL(string: arguments[0]), let count = Int(arguments[4]),
      let seed = UInt64(arguments[5]), let number = Int(arguments[6])
    else { throw FaultError("a sender wants ADDRESS KEY FOLDER ORACLE COUNT SEED NUMBER, not \(arguments)") }
    var random = SeededRandom(seed: seed &* 31 &+ UInt64(number))
    let oracle = try OracleFile(arguments[3])
    let reporter = try Reporter(Scene.configuration(arguments[2], key: arguments[1], collector: url))
    for _ in 0..<count {
      let token = random.next()
      let sizes = random.happens(1, of: 10) ? [1 + random.below(3_000)] : []
      let expected = Expected(text: Words.make(&random), token: token, attachments: sizes)
      let prepared = try await reporter.prepare(expected.text, attachments: expected.files)
      try oracle.note(prepared.id, expected)
      guard try await reporter.report(prepared).durable else {
        throw FaultError("\(prepared.id) was not saved on disk")
      }
      if random.happens(1, of: 5) { try await Task.sleep(for: .milliseconds(random.below(20))) }
    }
    // Half of them say goodbye; the others are just gone.
    if number % 2 == 0 { await reporter.close(within: .milliseconds(random.below(500))) }
    _exit(0)
  }

  /// The account in each queue file, read by a query of the harness's own, against the collector's of that installation.
  private static func checkAccounts(_ run: Run, _ folder: String, _ store: Store, captured: Int64) throws {
    var sum: Int64 = 0
    for slot in try FileManager.default.contentsOfDirectory(atPath: folder) {
      let path = "\(folder)/\(slot)"
      guard let bytes = FileManager.default.contents(atPath: path + "/installation"),
        let id = InstallationCredential(header: String(decoding: bytes, as: UTF8.self))?.id
      else { continue }
      let connection = try Connection(path: path + "/queue.sqlite")
      var account: [String: Int64] = [:]
      for (name, value) in try connection.rows("SELECT name, value FROM account", make: { ($0.text(0), $0.int64(1)) }) {
        account[name] = value
      }
      let left = try connection.first("SELECT count(*) FROM report") { $0.int(0) } ?? -1
      if left != 0 { run.broken("slot \(slot) still holds \(left) reports") }
      let own = account["captured"] ?? 0
      sum += own
      if own != account["delivered"] ?? 0 {
        run.broken("slot \(slot) captured \(own) and delivered \(account["delivered"] ?? 0)")
      }
      guard own > 0 else { continue }
      let told = store.installations[id]
      if told?.captured != own || (told?.delivered ?? 0) + (told?.queued ?? 0) != own {
        run.broken("the collector was told \(told.map { "\($0)" } ?? "nothing") of slot \(slot), which captured \(own)")
      }
    }
    if sum != captured { run.broken("the queues captured \(sum) reports; \(captured) were made") }
  }
}
