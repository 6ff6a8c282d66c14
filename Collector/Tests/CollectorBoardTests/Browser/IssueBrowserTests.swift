// Issues of a ticket in a browser: opened by one key and a press, a closed one resolves by one press, and nothing scrolls sideways.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite(
  .serialized,
  .enabled(if: Browser.driverPath != nil, "chromedriver is not installed (Debian: chromium, chromium-driver)"))
struct IssueBrowserTests {
  private func withShop(_ body: (BoardFixture, Browser, [IssueFilter: Int64]) async throws -> Void) async throws {
    try await BoardFixture.with(usesRealTime: true) { house in
      try await house.addAccount(role: .admin)
      try await house.addAccount("ben@example.com", name: "Ben Osei")
      try await Shop.fill(house)
      let now = house.clock.now
      let tickets = try await house.store.write { store in
        try fillTrackers(store, at: now)
        let app = try #require(try store.trackers(in: .all).first?.app)
        var tickets: [IssueFilter: Int64] = [:]
        for filter in [IssueFilter.none, .proposed, .open, .failed] {
          var query = TicketQuery(app: app, states: [.open, .waiting], order: .reporters)
          query.issues = filter
          tickets[filter] = try store.tickets(query).tickets.first { $0.holder.owner == nil }?.number
        }
        return tickets
      }
      try await Browser.with { browser in
        try await signIn(house, browser)
        try await body(house, browser, tickets)
      }
      #expect(house.failures.all.isEmpty, "\(house.failures.all)")
    }
  }

  @Test func ticketsWithIssuesFitTheirWindows() async throws {
    try await withShop { house, browser, tickets in
      for width in [1280, 390] {
        try await browser.resize(width: width, height: 900)
        for (filter, number) in tickets {
          try await browser.go(address(house, "/tickets/\(number)"))
          try await browser.value("document.querySelectorAll('.issues details').forEach((one) => { one.open = true; })")
          try await expectFits(browser, "the ticket with \(filter) at \(width)")
          try await keep(browser, "issue-\(filter)-\(width)-top")
          try await browser.value("document.querySelector('.issues')?.scrollIntoView()")
          try await keep(browser, "issue-\(filter)-\(width)")
        }
        try await browser.go(address(house, "/?issue=any&state=all"))
        try await expectFits(browser, "the list at \(width)")
        try await keep(browser, "issue-list-\(width)")
      }
    }
  }

  @Test func oneKeyAndOnePressOpenAnIssueAndOnePressResolves() async throws {
    try await withShop { house, browser, tickets in
      let free = try #require(tickets[IssueFilter.none])
      try await browser.go(address(house, "/tickets/\(free)"))
      try await browser.press("i")
      #expect(try await browser.value("document.querySelector('.issuing').open") == "true")
      #expect(try await browser.value("document.activeElement.value") == "open")
      let shown = try await browser.value("document.activeElement.form.querySelector('textarea').value")
      try await browser.press("\u{E007}")
      #expect(try await browser.waits(for: "document.querySelector('.done')?.textContent.includes('being opened')"))
      let wanted = try await house.store.read { try $0.trackerIssues(ofTicket: free).first }
      // What was shown is what waits to be sent.
      #expect(wanted?.body == shown && wanted?.state == .waiting)
      let proposed = try #require(tickets[.proposed])
      try await browser.go(address(house, "/tickets/\(proposed)"))
      try await browser.click(".issue-proposal .primary")
      #expect(try await browser.waits(for: "document.querySelector('.done')?.textContent.includes('resolved')"))
      let ticket = try await house.store.read { try $0.ticket(proposed) }
      #expect(ticket?.state == .resolved && ticket?.fixedIn?.hasPrefix("2.1") == true)
      #expect(try await browser.value("Boolean(document.querySelector('.issue-proposal'))") == "false")
    }
  }
}
