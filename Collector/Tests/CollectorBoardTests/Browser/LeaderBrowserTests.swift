// What leaders read, walked in a browser: the weekly digest from a pain point to its choice, a release that hurts, and a launch from its
// brief to its surprise; at each width, with much, with none and with hostile words, in both languages. Practices C6, D2 and E2.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite(
  .serialized,
  .enabled(if: Browser.driverPath != nil, "chromedriver is not installed (Debian: chromium, chromium-driver)"))
struct LeaderBrowserTests {
  private func look(_ house: BoardFixture, _ browser: Browser, _ paths: [String], _ name: String) async throws {
    for width in [1280, 390] {
      try await browser.resize(width: width, height: 900)
      for path in paths {
        try await browser.go(address(house, path))
        try await browser.value(
          "document.querySelectorAll('main details:not(.menu)').forEach((part) => { part.open = true; })")
        try await expectFits(browser, "\(name) \(path) at \(width)")
        try await keep(browser, "leader-\(name)-\(width)-\(path.filter { $0.isLetter || $0.isNumber })")
      }
    }
    try await browser.resize(width: 1280, height: 900)
  }

  @Test func `a leader watches a pain point and a component, and reads the week of both`() async throws {
    try await BoardFixture.with(usesRealTime: true) { house in
      try await house.addAccount(role: .lead)
      try await Browser.with { browser in
        try await signIn(house, browser)
        try await look(house, browser, ["/week", "/releases", "/launches"], "empty")
        try await Shop.fill(house)
        let now = house.clock.now
        try await house.store.write { store in
          let payment = try store.tickets(TicketQuery(order: .reporters)).tickets[0].number
          let ada = Actor.staff(id: 1, name: "Ada Keller")
          let pain = try PainActions(store, now: now).make(of: [payment], by: ada)
          try PainActions(store, now: now).attempt(
            pain, "Longer timeout", .code, department: nil, release: .version("4.3.0"), by: ada)
          try store.append(TicketEvent(ticket: payment, at: now, actor: .system, kind: .rated, detail: "1"))
        }
        try await browser.go(address(house, "/pain/1"))
        try await browser.click(".ticket-head form button")
        #expect(try await browser.waits(for: "document.querySelector('.ticket-head a[href$=\"/week\"]')"))
        try await browser.click(".ticket-head a[href$=\"/week\"]")
        #expect(try await browser.waits(for: "location.pathname === '/week'"))
        for part in ["Pain point 1", "Longer timeout", "1 of 5 stars"] {
          let isThere = try await browser.value("document.querySelector('main').innerText.includes('\(part)')")
          #expect(isThere == "true", "\(part)")
        }
        // Without a name the form comes back with what was chosen.
        try await browser.value("document.querySelector('#watch select[name=sort]').value = 'component'")
        try await browser.click("#watch button.primary")
        #expect(try await browser.waits(for: "document.querySelector('#watch .field-error')"))
        #expect(try await browser.value("document.querySelector('#watch select[name=sort]').value") == "component")
        #expect(try await browser.value("document.activeElement.name") == "name")
        try await browser.type("#watch input[name=name]", "Checkout")
        try await browser.click("#watch button.primary")
        #expect(try await browser.waits(for: "document.querySelectorAll('.watches li').length === 2"))
        try await browser.click("#week-mail input[type=checkbox]")
        try await browser.click("#week-mail button")
        #expect(try await browser.waits(for: "document.querySelector('.done')"))
        #expect(try await browser.value("document.querySelector('#week-mail input[type=checkbox]').checked") == "false")
        try await look(house, browser, ["/week", "/pain/1"], "full")
        // What happened has the room, and what is watched stands beside it.
        try await browser.go(address(house, "/week"))
        let width = try await browser.value("document.querySelector('.main-column').clientWidth")
        #expect((Int(width) ?? 0) > 700, "the main column has \(width) px")
        // The loudest pain leads to its page.
        try await browser.go(address(house, "/week"))
        try await browser.click("section[aria-labelledby=week-pains] a.row-link")
        #expect(try await browser.waits(for: "location.pathname === '/pain/1'"))
        let complaints = try await browser.complaints().filter { !$0.contains("422") }
        #expect(complaints.isEmpty, "\(complaints)")
      }
    }
  }

