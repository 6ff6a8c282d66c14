// The weekly digest on the board, and the choice of what it is about, in both languages. Practice E2.
import CollectorCore
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite struct WeekPageTests {
  private func with(_ body: (BoardFixture, AppRecord, Visitor) async throws -> Void) async throws {
    try await BoardFixture.with { house in
      let app = try await house.addApp()
      try await house.addAccount(role: .lead)
      try await body(house, app, try await house.signIn())
      #expect(house.failures.all.isEmpty, "\(house.failures.all)")
    }
  }

  /// Two tickets of the component Checkout, one of them an idea, and a pain point of the other with a fix.
  private func fill(_ house: BoardFixture, _ app: AppRecord) async throws {
    for (text, kind) in [("Paying <b>hangs", ReportKind.problem), ("Pay by invoice", .idea)] {
      try await house.receive(
        makeReport(text) { report in (report.page, report.kind, report.segment) = ("/checkout", kind, "Gold") },
        app: app)
    }
    let now = house.clock.now
    let ada = Actor.staff(id: 1, name: "Ada Keller")
    try await house.store.write { store in
      let tickets = try store.tickets(TicketQuery(order: .oldest)).tickets
      let problem = try #require(tickets.first { $0.kind == .problem }).number
      let actions = PainActions(store, now: now)
      let pain = try actions.make(of: [problem], by: ada)
      try actions.attempt(pain, "Longer <i>timeout", .code, department: nil, release: .version("2.1"), by: ada)
      try store.append(TicketEvent(ticket: problem, at: now, actor: .system, kind: .rated, detail: "1"))
      let group = try GroupActions(store, now: now).create("Payments")
      try TicketActions(store, now: now).handOver(problem, to: .group(group.id), by: .system)
      try TicketActions(store, now: now).claim(problem, by: ada)
    }
  }

  @Test
  func `E2: a leader watches a component and reads its week: pain, wait, idea, unhappy answer, fix, days at zero`()
    async throws
  {
    try await with { house, app, ada in
      let empty = try await house.get("/week", as: ada).text
      for part in ["You watch nothing yet", "Nobody waits for staff.", "No idea is open.", "No pain point belongs"] {
        #expect(empty.contains(part), "\(part)")
      }
      try await fill(house, app)
      let form = [
        ("form_token", ada.token), ("act", "watch"), ("app", String(app.id.value)), ("sort", "component"),
        ("name", "Checkout"),
      ]
      let chosen = try await house.post("/week", form, as: ada)
      #expect(chosen.status == 303 && chosen["location"] == "/week")
      let told = try await house.get("/week", as: ada.carrying(chosen)).text
      #expect(told.contains("The next weekly digest tells of it."))
      let page = try await house.get("/week", as: ada).text
      for part in [
        "Component: <bdi>Checkout</bdi>", "<bdi>Paying &lt;b&gt;hangs</bdi>", "<bdi>Pay by invoice</bdi>",
        "1 person wants it", "1 of 5 stars", "<bdi>Longer &lt;i&gt;timeout</bdi>", "version <bdi>2.1</bdi>",
        "Not judged yet", "0 of 1", "Hurt ",
      ] { #expect(page.contains(part), "\(part)") }
      #expect(!page.contains("You watch nothing yet"))
      // What belongs to another component is not in it.
      _ = try await house.post("/week", [("form_token", ada.token), ("act", "unwatch"), ("watch", "1")], as: ada)
      _ = try await house.post("/week", form.map { $0.0 == "name" ? ("name", "Account") : $0 }, as: ada)
      let other = try await house.get("/week", as: ada).text
      #expect(other.contains("Nobody waits for staff.") && !other.contains("Pay by invoice"))
    }
  }

  @Test func `E3: the share of what works as designed is shown by group`() async throws {
    try await with { house, app, ada in
      try await fill(house, app)
      let now = house.clock.now
      try await house.store.write { store in
        let ticket = try #require(try store.tickets(TicketQuery()).tickets.first { $0.kind == .problem }).number
        let group = try #require(try store.groups().first)
        let actor = Actor.staff(id: 1, name: "Ada Keller")
        try TicketActions(store, now: now).resolve(ticket, as: .explanation, note: "It is meant so.", by: actor)
        #expect(try store.ticket(ticket)?.holder.group?.id == group.id)
      }
      let page = try await house.get("/week", as: ada).text
      let table = try #require(page.components(separatedBy: "id=\"week-teams\"").last)
      #expect(table.contains("<bdi>Payments</bdi>") && table.contains("100 %"))
    }
  }

  @Test func `a pain point is watched from its page, and the mail is a choice of each person`() async throws {
    try await with { house, app, ada in
      try await fill(house, app)
      let before = try await house.get("/pain/1", as: ada).text
      #expect(before.contains("Watch this pain point"))
      let form = [("form_token", ada.token), ("act", "watch"), ("sort", "pain"), ("name", "1"), ("back", "pain")]
      #expect(try await house.post("/week", form, as: ada)["location"] == "/pain/1")
      let after = try await house.get("/pain/1", as: ada).text
      #expect(!after.contains("Watch this pain point") && after.contains("You watch it"))
      #expect(try await house.get("/week", as: ada).text.contains("Pain point 1: <bdi>Paying &lt;b&gt;hangs</bdi>"))
      #expect(try await house.store.read { try !$0.isWeekMailOff(account: 1) })
      _ = try await house.post("/week", [("form_token", ada.token), ("act", "mail")], as: ada)
      #expect(try await house.store.read { try $0.isWeekMailOff(account: 1) })
      _ = try await house.post("/week", [("form_token", ada.token), ("act", "mail"), ("mail", "yes")], as: ada)
      #expect(try await house.store.read { try !$0.isWeekMailOff(account: 1) })
    }
  }

  @Test func `what cannot be watched stands beside its field, and what was typed stays`() async throws {
    try await with { house, app, ada in
      for (sort, name, value, field, status, sentence) in [
        ("component", " ", "", "name", 422, "Name what to watch."),
        ("segment", String(repeating: "x", count: 201), "", "name", 422, "The name has 201 bytes"),
        ("reporters", "plan", "", "value", 422, "Say which value of the field to watch."),
        ("pain", "77", "", "name", 404, "There is no pain point 77."),
      ] {
        let form = [
          ("form_token", ada.token), ("act", "watch"), ("app", String(app.id.value)), ("sort", sort), ("name", name),
          ("value", value),
        ]
        let answer = try await house.post("/week", form, as: ada)
        #expect(answer.status == status && answer.text.contains("id=\"watch-\(field)-error\""), "\(sort)")
        #expect(answer.text.contains(sentence), "\(sort)")
      }
      #expect(try await house.store.read { try $0.watches(ofAccount: 1).isEmpty })
      #expect(
        Language.$current.withValue(.german) { WatchError.noName.sentence } == "Benennen, was beobachtet werden soll.")
    }
  }

  @Test func `the page speaks German, and hostile names stay words`() async throws {
    try await with { house, app, ada in
      try await fill(house, app)
      let now = house.clock.now
      try await house.store.write { store in
        let person = try #require(try store.account(1))
        try store.setBoardLanguage(.german, ofAccount: 1)
        try WatchActions(store, now: now).watch(.segment(Hostile.script + Hostile.override), of: app.id, by: person)
        try WatchActions(store, now: now).watch(.reporters(field: "<b>", value: "\"><i>"), of: app.id, by: person)
      }
      let page = try await house.get("/week", as: ada).text
      for part in ["Wochenbericht", "Größter Schmerz", "Längstes Warten", "Was beobachtet wird", "Tage bei null"] {
        #expect(page.contains(part), "\(part)")
      }
      #expect(!page.contains("<script>alert") && !page.contains("\u{202E}") && !page.contains("<i>"))
    }
  }
}
