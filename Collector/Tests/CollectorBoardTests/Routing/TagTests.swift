// Tags on the board: the form on a ticket, the chips, the filter, and two people who change them at once.
import CollectorCore
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite struct TagTests {
  private func withTicket(_ body: (BoardFixture, Visitor) async throws -> Void) async throws {
    try await BoardFixture.with { house in
      let app = try await house.addApp()
      try await house.receive(makeReport("Saving fails"), app: app)
      try await house.receive(makeReport("Loading fails"), app: app)
      try await house.addAccount()
      try await body(house, try await house.signIn())
      #expect(house.failures.all.isEmpty, "\(house.failures.all)")
    }
  }

  private func save(_ house: BoardFixture, _ visitor: Visitor, was: String, _ tags: String) async throws -> PlainAnswer
  {
    try await house.post(
      "/tickets/1/tags", [("form_token", visitor.token), ("was", was), ("tags", tags)], as: visitor)
  }

  private func tags(_ house: BoardFixture) async throws -> [String] {
    try await house.store.read { try $0.tags(ofTicket: 1) }
  }

  @Test func `Tags are saved, shown as links to the tickets that have them, and filtered by`() async throws {
    try await withTicket { house, ada in
      #expect(try await save(house, ada, was: "", "VIP,  big  customer , <b>").status == 303)
      #expect(try await tags(house) == ["<b>", "big customer", "vip"])
      let page = try await house.get("/tickets/1", as: ada).text
      #expect(page.contains("href=\"/?state=all&amp;tag=big%20customer\""))
      #expect(page.contains("tagged it <bdi>vip, big customer, &lt;b&gt;</bdi>"))
      let list = try await house.get("/?tag=vip", as: ada).text
      #expect(list.contains("/tickets/1\"") && !list.contains("/tickets/2\""))
      #expect(list.contains("<option value=\"vip\" selected>") && list.contains("<bdi>&lt;b&gt;</bdi>"))
      #expect(try await house.get("/?tag=unheard", as: ada).text.contains("tag <bdi>unheard</bdi>"))
    }
  }

  @Test func `Of two who change tags at once, each one's change stays`() async throws {
    try await withTicket { house, ada in
      _ = try await save(house, ada, was: "", "a, b")
      #expect(try await save(house, ada, was: "a, b", "a, b, c").status == 303)
      #expect(try await save(house, ada, was: "a, b", "b, d").status == 303)
      #expect(try await tags(house) == ["b", "c", "d"])
    }
  }

  @Test func `A tag past a limit comes back with the reason and the words`() async throws {
    try await withTicket { house, ada in
      let long = String(repeating: "x", count: 51)
      let refused = try await save(house, ada, was: "", "ok, \(long)")
      #expect(refused.status == 422 && refused.text.contains("the limit is 50 bytes"))
      #expect(refused.text.contains("value=\"ok, \(long)\""))
      let many = (1...21).map { "t\($0)" }.joined(separator: ",")
      #expect(try await save(house, ada, was: "", many).text.contains("more than 20 tags"))
      #expect(try await tags(house).isEmpty)
    }
  }

  @Test func `Who may not move tickets reads tags and changes none`() async throws {
    try await withTicket { house, ada in
      _ = try await save(house, ada, was: "", "vip")
      try await house.addAccount("lea@example.com", name: "Lea", role: .lead)
      let lea = try await house.signIn("lea@example.com")
      let page = try await house.get("/tickets/1", as: lea).text
      #expect(page.contains("<bdi>vip</bdi>") && !page.contains("Change the tags"))
      #expect(try await save(house, lea, was: "vip", "").status == 403)
    }
  }
}
