// That staff can act, that nobody else can act through them, and that no word is lost when an act is refused.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite struct TicketFormTests {
  private func withTicket(
    role: StaffRole = .support, _ body: (BoardFixture, Visitor) async throws -> Void
  ) async throws {
    try await BoardFixture.with { house in
      try await house.addAccount(role: role)
      let app = try await house.addApp()
      try await house.receive(makeReport("Saving fails"), app: app)
      try await body(house, try await house.signIn())
    }
  }

  private func seen(_ house: BoardFixture, _ visitor: Visitor) async throws -> String {
    let page = try await house.get("/tickets/1", as: visitor).text
    let start = try #require(page.range(of: "name=\"seen\" value=\""))
    return String(page[start.upperBound...].prefix { $0 != "\"" })
  }

  private func act(
    _ house: BoardFixture, _ visitor: Visitor, _ act: String, note: String = "", seen: String? = nil,
    more: [(String, String)] = [], fields: [(String, String)] = []
  ) async throws -> PlainAnswer {
    let newest = try await self.seen(house, visitor)
    return try await house.post(
      "/tickets/1",
      [("form_token", visitor.token), ("act", act), ("note", note), ("seen", seen ?? newest)] + more, as: visitor,
      fields: fields)
  }

  private func ticket(_ house: BoardFixture) async throws -> Ticket {
    try #require(try await house.store.read { try $0.ticket(1) })
  }

  private func events(_ house: BoardFixture) async throws -> [TicketEvent] {
    try await house.store.read { try $0.events(ofTicket: 1, after: 0, limit: 100) }
  }

  @Test func anAnswerGoesOutUnderTheNameOfWhoWroteIt() async throws {
    try await withTicket { house, visitor in
      let answer = try await act(house, visitor, "answer", note: "We know,\r\nand fix it.")
      #expect(answer.status == 303 && answer["location"] == "/tickets/1")
      let event = try #require(try await events(house).last)
      #expect(event.kind == .answered && event.text == "We know,\nand fix it.")
      #expect(event.actor.name == "Ada Keller")
      let told = try await house.get("/tickets/1", as: visitor.carrying(answer))
      #expect(told.text.contains("Your answer was sent.") && told.text.contains("and fix it."))
      // It is told once: the page takes the notice away.
      #expect(told["set-cookie"]?.hasPrefix("tellback-notice=; ") == true)
      let again = try await house.get("/tickets/1", as: visitor.carrying(told))
      #expect(!again.text.contains("Your answer was sent."))
    }
  }

  @Test func aTicketWaitsIsResolvedAndOpensAgain() async throws {
    try await withTicket { house, visitor in
      #expect(try await act(house, visitor, "wait", more: [("cause", "reporter")]).status == 303)
      #expect(try await ticket(house).state == .waiting)
      let resolved = try await act(
        house, visitor, "resolve", note: "Update the app.", more: [("resolution", "configuration")])
      #expect(resolved.status == 303)
      #expect(try await ticket(house).resolution == .configuration)
      #expect(try await act(house, visitor, "reopen").status == 303)
      #expect(try await ticket(house).state == .open)
    }
  }

  @Test func aNoteForStaffReachesNoReporter() async throws {
    try await withTicket { house, visitor in
      let device = ReportID(at: house.clock.now, random: (7, 7))
      let report = makeReport("Saving fails")
      try await house.receive(
        IncomingReport(
          id: report.id, app: AppID(1), installation: device, receivedAt: house.clock.now, sentAt: nil,
          body: report.encoded()))
      func told() async throws -> [String?] {
        try await house.store.read { try $0.updates(app: AppID(1), installation: device, after: 0, limit: 100) }
          .filter { $0.kind != .lookedAt }.map(\.message)
      }
      #expect(try await told() == [nil])
      #expect(try await act(house, visitor, "note", note: "Call the plumber").status == 303)
      #expect(try await events(house).last?.kind == .noted)
      #expect(try await told() == [nil])
      // The same words as an answer do reach this reporter, so the check above can fail.
      #expect(try await act(house, visitor, "answer", note: "Call the plumber").status == 303)
      #expect(try await told() == [nil, "Call the plumber"])
    }
  }

  @Test func noSolutionNeedsItsReasonAndTheWordsStay() async throws {
    try await withTicket { house, visitor in
      let bare = try await act(house, visitor, "resolve", more: [("resolution", "no_solution")])
      #expect(bare.status == 422 && bare.text.contains("which the reporters are told"))
      let long = String(repeating: "ä<", count: 4_000)
      let tooLong = try await act(house, visitor, "answer", note: long)
      #expect(tooLong.status == 422 && tooLong.text.contains("the limit is 10000 bytes"))
      #expect(tooLong.text.contains(String(repeating: "ä&lt;", count: 4_000)))
      #expect(try await act(house, visitor, "answer", note: String(repeating: "a", count: 10_000)).status == 303)
      let unknown = try await act(house, visitor, "resolve", note: "x", more: [("resolution", "magic")])
      #expect(unknown.status == 422)
      #expect(try await ticket(house).state == .open)
    }
  }

  @Test func nobodyAnswersPastSomebodyElseAndNothingIsSentTwice() async throws {
    try await withTicket { house, visitor in
      let before = try await seen(house, visitor)
      #expect(try await act(house, visitor, "answer", note: "First").status == 303)
      let second = try await act(house, visitor, "answer", note: "Second", seen: before)
      #expect(second.status == 422 && second.text.contains("Ada Keller changed this ticket"))
      #expect(second.text.contains("Second"))
      #expect(try await events(house).count { $0.kind == .answered } == 1)
    }
  }

  @Test func aFormOfAnotherSiteDoesNothing() async throws {
    try await withTicket { house, visitor in
      for fields in [
        [("Sec-Fetch-Site", "cross-site")], [("Sec-Fetch-Site", "same-site")], [("Origin", "https://evil.example")],
        [("Origin", "null")],
      ] {
        let answer = try await act(house, visitor, "answer", note: "x", fields: fields)
        #expect(answer.status == 403)
      }
      let without = try await house.post("/tickets/1", [("act", "answer"), ("note", "kept <words>")], as: visitor)
      #expect(without.status == 403 && without.text.contains("kept &lt;words&gt;"))
      let wrong = try await house.post(
        "/tickets/1", [("form_token", String(repeating: "0", count: 64)), ("act", "answer"), ("note", "x")], as: visitor
      )
      #expect(wrong.status == 403)
      let own = try await act(
        house, visitor, "answer", note: "x",
        fields: [("Sec-Fetch-Site", "same-origin"), ("Origin", "http://127.0.0.1:\(house.port)")])
      #expect(own.status == 303)
      let older = try await act(
        house, visitor, "answer", note: "y", fields: [("Origin", "http://127.0.0.1:\(house.port)")])
      #expect(older.status == 303)
      #expect(try await events(house).count { $0.kind == .answered } == 2)
    }
  }

  @Test func signingInFromAnotherSiteIsRefused() async throws {
    try await withTicket { house, _ in
      let answer = try await house.post(
        "/sign-in", [("email", "ada@example.com"), ("password", BoardFixture.password)],
        fields: [("Sec-Fetch-Site", "cross-site")])
      #expect(answer.status == 403 && answer["set-cookie"] == nil)
    }
  }

  @Test func whoseSessionEndedKeepsTheirWords() async throws {
    try await withTicket { house, visitor in
      let answer = try await house.post(
        "/tickets/1", [("form_token", visitor.token), ("act", "answer"), ("note", "An hour's <work>")])
      #expect(answer.status == 403 && answer.text.contains("An hour&#39;s &lt;work&gt;"))
    }
  }

  @Test func whoseSessionEndedKeepsEveryFieldAndNoPassword() async throws {
    try await withTicket { house, visitor in
      let answer = try await house.post(
        "/tickets/1/known",
        [
          ("form_token", visitor.token), ("act", "publish"), ("title", "Saving <fails>"), ("workaround", "Save\nagain"),
          ("words", "lost, gone"), ("fixed-in", "2.1"), ("password", "hunter2"),
        ])
      #expect(answer.status == 403)
      for kept in ["Saving &lt;fails&gt;", "Save\nagain", "lost, gone", "2.1"] {
        #expect(answer.text.contains("\n\(kept)</textarea>"), "\(kept)")
      }
      #expect(!answer.text.contains("hunter2") && !answer.text.contains(visitor.token))
    }
  }

  @Test func aLeaderAnswersButDoesNotMove() async throws {
    try await withTicket(role: .lead) { house, visitor in
      let page = try await house.get("/tickets/1", as: visitor).text
      #expect(page.contains("value=\"answer\"") && !page.contains("value=\"resolve\""))
      #expect(try await act(house, visitor, "answer", note: "I read this").status == 303)
      let move = try await act(house, visitor, "resolve", note: "Mine", more: [("resolution", "code")])
      #expect(move.status == 403 && move.text.contains("Mine"))
      #expect(try await ticket(house).state == .open)
    }
  }

  @Test func strangeFormsAreAnsweredAndNotObeyed() async throws {
    try await withTicket { house, visitor in
      #expect(try await act(house, visitor, "destroy").status == 400)
      let far = try await house.post(
        "/tickets/99", [("form_token", visitor.token), ("act", "answer"), ("note", "x")], as: visitor)
      #expect(far.status == 404)
      #expect(house.failures.all.isEmpty)
    }
  }
}
