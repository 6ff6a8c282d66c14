// The list as a file: exactly its rows in its order, by permission and app, audited, and told apart from half a file.
import CollectorCore
import CollectorHTTP
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite struct TicketExportTests {
  private func withShop(_ body: (BoardFixture, Visitor) async throws -> Void) async throws {
    try await BoardFixture.with { house in
      try await house.addAccount()
      try await Shop.fill(house)
      try await body(house, try await house.signIn())
    }
  }

  /// The lines of a file without line breaks in values.
  private func lines(_ answer: PlainAnswer) -> [String] {
    answer.text.split(separator: "\r\n").map(String.init)
  }

  /// The numbers of the tickets that a page of the list shows, in its order.
  private func shown(_ page: String) -> [String] {
    page.components(separatedBy: "class=\"row-link\" href=\"/tickets/").dropFirst().map {
      String($0.prefix { $0 != "\"" })
    }
  }

  @Test(arguments: [
    "/?state=all", "/", "/?state=all&q=payment", "/?state=all&order=oldest", "/?kind=idea", "/?q=unheard",
  ])
  func `a file holds the rows of the list in its order`(list: String) async throws {
    try await withShop { house, ada in
      let page = try await house.get(list, as: ada).text
      let query = list.dropFirst(list.hasPrefix("/?") ? 2 : 1)
      let file = try await house.get("/tickets/export?\(query)&format=csv", as: ada)
      #expect(file.status == 200 && file.isWhole)
      #expect(file["content-type"] == "text/csv; charset=utf-8")
      #expect(file["content-disposition"] == "attachment; filename=\"tellback-tickets.csv\"")
      #expect(file["x-content-type-options"] == "nosniff")
      #expect(Array(file.body.prefix(3)) == [0xEF, 0xBB, 0xBF])
      let rows = lines(file)
      #expect(rows.first?.contains("Last report (UTC)") == true)
      #expect(rows.dropFirst().map { String($0.prefix { $0 != "," }) } == shown(page))
      let json = try await house.get("/tickets/export?\(query)&format=json", as: ada)
      let read = try #require(try JSONSerialization.jsonObject(with: Data(json.body)) as? [String: Any])
      let numbers = (read["rows"] as? [[String: Any]])?.compactMap { ($0["number"] as? Int).map(String.init) }
      #expect(numbers == shown(page) && read["complete"] as? Bool == true)
    }
  }

  @Test func `all pages of a list are in the file, past what a page shows`() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount()
      let app = try await house.addApp()
      let now = house.clock.now
      try await house.store.write { store in
        for number in 0..<450 {
          let at = now.adding(seconds: Int64(-number))
          _ = try store.openTicket(
            Ticket(
              number: 0, app: app.id, title: "=Ticket, \"\(number)\"", kind: .problem, severity: .low, component: nil,
              page: nil, state: .open, resolution: nil, openedAt: at, changedAt: at, reportCount: 1, reporterCount: 1,
              firstCapturedAt: at, lastCapturedAt: at, firstReceivedAt: at, lastReceivedAt: at))
        }
      }
      let ada = try await house.signIn()
      let rows = lines(try await house.get("/tickets/export?format=csv", as: ada))
      #expect(rows.count == 451)
      #expect(rows[1].contains("\"'=Ticket, \"\"0\"\"\""))
      #expect(rows.dropFirst().map { Int($0.prefix { $0 != "," }) } == (1...450).map { $0 })
    }
  }

  @Test func `fields of the app are columns and filters, kept with a view`() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount()
      let app = try await house.addApp()
      for (text, plan, seats) in [
        ("Saving fails", "pro", 12), ("Loading fails", "free", 1), ("Printing fails", "pro", 3),
      ] {
        try await house.receive(
          makeReport(text) { report in
            report.fields = [
              ReportField("plan", .text(plan)), ReportField("seats", .integer(Int64(seats))),
              ReportField("<b>", .text("=1")),
            ]
          }, app: app)
      }
      let ada = try await house.signIn()
      let list = try await house.get("/?field.plan=pro&column=seats&column=%3Cb%3E", as: ada).text
      #expect(shown(list).count == 2 && !list.contains("Loading fails"))
      #expect(list.contains("<bdi>seats</bdi></th>") && list.contains("<bdi>&lt;b&gt;</bdi></th>"))
      #expect(list.contains("<bdi>12</bdi>") && list.contains("plan</bdi> = <bdi>pro</bdi>"))
      // The form without a script, and one filter taken away.
      #expect(shown(try await house.get("/?field-key=plan&field-value=free", as: ada).text).count == 1)
      #expect(list.contains("href=\"/?column=seats&amp;column=%3Cb%3E\""))
      #expect(shown(try await house.get("/?field.plan=pro&field.seats=3", as: ada).text).count == 1)
      #expect(shown(try await house.get("/?field.plan=Pro", as: ada).text).isEmpty)
      #expect(shown(try await house.get("/?field.plan=pro&q=saving", as: ada).text).count == 1)
      let file = lines(
        try await house.get("/tickets/export?format=csv&field.plan=pro&column=seats&column=%3Cb%3E", as: ada))
      #expect(file.count == 3 && file[0].hasSuffix(",seats,<b>"))
      #expect(
        Set(file.dropFirst().map { $0.split(separator: ",").suffix(2).joined(separator: ",") }) == ["12,'=1", "3,'=1"])
      let saved = try await house.post(
        "/views",
        [
          ("form_token", ada.token), ("act", "save"), ("name", "Paying"), ("query", "field.plan=pro&column=seats"),
        ], as: ada)
      #expect(saved["location"] == "/?field.plan=pro&column=seats")
      for (query, why) in [
        ("field.=x", "a field has a key"), ("field.a=\(String(repeating: "v", count: 201))", "a field has a key"),
        ("column=\(String(repeating: "c", count: 101))", "more than 5 columns"), ("counted=nonsense", "counted"),
      ] {
        #expect(try await house.get("/?\(query)", as: ada).text.contains(why), "\(query.prefix(30))")
        #expect(try await house.get("/tickets/export?format=csv&\(query)", as: ada).status == 400)
      }
    }
  }

  @Test func `a list that is not all there is says of which field, in both languages, and counts so`() throws {
    var page = TicketPage(tickets: [], total: 1_234)
    #expect(TicketFilterBar.cut(page) == nil && TicketFilterBar.count(1_234, of: page) == "1,234")
    page.cutFields = [FieldFilter("<plan>", "pro\u{202E}")]
    let english = try #require(TicketFilterBar.cut(page)).source
    #expect(english.contains("More than 20,000 reports have <bdi>&lt;plan&gt;</bdi> = "))
    #expect(!english.contains("\u{202E}") && !english.contains("These words"))
    #expect(TicketFilterBar.count(1_234, of: page) == "1,234+")
    let german = try Language.$current.withValue(.german) { try #require(TicketFilterBar.cut(page)).source }
    #expect(german.contains("Mehr als 20.000 Meldungen haben <bdi>&lt;plan&gt;</bdi> = "))
    #expect(german.contains("Ein Export enthält alle."))
  }

  @Test func `a download is audited, and what is not asked for well is refused`() async throws {
    try await withShop { house, ada in
      _ = try await house.get("/tickets/export?format=csv&kind=idea", as: ada, fields: [])
      let log = try await house.store.read { try $0.auditEntries(AuditQuery(act: .exported)) }
      #expect(log.map(\.subject) == ["tickets"])
      #expect(log.first?.detail == "1 tickets as csv: /?kind=idea" && log.first?.actor.name == "Ada Keller")
      for query in ["", "format=xls", "format=csv&kind=nonsense", "format=csv&severity=9"] {
        let answer = try await house.get("/tickets/export?\(query)", as: ada)
        #expect(answer.status == 400 && answer["content-type"]?.hasPrefix("text/html") == true, "\(query)")
      }
      #expect(try await house.get("/tickets/export?format=csv").status == 303)
      #expect(try await house.store.read { try $0.auditEntries(AuditQuery(act: .exported)) }.count == 1)
    }
  }

  @Test func `half a file is no file when the store fails midway`() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount()
      let app = try await house.addApp()
      let now = house.clock.now
      try await house.store.write { store in
        for _ in 0..<5_000 {
          _ = try store.openTicket(
            Ticket(
              number: 0, app: app.id, title: String(repeating: "long ", count: 30), kind: .problem, severity: .low,
              component: nil, page: nil, state: .open, resolution: nil, openedAt: now, changedAt: now, reportCount: 1,
              reporterCount: 1, firstCapturedAt: now, lastCapturedAt: now, firstReceivedAt: now, lastReceivedAt: now))
        }
      }
      let ada = try await house.signIn()
      let whole = try await house.get("/tickets/export?format=json", as: ada)
      #expect(whole.isWhole && whole.text.hasSuffix("\"count\":5000,\"complete\":true}\n"))
      // Some 1.3 MB wait to be read; the store is closed meanwhile.
      let descriptor = try PlainClient.connect(port: house.port, seconds: 60)
      defer { Foundation.close(descriptor) }
      let request =
        "GET /tickets/export?format=json HTTP/1.1\r\nHost: 127.0.0.1:\(house.port)\r\nCookie: \(ada.cookie)\r\n\r\n"
      try PlainClient.write(descriptor, Array(request.utf8))
      var first = [UInt8](repeating: 0, count: 1_000)
      let got = recv(descriptor, &first, first.count, 0)
      #expect(got > 0 && String(decoding: first, as: UTF8.self).hasPrefix("HTTP/1.1 200"))
      await house.store.close()
      var rest: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 65_536)
      while case let count = recv(descriptor, &buffer, buffer.count, 0), count > 0 { rest += buffer[0..<count] }
      let text = String(decoding: rest, as: UTF8.self)
      // All of it may have been read before the store closed; else there is no end.
      #expect(text.contains("\"complete\":true") == text.hasSuffix("0\r\n\r\n"))
    }
  }
}
