// Retention in a running collector: what is settled and past its time goes, with its attachment, words and all; the rest stays.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@Suite struct RetentionEndToEndTests {
  let folder: TestFolder
  let collector: CollectorProcess

  init() throws {
    folder = try TestFolder()
    collector = CollectorProcess(folder)
  }

  private let old = now().adding(seconds: -40 * 86_400)

  private func report(_ text: String, at moment: Timestamp, attachment bytes: [UInt8] = []) -> Report {
    let id = ReportID(at: moment, random: (UInt64.random(in: 0...UInt64.max), UInt64.random(in: 0...UInt64.max)))
    var report = Report(id: id, capturedAt: moment, text: text)
    if !bytes.isEmpty {
      report.attachments = [AttachmentInfo(name: "a.txt", type: "text/plain", bytes: Int64(bytes.count))]
    }
    return report
  }

  /// What came 40 days ago, as if the collector had run then.
  private func fill(_ reports: [Report], attachment bytes: [UInt8], resolving number: Int64) async throws {
    let store = try collector.openStore()
    let (old, first) = (old, reports[0].id)
    let app = try #require(try await store.read { try $0.app(named: "shop") }).id
    let incoming = reports.map {
      IncomingReport(id: $0.id, app: app, installation: nil, receivedAt: old, sentAt: old, body: $0.encoded())
    }
    let outcomes = try await withCheckedThrowingContinuation { continuation in
      store.ingest(incoming, from: nil) { continuation.resume(with: $0) }
    }
    #expect(outcomes == reports.map { _ in .accepted })
    try await store.write { store in
      _ = try Digest().digestPending(in: store, now: old)
      #expect(
        try store.storeAttachment(app: app, report: first, index: 0, type: "text/plain", data: bytes, at: old) == true)
      try TicketActions(store, now: old).resolve(number, as: .code, note: nil, by: .system)
    }
    await store.close()
  }

  @Test
  func `Once an app has a retention, what is settled and older goes while the collector runs, and the rest stays`()
    async throws
  {
    let key = try await collector.createApp()
    let bytes = Array("attachment words pumpernickel".utf8)
    let settled = [
      report("The zwieback does not crumble", at: old, attachment: bytes),
      report("The zwieback does not crumble", at: old),
    ]
    let waiting = report("Nobody looked at this one", at: old)
    try await fill(settled + [waiting], attachment: bytes, resolving: 1)
    #expect(try !collector.holding("zwieback").isEmpty)
    try await collector.start(["--sweep-seconds", "1"])
    let client = Client(base: try collector.url, key: key)
    let young = newReport("This came today")
    #expect(try await client.report(young).status == 202)
    #expect(try await client.metrics()["tellback_reports_swept_total"] == 0)

    #expect(try await Tool.run(["app", "retention", "shop", "30", "--data", collector.data]).status == 0)
    try await eventually("the sweep") {
      let figures = try await client.metrics()
      return figures["tellback_reports_swept_total"] == 2 && figures["tellback_erasure_purge_pending"] == 0
        && figures["tellback_reports_pending"] == 0
    }
    let figures = try await client.metrics()
    #expect(isBalanced(figures))
    #expect(figures["tellback_reports_received_total"] == 4)
    // Its id is known: nobody brings it back.
    #expect(try await client.report(settled[0]).receipt.outcome == .erased)
    #expect(try await collector.stop() == 0)

    #expect(try await Tool.run(["doctor", "--data", collector.data]).status == 0)
    #expect(try collector.holding("zwieback") == [])
    #expect(try collector.holding("pumpernickel") == [])
    let store = try collector.openStore()
    let ids = (settled[0].id, settled[1].id, waiting.id, young.id)
    let there = try await store.read { store in
      try [ids.0, ids.1, ids.2, ids.3].map { try store.report($0) != nil }
    }
    #expect(there == [false, false, true, true])
    #expect(try await store.read { try $0.attachmentData(of: ids.0, index: 0) } == nil)
    // What was counted stays counted.
    let ticket = try #require(try await store.read { try $0.ticket(1) })
    #expect(ticket.reportCount == 2)
    #expect(ticket.state == .resolved)
    #expect(!ticket.title.contains("zwieback"))
    #expect(try await store.read { try $0.events(ofTicket: 1, after: 0, limit: 99) }.last?.kind == .swept)
    await store.close()
  }
}
