// One reporter and one organisation: their reports with where they stand, and notes that go with them.
import CollectorCore
import TellbackWire

private let ann = reportID(900)
private let kim = Actor.staff(id: 1, name: "Kim")

extension StoreCheck {
  static let reporterChecks: [StoreCheck] = [
    StoreCheck(
      "a reporter's reports stand with what is open for the longest first, apart by user, with verdict and stars"
    ) {
      store in
      let app = try await store.makeApp()
      for (number, user) in [(1, "ann"), (2, "ann"), (3, "ben"), (4, nil), (5, "ann")] as [(UInt64, String?)] {
        var report = makeReport(number, "matter \(number) of many things")
        report.page = "/\(number)"
        report.user = user
        report.segment = user == nil ? nil : "Gold"
        let moment = start.adding(seconds: Int64(number))
        _ = try await store.ingest(
          [incoming(report, app: app, installation: ann, at: moment)], from: contact(app, ann))
        _ = try await store.write { try Digest().digestPending(in: $0, now: moment) }
      }
      try await store.write { store in
        _ = try store.makeStaff("Kim")
        let actions = TicketActions(store, now: start.adding(seconds: 50))
        try actions.claim(1, by: kim)
        try actions.resolve(1, as: .explanation, note: "So it is", by: kim)
        try actions.claim(2, by: kim)
        try actions.answer(2, note: "We look", by: kim)
        let contents: [ReporterMessage.Content] = [
          .verdict(helped: true, update: 1, text: nil), .rating(stars: 4, text: nil),
        ]
        for (index, content) in contents.enumerated() {
          let message = ReporterMessage(
            id: reportID(6_000 + UInt64(index)), report: reportID(1), at: start, version: nil, content: content)
          _ = try Conversations(store, now: start.adding(seconds: 60)).take(
            [
              IncomingMessage(
                app: app, installation: ann, receivedAt: start.adding(seconds: 60), sentAt: nil, message: message)
            ], from: contact(app, ann))
        }
      }
      let subject = ReportSubject.reporter(ReporterIdentity(app: app, installation: ann, user: "ann"))
      let page = try await store.read { try $0.standings(of: subject, offset: 0, limit: 10) }
      try expectEqual(page.standings.map(\.stored.id), [reportID(2), reportID(5), reportID(1)])
      try expectEqual(
        [page.total, page.open, page.helped, page.notHelped, page.ratings, page.stars], [3, 2, 1, 0, 1, 4])
      try expectEqual(page.standings.map(\.openSince), [start.adding(seconds: 2), start.adding(seconds: 5), nil])
      try expectEqual(page.standings.map(\.unansweredSince), [nil, start.adding(seconds: 5), nil])
      try expectEqual(page.standings.last?.helped, true)
      try expectEqual(page.standings.last?.stars, 4)
      try expectEqual(page.standings.last?.messages, 2)
      let second = try await store.read { try $0.standings(of: subject, offset: 2, limit: 10) }
      try expectEqual(second.standings.map(\.stored.id), [reportID(1)])
      for (user, reports) in [("ben", [reportID(3)]), (nil, [reportID(4)])] as [(String?, [ReportID])] {
        let other = ReportSubject.reporter(ReporterIdentity(app: app, installation: ann, user: user))
        try expectEqual(
          try await store.read { try $0.standings(of: other, offset: 0, limit: 9).standings.map(\.stored.id) }, reports)
      }
      let gold = try await store.read { try $0.standings(of: .segment("Gold", app), offset: 0, limit: 9) }
      try expectEqual(gold.standings.map(\.stored.id), [reportID(2), reportID(3), reportID(5), reportID(1)])
      try expectEqual(
        try await store.read { try $0.standings(of: .segment("Silver", app), offset: 0, limit: 9).total }, 0)
    },
    StoreCheck("notes are bounded and audited without their words, and go with the last report of whom they are about")
    {
      store in
      let app = try await store.makeApp()
      for number in 1...2 {
        var report = makeReport(UInt64(number), "matter \(number) of many things")
        report.page = "/\(number)"
        (report.user, report.segment) = ("ann", "Gold")
        _ = try await store.ingest([incoming(report, app: app, installation: ann)], from: contact(app, ann))
      }
      try await store.write { store in
        _ = try store.makeStaff("Kim")
        _ = try Digest().digestPending(in: store, now: start)
        let actions = SubjectActions(store, now: start)
        let reporter = ReportSubject.reporter(ReporterIdentity(app: app, installation: ann, user: "ann"))
        let gold = ReportSubject.segment("Gold", app)
        for subject in [reporter, gold] {
          try actions.note("prefers the phone", about: subject, by: kim)
          try expectEqual(try store.notes(about: subject).map(\.text), ["prefers the phone"])
          try expectEqual(try store.notes(about: subject).map(\.subject), [subject])
        }
        func refused(_ error: SubjectNoteError, _ body: () throws -> Void) throws {
          do { try body() } catch let found as SubjectNoteError { return try expectEqual(found, error) }
          throw BrokenPromise(description: "nothing was refused, expected \(error)")
        }
        try refused(.empty) { try actions.note(" ", about: gold, by: kim) }
        try refused(.tooLong(bytes: 2_001)) {
          try actions.note(String(repeating: "x", count: 2_001), about: gold, by: kim)
        }
        try refused(.nobody) { try actions.note("x", about: .segment("Silver", app), by: kim) }
        let id = try unwrap(try store.notes(about: gold).first?.id)
        try refused(.noSuchNote) { try actions.removeNote(id, about: reporter, by: kim) }
        for _ in 1..<SubjectNote.limit { try actions.note("x", about: gold, by: kim) }
        try refused(.tooMany) { try actions.note("x", about: gold, by: kim) }
        try actions.removeNote(id, about: gold, by: kim)
        let audit = try store.auditEntries(AuditQuery(limit: 500))
        try expect(!"\(audit)".contains("phone"))
        try expectEqual(audit.count { $0.act == .reporterNoted }, SubjectNote.limit + 1)
        try expectEqual(audit.count { $0.act == .reporterNoteRemoved }, 1)

        _ = try Eraser(store, now: start).erase(reportID(1), because: .wish)
        try expectEqual(try store.notes(about: reporter).count, 1)
        _ = try Eraser(store, now: start).erase(reportID(2), because: .wish)
        try expectEqual(try store.notes(about: reporter), [])
        try expectEqual(try store.notes(about: gold), [])
      }
    },
  ]
}
