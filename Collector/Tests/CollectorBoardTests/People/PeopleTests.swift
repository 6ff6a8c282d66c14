// Inviting, joining, and what admins set of an account.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

extension BoardFixture {
  func account(_ email: String) async throws -> StaffAccount {
    let account = try await store.read { try $0.account(email: email) }
    return try #require(account)
  }

  /// What the audit log says, newest first.
  func audited(_ act: AuditAct? = nil) async throws -> [AuditEntry] {
    try await store.read { try $0.auditEntries(AuditQuery(act: act, limit: 1_000)) }
  }
}

@Suite struct PeopleTests {
  private static let hostile = "\u{202E}<script>alert(1)</script>&\"'"

  private func key(in page: PlainAnswer) throws -> String {
    let start = try #require(page.text.range(of: "/join?key="))
    return String(page.text[start.upperBound...].prefix(64))
  }

  private func invite(_ house: BoardFixture, _ ada: Visitor, _ email: String, name: String = "Ben") async throws
    -> String
  {
    let made = try await house.post(
      "/people",
      [("form_token", ada.token), ("email", email), ("name", name), ("role", "support"), ("scope", "all")], as: ada)
    #expect(made.status == 200)
    return try key(in: made)
  }

  @Test func `whoever is invited sets a name and a password by a link that works once`() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount(role: .admin)
      let ada = try await house.signIn()
      let key = try await invite(house, ada, "Ben@Example.com", name: Self.hostile)
      let list = try await house.get("/people", as: ada).text
      #expect(list.contains("Invited"))
      #expect(!list.contains("<script>alert"))
      // Not before.
      let early = try await house.post("/sign-in", [("email", "ben@example.com"), ("password", BoardFixture.password)])
      #expect(early.status == 422)
      let page = try await house.get("/join?key=\(key)")
      #expect(page.status == 200 && page.text.contains("ben@example.com"))
      let fields = [("key", key), ("name", "Ben Osei"), ("password", "a new password"), ("again", "a new password")]
      let short = try await house.post(
        "/join", [("key", key), ("name", "B"), ("password", "short"), ("again", "short")])
      #expect(short.status == 422 && short.text.contains("8 to 1000 bytes"))
      let differs = try await house.post(
        "/join", [("key", key), ("name", "B"), ("password", "a new password"), ("again", "another one")])
      #expect(differs.status == 422 && differs.text.contains("differ"))
      let nameless = try await house.post("/join", [("key", key), ("name", " ")] + fields.dropFirst(2))
      #expect(nameless.status == 422 && nameless.text.contains("Write a name"))
      let joined = try await house.post("/join", fields)
      #expect(joined.status == 303 && joined["set-cookie"] != nil)
      #expect(try await house.account("ben@example.com").name == "Ben Osei")
      #expect(try await house.post("/join", fields).status == 410)
      #expect(try await house.get("/join?key=\(key)").status == 410)
      let again = try await house.post("/sign-in", [("email", "ben@example.com"), ("password", "a new password")])
      #expect(again.status == 303)
      #expect(try await house.audited().map(\.act).contains(.accountJoined))
      let all = try await house.audited().map { String(decoding: $0.encoded(), as: UTF8.self) }.joined()
      #expect(!all.contains(key) && !all.contains("a new password"))
    }
  }

  @Test func `of two who use a link at once, one joins`() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount(role: .admin)
      let key = try await invite(house, try await house.signIn(), "ben@example.com")
      async let first = house.post(
        "/join", [("key", key), ("name", "One"), ("password", "password one"), ("again", "password one")])
      async let second = house.post(
        "/join", [("key", key), ("name", "Two"), ("password", "password two"), ("again", "password two")])
      #expect(try await [first.status, second.status].sorted() == [303, 410])
    }
  }

  @Test func `a link ends after seven days, by a newer one, and when the account is disabled`() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount(role: .admin)
      var ada = try await house.signIn()
      let first = try await invite(house, ada, "ben@example.com")
      let ben = try await house.account("ben@example.com").id
      let renewed = try await house.post("/people/\(ben)", [("form_token", ada.token), ("act", "link")], as: ada)
      let second = try key(in: renewed)
      #expect(try await house.get("/join?key=\(first)").status == 410)
      #expect(try await house.get("/join?key=\(second)").status == 200)
      house.clock.advance(seconds: Invitation.seconds)
      #expect(try await house.get("/join?key=\(second)").status == 410)
      ada = try await house.signIn()
      let third = try key(
        in: try await house.post("/people/\(ben)", [("form_token", ada.token), ("act", "link")], as: ada))
      _ = try await house.post("/people/\(ben)", [("form_token", ada.token), ("act", "disable")], as: ada)
      #expect(try await house.get("/join?key=\(third)").status == 410)
      for other in ["", "0", String(repeating: "0", count: 64), String(repeating: "z", count: 64)] {
        #expect(try await house.get("/join?key=\(other)").status == 410)
      }
    }
  }

  @Test func `a link for a new password ends every session of its account`() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount(role: .admin)
      try await house.addAccount("ben@example.com", name: "Ben")
      let (ada, ben) = (try await house.signIn(), try await house.signIn("ben@example.com"))
      let id = try await house.account("ben@example.com").id
      let key = try key(
        in: try await house.post("/people/\(id)", [("form_token", ada.token), ("act", "link")], as: ada))
      #expect(try await house.get("/", as: ben).status == 200)
      let set = try await house.post(
        "/join", [("key", key), ("password", "quite another"), ("again", "quite another")])
      #expect(set.status == 303)
      #expect(try await house.get("/", as: ben).status == 303)
      #expect(try await house.account("ben@example.com").name == "Ben")
    }
  }

  @Test func `disabling ends sessions and tokens at once, and enabling lets in again`() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount(role: .admin)
      try await house.addAccount("ben@example.com", name: "Ben")
      let (ada, ben) = (try await house.signIn(), try await house.signIn("ben@example.com"))
      let id = try await house.account("ben@example.com").id
      _ = try await house.post(
        "/account",
        [("form_token", ben.token), ("act", "create-token"), ("name", "Bot"), ("scope", "read"), ("days", "3")], as: ben
      )
      let off = try await house.post("/people/\(id)", [("form_token", ada.token), ("act", "disable")], as: ada)
      #expect(off.status == 303)
      #expect(try await house.get("/", as: ben).status == 303)
      #expect(try await house.store.read { try $0.tokens(ofAccount: id) }.allSatisfy { $0.revokedAt != nil })
      let door = try await house.post("/sign-in", [("email", "ben@example.com"), ("password", BoardFixture.password)])
      #expect(door.status == 422)
      _ = try await house.post("/people/\(id)", [("form_token", ada.token), ("act", "enable")], as: ada)
      _ = try await house.signIn("ben@example.com")
    }
  }

  @Test func `the last admin of all apps can be neither disabled nor demoted nor narrowed`() async throws {
    try await BoardFixture.with { house in
      let app = try await house.addApp("shop")
      try await house.addAccount(role: .admin)
      try await house.addAccount("ben@example.com", name: "Ben", role: .admin, apps: .app(app.id))
      let ada = try await house.signIn()
      let id = try await house.account("ada@example.com").id
      let forms: [[(String, String)]] = [
        [("act", "disable")], [("act", "role"), ("role", "lead"), ("scope", "all")],
        [("act", "role"), ("role", "admin"), ("scope", "some"), ("app", "\(app.id.value)")],
      ]
      for form in forms {
        let answer = try await house.post("/people/\(id)", [("form_token", ada.token)] + form, as: ada)
        #expect(answer.status == 422 && answer.text.contains("last admin"))
      }
      let kept = try await house.account("ada@example.com")
      #expect(kept.role == .admin && kept.apps == .all && kept.disabledAt == nil)
    }
  }

  @Test func `role, apps, profile and presence are saved and written into the log`() async throws {
    try await BoardFixture.with { house in
      let app = try await house.addApp("shop")
      try await house.addAccount(role: .admin)
      try await house.addAccount("ben@example.com", name: "Ben")
      let ada = try await house.signIn()
      let id = try await house.account("ben@example.com").id
      func send(_ form: [(String, String)]) async throws -> PlainAnswer {
        try await house.post("/people/\(id)", [("form_token", ada.token)] + form, as: ada)
      }
      _ = try await send([("act", "role"), ("role", "developer"), ("scope", "some"), ("app", "\(app.id.value)")])
      _ = try await send(
        [("act", "profile"), ("name", "Ben Osei"), ("languages", "de-CH, fr en"), ("zone", "Europe/Zurich")])
      _ = try await send([("act", "away")])
      let ben = try await house.account("ben@example.com")
      #expect(ben.role == .developer && ben.apps == .app(app.id) && ben.name == "Ben Osei")
      #expect(ben.languages == ["de-CH", "fr", "en"] && ben.timeZone == "Europe/Zurich")
      #expect(ben.awaySince == BoardFixture.noon)
      _ = try await send([("act", "back")])
      #expect(try await house.account("ben@example.com").awaySince == nil)
      let acts = try await house.audited().map(\.act)
      #expect(acts.prefix(4) == [.awayChanged, .awayChanged, .profileChanged, .roleChanged])
      #expect(try await house.audited(.roleChanged).first?.detail == "from support, all apps to developer, 'shop'")
      for (form, words) in [
        ([("act", "profile"), ("name", "")], "Write a name"),
        ([("act", "profile"), ("name", "B"), ("zone", "Mars/Olympus")], "no time zone"),
        ([("act", "profile"), ("name", "B"), ("languages", "klingonisch")], "no language tag"),
        ([("act", "role"), ("role", "king"), ("scope", "all")], "Choose a role"),
        ([("act", "role"), ("role", "lead"), ("scope", "some")], "tick at least one"),
      ] {
        let answer = try await send(form)
        #expect(answer.status == 422 && answer.text.contains(words), "\(form)")
      }
      #expect(try await send([("act", "explode")]).status == 400)
      #expect(try await house.get("/people/999", as: ada).status == 404)
    }
  }

  @Test func `an address that is taken, or none, is refused beside its field`() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount(role: .admin)
      let ada = try await house.signIn()
      for (email, words) in [("ADA@example.com", "already"), ("nobody", "no e-mail address")] {
        let answer = try await house.post(
          "/people", [("form_token", ada.token), ("email", email), ("role", "lead"), ("scope", "all")], as: ada)
        #expect(answer.status == 422 && answer.text.contains(words))
      }
      #expect(try await house.store.read { try $0.accounts() }.count == 1)
    }
  }
}
