// One ticket in a real browser: words that are kept, sent without leaving the page, taken back, and a merge that is chosen first.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

extension BrowserTests {
  private static let sizes = [(width: 1280, height: 900), (width: 390, height: 844)]

  /// A ticket of two people and one of one, and a browser that is signed in.
  private func withTicket(
    undoSeconds: Int64 = 0, _ body: (BoardFixture, Browser) async throws -> Void
  ) async throws {
    try await BoardFixture.with(usesRealTime: true, undoSeconds: undoSeconds) { house in
      try await house.addAccount()
      let app = try await house.addApp("Shop")
      for (index, text) in ["Saving fails at night", "Saving fails at night", "Nightly saves are lost"].enumerated() {
        try await house.receive(
          makeReport(text, capturedAt: house.clock.now) { $0.user = "user \(index)" }, app: app)
      }
      let ids = try await house.store.read { reads in
        try [Int64(1), 2].map { try reads.reports(ofTicket: $0, offset: 0, limit: 1)[0].sequence }
      }
      let now = house.clock.now
      try await house.store.write {
        try $0.addSuggestions([
          TicketSuggestion(
            ticket: 2, candidate: 1, report: ids[1], candidateReport: ids[0], likelihood: 0.5, words: ["saves"], at: now
          )
        ])
      }
      try await Browser.with { browser in
        try await browser.resize(width: 1280, height: 900)
        try await signIn(house, browser)
        try await body(house, browser)
      }
    }
  }

