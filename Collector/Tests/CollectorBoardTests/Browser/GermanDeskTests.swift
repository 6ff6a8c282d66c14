// A day at the desk in German in a browser: triage, a ticket, merging, the board, what is searched for. Nothing English shows.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

extension GermanBrowserTests {
  private static let enter = "\u{E007}"

  /// Reports in German, so that no word of theirs is taken for the board's: 1 and 2 look the same, Kim has 3.
  private func withDesk(_ body: (BoardFixture, Browser) async throws -> Void) async throws {
    try await BoardFixture.with(usesRealTime: true, undoSeconds: 120) { house in
      try await house.addAccount(role: .admin)
      try await house.addAccount("kim@example.com", name: "Kim Osei")
      let app = try await house.addApp("Laden")
      let reports = [
        "Speichern klappt nachts nicht", "Nachts geht beim Speichern alles verloren", "Der Drucker brennt",
        "Die Schrift fehlt im Ausdruck", "Anmelden dauert sehr lange",
      ].map { text in makeReport(text, capturedAt: house.clock.now) { ($0.user, $0.locale) = ("Anna", "de-CH") } }
      for (index, report) in reports.enumerated() {
        try await house.receive(report, app: app, ago: Int64(reports.count - index))
      }
      let now = house.clock.now
      try await house.store.write { store in
        try TicketActions(store, now: now).claim(3, by: .staff(id: 2, name: "Kim Osei"))
        guard let left = try store.report(reports[0].id), let right = try store.report(reports[1].id) else { return }
        try store.addSuggestions([
          TicketSuggestion(
            ticket: 2, candidate: 1, report: right.sequence, candidateReport: left.sequence, likelihood: 0.6,
            words: ["speichern", "nachts"], at: now)
        ])
      }
      try await Browser.with(language: "de") { browser in
        try await browser.resize(width: 1280, height: 900)
        try await signIn(house, browser, to: "/triage")
        try await body(house, browser)
        try await expectNoComplaints(browser, "the desk in German")
        let failures = house.failures.all
        #expect(failures.isEmpty, "\(failures)")
      }
    }
  }

  /// Words that English cannot do without and German does not have, in what is seen and in what is read aloud.
  private func english(_ browser: Browser) async throws -> String {
    try await browser.value(
      """
      (() => {
        const english = /\\b(the|and|is|are|were|this|that|you|your|not|with|for|from|has|have|of|to|no|only|what|which|by|nobody|somebody|everybody|open|waiting|it|or|report|reports|people|answer|claim|merge|resolve|wait|undo|save|clear|apply|any|all of|last|first|new|changed|ago)\\b/i;
        const parts = [...document.querySelectorAll('body *')]
          .filter((part) => !part.closest('script, style, code, pre, kbd, bdi, textarea, template'));
        const texts = parts.flatMap((part) => [
          ...[...part.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data),
          ...['aria-label', 'title', 'placeholder', 'alt', 'label'].map((name) => part.getAttribute(name) ?? ''),
        ]);
        return [document.title, ...texts].map((text) => text.trim()).filter((text) => english.test(text)).join(' | ');
      })()
      """)
  }

  private func expectNoEnglish(_ browser: Browser, _ place: String) async throws {
    let found = try await english(browser)
    #expect(found.isEmpty, "\(place) says in English: \(found)")
  }

  private func text(_ browser: Browser, _ selector: String) async throws -> String {
    try await browser.value("document.querySelector('\(selector)')?.innerText ?? ''")
  }

  @Test func `triage, a ticket and its conversation are in German`() async throws {
    try await withDesk { house, browser in
      #expect(try await text(browser, "h1") == "Sichten")
      try await expectNoEnglish(browser, "triage")
      try await keep(browser, "german-desk-triage-1280")
      try await browser.press("j")
      #expect(try await browser.waits(for: "document.querySelector('.pane-body .ticket')?.dataset.key === '5'"))
      try await expectNoEnglish(browser, "triage with a ticket")
      try await keep(browser, "german-desk-pane-1280")
      try await browser.press("c")
      #expect(try await browser.waits(for: "document.querySelector('.pane-told').innerText.includes('Übernommen')"))
      try await expectNoEnglish(browser, "a claim")

      // An answer on its way, taken back; its draft is kept.
      try await browser.go(address(house, "/tickets/5"))
      try await browser.press("a")
      try await browser.press("Danke, wir sehen es uns an.")
      #expect(
        try await browser.waits(
          for: "document.querySelector('#answer .draft-state').textContent === 'Entwurf gespeichert'"))
      try await browser.click("button[value=answer]")
      #expect(
        try await browser.waits(
          for: "document.querySelector('.going p')?.innerText.startsWith('Die eigene Antwort geht')"))
      try await expectNoEnglish(browser, "an answer on its way")
      try await keep(browser, "german-desk-going-1280")
      try await browser.press("z")
      #expect(try await browser.waits(for: "document.querySelector('.done')?.innerText.includes('Zurückgenommen')"))
      try await browser.click("button[value=answer]")
      #expect(try await browser.waits(for: "document.querySelector('.going')"))

