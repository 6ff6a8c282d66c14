// List left, ticket right, in a real browser: by keys and by mouse, with an address that leads back, beside others who work too.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite(
  .serialized,
  .enabled(if: Browser.driverPath != nil, "chromedriver is not installed (Debian: chromium, chromium-driver)"))
struct DeskBrowserTests {
  static let enter = "\u{E007}"
  static let escape = "\u{E00C}"

  /// Tickets with the numbers 1 to `count`; the newest is on top.
  static func withDesk(
    _ count: Int = 6, path: String = "/triage", width: Int = 1280, undoSeconds: Int64 = 0,
    _ body: (BoardFixture, Browser, AppRecord) async throws -> Void
  ) async throws {
    try await BoardFixture.with(usesRealTime: true, undoSeconds: undoSeconds) { house in
      try await house.addAccount()
      try await house.addAccount("kim@example.com", name: "Kim Lee")
      let app = try await house.addApp("Shop")
      for index in 0..<count {
        // Numbers alone would join them.
        let word = String(UnicodeScalar(UInt8(97 + index % 26))) + String(UnicodeScalar(UInt8(97 + index / 26)))
        try await house.receive(
          makeReport("The \(word)lamp fails in room \(word)house", capturedAt: house.clock.now) {
            $0.user = "user \(index)"
          }, app: app, ago: Int64(count - index))
      }
      try await Browser.with { browser in
        try await browser.resize(width: width, height: 900)
        try await signIn(house, browser, to: path)
        try await browser.value("document.body.dataset.mark = 'same page'")
        try await body(house, browser, app)
        let failures = house.failures.all
        #expect(failures.isEmpty, "\(failures)")
      }
    }
  }

  private static let row = "document.activeElement.closest('tr')?.dataset.key"
  private static let shown = "document.querySelector('.pane-body .ticket')?.dataset.key"

