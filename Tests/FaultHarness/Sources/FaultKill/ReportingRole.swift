// An app in a process of its own. It reports, records what was acknowledged, and may end at a chosen moment.
import FaultKit
import Foundation
import Tellback

/// What a child is told, as JSON in its arguments.
struct ReportingPlan: Codable {
  var collector: String
  var key: String
  var queue: String
  var ledger: String
  var seed: UInt64
  /// Reports are drawn from so many groups.
  var groups = 12
  /// How many it makes before it only sends.
  var reports = 200
  /// The longest pause between two reports, in microseconds.
  var pause = 3_000
  /// Ends itself at this point of its `nth` request.
  var point: SendPoint?
  var nth = 1
  /// The page of its file faults, for those that it arms itself.
  var faults: String?
  /// Arms "before the n-th call on a file" when it begins to close.
  var closing: Int?
  /// Arms "in the n-th write to the log" when the first answer is there.
  var deleting: Int?
  /// It reports until this file is there, then sends the rest and ends.
  var stop: String?

  var text: String {
    get throws { String(decoding: try JSONEncoder().encode(self), as: UTF8.self) }
  }
}

struct ReportingRole: Sendable {
  let plan: ReportingPlan

  init(_ json: String) throws { plan = try JSONDecoder().decode(ReportingPlan.self, from: Data(json.utf8)) }

  func run() async throws {
    let ledger = try Ledger(path: plan.ledger)
    let reporter = try makeReporter()
    var random = SeededRandom(seed: plan.seed)
    var made = 0
    while plan.stop.map({ access($0, F_OK) != 0 }) ?? (made < plan.reports) {
      made += 1
      await report(through: reporter, ledger, &random)
      try await Task.sleep(for: .microseconds(random.below(plan.pause)))
    }
    if plan.stop != nil { return try await drain(reporter, ledger) }
    if let closing = plan.closing, let faults = try faults() {
      faults.arm(.all, from: closing, .killBefore)
      await reporter.close()
    }
    // Whoever started it ends it.
    try await Task.sleep(for: .seconds(60))
  }

  /// Sends what this and dead processes left, and ends.
  func drain() async throws { try await drain(try makeReporter(), try Ledger(path: plan.ledger)) }

  private func drain(_ reporter: Reporter, _ ledger: Ledger) async throws {
    var quiet = 0
    let end = ContinuousClock.now + .seconds(60)
    // Adopted queues come a moment after the start, so it asks twice.
    while quiet < 2 {
      let result = try await reporter.flush(within: .seconds(2))
      quiet = result.isComplete ? quiet + 1 : 0
      if quiet == 1 { try await Task.sleep(for: .milliseconds(50)) }
      guard ContinuousClock.now < end else {
        let statistics = try await reporter.statistics()
        throw FaultError(
          "After 60 s \(statistics.queued) reports and \(statistics.messages.queued) messages wait: \(reporter.condition)"
        )
      }
    }
    let statistics = try await reporter.statistics()
    if !statistics.isBalanced { ledger.complain("the statistics do not sum up: \(statistics)") }
    await reporter.close(within: .zero)
  }

  private func report(
    through reporter: Reporter, _ ledger: Ledger, _ random: inout SeededRandom
  ) async {
    let group = random.below(plan.groups)
    let sizes = random.happens(1, of: 4) ? (0...random.below(2)).map { _ in 1 + random.below(24_000) } : []
    let number = Int(random.next() >> 24)
    let text = Wording.text(group: group, number: number)
    do {
      let prepared = try await reporter.prepare(
        text, page: "/kill",
        attachments: sizes.enumerated().map { index, size in
          ReportAttachment(
            bytes: Wording.attachment(of: text, index: index, size: size), name: "\(index).bin",
            type: "application/octet-stream")
        })
      ledger.intend(Ledger.Intent(id: prepared.id, group: group, attachments: sizes, number: number))
      let receipt = try await reporter.report(prepared)
      ledger.acknowledge(receipt.id, durable: receipt.durable)
      if !receipt.shedAttachments.isEmpty { ledger.complain("attachments were shed: \(receipt.shedAttachments)") }
      guard random.happens(1, of: 3) else { return }
      let said = Ledger.Said(report: receipt.id, number: random.below(100_000))
      let reply = try await reporter.inbox.prepareReply(to: receipt.id, text: said.text)
      ledger.intendMessage(reply.id, said)
      ledger.acknowledgeMessage(reply.id, durable: try await reporter.inbox.send(reply).durable)
    } catch {
      ledger.complain("report() failed: \(error)")
    }
  }

  private func faults() throws -> FileFaults? {
    try plan.faults.map { try FileFaults(folder: plan.queue, path: $0) }
  }

  private func makeReporter() throws -> Reporter {
    guard let url = URL(string: plan.collector), let port = url.port else { throw FaultError("no address") }
    var configuration = ReporterConfiguration(
      collector: url, appKey: plan.key, appName: "Kill", appVersion: "1.0", queueDirectory: plan.queue)
    configuration.consent = Consent(automaticContext: false, steps: true, heartbeat: true)
    configuration.sync.retry.base = .milliseconds(5)
    configuration.sync.retry.cap = .milliseconds(80)
    configuration.sync.retry.probe = .milliseconds(200)
    configuration.sync.batchReports = 8
    let faults = try faults()
    if plan.point != nil || plan.deleting != nil || plan.seed % 2 == 0 {
      let deleting = plan.deleting
      configuration.transport = MomentTransport(port: port, point: plan.point, nth: plan.nth) {
        guard let deleting, let faults else { return }
        faults.arm(.write, name: "queue.sqlite-wal", from: deleting, .killHalfway)
      }
    }
    return try Reporter(configuration)
  }
}
