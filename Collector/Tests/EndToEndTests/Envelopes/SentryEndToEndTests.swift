// Sentry's real SDKs against the collector: each opens a ticket with page, contact and files, in every way that they reach it.
import CollectorCore
import CollectorSQLite
import Foundation
import TellbackWire
import TestBrowser
import Testing

/// The way from a client to the collector.
enum EnvelopeWay: String, CaseIterable, Sendable {
  case direct, prefix, tunnel
}

@Suite(.serialized, .enabled(if: SentryClients.folder != nil, Comment(rawValue: SentryClients.missing)))
struct SentryEndToEndTests {
  let folder: TestFolder
  let collector: CollectorProcess

  init() throws {
    folder = try TestFolder()
    collector = CollectorProcess(folder)
  }

  /// A running collector and its app's DSN, under a path where `way` says so.
  private func start(_ way: EnvelopeWay = .direct, quota: Int = 0) async throws -> (dsn: String, tunnel: String) {
    // It keeps its port, which a public address must name.
    try await collector.start()
    #expect(try await collector.stop() == 0)
    let place = "http://127.0.0.1:\(collector.port)" + (way == .prefix ? "/feedback" : "")
    try await collector.start(["--public-url", place])
    _ = try await collector.createApp("shop", ["--quota", String(quota)])
    let shown = try await Tool.run(["app", "dsn", "shop", "--data", collector.data])
    let dsn = try #require(shown.lines.first?.split(separator: "\t").dropFirst().first.map(String.init))
    #expect(dsn.hasSuffix(way == .prefix ? "/feedback/1" : "/1"))
    return (dsn, way == .tunnel ? place + "/tunnel/1" : "")
  }

  private func client() throws -> Client { Client(base: try collector.url, key: "none") }

  /// Waits until the metrics say each of these: what the digest is about to write down is in no figure for a moment.
  private func tells(_ lines: String...) async throws {
    for line in lines {
      try await eventually("'\(line)'") { try await client().send("GET", "/metrics").text.contains(line + "\n") }
    }
  }

  /// The metrics once so many reports are digested.
  private func digested(_ count: Int64) async throws -> [String: Int64] {
    var figures: [String: Int64] = [:]
    try await eventually("\(count) digested reports") {
      figures = try await client().metrics()
      return figures["tellback_reports_opened_total", default: 0]
        + figures["tellback_reports_attached_total", default: 0]
        == count
    }
    #expect(isBalanced(figures))
    return figures
  }

