// Envelopes whole, in pieces, cut and wrong: what is good is kept, the rest is counted by reason.
import TellbackWire
import Testing

@testable import CollectorCore

private let eventID = "9ec79c33ec9942ab8353589fcb2e04dc"
private let header =
  #"{"event_id":"\#(eventID)","sent_at":"2026-11-26T09:30:00.250Z","sdk":{"name":"sentry.python","version":"2.75.0"}}"#

private func feedback(_ words: String = "The total is wrong") -> String {
  #"{"event_id":"\#(eventID)","type":"feedback","contexts":{"feedback":{"message":"\#(words)","url":"https://shop.example/pay"}}}"#
}

private func item(_ kind: String, _ payload: String, length: Int?? = .none, more: String = "") -> String {
  let count: Int? =
    switch length {
    case .none: payload.utf8.count
    case .some(let named): named
    }
  let named = count.map { #","length":\#($0)"# } ?? ""
  return "{\"type\":\"\(kind)\"\(named)\(more)}\n\(payload)\n"
}

private func read(_ text: String, limits: EnvelopeLimits = EnvelopeLimits()) -> Envelope {
  read(Array(text.utf8), limits: limits)
}

private func read(_ bytes: [UInt8], limits: EnvelopeLimits = EnvelopeLimits()) -> Envelope {
  var reader = EnvelopeReader(limits: limits)
  reader.consume(bytes)
  return reader.finish()
}

private func readByteByByte(_ bytes: [UInt8]) -> Envelope {
  var reader = EnvelopeReader()
  for byte in bytes { reader.consume(CollectionOfOne(byte)) }
  return reader.finish()
}

private func words(_ envelope: Envelope) -> [String] {
  envelope.items.filter { $0.kind == .feedback }.map { String(decoding: $0.payload, as: UTF8.self) }
}

@Suite struct EnvelopeReaderTests {
  @Test func `feedback, a user report and attachments in any order are kept, all else is counted by kind`() {
    let report = #"{"event_id":"\#(eventID)","name":"Ann","email":"ann@example.com","comments":"It broke"}"#
    let text =
      header + "\n" + item("attachment", "a\nlog", more: #","filename":"log.txt","content_type":"text/plain""#)
      + item("session", "{}") + item("feedback", feedback()) + item("transaction", "{}")
      + item("user_report", report) + item("session", "{}") + item("a_new_kind", "\u{0}\n\n") + item("attachment", "")
    let envelope = read(text)
    #expect(envelope.items.map(\.kind) == [.attachment, .feedback, .userReport, .attachment])
    #expect(envelope.items[0].filename == "log.txt" && envelope.items[0].payload == Array("a\nlog".utf8))
    #expect(envelope.items[3].payload.isEmpty)
    #expect(envelope.skipped == ["session": 2, "transaction": 1, "other": 1])
    #expect(envelope.refused.isEmpty)
    #expect(envelope.header.eventID == Hexadecimal.sixteenBytes(eventID))
    #expect(envelope.header.sdk == "sentry.python/2.75.0")
    #expect(envelope.header.sentAt == Timestamp(milliseconds: 1_795_685_400_250))
    #expect(readByteByByte(Array(text.utf8)) == envelope)
  }

  @Test func `an envelope that is cut at any byte keeps what was whole, and counts what was not`() {
    let first = header + "\n" + item("session", #"{"sid":"1"}"#) + item("feedback", feedback())
    let bytes = Array((first + item("attachment", "0123456789", more: #","filename":"a""#)).utf8)
    let whole = first.utf8.count - 1
    for count in 0...bytes.count {
      let envelope = read(Array(bytes.prefix(count)))
      #expect(words(envelope) == (count >= whole ? [feedback()] : []), "cut at \(count)")
      #expect(envelope.refused.values.reduce(0, +) <= 1, "cut at \(count): \(envelope.refused)")
      #expect(readByteByByte(Array(bytes.prefix(count))) == envelope, "cut at \(count)")
    }
    #expect(read(Array(bytes.prefix(bytes.count - 5))).refused == [.cutShort: 1])
    // The line feed at the end may be missing.
    #expect(read(Array(bytes.dropLast())).items.count == 2)
  }

  @Test func `without lengths each item is its line`() {
    let text =
      header + "\n" + item("session", "{}", length: .some(nil)) + item("feedback", feedback(), length: .some(nil))
      + item("attachment", "0123", length: .some(nil))
    let envelope = read(text)
    #expect(words(envelope) == [feedback()] && envelope.items.count == 2 && envelope.refused.isEmpty)
  }

  @Test(arguments: [-40, -1, 1, 5, 60, 5_000, 100_000_000])
  func `a wrong length of any item loses no feedback beside it`(error: Int) {
    let good = item("feedback", feedback("kept"))
    let lengths = [feedback("first").utf8.count + error, max(0, 11 + error)]
    for wrong in [
      item("feedback", feedback("first"), length: .some(lengths[0])),
      item("session", #"{"sid":"1"}"#, length: .some(lengths[1])),
      item("attachment", "0123456789a", length: .some(lengths[1])),
    ] {
      let envelope = read(header + "\n" + wrong + good)
      #expect(words(envelope).contains(feedback("kept")), "\(wrong.prefix(60))")
      if wrong.contains("first") { #expect(words(envelope).first == feedback("first"), "\(wrong.prefix(60))") }
      #expect(readByteByByte(Array((header + "\n" + wrong + good).utf8)) == envelope)
    }
  }

  @Test(arguments: ["-5", "\"12\"", "1.5", "null", "1e400", "{}", "99999999999999999999"])
  func `a length that is no count is none`(length: String) {
    let text = header + "\n{\"type\":\"feedback\",\"length\":\(length)}\n\(feedback())\n" + item("session", "{}")
    let envelope = read(text)
    #expect(words(envelope) == [feedback()])
    #expect(envelope.skipped == ["session": 1])
  }

  @Test func `broken JSON in one item leaves the good ones, and is counted`() {
    let text =
      header + "\n" + item("feedback", #"{"contexts":"#) + item("feedback", "[1]") + item("feedback", feedback())
      + item("client_report", "{") + item("feedback", "")
    let envelope = read(text)
    #expect(words(envelope) == [feedback()])
    #expect(envelope.refused == [.brokenJSON: 4])
  }

  @Test func `lines that are no item's header are passed over, and counted once`() {
    let text = header + "\nnot a header\n\(feedback("lost"))\n\n\n{}\n" + item("feedback", feedback())
    let envelope = read(text)
    #expect(words(envelope) == [feedback()])
    #expect(envelope.refused == [.brokenItemHeader: 1])
  }

  @Test func `a first line that cannot be read is counted, and the items are read`() {
    for first in ["", "{", "[]", "null", "\u{FFFF}", String(repeating: "a", count: 20_000)] {
      let envelope = read(first + "\n" + item("feedback", feedback()))
      #expect(words(envelope) == [feedback()], "\(first.prefix(5))")
      #expect(envelope.refused == [.brokenHeader: 1], "\(first.prefix(5))")
    }
  }

  @Test func `a thousand items are read, and what follows is not`() {
    let many = String(repeating: item("session", "{}"), count: 999)
    let fits = read(header + "\n" + many + item("feedback", feedback()))
    #expect(words(fits) == [feedback()] && fits.skipped == ["session": 999] && fits.refused.isEmpty)
    let tooMany = read(header + "\n" + many + item("session", "{}") + item("feedback", feedback()))
    #expect(words(tooMany).isEmpty && tooMany.refused == [.tooManyItems: 1])
  }

  @Test func `an item of 100 MB is passed over without being held, and the feedback beside it is kept`() {
    var reader = EnvelopeReader()
    reader.consume(Array((header + "\n{\"type\":\"attachment\",\"length\":104857600}\n").utf8))
    let piece = [UInt8](repeating: 7, count: 65_536)
    for _ in 0..<1_600 {
      reader.consume(piece)
      #expect(reader.item.bytes.count <= EnvelopeLimits().attachment)
    }
    reader.consume(Array(("\n" + item("feedback", feedback())).utf8))
    let envelope = reader.finish()
    #expect(words(envelope) == [feedback()])
    #expect(envelope.refused == [.tooLarge: 1])
  }

  @Test func `counts and sizes have limits, each with a reason of its own`() {
    var limits = EnvelopeLimits()
    limits.attachments = 2
    limits.attachment = 4
    limits.reports = 1
    limits.event = 400
    limits.recoverable = 64
    let text =
      header + "\n" + item("attachment", "1234") + item("attachment", "12345") + item("attachment", "1")
      + item("attachment", "3") + item("feedback", feedback()) + item("feedback", feedback("more"))
    let envelope = read(text, limits: limits)
    #expect(envelope.items.map(\.payload.count) == [4, 1, feedback().utf8.count])
    #expect(envelope.refused == [.tooLarge: 1, .tooManyAttachments: 1, .tooManyReports: 1])
    let long = read(header + "\n" + item("feedback", feedback(String(repeating: "a", count: 500))), limits: limits)
    #expect(long.items.isEmpty && long.refused == [.tooLarge: 1])
  }

  @Test func `what is held of one envelope has a limit`() {
    var limits = EnvelopeLimits()
    limits.held = 25
    let envelope = read(
      header + "\n" + item("attachment", "0123456789") + item("attachment", "0123456789abcdefghij")
        + item("attachment", "0123"), limits: limits)
    #expect(envelope.items.map(\.payload.count) == [10, 4])
    #expect(envelope.refused == [.tooLarge: 1])
  }

  @Test func `client reports count lost feedback by reason, and nothing else`() {
    let report = """
      {"timestamp":1,"discarded_events":[{"reason":"ratelimit_backoff","category":"feedback","quantity":2},\
      {"reason":"network_error","category":"default","quantity":3},{"reason":"sample_rate","category":"transaction",\
      "quantity":900},{"reason":"my own","category":"user_report","quantity":1},{"reason":"network_error",\
      "category":"feedback","quantity":-4},{"reason":"network_error","category":"feedback","quantity":99999999999}]}
      """
    let envelope = read("{}\n" + item("client_report", report))
    #expect(envelope.discarded == ["ratelimit_backoff": 2, "network_error": 1_000_000, "other": 1])
    #expect(envelope.skipped.isEmpty && envelope.refused.isEmpty)
  }

  @Test func `line ends of Windows and a length of 0 without a line feed are understood`() {
    let text =
      header + "\r\n{\"type\":\"feedback\",\"length\":\(feedback().utf8.count)}\r\n\(feedback())\r\n"
      + "{\"type\":\"attachment\",\"length\":0}\n" + item("feedback", feedback("more"))
    let envelope = read(text)
    #expect(words(envelope) == [feedback(), feedback("more")])
    #expect(envelope.items.count == 3 && envelope.refused.isEmpty)
  }
}
