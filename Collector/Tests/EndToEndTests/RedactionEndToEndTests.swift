// Words that a person sent by mistake leave every file of the collector once staff take them out, and the app that sent them may
// send them again.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@Suite struct RedactionEndToEndTests {
  let folder: TestFolder
  let collector: CollectorProcess

  init() throws {
    folder = try TestFolder()
    collector = CollectorProcess(folder)
  }

  @Test func `what was taken out stands in no file any more, and its repeat is a duplicate`() async throws {
    try await collector.start(["--sweep-seconds", "1"])
    let key = try await collector.createApp()
    let client = Client(base: try collector.url, key: key, installation: try newInstallation())
    var report = newReport("The zwieback is my password and nothing works")
    report.page = "/login?with=zwieback"
    report.steps = [Step(at: now(), text: "typed zwieback")]
    report.attachments = [AttachmentInfo(name: "pumpernickel.txt", type: "text/plain", bytes: 12)]
    #expect(try await client.report(report).status == 202)
    let file = Array("pumpernickel".utf8)
    let place = WirePaths.attachment(report.id, 0)
    #expect(try await client.send("PUT", place, file, headers: ["Content-Type": "text/plain"]).status == 202)
    try await eventually("the ticket") {
      try await client.send("GET", WirePaths.updates).text.contains("\"kind\":\"on_ticket\"")
    }
    let reply = ReporterMessage(
      id: newID(), report: report.id, at: now(), version: "1.0", content: .reply(text: "zwieback, I said"))
    let batch = MessageBatch.encoded(messages: [reply.encoded()], sentAt: now())
    #expect(try await client.send("POST", WirePaths.messages, batch).status == 202)
    #expect(try !collector.holding("zwieback").isEmpty && !collector.holding("pumpernickel").isEmpty)

    _ = try await Tool.run(
      ["user", "create", "kim@example.com", "--role", "support", "--data", collector.data], input: "long enough\n")
    let made = try await Tool.run(
      ["user", "token", "create", "kim@example.com", "Bot", "--data", collector.data]
        + ["read", "redact"].flatMap { ["--scope", $0] })
    let desk = Client(base: try collector.url, key: try #require(made.lines.last))
    let path = "/v1/tickets/1/redactions"
    for wanted in [#""passage":"zwieback""#, #""attachment":0"#] {
      let body = #"{"report":"\#(report.id)",\#(wanted),"reason":"a password"}"#
      let answer = try await desk.send("POST", path, Array(body.utf8))
      #expect(answer.status == 200, "\(answer.text)")
    }
    let again = #"{"report":"\#(report.id)","passage":"zwieback","reason":"a password"}"#
    #expect(try await desk.send("POST", path, Array(again.utf8)).status == 422)
    try await eventually("the purge") {
      try await client.metrics()["tellback_erasure_purge_pending"] == 0
    }
    let shown = try await desk.send("GET", "/v1/reports/\(report.id)").text
    #expect(shown.contains("\u{2588}1\u{2588} is my password") && shown.contains("[removed by kim: a password]"))
    #expect(try await !client.send("GET", WirePaths.export).text.contains("zwieback"))

    // The app has not heard that its report arrived, and sends all of it once more.
    #expect(try await client.report(report).receipt.outcome == .duplicate)
    #expect(
      try await client.send("PUT", place, file, headers: ["Content-Type": "text/plain"]).receipt.outcome == .duplicate)
    #expect(
      try Receipt.decodeAll(try await client.send("POST", WirePaths.messages, batch).body).map(\.outcome) == [
        .duplicate
      ])
    try await eventually("the purge") {
      try await client.metrics()["tellback_erasure_purge_pending"] == 0
    }
    #expect(try await collector.stop() == 0)
    #expect(try collector.holding("zwieback") == [])
    #expect(try collector.holding("pumpernickel") == [])
    #expect(try await Tool.run(["doctor", "--data", collector.data]).status == 0)
  }
}
