// The board in German in a browser: signing in as the browser asks, choosing, plurals and dates, and that longer words have room.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite(
  .serialized,
  .enabled(if: Browser.driverPath != nil, "chromedriver is not installed (Debian: chromium, chromium-driver)"))
struct GermanBrowserTests {
  private func fill(_ house: BoardFixture) async throws -> RouteScene {
    let scene = try await RouteScene(house)
    try await house.addAccount("kim@example.com", name: "Kim Osei", role: .admin)
    return scene
  }

  /// Every page that is in German, as whoever may see all of them.
  private func places(_ scene: RouteScene) -> [String] {
    scene.house.routes.filter { $0.method == .GET && $0.access != .anyone }
      // The browser complains of a page that is not there.
      .filter { !$0.pattern.contains("{page}") }
      .flatMap { scene.targets($0.pattern) ?? [] }
      .filter {
        !$0.contains("/attachments/") && !$0.contains("/files/") && !$0.contains("/canned") && $0 != "/audit/lines"
          && !$0.contains("/export")
      }
  }

  @Test func `whoever's browser asks for German signs in and reads German, until they choose otherwise`() async throws {
    try await BoardFixture.with(usesRealTime: true) { house in
      _ = try await fill(house)
      try await Browser.with(language: "de") { browser in
        try await browser.go(address(house, "/sign-in"))
        #expect(try await browser.value("document.querySelector('h1').textContent") == "Anmelden")
        #expect(try await browser.value("document.documentElement.lang") == "de")
        try await signIn(house, browser, to: "/account", as: "kim@example.com")
        #expect(try await browser.value("document.querySelector('h1').textContent") == "Eigenes Konto")
        // The script that keeps times fresh speaks the page's language.
        let times = "[...document.querySelectorAll('time:not(.moment)')].map((time) => time.textContent).join('|')"
        #expect(try await browser.waits(for: "document.querySelector('time[data-local]')"))
        #expect(try await browser.value(times).contains("gerade eben"))
        #expect(try await browser.value("document.querySelector('time').title").contains("hier · "))
        try await browser.value("(document.querySelector('#language select').value = 'en')")
        try await browser.click("#language button")
        #expect(try await browser.waits(for: "document.querySelector('h1').textContent === 'Your account'"))
        #expect(try await browser.value("document.documentElement.lang") == "en")
        #expect(try await browser.value(times).contains("just now"))
        try await browser.value("(document.querySelector('#language select').value = '')")
        try await browser.click("#language button")
        #expect(try await browser.waits(for: "document.querySelector('h1').textContent === 'Eigenes Konto'"))
        try await expectNoComplaints(browser, "German")
      }
    }
  }

  @Test func `nothing, one and two have their words`() async throws {
    try await BoardFixture.with(usesRealTime: true) { house in
      try await house.addAccount(role: .admin)
      let app = try await house.addApp()
      let words = "document.querySelector('main').textContent"
      try await Browser.with(language: "de") { browser in
        try await signIn(house, browser, to: "/settings/blocked")
        #expect(try await browser.value(words).contains("Zurückgehalten: 0 Meldungen, 0 Nachrichten."))
        let first = makeReport("Buy cheap things") { $0.user = "spam" }
        try await house.receive(first, app: app)
        let now = house.clock.now
        _ = try await house.store.write {
          try BlockActions($0, now: now).block(
            senderOf: first.id, .reporter, reason: "Spam", by: .staff(id: 1, name: "Ada Keller"))
        }
        for (number, said) in ["1 Meldung, ", "2 Meldungen, "].enumerated() {
          try await house.receive(makeReport("Buy more \(number)") { $0.user = "spam" }, app: app)
          try await browser.go(address(house, "/settings/blocked"))
          #expect(try await browser.value(words).contains("Zurückgehalten: \(said)0 Nachrichten."), "\(said)")
        }
      }
    }
  }

  @Test func `the longer words have room at a phone and a desk`() async throws {
    try await BoardFixture.with(usesRealTime: true) { house in
      let scene = try await fill(house)
      try await Browser.with(language: "de") { browser in
        try await signIn(house, browser, as: "kim@example.com")
        for width in [390, 1280] {
          try await browser.resize(width: width, height: 900)
          for path in places(scene) {
            try await browser.go(address(house, path))
            try await browser.value(
              "document.querySelectorAll('main details:not(.menu)').forEach((part) => { part.open = true; })")
            try await expectFits(browser, "\(path) at \(width)")
            try await keep(browser, "german-\(width)-\(path.filter { $0.isLetter || $0.isNumber }.prefix(60))")
            let bar = try await browser.value("document.querySelector('.bar').getBoundingClientRect().height")
            #expect((Double(bar) ?? 999) <= 60, "the bar has two lines at \(width)")
            let hidden = try await browser.value(
              "(() => { const nav = document.querySelector('.bar nav'); return nav.scrollWidth - nav.clientWidth; })()")
            #expect((Int(hidden) ?? 1) <= 0, "\(hidden) px of the places are out of sight at \(width)")
            // A word that breaks inside a button reads badly.
            let broken = try await browser.value(
              """
              [...document.querySelectorAll('button, .button, .mark')].filter((part) => part.offsetParent
                && part.getClientRects().length && part.scrollWidth > part.clientWidth + 1)
                .map((part) => part.textContent.trim()).join('|')
              """)
            #expect(broken.isEmpty, "\(path) at \(width): \(broken)")
          }
        }
        // A number that leads nowhere comes back with its form, which the browser says too.
        let complaints = try await browser.complaints().filter { !$0.contains("/merge?") }
        #expect(complaints.isEmpty, "\(complaints)")
      }
    }
  }

  @Test(.enabled(if: axe != nil, "TELLBACK_AXE names no axe.min.js; Tests/run fetches it"))
  func `no page in German breaks a rule of axe`() async throws {
    try await BoardFixture.with(usesRealTime: true) { house in
      let scene = try await fill(house)
      try await Browser.with(language: "de") { browser in
        try await browser.go(address(house, "/sign-in"))
        try await expectNoViolations(browser, "/sign-in in German")
        try await signIn(house, browser, as: "kim@example.com")
        for path in places(scene) {
          try await browser.go(address(house, path))
          try await expectNoViolations(browser, "\(path) in German")
        }
      }
    }
  }
}
