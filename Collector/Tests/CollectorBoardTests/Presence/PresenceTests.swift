// Who is answering, over HTTP: told to others who see the app, ended by its writer or by itself, and in no history.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite struct PresenceTests {
  @Test func `B8: others see who is answering, in the list and on the ticket, until no sign comes any more`()
    async throws
  {
    try await BoardFixture.with { house in
      let app = try await house.addApp()
      let other = try await house.addApp("other")
      try await house.addAccount()
      try await house.addAccount("kim@example.com", name: "Kim <b>Lee")
      try await house.addAccount("vic@example.com", name: "Vic", apps: .app(other.id))
      try await house.receive(makeReport("Saving fails"), app: app)
      let (ada, kim, vic) = (
        try await house.signIn(), try await house.signIn("kim@example.com"), try await house.signIn("vic@example.com")
      )
      func answering(_ who: Visitor, _ values: [(String, String)] = []) async throws -> Int {
        try await house.post("/tickets/1/answering", [("form_token", who.token)] + values, as: who).status
      }
      func sees(_ who: Visitor, _ page: String) async throws -> Bool {
        try await house.get(page, as: who).text.contains("Kim &lt;b&gt;Lee</bdi> is answering")
      }
      let (seen, blind) = (
        try EventReader(port: house.port, fields: ada.fields), try EventReader(port: house.port, fields: vic.fields)
      )
      defer {
        seen.stop()
        blind.stop()
      }
      #expect(try await seen.next(holding: "event: change"))
      #expect(try await blind.next(holding: "event: change"))
      let events = try await house.store.read { try $0.newestEvent(in: .all) }
      #expect(try await answering(kim) == 204)
      #expect(try await seen.next(holding: "event: present\ndata: [{\"ticket\":1,\"name\":\"Kim <b>Lee\"}]\n"))
      for page in ["/", "/triage", "/tickets/1"] { #expect(try await sees(ada, page), "\(page)") }
      // To whoever writes it is no news, and nobody hears of another app.
      #expect(try await !sees(kim, "/tickets/1"))
      #expect(try await answering(vic) == 404)
      house.clock.advance(seconds: Presence.seconds - 1)
      #expect(try await sees(ada, "/"))
      house.clock.advance(seconds: 1)
      #expect(try await !sees(ada, "/"))
      #expect(try await seen.next(holding: "event: present\ndata: []\n"))
      #expect(try await answering(kim) == 204)
      #expect(try await answering(kim, [("gone", "yes")]) == 204)
      #expect(try await !sees(ada, "/"))
      // Neither history nor log knows of it.
      #expect(try await house.store.read { try $0.newestEvent(in: .all) } == events)
      #expect(!blind.text.contains("present"))
      #expect(house.failures.all.isEmpty, "\(house.failures.all)")
    }
  }

  @Test func `a ticket is unread until it is opened, and again when somebody else did something`() async throws {
    try await BoardFixture.with { house in
      let app = try await house.addApp()
      try await house.receive(makeReport("What was there before"), app: app)
      try await house.addAccount()
      try await house.addAccount("kim@example.com", name: "Kim")
      try await house.receive(makeReport("Saving fails"), app: app)
      let ada = try await house.signIn()
      func unread() async throws -> [Substring] {
        let page = try await house.get("/?order=oldest", as: ada).text
        return page.matches(of: /class="unread" data-key="(\d+)"/).map(\.output.1)
      }
      #expect(try await unread() == ["2"])
      #expect(try await house.get("/", as: ada).text.contains("1 unread on this page"))
      _ = try await house.get("/tickets/2", as: ada)
      #expect(try await unread() == [])
      let now = house.clock.now
      try await house.store.write { store in
        let actions = TicketActions(store, now: now)
        try actions.note(1, text: "Mine", by: .staff(id: 1, name: "Ada"))
        try actions.note(2, text: "Hers", by: .staff(id: 2, name: "Kim"))
      }
      #expect(try await unread() == ["2"])
      let newest = try await house.store.read { try $0.newestEvent(in: .all) }
      let read = try await house.post(
        "/read", [("form_token", ada.token), ("event", "\(newest)"), ("back", "/triage?kind=idea")], as: ada)
      #expect(read.status == 303 && read["location"] == "/triage?kind=idea")
      #expect(try await unread() == [])
      // An address elsewhere leads to the list.
      let away = try await house.post(
        "/read", [("form_token", ada.token), ("event", "999999"), ("back", "//evil.example")], as: ada)
      #expect(away["location"] == "/")
      // A number that no page has shown hides nothing that comes.
      try await house.store.write {
        try TicketActions($0, now: now).note(1, text: "New", by: .staff(id: 2, name: "Kim"))
      }
      #expect(try await unread() == ["1"])
    }
  }
}
