// Claims that run out and ends that are none, as the board shows them.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite struct WaitingFormTests {
  private func withTicket(
    idleSeconds: Int64 = 0, _ body: (BoardFixture, Visitor) async throws -> Void
  ) async throws {
    try await BoardFixture.with(idleSeconds: idleSeconds) { house in
      let app = try await house.addApp()
      try await house.receive(makeReport("Saving fails"), app: app)
      try await house.addAccount(name: "Ada <i>")
      try await body(house, try await house.signIn())
      #expect(house.failures.all.isEmpty, "\(house.failures.all)")
    }
  }

  private func press(
    _ house: BoardFixture, _ visitor: Visitor, _ target: String, _ values: [(String, String)]
  ) async throws -> PlainAnswer {
    let seen = try await house.store.read { try $0.events(ofTicket: 1, after: 0, limit: 500).last?.id ?? 0 }
    return try await house.post(
      target, [("form_token", visitor.token), ("seen", "\(seen)")] + values, as: visitor)
  }

  private func ticket(_ house: BoardFixture) async throws -> Ticket {
    try #require(try await house.store.read { try $0.ticket(1) })
  }

  @Test func `B6: the board warns before an idle claim is given back, and one press keeps it`() async throws {
    try await withTicket(idleSeconds: 8 * 3_600) { house, ada in
      _ = try await press(house, ada, "/tickets/1/owner", [("act", "claim")])
      house.clock.advance(seconds: 6 * 3_600 - 1)
      #expect(try await !house.get("/tickets/1", as: ada).text.contains("given back"))
      house.clock.advance(seconds: 1)
      #expect(try await house.get("/tickets/1", as: ada).text.contains("it is given back in 2 h"))
      #expect(try await house.get("/work", as: ada).text.contains("it is given back in 2 h"))
      #expect(try await press(house, ada, "/tickets/1/owner", [("act", "keep")]).status == 303)
      #expect(try await !house.get("/tickets/1", as: ada).text.contains("given back"))
      house.clock.advance(seconds: 8 * 3_600)
      let now = house.clock.now
      #expect(try await house.get("/tickets/1", as: ada).text.contains("given back any moment"))
      _ = try await house.store.write {
        try TicketActions($0, now: now).doWhatIsDue(DueSchedule(idleSeconds: 8 * 3_600), limit: 10)
      }
      #expect(try await ticket(house).holder == TicketHolder())
      #expect(
        try await house.get("/tickets/1", as: ada).text.contains(
          "Given back: <bdi>Ada &lt;i&gt;</bdi> had left it idle"))
    }
  }

  @Test func `E3: the form offers an idea instead of an end, claims, and tells the words to the reporters`()
    async throws
  {
    try await withTicket { house, ada in
      #expect(try await house.get("/tickets/1", as: ada).text.contains("Turn it into an idea"))
      let done = try await press(house, ada, "/tickets/1", [("act", "idea"), ("note", "We think about it")])
      #expect(done.status == 303)
      let ticket = try await ticket(house)
      #expect(ticket.kind == .idea && ticket.state == .open && ticket.holder.owner?.name == "Ada <i>")
      let page = try await house.get("/tickets/1", as: ada).text
      #expect(page.contains("turned it into an idea: it works as designed") && page.contains("We think about it"))
      #expect(!page.contains("Turn it into an idea"))
      let again = try await press(house, ada, "/tickets/1", [("act", "idea"), ("note", "Once more")])
      #expect(again.status == 422 && again.text.contains("is an idea already") && again.text.contains("Once more"))
    }
  }

  @Test func `B3: no solution shows its reason and who decided it`() async throws {
    try await withTicket { house, ada in
      let values = [("act", "resolve"), ("resolution", "no_solution"), ("note", "The bank does not offer it")]
      #expect(try await press(house, ada, "/tickets/1", values).status == 303)
      let page = try await house.get("/tickets/1", as: ada).text
      #expect(page.contains("<dt>Decided by</dt><dd><bdi>Ada &lt;i&gt;</bdi></dd>"))
      #expect(page.contains("The bank does not offer it") && !page.contains("value=\"no_answer\""))
      let byHand = [("act", "correct"), ("resolution", "no_answer"), ("note", "x")]
      #expect(try await press(house, ada, "/tickets/1", byHand).status == 422)
    }
  }

  @Test(arguments: [true, false]) func `staff choose whether a reply opens a wait earlier`(early: Bool) async throws {
    try await withTicket { house, ada in
      let values = [("act", "wait"), ("cause", "department"), ("department-name", "Legal")]
      #expect(try await press(house, ada, "/tickets/1", values + (early ? [("early", "yes")] : [])).status == 303)
      #expect(try await ticket(house).waiting?.wakesOnReply == early)
      let now = house.clock.now
      let woken = try await house.store.write { try TicketActions($0, now: now).wakeForReporter(1) }
      let state = try await ticket(house).state
      #expect(woken == early && state == (early ? .open : .waiting))
    }
  }
}
