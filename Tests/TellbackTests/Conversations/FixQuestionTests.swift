// 'Fixed for you?': asked once for each fix, when the app has it; never by a guess.
import Foundation
import TellbackSupport
import TellbackTesting
import Testing

@testable import Tellback

@Suite struct FixQuestionTests {
  private func reporter(
    _ folder: TestFolder, _ desk: TestDesk, _ version: String, name: String = "queue"
  ) throws -> Reporter {
    var configuration = try folder.configuration(transport: desk.transport)
    configuration.appVersion = version
    configuration.queueDirectory = folder.path + "/" + name
    return try Reporter(configuration)
  }

  @Test func `after the update every reporter is asked once, offline, and a no tells the version`() async throws {
    let folder = try TestFolder()
    let desk = TestDesk()
    let old = try reporter(folder, desk, "3.1")
    let report = try await old.report("Crash")
    try await old.flush(within: .seconds(10))
    desk.resolve([report.id], in: "3.2", note: "Mended.")
    try await old.flush(within: .seconds(10))
    #expect(try await old.inbox.openQuestions().isEmpty)
    await old.close(within: .zero)

    desk.transport.answer { _, _ in throw TellbackError(.transport, "offline") }
    let new = try reporter(folder, desk, "3.2.1")
    var questions = new.inbox.questions.makeAsyncIterator()
    let question = try #require(await questions.next())
    #expect(question.conversation == report.id && question.version == "3.2" && question.note == "Mended.")
    #expect(question.title == "Crash" && question.by == "Kim")
    #expect(try await new.inbox.conversation(report.id)?.question == question)
    await new.close(within: .zero)

    // Not asked again; the question still stands in the conversation.
    let again = try reporter(folder, desk, "3.2.1")
    #expect(try await again.inbox.openQuestions() == [question])
    let heard = Lock<[FixQuestion]>([])
    let stream = again.inbox.questions
    let listener = Task { for await question in stream { heard.withLock { $0.append(question) } } }
    _ = try await again.inbox.openQuestions()
    try await again.inbox.answer(question, fixed: false, text: "Still crashes")
    #expect(try await again.inbox.openQuestions().isEmpty)
    #expect(try await again.inbox.conversation(report.id)?.question == nil)
    desk.transport.answer(with: nil)
    try await again.flush(within: .seconds(10))
    await again.close(within: .zero)
    await listener.value
    #expect(heard.withLock { $0 }.isEmpty)
    #expect(desk.verdicts(on: report.id) == [false])
    #expect(desk.received.last?.version == "3.2.1" && desk.received.last?.text == "Still crashes")
  }

  @Test func `a fix without a version asks at once, a reopened one does not, and the next one asks again`() async throws
  {
    let folder = try TestFolder()
    let desk = TestDesk()
    let reporter = try reporter(folder, desk, "1.0")
    let report = try await reporter.report("Wrong price")
    try await reporter.flush(within: .seconds(10))
    desk.resolve([report.id], note: "The page was stale.")
    try await reporter.flush(within: .seconds(10))
    let first = try #require(try await reporter.inbox.openQuestions().first)
    #expect(first.version == nil)
    desk.reopen([report.id])
    try await reporter.flush(within: .seconds(10))
    #expect(try await reporter.inbox.openQuestions().isEmpty)
    #expect(try await reporter.inbox.conversation(report.id)?.state == .reopened)
    desk.resolve([report.id], in: "0.9")
    try await reporter.flush(within: .seconds(10))
    let second = try #require(try await reporter.inbox.openQuestions().first)
    #expect(second.id != first.id)
    try await reporter.inbox.putAway(second)
    #expect(try await reporter.inbox.openQuestions().isEmpty)
    await reporter.close(within: .zero)
  }

  @Test func `a downgrade does not ask, and hides a question until the fix is back`() async throws {
    let folder = try TestFolder()
    let desk = TestDesk()
    let first = try reporter(folder, desk, "2.0")
    let report = try await first.report("Slow")
    try await first.flush(within: .seconds(10))
    desk.resolve([report.id], in: "2.0")
    try await first.flush(within: .seconds(10))
    #expect(try await first.inbox.openQuestions().count == 1)
    await first.close(within: .zero)
    let older = try reporter(folder, desk, "1.9")
    #expect(try await older.inbox.openQuestions().isEmpty)
    #expect(try await older.inbox.conversation(report.id)?.question == nil)
    await older.close(within: .zero)
    let newer = try reporter(folder, desk, "2.0")
    #expect(try await newer.inbox.openQuestions().count == 1)
    await newer.close(within: .zero)
  }

  @Test func `somebody with several reports on a ticket is asked once, and each user of a service for themselves`()
    async throws
  {
    let folder = try TestFolder()
    let desk = TestDesk()
    let reporter = try reporter(folder, desk, "1.0")
    let (ann, bob) = (reporter.session(user: "ann"), reporter.session(user: "bob"))
    let hers = [try await ann.report("One").id, try await ann.report("Two").id]
    let his = try await bob.report("Three").id
    try await reporter.flush(within: .seconds(10))
    desk.resolve(hers + [his])
    try await reporter.flush(within: .seconds(10))
    #expect(try await reporter.inbox.openQuestions().count == 2)
    let asked = try #require(try await ann.inbox.openQuestions().first)
    #expect(asked.conversation == hers[1])
    try await ann.inbox.answer(asked, fixed: true)
    #expect(try await ann.inbox.openQuestions().isEmpty)
    #expect(try await bob.inbox.openQuestions().map(\.conversation) == [his])
    await reporter.close(within: .zero)
  }

  @Test func `somebody whose reports are in two queues of the folder is asked once`() async throws {
    let folder = try TestFolder()
    let desk = TestDesk()
    let one = try reporter(folder, desk, "1.0")
    let two = try reporter(folder, desk, "1.0")
    let reports = [try await one.report("One").id, try await two.report("Two").id]
    for reporter in [one, two] { try await reporter.flush(within: .seconds(10)) }
    desk.resolve(reports, in: "2.0")
    for reporter in [one, two] { try await reporter.flush(within: .seconds(10)) }
    for reporter in [one, two] { await reporter.close(within: .zero) }
    let next = try reporter(folder, desk, "2.0")
    try await eventually("the other queue is adopted") { try await next.inbox.conversations().count == 2 }
    #expect(try await next.inbox.openQuestions().count == 1)
    await next.close(within: .zero)
    let last = try reporter(folder, desk, "2.0")
    try await eventually("the other queue is adopted") { try await last.inbox.conversations().count == 2 }
    #expect(try await last.inbox.openQuestions().count == 1)
    await last.close(within: .zero)
  }

  @Test func `who judges a fix before being asked is not asked`() async throws {
    let folder = try TestFolder()
    let desk = TestDesk()
    let reporter = try reporter(folder, desk, "1.0")
    let report = try await reporter.report("Verdict first")
    try await reporter.flush(within: .seconds(10))
    desk.resolve([report.id], in: "9.0")
    try await reporter.flush(within: .seconds(10))
    // Who says that it helped before being asked is not asked any more.
    try await reporter.inbox.helped(true, report.id, text: "Works in the beta")
    await reporter.close(within: .zero)
    let later = try self.reporter(folder, desk, "9.0")
    #expect(try await later.inbox.openQuestions().isEmpty)
    try await later.flush(within: .seconds(10))
    #expect(desk.verdicts(on: report.id) == [true])
    await later.close(within: .zero)
  }
}