  @Test func `a release that hurts leads to its pain point, and a launch to its surprise`() async throws {
    try await BoardFixture.with(usesRealTime: true) { house in
      try await house.addAccount(role: .admin)
      let app = try await house.addApp()
      let now = house.clock.now
      try await house.receive(makeReport("Saving fails", capturedAt: now) { $0.page = "/save" }, app: app)
      try await ReleaseScene.fill(house, app)
      try await house.store.write { store in
        let pain = try PainActions(store, now: now).make(of: [1], by: .staff(id: 1, name: "Ada Keller"))
        let watch = try #require(try store.releaseWatches(of: app.id, limit: 9).first { $0.flaggedAt != nil })
        var place = try #require(try store.releasePlaces(of: watch.id).first { $0.flaggedAt != nil })
        (place.id, place.kind, place.name) = (0, .pain, String(pain))
        try store.saveReleasePlace(place, of: watch.id)
      }
      try await Browser.with { browser in
        try await signIn(house, browser)
        try await browser.go(address(house, "/releases"))
        #expect(try await browser.value("document.querySelector('.release').innerText").contains("Watched"))
        #expect(try await browser.value("document.querySelector('main').innerText").contains("Hurts more"))
        try await browser.click(".release .terms a")
        #expect(try await browser.waits(for: "location.pathname === '/pain/1'"))
        try await browser.go(address(house, "/launches"))
        try await browser.click("main a.button.primary")
        #expect(try await browser.waits(for: "location.pathname === '/launches/new'"))
        try await browser.type("#launch input[name=name]", "Winter sale")
        let (first, last) = (
          TimeText.day(now.adding(seconds: -86_400)) ?? "", TimeText.day(now.adding(seconds: 86_400)) ?? ""
        )
        try await browser.value("document.querySelector('#launch input[name=starts]').value = '\(first)'")
        try await browser.value("document.querySelector('#launch input[name=ends]').value = '\(last)'")
        try await browser.type("#launch textarea[name=pages]", "/checkout")
        try await browser.type("#launch textarea[name=brief]", "Half price on shoes.")
        try await browser.type("#launch textarea[name=expected]", "voucher code")
        try await browser.click("#launch button.primary")
        #expect(try await browser.waits(for: "location.pathname === '/launches/1'"))
        for text in ["The voucher code is refused", "My cart is empty"] {
          try await house.receive(makeReport(text, capturedAt: house.clock.now) { $0.page = "/checkout" }, app: app)
        }
        try await browser.go(address(house, "/launches/1"))
        #expect(try await browser.value("document.querySelector('main').innerText").contains("My cart is empty"))
        // A day stays a day: it is no moment that was so many hours ago.
        #expect(try await browser.value("document.querySelector('main time').textContent") == first)
        try await look(house, browser, ["/releases", "/launches", "/launches/1", "/week"], "walked")
        try await expectNoComplaints(browser, "the walk")
      }
    }
  }

  @Test func `hostile and long words fit each width of the week, in German too`() async throws {
    try await BoardFixture.with(usesRealTime: true) { house in
      try await house.addAccount(role: .admin)
      let app = try await house.addApp("Hostile \(Hostile.override)")
      let long = String(repeating: "Donaudampfschifffahrt", count: 8)
      try await house.receive(Hostile.report(), app: app)
      let now = house.clock.now
      try await house.store.write { store in
        let ada = Actor.staff(id: 1, name: "Ada Keller")
        let ticket = try store.tickets(TicketQuery()).tickets[0].number
        let actions = PainActions(store, now: now)
        let pain = try actions.make(of: [ticket], title: Hostile.script + long, by: ada)
        try actions.attempt(pain, long, .code, department: nil, release: .version(String(long.prefix(90))), by: ada)
        try store.append(TicketEvent(ticket: ticket, at: now, actor: .system, kind: .notHelped))
        let group = try GroupActions(store, now: now).create(String(long.prefix(100)))
        try TicketActions(store, now: now).handOver(ticket, to: .group(group.id), by: .system)
        try TicketActions(store, now: now).claim(ticket, by: ada)
        try TicketActions(store, now: now).turnIntoIdea(ticket, note: nil, by: ada)
        let person = try #require(try store.account(1))
        for subject in [
          Watch.Subject.app, .pain(pain), .segment(Hostile.override + String(long.prefix(150))),
          .component(String(long.prefix(160))), .reporters(field: String(long.prefix(160)), value: Hostile.script),
        ] { try WatchActions(store, now: now).watch(subject, of: app.id, by: person) }
        try store.setBoardLanguage(.german, ofAccount: 1)
      }
      try await Browser.with { browser in
        try await signIn(house, browser)
        try await look(house, browser, ["/week", "/settings/service-levels"], "hostile")
        try await browser.go(address(house, "/week"))
        #expect(try await browser.value("document.querySelector('h1').innerText") == "Wochenbericht")
        try await expectNoComplaints(browser, "the week")
      }
    }
  }
}
