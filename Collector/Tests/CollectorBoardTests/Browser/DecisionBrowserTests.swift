// Confirming a group in a real browser moves the percentage of the next one, with the reason beside it, and one key moves it back.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

extension BrowserTests {
  /// Two groups of three tickets, called equally likely; the first stands first, since it has one more member.
  private func withGroups(_ body: (BoardFixture, Browser) async throws -> Void) async throws {
    let titles = [
      "Export loses a column", "Last column gone", "PDF cuts columns", "The last column is missing",
      "Till rejects cards",
      "Card payment refused", "Paying by card fails",
    ]
    try await DuplicatesTests.withGroup(usesRealTime: true, titles: titles) { house in
      let now = house.clock.now
      try await house.store.write { store in
        let sequences = try store.placedReports(after: 0, limit: 10).reports.map(\.sequence)
        for (ticket, base) in [(6, 0.72), (7, 0.71)] {
          try store.addSuggestions([
            TicketSuggestion(
              ticket: Int64(ticket), candidate: 5, report: sequences[ticket - 1], candidateReport: sequences[4],
              likelihood: base, words: ["card"], at: now, agreed: .page)
          ])
        }
      }
      try await Browser.with { browser in
        try await browser.resize(width: 1280, height: 900)
        try await signIn(house, browser)
        try await body(house, browser)
      }
    }
  }

  @Test func `merging a group moves the percentage of the next one with the reason, and undo moves it back`()
    async throws
  {
    try await withGroups { house, browser in
      let lines = "[...document.querySelectorAll('.likelihood')].map((line) => line.innerText).join('|')"
      func said() async throws -> [String] { try await browser.value(lines).split(separator: "|").map(String.init) }
      try await browser.go(address(house, "/duplicates"))
      let before = try await said()
      #expect(before == ["92 % likely", "71 % likely", "55 % likely", "72 % likely", "71 % likely"])
      func percent(_ line: String) throws -> Int { try #require(Int(line.prefix { $0.isNumber })) }
      func merge() async throws -> [String] {
        try await browser.value("document.querySelector('a.row-link').focus()")
        try await browser.press("m")
        #expect(try await browser.waits(for: "document.querySelector('div.done')?.innerText.includes('Merged')"))
        return try await said()
      }
      let moved = try await merge()
      #expect(moved.count == 2)
      for (line, old) in zip(moved, before.suffix(2)) {
        #expect(line.hasSuffix(" % likely: in this app 2 of 2 such pairs were confirmed"), "\(line)")
        #expect(try percent(line) > percent(old))
      }
      try await browser.press("z")
      #expect(try await browser.waits(for: "document.querySelector('div.done')?.innerText.includes('Undone')"))
      #expect(try await said() == before)
      // The pages that give the reason, with room for it.
      #expect(try await merge() == moved)
      for (width, isDark) in [(1280, false), (390, true)] {
        try await browser.resize(width: width, height: 900, isDark: isDark)
        for (name, path) in [
          ("ticket", "/tickets/6"), ("duplicates", "/duplicates"), ("compare", "/tickets/6/compare/5"),
        ] {
          try await browser.go(address(house, path))
          #expect(try await said().contains(moved[0]))
          try await expectFits(browser, "\(name) with reasons at \(width)")
          try await keep(browser, "reasons-\(name)-\(width)")
        }
      }
    }
  }
}
