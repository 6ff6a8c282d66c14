// Practice D1: trouble is noticed on the device and help offered before anybody writes: once, quietly, with the known workaround or
// a report dialog.
import TellbackTesting
import Testing

@testable import Tellback

@Suite struct TroubleTests {
  private let folder: TestFolder
  private let transport = RecordingTransport()
  private let time = ManualTime()

  init() throws { folder = try TestFolder() }

  private struct Broken: Error {}

  private func reporter(consent: Bool = false, _ change: (inout ReporterConfiguration) -> Void = { _ in }) throws
    -> Reporter
  {
    transport.knownIssues = KnownIssueTests.issues
    var configuration = try folder.configuration(transport: transport, time: time)
    configuration.consent.heartbeat = consent
    change(&configuration)
    return try Reporter(configuration)
  }

  private func repeatStep(_ text: String, _ reporter: Reporter) { for _ in 0..<5 { reporter.step(text) } }

  /// Waits until everything that was noticed so far was offered or left.
  private func settled(_ reporter: Reporter) async throws {
    for _ in 0..<20 { try await reporter.core.own.queue.run { _ in } }
  }

  private func counts(_ reporter: Reporter) async throws -> [HelpDay] {
    try await reporter.core.own.queue.run { try $0.waitingHeartbeats(today: .max)?.help ?? [] }
  }

  @Test func `a known workaround is offered for what a person repeats, without a network`() async throws {
    let first = try reporter()
    try await first.refreshKnownIssues()
    await first.close(within: .zero)
    transport.answer { _, _ in throw TellbackError(.transport, "no network") }
    let reporter = try reporter()
    var troubles = reporter.troubles.makeAsyncIterator()
    reporter.enter(page: "/checkout")
    repeatStep("Pay by credit card declined", reporter)
    let trouble = try #require(await troubles.next())
    #expect(trouble.kind == .repeated(action: "Pay by credit card declined") && trouble.page == "/checkout")
    #expect(trouble.suggestion?.issue.id == 11)
    #expect(trouble.suggestion?.issue.workaround == "Pay by invoice; it is mended on Monday.")
    await reporter.close(within: .zero)
  }

  @Test func `an error, back and forth, and an action that does not end are noticed`() async throws {
    let reporter = try reporter { $0.trouble.quietTime = .zero }
    var troubles = reporter.troubles.makeAsyncIterator()
    reporter.enter(page: "/cart")
    reporter.note(ReportedError(type: "Shop.PaymentError", message: "declined"))
    var trouble = try #require(await troubles.next())
    #expect(trouble.error == ReportedError(type: "Shop.PaymentError", message: "declined"))
    for page in ["/pay", "/cart", "/pay", "/cart"] { reporter.enter(page: page) }
    trouble = try #require(await troubles.next())
    #expect(trouble.kind == .backAndForth("/pay", "/cart"))
    let slow = reporter.begin("Upload", within: .seconds(5))
    let quick = reporter.begin("Save", within: .seconds(5))
    quick.end()
    try await eventually("the timer runs") { time.sleepers > 0 }
    time.advance(by: .seconds(5))
    trouble = try #require(await troubles.next())
    #expect(trouble.kind == .unfinished(action: "Upload"))
    slow.end()
    #expect(reporter.session.steps.map(\.text) == ["Upload", "Save"])
    await reporter.close(within: .zero)
  }

  @Test func `nothing is offered twice, also not by the next run`() async throws {
    let first = try reporter { $0.trouble.quietTime = .zero }
    var troubles = first.troubles.makeAsyncIterator()
    repeatStep("tapped Save", first)
    #expect(await troubles.next() != nil)
    repeatStep("tapped Save", first)
    repeatStep("tapped Send", first)
    #expect(await troubles.next()?.kind == .repeated(action: "tapped Send"))
    await first.close(within: .zero)
    let second = try reporter { $0.trouble.quietTime = .zero }
    var later = second.troubles.makeAsyncIterator()
    repeatStep("tapped Save", second)
    repeatStep("tapped Print", second)
    #expect(await later.next()?.kind == .repeated(action: "tapped Print"))
    // An erasure forgets what was offered too.
    try await second.eraseMyData()
    repeatStep("tapped Save", second)
    #expect(await later.next()?.kind == .repeated(action: "tapped Save"))
    await second.close(within: .zero)
  }

