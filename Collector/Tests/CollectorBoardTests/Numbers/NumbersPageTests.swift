// The page of numbers: what it says, of whom, and where it leads.
import CollectorHTTP
import Foundation
import StoreConformance
import TellbackWire
import Testing

@testable import CollectorBoard
@testable import CollectorCore

@Suite struct NumbersPageTests {
  /// Two apps: five tickets of one, answered and resolved at known moments, and one of the other.
  private func withNumbers(_ body: (BoardFixture, Visitor) async throws -> Void) async throws {
    try await BoardFixture.with { house in
      let ada = try await house.addAccount(role: .admin)
      let vera = try await house.addAccount("vera@example.com", name: "Vera <i>", role: .volunteer)
      let (shop, other) = (try await house.addApp("shop"), try await house.addApp("Zebra shop"))
      try await house.addAccount("ben@example.com", name: "Ben Osei", role: .support, apps: .app(shop.id))
      for (index, text) in ["Saving", "Loading", "Printing", "Sharing", "Paying"].enumerated() {
        try await house.receive(
          makeReport("\(text) fails") { $0.segment = index == 0 ? "Acme <b>" : nil }, app: shop, ago: 10 * 86_400)
      }
      try await house.receive(makeReport("Secret thing fails"), app: other, ago: 9 * 86_400)
      let now = house.clock.now
      try await house.store.write { store in
        func act(_ days: Int64, hours: Int64, _ work: (TicketActions) throws -> Void) throws {
          try work(TicketActions(store, now: now.adding(seconds: -days * 86_400 + hours * 3_600)))
        }
        let (a, v) = (Actor.staff(id: ada.id, name: ada.name), Actor.staff(id: vera.id, name: vera.name))
        for (number, hours) in [(Int64(1), Int64(1)), (2, 3), (3, 8)] {
          try act(10, hours: hours) {
            try $0.claim(number, by: number == 1 ? v : a)
            try $0.answer(number, note: "We look at it", by: number == 1 ? v : a)
          }
        }
        try act(2, hours: 0) { try $0.resolve(1, as: .content, note: "Done", by: v) }
        try act(1, hours: 0) { try $0.resolve(2, as: .explanation, note: "It is meant so", by: a) }
        for (kind, detail) in [(TicketEvent.Kind.helped, nil as String?), (.rated, "4"), (.thanked, "Vera <i>")] {
          try store.append(TicketEvent(ticket: 1, at: now, actor: .system, kind: kind, detail: detail))
        }
      }
      try await body(house, try await house.signIn())
    }
  }

