// Merging, splitting, undoing, comparing and publishing on the board: what staff press is done, and nobody else's press is.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite struct MergeFormTests {
  /// Two tickets of two reports each, the second one suggested for the first.
  private func withTickets(
    role: StaffRole = .support, words: [String] = ["saving"],
    _ body: (BoardFixture, Visitor, [ReportID]) async throws -> Void
  ) async throws {
    try await BoardFixture.with { house in
      try await house.addAccount(role: role)
      let app = try await house.addApp()
      var ids: [ReportID] = []
      for (index, text) in ["Saving fails at night", "Saving fails at night", "Nightly saves are lost", "Other"]
        .enumerated()
      {
        let report = makeReport(text) { $0.user = "user \(index)" }
        try await house.receive(report, app: app)
        ids.append(report.id)
      }
      let now = house.clock.now
      let (left, right) = (ids[0], ids[2])
      try await house.store.write { store in
        guard let left = try store.report(left), let right = try store.report(right) else { return }
        try store.addSuggestions([
          TicketSuggestion(
            ticket: 2, candidate: 1, report: right.sequence, candidateReport: left.sequence, likelihood: 0.5,
            words: words, at: now)
        ])
      }
      try await body(house, try await house.signIn(), ids)
    }
  }

  private func press(
    _ house: BoardFixture, _ visitor: Visitor, _ act: String, on number: Int = 1, place: String = "links",
    _ values: [(String, String)] = []
  ) async throws -> PlainAnswer {
    try await house.post(
      "/tickets/\(number)/\(place)", [("form_token", visitor.token), ("act", act)] + values, as: visitor)
  }

  @Test func aSuggestionIsShownWithItsWordsAndMerged() async throws {
    try await withTickets { house, visitor, _ in
      let page = try await house.get("/tickets/2", as: visitor).text
      #expect(page.contains("Possible duplicates") && page.contains("<mark><bdi>saving</bdi></mark>"))
      #expect(page.contains("href=\"/tickets/2/compare/1\"") && page.contains("data-act=\"merge\""))
      let merged = try await press(house, visitor, "merge", on: 2, [("other", "1")])
      #expect(merged.status == 303 && merged["location"] == "/tickets/1")
      let found = try await house.get("/tickets/2", as: visitor)
      #expect(found.status == 303 && found["location"] == "/tickets/1?from=2")
      let survivor = try await house.get("/tickets/1?from=2", as: visitor).text
      #expect(survivor.contains("Ticket #2 is merged into this one.") && survivor.contains("3 people"))
      #expect(survivor.contains("Nightly saves are lost") && !survivor.contains("similar-title"))
      #expect(survivor.contains("<strong><bdi>Ada Keller</bdi></strong> merged"))
      let link = try #require(try await house.store.read { try $0.links(of: 1).first })
      #expect(try await press(house, visitor, "undo", [("link", String(link.id))]).status == 303)
      #expect(try await house.get("/tickets/2", as: visitor).status == 200)
      let again = try await press(house, visitor, "undo", [("link", String(link.id))])
      #expect(again.status == 422 && again.text.contains("could be undone"))
    }
  }

  @Test func oneKeyMergesNothingAndTheTicketWithMorePeopleIsKept() async throws {
    try await withTickets { house, visitor, _ in
      let page = try await house.get("/tickets/2", as: visitor).text
      #expect(page.contains("href=\"/tickets/2/merge?other=1\" data-act=\"merge\""))
      let choice = try await house.get("/tickets/2/merge?other=1", as: visitor).text
      #expect(choice.contains("name=\"keep\" value=\"1\" checked") && choice.contains("name=\"keep\" value=\"2\">"))
      #expect(choice.contains("2 people") && choice.contains("autofocus"))
      #expect(try await house.store.read { try $0.finalTicket(of: 2) } == 2)
      // The other one can be kept too, and the page it leads to undoes it right at the top.
      let merged = try await press(house, visitor, "merge", on: 2, [("other", "1"), ("keep", "2")])
      #expect(merged["location"] == "/tickets/2")
      let kept = try await house.get("/tickets/2", as: visitor.carrying(merged)).text
      let notice = try #require(kept.range(of: "class=\"done\""))
      let columns = try #require(kept.range(of: "class=\"columns\""))
      #expect(kept[notice.lowerBound..<columns.lowerBound].contains("value=\"undo\" data-act=\"undo\""))
      let other = try await press(house, visitor, "merge", on: 2, [("other", "3"), ("keep", "1")])
      #expect(other.status == 422 && other.text.contains("Choose which of the two to keep."))
    }
  }

  @Test(arguments: [
    ("many", "Write the number of the other ticket"), ("", "Write the number of the other ticket"),
    ("99", "There is no ticket 99."), ("#2", "Ticket 2 cannot be merged into itself."),
  ])
  func aBadNumberIsSaidBesideItsField(number: String, message: String) async throws {
    try await withTickets { house, visitor, _ in
      let escaped = number.replacingOccurrences(of: "#", with: "%23")
      let page = try await house.get("/tickets/2/merge?other=\(escaped)", as: visitor)
      #expect(page.status == 422 && page.text.contains("Nightly saves are lost"))
      #expect(
        page.text.contains(
          "name=\"other\" inputmode=\"numeric\" maxlength=\"20\" value=\"\(number)\" aria-invalid=\"true\" aria-describedby=\"merge-other-error\" autofocus"
        ))
      #expect(page.text.contains("role=\"alert\" id=\"merge-other-error\">\(message)"))
    }
  }

  @Test func theBestThreeOfManyDuplicatesAreShownWithTheirCount() async throws {
    try await withTickets { house, visitor, ids in
      let app = AppID(1)
      for index in 0..<4 {
        let report = makeReport("Another matter \(index)")
        try await house.receive(
          IncomingReport(
            id: report.id, app: app, installation: nil, receivedAt: house.clock.now, sentAt: nil,
            body: report.encoded()))
      }
      let now = house.clock.now
      try await house.store.write { store in
        let sequence = { (id: ReportID) in try store.report(id)?.sequence ?? 0 }
        let mine = try sequence(ids[2])
        try store.addSuggestions(
          try (Int64(3)...6).map { number in
            let other = try store.reports(ofTicket: number, offset: 0, limit: 1)[0].sequence
            return TicketSuggestion(
              ticket: 2, candidate: number, report: mine, candidateReport: other, likelihood: 0.4, words: ["w"], at: now
            )
          })
      }
      let page = try await house.get("/tickets/2", as: visitor).text
      #expect(
        page.contains("Possible duplicates <span class=\"count\">5</span>")
          && page.contains("<summary>2 more</summary>"))
    }
  }

  @Test func eachEventOfAMergedTicketStandsOnce() async throws {
    try await withTickets { house, visitor, _ in
      let now = house.clock.now
      try await house.store.write { store in
        let actions = TicketActions(store, now: now)
        try actions.note(2, text: "Seen at the fair", by: .staff(id: 1, name: "Ada Keller"))
        _ = try actions.merge(2, into: 1, by: .system)
        _ = try actions.merge(3, into: 1, by: .system)
      }
      let page = try await house.get("/tickets/1", as: visitor).text
      #expect(page.components(separatedBy: "Seen at the fair").count - 1 == 1)
      #expect(page.components(separatedBy: "reported it first").count - 1 == 3)
      // Four reports: three opened their tickets and one joined.
      #expect(page.contains("1 report joined") && page.contains("Reports <span class=\"count\">4</span>"))
    }
  }

  @Test func aMergeOfAMergeIsUndoneOnTheFinalTicket() async throws {
    try await withTickets { house, visitor, _ in
      _ = try await press(house, visitor, "merge", on: 3, [("other", "2")])
      _ = try await press(house, visitor, "merge", on: 2, [("other", "1")])
      let page = try await house.get("/tickets/1", as: visitor).text
      #expect(page.contains("#3 was merged into #2") && page.contains("#2 was merged into it"))
      let inner = try #require(try await house.store.read { try $0.links(of: 3).first })
      _ = try await press(house, visitor, "undo", [("link", String(inner.id))])
      #expect(try await house.get("/tickets/3", as: visitor).status == 200)
      #expect(try await house.get("/tickets/2", as: visitor)["location"] == "/tickets/1?from=2")
    }
  }

  @Test func aTicketIsSortedAndTheProposalSaysWhy() async throws {
    try await withTickets { house, visitor, ids in
      let now = house.clock.now
      let near = ids[0]
      try await house.store.write { store in
        let actions = TicketActions(store, now: now)
        try actions.triage(1, component: "Storage", kind: .problem, severity: .critical, by: .system)
        let grace = try store.createAccount(
          email: "grace@example.com", name: "Grace <b>", role: .support, passwordHash: "-", at: now)
        let actor = Actor.staff(id: grace.id, name: grace.name)
        try actions.claim(1, by: actor)
        try actions.resolve(1, as: .code, note: nil, by: actor)
        guard let stored = try store.report(near) else { return }
        try store.addNeighbours([TicketNeighbour(report: stored.sequence, weight: 1)], ofTicket: 2)
      }
      let page = try await house.get("/tickets/2", as: visitor).text
      for part in [
        "perhaps <bdi>Storage</bdi> (67 %)", "perhaps <bdi>Critical</bdi>", "#1 ended so", "Grace &lt;b&gt;",
      ] {
        #expect(page.contains(part), "\(part)")
      }
      let kept = try await press(
        house, visitor, "triage", on: 2, place: "triage",
        [("component", "Storage"), ("kind", "problem"), ("severity", "critical")])
      #expect(kept["location"] == "/tickets/2")
      let ticket = try await house.store.read { try $0.ticket(2) }
      #expect(ticket?.component == "Storage" && ticket?.severity == .critical)
      let counts = try await house.store.read { try $0.triageCounts(app: AppID(1)) }
      #expect(counts.contains { $0.field == .component && $0.proposed == "Storage" && $0.chosen == "Storage" })
      let nonsense = try await press(
        house, visitor, "triage", on: 2, place: "triage", [("kind", "rant"), ("severity", "critical")])
      #expect(nonsense.status == 422)
    }
  }

  @Test func theRuleThatRatedATicketIsNamedUntilStaffRateItOtherwise() async throws {
    try await BoardFixture.with { house in
      try await house.addAccount()
      let app = try await house.addApp()
      try await house.receive(makeReport("The page <b>crashes</b> when I save"), app: app)
      let visitor = try await house.signIn()
      let before = try await house.get("/tickets/1", as: visitor).text
      #expect(
        before.contains(
          "By a rule: <bdi>Words that hurt (its kind is problem and its words hold &quot;crashes&quot;)</bdi>."))
      try await house.store.write { store in
        try TicketActions(store, now: house.clock.now).triage(
          1, component: nil, kind: .problem, severity: .low, by: .system)
      }
      let after = try await house.get("/tickets/1", as: visitor).text
      #expect(!after.contains("By a rule"))
    }
  }

  @Test func theSurvivorIsSwappedByOnePress() async throws {
    try await withTickets { house, visitor, _ in
      _ = try await press(house, visitor, "merge", on: 2, [("other", "#1")])
      let swapped = try await press(house, visitor, "survivor", [("other", "2")])
      #expect(swapped["location"] == "/tickets/2")
      #expect(try await house.get("/tickets/1", as: visitor)["location"] == "/tickets/2?from=1")
    }
  }

  @Test func bothAreReadSideBySideWithTheWordsMarked() async throws {
    try await withTickets(words: ["saves", "night"]) { house, visitor, _ in
      let page = try await house.get("/tickets/2/compare/1", as: visitor).text
      #expect(page.contains("<mark>Nightly</mark> <mark>saves</mark> are lost"))
      #expect(page.contains("fails at <mark>night</mark>"))
      #expect(try await house.get("/tickets/2/compare/99", as: visitor).status == 404)
      let apart = try await press(house, visitor, "different", on: 2, [("other", "1")])
      #expect(apart["location"] == "/tickets/2")
      #expect(!(try await house.get("/tickets/2", as: visitor).text.contains("similar-title")))
    }
  }

  @Test func reportsAreSplitOffAndComeBack() async throws {
    try await withTickets { house, visitor, ids in
      let split = try await press(house, visitor, "split", [("report", ids[1].description)])
      #expect(split["location"] == "/tickets/4")
      #expect(try await house.get("/tickets/4", as: visitor).text.contains("opened it for reports of"))
      #expect(try await press(house, visitor, "split").status == 422)
      let link = try #require(try await house.store.read { try $0.links(of: 4).first })
      #expect(
        try await press(house, visitor, "undo", on: 4, [("link", String(link.id))])["location"]
          == "/tickets/1")
      #expect(try await house.get("/tickets/4", as: visitor)["location"] == "/tickets/1?from=4")
    }
  }

  @Test func aTicketIsPublishedInStaffsWordsAndWithdrawn() async throws {
    try await withTickets { house, visitor, _ in
      let form = [("title", "Saving fails"), ("workaround", "Save\r\nagain."), ("words", "lost"), ("fixed-in", "")]
      #expect(
        try await press(house, visitor, "publish", place: "known", form)["location"] == "/tickets/1")
      let issue = try await house.store.read { try $0.publishedIssue(ofTicket: 1) }
      #expect(issue?.title == "Saving fails" && issue?.workaround == "Save\nagain." && issue?.fixedIn == nil)
      let empty = try await press(
        house, visitor, "publish", place: "known", [("title", " "), ("workaround", "Keep me")])
      #expect(empty.status == 422 && empty.text.contains("needs a title") && empty.text.contains("Keep me"))
      #expect(try await press(house, visitor, "withdraw", place: "known").status == 303)
      #expect(try await house.store.read { try $0.publishedIssue(ofTicket: 1) } == nil)
    }
  }

  @Test func whoMayNotMoveTicketsMayNotMergeOrPublish() async throws {
    try await withTickets(role: .lead) { house, visitor, _ in
      #expect(try await press(house, visitor, "merge", on: 2, [("other", "1")]).status == 403)
      #expect(try await press(house, visitor, "publish", place: "known", [("title", "x")]).status == 403)
      let page = try await house.get("/tickets/2", as: visitor).text
      #expect(
        page.contains("Possible duplicates") && !page.contains("value=\"merge\"")
          && !page.contains("Publish as a known issue"))
      var stranger = visitor
      stranger.token = "0"
      #expect(try await press(house, stranger, "merge", on: 2, [("other", "1")]).status == 403)
    }
  }

  @Test func hostileWordsStayWords() async throws {
    try await withTickets(words: ["<script>alert(1)</script>", "\u{202E}evil"]) { house, visitor, _ in
      for place in ["/tickets/2", "/tickets/2/compare/1"] {
        let page = try await house.get(place, as: visitor).text
        #expect(!page.contains("<script>alert") && !page.unicodeScalars.contains("\u{202E}"), "\(place)")
      }
      #expect(house.failures.all.isEmpty)
    }
  }

  @Test func nonsenseIsAnsweredInASentence() async throws {
    try await withTickets { house, visitor, _ in
      let unknown = try await press(house, visitor, "explode")
      let noNumber = try await press(house, visitor, "merge", [("other", "many")])
      let itself = try await press(house, visitor, "merge", [("other", "1")])
      let nowhere = try await press(house, visitor, "merge", [("other", "99")])
      #expect([unknown, noNumber, itself, nowhere].map(\.status) == [400, 422, 422, 404])
      #expect(itself.text.contains("cannot be merged into itself"))
    }
  }
}
