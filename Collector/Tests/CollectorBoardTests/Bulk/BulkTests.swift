// Many tickets at once, as a form of a browser without scripts: what is asked, what is done, what is left and why, and the undo.
import CollectorCore
import Foundation
import TellbackWire
import Testing

@testable import CollectorBoard

@Suite struct BulkTests {
  /// Five tickets; the fourth is Ben's.
  private func withHouse(
    undoSeconds: Int64 = 0, _ body: (BoardFixture, Visitor) async throws -> Void
  ) async throws {
    try await BoardFixture.with(undoSeconds: undoSeconds) { house in
      try await house.addAccount()
      try await house.addAccount("ben@example.com", name: "Ben Osei")
      let app = try await house.addApp("Shop")
      let device = ReportID(at: BoardFixture.noon, random: (7, 7))
      for (index, text) in ["Saving", "Printing", "Loading", "Sorting", "Paying"].enumerated() {
        let report = makeReport("\(text) fails in the evening") {
          $0.user = "user \(index)"
          $0.locale = index == 0 ? "de-CH" : "en-GB"
          $0.kind = index == 2 ? .idea : .problem
        }
        try await house.receive(
          IncomingReport(
            id: report.id, app: app.id, installation: device, receivedAt: house.clock.now, sentAt: house.clock.now,
            body: report.encoded()))
      }
      let now = house.clock.now
      try await house.store.write {
        try TicketActions($0, now: now).claim(4, by: .staff(id: 2, name: "Ben Osei"))
      }
      try await body(house, try await house.signIn())
      #expect(house.failures.all.isEmpty, "\(house.failures.all)")
    }
  }

  private func send(
    _ house: BoardFixture, _ visitor: Visitor, _ act: String, _ tickets: [Int64], step: String = "do",
    _ values: [(String, String)] = []
  ) async throws -> PlainAnswer {
    let chosen = tickets.map { ("ticket", String($0)) }
    let seen = [("seen", tickets.map { "\($0):9999" }.joined(separator: " "))]
    return try await house.post(
      "/bulk", [("form_token", visitor.token), ("act", act), ("step", step)] + chosen + seen + values, as: visitor)
  }

  /// What the page offers to take back.
  private func undos(_ answer: PlainAnswer) -> [(String, String)] {
    answer.text.components(separatedBy: "name=\"undo\" value=\"").dropFirst().map {
      ("undo", String($0.prefix { $0 != "\"" }))
    }
  }

  private func ticket(_ house: BoardFixture, _ number: Int64) async throws -> Ticket {
    try #require(try await house.store.read { try $0.shownTicket($0.finalTicket(of: number)) })
  }

  @Test
  func
    `B6: of many that are claimed at once the free ones are got, the others say whose they are, and all are given back`()
    async throws
  {
    try await withHouse { house, ada in
      let answer = try await send(house, ada, "claim", [1, 4, 2, 2, 99])
      #expect(answer.status == 200)
      #expect(answer.text.contains("2 tickets are done"))
      #expect(answer.text.contains("Ben Osei has ticket 4") && answer.text.contains("There is no ticket 99"))
      #expect(try await ticket(house, 1).holder.owner?.name == "Ada Keller")
      #expect(try await ticket(house, 4).holder.owner?.name == "Ben Osei")
      // What somebody else has done something with is left as it is.
      let now = house.clock.now
      try await house.store.write { try TicketActions($0, now: now).takeOver(2, by: .staff(id: 2, name: "Ben Osei")) }
      let taken = undos(answer)
      #expect(taken.count == 2)
      let undone = try await house.post(
        "/bulk", [("form_token", ada.token), ("act", "undo")] + taken, as: ada)
      #expect(undone.text.contains("1 change is undone") && undone.text.contains("Ticket 2 is not yours"))
      #expect(try await ticket(house, 1).holder.owner == nil)
      #expect(try await ticket(house, 2).holder.owner?.name == "Ben Osei")
    }
  }

