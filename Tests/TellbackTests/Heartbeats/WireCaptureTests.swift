// Nothing automatic leaves a device without consent: every byte on a real socket, for an hour in which everything is used.
import Foundation
import TellbackTesting
import Testing

@testable import Tellback

@Suite struct WireCaptureTests {
  private let folder: TestFolder
  private let server: TestServer
  private let time = ManualTime()

  init() throws {
    folder = try TestFolder()
    let collector = RecordingTransport()
    collector.knownIssues = KnownIssueTests.issues
    server = try TestServer { request in [(0, Self.answer(to: request, by: collector))] }
  }

  /// Answers a raw request as a collector would.
  private static func answer(to request: String, by collector: RecordingTransport) -> [UInt8] {
    let parts = request.components(separatedBy: "\r\n\r\n")
    let words = parts[0].prefix { $0 != "\r\n" }.split(separator: " ")
    guard words.count > 1, let url = URL(string: "http://127.0.0.1" + words[1]) else { return [] }
    let body = Array(parts.dropFirst().joined(separator: "\r\n\r\n").utf8)
    let answer = collector.take(TransportRequest(method: String(words[0]), url: url, body: body))
    let head = "HTTP/1.1 \(answer.status) OK\r\nContent-Length: \(answer.body.count)\r\nConnection: close\r\n\r\n"
    return Array(head.utf8) + answer.body
  }

  /// An hour of a person who sends two reports and one reply, and uses everything else.
  private func anHour(consent: Consent) async throws {
    var configuration = try folder.configuration(transport: RecordingTransport(), time: time, isAutomatic: true)
    configuration.transport = nil
    configuration.collector = try #require(URL(string: "http://127.0.0.1:\(server.port)"))
    configuration.consent = consent
    configuration.channel = "MARK-channel"
    configuration.segment = "MARK-segment"
    configuration.trouble.quietTime = .seconds(120)
    let reporter = try Reporter(configuration)
    let listening = Task {
      var count = 0
      for await trouble in reporter.troubles {
        count += 1
        if count % 2 == 0 { trouble.take() } else { trouble.dismiss() }
        if count == 3 { try await trouble.form(words: "MARK-form").cancel() }
      }
      return count
    }
    let form = try await reporter.form("half")
    for minute in 0..<60 {
      reporter.enter(page: "/MARK-page/\(minute % 3)")
      for _ in 0..<6 { reporter.step("MARK-step tapped \(minute / 3)") }
      for page in 0..<6 { reporter.enter(page: "/MARK-page/\(minute) \(page % 2)") }
      reporter.note(ReportedError(type: "MARK-type\(minute)", message: "MARK-message"))
      reporter.begin("MARK-action\(minute)", within: .seconds(1)).end()
      _ = reporter.begin("MARK-endless\(minute)", within: .seconds(20))
      form.setWords("MARK-draft \(minute)")
      _ = await reporter.suggestions(for: "MARK-typed my card is declined")
      let session = reporter.session(user: "MARK-user", segment: "MARK-segment", fields: ["MARK-field": "MARK-value"])
      session.step("MARK-step of a session")
      _ = try await session.prepare("MARK-prepared")
      if minute == 10 || minute == 40 {
        let receipt = try await reporter.report("Typed by a person at \(minute)", page: "/where")
        if minute == 40 {
          try await eventually("it is delivered") {
            _ = try await reporter.flush(within: .seconds(20))
            return try await reporter.statistics().queued == 0
          }
          try await reporter.inbox.reply(to: receipt.id, text: "Typed as a reply")
        }
      }
      time.advance(by: .seconds(60))
      try await Task.sleep(for: .milliseconds(5))
    }
    // The end of the day, and the next one.
    for _ in 0..<30 {
      time.advance(by: .seconds(3_600))
      try await Task.sleep(for: .milliseconds(5))
    }
    try await eventually("everything was sent") {
      _ = try await reporter.flush(within: .seconds(20))
      let statistics = try await reporter.statistics()
      return statistics.queued == 0 && statistics.messages.queued == 0
    }
    listening.cancel()
    #expect(try await listening.value > 3)
    await reporter.close(within: .zero)
  }

  @Test func `without consent the wire carries only what a person sent`() async throws {
    try await anHour(consent: Consent(automaticContext: false, steps: false))
    let requests = server.requests
    #expect(requests.allSatisfy { !$0.contains("MARK") }, "\(requests.filter { $0.contains("MARK") })")
    var reports: [Report] = []
    for request in requests {
      let parts = request.components(separatedBy: "\r\n\r\n")
      let line = parts[0].components(separatedBy: "\r\n")[0]
      let body = Array(parts.dropFirst().joined(separator: "\r\n\r\n").utf8)
      if line.hasPrefix("POST \(WirePaths.batches) ") {
        let batch = try ReportBatch.decode(body)
        for case .report(_, let range) in batch.elements { reports.append(try Report(decoding: Array(body[range]))) }
      } else if line.hasPrefix("POST \(WirePaths.messages) ") {
        #expect(try MessageBatch.decode(body).elements.count == 1)
      } else {
        // Polls for answers to what was sent, and the list of known issues, which every device gets alike.
        #expect(line.hasPrefix("GET \(WirePaths.updates)?after=") || line.hasPrefix("GET \(WirePaths.knownIssues)?"))
        #expect(body.isEmpty)
        if line.hasPrefix("GET \(WirePaths.knownIssues)") {
          #expect(!parts[0].lowercased().contains(WireHeaders.installation.lowercased()))
        }
      }
    }
    #expect(Set(reports.map(\.text)) == ["Typed by a person at 10", "Typed by a person at 40"])
    for report in reports {
      #expect(report.context == ContextSnapshot() && report.steps.isEmpty && report.fields.isEmpty)
      #expect(report.page == "/where" && report.user == nil && report.segment == nil && report.error == nil)
    }
  }

  @Test func `with consent the same hour tells steps, heartbeats and what came of offers`() async throws {
    try await anHour(consent: Consent(heartbeat: true))
    let requests = server.requests
    #expect(requests.contains { $0.contains("MARK-step") })
    let heartbeats = requests.filter { $0.hasPrefix("POST \(WirePaths.heartbeats) ") }
    #expect(heartbeats.contains { $0.contains("MARK-channel") && $0.contains("MARK-segment") })
    #expect(heartbeats.contains { $0.contains("\"offered\":") })
    #expect(heartbeats.contains { $0.contains("\"reached\":[{\"day\":") })
    // Never what the trouble was.
    for mark in ["MARK-step", "MARK-type", "MARK-message", "MARK-page", "MARK-action", "MARK-endless", "MARK-draft"] {
      #expect(heartbeats.allSatisfy { !$0.contains(mark) })
    }
  }
}
