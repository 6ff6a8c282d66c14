// Answers of volunteers that wait for a second person, over HTTP: on the ticket, in the work of those who approve, and what they decide.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite struct ApprovalFormTests {
  private func withHeld(
    _ body: (BoardFixture, AppRecord, [StaffRole: Visitor]) async throws -> Void
  ) async throws {
    try await BoardFixture.with { house in
      let app = try await house.addApp()
      let report = makeReport("Saving fails")
      try await house.receive(
        IncomingReport(
          id: report.id, app: app.id, installation: CannedAnswerTests.device, receivedAt: house.clock.now, sentAt: nil,
          body: report.encoded()))
      var visitors: [StaffRole: Visitor] = [:]
      for role in StaffRole.allCases {
        try await house.addAccount("\(role.rawValue)@example.com", name: "\(role.rawValue) <i>", role: role)
        visitors[role] = try await house.signIn("\(role.rawValue)@example.com")
      }
      let admin = try #require(visitors[.admin])
      let set = try await house.post(
        "/settings/approvals", [("form_token", admin.token), ("app", "\(app.id.value)")], as: admin)
      #expect(set.status == 303)
      #expect(try await house.get("/settings/answers", as: admin).text.contains("value=\"\(app.id.value)\" checked"))
      try await body(house, app, visitors)
      #expect(house.failures.all.isEmpty, "\(house.failures.all)")
    }
  }

  private func answer(_ house: BoardFixture, _ visitor: Visitor?, _ note: String) async throws -> PlainAnswer {
    let visitor = try #require(visitor)
    let seen = try await house.store.read { try $0.newestEvents(ofTicket: 1, limit: 1).last?.id ?? 0 }
    return try await house.post(
      "/tickets/1", [("form_token", visitor.token), ("act", "answer"), ("note", note), ("seen", "\(seen)")],
      as: visitor)
  }

  private func decide(
    _ house: BoardFixture, _ visitor: Visitor?, _ act: String, held: Int64 = 1, note: String = "", seen: Int64? = nil
  ) async throws -> PlainAnswer {
    let visitor = try #require(visitor)
    let newest = try await house.store.read { try $0.newestEvents(ofTicket: 1, limit: 1).last?.id ?? 0 }
    return try await house.post(
      "/tickets/1/approvals",
      [
        ("form_token", visitor.token), ("act", act), ("held", "\(held)"), ("note", note), ("seen", "\(seen ?? newest)"),
      ], as: visitor)
  }

  private func told(_ house: BoardFixture, _ app: AppRecord) async throws -> [TicketUpdate] {
    try await house.store.read {
      try $0.updates(app: app.id, installation: CannedAnswerTests.device, after: 0, limit: 99)
    }
    .filter { $0.message != nil }
  }

  @Test func `it waits in sight of all, and goes out under the volunteer's name once somebody approves`() async throws {
    try await withHeld { house, app, visitors in
      let before = try await house.get("/tickets/1", as: visitors[.volunteer]).text
      #expect(before.contains("It waits until a second person approves it"))
      #expect(try await answer(house, visitors[.volunteer], "Try <b>again").status == 303)
      #expect(try await house.get("/tickets/1", as: visitors[.volunteer]).text.contains(">Send for approval<"))
      #expect(try await told(house, app).isEmpty)
      for role in StaffRole.allCases {
        let page = try await house.get("/tickets/1", as: visitors[role]).text
        #expect(page.contains("Waits for approval of a second person"), "\(role)")
        #expect(page.contains("Try &lt;b&gt;again"))
        let may = [StaffRole.admin, .support, .lead].contains(role)
        #expect(
          page.contains("value=\"approve\"") == may && page.contains("value=\"withdraw\"") == (role == .volunteer))
        let work = try await house.get("/work", as: visitors[role]).text
        #expect(work.contains("Wait for your approval") == may, "\(role)")
        if !may { #expect(try await decide(house, visitors[role], "approve").status == 422) }
      }
      // Somebody else has the ticket by now.
      let support = try #require(visitors[.support])
      let taken = try await house.post(
        "/tickets/1/owner", [("form_token", support.token), ("act", "take-over")], as: support)
      #expect(taken.status == 303)
      #expect(try await decide(house, visitors[.lead], "approve").status == 303)
      #expect(try await told(house, app).map(\.message) == ["Try <b>again"])
      #expect(try await told(house, app).map(\.by) == ["volunteer <i>"])
      let page = try await house.get("/tickets/1", as: visitors[.lead]).text
      #expect(
        page.contains(
          "<strong><bdi>lead &lt;i&gt;</bdi></strong> approved the answer that <bdi>volunteer &lt;i&gt;</bdi> wrote"))
      #expect(!page.contains("Waits for approval"))
      let late = try await decide(house, visitors[.admin], "approve")
      #expect(late.status == 422 && late.text.contains("does not wait any more"))
    }
  }

  @Test func `it is sent back with a note, its writer has it again, and nobody is told`() async throws {
    try await withHeld { house, app, visitors in
      _ = try await answer(house, visitors[.volunteer], "Rude words")
      let silent = try await decide(house, visitors[.lead], "send-back")
      #expect(silent.status == 422 && silent.text.contains("Say what should be different."))
      #expect(try await decide(house, visitors[.lead], "send-back", note: "Be kinder").status == 303)
      let page = try await house.get("/tickets/1", as: visitors[.volunteer]).text
      #expect(page.contains("Rude words</textarea>") && page.contains("Be kinder"))
      _ = try await answer(house, visitors[.volunteer], "Kind words")
      #expect(try await decide(house, visitors[.support], "withdraw", held: 2).status == 422)
      #expect(try await decide(house, visitors[.volunteer], "withdraw", held: 2).status == 303)
      #expect(try await told(house, app).isEmpty)
    }
  }

  @Test func `nobody approves over what came since, and words that cannot wait say where they belong`() async throws {
    try await withHeld { house, app, visitors in
      let before = try await house.store.read { try $0.newestEvents(ofTicket: 1, limit: 1).last?.id ?? 0 }
      _ = try await answer(house, visitors[.volunteer], "Try again")
      let support = try #require(visitors[.support])
      _ = try await house.post(
        "/tickets/1/owner", [("form_token", support.token), ("act", "take-over")], as: support)
      #expect(try await answer(house, visitors[.support], "Support was faster").status == 303)
      let overtaken = try await decide(house, visitors[.lead], "approve", seen: before)
      #expect(overtaken.status == 422 && overtaken.text.contains("changed this ticket after you opened this page"))
      #expect(try await decide(house, visitors[.lead], "approve").status == 303)
      #expect(try await told(house, app).map(\.message) == ["Support was faster", "Try again"])

      _ = try await house.post(
        "/tickets/1/owner", [("form_token", support.token), ("act", "hand-back")], as: support)
      let volunteer = try #require(visitors[.volunteer])
      let seen = try await house.store.read { try $0.newestEvents(ofTicket: 1, limit: 1).last?.id ?? 0 }
      let refused = try await house.post(
        "/tickets/1",
        [
          ("form_token", volunteer.token), ("act", "resolve"), ("resolution", "explanation"), ("note", "So it is"),
          ("seen", "\(seen)"),
        ], as: volunteer)
      #expect(refused.status == 422 && refused.text.contains("Send your words as an answer"))
      #expect(refused.text.contains("So it is</textarea>"))
    }
  }
}
