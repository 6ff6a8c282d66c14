// The SDK's work that is recorded: reports with and without attachments, offline and online, lost answers, refused
// reports, a second process that dies and is adopted, restarts.
import FaultKit
import Foundation
import Tellback
import TellbackTesting

final class QueueWork: Sendable {
  let journal: Journal
  /// What each report and attachment must be when it arrives.
  private let originals = Locked(
    (bodies: [ReportID: [UInt8]](), files: [Promised: [UInt8]](), messages: [ReportID: ReporterMessage]()))
  private let identities = Locked<Set<String>>([])
  private let isOnline = Locked(false)
  private let asked = Locked(0)
  private let collector = RecordingTransport()

  static let place = "state/app/queue"

  init(root: String) { journal = Journal(root: root) }

  var bodies: [ReportID: [UInt8]] { originals.with { $0.bodies } }
  var files: [Promised: [UInt8]] { originals.with { $0.files } }
  var messages: [ReportID: ReporterMessage] { originals.with { $0.messages } }
  /// The credentials under which the recorded processes sent.
  var credentials: Set<String> { identities.with { $0 } }

  func record(reports: Int, _ random: SeededRandom) async throws -> [Change] {
    try await journal.record {
      var random = random
      let first = try reporter(seed: random.next())
      try await report(reports / 3, through: first, &random)
      isOnline.with { $0 = true }
      _ = try await first.refreshKnownIssues()
      try await first.flush(within: .seconds(20))
      isOnline.with { $0 = false }

      // A second process, whose queue is left behind.
      let second = try reporter(seed: random.next())
      try await report(reports / 6, through: second, &random)
      await second.close(within: .zero)
      try await report(reports / 6, through: first, &random)
      await first.close(within: .zero)

      // The next run sends its own queue and the one that it adopts, and reports meanwhile.
      isOnline.with { $0 = true }
      let third = try reporter(seed: random.next())
      try await report(reports / 6, through: third, &random)
      try await flushAll(third)
      isOnline.with { $0 = false }
      try await report(reports / 6, through: third, &random)
      await third.close(within: .zero)
    }
  }

  private func reporter(seed: UInt64) throws -> Reporter {
    try Reporter(
      Self.configuration(
        folder: journal.root, transport: Wire(work: self), random: TellbackTesting.SeededRandom(seed: seed)))
  }

  static func configuration(folder: String, transport: any Transport, random: any RandomSource) throws
    -> ReporterConfiguration
  {
    guard let url = URL(string: "https://collector.example") else { throw FaultError("no URL") }
    var configuration = ReporterConfiguration(
      collector: url, appKey: "tb_test", appName: "Notes", appVersion: "2.1.0",
      queueDirectory: folder + "/" + place)
    configuration.transport = transport
    configuration.random = random
    configuration.sync.isAutomatic = false
    configuration.sync.retry.base = .milliseconds(5)
    return configuration
  }

