// The list by keys, and its place when somebody comes back to it.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite(
  .serialized,
  .enabled(if: Browser.driverPath != nil, "chromedriver is not installed (Debian: chromium, chromium-driver)"))
struct KeyboardTests {
  private static let tab = "\u{E004}"
  private static let enter = "\u{E007}"
  private static let down = "\u{E015}"

  private func withMany(_ count: Int = 60, _ body: (BoardFixture, Browser, AppRecord) async throws -> Void) async throws
  {
    try await BoardFixture.with(usesRealTime: true) { house in
      try await house.addAccount()
      let app = try await house.addApp()
      for index in 0..<count {
        // Numbers alone would join them.
        let word = String(UnicodeScalar(UInt8(97 + index % 26))) + String(UnicodeScalar(UInt8(97 + index / 26)))
        try await house.receive(
          makeReport("The \(word)lamp fails in room \(word)house") { $0.kind = index % 3 == 0 ? .idea : .problem },
          app: app,
          ago: Int64(count - index))
      }
      try await Browser.with { browser in
        // Too narrow for a ticket beside the list: DeskBrowserTests have that.
        try await browser.resize(width: 1090, height: 700)
        try await signIn(house, browser)
        try await body(house, browser, app)
      }
    }
  }

  @Test func aFilterIsChosenByArrowsAndAppliedByItsButton() async throws {
    try await withMany { _, browser, _ in
      try await browser.value("document.querySelector('select[name=kind]').focus()")
      try await browser.press(Self.down + Self.down + Self.down)
      #expect(try await browser.value("document.querySelector('select[name=kind]').value") == "idea")
      #expect(try await browser.value("document.activeElement.name") == "kind")
      #expect(try await browser.value("location.search") == "")
      try await browser.click("form.filters button.apply")
      #expect(try await browser.waits(for: "location.search === '?kind=idea' && document.readyState === 'complete'"))
      #expect(try await browser.value("document.activeElement.className").contains("apply"))
    }
  }

  @Test func everyTabStopOfTheListIsSeen() async throws {
    try await withMany(3) { _, browser, _ in
      var stops = 0
      for _ in 0..<40 {
        try await browser.press(Self.tab)
        let box = try await browser.value(
          """
          (() => { const part = document.activeElement; if (part === document.body) return 'end';
            const box = part.getBoundingClientRect();
            return box.width > 2 && box.height > 2 ? 'seen' : part.outerHTML.slice(0, 80); })()
          """)
        if box == "end" { break }
        stops += 1
        #expect(box == "seen")
      }
      #expect(stops > 10)
    }
  }

  @Test func comingBackFindsTheListWhereItWasLeft() async throws {
    try await withMany { _, browser, _ in
      for _ in 0..<30 { try await browser.press("j") }
      let row = try await browser.value("document.activeElement.closest('tr').dataset.key")
      let top = try await browser.value("Math.round(document.activeElement.closest('tr').getBoundingClientRect().top)")
      #expect(try await browser.value("scrollY > 100") == "true")
      func expectSamePlace(_ way: String) async throws {
        #expect(try await browser.waits(for: "location.pathname === '/' && document.readyState === 'complete'"))
        #expect(
          try await browser.waits(for: "document.activeElement.closest('tr')?.dataset.key === '\(row)'"), "by \(way)")
        let now = try await browser.value(
          "Math.round(document.activeElement.closest('tr').getBoundingClientRect().top)")
        #expect(abs((Int(now) ?? -999) - (Int(top) ?? 999)) <= 2, "by \(way): \(now) instead of \(top)")
      }
      try await browser.press(Self.enter)
      #expect(try await browser.waits(for: "location.pathname.startsWith('/tickets/')"))
      try await browser.press("u")
      try await expectSamePlace("u")
      try await browser.press(Self.enter)
      #expect(try await browser.waits(for: "location.pathname.startsWith('/tickets/')"))
      try await browser.back()
      try await expectSamePlace("the browser's button")
      try await browser.press("j")
      #expect(try await browser.value("document.activeElement.closest('tr').dataset.key") != row)
    }
  }

  @Test func aComparisonLeadsBackToItsTicket() async throws {
    try await withMany(3) { house, browser, _ in
      try await browser.go(address(house, "/tickets/2/compare/1"))
      #expect(try await browser.value("document.querySelector('a.back').pathname") == "/tickets/2")
      try await browser.press("u")
      #expect(try await browser.waits(for: "location.pathname === '/tickets/2'"))
    }
  }

  @Test func keysWithoutCtrlCanBeSwitchedOff() async throws {
    try await withMany(3) { house, browser, _ in
      try await browser.click("#show-shortcuts")
      try await browser.click("#single-keys")
      try await browser.click("#shortcuts button")
      try await browser.go(address(house, "/"))
      try await browser.press("j/")
      #expect(try await browser.value("document.activeElement === document.body") == "true")
      try await browser.click("#show-shortcuts")
      #expect(try await browser.value("document.getElementById('single-keys').checked") == "false")
      try await browser.click("#single-keys")
      try await browser.click("#shortcuts button")
      try await browser.value("document.activeElement.blur()")
      try await browser.press("j")
      #expect(try await browser.value("document.activeElement.className") == "row-link")
    }
  }

  @Test func whatIsNewMovesNoRowAndNoFocus() async throws {
    try await withMany(5) { house, browser, app in
      try await browser.press("jj")
      let row = try await browser.value("document.activeElement.closest('tr').dataset.key")
      let tops = "[...document.querySelectorAll('tr[data-key]')].map((row) => row.getBoundingClientRect().top).join()"
      let before = try await browser.value(tops)
      try await house.receive(makeReport("Something else entirely"), app: app)
      #expect(try await browser.waits(for: "document.querySelector('.fresh').innerText.includes('1 new')"))
      #expect(try await browser.value(tops) == before)
      let top = try await browser.value("document.activeElement.closest('tr').getBoundingClientRect().top")
      try await browser.click(".fresh button")
      #expect(try await browser.waits(for: "document.querySelectorAll('tr[data-key]').length === 6"))
      #expect(try await browser.value("document.activeElement.closest('tr').dataset.key") == row)
      let after = try await browser.value(
        "document.activeElement.closest('tr').getBoundingClientRect().top + Math.max(0, scrollY === 0 ? 0 : 0)")
      // A page that is too short to scroll cannot keep the place.
      let canScroll = try await browser.value("document.documentElement.scrollHeight > innerHeight + 60") == "true"
      if canScroll { #expect(abs((Double(after) ?? 999) - (Double(top) ?? -999)) < 1) }
    }
  }

  @Test func aRowThatCameFromThePageBeforeIsNotNew() async throws {
    try await withMany(60) { house, browser, app in
      try await browser.go(address(house, "/?page=2"))
      let first = try await browser.value("document.querySelector('tr[data-key]').dataset.key")
      try await house.receive(makeReport("Something else entirely"), app: app)
      // The page has read itself anew once its first row would be another one.
      try await browser.value("window.reads = 0")
      try await browser.value(
        "(window.fetch = ((send) => async (...all) => { const got = await send(...all); window.reads += 1; return got; })(fetch), 1)"
      )
      try await house.receive(makeReport("And yet another matter"), app: app)
      #expect(try await browser.waits(for: "window.reads > 0"))
      try await Task.sleep(for: .milliseconds(300))
      #expect(try await browser.value("document.querySelector('.fresh').innerText") == "")
      #expect(try await browser.value("document.querySelector('tr[data-key]').dataset.key") == first)
    }
  }
}