  private func card(_ page: String, _ name: String) -> String {
    let part = page.components(separatedBy: "<span class=\"name\">\(name)</span>").dropFirst().first ?? ""
    return part.components(separatedBy: "</li>").first?.replacing(#/<[^>]*>/#, with: " ").split(separator: " ")
      .joined(separator: " ") ?? ""
  }

  @Test(arguments: [
    ("en", "in one day 1 came and 0 left", "0 of 1 day ended with an empty queue", " of 1 person"),
    ("de", "an einem Tag kamen 1 und gingen 0", "0 von 1 Tag endete mit leerer Warteschlange", " von 1 Person"),
  ])
  func `on the first day one day, one ticket and one person have their words`(
    language: String, trend: String, days: String, staff: String
  ) async throws {
    try await BoardFixture.with { house in
      try await house.addAccount(role: .admin)
      try await house.receive(makeReport("Saving fails"), app: house.addApp("shop"))
      let ada = try await house.signIn()
      let page = try await house.get("/numbers", as: ada, fields: [("Accept-Language", language)]).text
      let isGerman = language == "de"
      #expect(card(page, isGerman ? "In der Warteschlange" : "In the queue").contains(trend))
      #expect(card(page, isGerman ? "Tage bei null" : "Days at zero") == days)
      let people = card(page, isGerman ? "Wer diese Woche geantwortet hat" : "Staff who answered this week")
      #expect(people.hasSuffix(staff))
    }
  }

  @Test func `a queue that grows fast is told in whole tickets, a slow one in tenths`() {
    func told(_ arrived: Int64) -> String {
      NumberText.trend(
        QueueNumbers(
          size: arrived, ends: [], daysAtZero: 0, daysCounted: 28,
          trend: QueueTrend(queue: arrived, arrived: arrived, left: 0, days: 28), arrivedLately: arrived, leftLately: 0,
          trendDays: 28)
      ).english
    }
    #expect(told(10).hasPrefix("It grows by 2.5 a week,"))
    #expect(told(54_573).hasPrefix("It grows by 13,643 a week,"))
  }

  // Practices A7 and B9: the way to an empty queue and the days at zero, who answered this week, the times, what reporters say.
  @Test func `a leader reads in a minute how the desk does`() async throws {
    try await withNumbers { house, ada in
      let page = try await house.get("/numbers", as: ada).text
      #expect(card(page, "In the queue").hasPrefix("4"))
      #expect(card(page, "In the queue").contains("It grows by"))
      #expect(card(page, "First answer").hasPrefix("3 h"))
      #expect(card(page, "First answer").contains("9 of 10 within 8 h; Wall time; 3 tickets"))
      #expect(card(page, "Resolution").hasPrefix("8 d 12 h"))
      #expect(card(page, "Days at zero") == "0 of 11 days ended with an empty queue")
      #expect(card(page, "Staff who answered this week").contains("2"))
      #expect(card(page, "‘It helped’").hasPrefix("100%"))
      #expect(card(page, "Stars").hasPrefix("4.0"))
      #expect(card(page, "Thanks").hasPrefix("1"))
      #expect(card(page, "Answers by volunteers").hasPrefix("40%"))
      #expect(card(page, "Works as designed, became an idea").hasPrefix("0%"))
      #expect(page.contains("Vera &lt;i&gt;") && !page.contains("Vera <i>"))
      #expect(page.contains("<svg class=\"chart\"") && page.contains("role=\"img\" aria-label=\"The queue: "))
    }
  }

  @Test func `each figure leads to its tickets`() async throws {
    try await withNumbers { house, ada in
      let page = try await house.get("/numbers", as: ada).text
      let links = page.components(separatedBy: "<a class=\"value\" href=\"").dropFirst().map { part in
        String(part.prefix { $0 != "\"" }).replacing("&amp;", with: "&")
      }
      #expect(links.count >= 6)
      var counts: [String: Int] = [:]
      for link in links {
        let list = try await house.get(link, as: ada).text
        counts[link] = list.components(separatedBy: "class=\"row-link\"").count - 1
        #expect(!list.contains("These filters were ignored"), "\(link)")
      }
      #expect(counts.first { $0.key.contains("queued=yes") }?.value == 4)
      #expect(counts.first { $0.key.contains("counted=resolved") }?.value == 2)
      #expect(counts.filter { $0.key.contains("counted=answered") }.map(\.value).contains(3))
      #expect(counts.first { $0.key.contains("counted=thanked") }?.value == 1)
    }
  }

  @Test func `whoever sees one app sees the numbers of that app alone`() async throws {
    try await withNumbers { house, ada in
      let ben = try await house.signIn("ben@example.com")
      #expect(card(try await house.get("/numbers", as: ben).text, "In the queue").hasPrefix("3"))
      #expect(card(try await house.get("/numbers?app=shop", as: ada).text, "In the queue").hasPrefix("3"))
      let none = try await house.get("/numbers?app=Zebra+shop", as: ben).text
      #expect(none.contains("Nothing to count yet") && none.contains("These filters were ignored: app “Zebra shop”"))
      #expect(try await !house.get("/numbers", as: ben).text.contains("Zebra"))
      #expect(card(try await house.get("/numbers?segment=Acme+%3Cb%3E", as: ada).text, "In the queue").hasPrefix("0"))
    }
  }

  // Practice A5: first response before and after a date that a person sets.
  @Test func `a date is set by support, and everything is compared before and after it`() async throws {
    try await withNumbers { house, ada in
      let vera = try await house.signIn("vera@example.com")
      let day = CivilDay(house.clock.now).adding(days: -5)
      let form = [
        ("act", "save"), ("name", "Engineers answer <b>"), ("day", day.text), ("app", ""), ("form_token", ada.token),
      ]
      #expect(try await house.post("/numbers/dates", form, as: vera).status == 403)
      #expect(try await house.post("/numbers/dates", form, as: ada).status == 303)
      let dates = try await house.get("/numbers/dates", as: vera).text
      #expect(dates.contains("Engineers answer &lt;b&gt;") && !dates.contains("name=\"day\""))
      let page = try await house.get("/numbers?date=1", as: vera).text
      #expect(page.contains("Before and after: <bdi>Engineers answer &lt;b&gt;</bdi>"))
      #expect(page.contains("too few tickets for an interval") == page.contains("Typical change <strong>"))
      for (name, day, why) in [("", "2026-01-01", "Give the date a name"), ("x", "2026-02-30", "Choose a day")] {
        let refused = try await house.post(
          "/numbers/dates", [("act", "save"), ("name", name), ("day", day), ("form_token", ada.token)], as: ada)
        #expect(refused.status == 422 && refused.text.contains(why))
      }
      let ben = try await house.signIn("ben@example.com")
      let foreign = try await house.post(
        "/numbers/dates", [("act", "delete"), ("date", "1"), ("form_token", ben.token)], as: ben)
      #expect(foreign.status == 422 && foreign.text.contains("is not yours to change"))
      let deleted = try await house.post(
        "/numbers/dates", [("act", "delete"), ("date", "1"), ("form_token", ada.token)], as: ada)
      #expect(deleted.status == 303)
      #expect(try await house.get("/numbers?date=1", as: ada).text.contains("These filters were ignored: date “1”"))
    }
  }

  @Test func `each table is a file with its rows and columns, audited`() async throws {
    try await withNumbers { house, ada in
      for kind in NumberTable.Kind.allCases where kind != .comparison {
        let csv = try await house.get("/numbers/export?table=\(kind.rawValue)&format=csv", as: ada)
        #expect(csv.status == 200 && csv.isWhole && Array(csv.body.prefix(3)) == [0xEF, 0xBB, 0xBF], "\(kind)")
        let json = try await house.get("/numbers/export?table=\(kind.rawValue)&format=json", as: ada)
        let read = try #require(try JSONSerialization.jsonObject(with: Data(json.body)) as? [String: Any])
        #expect(read["count"] as? Int == csv.text.split(separator: "\r\n").count - 1)
      }
      let flow = try await house.get("/numbers/export?table=flow&format=csv&days=7", as: ada).text.split(
        separator: "\r\n")
      #expect(
        flow.count == 8 && flow[0].hasSuffix("Day (UTC),Opened,Came back,Resolved,Merged,In the queue at the end"))
      #expect(flow.last?.hasSuffix(",0,0,0,0,4") == true)
      let times = try await house.get("/numbers/export?table=first-answer&format=csv", as: ada).text
      #expect(times.contains("\"Median (Wall time, s)\"") && times.contains(",3,10800,28800"))
      #expect(try await house.get("/numbers/export?table=solvers&format=csv", as: ada).text.contains("Vera <i>,1"))
      for query in ["", "table=flow", "table=x&format=csv", "table=comparison&format=csv"] {
        #expect(try await house.get("/numbers/export?\(query)", as: ada).status == 400, "\(query)")
      }
      let log = try await house.store.read { try $0.auditEntries(AuditQuery(act: .exported)) }
      #expect(log.count == 15 && log.first?.subject == "solvers")
    }
  }