  /// What was stored of the only ticket; the collector is stopped for it.
  private func only() async throws -> (ticket: Ticket, report: Report, files: [StoredAttachment]) {
    _ = try await digested(1)
    #expect(try await collector.stop() == 0)
    let store = try collector.openStore()
    let found = try await store.read { store in
      let ticket = try #require(try store.ticket(1))
      let stored = try store.reports(ofTicket: 1, offset: 0, limit: 10)
      #expect(stored.count == 1)
      let report = try Report(decoding: try #require(stored.first).body)
      return (ticket, report, try store.attachments(of: report.id))
    }
    await store.close()
    return found
  }

  @Test(arguments: EnvelopeWay.allCases, ["default", "gzip", "none"])
  func `Python's SDK opens a ticket with page, contact and file`(way: EnvelopeWay, algorithm: String) async throws {
    let (dsn, tunnel) = try await start(way)
    let heard = try await SentryClients.python(dsn, mode: "one", tunnel: tunnel, algorithm: algorithm, in: folder)
    #expect(heard.map(\.status) == [200])
    #expect(heard.first?.limits == "3600:error;transaction;session;replay;span;log_item:key")
    if algorithm == "default", SentryClients.hasBrotli { #expect(heard.first?.coding == "br") }
    let (ticket, report, files) = try await only()
    #expect(ticket.page == "/checkout/pay" && ticket.title == "The card is declined")
    #expect(report.contact == "ann@shop.example.com" && report.context.appVersion == "2.1.0")
    #expect(report.fields.contains(ReportField("name", "Ann")) && report.fields.contains(ReportField("plan", "pro")))
    #expect(report.steps.count == 3)
    #expect(files.map(\.name) == ["log.txt"] && files.allSatisfy(\.isHere))
    let id = heard.first.map { $0.body } ?? ""
    let named = report.fields.first { $0.key == "event_id" }
    guard case .text(let text)? = named?.value else { return #expect(Bool(false), "\(report.fields)") }
    #expect(id == #"{"id":"\#(text)"}"#)
  }

  @Test(arguments: EnvelopeWay.allCases)
  func `Python's SDK at every limit opens a ticket too, with the files that fit`(way: EnvelopeWay) async throws {
    let (dsn, tunnel) = try await start(way)
    let heard = try await SentryClients.python(dsn, mode: "limits", tunnel: tunnel, in: folder)
    #expect(heard.map(\.status) == [200])
    try await tells(#"tellback_reports_refused_total{reason="envelope_item_too_large"} 1"#)
    try await tells(#"tellback_reports_refused_total{reason="envelope_too_many_attachments"} 2"#)
    let (ticket, report, files) = try await only()
    #expect(ticket.page == "/checkout/pay" && report.text.hasPrefix("The card is declined. www"))
    #expect(report.contact?.hasPrefix("ann@shop.example.comxxx") == true)
    #expect(files.count == 10 && files.allSatisfy(\.isHere) && files.first?.name == "log.txt")
    #expect(report.fields.contains { $0.key == "cut" })
  }

  @Test func `an envelope that is sent again changes nothing, also once its report is erased`() async throws {
    let (dsn, _) = try await start()
    let heard = try await SentryClients.python(dsn, mode: "twice", in: folder)
    #expect(heard.map(\.status) == [200, 200] && heard[0].body == heard[1].body)
    let figures = try await digested(1)
    #expect(figures["tellback_reports_received_total"] == 1 && figures["tellback_attachments_total"] == 1)
  }

  @Test(arguments: [EnvelopeWay.direct, .prefix])
  func `what is over the quota is counted, and the SDK waits and tells what it dropped`(way: EnvelopeWay) async throws {
    let (dsn, tunnel) = try await start(way, quota: 1)
    let heard = try await SentryClients.python(dsn, mode: "flood", tunnel: tunnel, in: folder)
    #expect(heard.map(\.status) == [200, 429, 200])
    #expect(heard[1].limits?.contains(":feedback;user_report;attachment;default:key:quota_app") == true)
    _ = try await digested(1)
    try await tells(#"tellback_reports_refused_total{reason="quota_app"} 1"#)
    try await tells(#"tellback_envelope_words_discarded_total{reason="ratelimit_backoff"} 2"#)
  }

  @Test func `errors of the SDK are skipped and counted, and after the first answer no more are sent`() async throws {
    let (dsn, _) = try await start()
    let heard = try await SentryClients.python(dsn, mode: "telemetry", in: folder)
    #expect(heard.allSatisfy { $0.status == 200 })
    let figures = try await digested(1)
    #expect(figures["tellback_reports_received_total"] == 1)
    try await tells(#"tellback_envelope_items_skipped_total{kind="event"} 1"#)
  }

  @Test(.enabled(if: SentryClients.hasBrowser, "chromedriver is not installed"), arguments: EnvelopeWay.allCases)
  func `the browser's SDK opens a ticket from a page of another origin, and tells the person`(way: EnvelopeWay)
    async throws
  {
    let (dsn, tunnel) = try await start(way)
    let more = tunnel.isEmpty ? "" : ", tunnel: '\(tunnel)'"
    let shop = try SentryClients.shop("{dsn: '\(dsn)', release: 'shop@2.1.0', environment: 'test'\(more)}")
    let port = try shop.start()
    var words = ""
    try await Browser.with { browser in
      try await browser.go("http://127.0.0.1:\(port)/checkout/pay?card=4711")
      words = try await browser.asyncValue(
        """
        Sentry.sendFeedback({message: 'The card is declined \u{1F4B3}', name: 'Ann', email: 'ann@shop.example.com'},
          {attachments: [{filename: 'shot.png', data: new Uint8Array([137, 80, 78, 71, 10, 26, 10, 0]), contentType: 'image/png'}]})
          .then(id => done('sent ' + id), error => done('failed ' + error))
        """)
    }
    await shop.stop(within: .seconds(1))
    #expect(words.hasPrefix("sent "), "\(words)")
    let (ticket, report, files) = try await only()
    #expect(ticket.page == "/checkout/pay" && report.text == "The card is declined \u{1F4B3}")
    #expect(report.contact == "ann@shop.example.com" && report.context.appVersion == "2.1.0")
    #expect(report.fields.contains(ReportField("event_id", .text(String(words.dropFirst(5))))))
    #expect(report.fields.contains { $0.key == "user_agent" })
    #expect(files.map(\.name) == ["shot.png"] && files.map(\.bytes) == [8] && files.allSatisfy(\.isHere))
  }

  @Test(.enabled(if: SentryClients.hasBrowser, "chromedriver is not installed"), arguments: EnvelopeWay.allCases)
  func `the browser's SDK at every limit opens a ticket too, with the files that fit`(way: EnvelopeWay) async throws {
    let (dsn, tunnel) = try await start(way)
    let more = tunnel.isEmpty ? "" : ", tunnel: '\(tunnel)'"
    let shop = try SentryClients.shop("{dsn: '\(dsn)', release: 'shop@2.1.0'\(more)}")
    let port = try shop.start()
    var words = ""
    try await Browser.with { browser in
      try await browser.go("http://127.0.0.1:\(port)/checkout/pay")
      words = try await browser.asyncValue(
        """
        for (let n = 0; n < 100; n++) Sentry.setTag('tag' + n, 'v'.repeat(190));
        for (let n = 0; n < 100; n++) Sentry.addBreadcrumb({category: 'ui', message: 'step ' + n + ' ' + 's'.repeat(600)});
        const files = Array.from({length: 11}, (_, n) => ({filename: 'file' + n + '.bin', data: new Uint8Array(100000)}));
        files.push({filename: 'too-large.bin', data: new Uint8Array(11000000)});
        Sentry.sendFeedback({message: 'The card is declined. ' + 'w'.repeat(150000), email: 'ann@' + 'x'.repeat(500)},
          {attachments: files}).then(id => done('sent ' + id), error => done('failed ' + error))
        """)
    }
    await shop.stop(within: .seconds(1))
    #expect(words.hasPrefix("sent "), "\(words)")
    let (ticket, report, files) = try await only()
    #expect(ticket.page == "/checkout/pay" && report.text.hasPrefix("The card is declined. www"))
    #expect(report.text.utf8.count <= WireLimits.text && report.contact?.utf8.count == WireLimits.contact)
    #expect(files.count == 10 && files.allSatisfy(\.isHere))
  }

  @Test(.enabled(if: SentryClients.hasBrowser, "chromedriver is not installed"))
  func `a revoked DSN is told to whoever uses it, and a person hears that it was not sent`() async throws {
    let (dsn, _) = try await start()
    #expect(try await Tool.run(["app", "dsn", "shop", "--revoke", "1", "--data", collector.data]).status == 0)
    let shop = try SentryClients.shop("{dsn: '\(dsn)'}")
    let port = try shop.start()
    var words = ""
    try await Browser.with { browser in
      try await browser.go("http://127.0.0.1:\(port)/checkout/pay")
      words = try await browser.asyncValue(
        "Sentry.sendFeedback({message: 'Hello'}).then(id => done('sent ' + id), error => done('failed ' + error))")
    }
    await shop.stop(within: .seconds(1))
    #expect(words.hasPrefix("failed ") && words.contains("Unable to send feedback"), "\(words)")
    try await tells(#"tellback_reports_refused_total{reason="unknown_key"} 1"#)
  }
}
