// Known issues on the device: fetched once, kept, refused when not whole, matched offline; and "me too".
import Tellback
import TellbackTesting
import Testing

@Suite struct KnownIssueTests {
  static let issues = [
    KnownIssue(
      id: 11, title: "Payment by credit card is declined at checkout", words: "card refused, cannot pay, Visa",
      workaround: "Pay by invoice; it is mended on Monday.", state: .open),
    KnownIssue(
      id: 12, title: "Photos do not upload from Android", words: "picture, image, camera, stuck at 0 %",
      workaround: "Send them one by one."),
    KnownIssue(
      id: 13, title: "The app crashes when a note has an emoji in its title", words: "closes itself, quits, smiley",
      state: .fixed, fixedIn: "2.2.0"),
    KnownIssue(
      id: 14, title: "The password reset mail never arrives", words: "forgot password, link, e-mail, spam",
      workaround: "Look into the spam folder, or ask us for a link."),
    KnownIssue(id: 15, title: "Search finds nothing after the update", words: "no results, empty list"),
    KnownIssue(id: 16, title: "Invoice shows the wrong VAT rate", words: "tax, bill, amount, 7.7 instead of 8.1"),
    KnownIssue(id: 17, title: "Calendar sync duplicates every appointment", words: "twice, double, Google, events"),
    KnownIssue(id: 18, title: "Dark mode makes the menu unreadable", words: "black on black, contrast, night"),
  ]

  private func reporter(_ folder: TestFolder, _ transport: RecordingTransport) throws -> Reporter {
    try Reporter(try folder.configuration(transport: transport))
  }

  @Test func `issues fetched by one run serve the next one without a network`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    transport.knownIssues = Self.issues
    let first = try reporter(folder, transport)
    #expect(try await first.refreshKnownIssues())
    await first.close(within: .zero)