  static func expectShown(_ browser: Browser, _ key: String, _ what: Comment = "") async throws {
    #expect(
      try await browser.waits(for: "document.querySelector('.pane-body .ticket')?.dataset.key === '\(key)'"), what)
    #expect(try await browser.waits(for: "new URLSearchParams(location.search).get('ticket') === '\(key)'"), what)
    #expect(
      try await browser.value("document.querySelector('#live [aria-current]')?.closest('tr').dataset.key ?? ''") == key,
      what)
  }

  @Test func `j and k show the ticket beside the list without a reload, and its address leads there again`()
    async throws
  {
    try await Self.withDesk { house, browser, _ in
      #expect(try await browser.value("document.querySelector('h1').innerText") == "Triage")
      try await browser.press("j")
      try await Self.expectShown(browser, "6")
      #expect(try await browser.value(Self.row) == "6")
      #expect(
        try await browser.value("document.querySelector('body > [role=status]').innerText").contains("#6 is shown"))
      try await browser.press("jj")
      try await Self.expectShown(browser, "4")
      try await browser.press("k")
      try await Self.expectShown(browser, "5")
      #expect(try await browser.value("document.title").contains("#5"))
      #expect(try await browser.value("document.body.dataset.mark") == "same page")
      try await keep(browser, "desk-triage-1280")
      try await expectFits(browser, "triage with a ticket")
      // Back closes it, forward and a reload lead to it, and so does a shared link.
      let link = try await browser.address
      try await browser.back()
      #expect(try await browser.waits(for: "!document.querySelector('.pane-body .ticket')"))
      #expect(try await browser.value("document.body.dataset.mark") == "same page")
      try await browser.go(link)
      try await Self.expectShown(browser, "5", "by a shared link")
      try await browser.press(Self.escape)
      #expect(try await browser.waits(for: "location.search === '' && !document.querySelector('.pane-body .ticket')"))
      #expect(try await browser.value(Self.row) == "5")
      try await expectNoComplaints(browser, "triage")
    }
  }

  @Test func `after an action the next one opens, the row stays where it was, and z takes it back`() async throws {
    try await Self.withDesk { house, browser, _ in
      try await browser.press("j")
      try await Self.expectShown(browser, "6")
      let tops =
        "[...document.querySelectorAll('#live tr[data-key]')].map((row) => row.dataset.key + '@' + Math.round(row.getBoundingClientRect().top)).join()"
      let before = try await browser.value(tops)
      try await browser.press("c")
      try await Self.expectShown(browser, "5")
      #expect(try await browser.value(Self.row) == "5")
      #expect(try await browser.waits(for: "document.querySelector('tr[data-key=\"6\"]').classList.contains('gone')"))
      #expect(try await browser.value(tops) == before)
      #expect(try await browser.waits(for: "document.querySelector('.distance strong').innerText === '5'"))
      #expect(try await browser.value("document.querySelector('.fresh').innerText") == "")
      #expect(
        try await browser.value("document.querySelector('.pane-told').innerText").contains("This ticket is yours"))
      #expect(try await house.store.read { try $0.ticket(6) }?.holder.owner?.name == "Ada Keller")
      try await browser.press("z")
      try await Self.expectShown(browser, "6")
      #expect(try await browser.waits(for: "!document.querySelector('tr[data-key=\"6\"]').classList.contains('gone')"))
      #expect(try await house.store.read { try $0.ticket(6) }?.holder.owner == nil)
      // An answer claims and sends; with the last one the list is done.
      for key in ["6", "5", "4", "3", "2", "1"] {
        try await Self.expectShown(browser, key)
        try await browser.press("a")
        #expect(try await browser.waits(for: "document.activeElement.name === 'note'"))
        try await browser.press("Answer to \(key)")
        try await browser.click(".pane-body button[value=answer]")
        #expect(try await browser.waits(for: "document.querySelector('.pane-body .ticket')?.dataset.key !== '\(key)'"))
      }
      #expect(try await browser.waits(for: "document.querySelector('.pane-body .empty')"))
      let answers = try await house.store.read { reads in
        try (1...6).map { try reads.events(ofTicket: $0, after: 0, limit: 50).last { $0.kind == .answered }?.text }
      }
      #expect(answers == (1...6).map { "Answer to \($0)" })
      #expect(try await browser.value("document.body.dataset.mark") == "same page")
      // One's own answers are no news.
      #expect(try await browser.value("document.querySelector('.pane-news').innerText") == "")
      try await keep(browser, "desk-done-1280")
      try await browser.go(address(house, "/triage"))
      #expect(try await browser.value("document.querySelector('.empty h2').innerText") == "Nothing is left to triage")
      try await keep(browser, "desk-nothing-left-1280")
      try await expectNoComplaints(browser, "the last one")
    }
  }

  @Test func `what is written on one ticket stays with it while others are shown`() async throws {
    try await Self.withDesk { house, browser, _ in
      try await browser.press("j")
      try await Self.expectShown(browser, "6")
      try await browser.type("#answer textarea", "Half an answer to six")
      try await browser.press(Self.escape)
      try await browser.press("j")
      try await Self.expectShown(browser, "5")
      #expect(try await browser.value("document.querySelector('#answer textarea').value") == "")
      try await browser.press("k")
      try await Self.expectShown(browser, "6")
      #expect(
        try await browser.waits(for: "document.querySelector('#answer textarea').value === 'Half an answer to six'"))
      // A refused form comes back beside the list, with its words.
      try await browser.press("e")
      #expect(try await browser.waits(for: "document.activeElement.name === 'resolution'"))
      try await browser.click("#resolve input[value=code]")
      try await browser.click("#resolve button[value=resolve]")
      #expect(try await browser.waits(for: "document.activeElement.name === 'fixed-in'"))
      #expect(try await browser.value(Self.shown) == "6")
      #expect(try await browser.value("document.querySelector('#answer textarea').value") == "Half an answer to six")
      #expect(try await browser.value("document.body.dataset.mark") == "same page")
    }
  }

  @Test func `a merge from beside the list keeps the chosen one and opens the next`() async throws {
    try await Self.withDesk { house, browser, _ in
      try await browser.press("j")
      try await Self.expectShown(browser, "6")
      try await browser.press("d")
      #expect(try await browser.waits(for: "document.activeElement.name === 'other'"))
      try await browser.press("3\(Self.enter)")
      #expect(try await browser.waits(for: "document.querySelector('.pane-body .merge-choice')"))
      try await browser.click(".pane-body input[name=keep][value='3']")
      try await browser.click(".pane-body button[value=merge]")
      try await Self.expectShown(browser, "5")
      #expect(try await house.store.read { try $0.finalTicket(of: 6) } == 3)
      #expect(try await browser.waits(for: "document.querySelector('tr[data-key=\"6\"]').classList.contains('gone')"))
      try await browser.press("z")
      #expect(try await browser.waits(for: "!document.querySelector('tr[data-key=\"6\"]').classList.contains('gone')"))
      #expect(try await house.store.read { try $0.finalTicket(of: 6) } == 6)
      #expect(try await browser.value("document.body.dataset.mark") == "same page")
    }
  }

  @Test func `on a narrow window the list and the ticket are pages, and a shared link leads to the page`() async throws
  {
    try await Self.withDesk(3, width: 1090) { house, browser, _ in
      try await browser.press("j\(Self.enter)")
      #expect(try await browser.waits(for: "location.pathname === '/tickets/3'"))
      try await browser.go(address(house, "/triage?ticket=2"))
      #expect(try await browser.waits(for: "location.pathname === '/tickets/2'"))
      // Without scripts a row is a link, and the shared address offers its ticket.
      try await browser.resize(width: 1280, height: 900)
      try await browser.disableScripts(true)
      try await browser.go(address(house, "/triage?ticket=2"))
      #expect(try await browser.sees("noscript a[href='/tickets/2'], a[href='/tickets/2']"))
      try await browser.click("a.row-link")
      #expect(try await browser.arrives(at: "/tickets/3"))
      try await browser.disableScripts(false)
    }
  }

  @Test func `the row that is clicked stays under the pointer when the list makes room for its ticket`() async throws {
    try await Self.withDesk(30, path: "/") { house, browser, _ in
      try await browser.value("scrollTo(0, 300)")
      let top = "Math.round(document.querySelector('tr[data-key=\"15\"]').getBoundingClientRect().top)"
      let before = try await browser.value(top)
      try await browser.value("document.querySelector('tr[data-key=\"15\"] a.row-link').click()")
      try await Self.expectShown(browser, "15")
      #expect(abs((Int(try await browser.value(top)) ?? 999) - (Int(before) ?? -999)) <= 2)
      // The ticket's heading has the focus, so that it is read.
      #expect(try await browser.waits(for: "document.activeElement.tagName === 'H1'"))
      try await browser.press("j")
      try await Self.expectShown(browser, "14")
      try await keep(browser, "desk-list-1280")
      try await browser.resize(width: 800, height: 900)
      try await expectFits(browser, "a window that got narrow")
      try await browser.click("[data-act=close-pane]")
      #expect(try await browser.waits(for: "document.querySelector('#live tr').getClientRects().length > 0"))
    }
  }

  @Test func `B8: what somebody else does on the ticket that is shown is said there, and nothing moves`() async throws {
    try await Self.withDesk { house, browser, _ in
      try await browser.press("j")
      try await Self.expectShown(browser, "6")
      try await browser.type("#answer textarea", "I begin to write")
      let now = house.clock.now
      let kim = Actor.staff(id: 2, name: "Kim Lee")
      try await house.store.write { try TicketActions($0, now: now).noteAnswering(6, by: 2) }
      #expect(
        try await browser.waits(
          for: "document.querySelector('.pane-body .presence').innerText.includes('Kim Lee is answering')"))
      #expect(
        try await browser.waits(
          for: "document.querySelector('tr[data-key=\"6\"] .presence').innerText.includes('Kim Lee is answering')"))
      try await keep(browser, "desk-presence-1280")
      try await house.store.write { try TicketActions($0, now: now).note(6, text: "I know this one", by: kim) }
      #expect(try await browser.waits(for: "document.querySelector('.pane-news button')"))
      try await browser.click(".pane-news button")
      #expect(
        try await browser.waits(
          for: "document.querySelector('.pane-body .history').innerText.includes('I know this one')"))
      #expect(try await browser.value("document.querySelector('#answer textarea').value") == "I begin to write")
      try await house.store.write { try TicketActions($0, now: now).endAnswering(6, by: 2) }
      #expect(try await browser.waits(for: "document.querySelector('.pane-body .presence').innerText === ''"))
      // One's own sign reached the server.
      let at = house.clock.now
      #expect(try await house.store.read { try $0.presence(at: at) }.map(\.name) == ["Ada Keller"])
    }
  }

  @Test func `a key that is pressed while a ticket is on its way is for that one`() async throws {
    try await Self.withDesk { house, browser, _ in
      try await browser.hold(.answer, of: "/tickets/5")
      try await browser.press("j")
      try await Self.expectShown(browser, "6")
      try await browser.press("jc")
      #expect(try await browser.holds("/tickets/5"))
      #expect(try await browser.value(Self.shown) == "6")
      #expect(try await browser.letGo("/tickets/5"))
      try await Self.expectShown(browser, "4", "the one after it")
      let owners = try await house.store.read { store in
        try [4, 5, 6].map { try store.ticket($0)?.holder.owner?.name }
      }
      #expect(owners == [nil, "Ada Keller", nil])
      // Who leaves meanwhile did not mean it, and nothing is opened afterwards.
      try await browser.press("j" + Self.escape)
      try await Task.sleep(for: .milliseconds(300))
      #expect(try await browser.value("document.querySelector('.pane').hasAttribute('aria-busy')") == "false")
      #expect(try await browser.value("Boolean(document.querySelector('.pane-body .ticket'))") == "false")
      try await expectNoComplaints(browser, "keys ahead of the page")
    }
  }

  @Test func `words are there again where one comes back to their ticket before they are saved`() async throws {
    try await Self.withDesk { house, browser, _ in
      try await browser.press("j")
      try await Self.expectShown(browser, "6")
      // The ticket's next page is answered before the draft is there, and comes after it.
      try await browser.hold(.request, of: "/draft")
      try await browser.hold(.answer, of: "/tickets/6")
      try await browser.type("#answer textarea", "I begin to write")
      #expect(try await browser.holds("/draft"))
      try await browser.press(Self.escape + "j")
      try await Self.expectShown(browser, "5")
      try await browser.press("k")
      #expect(try await browser.holds("/tickets/6"))
      #expect(try await browser.letGo("/draft"))
      #expect(try await browser.letGo("/tickets/6"))
      try await Self.expectShown(browser, "6")
      #expect(try await browser.value("document.querySelector('#answer textarea').value") == "I begin to write")
    }
  }

  @Test func `a page that hears of nothing says that it is not live`() async throws {
    try await BoardFixture.with(usesRealTime: true, watchers: 0) { house in
      try await house.addAccount()
      _ = try await house.addApp()
      try await Browser.with { browser in
        try await signIn(house, browser, to: "/board")
        #expect(try await browser.waits(for: "document.querySelector('.not-live').innerText.startsWith('Not live')"))
      }
    }
    try await Self.withDesk(2) { house, browser, app in
      #expect(try await browser.value("document.querySelector('.not-live').innerText") == "")
      try await house.receive(makeReport("Something new", capturedAt: house.clock.now), app: app)
      #expect(try await browser.waits(for: "document.querySelector('.fresh').innerText.includes('1 new')"))
    }
  }

  @Test func `a late answer of the server never replaces a newer view, and a server that is away is said`() async throws
  {
    try await Self.withDesk { house, browser, _ in
      // The first ticket's page is held back until the second one is shown.
      try await browser.hold(.answer, of: "/tickets/6")
      try await browser.press("j")
      #expect(try await browser.holds("/tickets/6"))
      try await browser.press("j")
      try await Self.expectShown(browser, "5")
      #expect(try await browser.letGo("/tickets/6"))
      #expect(try await browser.value(Self.shown) == "5")
      try await browser.goOffline(true)
      try await browser.press("j")
      #expect(
        try await browser.waits(for: "document.querySelector('.pane-news').innerText.includes('does not answer')"))
      try await browser.goOffline(false)
      try await browser.click(".pane-news button")
      try await Self.expectShown(browser, "4")
    }
  }
}
