// The second factor: set up, asked for, replayed, guessed, lost.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite struct FactorTests {
  private struct Phone {
    let secret: [UInt8]

    func code(_ house: BoardFixture, step offset: Int64 = 0) -> String {
      OneTimeCode.code(secret: secret, step: OneTimeCode.step(at: house.clock.now) + offset)
    }
  }

  private func send(_ house: BoardFixture, _ visitor: Visitor, _ form: [(String, String)]) async throws -> PlainAnswer {
    try await house.post("/account", [("form_token", visitor.token)] + form, as: visitor)
  }

  /// Sets one up for the account 1; gives back the phone and the recovery codes.
  private func setUp(_ house: BoardFixture, _ ada: Visitor) async throws -> (Phone, [String]) {
    _ = try await send(house, ada, [("act", "begin-factor")])
    let phone = Phone(secret: try #require(try await house.store.read { try $0.secondFactor(ofAccount: 1)?.secret }))
    let shown = try await house.get("/account", as: ada).text
    let key = Array(Base32.text(phone.secret))
    #expect(shown.contains(stride(from: 0, to: 32, by: 4).map { String(key[$0..<$0 + 4]) }.joined(separator: " ")))
    #expect(shown.contains("otpauth://totp/Tellback:ada%40example.com"))
    let wrong = try await send(house, ada, [("act", "confirm-factor"), ("code", "000000")])
    #expect(wrong.status == 422)
    let done = try await send(house, ada, [("act", "confirm-factor"), ("code", phone.code(house))])
    #expect(done.status == 200)
    let codes = done.text.components(separatedBy: "<li><code>").dropFirst().map { String($0.prefix { $0 != "<" }) }
    #expect(Set(codes).count == RecoveryCode.count)
    return (phone, codes)
  }

  /// The password; the answer carries half a session.
  private func knock(_ house: BoardFixture, fields: [(String, String)] = []) async throws -> Visitor {
    let answer = try await house.post(
      "/sign-in", [("email", "ada@example.com"), ("password", BoardFixture.password)], fields: fields)
    #expect(answer["location"] == "/sign-in/code")
    return Visitor(cookie: try #require(answer["set-cookie"]?.split(separator: ";").first.map(String.init)), token: "")
  }

  @Test func `after the password a code is asked for, and half a sign-in opens nothing`() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount()
      let (phone, _) = try await setUp(house, try await house.signIn())
      house.clock.advance(seconds: 30)
      let half = try await knock(house)
      #expect(try await house.get("/", as: half).status == 303)
      #expect(try await house.get("/account", as: half)["location"]?.hasPrefix("/sign-in") == true)
      #expect(try await house.get("/sign-in/code", as: half).status == 200)
      let wrong = try await house.post("/sign-in/code", [("code", "123456")], as: half)
      #expect(wrong.status == 422)
      let code = phone.code(house)
      let right = try await house.post("/sign-in/code", [("code", code), ("to", "/delivery")], as: half)
      #expect(right.status == 303 && right["location"] == "/delivery")
      let cookie = try #require(right["set-cookie"]?.split(separator: ";").first.map(String.init))
      // A new token: the half one is worth nothing any more.
      #expect(cookie != half.cookie)
      #expect(try await house.get("/", as: half).status == 303)
      #expect(try await house.get("/", as: Visitor(cookie: cookie, token: "")).status == 200)
      // The same code, seen over somebody's shoulder.
      let other = try await knock(house)
      #expect(try await house.post("/sign-in/code", [("code", code)], as: other).status == 422)
      #expect(try await house.audited(.signedIn).first?.detail == "with a second factor")
    }
  }

  @Test func `of two who send one code at once, one gets in`() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount()
      let (phone, codes) = try await setUp(house, try await house.signIn())
      house.clock.advance(seconds: 60)
      for code in [phone.code(house), codes[0]] {
        let (one, two) = (try await knock(house), try await knock(house))
        async let first = house.post("/sign-in/code", [("code", code)], as: one)
        async let second = house.post("/sign-in/code", [("code", code)], as: two)
        #expect(try await [first.status, second.status].sorted() == [303, 422])
      }
    }
  }

  @Test func `a recovery code works once, and new ones replace the rest`() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount()
      let (phone, codes) = try await setUp(house, try await house.signIn())
      let typed = codes[3].uppercased().replacing("-", with: " ")
      let half = try await knock(house)
      let entered = try await house.post("/sign-in/code", [("code", typed)], as: half)
      #expect(entered.status == 303)
      let again = try await knock(house)
      #expect(try await house.post("/sign-in/code", [("code", codes[3])], as: again).status == 422)
      #expect(try await house.audited(.recoveryCodeUsed).first?.detail == "9 left")
      var ada = Visitor(
        cookie: try #require(entered["set-cookie"]?.split(separator: ";").first.map(String.init)), token: "")
      let page = try await house.get("/account", as: ada).text
      #expect(page.contains("9 recovery codes left"))
      let start = try #require(page.range(of: "name=\"form_token\" value=\""))
      ada.token = String(page[start.upperBound...].prefix { $0 != "\"" })
      house.clock.advance(seconds: 60)
      let renewed = try await send(house, ada, [("act", "renew-codes"), ("code", phone.code(house))])
      #expect(renewed.status == 200)
      let last = try await knock(house)
      #expect(try await house.post("/sign-in/code", [("code", codes[4])], as: last).status == 422)
    }
  }

  @Test func `whoever knows the password does not guess the code`() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount()
      let (phone, _) = try await setUp(house, try await house.signIn())
      // The wrong code while it was set up counts no more.
      house.clock.advance(seconds: 900)
      var tried = 0
      for _ in 0..<2 {
        let half = try await knock(house)
        for attempt in 1...CodeRoutes.wrongCodes {
          let answer = try await house.post("/sign-in/code", [("code", "111111")], as: half)
          tried += 1
          #expect(answer.status == (attempt < CodeRoutes.wrongCodes ? 422 : 303), "\(tried)")
        }
        #expect(try await house.get("/sign-in/code", as: half).status == 303)
      }
      #expect(tried == SignInThrottle.perFactor)
      let half = try await knock(house)
      let held = try await house.post("/sign-in/code", [("code", phone.code(house))], as: half)
      #expect(held.status == 429 && held["retry-after"] == "900")
      house.clock.advance(seconds: 900)
      let late = try await knock(house)
      #expect(try await house.post("/sign-in/code", [("code", phone.code(house))], as: late).status == 303)
    }
  }

  @Test func `whoever must have a second factor can do nothing else before`() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount()
      let ada = try await house.signIn()
      try await house.store.write { try $0.setNeedsFactor(true, account: 1) }
      for target in ["/", "/delivery", "/tickets/1", "/reports/x"] {
        #expect(try await house.get(target, as: ada)["location"] == "/account", "\(target)")
      }
      #expect(try await house.post("/tickets/1", [("form_token", ada.token), ("act", "note")], as: ada).status == 403)
      #expect(try await send(house, ada, [("act", "create-token"), ("name", "x")]).status == 403)
      let (_, codes) = try await setUp(house, ada)
      #expect(try await house.get("/", as: ada).status == 200)
      let removed = try await send(house, ada, [("act", "remove-factor"), ("code", codes[0])])
      #expect(removed.status == 422 && removed.text.contains("requires a second factor"))
    }
  }

  @Test func `an admin resets it for whoever is locked out, and its owner removes it with a code`() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount()
      try await house.addAccount("root@example.com", name: "Root", role: .admin)
      let ada = try await house.signIn()
      let (_, codes) = try await setUp(house, ada)
      let root = try await house.signIn("root@example.com")
      let reset = try await house.post("/people/1", [("form_token", root.token), ("act", "reset-factor")], as: root)
      #expect(reset.status == 303)
      #expect(try await house.get("/", as: ada).status == 303)
      let back = try await house.signIn()
      let (phone, _) = try await setUp(house, back)
      #expect(try await send(house, back, [("act", "remove-factor"), ("code", codes[0])]).status == 422)
      house.clock.advance(seconds: 60)
      #expect(try await send(house, back, [("act", "remove-factor"), ("code", phone.code(house))]).status == 303)
      _ = try await house.signIn()
    }
  }

  @Test func `a secret is in no page once it is confirmed, and never in the log`() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount(role: .admin)
      let ada = try await house.signIn()
      let (phone, codes) = try await setUp(house, ada)
      let key = Base32.text(phone.secret)
      var pages = ""
      for target in ["/account", "/people", "/people/1", "/audit", "/audit/lines"] {
        pages += try await house.get(target, as: ada).text
      }
      #expect(!pages.contains(key) && !pages.contains(key.prefix(4) + " " + key.dropFirst(4).prefix(4)))
      for code in codes { #expect(!pages.contains(code)) }
    }
  }
}