    let offline = RecordingTransport { _, _ in throw TellbackError(.transport, "no network") }
    let second = try reporter(folder, offline)
    #expect(try await second.knownIssues() == Self.issues)
    let suggestions = await second.suggestions(for: "My credit card was refused when I wanted to pay")
    #expect(suggestions.first?.issue.id == 11)
    #expect(suggestions.first?.issue.workaround == "Pay by invoice; it is mended on Monday.")
    await second.close(within: .zero)
  }

  @Test(arguments: [
    ("my card gets declined every time i try to pay", 11),
    ("The pictures I take with the camera are stuck, they never upload", 12),
    ("app quits as soon as I write a smiley in the title of a note", 13),
    ("I forgot my password and the link to reset it does not come", 14),
    ("since the update the search gives no results at all", 15),
    ("the tax on my bill is wrong, VAT should be 8.1", 16),
    ("All my events are there twice since I connected Google calendar", 17),
    ("at night I cannot read the menu: black text on black", 18),
  ]) func `another person's words find the issue`(draft: String, issue: Int64) async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    transport.knownIssues = Self.issues
    let reporter = try reporter(folder, transport)
    try await reporter.refreshKnownIssues()
    let suggestions = await reporter.suggestions(for: draft)
    #expect(suggestions.first?.issue.id == issue)
    #expect(suggestions.first?.words.isEmpty == false)
    await reporter.close(within: .zero)
  }

  @Test(arguments: [
    "", "   ", "I", "Hello, thank you for the nice app!", "Please add a way to export my data as a spreadsheet",
    "🙂🙂🙂", "the the the and and of", "Who do I ask about a new office chair?",
  ]) func `what is about something else brings no suggestion`(draft: String) async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    transport.knownIssues = Self.issues
    let reporter = try reporter(folder, transport)
    try await reporter.refreshKnownIssues()
    #expect(await reporter.suggestions(for: draft).map(\.issue.id) == [])
    await reporter.close(within: .zero)
  }

  @Test func `an only issue is found among nothing else`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    transport.knownIssues = [Self.issues[0]]
    let reporter = try reporter(folder, transport)
    try await reporter.refreshKnownIssues()
    #expect(await reporter.suggestions(for: "cannot pay with my visa card").map(\.issue.id) == [11])
    #expect(await reporter.suggestions(for: "The search is slow today").isEmpty)
    await reporter.close(within: .zero)
  }

  @Test func `an unchanged list is asked for by its tag and not sent again`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    transport.knownIssues = Self.issues
    let first = try reporter(folder, transport)
    #expect(try await first.refreshKnownIssues())
    #expect(try await first.refreshKnownIssues() == false)
    await first.close(within: .zero)
    // The tag is kept with the digest.
    let second = try reporter(folder, transport)
    #expect(try await second.refreshKnownIssues() == false)
    #expect(transport.requests.map { $0.headers["If-None-Match"] != nil } == [false, true, true])
    #expect(transport.requests.allSatisfy { $0.url.absoluteString.hasSuffix("/v1/known-issues?version=2.1.0") })
    transport.knownIssues = [Self.issues[3]]
    #expect(try await second.refreshKnownIssues())
    #expect(try await second.knownIssues().map(\.id) == [14])
    await second.close(within: .zero)
  }

  @Test func `a digest that was cut or altered is refused and the old one stays`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    transport.knownIssues = Self.issues
    let reporter = try reporter(folder, transport)
    try await reporter.refreshKnownIssues()
    let spoils: [@Sendable ([UInt8]) -> [UInt8]] = [
      { Array($0.dropLast(10)) },
      { Array(String(decoding: $0, as: UTF8.self).replacing("invoice", with: "cheques").utf8) },
      { _ in Array("<html>Please sign in to the hotel's network</html>".utf8) },
      { _ in [] },
    ]
    for spoil in spoils {
      // Weak: the transport keeps this closure.
      transport.answer { [weak transport] request, _ in
        guard let transport else { throw TellbackError(.transport, "the test is over") }
        var fresh = request
        fresh.headers["If-None-Match"] = nil
        var response = transport.take(fresh)
        response.body = spoil(response.body)
        return response
      }
      await #expect(throws: TellbackError.self) { try await reporter.refreshKnownIssues() }
      #expect(try await reporter.knownIssues() == Self.issues)
    }
    await reporter.close(within: .zero)
    let next = try self.reporter(folder, RecordingTransport { _, _ in throw TellbackError(.transport, "no network") })
    #expect(try await next.knownIssues() == Self.issues)
    await next.close(within: .zero)
  }

  @Test func `me too is a report of the issue, sent once, whose answers come back`() async throws {
    let folder = try TestFolder()
    let offline = RecordingTransport { _, _ in throw TellbackError(.transport, "no network") }
    let first = try reporter(folder, offline)
    first.enter(page: "/checkout")
    let receipt = try await first.meToo(Self.issues[0])
    #expect(receipt.durable)
    await first.close(within: .zero)

    let transport = RecordingTransport()
    let second = try reporter(folder, transport)
    try await second.flush(within: .seconds(10))
    try await second.flush(within: .seconds(10))
    #expect(transport.reports.map(\.id) == [receipt.id])
    #expect(transport.reports.map(\.knownIssue) == [11])
    #expect(transport.reports.map(\.page) == ["/checkout"])
    transport.updates = [
      TicketUpdate(sequence: 1, report: receipt.id, kind: .fixed, at: Timestamp(milliseconds: 5), ticket: 11)
    ]
    try await second.flush(within: .seconds(10))
    #expect(try await second.state(of: receipt.id)?.state == .fixed(note: nil, by: nil))
    #expect(try await second.statistics().isBalanced)
    await second.close(within: .zero)
  }

  @Test func `a draft of a hundred thousand characters is answered like its beginning`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    transport.knownIssues = Self.issues
    let reporter = try reporter(folder, transport)
    try await reporter.refreshKnownIssues()
    let long = "The password reset mail never arrives. " + String(repeating: "e\u{301} ", count: 50_000)
    #expect(await reporter.suggestions(for: long, limit: 1).map(\.issue.id) == [14])
    await reporter.close(within: .zero)
  }

  @Test func `a closed reporter says so`() async throws {
    let folder = try TestFolder()
    let reporter = try reporter(folder, RecordingTransport())
    await reporter.close(within: .zero)
    await #expect(throws: TellbackError.self) { try await reporter.refreshKnownIssues() }
    await #expect(throws: TellbackError.self) { try await reporter.meToo(Self.issues[0]) }
    #expect(await reporter.suggestions(for: "card declined").isEmpty)
  }

  // MARK: The timer

  private func automatic(
    _ folder: TestFolder, _ transport: RecordingTransport, _ time: ManualTime, refreshes: Bool = true
  ) throws -> Reporter {
    var configuration = try folder.configuration(transport: transport, time: time, isAutomatic: true)
    configuration.sync.refreshesKnownIssues = refreshes
    return try Reporter(configuration)
  }

  private func fetches(_ transport: RecordingTransport) -> Int {
    transport.requests.filter { $0.url.path.hasSuffix("/v1/known-issues") }.count
  }

  /// Moves the clock on, step by step, with time in between for whoever it wakes.
  private func pass(_ time: ManualTime, minutes: Int) async throws {
    for _ in 0..<(minutes / 2) {
      time.advance(by: .seconds(120))
      try await Task.sleep(for: .milliseconds(20))
    }
  }

  /// The same until there were `count` fetches; gives up long after any busy machine.
  private func pass(_ time: ManualTime, until count: Int, _ transport: RecordingTransport) async throws {
    for _ in 0..<2_000 where fetches(transport) < count {
      time.advance(by: .seconds(1))
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  @Test func `once asked for, the issues are fetched each hour, by their tag, and at the next start`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport()
    transport.knownIssues = Self.issues
    let time = ManualTime()
    let first = try automatic(folder, transport, time)
    // Nobody asked yet.
    try await pass(time, minutes: 90)
    #expect(fetches(transport) == 0)
    try await first.refreshKnownIssues()
    #expect(fetches(transport) == 1)
    try await pass(time, minutes: 58)
    #expect(fetches(transport) == 1)
    try await pass(time, until: 2, transport)
    #expect(fetches(transport) == 2)
    #expect(transport.requests.last { $0.url.path.hasSuffix("/v1/known-issues") }?.headers["If-None-Match"] != nil)
    await first.close(within: .zero)

    let second = try automatic(folder, transport, time)
    try await pass(time, until: 3, transport)
    #expect(fetches(transport) == 3)
    await second.close(within: .zero)
    try await pass(time, minutes: 90)
    #expect(fetches(transport) == 3)

    let off = try automatic(folder, transport, time, refreshes: false)
    try await pass(time, minutes: 90)
    #expect(fetches(transport) == 3)
    await off.close(within: .zero)
  }

  @Test func `a failed fetch is tried again sooner, and not before Retry-After`() async throws {
    let folder = try TestFolder()
    let transport = RecordingTransport { _, _ in
      TransportResponse(status: 503, headers: ["retry-after": "1800"], body: [])
    }
    let time = ManualTime()
    let reporter = try automatic(folder, transport, time)
    await #expect(throws: TellbackError.self) { try await reporter.refreshKnownIssues() }
    #expect(await reporter.suggestions(for: "card declined").isEmpty)
    try await pass(time, minutes: 28)
    #expect(fetches(transport) == 1)
    try await pass(time, until: 2, transport)
    #expect(fetches(transport) == 2)
    await reporter.close(within: .zero)
  }
}
