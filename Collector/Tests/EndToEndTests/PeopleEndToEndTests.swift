// Accounts by command, without and with a running collector, and what the audit log says of it.
import Foundation
import Testing

@Suite struct PeopleEndToEndTests {
  private func run(_ words: [String], _ data: String, input: String? = nil) async throws -> Finished {
    try await Tool.run(words + ["--data", data], input: input)
  }

  static let nonsense: [[String]] = [
    ["user", "invite", "ann@example.com"], ["user", "invite", "ann", "--role", "admin"], ["user", "role", "a@b"],
    ["user", "role", "a@b", "king"], ["user", "disable"], ["user", "away", "a@b", "--on"], ["user", "token"],
    ["user", "token", "create", "a@b", "x"], ["user", "token", "create", "a@b", "x", "--scope", "fly"],
    ["user", "token", "create", "a@b", "x", "--scope", "read", "--days", "367"], ["user", "token", "revoke", "x"],
    ["audit"], ["audit", "list", "--act", "explode"], ["audit", "list", "--limit", "0"], ["audit", "export"],
  ]

  @Test(arguments: nonsense)
  func `nonsense about people ends with 2 and says what was expected`(arguments: [String]) async throws {
    let result = try await Tool.run(arguments)
    #expect(result.status == 2, "\(arguments): \(result.errors)")
    #expect(result.output.isEmpty)
  }

  @Test(arguments: [false, true])
  func `accounts are invited, changed, disabled and shown`(isRunning: Bool) async throws {
    let folder = try TestFolder()
    let collector = CollectorProcess(folder)
    let data = collector.data
    _ = try await collector.createApp("shop")
    if isRunning { try await collector.start(["--public-url", "https://example.com/feedback"]) }
    let admin = try await run(["user", "create", "ann@example.com", "--role", "admin"], data, input: "long enough\n")
    #expect(admin.status == 0)
    let invited = try await run(
      ["user", "invite", "Ben@example.com", "--role", "support", "--name", "Ben", "--app", "shop"], data)
    let link = try #require(invited.lines.last)
    #expect(link.hasPrefix((isRunning ? "https://example.com/feedback" : "") + "/join?key="))
    let renewed = try await run(["user", "link", "ben@example.com"], data)
    #expect(renewed.status == 0 && renewed.lines.last != link)
    for words in [
      ["user", "role", "ben@example.com", "developer"], ["user", "away", "ben@example.com"],
      ["user", "profile", "ben@example.com", "--name", "Ben Osei", "--language", "de", "--zone", "Europe/Zurich"],
      ["user", "require-factor", "ben@example.com"], ["user", "sign-out", "ben@example.com"],
      ["user", "disable", "ben@example.com"], ["user", "enable", "ben@example.com"],
    ] {
      let result = try await run(words, data)
      #expect(result.status == 0, "\(words): \(result.errors)")
    }
    let token = try await run(
      ["user", "token", "create", "ben@example.com", "Bot", "--scope", "read", "--scope", "note", "--days", "5"], data)
    let secret = try #require(token.lines.last)
    #expect(secret.hasPrefix("tbs_") && secret.count == 68)
    let tokens = try await run(["user", "token", "list", "ben@example.com"], data)
    #expect(tokens.output.contains("Bot\tnote,read\tactive until"))
    let id = try #require(tokens.output.split(separator: "\t").first.map(String.init))
    #expect(try await run(["user", "token", "revoke", id], data).status == 0)
    #expect(try await run(["user", "token", "revoke", id], data).status == 1)
    let list = try await run(["user", "list"], data)
    #expect(list.output.contains("ben@example.com\tdeveloper\tBen Osei\t'shop'\tinvited"))
    for words in [
      ["user", "disable", "ann@example.com"], ["user", "role", "ann@example.com", "lead"],
      ["user", "apps", "ann@example.com", "--app", "shop"],
    ] {
      let result = try await run(words, data)
      #expect(result.status == 1 && result.errors.contains("last admin"), "\(words): \(result.errors)")
    }
    for words in [["user", "disable", "eve@example.com"], ["user", "reset-factor", "ben@example.com"]] {
      #expect(try await run(words, data).status == 1, "\(words)")
    }
    let audit = try await run(["audit", "list", "--about", "ben@"], data)
    let acts = audit.lines.compactMap { line in
      (try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])?["act"] as? String
    }
    #expect(
      acts == [
        "token.revoked", "token.created", "account.enabled", "account.disabled", "session.ended", "factor.required",
        "account.profile", "account.away", "account.role", "account.invited", "account.invited",
      ])
    let everything = try await run(["audit", "list", "--limit", "100"], data)
    #expect(!everything.output.contains(secret) && !everything.output.contains(String(link.suffix(64))))
    let file = folder.file("audit.jsonl")
    #expect(try await run(["audit", "export", file], data).status == 0)
    #expect(try await run(["audit", "export", file], data).status == 1)
    let exported = try String(contentsOfFile: file, encoding: .utf8)
    #expect(exported.split(separator: "\n").count == everything.lines.count)
    let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    if isRunning { #expect(try await collector.stop() == 0) }
  }

  @Test func `a server believes the sign-in header of its proxy alone, and says so when none is named`() async throws {
    let refused = try await Tool.run(["serve", "--check", "--sign-in-header", "X-Auth-Email"])
    #expect(refused.status == 2 && refused.errors.contains("trusted-proxies"))
    let odd = try await Tool.run(
      ["serve", "--check", "--sign-in-header", "X Auth", "--trusted-proxies", "127.0.0.1"])
    #expect(odd.status == 2)
    let collector = CollectorProcess(try TestFolder())
    let words = ["user", "create", "ann@example.com", "--role", "lead", "--data", collector.data]
    #expect(try await Tool.run(words, input: "long enough\n").status == 0)
    try await collector.start(["--sign-in-header", "X-Auth-Email", "--trusted-proxies", "127.0.0.1"])
    let head = "GET /sign-in HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Auth-Email: ann@example.com\r\n\r\n"
    let answer = try await PlainSocket.read(collector.port, head, until: nil)
    #expect(answer.hasPrefix("HTTP/1.1 303") && answer.lowercased().contains("set-cookie: tellback="))
    // The client's own address, as the proxy says it, is not the proxy's.
    let list = try await run(["audit", "list", "--act", "sign-in"], collector.data)
    #expect(list.output.contains("by the proxy"))
    #expect(try await collector.stop() == 0)
  }
}
