// Blocking on the board: the question beside a report, what is kept back, releasing it, and that the page of delivery adds up.
import CollectorCore
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite struct BlockTests {
  private static let device = ReportID(at: BoardFixture.noon, random: (31, 3))

  private func withReport(_ body: (BoardFixture, AppRecord, Report, Visitor) async throws -> Void) async throws {
    try await BoardFixture.with { house in
      let app = try await house.addApp()
      let report = makeReport("Buy <b>pills</b>") { $0.user = "Spam & Co" }
      try await send(house, app, report)
      try await house.addAccount()
      try await body(house, app, report, try await house.signIn())
      #expect(house.failures.all.isEmpty, "\(house.failures.all)")
    }
  }

  private func send(_ house: BoardFixture, _ app: AppRecord, _ report: Report) async throws {
    try await house.receive(
      IncomingReport(
        id: report.id, app: app.id, installation: Self.device, receivedAt: house.clock.now, sentAt: house.clock.now,
        body: report.encoded()))
  }

  private func block(
    _ house: BoardFixture, _ visitor: Visitor, _ report: Report, _ sender: String = "installation",
    _ reason: String = "Spam <i>"
  ) async throws -> PlainAnswer {
    let form = [("report", report.id.description), ("sender", sender), ("reason", reason)]
    return try await house.post("/settings/blocked", [("form_token", visitor.token)] + form, as: visitor)
  }

  private func press(_ house: BoardFixture, _ visitor: Visitor, _ act: String, _ id: ReportID? = nil) async throws
    -> PlainAnswer
  {
    let form = [("form_token", visitor.token), ("act", act)] + (id.map { [("id", $0.description)] } ?? [])
    return try await house.post("/settings/blocked/1", form, as: visitor)
  }

  private func digest(_ house: BoardFixture) async throws {
    let now = house.clock.now
    _ = try await house.store.write { try BoardFixture.digest.digestPending(in: $0, now: now) }
  }

  @Test func `A sender is blocked beside a report, with a reason that staff read`() async throws {
    try await withReport { house, _, report, ada in
      let link = "/reports/\(report.id.description)/block"
      #expect(try await house.get("/tickets/1", as: ada).text.contains("href=\"\(link)\""))
      let question = try await house.get(link, as: ada).text
      #expect(question.contains("<bdi>Spam &amp; Co</bdi>, on any device") && question.contains("This copy of the app"))
      let refused = try await block(house, ada, report, "reporter", " ")
      #expect(refused.status == 422 && refused.text.contains("id=\"block-reason-error\""))
      #expect(try await block(house, ada, report, "everybody").status == 422)
      #expect(try await block(house, ada, report).status == 303)
      let list = try await house.get("/settings/blocked", as: ada).text
      #expect(
        list.contains("<bdi>Spam &lt;i&gt;</bdi>") && list.contains("The copy of the app of <bdi>Spam &amp; Co</bdi>"))
      let ticket = try await house.get("/tickets/1", as: ada).text
      #expect(ticket.contains("blocked the copy of the app of <bdi>Spam &amp; Co</bdi>"))
      #expect(try await house.get(link, as: ada).text.contains("blocked already"))
      #expect(try await block(house, ada, report).text.contains("blocked already"))
    }
  }

  @Test func `What is kept back is counted, read, and released alone or with the block`() async throws {
    try await withReport { house, app, report, ada in
      #expect(try await house.get("/delivery", as: ada).text.contains("Kept back") == false)
      _ = try await block(house, ada, report)
      let spam = (1...3).map { makeReport("More pills \($0) <b>") }
      for report in spam { try await send(house, app, report) }
      let delivery = try await house.get("/delivery", as: ada).text
      #expect(delivery.contains("Kept back</dt><dd>3</dd>") && delivery.contains("The totals add up"))
      #expect(delivery.contains("href=\"/settings/blocked\""))
      #expect(try await house.get("/?state=all", as: ada).text.contains("More pills") == false)
      let page = try await house.get("/settings/blocked/1", as: ada).text
      #expect(page.contains("More pills 1 &lt;b&gt;") && page.contains("Unblock, and release what was kept back"))
      let one = try await house.get("/reports/\(spam[0].id.description)", as: ada).text
      #expect(one.contains("is kept back") && one.contains("href=\"/settings/blocked/1\""))
      #expect(try await press(house, ada, "release-report", spam[1].id).status == 303)
      try await digest(house)
      #expect(try await house.get("/?state=all", as: ada).text.contains("More pills 2"))
      #expect(try await press(house, ada, "release-report", spam[1].id).status == 422)
      #expect(try await press(house, ada, "release-report").status == 400)
      #expect(try await press(house, ada, "unblock").status == 303)
      #expect(try await house.get("/settings/blocked", as: ada).text.contains("Ended"))
      #expect(try await press(house, ada, "unblock").status == 422)
      #expect(try await press(house, ada, "release").status == 303)
      try await digest(house)
      #expect(try await house.get("/delivery", as: ada).text.contains("Kept back") == false)
      #expect(try await house.get("/settings/blocked", as: ada).text.contains("Nobody is blocked"))
      let tickets = try await house.store.read { try $0.counts().opened }
      #expect(tickets == 4)
    }
  }

  @Test func `Messages that are kept back stand on no ticket until they are released`() async throws {
    try await withReport { house, app, report, ada in
      _ = try await block(house, ada, report)
      let now = house.clock.now
      let contact = InstallationContact(
        app: app.id, id: Self.device, secretHash: [UInt8](repeating: 7, count: 32), at: now)
      let said = ReporterMessage(
        id: ReportID(at: now, random: (8, 8)), report: report.id, at: now, content: .reply(text: "Cheap <pills>"))
      _ = try await withCheckedThrowingContinuation { continuation in
        house.store.ingest([], from: contact) { continuation.resume(with: $0) }
      }
      let outcomes = try await house.store.write { store in
        try Conversations(store, now: now).take(
          [IncomingMessage(app: app.id, installation: Self.device, receivedAt: now, sentAt: now, message: said)],
          from: contact)
      }
      #expect(outcomes == [.accepted])
      let whole = "/tickets/1?report=\(report.id.description)"
      #expect(try await house.get(whole, as: ada).text.contains("Cheap &lt;pills&gt;") == false)
      #expect(try await house.get("/settings/blocked/1", as: ada).text.contains("Cheap &lt;pills&gt;"))
      #expect(try await press(house, ada, "release-message", said.id).status == 303)
      let ticket = try await house.get(whole, as: ada).text
      #expect(ticket.contains("Cheap &lt;pills&gt;") && ticket.contains("event-replied"))
      #expect(try await house.get("/settings/blocked/1", as: ada).text.contains("Nothing is kept back."))
      #expect(try await press(house, ada, "unblock-release").status == 303)
    }
  }

  @Test(arguments: StaffRole.allCases)
  func `Admins, support and leads block; others do not`(role: StaffRole) async throws {
    try await withReport { house, _, report, _ in
      try await house.addAccount("x@example.com", name: "X", role: role)
      let visitor = try await house.signIn("x@example.com")
      let may = [.admin, .support, .lead].contains(role)
      #expect(try await block(house, visitor, report).status == (may ? 303 : 403))
      #expect(try await house.get("/settings/blocked", as: visitor).status == (may ? 200 : 403))
      #expect(try await house.get("/tickets/1", as: visitor).text.contains("/block\"") == may)
    }
  }
}
