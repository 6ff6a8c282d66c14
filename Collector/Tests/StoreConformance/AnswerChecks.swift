// Canned answers, fields that each reporter gets filled in, and answers that wait for a second person.
import CollectorCore
import TellbackWire

private let ann = reportID(900)
private let bob = reportID(901)

/// A report with what fields are filled in from.
private func report(_ number: UInt64, user: String?, version: String? = "3.1") -> Report {
  var report = makeReport(number)
  report.user = user
  report.context.appVersion = version
  return report
}

extension Store {
  /// A ticket with a report of Ann and one of Bob. It is Kim's, who is `role`.
  fileprivate func makeAnswerable(
    _ first: Report = report(1, user: "Ann"), _ second: Report = report(2, user: "Bob"), role: StaffRole = .support
  ) async throws -> (app: AppID, ticket: Int64) {
    let app = try await makeApp()
    let number = try await openTicket(with: first, app: app, installation: ann)
    _ = try await ingest([], from: contact(app, ann))
    _ = try await ingest([], from: contact(app, bob, secret: 2))
    try await attach(second, to: number, app: app, installation: bob)
    try await write { store in
      _ = try store.makeStaff("Kim", role: role)
      _ = try store.makeStaff("Lea", role: .lead)
      let owner = TicketOwner(account: 1, name: "Kim", since: start, actedAt: start)
      _ = try store.hold(ticket: number, from: TicketHolder(), to: TicketHolder(owner: owner), at: start)
    }
    return (app, number)
  }

  fileprivate func told(_ app: AppID, _ installation: ReportID) async throws -> [TicketUpdate] {
    try await read { try $0.updates(app: app, installation: installation, after: 0, limit: 99) }
      .filter { $0.message != nil }
  }
}

private let kim = Actor.staff(id: 1, name: "Kim")
private let lea = Actor.staff(id: 2, name: "Lea")

