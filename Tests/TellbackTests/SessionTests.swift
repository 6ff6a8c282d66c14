// Sessions, consent, previews and the limits of a report, at the front door.
import Foundation
import TellbackTesting
import Testing

@testable import Tellback

@Suite struct SessionTests {
  private struct Broken: Error {}

  private func made(
    _ change: (inout ReporterConfiguration) -> Void = { _ in }
  ) throws -> (TestFolder, RecordingTransport, Reporter) {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    var configuration = try folder.configuration(transport: transport)
    change(&configuration)
    return (folder, transport, try Reporter(configuration))
  }

  @Test func `each session has its own page, trail, user and locale`() async throws {
    let (folder, transport, reporter) = try made()
    let ann = reporter.session(user: "ann", segment: "acme", locale: "de-CH", fields: ["plan": "pro", "seats": 3])
    let bob = reporter.session(user: "bob", locale: "fr")
    ann.enter(page: "/a")
    bob.enter(page: "/b")
    ann.step("ann's step")
    bob.step("bob's step")
    try await ann.report("From Ann", fields: ["seats": 4])
    try await bob.report("From Bob", page: "/elsewhere", user: "robert")
    try await reporter.flush(within: .seconds(10))
    let (a, b) = (transport.reports[0], transport.reports[1])
    #expect(a.user == "ann" && a.segment == "acme" && a.locale == "de-CH" && a.page == "/a")
    #expect(a.steps.map(\.text) == ["ann's step"])
    #expect(a.fields == [ReportField("plan", "pro"), ReportField("seats", 4)])
    #expect(b.user == "robert" && b.locale == "fr" && b.page == "/elsewhere")
    #expect(b.steps.map(\.page) == ["/b"])
    await reporter.close()
    _ = folder
  }

  @Test func `a grouping key is saved, sent, previewed and exported with its report, and redacted like any text`()
    async throws
  {
    let (folder, transport, reporter) = try made()
    try await reporter.report("It takes for ever", groupingKey: "checkout-timeout")
    try await reporter.session(user: "ann").report("The same", groupingKey: "of ann@example.com")
    try await reporter.report("Without")
    let preview = try await reporter.preview("Third", groupingKey: "k")
    #expect(try Report(decoding: preview).groupingKey == "k")
    let target = folder.path + "/export"
    _ = try await reporter.exportMyData(to: target, onlyThisDevice: true)
    let exported = try String(contentsOfFile: target + "/" + DataExport.fileName, encoding: .utf8)
    #expect(exported.contains(#""groupingKey":"checkout-timeout""#))
    try await reporter.flush(within: .seconds(10))
    #expect(transport.reports.map(\.groupingKey) == ["checkout-timeout", "of [e-mail]", nil])
    for (key, part) in [(" ", "white space"), (String(repeating: "k", count: 201), "limit is 200 bytes")] {
      let error = await #expect(throws: TellbackError.self) { try await reporter.report("Words", groupingKey: key) }
      #expect(error?.code == .invalidReport && error?.message.contains(part) == true, "\(String(describing: error))")
    }
    try await reporter.report("At the limit", groupingKey: String(repeating: "k", count: WireLimits.groupingKey))
    await reporter.close(within: .zero)
    _ = folder
  }

  @Test func `code deep below finds its session, and sees none outside`() async throws {
    let (folder, _, reporter) = try made()
    func deep() async { Session.current?.step("deep") }
    let session = reporter.session(user: "ann")
    #expect(Session.current == nil)
    await session.run {
      await deep()
      async let child: Void = deep()
      await child
    }
    #expect(session.steps.map(\.text) == ["deep", "deep"])
    #expect(Session.current == nil)
    await reporter.close()
    _ = folder
  }

  @Test func `without consent neither context nor steps leave, and steps are not even kept`() async throws {
    let (folder, transport, reporter) = try made { $0.consent = Consent(automaticContext: false, steps: false) }
    reporter.step("secret")
    #expect(reporter.session.steps.isEmpty)
    try await reporter.report("Bare")
    reporter.consent = Consent()
    reporter.step("known")
    try await reporter.report("Full")
    try await reporter.flush(within: .seconds(10))
    #expect(transport.reports[0].context == ContextSnapshot())
    #expect(transport.reports[0].steps.isEmpty)
    #expect(transport.reports[1].context.osName != nil)
    #expect(transport.reports[1].context.diskFree != nil)
    #expect(transport.reports[1].steps.map(\.text) == ["known"])
    await reporter.close()
    _ = folder
  }

