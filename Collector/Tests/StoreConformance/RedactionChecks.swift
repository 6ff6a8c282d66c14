// Taking words and files out of reports: they are found nowhere any more, what is made of them goes too, and a repeat is known.
import CollectorCore
import TellbackWire

private let ann = reportID(900)
private let kim = Actor.staff(id: 1, name: "Kim")
private let secret = "hunter2"

private func makeSecret(_ number: UInt64 = 1, text: String = "Login fails, my password is hunter2") -> Report {
  var report = makeReport(
    number, text, attachments: [AttachmentInfo(name: "hunter2.txt", type: "text/plain", bytes: 3)])
  report.page = "/login"
  report.user = "hunter2-ann"
  report.segment = "hunter2 Ltd"
  report.fields = [ReportField("typed", .text("hunter2 hunter2"))]
  report.steps = [Step(at: start, page: "/login?pw=hunter2", text: "typed hunter2")]
  return report
}

extension Store {
  /// A digested report of Ann with a reply and a note of staff, all with the secret.
  fileprivate func makeLeak(_ report: Report = makeSecret()) async throws -> AppID {
    let app = try await makeApp()
    _ = try await ingest([incoming(report, app: app, installation: ann)], from: contact(app, ann))
    try await write { store in
      _ = try store.makeStaff("Kim")
      _ = try Digest().digestPending(in: store, now: start)
      let reply = ReporterMessage(
        id: reportID(5_001), report: report.id, at: start, version: "1", content: .reply(text: "hunter2, as I said"),
        attachments: [AttachmentInfo(name: "more.txt", type: "text/plain", bytes: 2)])
      _ = try Conversations(store, now: start).take(
        [IncomingMessage(app: app, installation: ann, receivedAt: start, sentAt: start, message: reply)],
        from: contact(app, ann))
      let actions = TicketActions(store, now: start)
      try actions.claim(1, by: kim)
      try actions.note(1, text: "They sent hunter2!", by: kim)
      try actions.answer(1, note: "Change hunter2 at once", by: kim)
    }
    return app
  }
}

