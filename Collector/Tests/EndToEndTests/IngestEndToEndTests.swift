// The API over a socket, as a client without the SDK meets it: refusals, repeats, quotas, keys, erasure, a clean end.
import Foundation
import TellbackWire
import Testing

@Suite struct IngestEndToEndTests {
  let folder: TestFolder
  let collector: CollectorProcess

  init() throws {
    folder = try TestFolder()
    collector = CollectorProcess(folder)
  }

  private func client(_ key: String) throws -> Client { Client(base: try collector.url, key: key) }

  @Test func `A report is taken once, its repeat is known, and another with its id is refused`() async throws {
    try await collector.start()
    let client = try client(try await collector.createApp())
    let report = newReport("It broke")
    let first = try await client.report(report)
    #expect(first.status == 202)
    #expect(try first.receipt.outcome == .accepted)
    let again = try await client.report(report)
    #expect(again.status == 202)
    #expect(try again.receipt.outcome == .duplicate)
    let other = try await client.report(newReport("Something else", id: report.id))
    #expect(other.status == 422)
    #expect(other.text.contains("\"id_conflict\""))
    #expect(other.text.contains("\"field\":\"id\""))
    let figures = try await client.metrics()
    #expect(figures["tellback_reports_received_total"] == 1)
    #expect(isBalanced(figures))
    #expect(try await collector.stop() == 0)
  }

  @Test func `A batch answers for each report by itself`() async throws {
    try await collector.start()
    let client = try client(try await collector.createApp())
    let (good, known) = (newReport("good"), newReport("known"))
    _ = try await client.report(known)
    let tooLong = newReport(String(repeating: "x", count: WireLimits.text + 1))
    let answer = try await client.batch([good, tooLong, known, newReport("other words", id: known.id)])
    #expect(answer.status == 202)
    let receipts = try Receipt.decodeAll(answer.body)
    #expect(receipts.map(\.outcome) == [.accepted, .refused, .duplicate, .refused])
    #expect(receipts[1].code == "too_long")
    #expect(receipts[1].message?.contains("text") == true)
    #expect(receipts[1].message?.contains("131072") == true)
    #expect(receipts[3].code == "id_conflict")
    let metrics = try await client.send("GET", "/metrics").text
    #expect(metrics.contains("tellback_reports_refused_total{reason=\"too_long\"} 1"))
    #expect(metrics.contains("tellback_reports_refused_total{reason=\"id_conflict\"} 1"))
  }

  static let bad: [(body: String, status: Int, code: String, field: String)] = [
    ("{", 400, "invalid_json", ""),
    ("[]", 400, "wrong_type", "report"),
    ("{\"id\":1}", 400, "wrong_type", "id"),
    ("{\"id\":\"x\"}", 422, "invalid_value", "id"),
    ("{\"capturedAt\":1,\"text\":\"a\"}", 422, "missing_field", "id"),
    ("{\"id\":\"01961e3c-1b2a-7000-8000-000000000001\",\"capturedAt\":1,\"text\":\" \"}", 422, "invalid_value", "text"),
    ("{\"text\":\"a\",\"text\":\"b\"}", 400, "duplicate_key", "report"),
    ("{\"x\":[[[[[[[[[1]]]]]]]]]}", 400, "too_deep", ""),
    ("{\"text\":\"\\ud800\"}", 400, "invalid_json", ""),
  ]

  @Test func `Bad input is answered with the field and one sentence, and nothing is written`() async throws {
    try await collector.start()
    let client = try client(try await collector.createApp())
    for example in Self.bad {
      let answer = try await client.send("POST", WirePaths.reports, Array(example.body.utf8))
      #expect(answer.status == example.status, "\(example.body): \(answer.text)")
      #expect(answer.text.contains("\"code\":\"\(example.code)\""), "\(example.body): \(answer.text)")
      #expect(answer.text.contains("\"field\":\"\(example.field)\""), "\(example.body): \(answer.text)")
    }
    let type = try await client.send(
      "POST", WirePaths.reports, newReport("x").encoded(), headers: ["Content-Type": "text/plain"])
    #expect(type.status == 415)
    let large = try await client.send("POST", WirePaths.reports, [UInt8](repeating: 0x20, count: 262_145))
    #expect(large.status == 413)
    #expect(try await client.metrics()["tellback_reports_received_total"] == 0)
  }

