// Envelopes through the routes of a collector without sockets: keys, projects, answers, counts, and each thing once.
import CollectorCore
import CollectorHTTP
import Foundation
import StoreConformance
import TellbackWire
import Testing

@testable @_spi(Simulation) import CollectorServer

private let eventID = "9ec79c33ec9942ab8353589fcb2e04dc"

/// Every body of a transaction runs twice, so what counts twice shows.
private struct Scene {
  let collector: SocketlessCollector
  let keys: [String]

  static func with(quota: Int = 0, _ body: (Scene) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "tellback-envelopes-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let collector = try await SocketlessCollector(data: folder.path, wrapping: { TwiceStore($0) })
    do {
      for name in ["shop", "desk"] { _ = try await collector.command(["app", "create", name, "--quota", "\(quota)"]) }
      let keys = try await collector.store.read { try $0.activeEnvelopeKeys().map(\.text) }
      try await body(Scene(collector: collector, keys: keys))
      await collector.stop()
    } catch {
      await collector.stop()
      throw error
    }
  }

  /// A file, feedback and a session; `dsn` and `id` are those of the envelope's header.
  static func envelope(dsn: String? = nil, id: String? = eventID, words: String = "It broke", more: String = "")
    -> String
  {
    let names = [dsn.map { #""dsn":"\#($0)""# }, id.map { #""event_id":"\#($0)""# }].compactMap { $0 }
    let event = #"{"event_id":"\#(eventID)","timestamp":1795685400,"contexts":{"feedback":{"message":"\#(words)"}}}"#
    return "{\(names.joined(separator: ","))}\n{\"type\":\"attachment\",\"length\":3,\"filename\":\"a.txt\"}\nabc\n"
      + "{\"type\":\"feedback\"}\n\(event)\n{\"type\":\"session\"}\n{}\n\(more)"
  }

  func post(
    _ path: String = "/api/1/envelope/", query: String? = nil, headers: [String] = [], _ body: String
  ) async throws -> HTTPResponse {
    let lines = [
      "POST \(path)\(query.map { "?\($0)" } ?? "") HTTP/1.1", "Host: a", "Content-Length: \(body.utf8.count)",
    ]
    let text = (lines + headers).joined(separator: "\r\n") + "\r\n\r\n" + body
    return try #require(try await collector.answer(Array(text.utf8)))
  }

  func good(_ body: String = envelope()) async throws -> HTTPResponse {
    try await post(query: "sentry_key=\(keys[0])&sentry_version=7", body)
  }

  func metrics() async throws -> String {
    let answer = try await collector.answer(Array("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
    return String(decoding: answer?.body ?? [], as: UTF8.self)
  }

  /// Whether the metrics come to say so: what the digest is about to write down is in no figure for a moment.
  func tells(_ line: String) async throws -> Bool {
    for _ in 0..<60_000 {
      if try await metrics().contains(line) { return true }
      try await Task.sleep(for: .milliseconds(5))
    }
    return false
  }

  /// The reports of both apps once all are digested.
  func reports() async throws -> [StoredReport] {
    while try await collector.store.read({ try $0.pendingCount(in: .all, upTo: 1) }) > 0 {
      try await Task.sleep(for: .milliseconds(5))
    }
    return try await collector.store.read { store in try store.newestPlaced(app: nil, limit: 100) }
  }
}

@Suite struct EnvelopeRouteTests {
  @Test func `the key is taken from each place where SDKs put it, and the answer names the event`() async throws {
    try await Scene.with { scene in
      let key = scene.keys[0]
      let basic = Data("\(key):".utf8).base64EncodedString()
      let asks: [(path: String, query: String?, headers: [String], dsn: String?)] = [
        ("/api/1/envelope/", "sentry_key=\(key)", [], nil), ("/api/1/envelope", "sentry_key=\(key)", [], nil),
        (
          "/api/1/envelope/", nil, ["X-Sentry-Auth: Sentry sentry_version=7, sentry_key=\(key), sentry_client=x/1"], nil
        ),
        ("/api/1/envelope/", nil, ["X-Sentry-Auth: sentry_key=\"\(key.uppercased())\""], nil),
        ("/api/1/envelope/", nil, ["Authorization: Sentry sentry_key=\(key),sentry_version=7"], nil),
        ("/api/1/envelope/", nil, ["Authorization: Basic \(basic)"], nil),
        ("/api/1/envelope/", nil, [], "https://\(key)@example.com/1"),
        ("/tunnel/1", nil, [], "https://\(key):secret@example.com/feedback/1"),
        (
          "/api/1/envelope/", "sentry_key=\(key)",
          ["X-Sentry-Auth: Sentry sentry_key=\(key)", "Authorization: Bearer x"],
          "https://\(key)@example.com/1"
        ),
      ]
      for ask in asks {
        let answer = try await scene.post(
          ask.path, query: ask.query, headers: ask.headers, Scene.envelope(dsn: ask.dsn))
        #expect(answer.status == 200, "\(ask): \(String(decoding: answer.body, as: UTF8.self))")
        #expect(answer.body == Array(#"{"id":"\#(eventID)"}"#.utf8))
        #expect(answer.headers["x-sentry-rate-limits"] == "3600:error;transaction;session;replay;span;log_item:key")
      }
      // The same event each time.
      #expect(try await scene.reports().count == 1)
    }
  }

  @Test func `keys that are missing, unknown, different or another project's are refused, and nothing is kept`()
    async throws
  {
    try await Scene.with { scene in
      let (key, other) = (scene.keys[0], scene.keys[1])
      let asks: [(query: String?, dsn: String?, status: Int, code: String)] = [
        (nil, nil, 401, "missing_key"), ("sentry_key=\(String(repeating: "0", count: 32))", nil, 401, "unknown_key"),
        ("sentry_key=short", nil, 401, "unknown_key"), ("sentry_key=", nil, 401, "unknown_key"),
        (nil, "no address", 401, "unknown_key"), ("sentry_key=\(other)", nil, 403, "wrong_project"),
        ("sentry_key=\(key)", "https://\(other)@example.com/1", 403, "keys_differ"),
        ("sentry_key=\(key)", "https://\(key)@example.com/2", 403, "wrong_project"),
        ("sentry_key=\(key)&sentry_key=x", "https://\(key)@example.com", 403, "keys_differ"),
      ]
      for ask in asks {
        let answer = try await scene.post(query: ask.query, Scene.envelope(dsn: ask.dsn))
        #expect(answer.status == ask.status, "\(ask)")
        #expect(String(decoding: answer.body, as: UTF8.self).contains("\"\(ask.code)\""), "\(ask)")
        #expect(answer.headers["x-sentry-error"]?.isEmpty == false)
      }
      #expect(try await scene.reports().isEmpty)
      #expect(try await scene.metrics().contains("tellback_envelope_items_skipped_total{") == false)
    }
  }

  @Test func `a revoked key is refused at once, and a new one works`() async throws {
    try await Scene.with { scene in
      #expect(try await scene.good().status == 200)
      let text = try await scene.collector.command(["app", "dsn", "shop", "--new"])
      #expect(text.split(separator: "\n").count == 3 && text.contains(scene.keys[0]))
      _ = try await scene.collector.command(["app", "dsn", "shop", "--revoke", "1"])
      #expect(try await scene.good().status == 401)
      let keys = try await scene.collector.store.read { try $0.activeEnvelopeKeys().filter { $0.app.value == 1 } }
      let fresh = try #require(keys.last?.text)
      #expect(try await scene.post(query: "sentry_key=\(fresh)", Scene.envelope(words: "More")).status == 422)
      #expect(try await scene.post(query: "sentry_key=\(fresh)", Scene.envelope()).status == 200)
      await #expect(throws: CommandFailure.self) {
        _ = try await scene.collector.command(["app", "dsn", "desk", "--revoke", "1"])
      }
      #expect(try await scene.collector.command(["app", "list"]).contains("DSN https://\(fresh)@COLLECTOR/1"))
    }
  }

  @Test func `an envelope that comes again changes nothing, and neither does one whose report was erased`() async throws
  {
    try await Scene.with { scene in
      for _ in 0..<3 { #expect(try await scene.good().status == 200) }
      let report = try #require(try await scene.reports().first)
      for line in [
        "tellback_reports_received_total 1\n", "tellback_attachments_total 1\n",
        "tellback_envelope_items_skipped_total{kind=\"session\"} 1\n",
      ] { #expect(try await scene.tells(line), "\(line)") }
      let file = try await scene.collector.store.read { try $0.attachmentData(of: report.id, index: 0) }
      #expect(file == Array("abc".utf8))
      _ = try await scene.collector.command(["report", "erase", report.id.description])
      #expect(try await scene.good().status == 200)
      #expect(try await scene.reports().isEmpty)
      #expect(try await scene.tells("tellback_reports_received_total 1\n"))
      // Another app's copy of the same event is its own.
      let copy = try await scene.post(
        "/api/2/envelope/", query: "sentry_key=\(scene.keys[1])", Scene.envelope())
      #expect(copy.status == 200)
      #expect(try await scene.reports().map(\.app.value) == [2])
    }
  }

  @Test func `the same event with other words is refused and said so`() async throws {
    try await Scene.with { scene in
      #expect(try await scene.good().status == 200)
      let answer = try await scene.good(Scene.envelope(words: "Something else"))
      #expect(answer.status == 422 && String(decoding: answer.body, as: UTF8.self).contains("id_conflict"))
      #expect(try await scene.tells("tellback_reports_refused_total{reason=\"id_conflict\"} 1\n"))
    }
  }

  @Test func `what is wrong beside good feedback is counted by reason, alone it is told`() async throws {
    try await Scene.with { scene in
      let broken = "{\"type\":\"feedback\"}\n{\"contexts\":\n"
      #expect(try await scene.good(Scene.envelope(more: broken)).status == 200)
      #expect(try await scene.tells("{reason=\"envelope_broken_json\"} 1\n"))
      for (body, code) in [
        ("", "envelope_broken_header"), ("nonsense", "envelope_broken_header"),
        ("{}\n\(broken)", "envelope_broken_json"),
        ("{}\n{\"type\":\"feedback\"}\n{}", "envelope_no_words"),
        ("{}\n{\"type\":\"attachment\"}\nabc", "envelope_attachment_alone"),
      ] {
        let answer = try await scene.good(body)
        #expect(answer.status == 400, "\(body)")
        #expect(String(decoding: answer.body, as: UTF8.self).contains(code), "\(body)")
      }
      #expect(try await scene.good("{}").body == Array("{}".utf8))
      let telemetry = try await scene.good("{\"event_id\":\"\(eventID)\"}\n{\"type\":\"event\"}\n{}\n")
      #expect(telemetry.status == 200 && telemetry.body == Array(#"{"id":"\#(eventID)"}"#.utf8))
    }
  }

  @Test func `over the quota the answer is 429 with the time to wait, by category`() async throws {
    try await Scene.with(quota: 1) { scene in
      #expect(try await scene.good().status == 200)
      let answer = try await scene.good(Scene.envelope(id: String(repeating: "1", count: 32)))
      #expect(answer.status == 429)
      let wait = try #require(answer.headers["retry-after"])
      #expect(
        answer.headers["x-sentry-rate-limits"]
          == "\(wait):feedback;user_report;attachment;default:key:quota_app, \(EnvelopeRoutes.unwanted)")
      #expect(try await scene.tells("tellback_reports_refused_total{reason=\"quota_app\"} 1\n"))
      // What brings no words costs nothing of the quota.
      #expect(try await scene.good("{}\n{\"type\":\"session\"}\n{}").status == 200)
    }
  }

  @Test func `a body that says nothing of what it is or is called a form is the envelope all the same`() async throws {
    try await Scene.with { scene in
      for (place, type) in [
        "application/x-sentry-envelope", "text/plain;charset=UTF-8", "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded", "",
      ].enumerated() {
        let answer = try await scene.post(
          query: "sentry_key=\(scene.keys[0])", headers: ["Content-Type: \(type)", "Content-Encoding: "],
          Scene.envelope(id: String(repeating: "\(place)", count: 32)))
        #expect(answer.status == 200, "\(type)")
      }
      #expect(try await scene.reports().count == 5)
    }
  }
}
