// The page of possible duplicates: a group is confirmed, tickets are taken out of it, and both are undone.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite struct DuplicatesTests {
  /// Four tickets of which three look like the first.
  static func withGroup(
    role: StaffRole = .support, usesRealTime: Bool = false, words: [String] = ["export", "column"],
    titles: [String] = ["Export loses a column", "Last column gone", "PDF cuts columns", "Export is slow"],
    _ body: (BoardFixture) async throws -> Void
  ) async throws {
    try await BoardFixture.with(usesRealTime: usesRealTime) { house in
      try await house.addAccount(role: role)
      let app = try await house.addApp()
      var ids: [ReportID] = []
      for (index, text) in titles.enumerated() {
        let report = makeReport(text) { $0.user = "user \(index)" }
        try await house.receive(report, app: app)
        ids.append(report.id)
      }
      let (now, reports) = (house.clock.now, ids)
      try await house.store.write { store in
        let sequences = try reports.map { try #require(try store.report($0)).sequence }
        for (index, likelihood) in [(2, 0.92), (3, 0.71), (4, 0.55)] {
          try store.addSuggestions([
            TicketSuggestion(
              ticket: Int64(index), candidate: 1, report: sequences[index - 1], candidateReport: sequences[0],
              likelihood: likelihood, words: words, at: now)
          ])
        }
      }
      try await body(house)
    }
  }

  private func press(
    _ house: BoardFixture, _ visitor: Visitor, _ act: String, same: [Int] = [], keep: String = "1",
    _ more: [(String, String)] = []
  ) async throws -> PlainAnswer {
    let group = [("candidate", "1")] + (1...4).map { ("ticket", "\($0)") }
    return try await house.post(
      "/duplicates",
      [("form_token", visitor.token), ("act", act)] + (act == "undo" ? [] : group + [("keep", keep)])
        + same.map { ("same", "\($0)") }
        + more, as: visitor)
  }

  private func merged(_ house: BoardFixture) async throws -> [Int64] {
    try await house.store.read { try $0.mergedTickets(of: 1) }
  }

  @Test func `the list says how many look the same, and the page shows why`() async throws {
    try await Self.withGroup { house in
      let visitor = try await house.signIn()
      let list = try await house.get("/", as: visitor).text
      #expect(list.contains("3 open tickets look like another one") && list.contains("4 that look the same"))
      let page = try await house.get("/duplicates", as: visitor).text
      #expect(page.contains("4 tickets that look the same") && page.contains("92 % likely"))
      #expect(page.contains("<mark><bdi>column</bdi></mark>") && page.contains("#1 stays"))
    }
  }

  @Test func `those ticked are merged, the others are not suggested again, and undo restores both`() async throws {
    try await Self.withGroup { house in
      let visitor = try await house.signIn()
      let answer = try await press(house, visitor, "merge", same: [2, 3])
      #expect(answer.status == 303 && answer["location"] == "/duplicates")
      #expect(try await merged(house) == [2, 3])
      let cookie = try #require(answer["set-cookie"]).split(separator: ";")[0]
      let told = try await house.get("/duplicates", as: visitor.carrying(answer))
      #expect(told.text.contains("2 tickets joined the one that stays. 1 ticket taken out."))
      #expect(told.text.contains("No open ticket looks like another one"))
      let undo = String(cookie.split(separator: "=")[1])
      _ = try await press(house, visitor, "undo", [("undo", undo)])
      #expect(try await merged(house).isEmpty)
      #expect(try await house.get("/duplicates", as: visitor).text.contains("4 tickets that look the same"))
    }
  }

  @Test func `a ticket that more people reported stays, whichever was first`() async throws {
    try await Self.withGroup { house in
      let app = try #require(try await house.store.read { try $0.apps().first })
      for number in 0..<3 {
        try await house.receive(makeReport("PDF cuts columns") { $0.user = "more \(number)" }, app: app)
      }
      let visitor = try await house.signIn()
      #expect(try await house.get("/duplicates", as: visitor).text.contains("#3 stays: 4 people reported it"))
      _ = try await press(house, visitor, "merge", same: [2, 3, 4], keep: "3")
      let found = try await house.store.read { try $0.mergedTickets(of: 3) }
      #expect(Set(found).isSuperset(of: [2, 4]))
    }
  }

  @Test func `none is the same: nothing is merged and nothing is suggested again`() async throws {
    try await Self.withGroup { house in
      let visitor = try await house.signIn()
      _ = try await press(house, visitor, "different")
      #expect(try await merged(house).isEmpty)
      #expect(try await house.store.read { try DuplicateGroup.all(in: .all, $0) }.isEmpty)
    }
  }

  @Test func `decisions move the percentage of what is left, with the reason on each page, and undo moves it back`()
    async throws
  {
    try await Self.withGroup { house in
      let visitor = try await house.signIn()
      func percentage() async throws -> (list: String, panel: String, side: String) {
        func likelihood(_ page: String) throws -> String {
          let start = try #require(page.range(of: "likelihood\">"))
          return String(page[start.upperBound...].prefix { $0 != "<" })
        }
        return (
          try likelihood(try await house.get("/duplicates", as: visitor).text),
          try likelihood(try await house.get("/tickets/4", as: visitor).text),
          try likelihood(try await house.get("/tickets/4/compare/1", as: visitor).text)
        )
      }
      #expect(try await percentage().panel == "55 % likely")
      let link = try await house.store.write {
        try TicketActions($0, now: BoardFixture.noon).merge(2, into: 1, by: .system)
      }
      // Of another band: it moves what is less likely by little, and says so.
      let other = try await percentage()
      #expect(other.panel.hasSuffix(": in this app 1 of 1 pairs was confirmed, none of them about as likely"))
      _ = try await house.post(
        "/tickets/3/links", [("form_token", visitor.token), ("act", "different"), ("other", "1")], as: visitor)
      let both = try await percentage()
      #expect(both.panel == both.list && both.panel == both.side)
      #expect(both.panel.hasSuffix(": in this app 1 of 2 pairs was confirmed, none of them about as likely"))
      // What was decided as likely as a pair is the reason where there is any.
      try await house.store.write { store in
        let actions = TicketActions(store, now: BoardFixture.noon)
        try actions.markAsDifferent(4, 1)
        try actions.unmarkAsDifferent(4, 1)
      }
      #expect(try await percentage().panel == both.panel)
      let undone = try await house.post(
        "/tickets/2/links", [("form_token", visitor.token), ("act", "undo"), ("link", "\(link.id)")], as: visitor)
      #expect(undone.status == 303)
      let lowered = try await percentage().panel
      #expect(lowered.hasSuffix(": in this app 0 of 1 pairs were confirmed, none of them about as likely"))
      #expect(try #require(Int(lowered.prefix { $0.isNumber })) < 55)
      try await house.store.write { try TicketActions($0, now: BoardFixture.noon).unmarkAsDifferent(3, 1) }
      #expect(try await percentage().panel == "55 % likely")
    }
  }

  @Test func `who may not move tickets reads the page and has no buttons`() async throws {
    try await Self.withGroup(role: .lead) { house in
      let visitor = try await house.signIn()
      let page = try await house.get("/duplicates", as: visitor).text
      #expect(page.contains("4 tickets that look the same"))
      #expect(!page.contains("name=\"same\"") && !page.contains("data-act=\"merge\""))
      #expect(try await press(house, visitor, "merge", same: [2]).status == 403)
    }
  }

  @Test(arguments: ["", "1", ".", "x.y", "1-2", "9.9", "1.2x", "99999999999999999999."])
  func `an undo that this board did not write is refused`(_ undo: String) async throws {
    try await Self.withGroup { house in
      let visitor = try await house.signIn()
      let answer = try await press(house, visitor, "undo", [("undo", undo)])
      #expect(undo == "." ? answer.status == 303 : answer.status == 400 || answer.status == 409)
    }
  }
}
