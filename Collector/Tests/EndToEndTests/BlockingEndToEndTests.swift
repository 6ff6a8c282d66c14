// Blocking in the real program: the sender's receipts stay what they were, the sum adds up, and what is released is digested at once.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@Suite struct BlockingEndToEndTests {
  let collector: CollectorProcess
  private static let password = "correct horse battery"

  init() throws { collector = CollectorProcess(try TestFolder()) }

  private func figure(_ client: Client, _ name: String) async throws -> Int64? {
    try await client.metrics()["tellback_\(name)"]
  }

  @Test func `What a blocked installation sends is taken, kept back through a kill, and digested once it is released`()
    async throws
  {
    let key = try await collector.createApp()
    let ann = ["user", "create", "ann@example.com", "--role", "support", "--name", "Ann", "--data", collector.data]
    #expect(try await Tool.run(ann, input: Self.password + "\n").status == 0)
    try await collector.start()
    let client = Client(base: try collector.url, key: key, installation: try newInstallation())
    let first = newReport("Buy pills")
    _ = try await client.report(first)
    try await eventually("the ticket") { try await figure(client, "reports_opened_total") == 1 }
    var person = try await BoardPerson(port: collector.port, email: "ann@example.com", password: Self.password)
    let question = "/reports/\(first.id.description)/block"
    let blocked = try await person.send(
      "/settings/blocked", from: question,
      [("report", first.id.description), ("sender", "installation"), ("reason", "Sells pills")])
    #expect(blocked.status == 303)

    let spam = (1...3).map { newReport("More pills \($0)") }
    for report in spam { #expect(try await client.report(report).receipt.outcome == .accepted) }
    let reply = ReporterMessage(id: newID(), report: first.id, at: now(), content: .reply(text: "Pills!"))
    let batch = MessageBatch.encoded(messages: [reply.encoded()], sentAt: now())
    let answer = try await client.send("POST", WirePaths.messages, batch)
    #expect(try Receipt.decodeAll(answer.body).map(\.outcome) == [.accepted])
    try await eventually("what is kept back") { try await figure(client, "reports_kept_back") == 3 }
    #expect(try await client.report(spam[0]).receipt.outcome == .duplicate)
    #expect(isBalanced(try await client.metrics()))
    try await collector.crash()
    try await collector.start()
    let figures = try await client.metrics()
    #expect(figures["tellback_reports_kept_back"] == 3 && figures["tellback_messages_kept_back"] == 1)
    #expect(figures["tellback_reports_opened_total"] == 1 && isBalanced(figures))
    let doctor = try await Tool.run(["doctor", "--data", collector.data])
    #expect(doctor.status == 0, "\(doctor.output)\(doctor.errors)")

    person = try await BoardPerson(port: collector.port, email: "ann@example.com", password: Self.password)
    let block = "/settings/blocked/1"
    #expect(try await person.page(block).contains("More pills 2"))
    #expect(try await person.send(block, from: block, [("act", "unblock-release")]).status == 303)
    try await eventually("the released reports") { try await figure(client, "reports_opened_total") == 4 }
    let released = try await client.metrics()
    #expect(released["tellback_reports_kept_back"] == 0 && released["tellback_messages_kept_back"] == 0)
    #expect(isBalanced(released))
    #expect(try await person.page("/tickets/1").contains("Pills!"))
    let audit = try await Tool.run(["audit", "list", "--about", "block", "--data", collector.data])
    #expect(audit.output.contains("sender.blocked") && audit.output.contains("Sells pills"))
    #expect(audit.output.contains("kept.released") && !audit.output.contains("More pills"))
    #expect(try await collector.stop() == 0)
    #expect(try await Tool.run(["doctor", "--data", collector.data]).status == 0)
  }
}
