// Conversations over a socket, as a client without the SDK has them: replies that survive a kill, refusals, files, polls that wait,
// and what an installation may have handed out and erased. Practices A6, B1, B2, D3.
import CollectorCore
import CollectorSQLite
import Foundation
import TellbackWire
import Testing

@Suite struct ConversationEndToEndTests {
  let folder: TestFolder
  let collector: CollectorProcess

  init() throws {
    folder = try TestFolder()
    collector = CollectorProcess(folder)
  }

  private func makeClient(_ key: String, _ installation: InstallationCredential? = nil) throws -> Client {
    Client(base: try collector.url, key: key, installation: try installation ?? newInstallation())
  }

  private func message(
    _ report: ReportID, _ content: ReporterMessage.Content, id: ReportID = newID(), files: [AttachmentInfo] = []
  ) -> ReporterMessage {
    ReporterMessage(id: id, report: report, at: now(), version: "1.0", content: content, attachments: files)
  }

  private func send(_ messages: [ReporterMessage], _ client: Client) async throws -> [Receipt] {
    let body = MessageBatch.encoded(messages: messages.map { $0.encoded() }, sentAt: now())
    let answer = try await client.send("POST", WirePaths.messages, body)
    #expect(answer.status == 202, "\(answer.text)")
    return try Receipt.decodeAll(answer.body)
  }

  /// What staff would do on the board, while the collector rests.
  private func atTheDesk<Value: Sendable>(
    _ body: @escaping @Sendable (any StoreWrites, TicketActions) throws -> Value
  ) async throws -> Value {
    try await collector.stop()
    let store = try collector.openStore()
    let value = try await store.write { try body($0, TicketActions($0, now: now())) }
    await store.close()
    try await collector.start()
    return value
  }

  @Test func `A reply is taken once, its repeat is known, and it is there after a kill`() async throws {
    try await collector.start()
    let client = try makeClient(try await collector.createApp())
    let report = newReport("Saving fails")
    _ = try await client.report(report)
    let reply = message(report.id, .reply(text: "On Monday too"))
    var other = reply
    other.content = .reply(text: "Something else")
    let lost = message(newID(), .reply(text: "About nothing"))
    let receipts = try await send([reply, reply, other, lost], client)
    #expect(receipts.map(\.outcome) == [.accepted, .duplicate, .refused, .refused])
    #expect(receipts.map(\.code) == [nil, nil, "id_conflict", "unknown_report"])
    try await collector.crash()
    try await collector.start()
    let again = try makeClient(client.key, client.installation)
    #expect(try await send([reply], again).map(\.outcome) == [.duplicate])
    try await eventually("the ticket") { try await updates(again).updates.contains { $0.kind == .onTicket } }
    let kinds = try await atTheDesk { store, _ in try store.newestEvents(ofTicket: 1, limit: 9).map(\.kind) }
    #expect(kinds == [.opened, .replied])
    #expect(try await collector.stop() == 0)
  }

  @Test func `Bad messages are refused one by one, with field and limit`() async throws {
    try await collector.start()
    let client = try makeClient(try await collector.createApp())
    let report = newReport("Saving fails")
    _ = try await client.report(report)
    let receipts = try await send(
      [
        message(report.id, .reply(text: "  ")), message(report.id, .rating(stars: 6, text: nil)),
        message(report.id, .reply(text: String(repeating: "x", count: WireLimits.messageText + 1))),
        message(report.id, .thanks(text: "fine")),
      ], client)
    #expect(receipts.map(\.outcome) == [.refused, .refused, .refused, .accepted])
    #expect(receipts[2].code == "too_long" && receipts[2].message?.contains("10000") == true)
    let plain = Client(base: client.base, key: client.key, installation: nil)
    #expect(try await plain.send("POST", WirePaths.messages, Array("{\"messages\":[]}".utf8)).status == 401)
    let many = MessageBatch.encoded(
      messages: (0...WireLimits.batchMessages).map { _ in message(report.id, .thanks(text: nil)).encoded() },
      sentAt: now())
    #expect(try await client.send("POST", WirePaths.messages, many).status == 422)
    let text = try await client.send("POST", WirePaths.messages, Array("x".utf8), headers: ["Content-Type": "text/x"])
    #expect(text.status == 415)
    let stranger = try makeClient(client.key)
    let refused = try await send([message(report.id, .reply(text: "Not mine"))], stranger)
    #expect(refused.map(\.code) == ["unknown_report"])
  }

