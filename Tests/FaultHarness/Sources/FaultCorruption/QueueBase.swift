// Makes the queue folder that is damaged. It has two slots with delivered, waiting and refused reports, attachments and
// known issues. The file of one slot is closed; the other one has a log, as a killed process leaves it.
import FaultKit
import Foundation
import Tellback
import TellbackTesting

enum QueueBase {
  static func make(in folder: String) async throws {
    let live = folder + "-live"
    for slot in 0..<2 {
      let place = slot == 0 ? folder : live
      let transport = RecordingTransport()
      let desk = TestDesk(transport: transport)
      let first = try Reporter(try configuration(place, transport))
      for number in 0..<6 + slot {
        let report = try await first.report("Delivered \(slot) \(number)", user: "ann")
        // Delivered too, and told of a fix that the app has.
        if number % 2 == 0 { try await first.inbox.reply(to: report.id, text: "Said \(slot) \(number)") }
        desk.resolve([report.id], in: "2.0", note: "Mended.")
      }
      _ = try await first.refreshKnownIssues()
      try await deliver(first)
      await first.close(within: .zero)
      // Captured and delivered in the log, so that a log that is cut takes deliveries back.
      let second = try Reporter(try configuration(place, transport))
      for number in 0..<4 { try await second.report("Delivered later \(slot) \(number)") }
      try await deliver(second)
      transport.answer { request, _ in
        let ids = (try? ReportBatch.decode(request.body))?.elements.map(\.id) ?? []
        return TransportResponse(
          status: 202, body: Receipt.encoded(ids.map { Receipt(id: $0, outcome: .refused, code: "too_long") }))
      }
      try await second.report("Refused \(slot)")
      try await deliver(second)
      for number in 0..<24 + 2 * slot {
        let files = (0..<(number % 4 == 0 ? 2 : 0)).map {
          ReportAttachment(
            bytes: [UInt8](repeating: UInt8(number + $0 + 1), count: 3_000 + number * 1_000), name: "f\($0)",
            type: "image/png")
        }
        let report = try await second.report(
          "Waiting \(slot) \(number) " + String(repeating: "words ", count: 20 * number), attachments: files)
        guard number % 2 == 0 else { continue }
        try await second.inbox.reply(
          to: report.id, text: "Reply \(slot) \(number) " + String(repeating: "more ", count: 30 * number),
          attachments: number % 8 == 0
            ? [
              ReportAttachment(
                bytes: [UInt8](repeating: UInt8(number + 101), count: 2_000 + number * 500), name: "r",
                type: "image/png")
            ] : [])
      }
      for conversation in try await second.inbox.conversations(limit: 40) {
        guard case .fixed = conversation.state else { continue }
        try await second.inbox.thank(conversation.id, text: "Thanks \(slot)")
      }
      if slot == 1 { try FileManager.default.copyItem(atPath: live + "/queue/0", toPath: folder + "/queue/1") }
      await second.close(within: .zero)
      try keepSent(transport, in: folder)
    }
    try FileManager.default.removeItem(atPath: live)
  }

  private static func deliver(_ reporter: Reporter) async throws {
    let result = try await reporter.flush(within: .seconds(60))
    guard result.isComplete else { throw FaultError("the base was not delivered") }
  }

  /// What the collector has already: a queue that went back in time may send it again.
  private static func keepSent(_ transport: RecordingTransport, in folder: String) throws {
    let place = folder + "/sent"
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    for request in transport.requests where request.method == "POST" {
      for case .message(let message) in (try? MessageBatch.decode(request.body))?.elements ?? [] {
        try Data(message.encoded()).write(to: URL(fileURLWithPath: "\(place)/\(message.id)"))
      }
      guard let batch = try? ReportBatch.decode(request.body) else { continue }
      for case .report(let id, let range) in batch.elements {
        try Data(request.body[range]).write(to: URL(fileURLWithPath: "\(place)/\(id)"))
      }
    }
  }

  static func sent(in folder: String) throws -> [ReportID: [UInt8]] {
    var result: [ReportID: [UInt8]] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder + "/sent") {
      guard let id = ReportID(name) else { throw FaultError("\(name) is no id") }
      result[id] = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder + "/sent/" + name)))
    }
    return result
  }

  static func configuration(_ folder: String, _ transport: any Transport) throws -> ReporterConfiguration {
    guard let url = URL(string: "https://collector.example") else { throw FaultError("no URL") }
    var configuration = ReporterConfiguration(
      collector: url, appKey: "tb_test", appName: "Notes", appVersion: "2.1.0", queueDirectory: folder + "/queue")
    configuration.transport = transport
    configuration.sync.isAutomatic = false
    configuration.consent.heartbeat = true
    return configuration
  }
}
