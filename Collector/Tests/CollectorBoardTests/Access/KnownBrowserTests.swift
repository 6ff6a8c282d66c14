// Guessing at an account from elsewhere keeps its owner's browser in; a proxy's word is taken from the proxy alone.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite struct KnownBrowserTests {
  /// The cookie of a browser that signed in.
  private func browser(_ house: BoardFixture, _ email: String = "ada@example.com") async throws -> String {
    let answer = try await house.post("/sign-in", [("email", email), ("password", BoardFixture.password)])
    let cookies = answer.fields.filter { $0.name.lowercased() == "set-cookie" }.map(\.value)
    let known = try #require(cookies.first { $0.hasPrefix("tellback-browser=") })
    #expect(known.contains("HttpOnly") && known.contains("SameSite=Lax") && known.contains("Max-Age=15552000"))
    return String(known.prefix { $0 != ";" })
  }

  private func signIn(_ house: BoardFixture, _ password: String, browser: String? = nil) async throws -> PlainAnswer {
    try await house.post(
      "/sign-in", [("email", "ada@example.com"), ("password", password)],
      fields: browser.map { [("Cookie", $0)] } ?? [])
  }

  @Test func `thirty wrong passwords from elsewhere do not keep a known browser out`() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount()
      try await house.addAccount("ben@example.com", name: "Ben")
      let (ada, ben) = (try await browser(house), try await browser(house, "ben@example.com"))
      for _ in 0..<SignInThrottle.perAddress { _ = try await signIn(house, "wrong") }
      #expect(try await signIn(house, BoardFixture.password).status == 429)
      // Known for another account is not known for this one.
      #expect(try await signIn(house, BoardFixture.password, browser: ben).status == 429)
      #expect(try await signIn(house, BoardFixture.password, browser: ada).status == 303)
    }
  }

  @Test func `a known browser guesses ten times and is then one like any other`() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount()
      let ada = try await browser(house)
      for _ in 0..<SignInThrottle.perBrowser { #expect(try await signIn(house, "wrong", browser: ada).status == 422) }
      // They counted for the browser alone; from now on they count for the address.
      for _ in 0..<SignInThrottle.perAddress { #expect(try await signIn(house, "wrong", browser: ada).status == 422) }
      #expect(try await signIn(house, "wrong", browser: ada).status == 429)
      #expect(try await signIn(house, BoardFixture.password).status == 429)
      house.clock.advance(seconds: 901)
      #expect(try await signIn(house, BoardFixture.password, browser: ada).status == 303)
    }
  }

  @Test func `signing out everywhere forgets the browsers too`() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount()
      let (known, ada) = (try await browser(house), try await house.signIn())
      _ = try await house.post("/account", [("form_token", ada.token), ("act", "end-all")], as: ada)
      for _ in 0..<SignInThrottle.perAddress { _ = try await signIn(house, "wrong") }
      #expect(try await signIn(house, BoardFixture.password, browser: known).status == 429)
    }
  }

  @Test func `failures are in the log with where they came from, without the password or an unknown name`() async throws
  {
    try await BoardFixture.with { house in
      try await house.addAccount()
      _ = try await signIn(house, "my secret guess")
      _ = try await house.post("/sign-in", [("email", "a-password-in-the-wrong-field"), ("password", "x")])
      let failed = try await house.audited(.signInFailed)
      #expect(failed.map(\.subject) == ["", "ada@example.com"])
      #expect(failed.map(\.detail) == ["no such account", "wrong password"])
      #expect(failed.map(\.address) == ["127.0.0.1", "127.0.0.1"])
    }
  }
}

@Suite struct ProxySignInTests {
  private static let header = ("X-Auth-Email", "Ada@Example.com")

  private func withProxy(_ proxies: Set<String>, _ body: (BoardFixture) async throws -> Void) async throws {
    try await BoardFixture.with(proxySignIn: ProxySignIn(header: "x-auth-email", proxies: proxies)) { house in
      try await house.addAccount()
      try await body(house)
    }
  }

  @Test func `whom the proxy names is signed in, without a password`() async throws {
    try await withProxy(["127.0.0.1"]) { house in
      let door = try await house.get("/sign-in?to=%2Fdelivery", fields: [Self.header])
      #expect(door.status == 303 && door["location"] == "/delivery")
      let cookie = try #require(door["set-cookie"]?.split(separator: ";").first.map(String.init))
      let ada = Visitor(cookie: cookie, token: "")
      #expect(try await house.get("/", as: ada, fields: [Self.header]).status == 200)
      // Another person at the proxy does not go on with it.
      #expect(try await house.get("/", as: ada, fields: [("X-Auth-Email", "ben@example.com")]).status == 303)
      #expect(try await house.audited(.signedIn).first?.detail == "by the proxy")
    }
  }

  @Test func `the header of anybody else is nothing`() async throws {
    try await withProxy(["10.1.2.3"]) { house in
      let door = try await house.get("/sign-in", fields: [Self.header])
      #expect(door.status == 200)
    }
    try await BoardFixture.with { house in
      try await house.addAccount()
      #expect(try await house.get("/sign-in", fields: [Self.header]).status == 200)
    }
  }

  @Test func `no account is made by it, and a disabled one stays out`() async throws {
    try await withProxy(["127.0.0.1"]) { house in
      let unknown = try await house.get("/sign-in", fields: [("X-Auth-Email", "eve@example.com")])
      #expect(unknown.status == 403 && unknown.text.contains("no account"))
      try await house.store.write { _ = try $0.setDisabled(BoardFixture.noon, account: 1) }
      #expect(try await house.get("/sign-in", fields: [Self.header]).status == 403)
    }
  }
}