extension StoreCheck {
  static let answerChecks: [StoreCheck] = [
    StoreCheck("canned answers are kept with their texts, changed and deleted, and found by app") { store in
      let (shop, notes) = (try await store.makeApp(), try await store.makeApp("notes"))
      try await store.write { store in
        let texts = [
          CannedText(locale: "de", text: "Hallo"), CannedText(locale: "en", segment: "Gold", text: "Dear {reporter}"),
          CannedText(locale: "en", text: "Hello"),
        ]
        func make(_ name: String, _ app: AppID?) -> CannedAnswer {
          CannedAnswer(app: app, name: name, texts: texts, changedAt: start, changedBy: "Kim")
        }
        let all = try store.saveCannedAnswer(make("Zebra", nil))
        let own = try store.saveCannedAnswer(make("apple", shop))
        _ = try store.saveCannedAnswer(make("apple", notes))
        try expectEqual(try store.cannedAnswers(in: .app(shop)).map(\.name), ["apple", "Zebra"])
        try expectEqual(try store.cannedAnswers(in: .all).count, 3)
        try expectEqual(try store.cannedAnswers(in: .only([])).map(\.id), [all])
        try expectEqual(try store.cannedAnswer(named: "apple", app: shop)?.id, own)
        try expect(try store.cannedAnswer(named: "apple", app: nil) == nil)
        var kept = try unwrap(try store.cannedAnswer(own))
        try expectEqual(Set(kept.texts.map { "\($0.locale) \($0.segment ?? "-")" }), ["de -", "en Gold", "en -"])
        kept.texts = [CannedText(locale: "fr", text: "Bonjour")]
        kept.name = "pear"
        try expectEqual(try store.saveCannedAnswer(kept), own)
        try expectEqual(try store.cannedAnswer(own), kept)
        try expect(try store.deleteCannedAnswer(own))
        try expect(try !store.deleteCannedAnswer(own))
        try expect(try store.cannedAnswer(own) == nil)
      }
    },
    StoreCheck("words to everybody are told to each with their own values, and corrected with their own too") { store in
      let (app, number) = try await store.makeAnswerable()
      let event = try await store.write { store -> Int64 in
        try TicketActions(store, now: start).answer(
          number, note: "Hello {reporter}, in {Version}: {reference}. {me} {x}", by: kim)
        return try unwrap(try store.newestEvents(ofTicket: number, limit: 1).last?.id)
      }
      let (first, second) = (reportID(1).reference.description, reportID(2).reference.description)
      try expectEqual(try await store.told(app, ann).map(\.message), ["Hello Ann, in 3.1: \(first). Kim {x}"])
      try expectEqual(try await store.told(app, bob).map(\.message), ["Hello Bob, in 3.1: \(second). Kim {x}"])
      try expectEqual(try await store.read { try $0.reach(ofEvents: [event])[event] }, Reach(told: 2, seen: 0))
      try await store.write { store in
        try TicketActions(store, now: start).correctAnswer(event, note: "Sorry {reporter}", by: kim)
      }
      for (installation, words) in [(ann, "Sorry Ann"), (bob, "Sorry Bob")] {
        let told = try await store.told(app, installation)
        try expectEqual(told.map(\.kind), [.answered, .corrected])
        try expectEqual(told.last?.message, words)
        try expectEqual(told.last?.revises, try unwrap(told.first?.id))
      }
      // A correction without fields reaches both too, each in the place of what they got.
      try await store.write { store in
        try TicketActions(store, now: start).correctAnswer(event, note: "Sorry, both of you", by: kim)
      }
      for installation in [ann, bob] {
        let told = try await store.told(app, installation)
        try expectEqual(told.last?.message, "Sorry, both of you")
        try expectEqual(told.last?.revises, try unwrap(told.first?.id))
      }
    },
    StoreCheck(
      "a field without a value keeps words from being sent, to one and to all, at once and after the undo window"
    ) { store in
      let (app, number) = try await store.makeAnswerable(report(1, user: "Ann"), report(2, user: nil))
      func send(_ text: String, to id: ReportID? = nil, undo: Int64 = 0) async throws {
        try await store.write {
          try TicketActions($0, now: start, undoSeconds: undo).answer(number, note: text, to: id, by: kim)
        }
      }
      try await expectError(FieldError.unresolved(.reporter, reporters: 1, of: 2)) { try await send("{reporter}") }
      try await expectError(FieldError.unresolved(.reporter, reporters: 1, of: 1)) {
        try await send("{ REPORTER }", to: reportID(2), undo: 10)
      }
      try await expectError(FieldError.unresolved(.fixedIn, reporters: 1, of: 1)) {
        try await send("{fixed_in}", undo: 10)
      }
      try expect(try await store.told(app, ann).isEmpty)
      try expect(try await store.read { try $0.nextOutgoing() } == nil)
      try await send("Fine, {reporter}", to: reportID(1))
      try expectEqual(try await store.told(app, ann).map(\.message), ["Fine, Ann"])
      // The version with the fix is known with the words that tell of it.
      try await store.write { store in
        try TicketActions(store, now: start).resolve(
          number, as: .code, fix: .version("4.0"), note: "It is in {fixed_in}.", by: kim)
      }
      try expectEqual(try await store.told(app, bob).map(\.message), ["It is in 4.0."])
    },
    StoreCheck("whoever reports within the undo window and lacks a value is left out, and the history says so") {
      store in
      let (app, number) = try await store.makeAnswerable()
      try await store.write { store in
        try TicketActions(store, now: start, undoSeconds: 10).answer(number, note: "Dear {reporter}", by: kim)
        let waiting = try unwrap(try store.outgoing(ofTicket: number).first)
        try expect(waiting.hasFields)
      }
      let late = reportID(902)
      _ = try await store.ingest([], from: contact(app, late, secret: 3))
      try await store.attach(report(3, user: nil), to: number, app: app, installation: late)
      try await store.write { store in
        try expectEqual(try TicketActions(store, now: start.adding(seconds: 10)).sendDue(limit: 9), 1)
        let last = try unwrap(try store.newestEvents(ofTicket: number, limit: 1).last)
        try expectEqual(last.kind, .leftOut)
        try expectEqual(last.detail, "1")
      }
      try expectEqual(try await store.told(app, bob).map(\.message), ["Dear Bob"])
      try expect(try await store.told(app, late).isEmpty)
    },
    StoreCheck(
      "a volunteer's answer waits, survives a merge and another owner, and goes out under the volunteer's name",
      reopening: { store, reopen in
        let (app, number) = try await store.makeAnswerable(role: .volunteer)
        let other = try await store.openTicket(with: makeReport(5, "the same"), app: app)
        try await store.write { store in
          try store.setNeedsApproval(true, app: app, at: start)
          let actions = TicketActions(store, now: start)
          let file = StaffFile(name: "a.txt", type: "text/plain", data: [1])
          try expectEqual(
            try actions.submitAnswer(number, note: "Try {me}'s way", files: [file], by: kim), .waits(1))
          try expectEqual(try store.newestEvents(ofTicket: number, limit: 1).last?.kind, .askedApproval)
          try actions.takeOver(number, by: try unwrap(try store.makeStaff("Sue").first))
          _ = try actions.merge(number, into: other, by: lea)
        }
        try expect(try await store.told(app, ann).isEmpty)
        await store.close()
        let store = try reopen()
        try await store.write { store in
          let held = try unwrap(try store.heldAnswers(ofTicket: other).first)
          try expectEqual(try store.heldAnswers(in: .app(app), limit: 9), [held])
          try expectEqual(try store.heldAnswers(in: .only([]), limit: 9), [])
          let actions = TicketActions(store, now: start.adding(seconds: 5))
          try expectEqual(try actions.approve(held.id, by: lea), other)
          try expectEqual(try store.heldAnswers(ofTicket: other), [])
          let events = try store.newestEvents(ofTicket: other, limit: 2)
          try expectEqual(events.map(\.kind), [.answered, .approved])
          try expectEqual(events.map(\.actor), [kim, lea])
          try expectEqual(events.last?.about, try unwrap(events.first?.id))
          try expectEqual(try store.staffFiles(ofEvent: try unwrap(events.first?.id)).count, 1)
        }
        try expectEqual(try await store.told(app, ann).map(\.message), ["Try Kim's way"])
        try expectEqual(try await store.told(app, ann).map(\.by), ["Kim"])
        await store.close()
      }),
    StoreCheck("an answer that waits for approval goes with the report that it is for") { store in
      let (app, number) = try await store.makeAnswerable(role: .volunteer)
      try await store.write { store in
        try store.setNeedsApproval(true, app: app, at: start)
        let actions = TicketActions(store, now: start)
        let file = StaffFile(name: "a.txt", type: "text/plain", data: [1])
        try actions.answer(number, note: "Only you", to: reportID(1), files: [file], by: kim)
        try actions.answer(number, note: "All of you", by: kim)
        let event = try unwrap(try store.heldAnswers(ofTicket: number).first?.event)
        _ = try Eraser(store, now: start).erase(reportID(1), because: .wish)
        try expectEqual(try store.heldAnswers(ofTicket: number).map(\.text), ["All of you"])
        try expect(try store.staffFiles(ofEvent: event).isEmpty)
        try store.setNeedsApproval(false, app: app, at: start)
        try expectEqual(try actions.submitAnswer(number, note: "Now", by: kim), .sent)
      }
    },
  ]
}
