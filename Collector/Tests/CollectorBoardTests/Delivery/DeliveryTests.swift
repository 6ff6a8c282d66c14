// What operators read on the page Delivery.
import CollectorCore
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite struct DeliveryTests {
  @Test func `an app that tells no counts is not called empty, and counts say as of when they are`() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount()
      let silent = try await house.addApp("plain-api")
      try await house.receive(makeReport("Sent by the plain API"), app: silent)
      let visitor = try await house.signIn()
      let before = try await house.get("/delivery", as: visitor).text
      #expect(before.contains("not reported"))

      let counting = try await house.addApp("notes")
      let (report, now) = (makeReport("Sent by the SDK"), house.clock.now)
      let contact = InstallationContact(
        app: counting.id, id: ReportID(at: now, random: (7, 7)), secretHash: Array(repeating: 1, count: 32),
        at: now.adding(seconds: -7_200), accounting: Accounting(captured: 5, delivered: 3, queued: 2))
      let incoming = IncomingReport(
        id: report.id, app: counting.id, installation: contact.id, receivedAt: contact.at, sentAt: nil,
        body: report.encoded())
      let outcomes = try await withCheckedThrowingContinuation { continuation in
        house.store.ingest([incoming], from: contact) { continuation.resume(with: $0) }
      }
      #expect(outcomes == [.accepted])
      let page = try await house.get("/delivery", as: visitor).text
      let row = try #require(page.split(separator: "<tr>").first { $0.contains("scope=\"row\"><bdi>notes") })
      for part in [">5</td>", ">3</td>", ">2</td>", "2 h ago"] { #expect(row.contains(part), "\(part)") }
      #expect(page.contains("not reported"))
    }
  }

  @Test func `what Sentry's SDKs sent beside feedback is shown by app, to whom sees the app`() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount()
      let (shop, desk) = (try await house.addApp("shop"), try await house.addApp("desk"))
      let visitor = try await house.signIn()
      #expect(try await !house.get("/delivery", as: visitor).text.contains("From Sentry&#39;s SDKs"))
      try await house.store.write { store in
        try store.add(1_234, to: EnvelopeCount(app: shop.id, sort: .skipped, name: "transaction"))
        try store.add(5, to: EnvelopeCount(app: shop.id, sort: .skipped, name: "session"))
        try store.add(2, to: EnvelopeCount(app: desk.id, sort: .discarded, name: "network_error"))
      }
      let page = try await house.get("/delivery", as: visitor).text
      let section = try #require(page.components(separatedBy: "id=\"envelopes-title\"").dropFirst().first)
      #expect(
        section.contains("transaction 1,234, session 5") || section.contains("transaction 1\u{202F}234, session 5"))
      #expect(section.contains("network_error 2"))
    }
  }
}
