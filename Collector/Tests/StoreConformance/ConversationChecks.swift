// Conversations: what reporters do after a report is kept once, found where the report is shown, and erased with it.
import CollectorCore
import TellbackWire

private let ann = reportID(900)
private let bob = reportID(901)

/// A message of a report, with an id of its own.
private func message(
  _ number: UInt64, of report: ReportID, _ content: ReporterMessage.Content, files: [AttachmentInfo] = []
) -> ReporterMessage {
  ReporterMessage(
    id: reportID(number + 5_000), report: report, at: start, version: "3.2", content: content, attachments: files)
}

private func incoming(_ message: ReporterMessage, app: AppID, installation: ReportID = ann) -> IncomingMessage {
  IncomingMessage(app: app, installation: installation, receivedAt: start, sentAt: start, message: message)
}

extension Store {
  /// Takes messages as the API does.
  fileprivate func take(
    _ messages: [ReporterMessage], app: AppID, installation: ReportID = ann, secret: UInt8 = 1
  ) async throws -> [MessageOutcome] {
    try await write { store in
      try Conversations(store, now: start).take(
        messages.map { incoming($0, app: app, installation: installation) },
        from: contact(app, installation, secret: secret))
    }
  }

  /// A ticket with a report of Ann, and one of Bob. It is Kim's.
  fileprivate func makeConversation() async throws -> (app: AppID, ticket: Int64) {
    let app = try await makeApp()
    let number = try await openTicket(with: makeReport(1, "saving fails"), app: app, installation: ann)
    _ = try await ingest([], from: contact(app, ann))
    _ = try await ingest([], from: contact(app, bob, secret: 2))
    try await attach(makeReport(2, "it fails too"), to: number, app: app, installation: bob)
    try await write { store in
      // Kim's from the beginning, and nobody was told.
      _ = try store.makeStaff("Kim")
      let owner = TicketOwner(account: 1, name: "Kim", since: start, actedAt: start)
      _ = try store.hold(ticket: number, from: TicketHolder(), to: TicketHolder(owner: owner), at: start)
    }
    return (app, number)
  }
}

