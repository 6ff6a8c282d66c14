// A morning at the desk in a real browser: sign in, triage twenty tickets by keys alone, many at once, undo, the board by keys and
// by dragging, somebody else who works too, a view, and a search for what was pasted.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

extension DeskBrowserTests {
  @Test func `A1, B5, B8: a morning at the desk`() async throws {
    try await Self.withDesk(24, undoSeconds: 120) { house, browser, app in
      let hostile = "Can't open C:\\temp\\a\"b*.txt at 00:1B:44:11:3A:B7 \(Hostile.script)"
      try await house.receive(makeReport(hostile, capturedAt: house.clock.now) { $0.user = "odd" }, app: app)
      try await browser.go(address(house, "/triage"))
      try await browser.value("document.body.dataset.mark = 'same page'")

      // Twenty tickets by keys alone: claimed, answered, resolved, put off.
      try await browser.press("j")
      try await Self.expectShown(browser, "25")
      try await browser.press("j")
      for number in (5...24).reversed() {
        try await Self.expectShown(browser, "\(number)")
        switch number % 4 {
        case 0: try await browser.press("c")
        case 1:
          try await browser.press("a")
          #expect(try await browser.waits(for: "document.activeElement.matches('#answer textarea')"))
          try await browser.press("We look at it")
          try await press(browser, "Enter", ctrl: true)
        case 2:
          try await browser.press("e")
          #expect(try await browser.waits(for: "document.activeElement.name === 'resolution'"))
          // The second outcome: the content was changed.
          try await browser.press("\u{E015} \u{E004}")
          try await browser.value("document.querySelector('#resolve textarea').focus()")
          try await press(browser, "Enter", ctrl: true)
        default:
          try await browser.press("w")
          #expect(try await browser.waits(for: "document.activeElement.name === 'cause'"))
          try await browser.press(" \(Self.enter)")
        }
        #expect(
          try await browser.waits(for: "document.querySelector('.pane-body .ticket')?.dataset.key === '\(number - 1)'"),
          "after \(number)")
      }
      let tickets = try await house.store.read { reads in try (5...24).compactMap { try reads.ticket($0) } }
      #expect(tickets.filter { $0.holder.owner?.name == "Ada Keller" }.count == 15)
      #expect(tickets.filter { $0.state == .resolved }.count == 5 && tickets.filter { $0.state == .waiting }.count == 5)
      #expect(try await browser.value("document.body.dataset.mark") == "same page")

      // The last of them is taken back.
      #expect(tickets.first { $0.number == 5 }?.holder.owner != nil)
      try await browser.press("z")
      try await Self.expectShown(browser, "5")
      #expect(try await house.store.read { try $0.outgoing(ofTicket: 5) }.isEmpty)

      // Many at once, by keys, and undone.
      try await browser.press("jxjxjx")
      try await browser.value("document.querySelector('#bulk button[value=claim]').focus()")
      try await browser.press(Self.enter)
      #expect(try await browser.waits(for: "document.querySelector('.pane-body .bulk .done')"))
      #expect(
        try await house.store.read { reads in try (2...4).allSatisfy { try reads.ticket($0)?.holder.owner != nil } })
      try await browser.press("z")
      #expect(try await browser.waits(for: "document.querySelector('.pane-body h1')?.innerText === 'Undo'"))
      #expect(
        try await house.store.read { reads in try (2...4).allSatisfy { try reads.ticket($0)?.holder.owner == nil } })

      // The board: a key and the mouse.
      try await browser.go(address(house, "/board"))
      try await browser.value("document.querySelector('.tile[data-key=\"8\"] a.row-link').focus()")
      try await browser.press("w")
      #expect(try await browser.waits(for: "document.querySelector('#move[open] form#wait')"))
      try await browser.press(" \(Self.enter)")
      #expect(try await browser.waits(for: "document.querySelector('[data-state=waiting] .tile[data-key=\"8\"]')"))
      try await browser.run(
        """
        const data = new DataTransfer();
        const fire = (element, name) => element.dispatchEvent(
          new DragEvent(name, { bubbles: true, cancelable: true, dataTransfer: data }));
        const card = document.querySelector('.tile[data-key="12"]');
        const column = document.querySelector('.column[data-state=resolved]');
        fire(card, 'dragstart'); fire(column, 'dragover'); fire(column, 'drop'); fire(card, 'dragend');
        """)
      #expect(try await browser.waits(for: "document.querySelector('#move[open] form#resolve')"))
      try await browser.click("#move input[value=explanation]")
      try await browser.click("#move button[value=resolve]")
      #expect(try await browser.waits(for: "document.querySelector('[data-state=resolved] .tile[data-key=\"12\"]')"))
      // Kim works too.
      let now = house.clock.now
      try await house.store.write { store in
        let actions = TicketActions(store, now: now)
        try actions.wait(4, for: Waiting(.reporter), by: .staff(id: 2, name: "Kim Lee"))
      }
      #expect(try await browser.waits(for: "document.querySelector('.fresh button')"))
      try await browser.click(".fresh button")
      #expect(try await browser.waits(for: "document.querySelector('[data-state=waiting] .tile[data-key=\"4\"]')"))

      // A list under a name, and what was pasted is found.
      try await browser.go(address(house, "/?state=waiting&owner=me"))
      try await browser.click(".save-view summary")
      try await browser.type(".save-view input[name=name]", "What I wait for")
      try await browser.click(".save-view button[value=save]")
      #expect(
        try await browser.waits(
          for: "document.querySelector('.views [aria-current]')?.innerText.includes('What I wait for')"))
      for words in ["00:1B:44:11:3A:B7", "C:\\temp\\a\"b*.txt", "Can't open", "<script>alert('x')"] {
        try await browser.go(address(house, "/?state=all"))
        try await browser.press("/")
        try await browser.press("\(words)\(Self.enter)")
        #expect(try await browser.waits(for: "location.search.includes('q=') && document.readyState === 'complete'"))
        #expect(
          try await browser.value("document.querySelector('#live tr[data-key]')?.dataset.key ?? ''") == "25", "\(words)"
        )
        #expect(try await browser.value("document.querySelectorAll('.excerpt mark').length > 0") == "true", "\(words)")
      }
      try await expectNoComplaints(browser, "the morning")
    }
  }

  private func press(_ browser: Browser, _ key: String, ctrl: Bool) async throws {
    try await browser.run(
      """
      document.activeElement.dispatchEvent(
        new KeyboardEvent('keydown', { key: '\(key)', ctrlKey: \(ctrl), bubbles: true, cancelable: true }));
      """)
  }
}
