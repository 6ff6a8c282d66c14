// Who has a ticket, in a real browser: claimed by a key, answered, handed back, and taken over by a second person.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

extension BrowserTests {
  @Test func `A2: somebody claims, answers and hands back, and a second person takes over`() async throws {
    try await BoardFixture.with(usesRealTime: true) { house in
      try await house.addAccount(
        name: "Ada \u{202E}<b>Keller</b> \(String(repeating: "long", count: 20))", role: .volunteer)
      try await house.addAccount("ben@example.com", name: "Ben Osei")
      let app = try await house.addApp("Shop")
      for text in ["Saving fails at night", "Nightly saves are lost", String(repeating: "endless", count: 60)] {
        try await house.receive(makeReport(text, capturedAt: house.clock.now), app: app)
      }
      try await Browser.with { ada in
        try await signIn(house, ada)
        try await Browser.with { ben in
          try await signIn(house, ben, as: "ben@example.com")
          for (width, height) in [(1280, 900), (390, 844)] {
            try await ada.resize(width: width, height: height)
            try await ben.resize(width: width, height: height)
            try await ada.go(address(house, "/tickets/1"))
            try await keep(ada, "owner-free-\(width)")
            try await ada.press("c")
            #expect(try await ada.waits(for: "document.querySelector('.owner').innerText.includes('Yours')"))
            #expect(try await ada.value("document.querySelector('#answer button').innerText") == "Send answer")
            try await keep(ada, "owner-mine-\(width)")
            try await ada.type("#answer textarea", "Look again, please")
            try await ada.click("#answer button[value=answer]")
            #expect(
              try await ada.waits(for: "document.querySelector('.history').innerText.includes('Look again, please')"))
            // Ben sees who has it, and no box to answer in.
            try await ben.go(address(house, "/tickets/1"))
            #expect(try await ben.value("document.querySelectorAll('#answer textarea').length") == "0")
            try await expectFits(ben, "another's ticket at \(width)")
            try await keep(ben, "owner-other-\(width)")
            try await ben.go(address(house, "/?owner=none"))
            #expect(try await ben.value("document.querySelectorAll('a.row-link').length") == "2")
            try await ben.go(address(house, "/"))
            try await expectFits(ben, "the list with owners at \(width)")
            try await keep(ben, "owner-list-\(width)")
            // Handed back in one step: Ben's list hears of it without a reload.
            try await ada.click("button[value=hand-back]")
            #expect(
              try await ada.waits(for: "document.querySelector('.owner').innerText.includes('Nobody has taken')"))
            #expect(try await ben.waits(for: "document.querySelector('.fresh button')"))
            try await ben.click(".fresh button")
            #expect(
              try await ben.waits(for: "document.querySelector('.owners a:nth-child(2) .count').innerText === '3'"))
            // Claimed again, and taken over by Ben.
            try await ada.press("c")
            #expect(try await ada.waits(for: "document.querySelector('.owner').innerText.includes('Yours')"))
            try await ben.go(address(house, "/tickets/1"))
            try await ben.click(".closed button[value=take-over]")
            #expect(try await ben.waits(for: "document.querySelector('.owner').innerText.includes('Yours')"))
            #expect(
              try await ben.value("document.querySelector('.history').innerText").contains("took it over from"))
            try await ben.click("#handing summary")
            try await expectFits(ben, "handing over at \(width)")
            try await keep(ben, "owner-handing-\(width)")
            // Ada is told on her open page.
            #expect(try await ada.waits(for: "document.querySelector('.fresh button')"))
            try await ada.click(".fresh button")
            #expect(try await ada.waits(for: "document.querySelector('.closed')"))
            try await ben.click(".owner button[value=hand-back]")
            #expect(
              try await ben.waits(for: "document.querySelector('.owner').innerText.includes('Nobody has taken')"))
            try await expectNoComplaints(ada, "claiming at \(width)")
            try await expectNoComplaints(ben, "taking over at \(width)")
          }
        }
      }
    }
  }
}