  @Test func `An unknown key is 401, and a revoked one from the moment of its revocation`() async throws {
    try await collector.start()
    let key = try await collector.createApp()
    let unknown = try await client("tb_" + String(repeating: "0", count: 64)).report(newReport("x"))
    #expect(unknown.status == 401)
    #expect(unknown.headers["www-authenticate"] == "Bearer")
    #expect(try await client(key).report(newReport("x")).status == 202)
    let keys = try await Tool.run(["app", "key", "list", "shop", "--data", collector.data])
    let id = try #require(keys.output.split(separator: "\t").first.map(String.init))
    let further = try await Tool.run(["app", "key", "create", "shop", "--data", collector.data])
    #expect(try await Tool.run(["app", "key", "revoke", id, "--data", collector.data]).status == 0)
    #expect(try await client(key).report(newReport("x")).status == 401)
    #expect(try await client(try #require(further.lines.last)).report(newReport("x")).status == 202)
  }

  @Test func `Past its quota an app hears 429 and when to come back, and nothing is written`() async throws {
    try await collector.start()
    let client = try client(try await collector.createApp("shop", ["--quota", "1"]))
    // One a minute: a larger quota is partly there again by the time that a sanitized build has asked so often.
    #expect(try await client.report(newReport("the one")).status == 202)
    let refused = try await client.report(newReport("one too many"))
    #expect(refused.status == 429)
    let wait = try #require(refused.headers["retry-after"].flatMap { Int($0) })
    #expect((1...60).contains(wait))
    #expect(try await client.metrics()["tellback_reports_received_total"] == 1)
  }

  @Test func `Past its quota an installation waits while others go on`() async throws {
    try await collector.start()
    let key = try await collector.createApp("shop", ["--installation-quota", "1"])
    var (one, two) = (try client(key), try client(key))
    one.installation = try newInstallation()
    two.installation = try newInstallation()
    #expect(try await one.report(newReport("a")).status == 202)
    #expect(try await one.report(newReport("b")).status == 429)
    #expect(try await two.report(newReport("c")).status == 202)
  }

  @Test func `Another secret for a known installation is 403 for reports and for updates`() async throws {
    try await collector.start()
    var client = try client(try await collector.createApp())
    let known = try newInstallation()
    client.installation = known
    #expect(try await client.report(newReport("mine")).status == 202)
    client.installation = InstallationCredential(id: known.id, secret: [UInt8](repeating: 7, count: 32))
    #expect(try await client.report(newReport("not mine")).status == 403)
    #expect(try await client.send("GET", WirePaths.updates).status == 403)
    client.installation = nil
    #expect(try await client.send("GET", WirePaths.updates).status == 401)
    client.installation = known
    #expect(try await client.send("GET", WirePaths.updates + "?after=x").status == 400)
    try await eventually("the update") {
      try UpdatePage(decoding: try await client.send("GET", WirePaths.updates).body).updates.map(\.kind) == [.onTicket]
    }
  }

  @Test func `An erased report stays away when it is sent again`() async throws {
    try await collector.start()
    let client = try client(try await collector.createApp())
    let report = newReport("my address is secret")
    _ = try await client.report(report)
    try await eventually("the digest") { try await client.metrics()["tellback_reports_pending"] == 0 }
    #expect(try await Tool.run(["report", "erase", "\(report.id)", "--data", collector.data]).status == 0)
    let again = try await client.report(report)
    #expect(again.status == 202)
    #expect(try again.receipt.outcome == .erased)
    #expect(isBalanced(try await client.metrics()))
    #expect(try await Tool.run(["doctor", "--data", collector.data]).status == 0)
  }

  @Test func `SIGTERM ends with 0, and all that was answered is there afterwards`() async throws {
    try await collector.start()
    let client = try client(try await collector.createApp())
    let accepted = await withTaskGroup(of: [ReportID].self) { group in
      for _ in 0..<8 {
        group.addTask {
          var ids: [ReportID] = []
          // Until the collector is gone.
          while ids.count < 10_000 {
            let report = newReport("load \(ids.count)")
            guard let answer = try? await client.report(report), answer.status == 202 else { return ids }
            ids.append(report.id)
          }
          return ids
        }
      }
      try? await eventually("the first reports") {
        try await client.metrics()["tellback_reports_received_total", default: 0] >= 50
      }
      let status = try? await collector.stop()
      #expect(status == 0)
      return await group.reduce(into: []) { $0 += $1 }
    }
    #expect(!accepted.isEmpty)
    try await collector.start()
    for report in accepted.prefix(50) {
      let answer = try await client.send("POST", WirePaths.reports, newReport("another", id: report).encoded())
      #expect(answer.text.contains("id_conflict"))
    }
    let received = try await client.metrics()["tellback_reports_received_total"] ?? 0
    #expect(received >= Int64(accepted.count))
  }
}
