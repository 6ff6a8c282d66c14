// The whole way through the front door: report, queue, send, answers.
import Tellback
import TellbackTesting
import Testing

@Suite struct ReporterTests {
  @Test func `a report is saved, sent, accepted and its answer comes back`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    let reporter = try Reporter(try folder.configuration(transport: transport))
    reporter.enter(page: "/notes/42")
    reporter.step("tapped Save")
    let receipt = try await reporter.report("Save does nothing", fields: ["order": 4_711, "express": true])
    #expect(receipt.durable)
    #expect(try await reporter.state(of: receipt.id)?.states == [.saved])

    let result = try await reporter.flush(within: .seconds(10))
    #expect(result.sent == 1)
    #expect(result.isComplete)
    let report = try #require(transport.reports.first)
    #expect(report.id == receipt.id)
    #expect(report.text == "Save does nothing")
    #expect(report.page == "/notes/42")
    #expect(report.steps.map(\.text) == ["tapped Save"])
    #expect(report.context.appVersion == "2.1.0")

    transport.updates = [
      TicketUpdate(sequence: 5, report: receipt.id, kind: .onTicket, at: report.capturedAt, ticket: 7),
      TicketUpdate(
        sequence: 6, report: receipt.id, kind: .answered, at: report.capturedAt, ticket: 7, message: "Mended.",
        by: "Ada"),
    ]
    try await reporter.flush(within: .seconds(10))
    #expect(
      try await reporter.state(of: receipt.id)?.states == [
        .saved, .sent, .accepted, .onTicket(7), .answered(note: "Mended.", by: "Ada"),
      ])
    let statistics = try await reporter.statistics()
    #expect(statistics.captured == 1 && statistics.delivered == 1 && statistics.isBalanced)
    await reporter.close()
  }

  @Test func `a report made without a network is sent by the next run`() async throws {
    let folder = try TestFolder()
    let offline = RecordingTransport { _, _ in throw TellbackError(.transport, "no network") }
    let first = try Reporter(try folder.configuration(transport: offline))
    let receipt = try await first.report("Offline on the train")
    await first.close(within: .zero)

    let transport = RecordingTransport()
    let second = try Reporter(try folder.configuration(transport: transport, isAutomatic: true))
    for await update in second.updates where update.state == .accepted { break }
    #expect(transport.reports.map(\.id) == [receipt.id])
    await second.close()
  }
}