      try await browser.type("#note textarea", "Nachsehen, seit wann")
      try await browser.click("button[value=note]")
      #expect(
        try await browser.waits(
          for: "document.querySelector('.event-inner')?.innerText.includes('Nachsehen, seit wann')"))
      // What is wrong is said beside the field.
      try await browser.click("#resolving summary")
      try await browser.click("#resolve button[value=resolve]")
      #expect(try await browser.waits(for: "document.querySelector('#resolve .field-error')"))
      try await expectNoEnglish(browser, "a refused outcome")
      try await browser.click("#resolve input[value=explanation]")
      try await browser.click("#resolve button[value=resolve]")
      #expect(try await browser.waits(for: "document.querySelector('.ticket-head .state').innerText === 'Erklärt'"))
      try await browser.value("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
      try await expectNoEnglish(browser, "a resolved ticket")
      try await keep(browser, "german-desk-ticket-1280")

      try await browser.go(address(house, "/work"))
      #expect(try await text(browser, "h1") == "Meine Arbeit")
      try await expectNoEnglish(browser, "my work")
      for (path, words) in [
        ("/?q=Einhorn", "Keine Treffer"), ("/?state=resolved&owner=me", "Gelöst"),
        ("/?state=waiting", "Keine wartenden"),
        ("/?kind=idea&severity=high&tag=x", "Art Idee"), ("/?order=x&kind=y&from=z", "Diese Filter wurden übergangen"),
        ("/?page=9", "Hinter der letzten Seite"), ("/tickets/999", "Es gibt kein Ticket 999."),
        ("/duplicates", "Mögliche Duplikate"),
      ] {
        try await browser.go(address(house, path))
        #expect(try await text(browser, "main").contains(words), "\(path)")
        try await expectNoEnglish(browser, path)
      }
      // In English the same pages do say English words, so that finding none says something.
      try await house.store.write { try $0.setBoardLanguage(.english, ofAccount: 1) }
      for path in ["/triage", "/tickets/5", "/board", "/work", "/?q=Einhorn"] {
        try await browser.go(address(house, path))
        #expect(try await english(browser).split(separator: "|").count > 20, "\(path)")
      }
      // The browser says itself that a page is not there.
      _ = try await browser.complaints()
    }
  }

  @Test func `merging, comparing and the board are in German`() async throws {
    try await withDesk { house, browser in
      try await browser.go(address(house, "/tickets/2"))
      try await expectNoEnglish(browser, "a ticket with a possible duplicate")
      try await keep(browser, "german-desk-similar-1280")
      try await browser.press("b")
      #expect(try await browser.waits(for: "location.pathname.includes('/compare/')"))
      #expect(try await text(browser, "h1") == "Dasselbe Problem?")
      try await expectNoEnglish(browser, "a comparison")
      try await browser.press("m")
      #expect(try await browser.waits(for: "location.pathname.endsWith('/merge')"))
      try await expectNoEnglish(browser, "choosing which to keep")
      try await browser.press(Self.enter)
      #expect(try await browser.waits(for: "document.querySelector('.done')?.innerText.includes('Zusammengeführt')"))
      try await browser.value("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
      try await expectNoEnglish(browser, "a merged ticket")
      try await browser.press("z")
      #expect(try await browser.waits(for: "document.querySelector('.done')?.innerText.includes('Rückgängig gemacht')"))

      // The board by keys: one waits, another is somebody else's.
      try await browser.go(address(house, "/board"))
      try await expectNoEnglish(browser, "the board")
      try await browser.value("document.querySelector('.tile[data-key=\"4\"] a.row-link').focus()")
      try await browser.press("w")
      #expect(try await browser.waits(for: "document.querySelector('#move[open] form#wait')"))
      try await expectNoEnglish(browser, "the form of a move")
      try await keep(browser, "german-desk-wait-1280")
      try await browser.press(" \(Self.enter)")
      #expect(try await browser.waits(for: "document.querySelector('[data-state=waiting] .tile[data-key=\"4\"]')"))
      #expect(try await text(browser, ".fresh").contains("Das Ticket wartet."))
      try await browser.value("document.querySelector('.tile[data-key=\"3\"] a.row-link').focus()")
      try await browser.press("e")
      #expect(
        try await browser.waits(for: "document.querySelector('.fresh').innerText === 'Nur Kim Osei verschiebt #3.'"))
      try await expectNoEnglish(browser, "the board after a move")
      try await keep(browser, "german-desk-board-1280")

      // What somebody else does shows without a reload, in German too.
      let now = house.clock.now
      try await house.store.write { store in
        try TicketActions(store, now: now).wait(3, for: Waiting(.reporter), by: .staff(id: 2, name: "Kim Osei"))
      }
      #expect(try await browser.waits(for: "document.querySelector('.fresh').innerText.includes('geändert')"))
      try await expectNoEnglish(browser, "a live change")
      try await browser.click(".fresh button")
      #expect(try await browser.waits(for: "document.querySelector('[data-state=waiting] .tile[data-key=\"3\"]')"))
    }
  }
}
