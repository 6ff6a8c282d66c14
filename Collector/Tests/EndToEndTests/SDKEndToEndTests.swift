// The real SDK against the real program: offline, online, a ticket, an answer; attachments.
import CollectorCore
import CollectorSQLite
import Foundation
import Tellback
import Testing

@Suite struct SDKEndToEndTests {
  let folder: TestFolder
  let collector: CollectorProcess

  init() throws {
    folder = try TestFolder()
    collector = CollectorProcess(folder)
  }

  private func reporter(_ key: String) throws -> Reporter { try collector.reporter(key) }

  /// What staff would do on the board, while the collector rests.
  private func atTheDesk(_ body: @escaping @Sendable (TicketActions) throws -> Void) async throws {
    try await collector.stop()
    let store = try collector.openStore()
    try await store.write { store in
      if try store.account(1) == nil {
        _ = try store.createAccount(email: "ann@example.com", name: "Ann", role: .support, passwordHash: "-", at: now())
      }
      try body(TicketActions(store, now: now()))
    }
    await store.close()
    try await collector.start()
  }

  @Test func `A report made offline becomes a ticket, and its answer and its fix come back`() async throws {
    try await collector.start()
    let key = try await collector.createApp()
    try await collector.stop()
    let reporter = try reporter(key)
    reporter.enter(page: "/notes/42")
    reporter.step("tapped Save")
    let receipt = try await reporter.report("Save does nothing", user: "u1")
    #expect(receipt.durable)
    let offline = try await reporter.flush(within: .milliseconds(300))
    #expect(offline.remaining == 1)
    #expect(try await reporter.state(of: receipt.id)?.state == .saved)

    try await collector.start()
    try await eventually("the ticket") {
      try await reporter.flush(within: .seconds(5))
      return try await reporter.state(of: receipt.id)?.states.contains(.onTicket(1)) == true
    }
    try await atTheDesk { try $0.claim(1, by: .staff(id: 1, name: "Ann")) }
    try await eventually("who looks at it") {
      try await reporter.flush(within: .seconds(5))
      return try await reporter.state(of: receipt.id)?.state == .lookedAt(by: "Ann")
    }
    try await atTheDesk { try $0.answer(1, note: "Which browser?", by: .staff(id: 1, name: "Ann")) }
    try await eventually("the answer") {
      try await reporter.flush(within: .seconds(5))
      return try await reporter.state(of: receipt.id)?.state == .answered(note: "Which browser?", by: "Ann")
    }
    try await atTheDesk { try $0.resolve(1, as: .code, note: "In 1.1", by: .staff(id: 1, name: "Ann")) }
    try await eventually("the fix") {
      try await reporter.flush(within: .seconds(5))
      return try await reporter.state(of: receipt.id)?.state == .fixed(note: "In 1.1", by: "Ann")
    }
    #expect(try await reporter.statistics().isBalanced)
    await reporter.close()
  }

  @Test func `Reports with one grouping key are one ticket whatever their words, and others are their own`()
    async throws
  {
    try await collector.start()
    let reporter = try reporter(try await collector.createApp())
    var receipts: [ReportReceipt] = []
    for (text, key) in [
      ("It takes for ever to pay", "checkout-timeout"), ("Zahlung hängt", "checkout-timeout"),
      ("It takes for ever to pay", "search-timeout"), ("It takes for ever to pay", nil),
      ("It takes for ever to pay", nil),
    ] as [(String, String?)] {
      receipts.append(try await reporter.report(text, groupingKey: key))
      // One after the other, so that tickets are numbered in this order.
      let id = receipts[receipts.count - 1].id
      try await eventually("the ticket of \(text)") {
        try await reporter.flush(within: .seconds(5))
        return try await reporter.state(of: id)?.states.contains { if case .onTicket = $0 { true } else { false } }
          == true
      }
    }
    var tickets: [Int64] = []
    for receipt in receipts {
      for case .onTicket(let number) in try await reporter.state(of: receipt.id)?.states ?? [] {
        tickets.append(number)
      }
    }
    #expect(tickets == [1, 1, 2, 3, 3])
    await reporter.close()
  }

  @Test func `Attachments follow their report, byte for byte`() async throws {
    try await collector.start()
    let reporter = try reporter(try await collector.createApp())
    let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let receipt = try await reporter.report(
      "See the picture", attachments: [ReportAttachment(bytes: bytes, name: "screen.png", type: "image/png")])
    try await eventually("the attachment") {
      try await reporter.flush(within: .seconds(5))
      return try await reporter.statistics().attachmentsSent == 1
    }
    await reporter.close()
    try await collector.stop()
    let store = try collector.openStore()
    let id = receipt.id
    let (list, data) = try await store.read { (try $0.attachments(of: id), try $0.attachmentData(of: id, index: 0)) }
    #expect(list.map(\.name) == ["screen.png"])
    #expect(list.map(\.isHere) == [true])
    #expect(data == bytes)
    await store.close()
  }

  @Test func `An attachment that was not announced, or of another size or sender, is refused`() async throws {
    try await collector.start()
    var client = Client(base: try collector.url, key: try await collector.createApp())
    client.installation = try newInstallation()
    var report = newReport("with a file")
    report.attachments = [AttachmentInfo(name: "a.txt", type: "text/plain", bytes: 3)]
    #expect(try await client.send("PUT", WirePaths.attachment(report.id, 0), [1, 2, 3]).status == 404)
    _ = try await client.report(report)
    #expect(try await client.send("PUT", WirePaths.attachment(report.id, 0), [1, 2]).status == 422)
    #expect(try await client.send("PUT", WirePaths.attachment(report.id, 1), [1, 2, 3]).status == 422)
    var stranger = client
    stranger.installation = try newInstallation()
    #expect(try await stranger.send("PUT", WirePaths.attachment(report.id, 0), [1, 2, 3]).status == 404)
    let first = try await client.send("PUT", WirePaths.attachment(report.id, 0), [1, 2, 3])
    #expect(first.status == 202)
    #expect(try first.receipt.id == report.id)
    #expect(try await client.send("PUT", WirePaths.attachment(report.id, 0), [1, 2, 3]).receipt.outcome == .duplicate)
  }
}
