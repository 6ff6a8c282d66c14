// In which language the board answers: the person's choice, else the browser's, else English.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite struct LanguageTests {
  private static let german = [("Accept-Language", "de-CH, en;q=0.8")]

  private static func vary(_ answer: PlainAnswer) -> [String] {
    answer.fields.filter { $0.name.lowercased() == "vary" }.map(\.value)
  }

  @Test func `whoever is not signed in reads the language of their browser, also where something is refused`()
    async throws
  {
    try await BoardFixture.with { house in
      try await house.addAccount()
      let page = try await house.get("/sign-in", fields: Self.german)
      #expect(page.text.contains("<html lang=\"de\">") && page.text.contains("<h1>Anmelden</h1>"))
      #expect(page["content-language"] == "de")
      #expect(page.text.contains("E-Mail") && page.text.contains("Passwort"))
      let refused = try await house.post(
        "/sign-in", [("email", "ada@example.com"), ("password", "wrong wrong")], fields: Self.german)
      #expect(refused.status == 422 && refused.text.contains("E-Mail oder Passwort ist falsch."))
      let gone = try await house.get("/join?key=1", fields: Self.german)
      #expect(gone.status == 410 && gone.text.contains("Dieser Link gilt nicht mehr"))
      let out = try await house.post("/tickets/1", [("act", "note"), ("note", "Kept words")], fields: Self.german)
      #expect(out.status == 403 && out.text.contains("Nicht mehr angemeldet") && out.text.contains("Kept words"))
      let english = try await house.get("/sign-in")
      #expect(english.text.contains("<html lang=\"en\">") && english.text.contains("<h1>Sign in</h1>"))
    }
  }

  @Test func `a page says that it depends on the language, and a file does not`() async throws {
    try await BoardFixture.with { house in
      let page = try await house.get("/sign-in")
      #expect(Self.vary(page).contains { $0.lowercased().contains("accept-language") })
      let asset = try await house.get("/assets/board.js", fields: Self.german)
      #expect(!Self.vary(asset).contains { $0.lowercased().contains("accept-language") })
      #expect(asset["content-language"] == nil)
    }
  }

  @Test func `a choice of one's own comes before the browser's, and can be taken back`() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount(role: .admin)
      let ada = try await house.signIn()
      #expect(try await house.get("/account", as: ada).text.contains("Your account"))
      #expect(try await house.get("/account", as: ada, fields: Self.german).text.contains("Eigenes Konto"))
      let token = ("form_token", ada.token)
      _ = try await house.post("/account", [token, ("act", "language"), ("language", "de")], as: ada)
      let chosen = try await house.get("/account", as: ada, fields: [("Accept-Language", "en")])
      #expect(chosen.text.contains("<html lang=\"de\">") && chosen.text.contains("Eigenes Konto"))
      #expect(chosen.text.contains("<option value=\"de\" lang=\"de\" selected>Deutsch</option>"))
      #expect(try await house.get("/tickets/99", as: ada).text.contains("Es gibt kein Ticket 99."))
      #expect(try await house.get("/nothing", as: ada).text.contains("Unter dieser Adresse gibt es nichts."))
      _ = try await house.post("/account", [token, ("act", "language"), ("language", "xx")], as: ada)
      #expect(try await house.store.read { try $0.boardLanguage(ofAccount: 1) } == nil)
      #expect(try await house.get("/account", as: ada).text.contains("Your account"))
      #expect(house.failures.all.isEmpty)
    }
  }

  @Test func `a page that the store's thread renders has the reader's language and the board's path`() async throws {
    try await BoardFixture.with(prefix: "/feedback") { house in
      try await house.addAccount(role: .admin)
      let app = try await house.addApp()
      let report = makeReport("Saving fails") { $0.user = "ann" }
      try await house.receive(
        IncomingReport(
          id: report.id, app: app.id, installation: ReportID(at: house.clock.now, random: (7, 7)),
          receivedAt: house.clock.now, sentAt: nil, body: report.encoded()))
      let signed = try await house.post(
        "/feedback/sign-in", [("email", "ada@example.com"), ("password", BoardFixture.password)])
      let cookie = try #require(signed["set-cookie"]?.split(separator: ";").first)
      let ada = Visitor(cookie: String(cookie), token: "")
      let expected = [
        ("/groups", "Gruppen"), ("/views", "Ansichten"), ("/settings/answers", "Textbausteine"),
        ("/reports/\(report.id)/redact", "Etwas entfernen"), ("/reporters/\(report.id)", "Interne Notiz"),
      ]
      for (path, words) in expected {
        let page = try await house.get("/feedback" + path, as: ada, fields: Self.german).text
        #expect(page.contains(words) && page.contains("lang=\"de\""), "\(path)")
        let addresses = page.matches(of: #/ (?:href|src|action)="([^"]*)"/#).map { String($0.output.1) }
        for address in addresses where !address.hasPrefix("#") {
          #expect(address.hasPrefix("/feedback/"), "\(path): \(address)")
        }
      }
    }
  }

  @Test func `what a form refuses is said in the reader's language, and stays English in what the domain says`()
    async throws
  {
    try await BoardFixture.with { house in
      try await house.addAccount(role: .admin)
      let ada = try await house.signIn()
      let form = [("form_token", ada.token), ("act", "create"), ("name", "")]
      #expect(try await house.post("/groups", form, as: ada).text.contains("Give the group a name."))
      let german = try await house.post("/groups", form, as: ada, fields: Self.german)
      #expect(german.status == 422 && german.text.contains("Der Gruppe einen Namen geben."))
      #expect(GroupError.noName.description == "Give the group a name.")
    }
  }

  @Test func `the history is kept as data and told in the reader's language`() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount(role: .admin)
      let app = try await house.addApp()
      try await house.receive(makeReport("Saving fails") { $0.user = "Ann" }, app: app)
      let now = house.clock.now
      try await house.store.write { store in
        let actions = TicketActions(store, now: now)
        let ada = Actor.staff(id: 1, name: "Ada Keller")
        try actions.claim(1, by: ada)
        try actions.note(1, text: "Look at this", by: ada)
        try actions.wait(1, for: Waiting(.department, name: "Billing"), note: nil, by: ada)
        try actions.reopen(1, note: nil, by: ada)
        try actions.handBack(1, by: ada)
      }
      let ada = try await house.signIn()
      let german = try await house.get("/tickets/1", as: ada, fields: Self.german).text
      let english = try await house.get("/tickets/1", as: ada).text
      for words in ["took it", "wrote a note", "let it wait: waits for", "took it up", "gave it back"] {
        #expect(english.contains(words), "\(words)")
      }
      for words in [
        "hat es übernommen", "hat eine interne Notiz geschrieben", "hat es warten lassen: wartet auf",
        "hat es wieder aufgenommen", "hat es zurückgegeben", "Verlauf",
      ] {
        #expect(german.contains(words), "\(words)")
      }
      // What people wrote stays as it is.
      #expect(german.contains("Look at this"))
    }
  }
}
