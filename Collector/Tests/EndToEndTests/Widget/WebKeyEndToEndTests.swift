// Keys of pages against the running collector: who may send with which key from where, and what whoever embeds the form is told.
import Foundation
import TellbackWire
import TestBrowser
import Testing

@Suite struct WebKeyEndToEndTests {
  private static let page = "https://shop.example.com"
  let folder: TestFolder
  let collector: CollectorProcess

  init() throws {
    folder = try TestFolder()
    collector = CollectorProcess(folder)
  }

  private func makeKey(_ more: String...) async throws -> String {
    let made = try await Tool.run(
      [
        "app", "web-key", "create", "shop", "--origin", Self.page, "--origin", "HTTP://localhost:3000/", "--data",
        collector.data,
      ]
        + more)
    guard made.status == 0, let key = made.lines.last else { throw TestFailure(made.errors) }
    return key
  }

  private func send(
    _ key: String, origin: String? = page, _ method: String = "POST", _ path: String = WirePaths.batches,
    installation: InstallationCredential?, body: [UInt8]? = nil, more: [(String, String)] = []
  ) async throws -> PlainAnswer {
    var fields = [("Authorization", "Bearer \(key)"), ("Content-Type", "application/json")] + more
    if let origin { fields.append(("Origin", origin)) }
    if let installation { fields.append((WireHeaders.installation, installation.header)) }
    let reports = ReportBatch.encoded(reports: [newReport("It broke").encoded()], sentAt: now(), accounting: nil)
    return try await PlainClient.send(
      port: collector.port, method: method, target: path, fields: fields, body: method == "GET" ? [] : body ?? reports)
  }

  @Test func `a web key sends from its pages alone, and each refusal says what to do`() async throws {
    try await collector.start()
    let secret = try await collector.createApp()
    let key = try await makeKey()
    let me = try newInstallation()
    let taken = try await send(key, installation: me)
    #expect(taken.status == 202, "\(taken.text)")
    #expect(taken["access-control-allow-origin"] == Self.page)
    #expect(try await send(key, origin: "http://localhost:3000", installation: me).status == 202)
    // A page of the collector's own origin sends no Origin with a GET.
    let own = [("Sec-Fetch-Site", "same-origin")]
    let same = try await send(key, origin: nil, "GET", WirePaths.updates, installation: me, more: own)
    #expect(same.status == 403 && same.text.contains("origin_not_allowed"))

    for (key, origin, installation, status, code) in [
      (key, "https://evil.example", me, 403, "origin_not_allowed"), (key, nil, me, 403, "missing_origin"),
      (key, "null", me, 403, "origin_not_allowed"), (key, Self.page, nil, 401, "missing_installation"),
      (key + "0", Self.page, me, 401, "unknown_key"), (secret, Self.page, me, 403, "secret_key_in_page"),
    ] as [(String, String?, InstallationCredential?, Int, String)] {
      let refused = try await send(key, origin: origin, installation: installation)
      #expect(refused.status == status && refused.text.contains("\"\(code)\""), "\(code): \(refused.text)")
      #expect(refused["access-control-allow-origin"] == (origin == Self.page ? Self.page : nil))
      #expect(refused["vary"]?.contains("Origin") == true)
    }
    #expect(try await send(secret, origin: nil, installation: me).status == 202)
    // The other routes are closed to pages.
    for path in ["/v1/export", "/v1/erasures", "/v1/tickets", "/metrics", "/"] {
      let answer = try await PlainClient.send(
        port: collector.port, method: "OPTIONS", target: path,
        fields: [("Origin", Self.page), ("Access-Control-Request-Method", "GET")])
      #expect(answer["access-control-allow-origin"] == nil, "\(path)")
    }
    try await collector.stop()
  }

  private func check(_ key: String, origin: String?) async throws -> PlainAnswer {
    try await PlainClient.send(
      port: collector.port, method: "GET", target: "/v1/web-key?key=\(key)",
      fields: origin.map { [("Origin", $0)] } ?? [])
  }

