// The pages of one reporter and one organisation: what waits for the longest first, and notes of staff.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite struct SubjectPageTests {
  private func receive(
    _ house: BoardFixture, _ app: AppRecord, _ text: String, user: String?, segment: String? = nil, ago: Int64
  ) async throws -> Report {
    let report = makeReport(text) { report in
      (report.user, report.segment, report.page) = (user, segment, "/\(text.prefix(4))")
    }
    let moment = house.clock.now.adding(seconds: -ago)
    try await house.receive(
      IncomingReport(
        id: report.id, app: app.id, installation: CannedAnswerTests.device, receivedAt: moment, sentAt: moment,
        body: report.encoded()))
    return report
  }

  @Test func `everything of a person stands there, the longest wait first, and nothing of another`() async throws {
    try await BoardFixture.with { house in
      let app = try await house.addApp()
      let old = try await receive(
        house, app, "Stuck for months", user: "ann <b>", segment: "Gold & Co", ago: 90 * 86_400)
      let solved = try await receive(house, app, "Another matter", user: "ann <b>", ago: 80 * 86_400)
      let young = try await receive(house, app, "Today it rains", user: "ann <b>", ago: 60)
      _ = try await receive(house, app, "Of somebody else", user: "ben", segment: "Gold & Co", ago: 30)
      try await house.addAccount(role: .volunteer)
      let visitor = try await house.signIn()
      try await house.store.write { store in
        let ticket = try #require(try store.shownTicket(ofReport: solved.id))
        try TicketActions(store, now: BoardFixture.noon).resolve(ticket, as: .explanation, note: nil, by: .system)
      }
      let ticket = try await house.get("/tickets/1", as: visitor).text
      #expect(ticket.contains("/reporters/\(old.id)") && ticket.contains("/segments?app=1&amp;name=Gold%20%26%20Co"))
      // Any of their reports leads to the same page.
      for id in [old.id, young.id] {
        let page = try await house.get("/reporters/\(id)", as: visitor)
        #expect(page.status == 200)
        let places = ["Stuck for months", "Today it rains", "Another matter"].map {
          page.text.range(of: $0)?.lowerBound
        }
        #expect(places.allSatisfy { $0 != nil } && places.compactMap(\.self) == places.compactMap(\.self).sorted())
        #expect(page.text.contains("<h1><bdi>ann &lt;b&gt;</bdi></h1>") && !page.text.contains("Of somebody else"))
        #expect(page.text.contains("open for 90 d") && page.text.contains("no answer yet"))
        #expect(page.text.contains("<strong>2</strong> open"))
      }
      let segment = try await house.get("/segments?app=1&name=Gold+%26+Co", as: visitor).text
      #expect(
        segment.contains("Stuck for months") && segment.contains("Of somebody else") && !segment.contains("rains"))
      #expect(try await house.get("/segments?app=1&name=Silver", as: visitor).status == 404)
      #expect(try await house.get("/segments?name=Gold+%26+Co", as: visitor).status == 404)
      #expect(
        try await house.get("/reporters/\(ReportID(at: BoardFixture.noon, random: (9, 9)))", as: visitor).status == 404)
      #expect(house.failures.all.isEmpty, "\(house.failures.all)")
    }
  }

  @Test func `notes are written, bounded, escaped and removed`() async throws {
    try await BoardFixture.with { house in
      let app = try await house.addApp()
      let report = try await receive(house, app, "Saving fails", user: nil, segment: "Gold", ago: 60)
      try await house.addAccount(role: .developer)
      let visitor = try await house.signIn()
      for target in ["/reporters/\(report.id)", "/segments?app=1&name=Gold"] {
        func post(_ form: [(String, String)]) async throws -> PlainAnswer {
          try await house.post(target, [("form_token", visitor.token)] + form, as: visitor)
        }
        let empty = try await post([("act", "note"), ("note", " ")])
        #expect(empty.status == 422 && empty.text.contains("Write a note first."))
        let long = try await post([("act", "note"), ("note", String(repeating: "x", count: 2_001))])
        #expect(long.status == 422 && long.text.contains("limit is 2000 bytes"))
        let saved = try await post([("act", "note"), ("note", "Call <b>first")])
        #expect(saved.status == 303)
        let page = try await house.get(try #require(saved["location"]), as: visitor).text
        #expect(page.contains("Call &lt;b&gt;first"), "\(target)")
        let id = try #require(page.components(separatedBy: "name=\"about\" value=\"").last?.prefix { $0 != "\"" })
        #expect(try await post([("act", "remove"), ("about", "999")]).status == 422)
        #expect(try await post([("act", "remove"), ("about", String(id))]).status == 303)
        #expect(try await !house.get(target, as: visitor).text.contains("Call &lt;b&gt;first"))
      }
      #expect(house.failures.all.isEmpty, "\(house.failures.all)")
    }
  }
}
