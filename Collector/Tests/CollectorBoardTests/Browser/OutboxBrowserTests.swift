// The pages of webhooks, mail and the inbox in a browser: nothing scrolls sideways, with much, with none and with hostile data.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite(
  .serialized,
  .enabled(if: Browser.driverPath != nil, "chromedriver is not installed (Debian: chromium, chromium-driver)"))
struct OutboxBrowserTests {
  private static let paths = [
    "/settings/webhooks", "/settings/mail", "/inbox", "/account", "/delivery", "/settings/trackers",
  ]

  private func look(_ house: BoardFixture, _ browser: Browser, _ paths: [String], _ name: String) async throws {
    for width in [1280, 390] {
      try await browser.resize(width: width, height: 900)
      for path in paths {
        try await browser.go(address(house, path))
        try await expectFits(browser, "\(name) \(path) at \(width)")
        try await keep(browser, "\(name)-\(width)-\(path.filter { $0.isLetter || $0.isNumber })")
      }
    }
  }

  @Test func everyPageOfWhatGoesOutFitsItsWindow() async throws {
    try await BoardFixture.with(usesRealTime: true) { house in
      try await house.addAccount(role: .admin)
      try await Browser.with { browser in
        try await signIn(house, browser)
        try await look(house, browser, Self.paths, "empty")
        try await house.addAccount("ben@example.com", name: "Ben Osei")
        try await Shop.fill(house)
        let now = house.clock.now
        try await house.store.write { store in
          try fillWebhooks(store, at: now)
          try fillTrackers(store, at: now)
          try fillInbox(store, at: now)
        }
        try await look(
          house, browser, Self.paths + ["/settings/webhooks/1", "/settings/webhooks/2", "/settings/trackers/1"], "full")
        // The form of a new endpoint, filled in and refused, keeps what was typed.
        try await browser.go(address(house, "/settings/webhooks"))
        try await browser.value("(document.querySelector('details.box').open = true)")
        try await browser.value("(document.querySelector('#new-webhook [name=name]').value = 'Chat')")
        try await browser.value("(document.querySelector('#new-webhook [name=url]').value = 'http://10.0.0.1/')")
        try await browser.value("document.querySelector('#new-webhook button').click()")
        #expect(try await browser.waits(for: "document.querySelector('.field-error')"))
        #expect(
          try await browser.value("document.querySelector('#new-webhook [name=url]').value") == "http://10.0.0.1/")
        #expect(try await browser.value("document.activeElement.name") == "url")
        try await keep(browser, "refused-webhook")
      }
    }
  }
}