  @Test(arguments: [
    "days=7", "days=90", "days=365", "days=own&since=2020-01-01", "days=own&until=2019-01-01", "days=x",
    "clock=business", "since=2026-02-30&days=own", "team=x", "date=99", "days=own&since=2199-12-31&until=1970-01-01",
  ])
  func `any period and any address has a page`(query: String) async throws {
    try await withNumbers { house, ada in
      let answer = try await house.get("/numbers?\(query)", as: ada)
      #expect(answer.status == 200 && answer.text.contains("<h1>Numbers</h1>"))
    }
  }

  @Test func `an empty store says that there is nothing to count`() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount()
      #expect(try await house.get("/numbers", as: house.signIn()).text.contains("Nothing to count yet"))
    }
  }

  @Test func `German pages are German`() {
    let queue = QueueNumbers(
      size: 5, ends: [], daysAtZero: 0, daysCounted: 1, trend: .shrinks(weeks: 2.5), arrivedLately: 1_200,
      leftLately: 3, trendDays: 28)
    Language.$current.withValue(.german) {
      let said = NumberText.trend(queue).text
      #expect(said == "Bei diesem Tempo in 2,5 Wochen leer: in 28 Tagen kamen 1.200 und gingen 3.")
      #expect(NumberText.span(3 * 86_400_000, .wall) == "3 T" && NumberText.span(3 * 86_400_000, .business) == "72 h")
      #expect(NumberText.day(CivilDay(number: 0)) == "1. Jan. 1970" && NumberText.percent(1, of: 3) == "33 %")
    }
  }
}
