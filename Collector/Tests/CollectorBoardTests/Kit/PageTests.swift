// Every page with nothing, with much and with what hostile senders made; what the addresses mean; what answers carry.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite struct PageTests {
  /// What must never stand in a page as it was sent.
  private func expectHarmless(_ page: PlainAnswer, _ place: String) {
    let text = page.text
    #expect(!text.contains("<script>alert"), "\(place)")
    #expect(!text.contains("<img src=x"), "\(place)")
    #expect(!text.contains("<b>&amp;"), "\(place)")
    #expect(!text.contains("<frame>"), "\(place)")
    #expect(!text.contains("<i>9.9"), "\(place)")
    #expect(!text.unicodeScalars.contains("\u{202E}"), "\(place)")
    #expect(!text.utf8.contains(0), "\(place)")
    #expect(text.components(separatedBy: "<script").count == 3, "\(place) has two scripts, ours")
    #expect(!text.contains("onerror=alert") || text.contains("&lt;img src=x onerror=alert"), "\(place)")
  }

  @Test func noPageLetsHostileTextOut() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount(name: Hostile.script + Hostile.override)
      let app = try await house.addApp("<script>alert('app')</script>")
      _ = try await house.addApp("other")
      let report = Hostile.report()
      try await house.receive(
        report, app: app, skew: -2_000_000_000,
        files: [("text/html", Array("<script>alert(1)</script>".utf8)), ("image/png", Array("not a picture".utf8))])
      try await house.receive(makeReport(Hostile.word), app: app)
      try await house.receive(makeReport(Hostile.invisible + "."), app: app)
      let now = house.clock.now
      try await house.receive(
        IncomingReport(
          id: ReportID(at: now, random: (1, 1)), app: app.id, installation: nil, receivedAt: now, sentAt: nil,
          body: Array("{\"<script>alert(1)</script>\":\u{0}".utf8)))
      _ = try await house.store.write { try $0.countRefused("<script>alert('reason')</script>", by: 3) }
      let visitor = try await house.signIn()
      let reference = report.id.reference.description
      var places = ["/", "/delivery", "/tickets/1", "/tickets/2", "/tickets/3", "/tickets/1?report=\(report.id)"]
      places += ["/?q=%3Cscript%3Ealert(1)%3C/script%3E&app=%3Cscript%3Ealert(1)", "/?state=%3Cscript%3Ealert(1)"]
      places += ["/reports/%3Cscript%3Ealert(1)", "/nowhere%3Cscript%3Ealert(1)", "/tickets/999"]
      places += ["/?component=%3Cscript%3Ealert(1)&version=%E2%80%AE&segment=%22%3E%3Cscript%3Ealert(1)"]
      for place in places {
        let page = try await house.get(place, as: visitor)
        #expect([200, 404].contains(page.status), "\(place)")
        expectHarmless(page, place)
        #expect(page["content-security-policy"] == SecurityHeaders.policy, "\(place)")
        #expect(page["x-content-type-options"] == "nosniff" && page["cache-control"] == "no-store", "\(place)")
      }
      #expect(try await house.get("/reports/\(reference)", as: visitor).status == 303)
      #expect(house.failures.all.isEmpty, "\(house.failures.all)")
    }
  }

  @Test func anEndlessTextIsCutAndOffersTheRest() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount()
      let app = try await house.addApp()
      let report = makeReport(Hostile.word)
      try await house.receive(report, app: app)
      let visitor = try await house.signIn()
      let page = try await house.get("/tickets/1", as: visitor)
      #expect(page.body.count < 40_000)
      #expect(page.text.contains("Show all 131 KB"))
      let whole = try await house.get("/tickets/1?report=\(report.id)", as: visitor)
      #expect(whole.text.contains(Hostile.word))
    }
  }

  @Test func emptyListsTeach() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount()
      let visitor = try await house.signIn()
      #expect(try await house.get("/", as: visitor).text.contains("tellback-collector app create"))
      let app = try await house.addApp()
      #expect(try await house.get("/", as: visitor).text.contains("Waiting for the first report"))
      try await house.receive(makeReport("Saving fails"), app: app)
      let nothing = try await house.get("/?q=unheard&kind=idea", as: visitor).text
      #expect(nothing.contains("No results") && nothing.contains("href=\"/?kind=idea\""))
      let now = house.clock.now
      try await house.store.write {
        try TicketActions($0, now: now).resolve(1, as: .content, note: nil, by: .system)
      }
      let quiet = try await house.get("/", as: visitor).text
      #expect(quiet.contains("No open tickets") && quiet.contains("The queue is empty"))
    }
  }

  @Test func theListSaysWhatATriagerNeeds() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount()
      let app = try await house.addApp()
      for index in 0..<4 {
        try await house.receive(
          makeReport("Saving an invoice fails") { report in
            report.user = "user-\(index % 3)"
            report.page = "/invoices/edit"
            report.context.appVersion = index == 0 ? "2.4.0" : "2.4.1"
          }, app: app, ago: 300)
      }
      let page = try await house.get("/", as: try await house.signIn()).text
      for part in [
        "#1", "Saving an invoice fails", "Problem", "3 people", "4 reports", "2.4.1", "5 min ago", "Open",
        "<strong>1</strong> to an empty queue", "2026-09-21T14:08:20Z",
      ] { #expect(page.contains(part), "\(part)") }
    }
  }

  @Test func filtersStandInTheAddressAndNarrowTheList() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount()
      let (shop, desk) = (try await house.addApp("shop"), try await house.addApp("desk"))
      try await house.receive(makeReport("Paying fails") { $0.context.appVersion = "1.0" }, app: shop)
      try await house.receive(makeReport("A darker theme") { $0.kind = .idea }, app: desk)
      let visitor = try await house.signIn()
      func has(_ target: String, _ paying: Bool, _ theme: Bool) async throws {
        let text = try await house.get(target, as: visitor).text
        #expect(text.contains("Paying fails") == paying && text.contains("A darker theme") == theme, "\(target)")
      }
      try await has("/", true, true)
      try await has("/?app=shop", true, false)
      try await has("/?kind=idea", false, true)
      try await has("/?version=1.0", true, false)
      try await has("/?q=darker", false, true)
      try await has("/?state=resolved", false, false)
      try await has("/?state=all&order=oldest", true, true)
      try await has("/?app=unknown", false, false)
      let odd = try await house.get(
        "/?state=asleep&page=0&kind=rant&q=\(String(repeating: "a", count: 201))", as: visitor)
      #expect(odd.status == 200)
      for part in ["state “asleep”", "page “0”", "kind “rant”", "more than 200 bytes"] {
        #expect(odd.text.contains(part), "\(part)")
      }
      #expect(try await house.get("/?q=%231", as: visitor)["location"] == "/tickets/1")
    }
  }

  @Test func reportsArePagedNewestFirstAndOneCanBeSought() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount()
      let app = try await house.addApp()
      var reports: [Report] = []
      for index in 0..<12 {
        let report = makeReport("Saving fails again") { $0.user = "user-\(index)-end" }
        reports.append(report)
        try await house.receive(report, app: app, ago: Int64(1_200 - index))
      }
      let visitor = try await house.signIn()
      let first = try await house.get("/tickets/1", as: visitor).text
      #expect(first.contains("user-11-end") && first.contains("user-2-end") && !first.contains("user-1-end"))
      #expect(try await house.get("/tickets/1?page=2", as: visitor).text.contains("user-1-end"))
      let found = try await house.get("/reports/\(reports[0].id.reference)", as: visitor)
      #expect(found["location"] == "/tickets/1?report=\(reports[0].id)#sought")
      #expect(try await house.get("/tickets/1?report=\(reports[0].id)", as: visitor).text.contains("user-0-end"))
      let searched = try await house.get("/?q=\(reports[0].id.reference.description.lowercased())", as: visitor)
      #expect(searched["location"] == "/reports/\(reports[0].id.reference)")
    }
  }

  @Test func aMergedTicketIsFoundAsItsSurvivorWithBothHistories() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount()
      let app = try await house.addApp()
      let report = makeReport("Saving fails in the office") { $0.user = "in-office" }
      try await house.receive(report, app: app)
      try await house.receive(makeReport("Nothing is kept at home") { $0.user = "at-home" }, app: app)
      let now = house.clock.now
      try await house.store.write {
        let actions = TicketActions($0, now: now)
        try actions.note(1, text: "Only in the office?", by: .staff(id: 1, name: "Ada Keller"))
        try actions.merge(1, into: 2, by: .staff(id: 1, name: "Ada Keller"))
      }
      let visitor = try await house.signIn()
      #expect(try await house.get("/tickets/1", as: visitor)["location"]?.hasPrefix("/tickets/2") == true)
      let found = try await house.get("/reports/\(report.id.reference)", as: visitor)
      #expect(found["location"] == "/tickets/2?report=\(report.id)#sought")
      let page = try await house.get("/tickets/2?report=\(report.id)", as: visitor).text
      for part in ["Saving fails in the office", "at-home", "Only in the office?", "(#1)", "2 people"] {
        #expect(page.contains(part), "\(part)")
      }
    }
  }

  @Test func bothClocksAndTheSkewAreShown() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount()
      let app = try await house.addApp()
      let late = house.clock.now.adding(seconds: -56 * 31_556_952)
      let report = makeReport("Clock trouble", capturedAt: late) { report in
        report.context.timeZone = "Europe/Zurich"
        report.locale = "de-CH"
        report.steps = [Step(at: late.adding(seconds: -42), page: "/checkout", text: "tapped Save")]
      }
      try await house.receive(report, app: app, skew: -56 * 31_556_952)
      let page = try await house.get("/tickets/1", as: try await house.signIn()).text
      for part in [
        "56 years behind", "Europe/Zurich, where it was 16:13", "German (Switzerland), de-CH", "−0:42", "tapped Save",
        "Their languages here: German (1)",
      ] { #expect(page.contains(part), "\(part)") }
    }
  }

  @Test func theBooksBalance() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount()
      let app = try await house.addApp()
      try await house.receive(makeReport("One"), app: app)
      try await house.receive(makeReport("One"), app: app)
      let now = house.clock.now
      let broken = ReportID(at: now, random: (3, 3))
      try await house.receive(
        IncomingReport(
          id: broken, app: app.id, installation: nil, receivedAt: now, sentAt: nil, body: Array("nonsense".utf8)))
      _ = try await house.store.write { try $0.countRefused("too_long", by: 1_200) }
      let visitor = try await house.signIn()
      let page = try await house.get("/delivery", as: visitor).text
      for part in ["The totals add up", "too_long", "1,200", broken.reference.description] {
        #expect(page.contains(part), "\(part)")
      }
      let set = try await house.get("/reports/\(broken.reference)", as: visitor)
      #expect(set.status == 200 && set.text.contains("on no ticket"))
    }
  }

  @Test func aFailureShowsANumberAndNoWordOfTheError() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount()
      let visitor = try await house.signIn()
      await house.store.close()
      let page = try await house.get("/", as: visitor)
      #expect(page.status == 500)
      #expect(!page.text.lowercased().contains("closed") && !page.text.contains("StoreError"))
      let number = try #require(house.failures.all.first?.split(separator: " ").first)
      #expect(page.text.contains(number))
    }
  }

  @Test func theFilesOfAPageComeWithTheirTypesAndMayBeKept() async throws {
    try await BoardFixture.with { house in
      for (asset, type) in [
        (BoardAssets.stylesheet, "text/css"), (BoardAssets.script, "text/javascript"),
        (BoardAssets.icon, "image/svg+xml"),
      ] {
        let answer = try await house.get(asset.link.target)
        #expect(answer.status == 200 && answer["content-type"]?.hasPrefix(type) == true)
        #expect(answer["cache-control"]?.contains("immutable") == true)
      }
      #expect(try await house.get("/assets/board.css?v=old")["cache-control"] == "no-cache")
      #expect(try await house.get("/assets/none.css").status == 404)
    }
  }
}
