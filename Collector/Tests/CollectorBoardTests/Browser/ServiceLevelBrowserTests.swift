// Service levels in a real browser: set on their page, read on list and ticket, the next ticket taken by two keys, and a limit in the way.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

extension BrowserTests {
  @Test func `service levels with much and hostile data fit at every width, light and dark`() async throws {
    try await BoardFixture.with(usesRealTime: true) { house in
      try await house.addAccount(role: .admin)
      try await Shop.fill(house)
      try await ServiceLevelScene.fill(house)
      let due = try await house.store.read { try $0.tickets(TicketQuery(states: [.open], order: .due)).tickets }
      let number = try #require(due.first).number
      try await Browser.with { browser in
        try await signIn(house, browser)
        for (width, isDark) in [(1280, false), (390, false), (1280, true), (390, true)] {
          try await browser.resize(width: width, height: 900, isDark: isDark)
          for (name, path) in [
            ("page", "/settings/service-levels"), ("list", "/?order=due"), ("work", "/work"),
            ("ticket", "/tickets/\(number)"),
          ] {
            try await browser.go(address(house, path))
            try await browser.value(
              "document.querySelectorAll('main details').forEach((part) => { part.open = true; })")
            try await expectFits(browser, "\(name) at \(width), dark: \(isDark)")
            if name == "ticket" { try await browser.value("document.querySelector('.clocks').scrollIntoView()") }
            try await keep(browser, "levels-much-\(name)-\(width)\(isDark ? "-dark" : "")")
          }
        }
        try await expectNoComplaints(browser, "service levels with much")
      }
    }
  }

  @Test func `B7: an admin sets service levels, and somebody takes the next ticket by g and n up to a limit`()
    async throws
  {
    try await BoardFixture.with(usesRealTime: true) { house in
      try await house.addAccount(name: "Ada \(Hostile.override) <b>Keller</b>", role: .admin)
      let app = try await house.addApp("Shop")
      try await Browser.with { browser in
        try await signIn(house, browser)
        for (width, height) in [(1280, 900), (390, 844)] {
          try await browser.resize(width: width, height: height)
          try await browser.go(address(house, "/settings/service-levels"))
          try await expectFits(browser, "service levels at \(width)")
          try await keep(browser, "levels-\(width == 1280 ? "none" : "much")-\(width)")
        }
        // Around the clock, so that the test does not depend on the hour.
        try await browser.go(address(house, "/settings/service-levels"))
        try await browser.click("section:has(#calendars-title) .box summary")
        try await browser.type("#calendar-0 input[name=name]", "Always \(String(repeating: "long", count: 15))")
        try await browser.value(
          "document.querySelectorAll('#calendar-0 input[name^=day-]').forEach((field) => { field.value = '00:00-24:00'; })"
        )
        try await browser.type("#calendar-0 textarea[name=holidays]", "*-02-29 <script>alert(1)</script>")
        try await browser.value("(document.querySelector('#calendar-0 input[name=zone]').value = 'Mars/Olympus')")
        try await browser.click("#calendar-0 button.primary")
        #expect(
          try await browser.waits(for: "document.querySelector('#calendar-0 [aria-invalid=true]')?.name === 'zone'"))
        try await browser.value("(document.querySelector('#calendar-0 input[name=zone]').value = 'Europe/Zurich')")
        try await browser.click("#calendar-0 button.primary")
        #expect(
          try await browser.waits(for: "document.querySelector('.levels .done') && document.querySelector('.week')"))
        for (first, resolution, kind) in [("5m", "1h", "question"), ("2h", "8h", "")] {
          try await browser.click("section:has(#targets-title) .box summary")
          try await browser.type("#target-0 input[name=first_answer]", first)
          try await browser.type("#target-0 input[name=resolution]", resolution)
          try await browser.value("(document.querySelector('#target-0 select[name=kind]').value = '\(kind)')")
          try await browser.click("#target-0 button.primary")
          #expect(
            try await browser.waits(
              for: "document.querySelector('.preview') && document.querySelector('.levels .done')"))
        }
        try await browser.type("#notices input[name=warn]", "10m")
        try await browser.click("#notices button.primary")
        #expect(try await browser.waits(for: "document.querySelector('#notices input[name=warn]').value === '10m'"))
        for text in ["Saving fails", Hostile.script, "Loading fails"] {
          try await house.receive(makeReport(text, capturedAt: house.clock.now), app: app)
        }
        try await house.receive(
          makeReport("How do I print?", capturedAt: house.clock.now) { $0.kind = .question }, app: app)
        for width in [1280, 390] {
          try await browser.resize(width: width, height: 900)
          try await browser.go(address(house, "/settings/service-levels"))
          try await expectFits(browser, "service levels at \(width)")
          try await keep(browser, "levels-set-\(width)")
          try await browser.go(address(house, "/?order=due"))
          // The question is due in five minutes: people are warned ten before.
          #expect(
            try await browser.value("document.querySelector('.tickets tbody .clock').className").contains("clock-soon"))
          #expect(
            try await browser.value("document.querySelector('.tickets tbody .clock').innerText").hasPrefix(
              "First answer:"))
          try await expectFits(browser, "the list by due time at \(width)")
          try await keep(browser, "levels-list-\(width)")
        }
        // A field swallows the keys; the page takes them.
        try await browser.go(address(house, "/"))
        try await browser.type("#search", "gn")
        #expect(try await browser.value("document.querySelector('#search').value") == "gn")
        try await browser.value("document.activeElement.blur()")
        try await browser.press("gn")
        #expect(try await browser.waits(for: "location.pathname === '/tickets/4' && document.querySelector('.owner')"))
        #expect(try await browser.waits(for: "document.querySelector('.owner').innerText.includes('Yours')"))
        try await browser.click(".clocks summary")
        #expect(try await browser.value("document.querySelector('.clocks .days').innerText").contains(":"))
        for width in [1280, 390] {
          try await browser.resize(width: width, height: 900)
          try await expectFits(browser, "a ticket's service level at \(width)")
          try await keep(browser, "levels-ticket-\(width)")
        }
        try await browser.resize(width: 1280, height: 900)
        // With a limit of one the next is refused, and claiming it asks for a reason.
        try await browser.go(address(house, "/settings/service-levels"))
        try await browser.type("#limits input[name=total]", "1")
        try await browser.click("#limits button.primary")
        #expect(try await browser.waits(for: "document.querySelector('#limits input[name=total]').value === '1'"))
        try await browser.press("gn")
        #expect(try await browser.waits(for: "document.body.innerText.includes('You have enough open tickets')"))
        try await browser.go(address(house, "/tickets/1"))
        #expect(try await browser.value("document.querySelectorAll('[data-act=claim]').length") == "0")
        try await browser.click("#past-limit summary")
        try await browser.type("#past-limit textarea", "The customer is on the phone")
        try await keep(browser, "levels-limit-1280")
        try await browser.click("#past-limit button")
        #expect(try await browser.waits(for: "document.querySelector('.owner').innerText.includes('Yours')"))
        #expect(
          try await browser.value("document.querySelector('.history').innerText").contains(
            "The customer is on the phone"))
        try await browser.go(address(house, "/work"))
        #expect(try await browser.value("document.querySelectorAll('.work .clock').length") == "2")
        try await keep(browser, "levels-work-1280")
        // The browser tells of what was refused, which is what was tried.
        let complaints = try await browser.complaints().filter {
          !$0.contains("status of 422") && !$0.contains("status of 409")
        }
        #expect(complaints.isEmpty, "\(complaints)")
      }
    }
  }
}