  /// Some alone, some together, so that commits hold one report and many.
  private func report(_ count: Int, through reporter: Reporter, _ random: inout SeededRandom) async throws {
    var left = count
    while left > 0 {
      let together = min(left, random.happens(1, of: 4) ? 2 + random.below(6) : 1)
      left -= together
      let seeds = (0..<together).map { _ in random.next() }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for seed in seeds { group.addTask { try await self.report(through: reporter, seed: seed) } }
        try await group.waitForAll()
      }
      if isOnline.with({ $0 }), random.happens(1, of: 12) { try await reporter.flush(within: .seconds(20)) }
    }
  }

  private func report(through reporter: Reporter, seed: UInt64) async throws {
    var random = SeededRandom(seed: seed)
    var attachments: [ReportAttachment] = []
    var contents: [[UInt8]] = []
    if random.happens(1, of: 4) {
      for number in 0...random.below(2) {
        let size = random.happens(1, of: 5) ? 100_000 : 1 + random.below(9_000)
        var bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: random.next()), count: size)
        bytes[0] = UInt8(truncatingIfNeeded: random.next())
        contents.append(bytes)
        attachments.append(ReportAttachment(bytes: bytes, name: "shot \(number)", type: "image/png"))
      }
    }
    let words = "It broke \(random.next()). " + String(repeating: "Really. ", count: random.below(400))
    let prepared = try await reporter.prepare(words, attachments: attachments)
    originals.with { originals in
      originals.bodies[prepared.id] = prepared.bytes
      for (position, bytes) in contents.enumerated() { originals.files[.file(prepared.id, position)] = bytes }
    }
    let receipt = try await reporter.report(prepared)
    guard receipt.durable, receipt.shedAttachments.isEmpty else { throw FaultError("a report was not saved whole") }
    for position in contents.indices { journal.mark(.acknowledged(.file(prepared.id, position))) }
    journal.mark(.acknowledged(.report(prepared.id)))
    guard random.happens(1, of: 3), !Self.isRefused(prepared.id) else { return }
    try await reply(to: prepared.id, through: reporter, &random)
  }

  private func reply(to report: ReportID, through reporter: Reporter, _ random: inout SeededRandom) async throws {
    let bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: random.next()), count: 1 + random.below(6_000))
    let files = random.happens(1, of: 4) ? [ReportAttachment(bytes: bytes, name: "shot", type: "image/png")] : []
    let text = "Still so \(random.next()). " + String(repeating: "Really. ", count: random.below(200))
    let prepared = try await reporter.inbox.prepareReply(to: report, text: text, attachments: files)
    originals.with { originals in
      originals.messages[prepared.id] = prepared.message
      if !files.isEmpty { originals.files[.file(prepared.id, 0)] = bytes }
    }
    let receipt = try await reporter.inbox.send(prepared)
    guard receipt.durable, receipt.shedAttachments.isEmpty else { throw FaultError("a reply was not saved whole") }
    if !files.isEmpty { journal.mark(.acknowledged(.file(prepared.id, 0))) }
    journal.mark(.acknowledged(.message(prepared.id)))
  }

  /// Those that the collector refuses for good.
  static func isRefused(_ id: ReportID) -> Bool { id.bytes.last.map { $0 % 16 == 5 } == true }

  /// Until also the adopted queues are sent, which are found in the background.
  private func flushAll(_ reporter: Reporter) async throws {
    try await eventually("the queues are sent") {
      try await reporter.flush(within: .seconds(20))
      return collector.reports.count >= self.bodies.count * 3 / 4
    }
  }

  /// What the collector answers: it takes all, refuses some for good, and now and then its answer is lost.
  private struct Wire: Transport {
    let work: QueueWork

    func send(_ request: TransportRequest) async throws -> TransportResponse {
      guard work.isOnline.with({ $0 }) else { throw FaultError("offline") }
      if let identity = request.headers[WireHeaders.installation] { _ = work.identities.with { $0.insert(identity) } }
      let turn = work.asked.with { count -> Int in
        count += 1
        return count
      }
      let response = work.collector.take(request)
      if turn % 7 == 3 { throw FaultError("the answer was lost") }
      guard let receipts = try? Receipt.decodeAll(response.body) else { return response }
      if request.method == "PUT" {
        let parts = request.url.path.split(separator: "/")
        if let id = parts.dropLast(2).last.flatMap({ ReportID(String($0)) }),
          let position = parts.last.flatMap({ Int($0) })
        {
          work.journal.mark(.namedFile(id, position))
        }
        return response
      }
      let answers = receipts.map { receipt in
        QueueWork.isRefused(receipt.id)
          ? Receipt(id: receipt.id, outcome: .refused, code: "strange", message: "Not taken.") : receipt
      }
      for receipt in answers { work.journal.mark(.named(receipt.id)) }
      return TransportResponse(status: 202, body: Receipt.encoded(answers))
    }
  }
}
