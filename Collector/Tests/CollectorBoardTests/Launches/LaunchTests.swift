// Launches on the board: the week ahead, a brief, what was foretold and what surprised, in both languages. Practice C6.
import CollectorCore
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite struct LaunchTests {
  private func with(_ role: StaffRole = .support, _ body: (BoardFixture, AppRecord, Visitor) async throws -> Void)
    async throws
  {
    try await BoardFixture.with { house in
      let app = try await house.addApp()
      try await house.addAccount(role: role)
      try await body(house, app, try await house.signIn())
      #expect(house.failures.all.isEmpty, "\(house.failures.all)")
    }
  }

  private func day(_ house: BoardFixture, _ days: Int64) -> String {
    TimeText.day(house.clock.now.adding(seconds: days * 86_400)) ?? ""
  }

  private func form(_ house: BoardFixture, _ app: AppRecord, _ visitor: Visitor, _ days: ClosedRange<Int64> = -1...1)
    -> [(String, String)]
  {
    [
      ("form_token", visitor.token), ("act", "save"), ("app", String(app.id.value)), ("name", "Winter <b>sale"),
      ("starts", day(house, days.lowerBound)), ("ends", day(house, days.upperBound)), ("pages", "/checkout\n/cart"),
      ("brief", "Half price. See https://example.com/sale <i>"), ("expected", "voucher code\n delivery date "),
    ]
  }

  private func changed(_ form: [(String, String)], _ name: String, _ value: String) -> [(String, String)] {
    form.filter { $0.0 != name } + [(name, value)]
  }

  @Test func `C6: support knows of a launch before it starts, and what nobody foretold is a surprise`() async throws {
    try await with { house, app, ada in
      #expect(try await house.get("/launches", as: ada).text.contains("No launch is planned"))
      #expect(try await house.post("/launches/new", form(house, app, ada), as: ada)["location"] == "/launches/1")
      let ahead = changed(form(house, app, ada, 3...4), "name", "Spring")
      #expect(try await house.post("/launches/new", ahead, as: ada).status == 303)
      for (text, page) in [
        ("The voucher code is refused", "/checkout"), ("My cart is empty", "/cart"), ("No voucher code", "/help"),
      ] {
        try await house.receive(makeReport(text) { ($0.page, $0.capturedAt) = (page, house.clock.now) }, app: app)
      }
      let list = try await house.get("/launches", as: ada).text
      let (running, soon) = (
        list.components(separatedBy: "id=\"soon\"")[0], list.components(separatedBy: "id=\"soon\"")[1]
      )
      #expect(running.contains("Running now") && running.contains("<bdi>Winter &lt;b&gt;sale</bdi>"))
      #expect(running.contains("2 reports") && running.contains("1 surprise (50 %)"))
      #expect(
        running.contains("Of 2 reports that came while a launch ran, in the last 90 days, 1 were surprises: 50 %."))
      #expect(soon.contains("<bdi>Spring</bdi>") && soon.contains("2 expected pains"))
      let page = try await house.get("/launches/1", as: ada).text
      #expect(page.contains("href=\"https://example.com/sale\"") && page.contains("&lt;i&gt;"))
      #expect(page.contains("My cart is empty") && !page.contains("No voucher code"))
      let number = try #require(try await house.store.read { try $0.surprises(ofLaunch: 1, limit: 1).first?.ticket })
      let ticket = try await house.get("/tickets/\(number)", as: ada).text
      #expect(ticket.contains("<dt>During</dt>") && ticket.contains("href=\"/launches/1\""))
    }
  }

  @Test func `what is wrong with a launch stands beside its field, and what was typed stays`() async throws {
    try await with { house, app, ada in
      let good = form(house, app, ada)
      for (field, value, sentence) in [
        ("name", " ", "Give the launch a name."), ("app", "", "Choose one of your apps."),
        ("starts", "2026-02-30", "Say on which day it starts."), ("ends", "", "Say which day is its last."),
        ("ends", "2020-01-01", "The last day is before the first one."), ("pages", "\n", "Say where it will be felt"),
        ("brief", String(repeating: "b", count: 10_001), "The brief has 10001 bytes"),
      ] {
        let answer = try await house.post("/launches/new", changed(good, field, value), as: ada)
        #expect(answer.status == 422 && answer.text.contains("id=\"launch-\(field)-error\""), "\(field)")
        #expect(answer.text.contains(sentence) && answer.text.contains("delivery date"), "\(field): \(sentence)")
      }
      let german = Language.$current.withValue(.german) { LaunchError.noName.sentence }
      #expect(german == "Ein Name fehlt.")
      #expect(try await house.store.read { try $0.launches(in: .all).isEmpty })
    }
  }

  @Test func `two who change a launch do not overwrite each other, and it can be deleted`() async throws {
    try await with { house, app, ada in
      _ = try await house.post("/launches/new", form(house, app, ada), as: ada)
      let seen = try #require(try await house.store.read { try $0.launch(1)?.changedAt.milliseconds })
      let first = changed(form(house, app, ada), "name", "Summer") + [("seen", String(seen))]
      house.clock.advance(seconds: 60)
      #expect(try await house.post("/launches/1", first, as: ada).status == 303)
      let second = changed(form(house, app, ada), "name", "Autumn") + [("seen", String(seen))]
      let refused = try await house.post("/launches/1", second, as: ada)
      #expect(refused.status == 422 && refused.text.contains("changed this launch since you opened it"))
      #expect(refused.text.contains("value=\"Autumn\""))
      let delete = [("form_token", ada.token), ("act", "delete")]
      let gone = try await house.post("/launches/1", delete, as: ada)
      #expect(gone.status == 303 && gone["set-cookie"]?.contains("launchDeleted") == true)
      #expect(try await house.get("/launches/1", as: ada).status == 404)
    }
  }

  @Test(arguments: [
    ("Europe/Zurich", "2026-03-29", 23), ("America/New_York", "2026-11-01", 25), ("nowhere", "2026-03-29", 24),
  ])
  func `days are those of the reader's zone, also when the clocks change`(
    zone: String, day: String, hours: Int64
  ) throws {
    let days = PlanDays(zone)
    let start = try #require(days.beginning(of: day))
    let next = try #require(days.beginning(of: days.day(of: start.adding(seconds: 36 * 3_600))))
    #expect(next.milliseconds - start.milliseconds == hours * 3_600_000)
    #expect(days.day(of: start) == day && days.day(of: start.adding(seconds: -1)) != day)
  }
}
