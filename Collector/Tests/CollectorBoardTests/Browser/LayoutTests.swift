// How pages are laid out at the widths and zooms that people use.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite(
  .serialized,
  .enabled(if: Browser.driverPath != nil, "chromedriver is not installed (Debian: chromium, chromium-driver)"))
struct LayoutTests {
  /// Widths, and 1280 pixels at a zoom of 150 and 200 %.
  private static let sizes: [(width: Int, scale: Double)] = [
    (390, 1), (640, 1), (721, 1), (800, 1), (1000, 1), (1280, 1), (853, 1.5), (640, 2),
  ]

  @Test(arguments: ["en", "de"])
  func titlesHaveRoomAndNothingScrollsSidewaysAtAnyWidth(language: String) async throws {
    try await BoardFixture.with(usesRealTime: true) { house in
      try await house.addAccount()
      try await Shop.fill(house)
      try await Browser.with(language: language) { browser in
        try await signIn(house, browser)
        for (width, scale) in Self.sizes {
          try await browser.resize(width: width, height: 900, scale: scale)
          for path in [
            "/", "/triage", "/?q=payment&state=all", "/tickets/1", "/board", "/work", "/delivery",
            "/tickets/1/compare/2", "/numbers", "/pain", "/launches", "/week",
          ] {
            try await browser.go(address(house, path))
            try await expectFits(browser, "\(path) at \(width) x \(scale) in \(language)")
            try await keep(browser, "\(language)-\(width)x\(scale)-\(path.filter { $0.isLetter || $0.isNumber })")
          }
          try await browser.go(address(house, "/"))
          let bar = try await browser.value("document.querySelector('.bar').getBoundingClientRect().height")
          #expect((Double(bar) ?? 999) <= 60, "the bar has two lines at \(width) x \(scale) in \(language)")
          let narrowest = try await browser.value(
            "Math.min(...[...document.querySelectorAll('.c-title')].slice(1).map((part) => part.getBoundingClientRect().width))"
          )
          #expect((Double(narrowest) ?? 0) >= 240, "a title has \(narrowest) px at \(width) x \(scale) in \(language)")
        }
      }
    }
  }

  @Test func theSelectedTabMovesNoOtherAndStandsApartFromItsCount() async throws {
    try await BoardFixture.with(usesRealTime: true) { house in
      try await house.addAccount()
      try await Shop.fill(house)
      try await Browser.with { browser in
        try await browser.resize(width: 1280, height: 900)
        try await signIn(house, browser)
        let places =
          "[...document.querySelectorAll('.states a, .bar nav a')].map((tab) => tab.getBoundingClientRect().left).join()"
        var seen: Set<String> = []
        for path in ["/", "/?state=waiting", "/?state=resolved", "/?state=all"] {
          try await browser.go(address(house, path))
          seen.insert(try await browser.value(places))
        }
        #expect(seen.count == 1)
        let gap = try await browser.value(
          """
          (() => { const [label, count] = document.querySelector('.states a').children;
            return count.getBoundingClientRect().left - label.getBoundingClientRect().right; })()
          """)
        #expect((Double(gap) ?? 0) >= 4)
      }
    }
  }

  @Test func bothSidesOfAComparisonStandAtOneHeightWithGapsBetweenTheirReports() async throws {
    try await BoardFixture.with(usesRealTime: true) { house in
      try await house.addAccount()
      let app = try await house.addApp()
      for text in [
        "Saving fails",
        "Saving a document with a long name fails each time that it is tried in the evening, and then again",
      ] {
        for user in ["a", "b"] { try await house.receive(makeReport(text) { $0.user = user }, app: app) }
      }
      try await Browser.with { browser in
        try await browser.resize(width: 1280, height: 900)
        try await signIn(house, browser, to: "/tickets/1/compare/2")
        for selector in [".compare h2", ".compare .badges", ".compare .voices"] {
          let tops = try await browser.value(
            "[...document.querySelectorAll('\(selector)')].map((part) => part.getBoundingClientRect().top).join()")
          let parts = tops.split(separator: ",")
          #expect(parts.count == 2 && parts.first == parts.last, "\(selector): \(tops)")
        }
        let gap = try await browser.value(
          """
          (() => { const [one, two] = document.querySelectorAll('.compare .voices')[0].children;
            return two.getBoundingClientRect().top - one.getBoundingClientRect().bottom; })()
          """)
        #expect((Double(gap) ?? 0) >= 8)
        let apart = try await browser.value(
          """
          (() => { const button = document.querySelector('[data-act=merge]'); const range = document.createRange();
            range.selectNodeContents(button.firstChild);
            return button.querySelector('kbd').getBoundingClientRect().left - range.getBoundingClientRect().right; })()
          """)
        #expect((Double(apart) ?? 0) >= 4)
        try await keep(browser, "compare-1280")
      }
    }
  }

  @Test(arguments: ["en", "de"])
  func theButtonsOfASuggestionStandInOneRow(language: String) async throws {
    try await BoardFixture.with(usesRealTime: true) { house in
      try await house.addAccount()
      let app = try await house.addApp()
      let (first, second) = (makeReport("Saving fails at night"), makeReport("Nightly saves are lost"))
      try await house.receive(first, app: app)
      try await house.receive(second, app: app)
      let now = house.clock.now
      try await house.store.write { store in
        guard let left = try store.report(first.id), let right = try store.report(second.id) else { return }
        try store.addSuggestions([
          TicketSuggestion(
            ticket: 2, candidate: 1, report: right.sequence, candidateReport: left.sequence, likelihood: 0.5,
            words: ["saving"], at: now)
        ])
      }
      try await Browser.with(language: language) { browser in
        try await signIn(house, browser, to: "/tickets/2")
        for width in [1280, 390] {
          try await browser.resize(width: width, height: 900)
          try await expectFits(browser, "a suggestion in \(language) at \(width)")
          // The longer words may need a second one.
          guard language == "en" else { continue }
          let heights = try await browser.value(
            "new Set([...document.querySelectorAll('.similar .button, .similar button')].map((part) => part.offsetTop)).size"
          )
          #expect(heights == "1", "at \(width)")
        }
      }
    }
  }
}