  @Test func `after an offer it is quiet for a while`() async throws {
    let reporter = try reporter()
    var troubles = reporter.troubles.makeAsyncIterator()
    repeatStep("tapped Save", reporter)
    #expect(await troubles.next()?.kind == .repeated(action: "tapped Save"))
    time.advance(by: .seconds(599))
    repeatStep("tapped Send", reporter)
    try await settled(reporter)
    time.advance(by: .seconds(1))
    repeatStep("tapped Print", reporter)
    #expect(await troubles.next()?.kind == .repeated(action: "tapped Print"))
    await reporter.close(within: .zero)
  }

  @Test func `without a listener nothing is watched, and a cancelled one ends it`() async throws {
    let reporter = try reporter()
    #expect(reporter.session.history.withLock { $0.watch == nil })
    let listening = Task { for await _ in reporter.troubles {} }
    try await eventually("it listens") { reporter.session.history.withLock { $0.watch != nil } }
    listening.cancel()
    await listening.value
    #expect(reporter.session.history.withLock { $0.watch == nil })
    repeatStep("tapped Save", reporter)
    reporter.note(Broken())
    try await settled(reporter)
    #expect(reporter.core.offers.withLock { $0.quietUntil } == 0)
    await reporter.close(within: .zero)
  }

  @Test func `a report dialog knows page, words and error, and its report carries them`() async throws {
    let reporter = try reporter()
    var troubles = reporter.troubles.makeAsyncIterator()
    reporter.enter(page: "/pay")
    reporter.note(Broken())
    let trouble = try #require(await troubles.next())
    #expect(trouble.suggestion == nil)
    let form = try await trouble.form(words: "Paying fails.")
    let receipt = try await form.send(error: trouble.error)
    #expect(try await reporter.flush(within: .seconds(20)).isComplete)
    let report = try #require(transport.reports.first { $0.id == receipt.id })
    #expect(report.text == "Paying fails." && report.page == "/pay" && report.error?.type.hasSuffix("Broken") == true)
    await reporter.close(within: .zero)
  }

  // MARK: Counts

  @Test func `offered, taken, dismissed and written anyway are counted and told on the next day`() async throws {
    let reporter = try reporter(consent: true) { $0.trouble.quietTime = .zero }
    try await reporter.refreshKnownIssues()
    var troubles = reporter.troubles.makeAsyncIterator()
    repeatStep("Pay by credit card declined", reporter)
    let known = try #require(await troubles.next())
    known.take()
    known.dismiss()
    repeatStep("tapped Save", reporter)
    try #require(await troubles.next()).dismiss()
    repeatStep("Photos upload from Android camera", reporter)
    #expect(await troubles.next()?.suggestion?.issue.id == 12)
    try await reporter.report("My photos do not upload")
    time.advance(by: .seconds(1_801))
    let today = time.now().milliseconds / 86_400_000
    let expected = [
      HelpDay(day: today, issue: nil, counts: HelpCounts(offered: 1, dismissed: 1, wroteAnyway: 1)),
      HelpDay(day: today, issue: 11, counts: HelpCounts(offered: 1, taken: 1, wroteAnyway: 1)),
      HelpDay(day: today, issue: 12, counts: HelpCounts(offered: 1, wroteAnyway: 1)),
    ]
    try await eventually("the counts") { try await counts(reporter) == expected }
    // Of a day that is not over nothing is told.
    #expect(try await reporter.flush(within: .seconds(20)).isComplete)
    #expect(transport.heartbeats.flatMap(\.help).isEmpty)
    time.advance(by: .seconds(86_400))
    try await reporter.report("Much later, and not because of an offer")
    try await eventually("they are told") {
      _ = try await reporter.flush(within: .seconds(20))
      return transport.heartbeats.flatMap(\.help) == expected
    }
    #expect(try await counts(reporter) == [])
    await reporter.close(within: .zero)
  }

  @Test func `without consent nothing is counted`() async throws {
    let reporter = try reporter()
    var troubles = reporter.troubles.makeAsyncIterator()
    repeatStep("tapped Save", reporter)
    try #require(await troubles.next()).take()
    try await settled(reporter)
    #expect(try await counts(reporter) == [])
    await reporter.close(within: .zero)
  }
}
