// Kills apps that share a queue folder, one after the other and several at once. Other processes adopt their queues.
import FaultKit
import Foundation
import TellbackWire

struct SDKKills: Sendable {
  /// When a child ends.
  enum Moment: String, CaseIterable {
    case random
    /// While the folder, the lock, the credential, the ballast and the database are made or opened.
    case starting
    case inCommit, beforeSync, afterSync
    case beforeSending, halfway, beforeTheAnswer, afterTheAnswer
    /// In the transaction that takes answered reports out of the queue.
    case deleting
    case closing

    static func draw(_ random: inout SeededRandom) -> Moment {
      // A third at random; each marked moment gets its share of the rest.
      random.happens(1, of: 3) ? .random : allCases[1 + random.below(allCases.count - 1)]
    }
  }

  let run: Run

  func attempt() async throws -> String {
    let (kills, perRound, lanes) = (run.size(short: 100, long: 2_000), run.size(short: 50, long: 100), 2)
    let tally = Tally()
    let (reports, messages) = (Locked(0), Locked(0))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for lane in 0..<lanes {
        group.addTask {
          for round in 0..<(kills / lanes / perRound) {
            let made = try await self.round(lane * 1_000 + round, kills: perRound, tally)
            reports.with { $0 += made.reports }
            messages.with { $0 += made.messages }
          }
        }
      }
      try await group.waitForAll()
    }
    return
      "\(reports.with { $0 }) reports and \(messages.with { $0 }) replies acknowledged, 0 lost, 0 twice; \(tally.text)"
  }

  /// One collector, one queue folder, two apps at a time. Returns how much was acknowledged.
  private func round(_ number: Int, kills: Int, _ tally: Tally) async throws -> (reports: Int, messages: Int) {
    let folder = try Folder()
    let collector = try Collector(folder)
    try await collector.start()
    let key = try await collector.createApp()
    let ledger = try Ledger(path: folder.file("ledger"))
    let queue = folder.file("queue")
    func plan(_ seed: UInt64) -> ReportingPlan {
      ReportingPlan(collector: collector.base, key: key, queue: queue, ledger: ledger.path, seed: seed)
    }
    try await expectOwnQueues(plan(2), folder)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for worker in 0..<2 {
        let template = plan(0)
        group.addTask {
          let faults = try FileFaults(folder: queue, path: folder.file("faults-\(worker)"))
          for kill in 0..<(kills / 2) {
            var random = self.run.random(number * 10_000 + worker * 1_000 + kill)
            tally.add(try await self.kill(template, faults, folder, &random))
            self.run.tried()
          }
        }
      }
      try await group.waitForAll()
    }
    let contents = try await settle(folder, collector, plan(1), ledger)
    return (contents.acknowledged.count, contents.saidForSure.count)
  }

  /// Two living apps of one folder never have the same queue open. Both are killed.
  private func expectOwnQueues(_ plan: ReportingPlan, _ folder: Folder) async throws {
    var apps: [Program] = []
    for _ in 0..<2 {
      let app = try Program(Program.this, ["child", "report", try plan.text], errors: folder.file("children.err"))
      apps.append(app)
      // One after the other: of two that make their folders at once, one may step aside for another reason.
      try await eventually("an app with a queue", within: .seconds(20), every: .milliseconds(5)) {
        !openQueues(of: app).isEmpty
      }
    }
    // The first one is asked twice: a queue that it gave back meanwhile may be the other's now.
    let shared = openQueues(of: apps[0]).intersection(openQueues(of: apps[1])).intersection(openQueues(of: apps[0]))
    if !shared.isEmpty { run.broken("two living apps have a queue open at once: \(shared.sorted())") }
    for app in apps { try await app.killNow() }
  }

  private func openQueues(of app: Program) -> Set<String> {
    let folder = "/proc/\(app.pid)/fd"
    let descriptors = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let paths = descriptors.compactMap { try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)") }
    return Set(paths.filter { $0.hasSuffix("/queue.sqlite") })
  }

  /// Starts an app and sees it die. Returns the moment.
  private func kill(
    _ template: ReportingPlan, _ faults: FileFaults, _ folder: Folder, _ random: inout SeededRandom
  ) async throws -> String {
    var plan = template
    plan.seed = random.next()
    plan.faults = faults.path
    plan.nth = 1 + random.below(4)
    let moment = Moment.draw(&random)
    faults.disarm()
    switch moment {
    case .random: break
    case .starting: faults.arm(.all, from: 1 + random.below(90), .killBefore)
    case .inCommit: faults.arm(.write, name: "queue.sqlite-wal", from: 1 + random.below(60), .killHalfway)
    case .beforeSync: faults.arm(.sync, name: "queue.sqlite-wal", from: 1 + random.below(12), .killBefore)
    case .afterSync: faults.arm(.sync, name: "queue.sqlite-wal", from: 1 + random.below(12), .killAfter)
    case .beforeSending, .halfway, .beforeTheAnswer, .afterTheAnswer: plan.point = SendPoint(rawValue: moment.rawValue)
    case .deleting: plan.deleting = 1 + random.below(6)
    case .closing:
      plan.reports = 3
      plan.closing = 1 + random.below(12)
    }
    let child = try Program(
      Program.this, ["child", "report", try plan.text], environment: try faults.environment,
      errors: folder.file("children.err"))
    if moment == .random {
      try await Task.sleep(for: .milliseconds(10 + random.below(240)))
      return try await child.killNow() == .signal(SIGKILL) ? moment.rawValue : try unexpected(child, folder)
    }
    let limit = ContinuousClock.now + .milliseconds(1_500)
    while child.isRunning, ContinuousClock.now < limit { try await Task.sleep(for: .milliseconds(2)) }
    let reached = !child.isRunning
    let end = try await child.killNow()
    guard end == .signal(SIGKILL) else { return try unexpected(child, folder) }
    return reached ? moment.rawValue : "random"
  }

  private func unexpected(_ child: Program, _ folder: Folder) throws -> String {
    let errors = FileManager.default.contents(atPath: folder.file("children.err")).map {
      String(decoding: $0, as: UTF8.self)
    }
    throw FaultError("An app ended by itself, with \(String(describing: child.end())): \(errors?.suffix(500) ?? "")")
  }

  /// Sends what waits, stops the collector and compares both sides with the ledger.
  private func settle(
    _ folder: Folder, _ collector: Collector, _ plan: ReportingPlan, _ ledger: Ledger
  ) async throws -> Ledger.Contents {
    let before = try QueueOracle(queue: plan.queue, scratch: folder.file("scratch"))
    let contents = try ledger.read()
    let stored = try StoreOracle.reports(data: collector.data)
    // Before anything is sent again: each is in a queue or in the store already.
    let lost = contents.acknowledged.subtracting(stored).subtracting(before.waiting)
    if !lost.isEmpty { run.broken("\(lost.count) acknowledged reports are in no queue and not in the store") }
    let unsaid = contents.saidForSure.subtracting(try StoreOracle.messages(data: collector.data))
      .subtracting(before.messages)
    if !unsaid.isEmpty { run.broken("\(unsaid.count) acknowledged messages are in no queue and not in the store") }
    try await drain(plan, folder)
    let after = try QueueOracle(queue: plan.queue, scratch: folder.file("scratch"))
    for finding in before.findings + after.findings { run.broken(finding) }
    if !after.messages.isEmpty { run.broken("\(after.messages.count) messages wait after the draining") }
    if !after.waiting.isEmpty || after.attachments > 0 {
      run.broken("\(after.waiting.count) reports and \(after.attachments) attachments wait after the draining")
    }
    if after.shed > 0 || after.discarded > 0 {
      run.broken("\(after.discarded) reports, \(after.shed) attachments given up")
    }
    try await check(collector, contents, run)
    let count = try StoreOracle.reports(data: collector.data).count
    if after.captured != Int64(count) { run.broken("\(after.captured) captured, \(count) in the store") }
    return contents
  }

  private func drain(_ plan: ReportingPlan, _ folder: Folder) async throws {
    var plan = plan
    // Over URLSession, as apps send.
    plan.seed = 1
    let drainer = try Program(
      Program.this, ["child", "drain", try plan.text], errors: folder.file("children.err"))
    let end = try await drainer.wait(within: .seconds(90))
    guard end == .exit(0) else { _ = try unexpected(drainer, folder); return }
  }
}
