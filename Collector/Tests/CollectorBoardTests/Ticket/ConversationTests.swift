// Who reads what, until when it can be undone, and that no word is lost on the way.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite struct ConversationTests {
  private static let device = ReportID(at: BoardFixture.noon, random: (7, 7))

  private func withTicket(
    kind: ReportKind = .problem, undoSeconds: Int64 = 0, _ body: (BoardFixture, Visitor) async throws -> Void
  ) async throws {
    try await BoardFixture.with(undoSeconds: undoSeconds) { house in
      try await house.addAccount()
      try await house.addAccount("ben@example.com", name: "Ben Osei")
      let app = try await house.addApp()
      let report = makeReport("Saving fails") { $0.kind = kind }
      try await house.receive(
        IncomingReport(
          id: report.id, app: app.id, installation: Self.device, receivedAt: house.clock.now, sentAt: nil,
          body: report.encoded()))
      try await body(house, try await house.signIn())
    }
  }

  private func press(
    _ house: BoardFixture, _ visitor: Visitor, _ act: String, _ values: [(String, String)] = []
  ) async throws -> PlainAnswer {
    let events = try await house.store.read { try $0.events(ofTicket: 1, after: 0, limit: 500) }
    let seen = events.last?.id ?? 0
    return try await house.post(
      "/tickets/1", [("form_token", visitor.token), ("act", act), ("seen", String(seen))] + values, as: visitor)
  }

  /// What the reporter was told beside the ticket's number and who looks at it.
  private func told(_ house: BoardFixture) async throws -> [String] {
    try await house.store.read { try $0.updates(app: AppID(1), installation: Self.device, after: 0, limit: 100) }
      .dropFirst().filter { $0.kind != .lookedAt }.map { "\($0.kind.rawValue) \($0.message ?? "-")" }
  }

  private func send(_ house: BoardFixture) async throws {
    let now = house.clock.now
    _ = try await house.store.write { try TicketActions($0, now: now).sendDue(limit: 10) }
  }

  private func ticket(_ house: BoardFixture) async throws -> Ticket {
    try #require(try await house.store.read { try $0.ticket(1) })
  }

  @Test func eachBoxSaysWhoReadsItAndYellowIsForStaffAlone() async throws {
    try await withTicket { house, visitor in
      let page = try await house.get("/tickets/1", as: visitor).text
      for part in ["Goes to the 1 person who reported this, under your name.", "Only staff see this."] {
        #expect(page.contains(part), "\(part)")
      }
      func form(_ id: String) throws -> Substring {
        let start = try #require(page.range(of: " id=\"\(id)\""))
        let tag = page[..<start.lowerBound].lastIndex(of: "<") ?? page.startIndex
        let end = page[start.upperBound...].range(of: "</form>")?.lowerBound ?? page.endIndex
        return page[tag..<end]
      }
      for id in ["answer", "resolve", "known"] {
        #expect(try form(id).contains("to-reporters") && !form(id).contains("staff-only"), "\(id)")
      }
      for id in ["note", "wait"] { #expect(try form(id).contains("staff-only"), "\(id)") }
    }
  }

  @Test func theWordsOfAWaitReachNoReporter() async throws {
    try await withTicket { house, visitor in
      let answer = try await press(
        house, visitor, "wait",
        [("cause", "department"), ("department-name", "Billing"), ("until", "2026-12-03"), ("note", "Ask Kim first")])
      #expect(answer.status == 303)
      let waiting = try #require(try await ticket(house).waiting)
      #expect(waiting.cause == .department && waiting.name == "Billing")
      #expect(waiting.until.flatMap(TimeText.machine) == "2026-12-03T00:00:00Z")
      #expect(try await told(house).isEmpty)
      let page = try await house.get("/tickets/1", as: visitor).text
      #expect(page.contains("waits for <bdi>Billing</bdi> until") && page.contains("Ask Kim first"))
      #expect(page.contains("event-moved event-inner"))
      // The date comes, also when nobody presses anything.
      house.clock.advance(seconds: 400 * 86_400)
      let now = house.clock.now
      #expect(try await house.store.write { try TicketActions($0, now: now).wakeDue(limit: 10) } == 1)
      #expect(try await ticket(house).state == .open)
      #expect(try await told(house).isEmpty)
    }
  }

  @Test(arguments: [
    ([], "cause", "Choose what the ticket waits for."),
    ([("cause", "department")], "department-name", "Name the department."),
    ([("cause", "release")], "release-name", "Name the version."), ([("cause", "date")], "until", "Give the date."),
    ([("cause", "date"), ("until", "tomorrow")], "until", "Write the date as year-month-day"),
    ([("cause", "date"), ("until", "2026-02-31")], "until", "Write the date as year-month-day"),
    ([("cause", "reporter"), ("until", "2001-01-01")], "until", "The date has passed"),
  ])
  func whatAWaitLacksIsSaidBesideItsField(values: [(String, String)], field: String, message: String) async throws {
    try await withTicket { house, visitor in
      let answer = try await press(house, visitor, "wait", values + [("note", "Keep <me>")])
      #expect(answer.status == 422 && answer.text.contains("id=\"wait-\(field)-error\">\(message)"))
      #expect(answer.text.contains("aria-describedby=\"wait-\(field)-error") && answer.text.contains("Keep &lt;me&gt;"))
      #expect(try await ticket(house).state == .open)
    }
  }

  @Test(arguments: [
    (ReportKind.problem, "Fixed in code"), (.question, "Answered"), (.idea, "Planned"), (.praise, "Thanked"),
  ])
  func outcomesFitTheKindAndNoneIsChosenBeforehand(kind: ReportKind, label: String) async throws {
    try await withTicket(kind: kind) { house, visitor in
      let page = try await house.get("/tickets/1", as: visitor).text
      #expect(page.contains("> \(label)"))
      #expect(!page.contains("name=\"resolution\" value=\"\(ResolutionKind.outcomes(for: kind)[0].rawValue)\" checked"))
      #expect(try await press(house, visitor, "resolve").status == 422)
      let misfit = kind == .praise ? "code" : "thanked"
      let answer = try await press(house, visitor, "resolve", [("resolution", misfit), ("unreleased", "yes")])
      #expect(answer.status == 422 && answer.text.contains("id=\"resolve-resolution-error\">This outcome does not fit"))
      #expect(try await ticket(house).state == .open)
      #expect(try await told(house).isEmpty)
    }
  }

  @Test func aFixInCodeNamesItsVersionOrSaysThatItIsNotReleased() async throws {
    try await withTicket { house, visitor in
      let bare = try await press(house, visitor, "resolve", [("resolution", "code")])
      #expect(bare.status == 422 && bare.text.contains("id=\"resolve-fixed-in-error\">Name the version"))
      #expect(bare.text.contains("value=\"code\" checked"))
      let open = try await press(house, visitor, "resolve", [("resolution", "code"), ("unreleased", "yes")])
      #expect(open.status == 303)
      #expect(try await ticket(house).fix == .notYet)
      #expect(try await told(house).isEmpty)
      // The outcome is corrected once it is out: people hear of the fix, and nobody of a reopening.
      let fixed = try await press(house, visitor, "correct", [("resolution", "code"), ("fixed-in", "2.1")])
      #expect(fixed.status == 303)
      #expect(try await told(house) == ["fixed -"])
      _ = try await press(house, visitor, "correct", [("resolution", "configuration"), ("note", "")])
      #expect(try await told(house) == ["fixed -"])
      #expect(try await ticket(house).resolution == .configuration)
      let page = try await house.get("/tickets/1", as: visitor).text
      #expect(
        page.contains("resolved it: fixed in code, <bdi>not released yet</bdi>") && page.contains("changed the outcome")
      )
    }
  }

  @Test func anEmptyAnswerIsSaidBesideItsBoxWhichHasTheFocus() async throws {
    try await withTicket { house, visitor in
      let answer = try await press(house, visitor, "answer", [("note", " \r\n ")])
      #expect(answer.status == 422 && answer.text.contains("id=\"answer-note-error\">Write an answer first.</p>"))
      #expect(
        answer.text.contains(
          "aria-invalid=\"true\" aria-describedby=\"answer-note-error answer-audience\" autofocus"))
      #expect(answer.text.components(separatedBy: "autofocus").count == 2)
      let note = try await press(house, visitor, "note", [("note", "")])
      #expect(note.text.contains("id=\"note-note-error\">Write a note first.</p>"))
    }
  }

  @Test func anAnswerWaitsForItsWindowAndIsTakenBackByWhoeverWroteItAlone() async throws {
    try await withTicket(undoSeconds: 10) { house, visitor in
      #expect(try await press(house, visitor, "answer", [("note", "Oops <b>")]).status == 303)
      let page = try await house.get("/tickets/1", as: visitor).text
      #expect(page.contains("Your answer goes to 1 person in <span class=\"seconds\">10</span> s."))
      let id = try #require(try await house.store.read { try $0.outgoing(ofTicket: 1).first?.id })
      let ben = try await house.signIn("ben@example.com")
      let foreign = try await house.get("/tickets/1", as: ben).text
      #expect(foreign.contains("Ada Keller</bdi>’s answer goes") && !foreign.contains("value=\"take-back\""))
      let refused = try await press(house, ben, "take-back", [("message", String(id))])
      #expect(refused.status == 422 && refused.text.contains("Only the person who wrote it"))
      house.clock.advance(seconds: 9)
      try await send(house)
      #expect(try await told(house).isEmpty)
      #expect(try await press(house, visitor, "take-back", [("message", String(id))]).status == 303)
      house.clock.advance(seconds: 60)
      try await send(house)
      #expect(try await told(house).isEmpty)
      let after = try await house.get("/tickets/1", as: visitor).text
      #expect(
        after.contains("\nOops &lt;b&gt;</textarea>") && after.contains("took words back before anybody was told"))
    }
  }

  @Test func whatIsNotTakenBackGoesOutOnceAndThenItIsTooLate() async throws {
    try await withTicket(undoSeconds: 10) { house, visitor in
      _ = try await press(house, visitor, "resolve", [("resolution", "content"), ("note", "The page is new")])
      let id = try #require(try await house.store.read { try $0.outgoing(ofTicket: 1).first?.id })
      house.clock.advance(seconds: 10)
      let late = try await press(house, visitor, "take-back", [("message", String(id))])
      #expect(late.status == 422 && late.text.contains("It was sent already"))
      try await send(house)
      try await send(house)
      #expect(try await told(house) == ["fixed The page is new"])
      #expect(try await ticket(house).state == .resolved)
    }
  }

  @Test func draftsArePerPersonTicketAndBoxAndANoteLosesNoAnswer() async throws {
    try await withTicket { house, visitor in
      func keep(_ box: String, _ text: String, as visitor: Visitor) async throws -> Int {
        try await house.post(
          "/tickets/1/draft", [("form_token", visitor.token), ("box", box), ("note", text)], as: visitor
        ).status
      }
      #expect(try await keep("answer", "Half an\r\nanswer <", as: visitor) == 204)
      #expect(try await keep("note", "Half a note", as: visitor) == 204)
      let second = try await house.signIn()
      #expect(try await house.get("/tickets/1", as: second).text.contains("\nHalf an\nanswer &lt;</textarea>"))
      let ben = try await house.signIn("ben@example.com")
      #expect(!(try await house.get("/tickets/1", as: ben).text.contains("Half a")))
      #expect(try await press(house, visitor, "note", [("note", "A whole note")]).status == 303)
      let page = try await house.get("/tickets/1", as: visitor).text
      #expect(page.contains("\nHalf an\nanswer &lt;</textarea>") && !page.contains("Half a note"))
      #expect(try await press(house, visitor, "answer", [("note", "Whole")]).status == 303)
      #expect(!(try await house.get("/tickets/1", as: visitor).text.contains("Half an")))
      #expect(try await keep("diary", "x", as: visitor) == 400)
      #expect(try await keep("note", String(repeating: "x", count: 40_001), as: visitor) == 422)
      #expect(try await keep("note", "x", as: Visitor(cookie: visitor.cookie, token: "0")) == 403)
    }
  }

  @Test func aDraftIsNoEventAndFollowsAMerge() async throws {
    try await withTicket { house, visitor in
      let report = makeReport("Nothing is kept")
      try await house.receive(
        IncomingReport(
          id: report.id, app: AppID(1), installation: nil, receivedAt: house.clock.now, sentAt: nil,
          body: report.encoded()))
      let before = try await house.store.read { try $0.newestEvent(in: .all) }
      _ = try await house.post(
        "/tickets/1/draft", [("form_token", visitor.token), ("box", "answer"), ("note", "Begun")], as: visitor)
      #expect(try await house.store.read { try $0.newestEvent(in: .all) } == before)
      _ = try await house.store.write { try TicketActions($0, now: BoardFixture.noon).merge(1, into: 2, by: .system) }
      #expect(try await house.get("/tickets/2", as: visitor).text.contains("\nBegun</textarea>"))
    }
  }

  @Test func theSeverityIsChangedByItsBadgeAndNothingElseIs() async throws {
    try await withTicket { house, visitor in
      let now = house.clock.now
      try await house.store.write {
        try TicketActions($0, now: now).triage(1, component: "Storage", kind: .idea, severity: .low, by: .system)
      }
      let page = try await house.get("/tickets/1", as: visitor).text
      #expect(page.contains("name=\"severity\" value=\"critical\""))
      let answer = try await house.post(
        "/tickets/1/triage", [("form_token", visitor.token), ("severity", "critical")], as: visitor)
      #expect(answer.status == 303)
      let ticket = try await ticket(house)
      #expect(ticket.severity == .critical && ticket.kind == .idea && ticket.component == "Storage")
    }
  }

  @Test func aReportSaysWhyItJoined() async throws {
    try await withTicket { house, visitor in
      let report = makeReport("saving FAILS")
      try await house.receive(
        IncomingReport(
          id: report.id, app: AppID(1), installation: nil, receivedAt: house.clock.now, sentAt: nil,
          body: report.encoded()))
      let page = try await house.get("/tickets/1", as: visitor).text
      #expect(page.contains("Joined: the same words on the same page.") && page.contains("It opened this ticket."))
      #expect(JoinReason.sentence("match-1/nearlySameText:97") == "nearly the same words (alike 97 %)")
      #expect(JoinReason.sentence("exact-1/error") == "the same error")
      #expect(JoinReason.sentence("exact-2/error") == "the same error")
      #expect(JoinReason.sentence("later-9/<b>").contains("later-9/<b>"))
    }
  }

  @Test func aGroupingKeyIsShownOnTheTicketAndAsTheReasonOfJoining() async throws {
    try await withTicket { house, visitor in
      for text in ["It takes for ever", "Zahlung hängt"] {
        let report = makeReport(text) { $0.groupingKey = "checkout-<b>timeout" }
        try await house.receive(
          IncomingReport(
            id: report.id, app: AppID(1), installation: nil, receivedAt: house.clock.now, sentAt: nil,
            body: report.encoded()))
      }
      let page = try await house.get("/tickets/2", as: visitor).text
      #expect(page.contains("<dt>Grouping key</dt><dd><code><bdi>checkout-&lt;b&gt;timeout</bdi></code>"))
      #expect(page.contains("<dt>Grouping key</dt><dd dir=\"auto\">checkout-&lt;b&gt;timeout</dd>"))
      #expect(page.contains("Joined: the app gave it the same grouping key."))
      #expect(try await !house.get("/tickets/1", as: visitor).text.contains("Grouping key"))
    }
  }

  @Test func aKnownIssueBeginsWithTitleAndVersionAndIsSeenAsPeopleSeeIt() async throws {
    try await withTicket { house, visitor in
      _ = try await press(house, visitor, "resolve", [("resolution", "code"), ("fixed-in", "2.1")])
      let page = try await house.get("/tickets/1", as: visitor).text
      #expect(page.contains("data-shows=\"title\" value=\"Saving fails\""))
      #expect(page.contains("data-shows=\"fixed-in\" value=\"2.1\""))
      #expect(page.contains("<strong class=\"shows-title\" dir=\"auto\">Saving fails</strong>"))
      #expect(page.contains(">Publish</button>"))
    }
  }
}