  @Test func `Files go both ways, and to nobody else`() async throws {
    try await collector.start()
    let client = try makeClient(try await collector.createApp())
    let report = newReport("Saving fails")
    _ = try await client.report(report)
    let reply = message(
      report.id, .reply(text: "See"), files: [AttachmentInfo(name: "a.txt", type: "text/plain", bytes: 3)])
    _ = try await send([reply], client)
    let path = WirePaths.messageAttachment(reply.id, 0)
    #expect(try await client.send("PUT", path, [1, 2]).status == 422)
    #expect(try await client.send("PUT", WirePaths.messageAttachment(reply.id, 1), [1]).status == 422)
    #expect(try await client.send("PUT", path, [1, 2, 3]).receipt.outcome == .accepted)
    #expect(try await client.send("PUT", path, [1, 2, 3]).receipt.outcome == .duplicate)
    #expect(try await client.send("GET", path).body == [1, 2, 3])
    let stranger = try makeClient(client.key)
    #expect(try await stranger.send("PUT", path, [1, 2, 3]).status == 404)
    #expect(try await stranger.send("GET", path).status == 404)

    try await eventually("the ticket") { try await updates(client).updates.contains { $0.kind == .onTicket } }
    try await atTheDesk { store, desk in
      _ = try store.createAccount(
        email: "kim@example.com", name: "Kim", role: .support, passwordHash: "-", at: now())
      try desk.claim(1, by: .staff(id: 1, name: "Kim"))
      try desk.answer(
        1, note: "And here", to: report.id, files: [StaffFile(name: "b.png", type: "image/png", data: [7, 8])],
        by: .staff(id: 1, name: "Kim"))
    }
    let again = try makeClient(client.key, client.installation)
    let answer = try #require(try await updates(again).updates.last)
    #expect(answer.kind == .answered && answer.isPersonal)
    #expect(answer.attachments == [AttachmentInfo(name: "b.png", type: "image/png", bytes: 2)])
    let file = WirePaths.messageAttachment(try #require(answer.id), 0)
    #expect(try await again.send("GET", file).body == [7, 8])
    #expect(try await makeClient(client.key).send("GET", file).status == 404)
  }

  @Test func `A poll that waits ends with the first update of its installation, and with the collector`() async throws {
    try await collector.start()
    let client = try makeClient(try await collector.createApp())
    let first = newReport("Saving fails")
    _ = try await client.report(first)
    try await eventually("the ticket") { try await updates(client).updates.contains { $0.kind == .onTicket } }
    let cursor = try await updates(client).cursor
    #expect(try await updates(client, after: cursor, wait: 1).updates.isEmpty)
    let bystander = try makeClient(client.key)
    _ = try await bystander.report(newReport("Of somebody else, on another matter"))
    async let waiting = updates(client, after: cursor, wait: 50)
    let second = newReport("Nothing is kept, whatever I do")
    _ = try await client.report(second)
    #expect(try await waiting.updates.map(\.report) == [second.id])
    #expect(try await client.send("GET", WirePaths.updates + "?wait=61").status == 400)

    let end = try await updates(client).cursor
    async let last = updates(client, after: end, wait: 50)
    // The poll is there before the end is: a stop answers it, and a poll that comes later is refused as any request.
    try await eventually("the waiting poll") { try await client.metrics()["tellback_update_polls_waiting"] == 1 }
    #expect(try await collector.stop() == 0)
    #expect(try await last.updates.isEmpty)
  }

  @Test func `What a reporter wrote is handed out with the report and goes with it`() async throws {
    try await collector.start()
    let client = try makeClient(try await collector.createApp())
    let report = newReport("Saving fails")
    _ = try await client.report(report)
    _ = try await send(
      [message(report.id, .reply(text: "the rhinoceros")), message(report.id, .read(upTo: 1))], client)
    let export = try await client.send("GET", WirePaths.export).text
    #expect(export.contains("the rhinoceros") && export.contains("\"kind\":\"reply\""))
    #expect(!export.contains("\"kind\":\"read\""))
    _ = try await client.send("POST", WirePaths.erasures, ErasureRequest.reports([report.id]).encoded())
    #expect(try await send([message(report.id, .reply(text: "more"))], client).map(\.outcome) == [.erased])
    #expect(try await !client.send("GET", WirePaths.export).text.contains("rhinoceros"))
  }
}

private func updates(_ client: Client, after: Int64 = 0, wait: Int = 0) async throws -> UpdatePage {
  let answer = try await client.send("GET", WirePaths.updates + "?after=\(after)&wait=\(wait)")
  #expect(answer.status == 200, "\(answer.text)")
  return try UpdatePage(decoding: answer.body)
}
