// What the person who uses one process does, and what the oracle records of it.
import FaultKit
import Tellback

/// `@unchecked Sendable`: see ``Simulator``.
final class User: @unchecked Sendable {
  let world: World
  let folder: DeviceFolder
  private let place: Int
  var random: FaultKit.SeededRandom
  /// The report that was saved last.
  private(set) var newest: ReportID?

  init(_ world: World, _ folder: DeviceFolder, place: Int, seed: UInt64) {
    self.world = world
    self.folder = folder
    self.place = place
    random = FaultKit.SeededRandom(seed: seed)
  }

  func run() async {
    while !world.isHealed {
      try? await Task.sleep(for: .milliseconds(random.below(2_000 * world.plan.pace)))
      guard !world.isHealed else { return }
      guard let process = folder.processes[place], let reporter = process.reporter else { continue }
      switch random.below(100) {
      case ..<54: await report(process, reporter)
      case ..<64: await converse(process, reporter)
      case ..<68:
        for _ in 0..<(2 + random.below(6)) { world.spawn { [self] in await report(process, reporter) } }
      case ..<78:
        world.simulator.note("\(process.name) flushes")
        _ = try? await reporter.flush(within: .seconds(1 + random.below(20)))
      case ..<84: await meToo(process, reporter)
      case ..<88: _ = await reporter.suggestions(for: words())
      case ..<92: _ = try? await reporter.refreshKnownIssues()
      case ..<96: _ = try? await reporter.receipts(limit: 20)
      default:
        reporter.enter(page: "/page/\(random.below(3))")
        reporter.step("tapped \(random.below(10))")
      }
    }
  }

  private func report(_ process: AppProcess, _ reporter: Reporter) async {
    var attachments: [ReportAttachment] = []
    var bytes: [[UInt8]] = []
    if random.happens(1, of: 5) {
      for number in 0...random.below(2) {
        let size = 1 + random.below(6_000)
        let content = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ number &+ size) }
        bytes.append(content)
        attachments.append(ReportAttachment(bytes: content, name: "shot\(number).png", type: "image/png"))
      }
    }
    do {
      let kind: ReportKind = [.problem, .problem, .problem, .idea, .question][random.below(5)]
      let prepared = try await reporter.prepare(
        words(), kind: kind, page: "/page/\(random.below(3))", user: "u\(random.below(4))", attachments: attachments)
      await save(prepared.id, prepared.bytes, bytes, process) { try await reporter.report(prepared) }
    } catch {
      world.ledger.broken("simulation", "\(process.name) could not prepare a report: \(error)")
    }
  }

  private func save(
    _ id: ReportID, _ body: [UInt8], _ attachments: [[UInt8]], _ process: AppProcess,
    _ save: () async throws -> ReportReceipt
  ) async {
    world.ledger.entries[id] = Ledger.Entry(
      process: process.name, folder: folder.index, bytes: body, attachments: attachments)
    do {
      let receipt = try await save()
      guard !process.isDead else { return }
      world.ledger.count("reports")
      if !receipt.durable { world.ledger.count("kept in memory") }
      world.ledger.entries[id]?.promise = .saved(durable: receipt.durable)
      world.ledger.entries[id]?.shed = receipt.shedAttachments.count
      newest = id
      world.simulator.note("\(process.name) saved \(id) durable \(receipt.durable)")
    } catch let error as TellbackError where error.code == .queueFull {
      if !process.isDead { world.ledger.entries[id]?.promise = .refused }
    } catch {
      world.simulator.note("\(process.name) did not save \(id): \(error)")
    }
  }

  private func meToo(_ process: AppProcess, _ reporter: Reporter) async {
    guard let issues = try? await reporter.knownIssues(), !issues.isEmpty else { return }
    let issue = issues[random.below(issues.count)]
    world.ledger.unsureMeToo += 1
    guard let receipt = try? await reporter.meToo(issue), !process.isDead else { return }
    world.ledger.unsureMeToo -= 1
    world.ledger.count("me too")
    world.ledger.entries[receipt.id] = Ledger.Entry(
      process: process.name, folder: folder.index, bytes: [], attachments: [],
      promise: .saved(durable: receipt.durable),
      knownIssue: issue.id)
    world.simulator.note("\(process.name) me too \(receipt.id) on \(issue.id)")
  }

  func words() -> String {
    let subjects = ["Saving", "The export", "Search", "Printing", "The calendar", "Login"]
    let faults = [
      "loses what I wrote", "hangs for minutes", "shows an empty page", "says that it is offline",
      "ends without a word",
    ]
    let subject = subjects[random.below(subjects.count)]
    let text = "\(subject) \(faults[random.below(faults.count)])"
    return random.happens(1, of: 3) ? text + " since update \(random.below(40)) of last week" : text
  }
}
