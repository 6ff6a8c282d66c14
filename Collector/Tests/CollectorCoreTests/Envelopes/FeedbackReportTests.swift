// From events of Sentry's SDKs to reports: what goes where, what is cut, and which identity each has.
import TellbackWire
import Testing

@testable import CollectorCore

private let app = AppID(3)

/// Any hash without collisions among a test's few inputs.
private func hash(_ bytes: [UInt8]) -> [UInt8] {
  var words: [UInt64] = [0xCBF2_9CE4_8422_2325, 0x9E37_79B9_7F4A_7C15]
  for byte in bytes {
    for index in words.indices {
      words[index] = (words[index] ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 &+ UInt64(index)
    }
  }
  return words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) } }
}

private func made(_ items: [(kind: Envelope.Kind, payload: String)], header: (inout Envelope.Header) -> Void = { _ in })
  -> EnvelopeReports
{
  var envelope = Envelope()
  header(&envelope.header)
  envelope.items = items.map { Envelope.Item(kind: $0.kind, payload: Array($0.payload.utf8)) }
  return EnvelopeReports(envelope, app: app, hash: hash)
}

private func report(_ event: String) throws -> Report {
  let reports = made([(.feedback, event)])
  #expect(reports.refused.isEmpty)
  return try Report(decoding: try #require(reports.reports.first).body)
}

@Suite struct FeedbackReportTests {
  @Test func `an event of a browser becomes a report with page, contact, version, fields and steps`() throws {
    let report = try report(
      #"""
      {"event_id":"9ec79c33ec9942ab8353589fcb2e04dc","type":"feedback","timestamp":1795685400.25,"platform":"javascript",
       "release":"shop@2.1.0+45","environment":"production","sdk":{"name":"sentry.javascript.browser","version":"10.53.1"},
       "contexts":{"feedback":{"message":"The total is wrong\u2028\ud83d\ude00","name":"Ann","contact_email":"ann@example.com",
         "url":"https://shop.example/pay?card=4711#top","associated_event_id":"32fd1995a4264a4a9d5b1bd1d4d8c4ee","source":"widget"},
         "trace":{"trace_id":"x"},"browser":{"type":"browser","name":"Chrome","version":"142"},
         "os":{"name":"Linux","version":"6.1"},"device":{"model":"Pixel","free_memory":5,"screens":[1]},
         "culture":{"locale":"de-CH","timezone":"Europe/Zurich"}},
       "user":{"id":4711,"email":"other@example.com"},"tags":{"plan":"pro","seats":12,"beta":true,"ratio":0.5,"none":null},
       "request":{"url":"https://shop.example/other","headers":{"User-Agent":"Mozilla/5.0"}},
       "breadcrumbs":[{"timestamp":1795685390,"category":"ui.click","message":"button#pay"},
         {"timestamp":"2026-11-26T09:29:55Z","category":"navigation","data":{"from":"/","to":"/pay?x=1"}},
         {"timestamp":1795685396.5,"category":"fetch","data":{"method":"GET","url":"/api/total","status_code":500}},{},7]}
      """#)
    #expect(report.text == "The total is wrong\u{2028}😀")
    #expect(report.page == "/pay" && report.contact == "ann@example.com" && report.user == "4711")
    #expect(report.capturedAt == Timestamp(milliseconds: 1_795_685_400_250))
    #expect(report.locale == "de-CH" && report.context.timeZone == "Europe/Zurich")
    #expect(report.context.appName == "shop" && report.context.appVersion == "2.1.0" && report.context.appBuild == "45")
    #expect(report.context.osName == "Linux" && report.context.device == "Pixel" && report.context.memoryFree == 5)
    #expect(report.context.sdk == "sentry.javascript.browser/10.53.1")
    let fields = Dictionary(report.fields.map { ($0.key, $0.value) }) { first, _ in first }
    #expect(fields["name"] == "Ann" && fields["environment"] == "production" && fields["source"] == "widget")
    #expect(fields["url"] == "https://shop.example/pay?card=4711#top" && fields["user_agent"] == "Mozilla/5.0")
    #expect(fields["associated_event_id"] == "32fd1995a4264a4a9d5b1bd1d4d8c4ee")
    #expect(fields["event_id"] == "9ec79c33ec9942ab8353589fcb2e04dc")
    #expect(fields["plan"] == "pro" && fields["seats"] == 12 && fields["beta"] == true && fields["ratio"] == 0.5)
    #expect(fields["browser.name"] == "Chrome" && fields["none"] == nil && fields["cut"] == nil)
    #expect(
      report.steps.map(\.text) == ["ui.click: button#pay", "navigation: / → /pay?x=1", "fetch: GET /api/total 500"])
    #expect(report.steps[1].page == "/pay")
    #expect(report.steps[1].at == Timestamp(milliseconds: 1_795_685_395_000))
  }

  @Test func `a user report becomes a report of its own, without its event`() throws {
    let reports = made([
      (
        .userReport,
        #"{"event_id":"9ec79c33ec9942ab8353589fcb2e04dc","name":"Ann","email":"a@example.com","comments":"Broke"}"#
      )
    ])
    let report = try Report(decoding: try #require(reports.reports.first).body)
    #expect(report.text == "Broke" && report.contact == "a@example.com")
    #expect(report.fields.contains(ReportField("name", "Ann")))
    #expect(report.fields.contains(ReportField("associated_event_id", "9ec79c33ec9942ab8353589fcb2e04dc")))
    #expect(reports.answeredID == "9ec79c33ec9942ab8353589fcb2e04dc")
  }

  @Test func `at every limit the report is kept, and says what was cut`() throws {
    let long = String(repeating: "ä", count: 150_000)
    let tags = (0..<300).map { #""tag\#($0)":"\#(String(repeating: "v", count: 3_000))""# }.joined(separator: ",")
    let crumbs = (0..<500).map {
      #"{"timestamp":\#($0),"message":"step \#($0) \#(String(repeating: "s", count: 600))"}"#
    }
    let report = try report(
      #"""
      {"timestamp":1,"release":"\#(long)","user":{"id":"\#(long)"},"contexts":{"feedback":{"message":"\#(long)","url":"https://a/\#(long)",
       "contact_email":"\#(long)","name":"\#(long)"}},"tags":{\#(tags)},"breadcrumbs":{"values":[\#(crumbs.joined(separator: ","))]}}
      """#)
    // Within the limits: it has been read once more above.
    #expect(report.text.utf8.count == WireLimits.text && report.text.allSatisfy { $0 == "ä" })
    #expect(report.contact?.utf8.count == WireLimits.contact)
    #expect(report.steps.last?.text.hasPrefix("step 499 ") == true)
    let cut = try #require(report.fields.first { $0.key == "cut" })
    guard case .text(let names) = cut.value else { return #expect(Bool(false), "\(cut)") }
    for name in ["text", "contact", "steps", "fields"] { #expect(names.contains(name), "\(name) in \(names)") }
  }

  @Test func `words of nothing but control characters still fit`() throws {
    let report = try report(
      #"{"contexts":{"feedback":{"message":"a\#(String(repeating: "\\u0001", count: 120_000))"}}}"#)
    #expect(report.text.hasPrefix("a\u{1}\u{1}") && report.encoded().count <= WireLimits.reportBytes)
  }

  @Test(arguments: [
    (#""a\ud83d b""#, "a\u{FFFD} b"), (#""a\udc00""#, "a\u{FFFD}"), (#""\u00e9\n\t\"\/\q""#, "é\n\t\"/q"),
    (#""a\u12""#, "a\u{FFFD}12"),
  ])
  func `texts that strict readers refuse are repaired`(json: String, words: String) throws {
    #expect(
      try report(#"{"contexts":{"feedback":{"message":\#(json)}},"extra":{"n":NaN,"i":-Infinity}}"#).text == words)
  }

  @Test func `values of another type are passed over`() throws {
    let report = try report(
      #"""
      {"timestamp":{"a":1},"release":7,"user":"ann","tags":[["a","b"],["c"],"d",[1,2]],"breadcrumbs":{"values":7},"request":null,
       "contexts":{"feedback":{"message":"words","url":5,"contact_email":[1]},"os":"Linux","x":[],"y":{"z":{"deep":1},"w":2}}}
      """#)
    #expect(report.text == "words" && report.page == nil && report.contact == nil && report.user == nil)
    #expect(report.fields == [ReportField("a", "b"), ReportField("y.w", 2)])
  }

  @Test func `feedback without words is refused, and its files with it`() {
    let reports = made([
      (.feedback, #"{"contexts":{"feedback":{"message":" \n"}}}"#), (.feedback, "{}"), (.attachment, "abc"),
    ])
    #expect(reports.reports.isEmpty && reports.files.isEmpty)
    #expect(reports.refused == [.noWords: 2, .attachmentAlone: 1])
  }

  @Test func `the header's event id is the identity, and another app's is another`() throws {
    let event = #"{"event_id":"32fd1995a4264a4a9d5b1bd1d4d8c4ee","contexts":{"feedback":{"message":"words"}}}"#
    let own = try #require(Hexadecimal.sixteenBytes("9ec79c33ec9942ab8353589fcb2e04dc"))
    let named = made([(.feedback, event)]) { $0.eventID = own }
    #expect(named.answeredID == "9ec79c33ec9942ab8353589fcb2e04dc")
    #expect(made([(.feedback, event)]) { $0.eventID = own }.reports.map(\.id) == named.reports.map(\.id))
    #expect(made([(.feedback, event)]).reports.map(\.id) != named.reports.map(\.id))
    var envelope = Envelope()
    envelope.header.eventID = own
    envelope.items = [Envelope.Item(kind: .feedback, payload: Array(event.utf8))]
    let other = EnvelopeReports(envelope, app: AppID(4), hash: hash)
    #expect(other.reports.map(\.id) != named.reports.map(\.id))
    // RFC 9562, section 5.8: version 8.
    let text = try #require(named.reports.first).id.description
    #expect(Array(text)[14] == "8" && "89ab".contains(Array(text)[19]))
  }

  @Test func `items that repeat are one report, items that differ are several, and files go with the first`() {
    func event(_ words: String) -> String {
      #"{"event_id":"32fd1995a4264a4a9d5b1bd1d4d8c4ee","contexts":{"feedback":{"message":"\#(words)"}}}"#
    }
    let reports = made([
      (.attachment, "abc"), (.feedback, event("one")), (.feedback, event("one")), (.feedback, event("two")),
      (.feedback, event("two")), (.attachment, ""),
    ])
    #expect(reports.reports.count == 2 && Set(reports.reports.map(\.id)).count == 2)
    #expect(reports.files.map(\.data) == [Array("abc".utf8), []])
    let announced = reports.reports.map { (try? Report(decoding: $0.body))?.attachments.map(\.bytes) ?? [] }
    #expect(announced == [[3, 0], []])
  }

  @Test(arguments: [
    ("https://shop.example", "/"), ("HTTPS://shop.example/a/b?x=1", "/a/b"), ("http://a/x#/inner?y", "/x#/inner"),
    ("http://a/x#top", "/x"), ("app:///index?x", "app:///index"), ("/plain", "/plain"), ("", ""),
  ])
  func `a page is its path`(address: String, page: String) {
    #expect(PageAddress.page(of: address) == page)
  }

  @Test(arguments: [
    ("2026-11-26T09:30:00Z", 1_795_685_400_000), ("2026-11-26T10:30:00.5+01:00", 1_795_685_400_500),
    ("2024-02-29 00:00:00.123456-0030", 1_709_166_600_123), ("1970-01-01T00:00:00", 0),
    ("2026-13-01T00:00:00Z", nil), ("2026-11-26", nil), ("", nil), ("2026-11-26T09:30:00Zx", nil),
  ])
  func `dates of RFC 3339 are read, others are not`(text: String, milliseconds: Int64?) {
    #expect(Timestamp(rfc3339: text)?.milliseconds == milliseconds)
  }

  @Test(arguments: [
    ("https://0123456789abcdef0123456789ABCDEF@feedback.example.com/feedback/12", 12),
    ("http://0123456789abcdef0123456789abcdef:secret@127.0.0.1:8080/3", 3), ("https://feedback.example.com/3", nil),
    ("https://key@feedback.example.com", nil), ("https://key@host/x", nil), ("", nil), ("/@/", nil),
  ])
  func `a DSN names key and project`(dsn: String, project: Int64?) {
    #expect(EnvelopeAddress(dsn: dsn)?.project == project)
  }

  @Test func `an app's DSN is read as it is written`() throws {
    let key = EnvelopeKey(
      id: 1, app: AppID(12), key: (0..<16).map { UInt8($0 * 16) }, createdAt: Timestamp(milliseconds: 0))
    let dsn = key.dsn(at: "https://example.com/feedback")
    #expect(dsn == "https://00102030405060708090a0b0c0d0e0f0@example.com/feedback/12")
    let address = try #require(EnvelopeAddress(dsn: dsn))
    #expect(EnvelopeKey.bytes(of: address.key) == key.key)
  }
}
