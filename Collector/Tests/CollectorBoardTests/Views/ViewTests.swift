// Lists under names: kept from the list, shared, counted for whoever looks, renamed and deleted.
import CollectorCore
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite struct ViewTests {
  private func withDesk(_ body: (BoardFixture, Visitor, Visitor) async throws -> Void) async throws {
    try await BoardFixture.with { house in
      try await house.addAccount()
      let (shop, other) = (try await house.addApp("shop"), try await house.addApp("other"))
      try await house.addAccount("ben@example.com", name: "Ben Osei", role: .support, apps: .app(shop.id))
      for app in [shop, other] {
        try await house.receive(makeReport("Please add a dark theme") { $0.kind = .idea }, app: app)
      }
      try await house.receive(makeReport("Saving fails"), app: shop)
      try await body(house, try await house.signIn(), try await house.signIn("ben@example.com"))
    }
  }

  private func save(
    _ house: BoardFixture, _ visitor: Visitor, _ name: String, query: String, shared: Bool = false
  ) async throws -> PlainAnswer {
    try await house.post(
      "/views",
      [("form_token", visitor.token), ("act", "save"), ("name", name), ("query", query)]
        + (shared ? [("shared", "yes")] : []), as: visitor)
  }

  @Test func `a list is kept under a name, and a shared one counts what its reader may see`() async throws {
    try await withDesk { house, ada, ben in
      let list = try await house.get("/?kind=idea", as: ada).text
      #expect(list.contains("Save as a view") && list.contains("name=\"query\" value=\"kind=idea\""))
      let saved = try await save(house, ada, "Ideas <b>& more", query: "kind=idea&page=3&nonsense=1", shared: true)
      #expect(saved.status == 303 && saved["location"] == "/?kind=idea")
      let told = try await house.get("/?kind=idea", as: ada.carrying(saved)).text
      #expect(told.contains("the view stands above the list") && !told.contains("Save as a view"))
      let mark = "href=\"/?kind=idea\" aria-current=\"page\"><bdi>Ideas &lt;b&gt;&amp; more</bdi>"
      #expect(told.contains("\(mark) <span class=\"count\">2</span>"))
      // Ben sees one app.
      let his = try await house.get("/?kind=idea", as: ben).text
      #expect(his.contains("\(mark) <span class=\"count\">1</span>"))
      // A view of one's own is nobody else's.
      _ = try await save(house, ada, "Mine alone", query: "owner=me&state=all")
      #expect(try await house.get("/", as: ada).text.contains("Mine alone"))
      #expect(try await !house.get("/", as: ben).text.contains("Mine alone"))
      #expect(try await !house.get("/views", as: ben).text.contains("Mine alone"))
    }
  }

  @Test func `a shared view of an app that somebody does not see is not shown to them`() async throws {
    try await withDesk { house, ada, ben in
      _ = try await save(house, ada, "The other app", query: "app=other", shared: true)
      #expect(try await house.get("/views", as: ada).text.contains("The other app"))
      for page in ["/", "/views"] { #expect(try await !house.get(page, as: ben).text.contains("The other app")) }
    }
  }

  @Test func `views are renamed and deleted by who made them, and shared ones by admins`() async throws {
    try await withDesk { house, ada, ben in
      _ = try await save(house, ben, "Ben's", query: "kind=idea", shared: true)
      func act(_ act: String, _ visitor: Visitor, _ more: [(String, String)] = []) async throws -> Int {
        try await house.post(
          "/views", [("form_token", visitor.token), ("act", act), ("view", "1")] + more, as: visitor
        ).status
      }
      #expect(try await act("change", ada, [("name", "Hers")]) == 404)
      #expect(try await act("delete", ada) == 404)
      #expect(try await act("change", ben, [("name", "Wishes"), ("shared", "yes")]) == 303)
      #expect(try await house.get("/views", as: ada).text.contains("Wishes"))
      try await house.addAccount("root@example.com", name: "Root", role: .admin)
      #expect(try await act("delete", try await house.signIn("root@example.com")) == 303)
      #expect(try await house.get("/views", as: ben).text.contains("You keep no view"))
    }
  }

  @Test(arguments: [("", "Give the view a name."), (String(repeating: "ä", count: 51), "The name has 102 bytes")])
  func `what is wrong with a name is said beside it, and the filters stay`(name: String, message: String) async throws {
    try await withDesk { house, ada, _ in
      let answer = try await save(house, ada, name, query: "kind=idea")
      #expect(answer.status == 422 && answer.text.contains(message))
      #expect(
        answer.text.contains("name=\"query\" value=\"kind=idea\"") && answer.text.contains("aria-invalid=\"true\""))
    }
  }
}
