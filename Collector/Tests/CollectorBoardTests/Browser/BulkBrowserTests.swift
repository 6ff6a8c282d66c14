// Selecting and doing many at once, the palette, snoozing, and the bar of a phone, in a real browser.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

extension DeskBrowserTests {
  private static let chosen =
    "[...document.querySelectorAll('#live input[name=ticket]:checked')].map((box) => box.value).sort().join()"

  @Test func `x selects, shift extends, the bar counts, and what fails is said ticket by ticket`() async throws {
    try await Self.withDesk(path: "/") { house, browser, _ in
      let now = house.clock.now
      try await house.store.write { try TicketActions($0, now: now).claim(4, by: .staff(id: 2, name: "Kim Lee")) }
      try await browser.press("j")
      try await Self.expectShown(browser, "6")
      try await browser.press("x")
      #expect(try await browser.value(Self.chosen) == "6")
      #expect(try await browser.value("document.querySelector('.bulk-bar .selected').innerText") == "1 selected")
      try await browser.press("jjX")
      #expect(try await browser.value(Self.chosen) == "4,5,6")
      try await browser.press("J")
      #expect(try await browser.value(Self.chosen) == "3,4,5,6")
      #expect(try await browser.value("document.querySelector('.bulk-bar .selected').innerText") == "4 selected")
      try await browser.click("tr[data-key='3'] input[name=ticket]")
      #expect(try await browser.value(Self.chosen) == "4,5,6")
      try await keep(browser, "desk-bulk-1280")
      try await expectFits(browser, "rows that are selected")
      // The form stands beside the list, and what came of it too.
      try await browser.click("#bulk button[value=severity]")
      #expect(try await browser.waits(for: "document.querySelector('.pane-body .bulk form')"))
      try await browser.click(".pane-body button[value=severity]")
      #expect(try await browser.waits(for: "document.querySelector('.pane-body .field-error')"))
      try await browser.click(".pane-body input[value=critical]")
      try await browser.click(".pane-body button[value=severity]")
      #expect(try await browser.waits(for: "document.querySelector('.pane-body .done')"))
      #expect(
        try await browser.value("document.querySelector('.pane-body .done').innerText").contains("3 tickets are done"))
      #expect(try await browser.waits(for: "document.querySelector('tr[data-key=\"5\"] .severity-critical')"))
      #expect(try await browser.value(Self.chosen) == "")
      try await browser.press("z")
      #expect(try await browser.waits(for: "document.querySelector('tr[data-key=\"5\"] .severity-medium')"))
      // A claim asks nothing; what somebody else has is left, with the reason.
      try await browser.value("document.querySelector('tr[data-key=\"4\"] input[name=ticket]').click()")
      try await browser.value("document.querySelector('tr[data-key=\"2\"] input[name=ticket]').click()")
      try await browser.click("#bulk button[value=claim]")
      #expect(try await browser.waits(for: "document.querySelector('.pane-body .failed')"))
      #expect(
        try await browser.value("document.querySelector('.pane-body .failed').innerText").contains(
          "Kim Lee has ticket 4"))
      #expect(try await house.store.read { try $0.ticket(2) }?.holder.owner?.name == "Ada Keller")
      try await keep(browser, "desk-bulk-result-1280")
      #expect(try await browser.value("document.body.dataset.mark") == "same page")
      // The refused form is answered 422, which the console reports.
      let complaints = try await browser.complaints().filter { !$0.contains("/bulk") }
      #expect(complaints.isEmpty, "\(complaints)")
    }
  }

  @Test func `many are done at once without scripts and on a phone`() async throws {
    try await Self.withDesk(4, path: "/", width: 390) { house, browser, _ in
      try await browser.click("tr[data-key='4'] .select")
      // The bar that appears covers no row that has the focus.
      try await browser.value("document.querySelector('tr[data-key=\"2\"] input[name=ticket]').focus()")
      let covered = try await browser.value(
        """
        (() => { const box = document.activeElement.getBoundingClientRect();
          return document.elementFromPoint(box.left + 4, box.top + 4)?.closest('.bulk-bar') ? 'covered' : 'seen'; })()
        """)
      #expect(covered == "seen")
      try await browser.press(" ")
      try await expectFits(browser, "a phone with selected rows")
      try await keep(browser, "desk-bulk-390")
      try await browser.click("#bulk button[value=tag]")
      #expect(try await browser.waits(for: "location.pathname === '/bulk'"))
      try await browser.type("input[name=add]", "night, vip")
      try await expectFits(browser, "the form for many")
      try await keep(browser, "desk-bulk-form-390")
      try await browser.click("button[value=tag]")
      #expect(try await browser.waits(for: "document.querySelector('.done')"))
      #expect(try await house.store.read { try $0.tags(ofTicket: 2) } == ["night", "vip"])
      try await browser.disableScripts(true)
      try await browser.go(address(house, "/triage"))
      try await browser.click("tr[data-key='3'] .select")
      try await browser.click("tr[data-key='4'] .select")
      try await browser.click("#bulk button[value=merge]")
      #expect(try await browser.sees(".survivors"))
      try await browser.click("input[name=keep][value='4']")
      try await browser.click("button[value=merge]")
      #expect(try await browser.sees(".done"))
      #expect(try await house.store.read { try $0.finalTicket(of: 3) } == 4)
      try await browser.click("button[value=undo]")
      #expect(try await browser.sees(".done"))
      #expect(try await house.store.read { try $0.finalTicket(of: 3) } == 3)
      try await browser.disableScripts(false)
    }
  }

  @Test func `the palette leads everywhere by name and does what the page can, with keys alone`() async throws {
    try await Self.withDesk { house, browser, _ in
      func open() async throws {
        try await browser.run(
          "document.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, bubbles: true, cancelable: true }))"
        )
        #expect(try await browser.waits(for: "document.querySelector('#palette[open]')"))
      }
      let options =
        "[...document.querySelectorAll('#palette li:not([hidden])')].map((option) => option.innerText.trim()).join('|')"
      try await open()
      #expect(try await browser.value(options).contains("Triage"))
      // Without a ticket there is nothing to claim.
      #expect(try await !browser.value(options).contains("Claim"))
      if axe != nil { try await expectNoViolations(browser, "the palette") }
      try await keep(browser, "palette-1280")
      try await browser.press(Self.escape)
      try await browser.press("j")
      try await Self.expectShown(browser, "6")
      try await open()
      try await browser.press("claim")
      #expect(try await browser.value(options).contains("Claim the ticket"))
      try await browser.press(Self.enter)
      try await Self.expectShown(browser, "5")
      #expect(try await house.store.read { try $0.ticket(6) }?.holder.owner?.name == "Ada Keller")
      try await open()
      try await browser.press("#2\(Self.enter)")
      #expect(try await browser.waits(for: "location.pathname === '/tickets/2'"))
      // Also from a field.
      try await browser.type("#note textarea", "Half a note")
      try await open()
      try await browser.press("my work\(Self.enter)")
      #expect(try await browser.waits(for: "location.pathname === '/work'"))
      try await open()
      try await browser.press("nothing of this name")
      #expect(try await browser.value("document.querySelector('#palette .none').innerText") == "Nothing of that name")
    }
  }

  @Test func `s lets a ticket wait until a date, and no key acts while somebody writes or composes`() async throws {
    try await Self.withDesk { house, browser, _ in
      try await browser.press("j")
      try await Self.expectShown(browser, "6")
      try await browser.press("s")
      #expect(try await browser.waits(for: "document.activeElement.name === 'until'"))
      #expect(try await browser.value("document.querySelector('#wait input[value=date]').checked") == "true")
      try await browser.value("(document.querySelector('#wait input[name=until]').value = '2099-12-03')")
      try await browser.click("#wait button[value=wait]")
      try await Self.expectShown(browser, "5")
      let ticket = try #require(try await house.store.read { try $0.ticket(6) })
      #expect(ticket.state == .waiting && ticket.waiting?.cause == .date)
      try await browser.type("#note textarea", "claim jj x z")
      #expect(try await browser.value("document.querySelector('#note textarea').value") == "claim jj x z")
      try await browser.press(Self.escape)
      for change in ["isComposing: true", "altKey: true", "ctrlKey: true"] {
        for key in ["c", "j", "x", "e"] {
          try await browser.run(
            "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '\(key)', \(change), bubbles: true }))")
        }
      }
      #expect(try await browser.value("document.querySelector('.pane-body .ticket').dataset.key") == "5")
      #expect(try await house.store.read { try $0.ticket(5) }?.holder.owner == nil)
      #expect(try await browser.value("document.querySelectorAll('#live input:checked').length") == "0")
      // Switched off in this browser, single keys do nothing, the palette goes on.
      try await browser.value("localStorage.setItem('single-keys', 'off')")
      try await browser.press("cx")
      #expect(try await house.store.read { try $0.ticket(5) }?.holder.owner == nil)
      #expect(try await browser.value("document.querySelectorAll('#live input:checked').length") == "0")
    }
  }

  @Test func `a phone has a bar of four places, and everything else under More`() async throws {
    try await Self.withDesk(3, width: 390) { house, browser, _ in
      let bar =
        "[...document.querySelectorAll('.bottom > a, .bottom > details > summary')].map((part) => part.innerText).join('|')"
      #expect(try await browser.value(bar) == "Triage|My work|Tickets|More")
      #expect(try await browser.value("document.querySelector('.bottom [aria-current]').innerText") == "Triage")
      let heights = try await browser.value(
        "Math.min(...[...document.querySelectorAll('.bottom > a')].map((part) => part.getBoundingClientRect().height))")
      #expect((Double(heights) ?? 0) >= 44)
      try await keep(browser, "bottom-390")
      try await browser.click(".bottom > a:nth-child(2)")
      #expect(try await browser.waits(for: "location.pathname === '/work'"))
      try await browser.click(".bottom summary")
      try await keep(browser, "bottom-more-390")
      try await browser.click(".bottom a[href='/board']")
      #expect(try await browser.waits(for: "location.pathname === '/board'"))
      try await expectFits(browser, "the board on a phone")
      // What stands last on a page is not covered by the bar.
      try await browser.go(address(house, "/triage"))
      try await browser.value("scrollTo(0, document.documentElement.scrollHeight)")
      let gap = try await browser.value(
        "document.querySelector('.bottom').getBoundingClientRect().top - document.querySelector('main').getBoundingClientRect().bottom"
      )
      #expect((Double(gap) ?? -1) >= 0)
      try await browser.resize(width: 800, height: 900)
      #expect(try await browser.value("getComputedStyle(document.querySelector('.bottom')).display") == "none")
    }
  }
}
