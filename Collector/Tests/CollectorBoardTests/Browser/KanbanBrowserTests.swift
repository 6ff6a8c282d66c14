// The board of columns in a real browser: cards moved by keys, by dragging and without scripts.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

extension BrowserTests {
  private func columns(_ browser: Browser) async throws -> String {
    try await browser.value(
      """
      [...document.querySelectorAll('.column')].map((column) => column.dataset.state + ':'
        + [...column.querySelectorAll('.tile')].map((card) => card.dataset.key).sort().join()).join(' ')
      """)
  }

  private func withBoard(_ body: (BoardFixture, Browser) async throws -> Void) async throws {
    try await BoardFixture.with(usesRealTime: true) { house in
      try await house.addAccount()
      try await house.addAccount("ben@example.com", name: "Ben Osei")
      let app = try await house.addApp("Shop")
      for text in ["Saving fails at night", "Nightly saves are lost", "The printer is on fire"] {
        try await house.receive(makeReport(text, capturedAt: house.clock.now), app: app)
      }
      let now = house.clock.now
      try await house.store.write {
        try TicketActions($0, now: now).claim(3, by: .staff(id: 2, name: "Ben Osei"))
      }
      try await Browser.with { browser in
        try await browser.resize(width: 1280, height: 900)
        try await signIn(house, browser, to: "/board")
        try await body(house, browser)
      }
    }
  }

  @Test func `B5: every ticket stands in one of three columns, and keys move it with its reason`() async throws {
    try await withBoard { house, browser in
      #expect(try await columns(browser) == "open:1,2,3 waiting: resolved:")
      // Waits: the dialog asks for the cause, beside the field.
      try await browser.value("document.querySelector('.tile[data-key=\"1\"] a.row-link').focus()")
      try await browser.press("w")
      #expect(try await browser.waits(for: "document.querySelector('#move[open] form#wait')"))
      try await keep(browser, "board-wait-1280")
      try await browser.click("#move button[value=wait]")
      #expect(try await browser.waits(for: "document.querySelector('#move [aria-invalid=true]')"))
      try await browser.click("#move input[value=reporter]")
      try await browser.click("#move button[value=wait]")
      #expect(try await browser.waits(for: "document.querySelector('[data-state=waiting] .tile[data-key=\"1\"]')"))
      #expect(try await columns(browser) == "open:2,3 waiting:1 resolved:")
      #expect(try await browser.value("document.activeElement.closest('.tile').dataset.key") == "1")
      #expect(try await browser.value("document.querySelector('.fresh').innerText").contains("#1"))
      // Resolved by its key, one column on.
      try await browser.press("h")
      #expect(try await browser.value("document.activeElement.closest('.column').dataset.state") == "open")
      try await browser.press("l")
      try await browser.press("e")
      #expect(try await browser.waits(for: "document.querySelector('#move[open] form#resolve')"))
      try await browser.click("#move input[value=explanation]")
      try await browser.type("#move textarea", "It is saved at midnight")
      try await browser.click("#move button[value=resolve]")
      #expect(try await browser.waits(for: "document.querySelector('[data-state=resolved] .tile[data-key=\"1\"]')"))
      let ticket = try #require(try await house.store.read { try $0.ticket(1) })
      #expect(ticket.state == .resolved && ticket.holder.owner?.name == "Ada Keller")
      // Another's ticket stays, and the page says whose it is.
      try await browser.value("document.querySelector('.tile[data-key=\"3\"] a.row-link').focus()")
      try await browser.press("e")
      #expect(
        try await browser.waits(for: "document.querySelector('.fresh').innerText.includes('Only Ben Osei moves #3')"))
    }
  }

  @Test func `a card is dragged to another column, and what somebody else moves is shown without a reload`()
    async throws
  {
    try await withBoard { house, browser in
      try await browser.run(
        """
        const data = new DataTransfer();
        const fire = (element, name) => element.dispatchEvent(
          new DragEvent(name, { bubbles: true, cancelable: true, dataTransfer: data }));
        const card = document.querySelector('.tile[data-key="2"]');
        const column = document.querySelector('.column[data-state=waiting]');
        fire(card, 'dragstart'); fire(column, 'dragover'); fire(column, 'drop'); fire(card, 'dragend');
        """)
      #expect(try await browser.waits(for: "document.querySelector('#move[open] form#wait')"))
      try await browser.click("#move input[value=reporter]")
      try await browser.click("#move button[value=wait]")
      #expect(try await browser.waits(for: "document.querySelector('[data-state=waiting] .tile[data-key=\"2\"]')"))
      #expect(try await browser.value("document.querySelector('.tile[data-key=\"3\"]').draggable") == "false")
      // Ben resolves his own: the board says so, and shows it when asked.
      let now = house.clock.now
      try await house.store.write {
        try TicketActions($0, now: now).resolve(3, as: .content, note: "Put out", by: .staff(id: 2, name: "Ben Osei"))
      }
      #expect(try await browser.waits(for: "document.querySelector('.fresh button')"))
      try await browser.click(".fresh button")
      #expect(try await browser.waits(for: "document.querySelector('[data-state=resolved] .tile[data-key=\"3\"]')"))
    }
  }

  @Test func `the board works on a phone, without scripts, empty and with hostile words`() async throws {
    try await withBoard { house, browser in
      let app = try #require(try await house.store.read { try $0.apps() }.first)
      for text in [Hostile.script, String(repeating: "endless", count: 60), Hostile.override] {
        try await house.receive(makeReport(text, capturedAt: house.clock.now), app: app)
      }
      for width in [390, 721, 1280] {
        try await browser.resize(width: width, height: 900)
        for path in ["/board", "/board?owner=me", "/board?q=unheard"] {
          try await browser.go(address(house, path))
          try await expectFits(browser, "\(path) at \(width)")
        }
        try await browser.go(address(house, "/board"))
        try await keep(browser, "board-\(width)")
      }
      try await expectNoComplaints(browser, "the board")
      try await browser.disableScripts(true)
      try await browser.go(address(house, "/board"))
      try await browser.click(".tile[data-key=\"1\"] .moves a[data-state=resolved]")
      #expect(try await browser.sees("form#resolve"))
      try await browser.disableScripts(false)
    }
  }
}