  @Test func `the value of a field that is named a secret is taken out, whatever it looks like`() async throws {
    let (folder, _, reporter) = try made()
    let prepared = try await reporter.prepare(
      "It broke",
      fields: ["user_password": "hunter two", "API_KEY": 4_711, "token": true, "passwords": "two", "plan": "pro"])
    #expect(
      prepared.report.fields == [
        ReportField("user_password", "[key]"), ReportField("API_KEY", "[key]"), ReportField("token", true),
        ReportField("passwords", "two"), ReportField("plan", "pro"),
      ])
    await reporter.close()
    _ = folder
  }

  @Test func `the preview is what is sent, byte for byte`() async throws {
    let (folder, transport, reporter) = try made()
    reporter.step("typed ann@example.com")
    let prepared = try await reporter.prepare(
      "My card is 4111 1111 1111 1111", page: "/pay?mail=ann@example.com", contact: "ann@example.com",
      fields: ["note": "call +41 44 668 18 00", "count": 3], error: Broken(),
      attachments: [ReportAttachment(bytes: [1], name: "ann@example.com.txt", type: "text/plain")])
    #expect(prepared.bytes == prepared.report.encoded())
    try await reporter.report(prepared)
    try await reporter.flush(within: .seconds(10))
    let request = try #require(transport.requests.first)
    let sent = String(decoding: request.body, as: UTF8.self)
    #expect(sent.contains(String(decoding: prepared.bytes, as: UTF8.self)))
    let report = transport.reports[0]
    #expect(report.text == "My card is [card]")
    #expect(report.page == "/pay?mail=[e-mail]")
    #expect(report.steps.map(\.text) == ["typed [e-mail]"])
    #expect(report.fields.first?.value == "call [phone]")
    #expect(report.attachments.first?.name == "[e-mail]")
    // Given on purpose.
    #expect(report.contact == "ann@example.com")
    #expect(report.error?.type.contains("Broken") == true)
    #expect(report.error?.frames.isEmpty == false)
    await reporter.close()
    _ = folder
  }

  @Test func `an error that the app describes itself goes as it is`() async throws {
    let (folder, transport, reporter) = try made()
    try await reporter.report(
      "Oops", error: ReportedError(type: "E42", message: "for bob@example.org", frames: ["f()"]))
    try await reporter.flush(within: .seconds(10))
    #expect(
      transport.reports[0].error == ReportedError(type: "E42", message: "for [e-mail]", frames: ["f()"]))
    await reporter.close()
    _ = folder
  }

  @Test func `each limit is refused by name, at its edge`() async throws {
    let (folder, _, reporter) = try made()
    func x(_ count: Int) -> String { String(repeating: "x", count: count) }
    let cases: [(String, Int, (Int) async throws -> Void)] = [
      ("text", WireLimits.text, { try await reporter.report(x($0)) }),
      ("page", WireLimits.page, { try await reporter.report("t", page: x($0)) }),
      ("user", WireLimits.user, { try await reporter.report("t", user: x($0)) }),
      ("contact", WireLimits.contact, { try await reporter.report("t", contact: x($0)) }),
      ("segment", WireLimits.segment, { try await reporter.report("t", segment: x($0)) }),
      ("fields", WireLimits.fieldText, { try await reporter.report("t", fields: ["k": .text(x($0))]) }),
      (
        "fields", WireLimits.fieldKey,
        { try await reporter.report("t", fields: ReportFields([ReportField(x($0), 1)])) }
      ),
    ]
    for (name, limit, report) in cases {
      try await report(limit)
      do {
        try await report(limit + 1)
        Issue.record("\(name) took \(limit + 1)")
      } catch let error as TellbackError {
        #expect(error.code == .invalidReport)
        #expect(error.message.contains(name) && error.message.contains("\(limit)"), "\(error)")
      }
    }
    for text in ["", "  \n\t"] {
      await #expect(throws: TellbackError.self) { try await reporter.report(text) }
    }
    #expect(try await reporter.statistics().captured == Int64(cases.count))
    await reporter.close(within: .zero)
    _ = folder
  }

  @Test func `a trail too large for a report loses its oldest steps, and a step says how many`() async throws {
    let (folder, transport, reporter) = try made { $0.stepLimit = 200 }
    let text = String(repeating: "\u{1}", count: WireLimits.stepText)
    for _ in 0..<200 { reporter.step(text) }
    try await reporter.report("Many control characters")
    try await reporter.flush(within: .seconds(10))
    let steps = transport.reports[0].steps
    #expect(steps.count < 200 && steps.count > 1)
    #expect(steps.first?.text == "…[\(200 - (steps.count - 1)) earlier steps left out: the report was too large]")
    await reporter.close()
    _ = folder
  }

  @Test(arguments: [
    "ftp://collector.example", "https://", "https://collector.example/?a=b", "https://user@collector.example",
  ])
  func `an address that cannot work is refused at once`(address: String) throws {
    let folder = try TestFolder()
    var configuration = try folder.configuration(transport: RecordingTransport())
    configuration.collector = try #require(URL(string: address))
    #expect(throws: TellbackError.self) { try Reporter(configuration) }
  }

  @Test func `settings outside their bounds are refused by name`() throws {
    let folder = try TestFolder()
    let base = try folder.configuration(transport: RecordingTransport())
    let breaks: [(String, (inout ReporterConfiguration) -> Void)] = [
      ("stepLimit", { $0.stepLimit = 0 }), ("stepLimit", { $0.stepLimit = 201 }),
      ("batchReports", { $0.sync.batchReports = 101 }), ("batchReports", { $0.sync.batchReports = 0 }),
      ("batchBytes", { $0.sync.batchBytes = 0 }),
      ("batchBytes", { $0.sync.batchBytes = SyncSettings.largestBatchBytes + 1 }),
      ("requestTimeout", { $0.sync.requestTimeout = .zero }), ("updateInterval", { $0.sync.updateInterval = .zero }),
      ("knownIssueAge", { $0.sync.knownIssueAge = .zero }), ("limits.reports", { $0.limits.reports = 0 }),
      ("key", { $0.appKey = "with\nnewline" }), ("key", { $0.appKey = "" }),
      ("appName", { $0.appName = "" }), ("queueDirectory", { $0.queueDirectory = "relative" }),
    ]
    for (name, change) in breaks {
      var configuration = base
      change(&configuration)
      do {
        _ = try Reporter(configuration)
        Issue.record("\(name) was taken")
      } catch {
        #expect(error.code == .invalidConfiguration && error.message.contains(name), "\(error)")
      }
    }
  }

  @Test func `settings at their bounds are taken`() async throws {
    let folder = try TestFolder()
    var configuration = try folder.configuration(transport: RecordingTransport())
    configuration.stepLimit = WireLimits.steps
    configuration.sync.batchReports = WireLimits.batchReports
    configuration.sync.batchBytes = SyncSettings.largestBatchBytes
    let reporter = try Reporter(configuration)
    await reporter.close(within: .zero)
  }
}