  @Test func `severity and tags of many tickets are set and taken back; what was changed since stays`() async throws {
    try await withHouse { house, ada in
      let set = try await send(house, ada, "severity", [1, 2, 3], [("severity", "critical")])
      #expect(set.text.contains("3 tickets are done"))
      let now = house.clock.now
      try await house.store.write { store in
        let ticket = try #require(try store.ticket(2))
        try TicketActions(store, now: now).triage(
          2, component: ticket.component, kind: ticket.kind, severity: .high, by: .system)
      }
      let undone = try await house.post("/bulk", [("form_token", ada.token), ("act", "undo")] + undos(set), as: ada)
      #expect(undone.text.contains("Ticket 2 was changed since"))
      #expect(try await ticket(house, 1).severity == .medium)
      #expect(try await ticket(house, 2).severity == .high)
      #expect(try await ticket(house, 3).severity == .low)

      try await house.store.write { try TicketActions($0, now: now).changeTags(1, add: ["old"], by: .system) }
      let tagged = try await send(house, ada, "tag", [1, 2], [("add", "VIP, night"), ("remove", "old")])
      #expect(tagged.text.contains("2 tickets are done"))
      #expect(try await house.store.read { try $0.tags(ofTicket: 1) } == ["night", "vip"])
      _ = try await house.post("/bulk", [("form_token", ada.token), ("act", "undo")] + undos(tagged), as: ada)
      #expect(try await house.store.read { try $0.tags(ofTicket: 1) } == ["old"])
      #expect(try await house.store.read { try $0.tags(ofTicket: 2) } == [])
    }
  }

  @Test func `the survivor of many is proposed, chosen and shown, and each merge is undone`() async throws {
    try await withHouse { house, ada in
      let asked = try await send(house, ada, "merge", [1, 2, 5], step: "ask")
      #expect(asked.text.contains("Which ticket do you keep?"))
      #expect(asked.text.components(separatedBy: "name=\"keep\"").count - 1 == 3)
      #expect(asked.text.contains("value=\"1\" checked"))
      let alone = try await send(house, ada, "merge", [1], step: "ask")
      #expect(alone.status == 422 && alone.text.contains("at least two"))
      let unchosen = try await send(house, ada, "merge", [1, 2], [("keep", "5")])
      #expect(unchosen.status == 422 && unchosen.text.contains("id=\"bulk-form-keep-error\""))
      let merged = try await send(house, ada, "merge", [1, 2, 5], [("keep", "5")])
      #expect(merged.text.contains("2 tickets are done"))
      #expect(try await house.store.read { try $0.mergedTickets(of: 5) } == [1, 2])
      _ = try await house.post("/bulk", [("form_token", ada.token), ("act", "undo")] + undos(merged), as: ada)
      #expect(try await house.store.read { try $0.mergedTickets(of: 5) } == [])
    }
  }

  @Test func `B2: one answer goes to many, its fields filled in for each, and is taken back for all of them`()
    async throws
  {
    try await withHouse(undoSeconds: 300) { house, ada in
      let asked = try await send(house, ada, "answer", [1, 2, 4], step: "ask")
      #expect(asked.text.contains("They go to 3 people at most"))
      let empty = try await send(house, ada, "answer", [1, 2])
      #expect(empty.status == 422 && empty.text.contains("Write an answer, or choose one."))
      let sent = try await send(house, ada, "answer", [1, 2, 4], [("note", "Dear {reporter}, it is fixed")])
      #expect(sent.text.contains("2 tickets are done") && sent.text.contains("Ben Osei has ticket 4"))
      house.clock.advance(seconds: 301)
      let now = house.clock.now
      _ = try await house.store.write { try TicketActions($0, now: now).sendDue(limit: 10) }
      let texts = try await told(house)
      #expect(texts == ["Dear user 0, it is fixed", "Dear user 1, it is fixed"])
      // Sent twice by a reload, it is refused: somebody answered since this page was shown.
      let seen = [("seen", "1:1")]
      let twice = try await house.post(
        "/bulk",
        [("form_token", ada.token), ("act", "answer"), ("step", "do"), ("ticket", "1"), ("note", "Dear {reporter}")]
          + seen, as: ada)
      #expect(twice.text.contains("Not done: 1") && twice.text.contains("changed this ticket after"))

      let again = try await send(house, ada, "answer", [1, 5], [("note", "Once more")])
      let undone = try await house.post("/bulk", [("form_token", ada.token), ("act", "undo")] + undos(again), as: ada)
      #expect(undone.text.contains("2 changes are undone"))
      #expect(try await house.store.read { try $0.outgoing(ofTicket: 1) + $0.outgoing(ofTicket: 5) }.isEmpty)
    }
  }

  /// What the reporters were told in words, in the order of tickets.
  private func told(_ house: BoardFixture) async throws -> [String] {
    let app = try #require(try await house.store.read { try $0.apps() }.first)
    let device = ReportID(at: BoardFixture.noon, random: (7, 7))
    return try await house.store.read { reads in
      try reads.updates(app: app.id, installation: device, after: 0, limit: 100).compactMap(\.message).sorted()
    }
  }

