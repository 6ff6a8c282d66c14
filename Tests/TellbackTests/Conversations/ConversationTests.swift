// Conversations as an app shows them: both ways, in order, with versions, unread counts and states in words.
import Foundation
import TellbackTesting
import Testing

@testable import Tellback

@Suite struct ConversationTests {
  @Test func `a conversation goes both ways, in order, and is there after a restart without a network`() async throws {
    let folder = try TestFolder()
    let desk = TestDesk()
    let first = try Reporter(try folder.configuration(transport: desk.transport))
    let report = try await first.report("Save does nothing\nat all", user: "ann")
    #expect(try await first.inbox.conversations().map(\.state) == [.saved])
    try await first.flush(within: .seconds(10))
    #expect(try await first.inbox.conversation(report.id)?.state == .received)
    desk.put(report.id, onTicket: 7)
    desk.look(at: report.id)
    try await first.flush(within: .seconds(10))
    #expect(try await first.inbox.conversation(report.id)?.state.words == "Kim is looking at it.")
    desk.answer(report.id, "Since when?", by: "Kim")
    try await first.flush(within: .seconds(10))
    #expect(try await first.inbox.unread() == 1)
    try await first.inbox.reply(to: report.id, text: "Since Monday.")
    try await first.flush(within: .seconds(10))
    desk.ask(report.id, "Still?", by: "Lee")
    desk.resolve([report.id], in: "3.2", note: "Mended.", by: "Lee")
    try await first.flush(within: .seconds(10))
    await first.close(within: .zero)

    let offline = RecordingTransport { _, _ in throw TellbackError(.transport, "offline") }
    let second = try Reporter(try folder.configuration(transport: offline))
    let conversation = try #require(try await second.inbox.conversations().first)
    #expect(conversation.title == "Save does nothing" && conversation.reference == report.reference)
    #expect(conversation.ticket == 7 && conversation.user == "ann")
    #expect(conversation.state == .fixed(version: "3.2", by: "Lee") && conversation.fixedIn == "3.2")
    #expect(conversation.state.words == "Fixed in 3.2.")
    #expect(conversation.entries.map(\.text) == ["Since when?", "Since Monday.", "Still?", nil, "Mended."])
    #expect(
      conversation.entries.map(\.author) == [
        .staff(name: "Kim"), .reporter, .staff(name: "Lee"), .staff(name: "Lee"), .staff(name: "Lee"),
      ])
    #expect(conversation.entries.map(\.kind) == [.message, .message, .message, .reminder, .fixed(version: "3.2")])
    #expect(conversation.entries.map(\.isPersonal) == [true, true, true, false, false])
    // The version 2.1.0 does not have the fix: nobody is asked.
    #expect(conversation.question == nil && conversation.unread == 4)
    #expect(desk.replies(to: report.id) == ["Since Monday."])
    await second.close(within: .zero)
  }

  @Test func `a correction is a further version of what it corrects, unread again`() async throws {
    let folder = try TestFolder()
    let desk = TestDesk()
    let reporter = try Reporter(try folder.configuration(transport: desk.transport))
    let report = try await reporter.report("How?")
    try await reporter.flush(within: .seconds(10))
    let message = desk.answer(report.id, "Press F5.")
    try await reporter.flush(within: .seconds(10))
    try await reporter.inbox.markRead(report.id)
    #expect(try await reporter.inbox.unread() == 0)
    desk.correct(message, to: "Press F6.", by: "Lee")
    desk.correct(message, to: "Press F7.", by: "Lee")
    try await reporter.flush(within: .seconds(10))
    let entry = try #require(try await reporter.inbox.conversation(report.id)?.entries.first)
    #expect(entry.versions.map(\.text) == ["Press F5.", "Press F6.", "Press F7."])
    #expect(entry.versions.map(\.by) == ["Kim", "Lee", "Lee"])
    #expect(entry.isCorrected && entry.isUnread && entry.text == "Press F7.")
    #expect(try await reporter.inbox.unread() == 1)
    #expect(try await reporter.inbox.conversation(report.id)?.unread == 1)
    await reporter.close(within: .zero)
  }

  @Test func `read marks are told to staff once, and only for what is new`() async throws {
    let folder = try TestFolder()
    let desk = TestDesk()
    let reporter = try Reporter(try folder.configuration(transport: desk.transport))
    let report = try await reporter.report("Read me")
    try await reporter.flush(within: .seconds(10))
    try await reporter.inbox.markRead(report.id)
    #expect(try await reporter.statistics().messages.captured == 0)
    desk.answer(report.id, "One")
    desk.answer(report.id, "Two")
    try await reporter.flush(within: .seconds(10))
    #expect(!desk.hasSeen(report.id))
    try await reporter.inbox.markRead(report.id)
    try await reporter.inbox.markRead(report.id)
    try await reporter.flush(within: .seconds(10))
    #expect(desk.hasSeen(report.id))
    #expect(desk.received.map(\.content) == [.read(upTo: 2)])
    await reporter.close(within: .zero)
  }

  @Test func `a user of a service sees their own conversations and no other's`() async throws {
    let folder = try TestFolder()
    let desk = TestDesk()
    let reporter = try Reporter(try folder.configuration(transport: desk.transport))
    let (ann, bob) = (reporter.session(user: "ann"), reporter.session(user: "bob"))
    let hers = try await ann.report("Ann's")
    let his = try await bob.report("Bob's")
    let nobodys = try await reporter.report("Nobody's")
    #expect(try await ann.inbox.conversations().map(\.id) == [hers.id])
    try await reporter.flush(within: .seconds(10))
    desk.answer(hers.id, "To Ann")
    desk.answer(his.id, "To Bob")
    desk.answer(his.id, "To Bob again")
    try await reporter.flush(within: .seconds(10))
    #expect(try await ann.inbox.conversations().map(\.id) == [hers.id])
    #expect(try await ann.inbox.unread() == 1)
    #expect(try await bob.inbox.unread() == 2)
    #expect(try await reporter.inbox.unread() == 3)
    #expect(try await reporter.session().inbox.conversations().map(\.id) == [nobodys.id])
    #expect(try await ann.inbox.conversation(his.id) == nil)
    await #expect(throws: TellbackError.self) { try await ann.inbox.reply(to: his.id, text: "Let me in") }
    await #expect(throws: TellbackError.self) { try await ann.inbox.markRead(his.id) }
    #expect(try await reporter.inbox.conversations().map(\.id) == [his.id, hers.id, nobodys.id])
    await reporter.close(within: .zero)
  }

  @Test func `what is new comes first, whatever the clock says`() async throws {
    let folder = try TestFolder()
    let (desk, time) = (TestDesk(), ManualTime())
    let reporter = try Reporter(try folder.configuration(transport: desk.transport, time: time))
    let a = try await reporter.report("A")
    let b = try await reporter.report("B")
    // A flush waits by this clock; nothing it does here needs time.
    await reporter.core.own.sync.flush(within: .seconds(10))
    time.set(now: Timestamp(milliseconds: 0))
    desk.answer(a.id, "In 1970")
    await reporter.core.own.sync.flush(within: .seconds(10))
    #expect(try await reporter.inbox.conversations().map(\.id) == [a.id, b.id])
    time.set(now: Timestamp(milliseconds: 4_000_000_000_000))
    try await reporter.inbox.reply(to: b.id, text: "In 2096")
    time.set(now: Timestamp(milliseconds: 1_000))
    try await reporter.inbox.reply(to: a.id, text: "In 1970 again")
    let conversations = try await reporter.inbox.conversations()
    #expect(conversations.map(\.id) == [a.id, b.id])
    #expect(conversations[0].entries.map(\.text) == ["In 1970", "In 1970 again"])
    await reporter.close(within: .zero)
  }

  @Test func `changes are told as they happen, to those whom they concern`() async throws {
    let folder = try TestFolder()
    let desk = TestDesk()
    let reporter = try Reporter(try folder.configuration(transport: desk.transport))
    let ann = reporter.session(user: "ann")
    var all = reporter.inbox.changes.makeAsyncIterator()
    var hers = ann.inbox.changes.makeAsyncIterator()
    let other = try await reporter.report("Other")
    let report = try await ann.report("Mine")
    #expect(await all.next() == InboxChange(conversation: other.id, kind: .reported))
    #expect(await all.next() == InboxChange(conversation: report.id, kind: .reported))
    #expect(await hers.next() == InboxChange(conversation: report.id, kind: .reported))
    try await reporter.flush(within: .seconds(10))
    #expect(await hers.next()?.kind == .delivered)
    desk.answer(report.id, "Hello")
    try await reporter.flush(within: .seconds(10))
    #expect(await hers.next()?.kind == .received)
    try await ann.inbox.reply(to: report.id, text: "Hello back")
    #expect(await hers.next()?.kind == .wrote)
    try await ann.inbox.markRead(report.id)
    #expect(await hers.next()?.kind == .read)
    try await reporter.flush(within: .seconds(10))
    #expect(await hers.next()?.kind == .delivered)
    try await reporter.eraseMyData(of: report.id)
    #expect(await hers.next() == InboxChange(conversation: report.id, kind: .erased))
    await reporter.close(within: .zero)
    #expect(await hers.next() == nil)
  }

  @Test func `an adopted queue keeps its conversations, and replies go out as the installation that reported`()
    async throws
  {
    let folder = try TestFolder()
    let desk = TestDesk()
    let blocker = try Reporter(try folder.configuration(transport: desk.transport))
    _ = try await blocker.storage()
    // A second process of the same folder, in slot 1.
    let second = try Reporter(try folder.configuration(transport: desk.transport))
    let report = try await second.report("In slot 1")
    try await second.flush(within: .seconds(10))
    desk.answer(report.id, "Found you")
    let theirs = desk.transport.requests.last { $0.method == "POST" }?.headers[WireHeaders.installation]
    await second.close(within: .zero)
    await blocker.close(within: .zero)

    let next = try Reporter(try folder.configuration(transport: desk.transport))
    try await eventually("the queue is adopted") { try await next.inbox.conversation(report.id) != nil }
    try await next.flush(within: .seconds(10))
    #expect(try await next.inbox.unread() == 1)
    try await next.inbox.reply(to: report.id, text: "Thanks for looking")
    #expect(try await next.flush(within: .seconds(10)).isComplete)
    #expect(desk.replies(to: report.id) == ["Thanks for looking"])
    let sender = desk.transport.requests.last { $0.url.path.hasSuffix(WirePaths.messages) }?.headers
    #expect(sender?[WireHeaders.installation] == theirs)
    await next.close(within: .zero)
  }

  @Test func `files of staff are fetched, and one that is gone is said to be`() async throws {
    let folder = try TestFolder()
    let desk = TestDesk()
    let reporter = try Reporter(try folder.configuration(transport: desk.transport))
    let report = try await reporter.report("Picture?")
    try await reporter.flush(within: .seconds(10))
    desk.answer(report.id, "See here", files: [(name: "how.png", type: "image/png", bytes: [9, 8, 7])])
    try await reporter.flush(within: .seconds(10))
    let entry = try #require(try await reporter.inbox.conversation(report.id)?.entries.first)
    #expect(entry.attachments == [AttachmentInfo(name: "how.png", type: "image/png", bytes: 3)])
    #expect(try await reporter.inbox.attachment(0, of: entry, in: report.id) == [9, 8, 7])
    await #expect(throws: TellbackError.self) { try await reporter.inbox.attachment(1, of: entry, in: report.id) }
    await reporter.close(within: .zero)
  }
}
