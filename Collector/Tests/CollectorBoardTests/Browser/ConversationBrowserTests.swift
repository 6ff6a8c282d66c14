// A conversation in a real browser: answer one, answer all, a reply arrives on the open page, and the resolved ticket is open again.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

extension BrowserTests {
  private static let device = ReportID(at: BoardFixture.noon, random: (70, 7))

  private func reply(_ house: BoardFixture, _ report: ReportID, _ content: ReporterMessage.Content) async throws {
    let now = house.clock.now
    let message = ReporterMessage(
      id: ReportID(at: now, random: (.random(in: 1 ... .max), .random(in: 1 ... .max))), report: report, at: now,
      version: "3.2",
      content: content)
    let incoming = IncomingMessage(
      app: AppID(1), installation: Self.device, receivedAt: now, sentAt: now, message: message)
    let contact = InstallationContact(
      app: AppID(1), id: Self.device, secretHash: [UInt8](repeating: 1, count: 32), at: now)
    let outcomes = try await house.store.write { try Conversations($0, now: now).take([incoming], from: contact) }
    #expect(outcomes == [.accepted])
  }

  @Test func aConversationIsHadFromThePageInBothDirections() async throws {
    try await BoardFixture.with(usesRealTime: true) { house in
      try await house.addAccount()
      let app = try await house.addApp("Shop")
      let contact = InstallationContact(
        app: app.id, id: Self.device, secretHash: [UInt8](repeating: 1, count: 32), at: house.clock.now)
      _ = try await withCheckedThrowingContinuation { continuation in
        house.store.ingest([], from: contact) { continuation.resume(with: $0) }
      }
      var reports: [ReportID] = []
      for name in ["Ann", "Bob"] {
        let report = makeReport("Saving fails at night", capturedAt: house.clock.now) { $0.user = name }
        reports.append(report.id)
        try await house.receive(
          IncomingReport(
            id: report.id, app: app.id, installation: Self.device, receivedAt: house.clock.now, sentAt: nil,
            body: report.encoded()))
      }
      try await Browser.with { browser in
        try await signIn(house, browser, to: "/tickets/1")
        for (width, height) in [(1280, 900), (390, 844)] {
          try await browser.resize(width: width, height: height)
          try await browser.go(address(house, "/tickets/1"))
          // One alone.
          try await browser.click("#r-\(reports[0]) .reply")
          #expect(try await browser.waits(for: "document.querySelector('#answer input[name=to]:checked')"))
          #expect(
            try await browser.value("document.querySelector('#answer input[name=to]:checked').parentElement.innerText")
              .contains("Ann only"))
          try await browser.type("#answer textarea", "Dear Ann \(width)")
          try await browser.click("#answer button[value=answer]")
          #expect(
            try await browser.waits(for: "document.querySelector('.history').innerText.includes('Dear Ann \(width)')"))
          // Everybody.
          try await browser.go(address(house, "/tickets/1"))
          try await browser.type("#answer textarea", "Dear all \(width)")
          try await browser.click("#answer button[value=answer]")
          #expect(
            try await browser.waits(for: "document.querySelector('.history').innerText.includes('Dear all \(width)')"))
          // A reply arrives while the page is open.
          try await reply(house, reports[0], .reply(text: "Thanks, on Monday too \(width): https://shop.example/log"))
          #expect(try await browser.waits(for: "document.querySelector('.fresh').innerText !== ''"))
          try await browser.click(".fresh button")
          #expect(
            try await browser.waits(for: "document.querySelector('#newest')?.innerText.includes('Monday too \(width)')")
          )
          try await expectFits(browser, "a conversation at \(width)")
          try await keep(browser, "conversation-\(width)")
          // Resolved, and it did not help.
          let now = house.clock.now
          try await house.store.write { store in
            let kim = Actor.staff(id: 1, name: "Ada Keller")
            try TicketActions(store, now: now).resolve(1, as: .content, note: "Done \(width)", by: kim)
          }
          try await browser.go(address(house, "/tickets/1"))
          #expect(try await browser.sees(".state-resolved"))
          let update = try await house.store.read {
            try $0.updates(app: app.id, installation: Self.device, after: 0, limit: 200).last { $0.kind == .fixed }
          }
          let sequence = try #require(update).sequence
          try await reply(house, reports[1], .verdict(helped: false, update: sequence, text: "Still broken \(width)"))
          #expect(try await browser.waits(for: "document.querySelector('.fresh').innerText !== ''"))
          try await browser.click(".fresh button")
          #expect(
            try await browser.waits(
              for: "document.querySelector('.history').innerText.includes('Still broken \(width)')"))
          #expect(try await browser.sees(".state-open"))
          try await expectNoComplaints(browser, "a conversation at \(width)")
        }
      }
      let updates = try await house.store.read {
        try $0.updates(app: app.id, installation: Self.device, after: 0, limit: 200)
      }
      #expect(updates.filter { $0.message == "Dear Ann 390" }.map(\.report) == [reports[0]])
      #expect(updates.count { $0.message == "Dear all 390" } == 2)
    }
  }
}
