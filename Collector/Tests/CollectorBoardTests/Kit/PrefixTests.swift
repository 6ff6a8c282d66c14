// The board under a path: every address that it writes has it, requests are taken with it and without it.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite struct PrefixTests {
  @Test(arguments: ["", "/feedback"])
  func everyAddressHasThePathWhetherTheProxyRemovesItOrNot(sent: String) async throws {
    try await BoardFixture.with(prefix: "/feedback") { house in
      try await house.addAccount()
      let app = try await house.addApp()
      let report = makeReport("Saving fails")
      try await house.receive(report, app: app, files: [])
      try await house.receive(makeReport("Nothing is kept"), app: app)
      let away = try await house.get(sent + "/tickets/1?page=1", as: nil)
      #expect(away["location"] == "/feedback/sign-in?to=%2Ftickets%2F1%3Fpage%3D1")
      let signed = try await house.post(
        sent + "/sign-in",
        [("email", "ada@example.com"), ("password", BoardFixture.password), ("to", "/tickets/1?page=1")])
      #expect(signed["location"] == "/feedback/tickets/1?page=1")
      let cookie = try #require(signed["set-cookie"])
      #expect(cookie.contains("; Path=/feedback;"))
      let visitor = Visitor(cookie: String(cookie.prefix { $0 != ";" }), token: "")
      for place in ["/", "/tickets/1", "/tickets/1/compare/2", "/delivery", "/?q=saving", "/?q=nothing", "/tickets/99"]
      {
        let page = try await house.get(sent + place, as: visitor).text
        let addresses = page.matches(of: #/ (?:href|src|action|data-live|data-events)="([^"]*)"/#).map {
          String($0.output.1)
        }
        #expect(addresses.count > 5)
        for address in addresses where !address.hasPrefix("#") {
          #expect(address.hasPrefix("/feedback/") && !address.hasPrefix("/feedback/feedback"), "\(place): \(address)")
        }
      }
      let page = try await house.get(sent + "/", as: visitor).text
      let token = try #require(page.firstMatch(of: #/name="form_token" value="([0-9a-f]+)"/#)).output.1
      for path in page.matches(of: #/(?:href|src)="(/feedback/assets/[^"]*)"/#).map({ String($0.output.1) }) {
        #expect(try await house.get(String(path.dropFirst(sent.isEmpty ? "/feedback".count : 0))).status == 200)
      }
      let noted = try await house.post(
        sent + "/tickets/1", [("form_token", String(token)), ("act", "note"), ("note", "Look at it"), ("seen", "0")],
        as: visitor)
      #expect(noted["location"]?.hasPrefix("/feedback/tickets/1") == true)
      let found = try await house.get(sent + "/reports/\(report.id.reference)", as: visitor)
      #expect(found["location"]?.hasPrefix("/feedback/tickets/1?report=") == true)
      #expect(try await house.get(sent + "/?q=%232", as: visitor)["location"] == "/feedback/tickets/2")
    }
  }

  @Test func aCookieUnderAPathIsSecureByItsName() {
    let token = [UInt8](repeating: 1, count: 32)
    let root = TokenCookie(isSecure: true, path: "").header(token: token, seconds: 5)
    #expect(root.hasPrefix("__Host-tellback=") && root.contains("; Path=/;") && root.hasSuffix("; Secure"))
    let under = TokenCookie(isSecure: true, path: "/feedback").header(token: token, seconds: 5)
    #expect(under.hasPrefix("__Secure-tellback=") && under.contains("; Path=/feedback;") && under.hasSuffix("; Secure"))
    #expect(
      TokenCookie(isSecure: false, path: "/feedback").clearing.hasPrefix("tellback=; Path=/feedback; Max-Age=0"))
  }

  @Test func aReturnAfterSigningInLosesThePathOnce() {
    Link.$prefix.withValue("/feedback") {
      for (target, path) in [
        ("/feedback/tickets/1?a=b", "/tickets/1?a=b"), ("/feedback", "/"), ("/feedback?q=a", "/?q=a"),
        ("/tickets/1", "/tickets/1"),
        ("/feedbacks", "/feedbacks"),
      ] {
        #expect(Link(returningTo: target)?.path == path, "\(target)")
        #expect(Link(returningTo: target)?.target == "/feedback" + path)
      }
      for target in ["/feedback//evil.example", "//evil.example", "/feedback/\\evil.example"] {
        #expect(Link(returningTo: target) == nil, "\(target)")
      }
    }
  }

  @Test func theTokenOfFormsDiffersInEachPageAndIsTakenEachTime() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount()
      let app = try await house.addApp()
      try await house.receive(makeReport("Saving fails"), app: app)
      let visitor = try await house.signIn()
      var tokens: Set<String> = []
      for index in 0..<3 {
        let page = try await house.get("/tickets/1", as: visitor).text
        let token = try #require(page.firstMatch(of: #/name="form_token" value="([0-9a-f]+)"/#)).output.1
        tokens.insert(String(token))
        let answer = try await house.post(
          "/tickets/1", [("form_token", String(token)), ("act", "note"), ("note", "\(index)"), ("seen", "0")],
          as: visitor)
        #expect(answer.status == 303)
      }
      #expect(tokens.count == 3)
      for wrong in ["", "00", String(repeating: "0", count: 128), String(repeating: "ü", count: 64)] {
        let answer = try await house.post(
          "/tickets/1", [("form_token", wrong), ("act", "note"), ("note", "x"), ("seen", "0")], as: visitor)
        #expect(answer.status == 403)
      }
    }
  }
}
