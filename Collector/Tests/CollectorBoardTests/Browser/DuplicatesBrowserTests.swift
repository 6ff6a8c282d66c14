// Groups of possible duplicates by keys alone, at each width, with much and with hostile words.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite(
  .serialized,
  .enabled(if: Browser.driverPath != nil, "chromedriver is not installed (Debian: chromium, chromium-driver)"))
struct DuplicatesBrowserTests {
  @Test func `one key merges a group, another takes a ticket out, and undo restores both`() async throws {
    try await DuplicatesTests.withGroup(usesRealTime: true) { house in
      try await Browser.with { browser in
        try await browser.resize(width: 1280, height: 800)
        try await signIn(house, browser)
        try await browser.click(".lookalikes a")
        #expect(try await browser.waits(for: "location.pathname === '/duplicates'"))
        // The first ticket has the focus; the third one is taken out.
        try await browser.press("jjx")
        #expect(
          try await browser.value("[...document.querySelectorAll('input[name=same]')].map((box) => box.checked)")
            == "[true,true,false]")
        try await keep(browser, "duplicates-1280")
        try await browser.press("m")
        #expect(
          try await browser.waits(for: "document.querySelector('div.done')?.innerText.includes('2 tickets joined')"))
        #expect(try await house.store.read { try $0.mergedTickets(of: 1) } == [2, 3])
        try await browser.press("z")
        #expect(try await browser.waits(for: "document.querySelector('div.done')?.innerText.includes('Undone')"))
        #expect(try await house.store.read { try $0.mergedTickets(of: 1) }.isEmpty)
        #expect(try await browser.value("document.querySelectorAll('input[name=same]').length") == "3")
        try await expectNoComplaints(browser, "the duplicates")
      }
    }
  }

  @Test func `it fits each width, with long and hostile words and without scripts`() async throws {
    let long = String(repeating: "Donaudampfschifffahrt", count: 12)
    let words = ["<b>bold</b>", long, "\u{202E}reversed", "'\"&"]
    let titles = ["<script>alert(1)</script> \(long)", "\u{202E}Last column gone", long, "🙂 & \"quotes\" 'single'"]
    try await DuplicatesTests.withGroup(usesRealTime: true, words: words, titles: titles) { house in
      try await Browser.with { browser in
        try await signIn(house, browser)
        for width in [390, 640, 800, 1280] {
          try await browser.resize(width: width, height: 800)
          try await browser.go(address(house, "/duplicates"))
          try await expectFits(browser, "the duplicates at \(width)")
          try await keep(browser, "duplicates-hostile-\(width)")
        }
        try await browser.disableScripts(true)
        try await browser.go(address(house, "/duplicates"))
        try await browser.click("form.group button.primary")
        try await browser.disableScripts(false)
        #expect(try await browser.waits(for: "document.body.innerText.includes('3 tickets joined')"))
        try await keep(browser, "duplicates-none")
      }
    }
  }
}
