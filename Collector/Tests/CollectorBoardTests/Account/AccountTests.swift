// One's own account: password, browsers, tokens.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite struct AccountTests {
  private func send(_ house: BoardFixture, _ visitor: Visitor, _ form: [(String, String)]) async throws -> PlainAnswer {
    try await house.post("/account", [("form_token", visitor.token)] + form, as: visitor)
  }

  @Test func `a password is changed by whoever knows the present one, and other browsers are signed out`() async throws
  {
    try await BoardFixture.with { house in
      try await house.addAccount()
      let (here, elsewhere) = (try await house.signIn(), try await house.signIn())
      func change(_ old: String, _ new: String, _ again: String) async throws -> PlainAnswer {
        try await send(
          house, here, [("act", "password"), ("password", old), ("new-password", new), ("again", again)])
      }
      let wrong = try await change("wrong", "a new password", "a new password")
      #expect(wrong.status == 422 && wrong.text.contains("not your password"))
      #expect(!wrong.text.contains("a new password"))
      #expect(try await change(BoardFixture.password, "short", "short").status == 422)
      #expect(try await change(BoardFixture.password, "a new password", "a newer password").status == 422)
      let done = try await change(BoardFixture.password, "a new password", "a new password")
      #expect(done.status == 303)
      #expect(try await house.get("/", as: here).status == 200)
      #expect(try await house.get("/", as: elsewhere).status == 303)
      let old = try await house.post("/sign-in", [("email", "ada@example.com"), ("password", BoardFixture.password)])
      #expect(old.status == 422)
      #expect(
        try await house.post("/sign-in", [("email", "ada@example.com"), ("password", "a new password")]).status == 303)
    }
  }

  @Test func `an open browser does not let anybody guess the password`() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount()
      let ada = try await house.signIn()
      for _ in 0..<SignInThrottle.perAddress {
        _ = try await send(
          house, ada,
          [("act", "password"), ("password", "no"), ("new-password", "long enough"), ("again", "long enough")])
      }
      let answer = try await send(
        house, ada,
        [
          ("act", "password"), ("password", BoardFixture.password), ("new-password", "long enough"),
          ("again", "long enough"),
        ])
      #expect(answer.status == 422 && answer.text.contains("Too many attempts"))
    }
  }

  @Test func `browsers are listed with when and where, and ended one by one or all`() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount()
      try await house.addAccount("ben@example.com", name: "Ben")
      let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 <b>"
      let answer = try await house.post(
        "/sign-in", [("email", "ada@example.com"), ("password", BoardFixture.password)],
        fields: [("User-Agent", agent)])
      let phone = Visitor(
        cookie: try #require(answer["set-cookie"]?.split(separator: ";").first.map(String.init)), token: "")
      let here = try await house.signIn()
      let ben = try await house.signIn("ben@example.com")
      let page = try await house.get("/account", as: here).text
      #expect(page.contains("Firefox on Linux") && page.contains("127.0.0.1") && page.contains("This browser"))
      let sessions = try await house.store.read { try $0.sessions(ofAccount: 1) }
      let other = try #require(sessions.first { $0.browser.contains("Firefox") })
      // Nobody ends another's.
      _ = try await send(
        house, ben, [("act", "end-session"), ("session", other.tokenHash.map { String(format: "%02x", $0) }.joined())])
      #expect(try await house.get("/account", as: phone).status == 200)
      _ = try await send(
        house, here, [("act", "end-session"), ("session", other.tokenHash.map { String(format: "%02x", $0) }.joined())])
      #expect(try await house.get("/account", as: phone).status == 303)
      #expect(try await house.get("/account", as: here).status == 200)
      let third = try await house.signIn()
      _ = try await send(house, here, [("act", "end-others")])
      #expect(try await house.get("/", as: third).status == 303)
      let out = try await send(house, here, [("act", "end-all")])
      #expect(out["location"] == "/sign-in")
      #expect(try await house.get("/", as: here).status == 303)
      #expect(try await house.get("/", as: ben).status == 200)
    }
  }

  @Test func `when a browser was seen is noted every few minutes`() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount()
      let ada = try await house.signIn()
      func seen() async throws -> Timestamp? {
        try await house.store.read { try $0.sessions(ofAccount: 1).first?.seenAt }
      }
      house.clock.advance(seconds: 299)
      _ = try await house.get("/", as: ada)
      #expect(try await seen() == BoardFixture.noon)
      house.clock.advance(seconds: 1)
      _ = try await house.get("/", as: ada)
      #expect(try await seen() == BoardFixture.noon.adding(seconds: 300))
    }
  }

  @Test func `a token is shown once, known by its hash, and may no more than its owner`() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount(role: .lead)
      let ada = try await house.signIn()
      func make(_ name: String, _ scopes: [String], _ days: String) async throws -> PlainAnswer {
        try await send(
          house, ada, [("act", "create-token"), ("name", name), ("days", days)] + scopes.map { ("scope", $0) })
      }
      let made = try await make("My <bot>", ["read", "note"], "30")
      #expect(made.status == 200)
      let start = try #require(made.text.range(of: "<code>tbs_"))
      let text = "tbs_" + made.text[start.upperBound...].prefix(64)
      let hash = house.secrets.tokenHash(Array(text.utf8))
      let token = try #require(try await house.store.read { try $0.token(hash: hash) })
      #expect(token.scopes == [.read, .note] && token.expiresAt == BoardFixture.noon.adding(seconds: 30 * 86_400))
      let page = try await house.get("/account", as: ada).text
      #expect(!page.contains(text) && page.contains("My &lt;bot&gt;") && page.contains(token.hint))
      for (answer, words) in [
        (try await make("", ["read"], "3"), "name must have"), (try await make("x", [], "3"), "at least one"),
        (try await make("x", ["move"], "3"), "may not move"), (try await make("x", ["administer"], "3"), "may not"),
        (try await make("x", ["read"], "0"), "1 to 366 days"), (try await make("x", ["read"], "367"), "1 to 366 days"),
        (try await make(String(repeating: "é", count: 51), ["read"], "3"), "it has 102"),
      ] {
        #expect(answer.status == 422 && answer.text.contains(words), "\(words)")
      }
      _ = try await send(house, ada, [("act", "revoke-token"), ("token", "\(token.id)")])
      #expect(try await house.store.read { try $0.token(hash: hash)?.revokedAt } == BoardFixture.noon)
      let all = try await house.audited().map { String(decoding: $0.encoded(), as: UTF8.self) }.joined()
      #expect(!all.contains(text))
    }
  }

  @Test(arguments: [
    (
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0",
      "Edge on Windows"
    ),
    (
      "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile/15E148 Safari/604.1",
      "Safari on iPhone"
    ),
    (
      "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36",
      "Chrome on Android"
    ),
    ("curl/8.14", "curl"), ("", "A browser that says nothing of itself"), ("Some thing", "Some thing"),
  ])
  func `a browser is named by what it says of itself`(agent: String, name: String) {
    #expect(BrowserText.name(agent) == name)
  }
}