  @Test func `B1: a canned answer goes to each ticket in the language of its reporter`() async throws {
    try await withHouse { house, ada in
      let now = house.clock.now
      _ = try await house.store.write {
        try CannedAnswerActions($0, now: now, by: .command, apps: .all).save(
          CannedAnswer(
            app: nil, name: "Reset",
            texts: [
              CannedText(locale: "de", text: "Guten Tag {reporter}"),
              CannedText(locale: "en", text: "Hello {reporter}"),
            ], changedAt: now, changedBy: ""))
      }
      let asked = try await send(house, ada, "answer", [1, 2], step: "ask")
      #expect(asked.text.contains("Reset"))
      let sent = try await send(house, ada, "answer", [1, 2], [("canned", "1")])
      #expect(sent.text.contains("2 tickets are done"))
      #expect(try await told(house) == ["Guten Tag user 0", "Hello user 1"])
      let gone = try await send(house, ada, "answer", [5], [("canned", "77")])
      #expect(gone.text.contains("There is no such canned answer"))
    }
  }

  @Test func `waiting, resolving and handing over many: what does not fit one is left with its reason`() async throws {
    try await withHouse { house, ada in
      let noCause = try await send(house, ada, "wait", [1])
      #expect(noCause.status == 422 && noCause.text.contains("id=\"bulk-form-cause-error\""))
      let waits = try await send(
        house, ada, "wait", [1, 4], [("cause", "department"), ("department-name", "Billing")])
      #expect(waits.text.contains("1 ticket is done") && waits.text.contains("Ben Osei has ticket 4"))
      #expect(try await ticket(house, 1).waiting?.name == "Billing")
      _ = try await house.post("/bulk", [("form_token", ada.token), ("act", "undo")] + undos(waits), as: ada)
      #expect(try await ticket(house, 1).state == .open)

      let noVersion = try await send(house, ada, "resolve", [1], [("resolution", "code")])
      #expect(noVersion.status == 422 && noVersion.text.contains("id=\"bulk-form-fixed-in-error\""))
      let noReason = try await send(house, ada, "resolve", [1], [("resolution", "no_solution")])
      #expect(noReason.status == 422 && noReason.text.contains("id=\"bulk-form-note-error\""))
      let resolved = try await send(
        house, ada, "resolve", [1, 2, 3], [("resolution", "no_solution"), ("note", "The printer is gone")])
      #expect(resolved.text.contains("2 tickets are done"))
      #expect(resolved.text.contains("This outcome does not fit"))
      #expect(try await ticket(house, 2).resolution == .noSolution)
      #expect(try await ticket(house, 3).state == .open)

      let nobody = try await send(house, ada, "hand-over", [3, 5], [("to", "person-x")])
      #expect(nobody.status == 422)
      let handed = try await send(house, ada, "hand-over", [3, 5], [("to", "person-2"), ("note", "Yours")])
      #expect(handed.text.contains("2 tickets are done"))
      #expect(try await ticket(house, 5).holder.owner?.name == "Ben Osei")
    }
  }

  @Test func `there is a limit, and nothing is done beyond it`() async throws {
    try await withHouse { house, ada in
      let many = try await send(house, ada, "claim", (1...Int64(BulkRunner.limit + 1)).map { $0 })
      #expect(many.status == 422 && many.text.contains("at most 200"))
      #expect(try await ticket(house, 1).holder.owner == nil)
      let limit = try await send(house, ada, "claim", (1...Int64(BulkRunner.limit)).map { $0 })
      #expect(limit.status == 200)
      let none = try await send(house, ada, "claim", [])
      #expect(none.status == 422 && none.text.contains("Select a ticket first"))
      #expect(try await send(house, ada, "explode", [1]).status == 400)
      let nothing = [("form_token", ada.token), ("act", "undo"), ("undo", "claim")]
      #expect(try await house.post("/bulk", nothing, as: ada).status == 400)
    }
  }

  @Test(arguments: [
    BulkUndo.claim(4), .wait(4), .message(7, ticket: 4), .merge(link: 9, ticket: 4),
    .severity(4, from: .low, to: .critical), .tags(4, added: ["a|b", "c.d"], removed: []),
    .tags(4, added: [], removed: ["größe 1"]),
  ])
  func `what can be undone travels as text`(undo: BulkUndo) {
    #expect(BulkUndo(undo.text) == undo)
  }

  @Test(arguments: ["", "claim", "claim\tx", "tags\t4", "severity\t4\t9\t1", "merge\t4", "explode\t4"])
  func `what no page wrote is not undone`(text: String) {
    #expect(BulkUndo(text) == nil)
  }
}
