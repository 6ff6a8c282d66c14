// Messages of a conversation: what the reporter does after a report was sent.
import Testing

@testable import TellbackWire

@Suite struct ReporterMessageTests {
  private static func id(_ number: UInt64) -> ReportID { ReportID(at: Timestamp(milliseconds: 1), random: (0, number)) }

  private static func message(_ content: ReporterMessage.Content) -> ReporterMessage {
    ReporterMessage(
      id: id(1), report: id(2), at: Timestamp(milliseconds: 1_790_000_000_000), version: "3.2", content: content)
  }

  static var all: [ReporterMessage] {
    var reply = message(.reply(text: "It is still broken.\nSee the picture."))
    reply.attachments = [AttachmentInfo(name: "screen.png", type: "image/png", bytes: 12)]
    return [
      reply, message(.read(upTo: 7)), message(.verdict(helped: false, update: 7, text: "No.")),
      message(.verdict(helped: true, update: 7, text: nil)), message(.rating(stars: 5, text: "Quick!")),
      message(.rating(stars: 1, text: nil)), message(.thanks(text: nil)), message(.thanks(text: "Thank you, Kim")),
    ]
  }

  @Test(arguments: all) func `a message is read as it was written`(_ message: ReporterMessage) throws {
    try message.validate()
    #expect(try ReporterMessage(decoding: message.encoded()) == message)
  }

  @Test func `a batch refuses alone the message that breaks a rule`() throws {
    let long = Self.message(.reply(text: Samples.x(WireLimits.messageText + 1)))
    let bytes = MessageBatch.encoded(
      messages: [long.encoded(), Self.all[1].encoded()], sentAt: Timestamp(milliseconds: 9))
    let batch = try MessageBatch.decode(bytes)
    #expect(batch.sentAt?.milliseconds == 9)
    guard case .refused(let id, let error) = batch.elements.first else {
      Issue.record("\(batch.elements)")
      return
    }
    #expect(id == long.id && error.code == .tooLong && error.field == "text")
    #expect(batch.elements.last == .message(Self.all[1]))
  }

  @Test(arguments: [
    ReporterMessage.Content.reply(text: " \n"), .read(upTo: 0), .verdict(helped: true, update: -1, text: nil),
    .rating(stars: 0, text: nil), .rating(stars: 6, text: nil),
    .thanks(text: String(repeating: "x", count: WireLimits.messageText + 1)),
  ]) func `what breaks a rule is refused on both sides`(_ content: ReporterMessage.Content) {
    let message = Self.message(content)
    #expect(throws: WireError.self) { try message.validate() }
    #expect(throws: WireError.self) { try ReporterMessage(decoding: message.encoded()) }
  }

  @Test(arguments: [
    #"{"id":"x"}"#, #"{"kind":"reply","text":"a"}"#, "[]", "{}",
    #"{"id":"01900000-0000-7000-8000-000000000001","report":"01900000-0000-7000-8000-000000000002","at":1,"kind":"wave"}"#,
    #"{"id":"01900000-0000-7000-8000-000000000001","report":"01900000-0000-7000-8000-000000000002","at":1,"kind":"verdict","update":1}"#,
  ]) func `other JSON is refused`(_ json: String) {
    #expect(throws: WireError.self) { try ReporterMessage(decoding: Array(json.utf8)) }
  }

  @Test func `only a reply has attachments`() {
    var thanks = Self.message(.thanks(text: nil))
    thanks.attachments = [AttachmentInfo(name: "a", type: "b", bytes: 1)]
    #expect(throws: WireError.self) { try thanks.validate() }
  }

  @Test func `an update of a conversation is read as it was written`() throws {
    let update = TicketUpdate(
      sequence: 3, report: Self.id(1), kind: .corrected, at: Timestamp(milliseconds: 5), ticket: 4, message: "In 3.2",
      by: "Kim", id: Self.id(8), revises: Self.id(7), isPersonal: true, version: "3.2",
      attachments: [AttachmentInfo(name: "steps.png", type: "image/png", bytes: 4)])
    let page = UpdatePage(updates: [update], cursor: 3, hasMore: false)
    #expect(try UpdatePage(decoding: page.encoded()) == page)
  }
}
