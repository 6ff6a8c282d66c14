// The pages of pain points by plain requests: what is proposed, gathered, decided, told and tried, in both languages.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

/// A shop in which paying hurts in two places, and support that looks after it.
struct PainHouse {
  let house: BoardFixture
  let app: AppRecord
  var ada: Visitor
  private(set) var pain: Int64 = 0

  static func with(undoSeconds: Int64 = 0, _ body: (inout PainHouse) async throws -> Void) async throws {
    try await BoardFixture.with(undoSeconds: undoSeconds) { house in
      try await house.addAccount()
      let app = try await house.addApp()
      for (words, page, segment, version, users) in [
        ("Paying hangs for ever", "/checkout/pay", "Enterprise", "4.1", 1...3),
        ("My card is charged twice", "/checkout/pay", "Retail", "4.2", 3...4),
        ("The invoice is empty", "/orders", "Retail", "4.2", 5...5),
      ] {
        for user in users {
          try await Self.send(house, app, words, page: page, segment: segment, version: version, user: user)
        }
      }
      var scene = PainHouse(house: house, app: app, ada: try await house.signIn())
      try await body(&scene)
      #expect(house.failures.all.isEmpty, "\(house.failures.all)")
    }
  }

  static func send(
    _ house: BoardFixture, _ app: AppRecord, _ words: String, page: String, segment: String, version: String,
    user: Int
  ) async throws {
    let report = makeReport(words, capturedAt: house.clock.now) { report in
      report.page = page
      report.segment = segment
      report.user = "user \(user)"
      report.context.appVersion = version
    }
    try await house.receive(
      IncomingReport(
        id: report.id, app: app.id, installation: ReportID(at: BoardFixture.noon, random: (9, UInt64(user))),
        receivedAt: house.clock.now, sentAt: house.clock.now, body: report.encoded()))
  }

  /// Gathers the two tickets of paying as the list proposes them.
  mutating func gather() async throws {
    let answer = try await post("/pain", [("act", "make"), ("ticket", "1"), ("ticket", "2")])
    #expect(answer.status == 303)
    pain = try #require(answer["location"].flatMap { Int64($0.split(separator: "/").last ?? "") })
  }

  func get(_ path: String, _ language: Language = .english) async throws -> String {
    try await Language.$current.withValue(language) { try await house.get(path, as: ada).text }
  }

  func post(_ path: String, _ form: [(String, String)], as visitor: Visitor? = nil) async throws -> PlainAnswer {
    let who = visitor ?? ada
    return try await house.post(path, [("form_token", who.token)] + form, as: who)
  }

  func act(_ act: String, _ form: (String, String)...) async throws -> PlainAnswer {
    try await post("/pain/\(pain)", [("act", act)] + form)
  }

  var point: PainPoint {
    get async throws {
      let pain = pain
      return try #require(try await house.store.read { try $0.painPoint(pain) })
    }
  }
}

@Suite struct PainPageTests {
  @Test
  func `C1: tickets are proposed with the reason, gathered by one press, ranked with the terms, and let go again`()
    async throws
  {
    try await PainHouse.with { scene in
      let list = try await scene.get("/pain")
      #expect(list.contains("No pain point yet") && list.contains("Same component and page"))
      #expect(list.contains("/checkout/pay") && list.contains("value=\"make\""))
      try await scene.gather()
      let page = try await scene.get("/pain/\(scene.pain)")
      #expect(page.contains("Paying hangs for ever") && page.contains("4 people"))
      let ranked = try await scene.get("/pain")
      #expect(ranked.contains("people × 1") && ranked.contains("1 installation that ever sent something"))
      // Of the tickets left none looks like another.
      #expect(!ranked.contains("value=\"make\""))
      #expect(try await scene.act("gather", ("ticket", "#3")).status == 303)
      #expect(try await scene.act("gather", ("ticket", "3")).status == 422)
      let ticket = try await scene.get("/tickets/3")
      #expect(ticket.contains("href=\"/pain/\(scene.pain)\""))
      let pain = scene.pain
      let membership = try await scene.house.store.read { try $0.painMembership(ofTicket: 3)?.id }
      #expect(try await scene.act("undo", ("membership", String(try #require(membership)))).status == 303)
      #expect(try await scene.house.store.read { try $0.painTickets(of: pain) } == [1, 2])
      #expect(try await scene.act("ungather", ("ticket", "2")).status == 303)
      #expect(try await scene.get("/pain/\(pain)").contains("3 people"))
    }
  }