  @Test func aDraftSurvivesANoteAReloadAndASecondBrowser() async throws {
    try await withTicket { house, browser in
      for (width, height) in Self.sizes {
        try await browser.resize(width: width, height: height)
        try await browser.go(address(house, "/tickets/1"))
        try await browser.value("(document.querySelector('#answer textarea').value = '')")
        try await browser.type("#answer textarea", "Half an answer \(width)")
        #expect(
          try await browser.waits(for: "document.querySelector('#answer .draft-state').innerText === 'Draft saved'"))
        try await browser.value("document.body.dataset.mark = 'same page'")
        try await browser.type("#note textarea", "For staff \(width)")
        try await browser.click("#note button[value=note]")
        #expect(
          try await browser.waits(for: "document.querySelector('.history').innerText.includes('For staff \(width)')"))
        #expect(try await browser.value("document.body.dataset.mark") == "same page")
        #expect(try await browser.value("document.querySelector('#note textarea').value").isEmpty)
        #expect(
          try await browser.value("document.querySelector('#answer textarea').value") == "Half an answer \(width)")
        try await expectFits(browser, "a ticket with a draft at \(width)")
        try await browser.go(address(house, "/tickets/1"))
        #expect(
          try await browser.value("document.querySelector('#answer textarea').value") == "Half an answer \(width)")
        try await Browser.with { second in
          try await signIn(house, second, to: "/tickets/1")
          #expect(
            try await second.value("document.querySelector('#answer textarea').value") == "Half an answer \(width)")
        }
        try await expectNoComplaints(browser, "drafts at \(width)")
      }
    }
  }

  @Test func anAnswerIsSentWithoutLeavingThePageAndTakenBackByAKey() async throws {
    try await withTicket(undoSeconds: 600) { house, browser in
      for (width, height) in Self.sizes {
        try await browser.resize(width: width, height: height)
        try await browser.go(address(house, "/tickets/1"))
        try await browser.value("document.body.dataset.mark = 'same page'")
        try await browser.value("(document.querySelector('#answer textarea').value = '')")
        try await browser.type("#answer textarea", "It works again")
        try await browser.click("#answer button[value=answer]")
        #expect(try await browser.waits(for: "document.querySelector('.outgoing')"))
        #expect(try await browser.value("document.body.dataset.mark") == "same page")
        #expect(
          try await browser.value("document.querySelector('.outgoing').innerText").contains("goes to 2 people in"))
        #expect(try await browser.value("document.querySelector('#answer textarea').value").isEmpty)
        #expect(
          try await browser.value("document.querySelector('body > [role=status]').innerText").contains("goes to 2"))
        try await expectFits(browser, "an answer in its window at \(width)")
        try await keep(browser, "outgoing-\(width)")
        try await browser.press("z")
        #expect(try await browser.waits(for: "document.querySelector('#answer textarea').value === 'It works again'"))
        #expect(try await house.store.read { try $0.outgoing(ofTicket: 1) }.isEmpty)
        try await expectNoComplaints(browser, "undo at \(width)")
      }
    }
  }

  @Test func whatIsWrongIsSaidBesideItsFieldWhichHasTheFocus() async throws {
    try await withTicket { house, browser in
      for (width, height) in Self.sizes {
        try await browser.resize(width: width, height: height)
        try await browser.go(address(house, "/tickets/1"))
        try await browser.click("#answer button[value=answer]")
        #expect(try await browser.waits(for: "document.querySelector('#answer .field-error')"))
        #expect(
          try await browser.value("document.querySelector('#answer .field-error').innerText")
            == "Write an answer first.")
        #expect(
          try await browser.value("document.activeElement.closest('form').id + document.activeElement.name")
            == "answernote")
        #expect(try await browser.value("document.activeElement.getAttribute('aria-invalid')") == "true")
        try await browser.click("#resolving summary")
        try await browser.click("#resolve input[value=code]")
        try await browser.click("#resolve button")
        #expect(try await browser.waits(for: "document.querySelector('#resolve .field-error')"))
        #expect(try await browser.value("document.activeElement.name") == "fixed-in")
        try await expectFits(browser, "a refused form at \(width)")
        try await keep(browser, "refused-\(width)")
        // The refusal is answered with 422, which the console notes.
        let complaints = try await browser.complaints().filter { !$0.contains("422") }
        #expect(complaints.isEmpty, "\(complaints)")
      }
      #expect(try await house.store.read { try $0.ticket(1)?.state } == .open)
    }
  }

  @Test func oneKeyOpensTheChoiceEnterMergesAndTheUndoStandsAtTheTop() async throws {
    try await withTicket { house, browser in
      for (width, height) in Self.sizes {
        try await browser.resize(width: width, height: height)
        try await browser.go(address(house, "/tickets/2"))
        // Escape leaves the box; the key after it must not merge.
        try await browser.press("a")
        try await browser.press("\u{E00C}")
        try await browser.press("m")
        #expect(try await browser.arrives(at: "/tickets/2/merge"))
        #expect(try await house.store.read { try $0.finalTicket(of: 2) } == 2)
        #expect(try await browser.value("document.querySelector('input[name=keep]:checked').value") == "1")
        #expect(try await browser.value("document.activeElement.value") == "merge")
        try await expectFits(browser, "the choice at \(width)")
        try await keep(browser, "merge-choice-\(width)")
        try await browser.press("\u{E007}")
        #expect(try await browser.waits(for: "location.pathname === '/tickets/1' && document.querySelector('.done')"))
        #expect(try await house.store.read { try $0.finalTicket(of: 2) } == 1)
        let top = Int(
          try await browser.value("Math.round(document.querySelector('[data-act=undo]').getBoundingClientRect().top)"))
        #expect(try #require(top) < height)
        try await keep(browser, "merged-\(width)")
        try await browser.press("z")
        #expect(try await browser.waits(for: "document.querySelector('.done')?.innerText.startsWith('Undone')"))
        #expect(try await house.store.read { try $0.finalTicket(of: 2) } == 2)
        // A reload tells it no more.
        try await browser.go(address(house, "/tickets/1"))
        #expect(try await browser.value("document.querySelectorAll('.done').length") == "0")
        try await expectNoComplaints(browser, "merging at \(width)")
      }
    }
  }

  @Test func newsAreShownBesideWhatIsBeingWritten() async throws {
    try await withTicket { house, browser in
      try await browser.go(address(house, "/tickets/1"))
      try await browser.type("#answer textarea", "My own words")
      let now = house.clock.now
      try await house.store.write {
        try TicketActions($0, now: now).note(1, text: "Ben was faster", by: .staff(id: 9, name: "Ben Osei"))
      }
      #expect(try await browser.waits(for: "document.querySelector('.fresh button')"))
      try await browser.click(".fresh button")
      #expect(try await browser.waits(for: "document.querySelector('.history').innerText.includes('Ben was faster')"))
      #expect(try await browser.value("document.querySelector('#answer textarea').value") == "My own words")
      try await expectNoComplaints(browser, "news")
    }
  }

  @Test func `words that are saved while the page is on its way are not lost by it`() async throws {
    try await withTicket { house, browser in
      try await browser.go(address(house, "/tickets/1"))
      let now = house.clock.now
      try await house.store.write {
        try TicketActions($0, now: now).note(1, text: "Ben was faster", by: .staff(id: 9, name: "Ben Osei"))
      }
      #expect(try await browser.waits(for: "document.querySelector('.fresh button')"))
      // The page is answered before the draft is there, and comes after it.
      try await browser.hold(.answer, of: "/tickets/1")
      try await browser.click(".fresh button")
      #expect(try await browser.holds("/tickets/1"))
      try await browser.type("#answer textarea", "My own words")
      #expect(
        try await browser.waits(for: "document.querySelector('#answer .draft-state').textContent === 'Draft saved'"))
      #expect(try await browser.letGo("/tickets/1"))
      #expect(try await browser.waits(for: "document.querySelector('.history').innerText.includes('Ben was faster')"))
      #expect(try await browser.value("document.querySelector('#answer textarea').value") == "My own words")
      try await expectNoComplaints(browser, "news that came late")
    }
  }

  @Test func `what was sent cannot be written on while it is on its way`() async throws {
    try await withTicket { house, browser in
      try await browser.go(address(house, "/tickets/1"))
      let target = try await browser.value("document.querySelector('#answer').getAttribute('action')")
      try await browser.hold(.request, of: target)
      try await browser.type("#answer textarea", "It is mended")
      try await browser.click("#answer button[value=answer]")
      #expect(try await browser.holds(target))
      try await browser.type("#answer textarea", ", and more")
      #expect(try await browser.value("document.querySelector('#answer textarea').value") == "It is mended")
      #expect(try await browser.letGo(target))
      #expect(try await browser.waits(for: "document.querySelector('.history').innerText.includes('It is mended')"))
      try await browser.type("#answer textarea", "Another one")
      #expect(try await browser.value("document.querySelector('#answer textarea').value") == "Another one")
      try await expectNoComplaints(browser, "words on their way")
    }
  }

  @Test func withTheServerAwayThePageSaysSoAndKeepsTheWords() async throws {
    try await withTicket { house, browser in
      try await browser.go(address(house, "/tickets/1"))
      try await browser.goOffline(true)
      try await browser.type("#answer textarea", "Written in a tunnel")
      #expect(
        try await browser.waits(
          for: "document.querySelector('#answer .draft-state').innerText.includes('does not answer')"))
      try await browser.click("#answer button[value=answer]")
      #expect(
        try await browser.waits(
          for: "document.querySelector('#answer .draft-state').innerText.includes('Nothing was sent')"))
      #expect(try await browser.value("document.querySelector('#answer textarea').value") == "Written in a tunnel")
      #expect(try await browser.value("document.querySelector('#answer textarea').readOnly") == "false")
      try await keep(browser, "away-1280")
      try await browser.goOffline(false)
      // The browser is closed and opened again in between: the words come back from where they were kept.
      try await browser.value(
        "(document.querySelector('#answer textarea').defaultValue = document.querySelector('#answer textarea').value)")
      try await browser.go(address(house, "/tickets/2"))
      try await browser.go(address(house, "/tickets/1"))
      #expect(
        try await browser.waits(for: "document.querySelector('#answer textarea').value === 'Written in a tunnel'"))
      #expect(
        try await house.store.read { try $0.newestEvents(ofTicket: 1, limit: 10).count { $0.kind == .answered } } == 0)
    }
  }

  @Test func theKnownIssueIsSeenAsPeopleSeeItWhileItIsWritten() async throws {
    try await withTicket { house, browser in
      for (width, height) in Self.sizes {
        try await browser.resize(width: width, height: height)
        try await browser.go(address(house, "/tickets/1"))
        try await browser.click("#known-issue summary")
        try await browser.type("#known textarea[name=workaround]", "Save twice.")
        #expect(try await browser.value("document.querySelector('.shows-workaround').innerText") == "Save twice.")
        #expect(try await browser.value("document.querySelector('.shows-title').innerText") == "Saving fails at night")
        try await expectFits(browser, "the known issue at \(width)")
        try await keep(browser, "known-\(width)")
        try await browser.click(".menu summary")
        try await browser.click(".menu button[value=\(width == 390 ? "low" : "critical")]")
        #expect(
          try await browser.waits(
            for: "document.querySelector('.menu summary').innerText.includes('\(width == 390 ? "Low" : "Critical")')"))
      }
    }
  }
}