  @Test func `every page can ask what is wrong with its key, also when it was blocked or revoked`() async throws {
    try await collector.start()
    let secret = try await collector.createApp()
    let key = try await makeKey()
    let me = try newInstallation()
    #expect(try await check(key, origin: Self.page).text == #"{"ok":true}"#)
    let cases = [
      (key, "https://evil.example", "origin_not_allowed"), (secret, Self.page, "secret_key_in_page"),
      ("tbw_1_00", Self.page, "unknown_key"), (String(repeating: "a", count: 500), Self.page, "unknown_key"),
    ]
    for (key, origin, code) in cases {
      let answer = try await check(key, origin: origin)
      #expect((400...499).contains(answer.status) && answer.text.contains("\"\(code)\""), "\(answer.text)")
      #expect(answer["access-control-allow-origin"] == origin)
    }
    #expect(try await Tool.run(["app", "web-key", "block", "1", "--data", collector.data]).status == 0)
    let blocked = try await send(key, installation: me)
    #expect(blocked.status == 403 && blocked.text.contains("blocked_key"))
    // No web key is active for that origin any more, so its preflights fail; the page learns the reason here.
    #expect(blocked["access-control-allow-origin"] == nil)
    #expect(try await check(key, origin: Self.page).text.contains("app web-key unblock"))
    #expect(try await Tool.run(["app", "web-key", "unblock", "1", "--data", collector.data]).status == 0)
    #expect(try await send(key, installation: me).status == 202)
    #expect(try await Tool.run(["app", "web-key", "revoke", "1", "--data", collector.data]).status == 0)
    let revoked = try await send(key, installation: me)
    #expect(revoked.status == 401 && revoked.text.contains("revoked_key"))
    let list = try await Tool.run(["app", "key", "list", "shop", "--data", collector.data]).output
    #expect(list.contains("web 1\t\(key)\thttps://shop.example.com, http://localhost:3000\tquota 600 a minute"))
    #expect(list.contains("revoked"))
    let log = try await Tool.run(["audit", "list", "--data", collector.data]).output
    for word in [
      "web key 1, https://shop.example.com", "web key 1 blocked", "web key 1 unblocked", "web key 1 revoked",
    ] {
      #expect(log.contains(word), "\(word)")
    }
    for nonsense in [
      ["app", "web-key", "revoke", "1"], ["app", "web-key", "block", "1"],
      ["app", "web-key", "create", "x", "--origin", Self.page],
    ] {
      #expect(try await Tool.run(nonsense + ["--data", collector.data]).status == 1)
    }
    try await collector.stop()
  }

  // Practice B1: pages of the same app send to the same queue, and a page that floods takes nothing from the app.
  @Test func `a page that floods spends the quota of its key, not the app's`() async throws {
    try await collector.start()
    let secret = try await collector.createApp("shop", ["--quota", "60"])
    // A batch is taken whole while one report would be, and its debt lasts for longer than any test.
    let many = ReportBatch.encoded(
      reports: (0..<90).map { newReport("Flood \($0)").encoded() }, sentAt: now(), accounting: nil)
    let bounded = try await makeKey("--quota", "0", "--installation-quota", "2")
    let me = try newInstallation()
    #expect(try await send(bounded, installation: me, body: many).status == 202)
    let mine = try await send(bounded, installation: me)
    #expect(mine.status == 429 && mine.text.contains("quota_installation") && mine["retry-after"] != nil)
    #expect(mine["access-control-expose-headers"]?.contains("Retry-After") == true)
    #expect(try await send(bounded, installation: try newInstallation()).status == 202)

    let whole = try await makeKey("--quota", "3", "--installation-quota", "0")
    let more = ReportBatch.encoded(
      reports: (0..<90).map { newReport("More \($0)").encoded() }, sentAt: now(), accounting: nil)
    #expect(try await send(whole, installation: try newInstallation(), body: more).status == 202)
    let all = try await send(whole, installation: try newInstallation())
    #expect(all.status == 429 && all.text.contains("quota_web_key"), "\(all.text)")
    #expect(try await send(secret, origin: nil, installation: nil).status == 202)
    try await collector.stop()
  }

  @Test func `files of pages count too, by their size`() async throws {
    try await collector.start()
    _ = try await collector.createApp()
    let key = try await makeKey("--quota", "2", "--installation-quota", "0")
    let me = try newInstallation()
    let file = [UInt8](repeating: 7, count: WireLimits.attachmentBytes)
    var report = newReport("See here")
    report.attachments = [AttachmentInfo(name: "a", type: "image/png", bytes: Int64(file.count))]
    let body = ReportBatch.encoded(reports: [report.encoded()], sentAt: now(), accounting: nil)
    #expect(try await send(key, installation: me, body: body).status == 202)
    let path = WirePaths.attachment(report.id, 0)
    #expect(try await send(key, "PUT", path, installation: me, body: file).status == 202)
    #expect(try await send(key, "PUT", path, installation: me, body: file).status == 429)
    try await collector.stop()
  }

  static let nonsense: [[String]] = [
    ["app", "web-key"], ["app", "web-key", "create", "shop"], ["app", "web-key", "create", "shop", "--origin", "*"],
    ["app", "web-key", "create", "shop", "--origin", "https://a.example/path"], ["app", "web-key", "revoke", "x"],
    ["app", "web-key", "create", "shop"] + (0...20).flatMap { ["--origin", "https://\($0).example"] },
    ["app", "web-key", "create", "shop", "--origin", "https://a.example", "--quota", "-1"],
  ]

  @Test(arguments: nonsense) func `what is no origin or no key is said before anything is made`(words: [String])
    async throws
  {
    let result = try await Tool.run(words)
    #expect(result.status == 2, "\(result.errors)")
  }

  @Test func `the script is served under a path too`() async throws {
    try await collector.start(["--public-url", "https://example.com/feedback"])
    for path in ["/widget.js", "/feedback/widget.js"] {
      let answer = try await PlainClient.send(
        port: collector.port, method: "GET", target: path, fields: [("Accept-Encoding", "gzip")])
      #expect(answer.status == 200 && answer["content-encoding"] == "gzip" && answer["etag"] != nil)
    }
    try await collector.stop()
  }
}