extension StoreCheck {
  static let conversationChecks: [StoreCheck] = [
    StoreCheck("a message is taken once, its repeat is known, and another with its id is refused") { store in
      let (app, number) = try await store.makeConversation()
      let reply = message(1, of: reportID(1), .reply(text: "It still fails"))
      try expectEqual(try await store.take([reply, reply], app: app), [.accepted, .duplicate])
      var other = reply
      other.content = .reply(text: "Something else")
      try expectEqual(try await store.take([other], app: app), [.conflict])
      other = reply
      other.report = reportID(2)
      try expectEqual(try await store.take([other], app: app, installation: bob, secret: 2), [.conflict])
      try await store.read { store in
        try expectEqual(try store.messages(ofReport: reportID(1), limit: 9).map(\.message), [reply])
        let events = try store.newestEvents(ofTicket: number, limit: 9)
        try expectEqual(events.map(\.kind), [.replied])
        try expectEqual(try store.messages(ofEvents: events.map(\.id)).values.map(\.message), [reply])
      }
    },
    StoreCheck("another's report is unknown, a wrong secret is told, and an erased report says so") { store in
      let (app, _) = try await store.makeConversation()
      let reply = message(1, of: reportID(2), .reply(text: "Not mine"))
      try expectEqual(try await store.take([reply], app: app), [.unknownReport])
      let lost = message(2, of: reportID(77), .reply(text: "Nobody's"))
      try expectEqual(try await store.take([lost], app: app), [.unknownReport])
      try expectEqual(try await store.take([lost], app: app, installation: reportID(990)), [.unknownReport])
      try await expectError(StoreError.wrongSecret) { _ = try await store.take([reply], app: app, secret: 9) }
      let mine = message(3, of: reportID(1), .reply(text: "Mine"))
      _ = try await store.write { try $0.erase(report: reportID(1), because: .wish, at: start) }
      try expectEqual(try await store.take([mine], app: app), [.erased])
      _ = try await store.write { try $0.beginErasure(of: contact(app, ann)) }
      try expectEqual(try await store.take([mine, lost], app: app), [.erased, .erased])
    },
    StoreCheck("a message waits for its report's ticket, and its effect comes with the digest") { store in
      let app = try await store.makeApp()
      let report = makeReport(1, "nothing works")
      _ = try await store.ingest(
        [incoming(report, app: app, installation: ann)], from: contact(app, ann))
      let reply = message(1, of: report.id, .reply(text: "One more thing"))
      try expectEqual(try await store.take([reply], app: app), [.accepted])
      try await store.read { store in
        try expectEqual(try store.waitingMessages(ofReport: report.id).map(\.message), [reply])
      }
      _ = try await store.write { try Digest().digestPending(in: $0, now: start) }
      try await store.read { store in
        try expectEqual(try store.waitingMessages(ofReport: report.id), [])
        let number = try unwrap(try store.shownTicket(ofReport: report.id))
        try expectEqual(try store.newestEvents(ofTicket: number, limit: 9).map(\.kind), [.opened, .replied])
      }
    },
    StoreCheck("what a reporter wrote is found by search, also where its report was split off to") { store in
      let (app, number) = try await store.makeConversation()
      _ = try await store.take([message(1, of: reportID(1), .reply(text: "the rhinoceros again"))], app: app)
      try await store.read { store in
        let page = try store.tickets(TicketQuery(search: "rhinoceros"))
        try expectEqual(page.tickets.map(\.number), [number])
        try expect(page.excerpts[number] != nil)
      }
      let split = try await store.write {
        try TicketActions($0, now: start).split(number, reports: [reportID(1)], by: .system).ticket
      }
      try await store.read { store in
        try expectEqual(try store.tickets(TicketQuery(search: "rhinoceros")).tickets.map(\.number), [split])
      }
    },
    StoreCheck("each answer knows how many were told and how many have seen it, each counted once") { store in
      let (app, number) = try await store.makeConversation()
      let event = try await store.write { store in
        try TicketActions(store, now: start).answer(number, note: "We know", by: .staff(id: 1, name: "Kim"))
        return try unwrap(try store.newestEvents(ofTicket: number, limit: 1).last?.id)
      }
      try await store.read { try expectEqual(try $0.reach(ofEvents: [event]), [event: Reach(told: 2, seen: 0)]) }
      let heard = try await store.read { try $0.updates(app: app, installation: ann, after: 0, limit: 9) }
      let sequence = try unwrap(heard.last?.sequence)
      let reads = [
        message(1, of: reportID(1), .read(upTo: sequence)), message(2, of: reportID(1), .read(upTo: sequence)),
        message(3, of: reportID(1), .read(upTo: sequence + 1_000)), message(4, of: reportID(1), .read(upTo: 1)),
      ]
      try expectEqual(try await store.take(reads, app: app), [.accepted, .accepted, .accepted, .accepted])
      try await store.read { try expectEqual(try $0.reach(ofEvents: [event]), [event: Reach(told: 2, seen: 1)]) }
    },
    StoreCheck("of each report the newest verdict and rating count, and only on the ticket where it is shown") {
      store in
      let (app, number) = try await store.makeConversation()
      _ = try await store.take(
        [
          message(1, of: reportID(1), .verdict(helped: false, update: 1, text: nil)),
          message(2, of: reportID(1), .verdict(helped: true, update: 1, text: "Now it does")),
          message(3, of: reportID(1), .rating(stars: 2, text: nil)),
          message(4, of: reportID(1), .rating(stars: 5, text: nil)),
          message(5, of: reportID(1), .thanks(text: "Merci")),
        ], app: app)
      _ = try await store.take(
        [message(6, of: reportID(2), .verdict(helped: false, update: 1, text: nil))], app: app, installation: bob,
        secret: 2)
      try await store.read { store in
        let feedback = try store.feedback(ofTicket: number)
        try expectEqual([feedback.helped, feedback.verdicts], [1, 2])
        try expectEqual([feedback.ratings, feedback.stars, feedback.thanks], [1, 5, 1])
      }
      let split = try await store.write {
        try TicketActions($0, now: start).split(number, reports: [reportID(1)], by: .system).ticket
      }
      try await store.read { store in
        try expectEqual(try store.feedback(ofTicket: number).verdicts, 1)
        try expectEqual(try store.feedback(ofTicket: split).thanks, 1)
      }
    },
    StoreCheck("a message's files come after it, once, and only those that it announced") { store in
      let (app, _) = try await store.makeConversation()
      let files = [AttachmentInfo(name: "a.png", type: "image/png", bytes: 3)]
      let reply = message(1, of: reportID(1), .reply(text: "See here"), files: files)
      _ = try await store.take([reply], app: app)
      try await store.write { store in
        try expectEqual(try store.attachments(ofMessage: reply.id).map(\.isHere), [false])
        try expect(try store.storeAttachment(ofMessage: reply.id, index: 1, data: [1], at: start) == nil)
        try expectEqual(try store.storeAttachment(ofMessage: reply.id, index: 0, data: [1, 2, 3], at: start), true)
        try expectEqual(try store.storeAttachment(ofMessage: reply.id, index: 0, data: [9], at: start), false)
        try expectEqual(try store.attachmentData(ofMessage: reply.id, index: 0), [1, 2, 3])
        try expectEqual(try store.message(reply.id)?.message, reply)
      }
    },
    StoreCheck("an erased report takes its conversation along: messages, their words, and answers to it alone") {
      store in
      let (app, number) = try await store.makeConversation()
      let reply = message(
        1, of: reportID(1), .reply(text: "my xylophone"), files: [AttachmentInfo(name: "a", type: "a/b", bytes: 1)])
      _ = try await store.take([reply, message(2, of: reportID(1), .rating(stars: 1, text: "zither"))], app: app)
      try await store.write { store in
        let kim = Actor.staff(id: 1, name: "Kim")
        try TicketActions(store, now: start).answer(number, note: "Dear Ann, the marimba", to: reportID(1), by: kim)
        try TicketActions(store, now: start, undoSeconds: 9).answer(number, note: "celesta", to: reportID(1), by: kim)
        try TicketActions(store, now: start).answer(number, note: "To all, the glockenspiel", by: kim)
        _ = try store.storeAttachment(ofMessage: reply.id, index: 0, data: [1], at: start)
        for word in ["xylophone", "zither", "marimba", "celesta"] {
          try expectEqual(try store.tickets(TicketQuery(search: word)).total, 1)
        }
        _ = try store.erase(report: reportID(1), because: .wish, at: start)
        for word in ["xylophone", "zither", "marimba", "celesta"] {
          try expectEqual(try store.tickets(TicketQuery(search: word)).total, 0)
        }
        try expectEqual(try store.tickets(TicketQuery(search: "glockenspiel")).total, 1)
        try expect(try store.message(reply.id) == nil)
        try expect(try store.attachmentData(ofMessage: reply.id, index: 0) == nil)
        try expectEqual(try store.outgoing(ofTicket: number).map(\.report), [])
        let texts = try store.newestEvents(ofTicket: number, limit: 99).compactMap(\.text)
        try expectEqual(texts, ["To all, the glockenspiel"])
        try expectEqual(try store.feedback(ofTicket: number), Feedback())
      }
    },
    StoreCheck("a correction reaches whoever got the first version, and is known as such") { store in
      let (app, number) = try await store.makeConversation()
      let kim = Actor.staff(id: 1, name: "Kim")
      let event = try await store.write { store in
        try TicketActions(store, now: start).answer(number, note: "Version 2", by: kim)
        return try unwrap(try store.newestEvents(ofTicket: number, limit: 1).last?.id)
      }
      try await store.attach(makeReport(3, "later"), to: number, app: app, installation: ann)
      try await store.write { try TicketActions($0, now: start).correctAnswer(event, note: "Version 3", by: kim) }
      try await store.read { store in
        let updates = try store.updates(app: app, installation: ann, after: 0, limit: 9)
        try expectEqual(updates.map(\.kind), [.answered, .corrected])
        try expectEqual(updates.map(\.report), [reportID(1), reportID(1)])
        try expectEqual(updates.last?.revises, try unwrap(updates.first?.id))
        try expect(updates.last?.id != updates.first?.id)
        try expectEqual(try store.updates(app: app, installation: bob, after: 0, limit: 9).count, 2)
      }
    },
    StoreCheck("files of staff are named in what is told, and are given to whoever was told") { store in
      let (app, number) = try await store.makeConversation()
      let kim = Actor.staff(id: 1, name: "Kim")
      try await store.write { store in
        try TicketActions(store, now: start).answer(
          number, note: "See here", to: reportID(1),
          files: [StaffFile(name: "a.png", type: "image/png", data: [1, 2])],
          by: kim)
      }
      try await store.read { store in
        let update = try unwrap(try store.updates(app: app, installation: ann, after: 0, limit: 9).last)
        try expectEqual(update.attachments, [AttachmentInfo(name: "a.png", type: "image/png", bytes: 2)])
        try expect(update.isPersonal)
        let id = try unwrap(update.id)
        let event = try unwrap(try store.event(ofMessage: id, toldTo: ann, app: app))
        try expectEqual(try store.staffFileData(ofEvent: event, index: 0), [1, 2])
        try expect(try store.event(ofMessage: id, toldTo: bob, app: app) == nil)
        try expectEqual(try store.updates(app: app, installation: bob, after: 0, limit: 9), [])
      }
    },
  ]
}
