// Canned answers in a browser, with its script and without; and the pages around answers at both widths.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

extension BrowserTests {
  @Test func `the pages around answers fit both widths with hostile words, and run nothing`() async throws {
    try await BoardFixture.with(usesRealTime: true) { house in
      try await house.addAccount(role: .admin)
      try await Browser.with { browser in
        try await signIn(house, browser, to: "/settings/answers")
        try await expectFits(browser, "no answers")
        try await keep(browser, "answers-none")
        let places = try await AnswerScene.fill(house)
        for (width, height) in [(1280, 900), (390, 844)] {
          try await browser.resize(width: width, height: height)
          for (name, path) in places {
            try await browser.go(address(house, path))
            try await browser.value("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
            try await expectFits(browser, "\(name) at \(width)")
            try await keep(browser, "\(name)-\(width)")
          }
        }
        // An announced picture that is none is not shown by the browser; that alone may be said.
        let complaints = try await browser.complaints().filter { !$0.contains("/attachments/") }
        #expect(complaints.isEmpty, "\(complaints)")
        #expect(house.failures.all.isEmpty, "\(house.failures.all)")
      }
    }
  }

  @Test func `a canned answer goes into the box without a reload, and what it lacks is said beside it`() async throws {
    try await BoardFixture.with(usesRealTime: true) { house in
      try await house.addAccount()
      let app = try await house.addApp()
      try await house.receive(makeReport("Saving fails"), app: app)
      let now = house.clock.now
      _ = try await house.store.write { store in
        try CannedAnswerActions(store, now: now, by: .command, apps: .all).save(
          CannedAnswer(
            app: nil, name: "Reset", texts: [CannedText(locale: "en", text: "In {fixed_in}, {me}")], changedAt: now,
            changedBy: ""))
      }
      try await Browser.with { browser in
        try await signIn(house, browser, to: "/tickets/1")
        try await browser.value("(window.stays = 1, document.querySelector('#answer textarea').value = 'First')")
        try await browser.value("(document.querySelector('#answer [name=canned]').value = '1')")
        try await browser.value("document.querySelector('[data-act=canned]').click()")
        #expect(
          try await browser.waits(
            for: "document.querySelector('#answer textarea').value === 'First\\n\\nIn {fixed_in}, Ada Keller'"))
        #expect(
          try await browser.value("document.querySelector('.field-problem').textContent").contains("{fixed_in} cannot"))
        #expect(try await browser.value("window.stays") == "1")
        #expect(
          try await browser.value("document.activeElement === document.querySelector('#answer textarea')") == "true")
        // It is a draft by now, on the server too.
        #expect(
          try await browser.waits(for: "document.querySelector('#answer .draft-state').textContent === 'Draft saved'"))
        let complaints = try await browser.complaints()
        #expect(complaints.isEmpty, "\(complaints)")
      }
    }
  }
}
