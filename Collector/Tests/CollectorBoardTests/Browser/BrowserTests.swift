// The board in a real browser: what a person does with mouse and keys, at both widths, with scripts and without.
//
// `TELLBACK_PICTURES=FOLDER` keeps a picture of each page. Those of the README are made by `Samples/pictures/make`.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite(
  .serialized,
  .enabled(if: Browser.driverPath != nil, "chromedriver is not installed (Debian: chromium, chromium-driver)"))
struct BrowserTests {
  @Test func aDayAtTheDesk() async throws {
    try await BoardFixture.with(usesRealTime: true) { house in
      try await house.addAccount()
      try await Shop.fill(house)
      try await Browser.with { browser in
        try await browser.resize(width: 1280, height: 900)
        try await signIn(house, browser, to: "/?order=reporters")
        #expect(try await browser.address == address(house, "/?order=reporters"))
        try await keep(browser, "list-1280")

        try await browser.click("select[name=kind] option[value=idea]")
        try await browser.click("form.filters button.apply")
        #expect(try await browser.waits(for: "location.search.includes('kind=idea')"))
        #expect(try await browser.value("document.querySelectorAll('a.row-link').length") == "1")
        #expect(try await !browser.address.contains("severity="))
        try await browser.click("a.clear")
        #expect(try await browser.waits(for: "!location.search.includes('kind')"))

        // Search by key, open by key, where the list has no room for the ticket.
        try await browser.resize(width: 1090, height: 900)
        try await browser.press("/")
        #expect(try await browser.value("document.activeElement.id") == "search")
        try await browser.press("payment\u{E007}")
        #expect(try await browser.waits(for: "location.search.includes('q=payment')"))
        #expect(try await browser.waits(for: "document.readyState === 'complete'"))
        try await browser.press("j")
        #expect(try await browser.value("document.activeElement.className") == "row-link")
        try await browser.press("\u{E007}")
        #expect(try await browser.waits(for: "location.pathname.startsWith('/tickets/')"))
        try await keep(browser, "ticket-1280")

        // Answer and resolve.
        try await browser.press("a")
        #expect(try await browser.value("document.activeElement.name") == "note")
        try await browser.press("It works again")
        try await browser.click("button[value=answer]")
        #expect(try await browser.waits(for: "document.querySelector('.done')"))
        #expect(try await browser.value("document.querySelector('.history').innerText").contains("It works again"))
        try await browser.click("#resolving summary")
        try await browser.click("#resolve input[value=configuration]")
        try await browser.type("#resolve textarea", "The timeout is longer now.")
        try await browser.click("button[value=resolve]")
        #expect(
          try await browser.waits(
            for: "document.querySelector('.ticket-head .state').innerText === 'Configuration changed'"))
        try await browser.click("a.back")
        #expect(try await browser.waits(for: "location.search.includes('q=payment')"))
        try await expectNoComplaints(browser, "the day")

        try await browser.click("form.me button")
        #expect(try await browser.waits(for: "location.pathname === '/sign-in'"))
        #expect(house.failures.all.isEmpty, "\(house.failures.all)")
      }
    }
  }

  @Test func theListSaysWhatIsNewWithoutAReload() async throws {
    try await BoardFixture.with(usesRealTime: true) { house in
      try await house.addAccount()
      let app = try await house.addApp()
      try await house.receive(makeReport("The first", capturedAt: house.clock.now), app: app)
      try await Browser.with { browser in
        try await browser.resize(width: 1280, height: 900)
        try await signIn(house, browser)
        try await browser.value("document.body.dataset.mark = 'same page'")
        try await house.receive(makeReport("A second one", capturedAt: house.clock.now), app: app)
        #expect(try await browser.waits(for: "document.querySelector('.fresh').innerText.includes('1 new')"))
        try await browser.click(".fresh button")
        #expect(try await browser.waits(for: "document.querySelectorAll('a.row-link').length === 2"))
        #expect(try await browser.value("document.body.dataset.mark") == "same page")
        #expect(try await browser.value("document.querySelector('.distance strong').innerText") == "2")
        try await expectNoComplaints(browser, "the live list")
      }
    }
  }

  @Test func everyPageFitsBothWidthsInLightAndDark() async throws {
    try await BoardFixture.with(usesRealTime: true) { house in
      try await house.addAccount()
      try await Shop.fill(house)
      let payment = try await house.store.read { try $0.tickets(TicketQuery(order: .reporters)).tickets[0].number }
      let sought = try await house.store.read { try $0.reports(ofTicket: payment, offset: 1, limit: 1)[0].id }
      let places = [
        ("list", "/"), ("filtered", "/?state=all&segment=Retail&severity=high"), ("nothing", "/?q=unheard"),
        ("ticket", "/tickets/\(payment)"), ("sought", "/tickets/\(payment)?report=\(sought)"), ("flow", "/delivery"),
        ("missing", "/tickets/999"),
      ]
      try await Browser.with { browser in
        try await signIn(house, browser)
        for (width, height) in [(1280, 900), (390, 844)] {
          for isDark in [false, true] {
            try await browser.resize(width: width, height: height, isDark: isDark)
            for (name, path) in places {
              try await browser.go(address(house, path))
              try await expectFits(browser, "\(name) at \(width)")
              try await keep(browser, "\(name)-\(width)\(isDark ? "-dark" : "")")
            }
          }
        }
        // The page that is not there is answered 404, which the console reports; nothing else may be.
        let complaints = try await browser.complaints().filter { !$0.contains("/tickets/999") }
        #expect(complaints.isEmpty, "\(complaints)")
      }
    }
  }

  @Test func hostileReportsBreakNoLayoutAndRunNothing() async throws {
    try await BoardFixture.with(usesRealTime: true) { house in
      try await house.addAccount(name: Hostile.script)
      let app = try await house.addApp("<script>alert('app')</script>")
      try await house.receive(
        Hostile.report(), app: app, skew: -2_000_000_000,
        files: [("text/html", Array("<script>alert(1)</script>".utf8)), ("image/png", Array("no picture".utf8))])
      let endless = makeReport(Hostile.word)
      try await house.receive(endless, app: app)
      try await house.receive(makeReport(Hostile.zalgo + Hostile.override + Hostile.emoji), app: app)
      try await house.receive(makeReport(Hostile.invisible + "\u{2060}."), app: app)
      try await house.receive(makeReport("مرحبا لا أستطيع الدفع <b>#12</b> 50%") { $0.locale = "ar-EG" }, app: app)
      try await Browser.with { browser in
        try await signIn(house, browser)
        for (width, height) in [(1280, 900), (390, 844)] {
          try await browser.resize(width: width, height: height)
          for path in [
            "/", "/tickets/1", "/tickets/2", "/tickets/2?report=\(endless.id)", "/tickets/3", "/tickets/5", "/delivery",
          ] {
            try await browser.go(address(house, path))
            try await browser.value("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
            try await expectFits(browser, "\(path) at \(width)")
            #expect(try await browser.value("document.querySelectorAll('script').length") == "2")
            let name = "hostile-\(path.dropFirst().prefix { $0 != "?" }.replacingOccurrences(of: "/", with: "-"))"
            try await keep(browser, "\(name)-\(path.contains("?") ? "whole-" : "")\(width)")
          }
        }
        // An announced picture that is none is not shown by the browser; that alone may be said.
        let complaints = try await browser.complaints().filter { !$0.contains("/attachments/") }
        #expect(complaints.isEmpty, "\(complaints)")
      }
    }
  }

  @Test func everythingWorksWithoutScripts() async throws {
    try await BoardFixture.with(usesRealTime: true) { house in
      try await house.addAccount()
      try await Shop.fill(house)
      try await Browser.with { browser in
        try await browser.resize(width: 1280, height: 900)
        try await browser.disableScripts(true)
        try await browser.go(address(house, "/"))
        try await browser.type("input[name=email]", "ada@example.com")
        try await browser.type("input[name=password]", BoardFixture.password)
        try await browser.click("button.primary")
        #expect(try await browser.sees("table.tickets"))
        try await keep(browser, "list-without-scripts")
        try await browser.click("select[name=kind] option[value=idea]")
        try await browser.click("form.filters button.apply")
        #expect(try await browser.arrives(at: "kind=idea"))
        #expect(try await browser.sees("select.set"))
        try await browser.click("a.row-link")
        #expect(try await browser.arrives(at: "/tickets/"))
        #expect(try await browser.sees("#answer textarea"))
        try await browser.type("#answer textarea", "A good idea.")
        try await browser.click("button[value=answer]")
        #expect(try await browser.sees(".done"))
        try await browser.click("#waits summary")
        try await browser.click("#wait input[value=reporter]")
        try await browser.click("button[value=wait]")
        #expect(try await browser.sees(".ticket-head .state-waiting"))
      }
    }
  }

  @Test func theDoorAndTheEmptyHouseAreWorthASight() async throws {
    try await BoardFixture.with(usesRealTime: true) { house in
      try await Browser.with { browser in
        for width in [1280, 390] {
          try await browser.resize(width: width, height: 844)
          try await browser.go(address(house, "/sign-in"))
          try await expectFits(browser, "the door without accounts")
          try await keep(browser, "door-first-\(width)")
        }
        try await house.addAccount()
        try await browser.go(address(house, "/"))
        try await keep(browser, "door-390")
        try await signIn(house, browser)
        for (name, prepare) in [("no-app", false), ("no-report", true)] {
          if prepare { _ = try await house.addApp("Shop") }
          for width in [1280, 390] {
            try await browser.resize(width: width, height: 844)
            try await browser.go(address(house, "/"))
            try await expectFits(browser, name)
            try await keep(browser, "\(name)-\(width)")
          }
        }
        try await expectNoComplaints(browser, "the empty house")
      }
    }
  }
}
