// The ledger of a pain point in a browser: gathered from a proposal, decided, told, tried; at each width, in both languages, with much,
// with none and with hostile words.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite(
  .serialized,
  .enabled(if: Browser.driverPath != nil, "chromedriver is not installed (Debian: chromium, chromium-driver)"))
struct PainBrowserTests {
  private func look(_ house: BoardFixture, _ browser: Browser, _ paths: [String], _ name: String) async throws {
    for width in [1280, 390] {
      try await browser.resize(width: width, height: 900)
      for path in paths {
        try await browser.go(address(house, path))
        try await browser.value(
          "document.querySelectorAll('main details:not(.menu)').forEach((part) => { part.open = true; })")
        try await expectFits(browser, "\(name) \(path) at \(width)")
        try await keep(browser, "pain-\(name)-\(width)-\(path.filter { $0.isLetter || $0.isNumber })")
      }
    }
  }

  @Test func `a person walks the ledger from the proposal to an attempt`() async throws {
    try await BoardFixture.with(usesRealTime: true) { house in
      try await house.addAccount(role: .admin)
      try await house.addAccount("ben@example.com", name: "Ben Osei")
      try await Browser.with { browser in
        try await signIn(house, browser)
        try await look(house, browser, ["/pain", "/settings/pain"], "empty")
        try await Shop.fill(house)
        try await house.receiveTwins()
        try await browser.go(address(house, "/pain"))
        try await browser.click("form.group button.primary")
        #expect(try await browser.waits(for: "location.pathname === '/pain/1'"))
        #expect(try await browser.value("document.querySelector('.done').innerText").contains("pain point now"))
        // Decided without a reason, the form comes back with what was chosen.
        try await browser.value("document.querySelector('#decide').closest('details').open = true")
        try await browser.click("#decide input[value=fix]")
        try await browser.click("#decide button.primary")
        #expect(try await browser.waits(for: "document.querySelector('.field-error')"))
        #expect(try await browser.value("document.querySelector('#decide input[value=fix]').checked") == "true")
        #expect(try await browser.value("document.activeElement.name") == "reason")
        try await browser.type("#decide textarea", "It costs orders.")
        try await browser.click("#decide button.primary")
        #expect(try await browser.waits(for: "document.body.innerText.includes('It costs orders.')"))
        try await browser.type("#workaround textarea", "Pay by invoice until Friday.")
        try await browser.click("#workaround button.primary")
        #expect(try await browser.waits(for: "document.querySelector('.done')?.innerText.includes('what helps')"))
        try await browser.value("document.querySelector('#attempt').closest('details').open = true")
        try await browser.type("#attempt input[name=what]", "Longer timeout of the payment client")
        try await browser.type("#attempt input[name=version]", "4.3.0")
        try await browser.click("#attempt button.primary")
        #expect(
          try await browser.waits(for: "document.querySelector('.pain-attempts li')?.innerText.includes('4.3.0')"))
        let reached = try await house.store.read { try $0.painPoint(1) }
        #expect(reached?.decision?.reason == "It costs orders." && reached?.workaround?.published != nil)
        try await look(house, browser, ["/pain", "/pain/1", "/settings/pain", "/tickets/1", "/work"], "full")
        // The form that came back was answered 422, which a browser notes.
        let complaints = try await browser.complaints().filter { !$0.contains("422") }
        #expect(complaints.isEmpty, "\(complaints)")
      }
    }
  }

  @Test func `hostile and long words fit each width, and the verbs need no script`() async throws {
    try await BoardFixture.with(usesRealTime: true) { house in
      try await house.addAccount(role: .admin)
      let app = try await house.addApp("Hostile \(Hostile.override)")
      let long = String(repeating: "Donaudampfschifffahrt", count: 12)
      try await house.receive(Hostile.report(), app: app)
      for number in 0..<14 {
        try await house.receive(
          makeReport("\(long) \(number)") { report in
            report.page = "/\(long)/\(number % 13)"
            report.segment = "\(long.prefix(150)) \(number % 9)"
            report.context.appVersion = "\(number).\(long.prefix(60))"
          }, app: app)
      }
      try await Browser.with { browser in
        try await signIn(house, browser)
        try await browser.disableScripts(true)
        try await browser.go(address(house, "/tickets/1"))
        try await browser.click("#pain > summary")
        try await browser.click("#pain button[value=make]")
        try await browser.disableScripts(false)
        #expect(try await browser.waits(for: "location.pathname === '/pain/1'"))
        let staff = Actor.staff(id: 1, name: "Ada Keller")
        let now = house.clock.now
        try await house.store.write { store in
          let actions = PainActions(store, now: now)
          let pain: Int64 = 1
          for ticket in try store.tickets(TicketQuery(limit: 100)).tickets where ticket.number != 1 {
            try actions.gather(ticket.number, into: pain, by: staff)
          }
          var facts = PainFacts(title: Words.clipped(Hostile.script + long, to: PainLimits.title))
          facts.department = String(long.prefix(90))
          let revision = try store.painPoint(pain)?.revision ?? 0
          try actions.change(pain, to: facts, revision: revision, by: staff)
          try actions.help(pain, Hostile.script + long, publishedAs: String(long.prefix(190)), by: staff)
          try actions.attempt(
            pain, Hostile.script + long, .code, department: String(long.prefix(90)),
            release: .version(String(long.prefix(90))), by: staff)
          try actions.decide(
            pain, .later, reason: long + Hostile.override, again: now.adding(seconds: 90_000), by: staff)
        }
        try await look(house, browser, ["/pain", "/pain/1", "/tickets/1"], "hostile")
      }
    }
  }
}

extension BoardFixture {
  /// A second ticket of paying, so that two share their component and page.
  fileprivate func receiveTwins() async throws {
    guard let app = try await store.read({ try $0.app(named: "Shop") }) else { return }
    for user in 0..<4 {
      try await receive(
        makeReport("The card is charged twice when I press pay again", capturedAt: clock.now) { report in
          report.page = "/checkout/payment"
          report.segment = user % 2 == 0 ? "Retail" : "Partners"
          report.user = "twin \(user)"
          report.context.appVersion = "4.2.0"
        }, app: app)
    }
  }
}