  @Test func `A3: the page says where it hurts: page, segment and version, each cell with its figure`() async throws {
    try await PainHouse.with { scene in
      try await scene.gather()
      let page = try await scene.get("/pain/\(scene.pain)")
      #expect(page.contains("<caption id=\"heat-title\">People by page and segment</caption>"))
      // Three of four people are of Enterprise; one of them is of Retail too.
      #expect(page.contains("heat-5\">3 <span class=\"share\">75 %</span>"))
      #expect(page.contains("2 <span class=\"share\">50 %</span>"))
      let older = try await scene.get("/pain/\(scene.pain)?version=4.1")
      #expect(
        older.contains("version <bdi>4.1</bdi>")
          && !older.contains("2 <span class=\"share\">50 %</span></td><td class=\"n all\""))
    }
  }

  @Test
  func
    `B4: a pain point has a department and a date; silence past it shows, reaches a person once, and ends with a decision`()
    async throws
  {
    try await PainHouse.with { scene in
      try await scene.gather()
      let lea = try await scene.house.addAccount("lea@example.com", name: "Lea", role: .lead)
      let day = try #require(TimeText.day(scene.house.clock.now.adding(seconds: 86_400)))
      let facts = try await scene.act(
        "change", ("title", "Paying hurts"), ("department", "Payments"), ("decide-by", day),
        ("escalates-to", String(lea.id)), ("owner", "1"), ("revision", String(try await scene.point.revision)))
      #expect(facts.status == 303)
      #expect(
        try await scene.get("/pain/\(scene.pain)").contains("decide by <time class=\"moment\" datetime=\"\(day)\""))
      #expect(try await scene.get("/work").contains("Pain points that wait for a decision"))
      scene.house.clock.advance(seconds: 3 * 86_400)
      for told in [1, 0] {
        let now = scene.house.clock.now
        let tally = try await scene.house.store.write { store in
          let tally = try TicketActions(store, now: now).doWhatIsDue(DueSchedule(), limit: 9)
          _ = try NoticePlanner(store, now: now).plan(mails: false)
          return tally
        }
        #expect(tally.undecided == told)
      }
      #expect(try await scene.get("/pain").contains("1 past the date to decide by"))
      let visitor = try await scene.house.signIn("lea@example.com")
      #expect(try await scene.house.get("/inbox", as: visitor).text.contains("Nobody decided in time on a pain point"))
      #expect(try await scene.act("decide", ("decision", "fix"), ("reason", " ")).status == 422)
      #expect(try await scene.act("decide", ("decision", "fix"), ("reason", "It costs orders.")).status == 303)
      let decided = try await scene.get("/pain/\(scene.pain)")
      #expect(
        decided.contains("It costs orders.") && decided.contains("Ada Keller") && !decided.contains("Undecided past"))
      #expect(!(try await scene.get("/pain").contains("past the date to decide by")))
    }
  }

  @Test
  func
    `C2: a workaround is written once and reaches those on the tickets after the undo window, and those who come later`()
    async throws
  {
    try await PainHouse.with(undoSeconds: 60) { scene in
      try await scene.gather()
      let told = try await scene.act("workaround", ("workaround", "Pay by invoice."), ("title", "Paying hurts"))
      #expect(told.status == 303)
      let pain = scene.pain
      #expect(try await scene.house.store.read { try $0.painReach(of: pain) } == PainReach())
      scene.house.clock.advance(seconds: 61)
      let now = scene.house.clock.now
      _ = try await scene.house.store.write { try TicketActions($0, now: now).sendDue(limit: 9) }
      #expect(try await scene.house.store.read { try $0.painReach(of: pain) } == PainReach(told: 4))
      try await PainHouse.send(
        scene.house, scene.app, "Paying hangs for ever", page: "/checkout/pay", segment: "Retail", version: "4.2",
        user: 9)
      let app = scene.app.id
      let heard = try await scene.house.store.read {
        try $0.updates(
          app: app, installation: ReportID(at: BoardFixture.noon, random: (9, 9)), after: 0, limit: 9)
      }
      #expect(heard.compactMap(\.message) == ["Pay by invoice."])
      let issues = try await scene.house.store.read { try KnownIssuePublisher.digest(app: app, version: nil, in: $0) }
      #expect(issues.issues.map(\.workaround) == ["Pay by invoice."])
      #expect(try await scene.get("/pain/\(pain)").contains("5 people told, 0 reported it again within 7 days."))
      #expect(try await scene.act("withdraw").status == 303)
      #expect(try await scene.house.store.read { try $0.publishedIssue(ofTicket: 1) } == nil)
    }
  }

  @Test func `a workaround that is withdrawn or written anew in its undo window goes to nobody as it was`() async throws
  {
    try await PainHouse.with(undoSeconds: 60) { scene in
      try await scene.gather()
      let pain = scene.pain
      for text in ["Wrong words", "Better words"] {
        #expect(try await scene.act("workaround", ("workaround", text)).status == 303)
      }
      let waiting = try await scene.house.store.read { try $0.outgoing(ofTicket: 1).map(\.text) }
      #expect(waiting == ["Better words"])
      #expect(try await scene.act("withdraw").status == 303)
      scene.house.clock.advance(seconds: 61)
      let now = scene.house.clock.now
      let sent = try await scene.house.store.write { try TicketActions($0, now: now).sendDue(limit: 9) }
      #expect(sent == 0)
      #expect(try await scene.house.store.read { try $0.painReach(of: pain) } == PainReach())
    }
  }

  @Test func `C3: attempts have a kind, a department and a release, and one that did not hold says so`() async throws {
    try await PainHouse.with { scene in
      try await scene.gather()
      #expect(try await scene.act("attempt", ("what", ""), ("kind", "code")).status == 422)
      let tried = try await scene.act(
        "attempt", ("what", "Longer timeout"), ("kind", "configuration"), ("department", "Platform"))
      #expect(tried.status == 303)
      #expect(try await scene.get("/pain/\(scene.pain)").contains("planned"))
      #expect(try await scene.act("release", ("attempt", "1"), ("since", "tomorrow")).status == 422)
      #expect(try await scene.act("release", ("attempt", "1"), ("version", "4.3")).status == 303)
      try await PainHouse.send(
        scene.house, scene.app, "Paying hangs for ever", page: "/checkout/pay", segment: "Retail", version: "4.3.1",
        user: 9)
      let page = try await scene.get("/pain/\(scene.pain)")
      #expect(page.contains("Came back") && page.contains("4.3.1") && page.contains("Platform"))
      #expect(try await scene.act("drop", ("attempt", "1")).status == 303)
      #expect(try await scene.get("/pain/\(scene.pain)").contains("Nothing was tried yet."))
    }
  }

  @Test func `E3: what works as designed becomes a pain point and stays open; its reporters hear it`() async throws {
    try await PainHouse.with { scene in
      let answer = try await scene.post(
        "/pain", [("act", "designed"), ("ticket", "3"), ("note", "We pass it on to those who design invoices.")])
      #expect(answer.status == 303 && answer["location"] == "/pain/1")
      let ticket = try await scene.get("/tickets/3")
      #expect(ticket.contains("it works as designed") && ticket.contains("We pass it on"))
      #expect(try await scene.house.store.read { try $0.ticket(3)?.state } == .open)
    }
  }

  @Test func `ideas stand by how many people want them, and an outcome says how many were told of it`() async throws {
    try await PainHouse.with { scene in
      for user in 1...3 {
        let report = makeReport("Sort the wish list by price", capturedAt: scene.house.clock.now) { report in
          report.kind = .idea
          report.user = "user \(user)"
        }
        try await scene.house.receive(
          IncomingReport(
            id: report.id, app: scene.app.id, installation: ReportID(at: BoardFixture.noon, random: (9, UInt64(user))),
            receivedAt: scene.house.clock.now, sentAt: scene.house.clock.now, body: report.encoded()))
      }
      #expect(try await scene.get("/pain").contains("3 people want it"))
      let now = scene.house.clock.now
      try await scene.house.store.write { store in
        let (desk, ada) = (TicketActions(store, now: now), Actor.staff(id: 1, name: "Ada Keller"))
        let idea = try store.tickets(TicketQuery(kind: .idea)).tickets.map(\.number)
        for number in idea {
          try desk.claim(number, by: ada)
          try desk.resolve(number, as: .planned, note: "It comes in spring.", by: ada)
        }
      }
      let page = try await scene.get("/pain")
      #expect(page.contains("Decided last") && page.contains("3 were told"))
    }
  }

  @Test func `volunteers read and write nothing; weights are read by all and set by admins`() async throws {
    try await PainHouse.with { scene in
      try await scene.gather()
      try await scene.house.addAccount("vic@example.com", name: "Vic", role: .volunteer)
      try await scene.house.addAccount("root@example.com", name: "Root", role: .admin)
      let vic = try await scene.house.signIn("vic@example.com")
      let page = try await scene.house.get("/pain/\(scene.pain)", as: vic)
      #expect(page.status == 200 && !page.text.contains("value=\"decide\""))
      #expect(try await scene.post("/pain/\(scene.pain)", [("act", "withdraw")], as: vic).status == 403)
      #expect(try await scene.house.get("/settings/pain", as: vic).status == 200)
      let root = try await scene.house.signIn("root@example.com")
      let weights = [("low", "10"), ("medium", "100"), ("high", "200"), ("critical", "400"), ("trend", "0")]
      let segments = "segments-\(scene.app.id.value)"
      for (line, status) in [("Enterprise", 422), ("Enterprise = much", 422), ("Enterprise = 20000", 422)] {
        #expect(try await scene.post("/settings/pain", weights + [(segments, line)], as: root).status == status)
      }
      let saved = try await scene.post(
        "/settings/pain", weights + [(segments, "Enterprise = 300\n\nA = B = 50")], as: root)
      #expect(saved.status == 303)
      let kept = try await scene.house.store.read { try $0.painWeights() }
      #expect(kept.low == 10 && kept.segments[scene.app.id] == ["Enterprise": 300, "A = B": 50])
      #expect(try await scene.get("/pain").contains("3 people of Enterprise × 3"))
    }
  }

  @Test func `the pages speak German`() async throws {
    try await PainHouse.with { scene in
      try await scene.gather()
      let number = scene.pain
      let (account, now) = (try #require(try await scene.house.store.read { try $0.account(1) }), scene.house.clock.now)
      let viewer = Viewer(account: account, formToken: "x", sessionHash: [])
      let texts = try await scene.house.store.read { reads in
        try Language.$current.withValue(.german) {
          let details = try #require(
            try PainDetails(number, version: nil, account: account, reads, now: now))
          return [
            PainPage(details: details, viewer: viewer).rendered(),
            try PainListPage(page: 1, in: .all, viewer, reads, now: now, done: nil).rendered(),
          ]
        }
      }
      #expect(texts[0].contains("Wen es trifft, und wo") && texts[0].contains("Noch hat niemand entschieden."))
      #expect(texts[1].contains("Was am meisten schmerzt") && texts[1].contains("1 Installation, die je etwas"))
      for text in texts { #expect(!text.contains("Who is hurt") && !text.contains("people a week")) }
      for error in [PainError.noTitle, .overtaken, .noReason, .datePassed, .badWeight(100)] {
        #expect(Language.$current.withValue(.german) { error.phrase.text } != error.description)
      }
    }
  }

  @Test func `hostile words stay words on every page of pain points`() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount(name: Hostile.script + Hostile.override)
      let app = try await house.addApp(Hostile.script)
      try await house.receive(Hostile.report(), app: app)
      let visitor = try await house.signIn()
      let made = try await house.post(
        "/pain", [("form_token", visitor.token), ("act", "make"), ("ticket", "1")], as: visitor)
      #expect(made.status == 303)
      for (act, field) in [("workaround", "workaround"), ("attempt", "what")] {
        let form = [("form_token", visitor.token), ("act", act), (field, Hostile.script), ("kind", "code")]
        #expect(try await house.post("/pain/1", form, as: visitor).status == 303)
      }
      for path in ["/pain", "/pain/1", "/tickets/1", "/settings/pain", "/pain/1?version=%3Cscript%3Ealert(1)"] {
        let page = try await house.get(path, as: visitor)
        #expect(page.status == 200, "\(path)")
        #expect(!page.text.contains("<script>alert") && !page.text.contains("<img src=x"), "\(path)")
        #expect(page.text.components(separatedBy: "<script").count == 3, "\(path)")
      }
      #expect(house.failures.all.isEmpty, "\(house.failures.all)")
    }
  }
}
