// My work and the groups' page, as people of each role get them.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite struct WorkPageTests {
  private func withHouse(_ body: (BoardFixture, Visitor, Visitor) async throws -> Void) async throws {
    try await BoardFixture.with { house in
      let app = try await house.addApp()
      for text in ["Saving fails", "Printing fails", "Loading <b>fails</b>"] {
        try await house.receive(makeReport(text), app: app)
      }
      try await house.addAccount(name: "Ada Keller", role: .admin)
      try await house.addAccount("vic@example.com", name: "Vic <i>", role: .volunteer)
      try await body(house, try await house.signIn(), try await house.signIn("vic@example.com"))
      #expect(house.failures.all.isEmpty, "\(house.failures.all)")
    }
  }

  private func press(
    _ house: BoardFixture, _ visitor: Visitor, _ target: String, _ values: [(String, String)]
  ) async throws -> PlainAnswer {
    try await house.post(target, [("form_token", visitor.token)] + values, as: visitor)
  }

  @Test func `E2: a ticket that is handed to one's group or followed is in one's work, unread until it is opened`()
    async throws
  {
    try await withHouse { house, ada, vic in
      #expect(try await house.get("/work", as: vic).text.contains("Nothing is yours"))
      #expect(try await press(house, ada, "/groups", [("act", "create"), ("name", " Night  shift ")]).status == 303)
      let saved = [("act", "save"), ("group", "1"), ("name", "Night shift"), ("member", "2"), ("member", "99")]
      #expect(try await press(house, ada, "/groups", saved).status == 303)
      _ = try await press(house, ada, "/tickets/1/owner", [("act", "hand-over"), ("to", "group-1")])
      _ = try await press(house, vic, "/tickets/2/owner", [("act", "follow")])
      let note = [("act", "note"), ("note", "Ask @Vic <i> about it"), ("seen", "0")]
      #expect(try await press(house, ada, "/tickets/3", note).status == 303)
      var page = try await house.get("/work", as: vic).text
      for part in [
        "My groups’ <span class=\"count\">1</span>", "Followed <span class=\"count\">2</span>", "Saving fails",
        "Printing fails", "Loading &lt;b&gt;fails", "Your groups: <bdi>Night shift</bdi>",
      ] { #expect(page.contains(part), "\(part)") }
      #expect(page.components(separatedBy: "class=\"item unread\"").count - 1 == 3)
      for number in 1...3 { _ = try await house.get("/tickets/\(number)", as: vic) }
      page = try await house.get("/work", as: vic).text
      #expect(page.contains("Nothing unread") && !page.contains("item unread"))
      // Claimed, it is one's own; what others write is unread again.
      _ = try await press(house, vic, "/tickets/1/owner", [("act", "claim")])
      _ = try await press(house, ada, "/tickets/1", [("act", "note"), ("note", "Well done"), ("seen", "0")])
      page = try await house.get("/work", as: vic).text
      #expect(page.contains("Mine <span class=\"count\">1</span>") && page.contains("<strong>1</strong> unread"))
      _ = try await press(house, vic, "/tickets/2/owner", [("act", "unfollow")])
      #expect(try await !house.get("/work", as: vic).text.contains("Printing fails"))
    }
  }

  @Test func `groups are for admins, and a name that cannot be is refused beside its field`() async throws {
    try await withHouse { house, ada, vic in
      #expect(try await house.get("/groups", as: vic).status == 403)
      #expect(try await press(house, vic, "/groups", [("act", "create"), ("name", "Mine")]).status == 403)
      for name in ["", "  ", String(repeating: "x", count: 101)] {
        let refused = try await press(house, ada, "/groups", [("act", "create"), ("name", name)])
        #expect(refused.status == 422 && refused.text.contains("field-error"))
      }
      #expect(try await press(house, ada, "/groups", [("act", "create"), ("name", "<b>Billing")]).status == 303)
      let twice = try await press(house, ada, "/groups", [("act", "create"), ("name", "<b>Billing")])
      #expect(twice.status == 422 && twice.text.contains("There is a group of the name"))
      let page = try await house.get("/groups", as: ada).text
      #expect(page.contains("value=\"&lt;b&gt;Billing\"") && !page.contains("<b>Billing"))
      #expect(try await press(house, ada, "/groups", [("act", "delete"), ("group", "1")]).status == 303)
      #expect(try await press(house, ada, "/groups", [("act", "delete"), ("group", "1")]).status == 422)
      #expect(try await press(house, ada, "/groups", [("act", "explode")]).status == 400)
    }
  }
}
