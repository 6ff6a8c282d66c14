// The real SDK in a conversation with the real program: a reply written offline, a reopened ticket, an answer to one reporter, a
// fix in a version, an update of the app, the question, the verdict, thanks. Practices A6, B2, B9, D3.
import CollectorCore
import CollectorSQLite
import Foundation
import Tellback
import Testing

@Suite struct InboxEndToEndTests {
  let folder: TestFolder
  let collector: CollectorProcess

  init() throws {
    folder = try TestFolder()
    collector = CollectorProcess(folder)
  }

  private func reporter(_ key: String, _ version: String) throws -> Reporter {
    try collector.reporter(key, version: version)
  }

  /// What staff would do on the board, while the collector rests.
  private func atTheDesk<Value: Sendable>(
    _ body: @escaping @Sendable (any StoreWrites, TicketActions) throws -> Value
  ) async throws -> Value {
    try await collector.stop()
    let store = try collector.openStore()
    let value = try await store.write { store in
      if try store.account(1) == nil {
        _ = try store.createAccount(email: "kim@example.com", name: "Kim", role: .support, passwordHash: "-", at: now())
      }
      return try body(store, TicketActions(store, now: now()))
    }
    await store.close()
    try await collector.start()
    return value
  }

  private func wait(
    _ what: String, _ reporter: Reporter, _ report: ReportID, _ condition: (Conversation) -> Bool
  ) async throws {
    try await eventually("\(what)") {
      try await reporter.flush(within: .seconds(5))
      return try await reporter.inbox.conversation(report).map(condition) == true
    }
  }

  @Test func `A conversation goes both ways, offline and over an update, to the verdict and the thanks`() async throws {
    let kim = Actor.staff(id: 1, name: "Kim")
    try await collector.start()
    let key = try await collector.createApp()
    let old = try reporter(key, "1.0")
    let report = try await old.report("Saving does nothing", user: "ann").id
    try await wait("the ticket", old, report) { $0.ticket == 1 }
    try await atTheDesk { _, desk in
      try desk.claim(1, by: kim)
      try desk.answer(
        1, note: "Which file?", to: report, files: [StaffFile(name: "how.png", type: "image/png", data: [7, 8])],
        by: kim)
      try desk.resolve(1, as: .code, fix: .version("1.1"), note: "Mended.", by: kim)
    }
    try await wait("the fix", old, report) { $0.fixedIn == "1.1" }
    let told = try #require(try await old.inbox.conversation(report))
    #expect(told.entries.map(\.text) == ["Which file?", "Mended."] && told.unread == 2)
    #expect(told.entries.map(\.isPersonal) == [true, false])
    #expect(try await old.inbox.attachment(0, of: told.entries[0], in: report) == [7, 8])
    #expect(told.question == nil)

    // Written offline, with a file, by a process that ends.
    try await collector.stop()
    try await old.inbox.markRead(report)
    try await old.inbox.reply(
      to: report, text: "Still broken", attachments: [ReportAttachment(bytes: [1, 2, 3], name: "a", type: "image/png")])
    #expect(try await old.inbox.conversation(report)?.entries.last?.delivery == .saved)
    await old.close(within: .zero)
    try await collector.start()
    let back = try reporter(key, "1.0")
    try await wait("the reopened ticket", back, report) { $0.state == .reopened }
    #expect(try await back.inbox.conversation(report)?.entries.first { $0.author == .reporter }?.delivery == .sent)
    #expect(try await back.flush(within: .seconds(20)).isComplete)
    await back.close()

    try await atTheDesk { store, desk in
      #expect(try store.ticket(1)?.state == .open)
      try desk.resolve(1, as: .code, fix: .version("1.2"), note: "Now really.", by: kim)
    }
    let new = try reporter(key, "1.2.1")
    try await wait("the question", new, report) { $0.fixedIn == "1.2" }
    let question = try #require(try await new.inbox.openQuestions().first)
    #expect(question.conversation == report && question.version == "1.2" && question.note == "Now really.")
    try await new.inbox.answer(question, fixed: true, text: "Works")
    try await new.inbox.rate(report, stars: 5)
    try await new.inbox.thank(report, text: "Thank you, Kim")
    #expect(try await new.flush(within: .seconds(20)).isComplete)
    let statistics = try await new.statistics()
    #expect(statistics.messages.captured == 5 && statistics.messages.delivered == 5 && statistics.isBalanced)
    #expect(try await new.inbox.openQuestions().isEmpty)
    await new.close()

    let kinds = try await atTheDesk { store, _ in try store.newestEvents(ofTicket: 1, limit: 20).map(\.kind) }
    #expect(kinds.contains(.replied) && kinds.suffix(3) == [.helped, .rated, .thanked])
    #expect(try await collector.stop() == 0)
  }

  @Test func `A no from the version with the fix opens the ticket again, and one from an older version does not`()
    async throws
  {
    let kim = Actor.staff(id: 1, name: "Kim")
    try await collector.start()
    let key = try await collector.createApp()
    let old = try reporter(key, "1.0")
    let report = try await old.report("Printing fails").id
    try await wait("the ticket", old, report) { $0.ticket == 1 }
    try await atTheDesk { _, desk in
      try desk.claim(1, by: kim)
      try desk.resolve(1, as: .code, fix: .version("2.0"), note: nil, by: kim)
    }
    try await wait("the fix", old, report) { $0.fixedIn == "2.0" }
    try await old.inbox.helped(false, report, text: "Not here")
    #expect(try await old.flush(within: .seconds(20)).isComplete)
    await old.close()
    #expect(try await atTheDesk { store, _ in try store.ticket(1)?.state } == .resolved)

    let new = try reporter(key, "2.0")
    // Who judged it already is not asked, and may judge again.
    #expect(try await new.inbox.openQuestions().isEmpty)
    try await new.inbox.helped(false, report, text: "Still not")
    try await wait("the reopened ticket", new, report) { $0.state == .reopened }
    #expect(try await atTheDesk { store, _ in try store.ticket(1)?.state } == .open)
    await new.close()
    #expect(try await collector.stop() == 0)
  }

  @Test func `Erasing a report erases the conversation on both sides`() async throws {
    try await collector.start()
    let reporter = try reporter(try await collector.createApp(), "1.0")
    let report = try await reporter.report("Forget this").id
    try await wait("the ticket", reporter, report) { $0.ticket == 1 }
    try await reporter.inbox.reply(to: report, text: "the rhinoceros")
    #expect(try await reporter.flush(within: .seconds(20)).isComplete)
    try await reporter.eraseMyData(of: report)
    try await eventually("the erasure") {
      try await reporter.flush(within: .seconds(5))
      return try await reporter.pendingErasures() == 0
    }
    await reporter.close()
    #expect(try await atTheDesk { store, _ in try store.report(report) } == nil)
  }
}
