import Foundation
import Tellback
import TellbackTesting
import Testing

/// The README and the guide say what is so: their examples run, their limits are the code's, their files exist.
struct ReadmeTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("readme-\(UUID())")

  private func readme() throws -> String { try text("README.md") }

  private func text(_ path: String) throws -> String {
    try String(contentsOf: Self.root.appendingPathComponent(path), encoding: .utf8)
  }

  /// The README and the pages of the guide, by path.
  private func pages() throws -> [String: String] {
    let guide = "Sources/Tellback/Tellback.docc"
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.root.appendingPathComponent(guide).path)
    let paths = ["README.md"] + names.filter { $0.hasSuffix(".md") }.map { "\(guide)/\($0)" }
    return Dictionary(uniqueKeysWithValues: try paths.map { ($0, try text($0)) })
  }

  private func configuration(_ transport: RecordingTransport) throws -> ReporterConfiguration {
    var configuration = ReporterConfiguration(
      collector: try #require(URL(string: "http://collector.example")), appKey: "tb_test", appName: "Notes",
      appVersion: "2.1.0", queueDirectory: folder.path)
    configuration.transport = transport
    return configuration
  }

  private func cleanUp() { try? FileManager.default.removeItem(at: folder) }

  // MARK: The text

  @Test func `every example stands in the compiled ones, word for word`() throws {
    let compiled = try text("Samples/Tests/ReadmeTests/ReadmeExamples.swift").filter { !$0.isWhitespace }
    let examples = try pages().flatMap { path, text in
      text.components(separatedBy: "```swift\n").dropFirst().compactMap { part in
        part.components(separatedBy: "```").first.map { (path, $0) }
      }
    }
    #expect(examples.count >= 15)
    for (path, example) in examples {
      #expect(
        compiled.contains(example.filter { !$0.isWhitespace }), "of \(path), not in ReadmeExamples.swift:\n\(example)")
    }
  }

  @Test func `the README can be read in one sitting`() throws {
    #expect(try readme().split(separator: "\n", omittingEmptySubsequences: false).count <= 200)
  }

  @Test func `every file that it links to exists`() throws {
    let targets = try readme().components(separatedBy: "](").dropFirst().compactMap {
      $0.components(separatedBy: ")").first
    }
    #expect(targets.count >= 3)
    for target in targets where !target.hasPrefix("https://") {
      let path = Self.root.appendingPathComponent(target).path
      #expect(FileManager.default.fileExists(atPath: path), "\(target) does not exist")
    }
  }

  @Test func `the table of limits says what the code says`() throws {
    let limits: [(String, Int)] = [
      ("reportBytes", WireLimits.reportBytes), ("batchReports", WireLimits.batchReports),
      ("batchBytes", WireLimits.batchBytes), ("text", WireLimits.text), ("page", WireLimits.page),
      ("user", WireLimits.user), ("contact", WireLimits.contact), ("segment", WireLimits.segment),
      ("locale", WireLimits.locale), ("contextValue", WireLimits.contextValue),
      ("groupingKey", WireLimits.groupingKey), ("steps", WireLimits.steps),
      ("stepText", WireLimits.stepText), ("fields", WireLimits.fields), ("fieldKey", WireLimits.fieldKey),
      ("fieldText", WireLimits.fieldText), ("errorType", WireLimits.errorType),
      ("errorMessage", WireLimits.errorMessage), ("errorFrames", WireLimits.errorFrames),
      ("attachments", WireLimits.attachments), ("attachmentBytes", WireLimits.attachmentBytes),
      ("attachmentName", WireLimits.attachmentName), ("channel", WireLimits.channel),
      ("heartbeats", WireLimits.heartbeats), ("reachedPages", WireLimits.reachedPages), ("note", WireLimits.note),
    ]
    let table = try #require(try pages()["Sources/Tellback/Tellback.docc/Limits.md"])
    let rows = table.split(separator: "\n").compactMap { line -> (String, Int)? in
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count == 3, cells[2].hasPrefix("`"), let number = Int(cells[1].filter(\.isNumber)) else { return nil }
      return (cells[2].filter { $0 != "`" }, number)
    }
    #expect(rows.map(\.0) == limits.map(\.0))
    #expect(rows.map(\.1) == limits.map(\.1))
  }

  // MARK: The examples at work

  @Test(.timeLimit(.minutes(10))) func `reporting, following and listing work as described`() async throws {
    defer { cleanUp() }
    let transport = RecordingTransport()
    let examples = ReadmeExamples()
    let reporter = try Reporter(try configuration(transport))
    let receipt = try await examples.report(reporter, error: CocoaError(.fileNoSuchFile))
    try await reporter.flush(within: .seconds(10))
    let at = Timestamp(milliseconds: 1_800_000_000_000)
    transport.updates = [
      TicketUpdate(sequence: 1, report: receipt.id, kind: .onTicket, at: at, ticket: 3),
      TicketUpdate(sequence: 2, report: receipt.id, kind: .answered, at: at, message: "We look.", by: "Kim"),
      TicketUpdate(sequence: 3, report: receipt.id, kind: .fixed, at: at, message: "In 2.1.1."),
    ]
    try await reporter.flush(within: .seconds(10))
    try await examples.list(reporter)
    // The states so far come first; closing ends the sequence.
    async let following: Void = examples.follow(receipt)
    while await !examples.shown.contains("It is fixed. In 2.1.1.") { try await Task.sleep(for: .milliseconds(5)) }
    await examples.close(reporter)
    await following
    let shown = await examples.shown
    #expect(shown.contains("Thank you. Your reference is \(receipt.reference)."))
    #expect(shown.contains { $0.hasPrefix("\(receipt.reference) Save does nothing: ") })
    for words in ["We look at it as ticket 3.", "Kim wrote: We look.", "It is fixed. In 2.1.1."] {
      #expect(shown.contains(words))
    }
    #expect(transport.reports.first?.fields.map(\.key) == ["words", "shared"])
    #expect(transport.reports.first?.error != nil)
  }

  @Test func `trouble and the heartbeat work as described`() async throws {
    defer { cleanUp() }
    let transport = RecordingTransport()
    let examples = ReadmeExamples()
    let reporter = try Reporter(await examples.heartbeat(try configuration(transport)))
    let watching = await examples.watch(reporter)
    // Until somebody listens, nothing is noticed.
    while await examples.shown.isEmpty {
      await examples.sayWhatFails(reporter) { throw CocoaError(.fileNoSuchFile) }
      try await Task.sleep(for: .milliseconds(2))
    }
    #expect(await examples.shown == ["Is something wrong? Tell us."])
    watching.cancel()
    try await reporter.report("Uploads fail")
    try await reporter.flush(within: .seconds(10))
    #expect(transport.heartbeats.flatMap(\.days).map(\.channel) == ["beta"])
    await reporter.close()
  }

  @Test func `a session, a rule of one's own, consent and a preview work as described`() async throws {
    defer { cleanUp() }
    let transport = RecordingTransport()
    let examples = ReadmeExamples()
    let reporter = try Reporter(await examples.redact(try configuration(transport)))
    try await examples.serve(reporter)
    try await examples.preview(reporter)
    reporter.step("ORD-471100 by Nightingale")
    try await reporter.report("ORD-471100 of Nightingale is lost, ann@example.com")
    await examples.consent(reporter)
    try await reporter.report("Without steps")
    try await reporter.flush(within: .seconds(10))
    await reporter.close()
    let reports = transport.reports
    try #require(reports.count == 4)
    #expect(reports[0].user == "ann" && reports[0].page == "/invoices" && reports[0].locale == "de-CH")
    #expect(reports[0].steps.map(\.text) == ["opened invoice 7"])
    #expect(reports[1].contact == "ann@example.com")
    #expect(reports[2].text == "[order] of [project] is lost, [e-mail]")
    #expect(reports[2].steps.map(\.text) == ["[order] by [project]"])
    #expect(reports[3].steps.isEmpty)
  }

  @Test func `suggestions and the test of one's own use work as described`() async throws {
    defer { cleanUp() }
    let transport = RecordingTransport()
    transport.knownIssues = [
      KnownIssue(id: 9, title: "Saving a note fails", words: "save button nothing", workaround: "Use the menu.")
    ]
    let examples = ReadmeExamples()
    let given = try configuration(transport)
    let reporter = try Reporter(given)
    try await reporter.refreshKnownIssues()
    await examples.suggest(reporter, draft: "The save button does nothing")
    await reporter.close()
    #expect(await examples.shown == ["Saving a note fails. Use the menu."])
    try await examples.test(given)
  }

  @Test(.timeLimit(.minutes(10))) func `a conversation goes both ways as described, and ends with a fix that works`()
    async throws
  {
    defer { cleanUp() }
    let examples = ReadmeExamples()
    let desk = TestDesk()
    let reporter = try Reporter(try configuration(desk.transport))
    let receipt = try await reporter.report("Save does nothing")
    try await reporter.flush(within: .seconds(10))
    desk.answer(receipt.id, "Which version?", by: "Kim")
    desk.resolve([receipt.id], in: "2.1.0", note: "Please update.", by: "Kim")
    try await reporter.flush(within: .seconds(10))
    await examples.cameToFront(reporter)
    #expect(reporter.isInFront)
    reporter.isInFront = false
    try await examples.showInbox(reporter)
    try await examples.converse(reporter, receipt)
    try await examples.talk(reporter, about: receipt.id)
    try await examples.fillForm(reporter)
    try await reporter.flush(within: .seconds(10))
    let shown = await examples.shown
    #expect(shown.contains { $0.hasPrefix("Save does nothing: ") } && shown.contains("2 unread"))
    #expect(shown.contains("Version 2.1.0 fixes: Save does nothing. Does it work for you?"))
    #expect(desk.replies(to: receipt.id).count == 2)
    #expect(desk.transport.reports.map(\.text) == ["Save does nothing", "Save does nothing since the update"])
    await reporter.close()
    try await examples.playDesk(try configuration(desk.transport))
  }

  @Test func `an export and an erasure work as described`() async throws {
    defer { cleanUp() }
    let transport = RecordingTransport()
    let reporter = try Reporter(try configuration(transport))
    try await reporter.report("Save does nothing")
    try await reporter.flush(within: .seconds(10))
    let examples = ReadmeExamples()
    try await examples.privacy(reporter, folder: folder.path)
    #expect(await examples.shown == ["1 reports are in \(folder.path)/my-data."])
    try await reporter.flush(within: .seconds(10))
    #expect(transport.reports.isEmpty)
    await reporter.close()
  }

  @Test func `a reporter without a folder keeps its queue in the platform's place`() async throws {
    defer { cleanUp() }
    // The one test of this process that relies on the default, so nobody else reads the variable.
    setenv("XDG_STATE_HOME", folder.path, 1)
    unsetenv("STATE_DIRECTORY")
    let reporter = try await ReadmeExamples().make(
      collector: try #require(URL(string: "http://127.0.0.1:9")), key: "tb_test")
    let receipt = try await reporter.report("Save does nothing")
    #expect(receipt.durable)
    await reporter.close(within: .zero)
    #expect(FileManager.default.fileExists(atPath: folder.path))
  }
}