extension StoreCheck {
  static let redactionChecks: [StoreCheck] = [
    StoreCheck("every place of a passage is shown before, and none is left after") { store in
      let app = try await store.makeLeak()
      let places = try await store.read { try Redactor.places(of: secret, inReport: reportID(1), $0).places }
      let staff = places.count { if case .staff = $0.source { true } else { false } }
      let messages = places.count { if case .message = $0.source { true } else { false } }
      try expectEqual([staff, messages], [2, 1])
      try expectEqual(places.first?.source, .report(part: "text"))
      try expectEqual(places.first?.before, "Login fails, my password is ")
      let redacted = try await store.write {
        try Redactor($0, now: start).redact(secret, inReport: reportID(1), reason: "a password", by: kim)
      }
      try expectEqual(redacted.placed?.report.text, "Login fails, my password is \u{2588}1\u{2588}")
      try await store.read { store in
        let stored = try unwrap(try store.report(reportID(1)))
        try expect(!String(decoding: stored.body, as: UTF8.self).contains(secret))
        let report = try Report(decoding: stored.body)
        try expectEqual(report.page, "/login")
        try expectEqual(report.attachments.map(\.type), ["text/plain"])
        let ticket = try unwrap(try store.ticket(1))
        try expect(!"\(ticket)".contains(secret), "\(ticket)")
        let events = try store.events(ofTicket: 1, after: 0, limit: 99)
        try expect(!"\(events)".contains(secret), "\(events)")
        try expectEqual(events.last?.kind, .redacted)
        try expectEqual(events.last?.text, "a password")
        let messages = try store.messages(ofReport: reportID(1), limit: 9)
        try expectEqual(messages.map(\.message.text), ["\u{2588}1\u{2588}, as I said"])
        let updates = try store.updates(app: app, installation: ann, after: 0, limit: 99)
        try expect(!"\(updates)".contains(secret))
        try expect(updates.contains { $0.message == "Change \u{2588}1\u{2588} at once" })
        for search in [secret, "hunter2-ann"] {
          try expectEqual(try store.tickets(TicketQuery(search: search)).total, 0)
        }
        try expectEqual(try store.tickets(TicketQuery(search: "password")).total, 1)
        try expect(!(try store.facets(in: .all).segments.contains { $0.contains(secret) }))
        let redactions = try store.redactions(ofReport: reportID(1))
        try expectEqual(redactions.map(\.note), ["[removed by Kim: a password]"])
        let audit = try store.auditEntries(AuditQuery(act: .reportRedacted))
        try expectEqual(audit.map(\.ticket), [1])
        try expect(!"\(audit)".contains(secret))
        try expect(
          !String(
            decoding: try ExportEntries.page(
              of: ErasedInstallation(app: app, id: ann, secretHash: contact(app, ann).secretHash), after: nil, in: store
            ),
            as: UTF8.self
          ).contains(secret))
      }
    },
    StoreCheck(
      "what apps are told, drafts and notes about the reporter lose the words too, and notes stay with who is left"
    ) {
      store in
      let app = try await store.makeLeak()
      try await store.write { store in
        let actions = TicketActions(store, now: start)
        try actions.publish(
          1, title: "Login with hunter2", words: "hunter2", workaround: "Do not use hunter2", fixedIn: nil, by: kim)
        try actions.saveDraft("I saw hunter2", in: .answer, on: 1, of: 1)
        let before = ReportSubject.reporter(ReporterIdentity(app: app, installation: ann, user: "hunter2-ann"))
        try SubjectActions(store, now: start).note("told us hunter2 twice", about: before, by: kim)
        let places = try Redactor.places(of: secret, inReport: reportID(1), store).places
        try expectEqual(places.count { $0.source == .published(ticket: 1) }, 3)
        try expectEqual(places.count { if case .note = $0.source { true } else { false } }, 1)
        _ = try Redactor(store, now: start.adding(seconds: 5)).redact(
          secret, inReport: reportID(1), reason: "a password", by: kim)
        let mark = Redaction.mark(1)
        let issue = try unwrap(try store.publishedIssue(ofTicket: 1))
        try expectEqual(
          [issue.title, issue.words, issue.workaround], ["Login with \(mark)", mark, "Do not use \(mark)"])
        try expectEqual(issue.publishedAt, start.adding(seconds: 5))
        try expectEqual(try store.draftTexts(ofTicket: 1, account: 1), [.answer: "I saw \(mark)"])
        // Of the name a part is left; the notes are found by it.
        let after = ReportSubject.reporter(ReporterIdentity(app: app, installation: ann, user: "\(mark)-ann"))
        try expectEqual(try store.notes(about: after).map(\.text), ["told us \(mark) twice"])
        try expectEqual(try store.notes(about: before), [])
      }
    },
    StoreCheck("what is quoted must stand there letter by letter, and the reason must not repeat it") { store in
      _ = try await store.makeLeak()
      func redact(_ passage: String, _ reason: String = "a password") async throws {
        _ = try await store.write {
          try Redactor($0, now: start).redact(passage, inReport: reportID(1), reason: reason, by: kim)
        }
      }
      try await expectError(RedactionError.notFound) { try await redact("Hunter2") }
      try await expectError(RedactionError.noPassage) { try await redact(" \n") }
      try await expectError(RedactionError.noReason) { try await redact(secret, " ") }
      try await expectError(RedactionError.reasonHoldsPassage) { try await redact(secret, "said hunter2") }
      try await expectError(RedactionError.reasonTooLong(bytes: 501)) {
        try await redact(secret, String(repeating: "x", count: 501))
      }
      try await expectError(RedactionError.noSuchReport) {
        _ = try await store.write {
          try Redactor($0, now: start).redact(secret, inReport: reportID(77), reason: "x", by: kim)
        }
      }
      try expectEqual(try await store.read { try $0.redactions(ofReport: reportID(1)) }, [])
      // Marks are longer than one letter, and a full field has no room for them.
      var full = makeSecret(2, text: "another matter altogether")
      full.fields = [ReportField("typed", .text(String(repeating: "q", count: WireLimits.fieldText)))]
      let app = try await store.read { try unwrap(try $0.apps().first?.id) }
      _ = try await store.ingest([incoming(full, app: app, installation: ann)], from: contact(app, ann))
      _ = try await store.write { try Digest().digestPending(in: $0, now: start) }
      try await expectError(RedactionError.tooShort) {
        _ = try await store.write {
          try Redactor($0, now: start).redact("q", inReport: reportID(2), reason: "x", by: kim)
        }
      }
    },
    StoreCheck("the same report and message sent again are duplicates after it, and others with their ids are refused")
    {
      store in
      let app = try await store.makeLeak()
      _ = try await store.write {
        try Redactor($0, now: start).redact(secret, inReport: reportID(1), reason: "a password", by: kim)
      }
      let again = incoming(makeSecret(), app: app, installation: ann)
      try expectEqual(try await store.ingest([again], from: contact(app, ann)), [.duplicate])
      let foreign = incoming(makeSecret(), app: app, installation: reportID(901))
      try expectEqual(try await store.ingest([foreign]), [.conflict])
      var other = makeSecret()
      other.capturedAt = start.adding(seconds: 9)
      try expectEqual(
        try await store.ingest([incoming(other, app: app, installation: ann)], from: contact(app, ann)), [.conflict])
      let reply = ReporterMessage(
        id: reportID(5_001), report: reportID(1), at: start, version: "1", content: .reply(text: "hunter2, as I said"),
        attachments: [AttachmentInfo(name: "more.txt", type: "text/plain", bytes: 2)])
      let outcome = try await store.write {
        try Conversations($0, now: start).take(
          [IncomingMessage(app: app, installation: ann, receivedAt: start, sentAt: start, message: reply)],
          from: contact(app, ann))
      }
      try expectEqual(outcome, [.duplicate])
    },
    StoreCheck("a key that was made of the words leads to no ticket any more, unless another report has it too") {
      store in
      // Without anything that tells it from another report of the same words.
      let app = try await store.makeLeak(makeReport(1, "my password is hunter2"))
      let key = Grouping.shipped().key(of: makeReport(1, "my password is hunter2")).bytes
      try expectEqual(try await store.read { try $0.ticket(app: app, groupingKey: key) }, 1)
      _ = try await store.ingest([incoming(makeReport(2, "my password is hunter2"), app: app, installation: ann)])
      _ = try await store.write { try Digest().digestPending(in: $0, now: start) }
      _ = try await store.write {
        try Redactor($0, now: start).redact(secret, inReport: reportID(1), reason: "a password", by: kim)
      }
      try expectEqual(try await store.read { try $0.ticket(app: app, groupingKey: key) }, 1)
      _ = try await store.write {
        try Redactor($0, now: start).redact(secret, inReport: reportID(2), reason: "a password", by: kim)
      }
      try expect(try await store.read { try $0.ticket(app: app, groupingKey: key) } == nil)
    },
    StoreCheck("a removed file is gone with its name, and its bytes sent again come in no more") { store in
      let app = try await store.makeLeak()
      try await store.write { store in
        _ = try store.storeAttachment(
          app: app, report: reportID(1), index: 0, type: "text/plain", data: [1, 2, 3], at: start)
        _ = try store.storeAttachment(ofMessage: reportID(5_001), index: 0, data: [4, 5], at: start)
        let redactor = Redactor(store, now: start)
        _ = try redactor.remove(.attachment(0), ofReport: reportID(1), reason: "a key", by: kim)
        _ = try redactor.remove(.messageAttachment(reportID(5_001), 0), ofReport: reportID(1), reason: "more", by: kim)
        try expect(try store.attachmentData(of: reportID(1), index: 0) == nil)
        try expect(try store.attachmentData(ofMessage: reportID(5_001), index: 0) == nil)
        let file = try unwrap(try store.attachments(of: reportID(1)).first)
        try expectEqual([file.isHere, file.isRemoved], [false, true])
        try expectEqual(file.name, "[removed by Kim: a key]")
        try expectEqual(try store.attachments(ofMessage: reportID(5_001)).map(\.isRemoved), [true])
        let body = try unwrap(try store.report(reportID(1))?.body)
        try expectEqual(try Report(decoding: body).attachments.map(\.name), ["\u{2588}1\u{2588}"])
        try expectEqual(
          try store.storeAttachment(
            app: app, report: reportID(1), index: 0, type: "text/plain", data: [1, 2, 3], at: start), false)
        try expectEqual(
          try store.storeAttachment(ofMessage: reportID(5_001), index: 0, data: [4, 5], at: start), false)
        try expect(try store.attachmentData(of: reportID(1), index: 0) == nil)
        try expect(try store.attachmentData(ofMessage: reportID(5_001), index: 0) == nil)
        do {
          _ = try redactor.remove(.attachment(0), ofReport: reportID(1), reason: "again", by: kim)
          throw BrokenPromise(description: "removed twice")
        } catch RedactionError.noSuchFile {}
        // What was taken out goes with the report.
        _ = try Eraser(store, now: start).erase(reportID(1), because: .wish)
        try expectEqual(try store.redactions(ofReport: reportID(1)), [])
      }
    },
  ]
}
