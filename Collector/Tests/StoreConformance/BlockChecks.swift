// Blocked senders: what they send is taken, counted and kept back, can be released, and is erased and exported like anything else.
import CollectorCore
import TellbackWire

private let device = reportID(500)
private let other = reportID(501)

extension StoreCheck {
  static let blockChecks: [StoreCheck] = [
    StoreCheck("what a blocked installation sends is on no ticket, and received is still the sum") { store in
      let app = try await store.makeApp()
      let block = try await store.makeBlock(app)
      _ = try await store.ingest([
        incoming(makeReport(2, "spam"), app: app, installation: device),
        incoming(makeReport(3, "fine"), app: app, installation: other),
        incoming(makeReport(4, "nobody's"), app: app),
      ])
      var broken = incoming(makeReport(5), app: app, installation: device)
      broken.body = Array("{".utf8)
      let unreadable = broken
      _ = try await store.ingest([unreadable])
      try await store.write { store in
        let tally = try Digest().digestPending(in: store, now: start)
        try expect(tally.opened == 2 && tally.keptBack == 2 && tally.quarantined == 0 && tally.total == 4)
      }
      try await store.read { store in
        let counts = try store.counts()
        try expect(counts.keptBack == 2 && counts.pending == 0 && counts.received == 5)
        try expect(counts.received == counts.opened + counts.attached + counts.quarantined + counts.keptBack)
        try expectEqual(try store.keptReports(by: block, after: 0, limit: 9).map(\.id), [reportID(2), reportID(5)])
        try expectEqual(try store.keptBack(by: block), KeptBack(reports: 2))
        try expectEqual(try store.keptBack(in: .app(app)), KeptBack(reports: 2))
        try expectEqual(try store.keptBack(in: .only([])), KeptBack())
        try expectEqual(try store.keptBack(report: reportID(2)), block)
        try expect(try store.keptBack(report: reportID(3)) == nil && store.shownTicket(ofReport: reportID(2)) == nil)
        try expectEqual(try store.reports(withReference: reportID(2).reference).map(\.id), [reportID(2)])
        let told = try store.updates(app: app, installation: device, after: 0, limit: 9)
        try expect(told.allSatisfy { $0.report == reportID(1) })
      }
    },
    StoreCheck("a blocked person is kept back on any device, and others on theirs are not") { store in
      let app = try await store.makeApp()
      func report(_ number: UInt64, _ user: String?) -> Report {
        var report = makeReport(number, "text \(number)")
        report.user = user
        return report
      }
      _ = try await store.ingest([incoming(report(1, "ann"), app: app, installation: device)])
      try await store.write { store in
        _ = try Digest().digestPending(in: store, now: start)
        let ben = try store.makeStaff("Ben")[0]
        try BlockActions(store, now: start).block(senderOf: reportID(1), .reporter, reason: "rude", by: ben)
      }
      _ = try await store.ingest([
        incoming(report(2, "ann"), app: app, installation: other),
        incoming(report(3, "ben"), app: app, installation: device),
        incoming(report(4, nil), app: app, installation: device),
      ])
      try await store.write { store in
        let tally = try Digest().digestPending(in: store, now: start)
        try expect(tally.keptBack == 1 && tally.opened == 2)
        try expectEqual(try store.keptBack(report: reportID(2)), 1)
      }
    },
    StoreCheck("a block has a reason and a report, and holds once") { store in
      let app = try await store.makeApp()
      let block = try await store.makeBlock(app, reason: "  same \n words ")
      try await store.read { store in
        let kept = try unwrap(try store.block(block))
        try expect(kept.reason == "same words" && kept.by == "Ann" && kept.holds && kept.report == reportID(1))
        try expectEqual(kept.sender, .installation(device))
      }
      func attempt(_ report: UInt64, _ choice: BlockActions.Choice = .installation, _ reason: String = "x") async throws
      {
        try await store.write { store in
          _ = try BlockActions(store, now: start).block(senderOf: reportID(report), choice, reason: reason, by: .system)
        }
      }
      try await expectError(BlockError.isBlocked(block)) { try await attempt(1) }
      try await expectError(BlockError.noSuchReport) { try await attempt(99) }
      try await expectError(BlockError.noSuchSender) { try await attempt(1, .reporter) }
      try await expectError(BlockError.noReason) { try await attempt(1, .installation, " \n") }
      try await expectError(BlockError.reasonTooLong(bytes: 1_001)) {
        try await attempt(1, .installation, String(repeating: "x", count: 1_001))
      }
      try await store.write { store in
        let ann = Actor.staff(id: 1, name: "Ann")
        try BlockActions(store, now: start).unblock(block, by: ann)
        try expectEqual(try store.block(block)?.endedBy, "Ann")
        try expect(
          try store.block(of: device, reporter: nil, app: app) == nil && store.blocks(in: .all, limit: 9).isEmpty)
        let events = try store.newestEvents(ofTicket: 1, limit: 9)
        try expectEqual(events.map(\.kind), [.opened, .senderBlocked, .senderUnblocked])
        try expectEqual(events[1].text, "same words")
        let acts = try store.auditEntries(AuditQuery()).map(\.act)
        try expectEqual(acts, [.senderUnblocked, .senderBlocked])
      }
      try await expectError(BlockError.hasEnded(block)) {
        try await store.write { try BlockActions($0, now: start).unblock(block, by: .system) }
      }
      try await attempt(1)
    },
    StoreCheck("what is released takes its usual way, once, and is not kept back again") { store in
      let app = try await store.makeApp()
      let block = try await store.makeBlock(app)
      for number in 2...6 as ClosedRange<UInt64> {
        _ = try await store.ingest([incoming(makeReport(number, "text \(number)"), app: app, installation: device)])
      }
      try await store.write { store in
        let ann = Actor.staff(id: 1, name: "Ann")
        try expectEqual(try Digest().digestPending(in: store, now: start).keptBack, 5)
        let actions = BlockActions(store, now: start)
        try actions.release(report: reportID(4), by: ann)
        try expect(try store.counts().pending == 1 && store.counts().keptBack == 4)
        // The block holds, and yet it passes.
        try expectEqual(try Digest().digestPending(in: store, now: start).opened, 1)
        try expect(try store.shownTicket(ofReport: reportID(4)) != nil)
        try actions.unblock(block, by: ann)
        try expectEqual(try store.blocks(in: .app(app), limit: 9).map(\.id), [block])
        try expect(try !actions.release(keptBy: block, by: ann))
        try expectEqual(try Digest().digestPending(in: store, now: start).opened, 4)
        let counts = try store.counts()
        try expect(counts.keptBack == 0 && counts.opened == 6 && counts.received == 6)
        try expect(try store.blocks(in: .app(app), limit: 9).isEmpty)
      }
      try await expectError(BlockError.noSuchReport) {
        try await store.write { try BlockActions($0, now: start).release(report: reportID(4), by: .system) }
      }
    },
    StoreCheck("messages of a blocked installation are taken and act on nothing until they are released") { store in
      let app = try await store.makeApp()
      let block = try await store.makeBlock(app)
      let sender = contact(app, device)
      @Sendable func message(_ number: UInt64, _ content: ReporterMessage.Content) -> IncomingMessage {
        IncomingMessage(
          app: app, installation: device, receivedAt: start, sentAt: start,
          message: ReporterMessage(id: reportID(number), report: reportID(1), at: start, content: content))
      }
      let all = [
        message(700, .reply(text: "spam")), message(701, .thanks(text: nil)), message(702, .read(upTo: 1)),
        message(703, .reply(text: "more")),
      ]
      try await store.write { store in
        try expectEqual(
          try Conversations(store, now: start).take(all, from: sender), Array(repeating: .accepted, count: 4))
        try expectEqual(try Conversations(store, now: start).take([all[0]], from: sender), [.duplicate])
        let kinds = try store.newestEvents(ofTicket: 1, limit: 9).map(\.kind)
        try expectEqual(kinds, [.opened, .senderBlocked])
        try expectEqual(try store.keptBack(by: block), KeptBack(messages: 3))
        try expectEqual(try store.keptBack(in: .all), KeptBack(messages: 3))
        try expectEqual(
          try store.keptMessages(by: block, after: 0, limit: 2).map(\.message.message.id),
          [reportID(700), reportID(701)])
        try expect(try store.waitingMessages(ofReport: reportID(1)).isEmpty)
        try expectEqual(try store.messages(ofReport: reportID(1), limit: 9).count, 3)
      }
      try await store.write { store in
        let actions = BlockActions(store, now: start)
        let ann = Actor.staff(id: 1, name: "Ann")
        try actions.release(message: reportID(703), by: ann)
        try expectEqual(try store.newestEvents(ofTicket: 1, limit: 9).last?.kind, .replied)
        try actions.unblock(block, by: ann)
        _ = try actions.release(keptBy: block, by: ann)
        let kinds = try store.newestEvents(ofTicket: 1, limit: 9).map(\.kind)
        try expectEqual(kinds, [.opened, .senderBlocked, .replied, .senderUnblocked, .replied, .thanked])
        try expect(try store.keptBack(by: block).isEmpty)
        try expectEqual(
          try Conversations(store, now: start).take([message(704, .reply(text: "now"))], from: sender), [.accepted])
        try expectEqual(try store.newestEvents(ofTicket: 1, limit: 1).last?.kind, .replied)
      }
    },
    StoreCheck("a report that is released brings the messages about it, which wait for its ticket") { store in
      let app = try await store.makeApp()
      let block = try await store.makeBlock(app)
      _ = try await store.ingest([incoming(makeReport(2, "later"), app: app, installation: device)])
      try await store.write { store in
        _ = try Digest().digestPending(in: store, now: start)
        let reply = IncomingMessage(
          app: app, installation: device, receivedAt: start, sentAt: start,
          message: ReporterMessage(id: reportID(700), report: reportID(2), at: start, content: .reply(text: "more")))
        _ = try Conversations(store, now: start).take([reply], from: contact(app, device))
        try expectEqual(try store.keptBack(by: block), KeptBack(reports: 1, messages: 1))
        try BlockActions(store, now: start).release(report: reportID(2), by: .system)
        try expect(try store.keptBack(by: block).isEmpty)
        _ = try Digest().digestPending(in: store, now: start)
        let number = try unwrap(try store.shownTicket(ofReport: reportID(2)))
        try expectEqual(try store.newestEvents(ofTicket: number, limit: 9).map(\.kind), [.opened, .replied])
      }
    },
    StoreCheck("files of what is kept back are taken, and stay with it when it is released") { store in
      let app = try await store.makeApp()
      let block = try await store.makeBlock(app)
      let file = AttachmentInfo(name: "a", type: "text/plain", bytes: 3)
      _ = try await store.ingest([incoming(makeReport(2, "x", attachments: [file]), app: app, installation: device)])
      try await store.write { store in
        _ = try Digest().digestPending(in: store, now: start)
        func put() throws -> Bool? {
          try store.storeAttachment(
            app: app, report: reportID(2), index: 0, type: "text/plain", data: [1, 2, 3], at: start)
        }
        try expect(try put() == true && put() == false)
        _ = try BlockActions(store, now: start).release(keptBy: block, by: .system)
        _ = try Digest().digestPending(in: store, now: start)
        try expectEqual(try store.attachmentData(of: reportID(2), index: 0), [1, 2, 3])
      }
    },
    StoreCheck("what is kept back is exported and erased with its installation, and its block forgets who it was") {
      store in
      let app = try await store.makeApp()
      let block = try await store.makeBlock(app)
      _ = try await store.ingest([incoming(makeReport(2, "kept"), app: app, installation: device)])
      try await store.write { store in
        _ = try Digest().digestPending(in: store, now: start)
        let mine = try store.reports(ofInstallation: device, app: app, after: nil, limit: 9)
        try expectEqual(Set(mine.map(\.id)), [reportID(1), reportID(2)])
        let settled = try store.settledReports(app: app, before: start.adding(seconds: 1), after: 0, limit: 9)
        try expectEqual(settled.ids, [reportID(2)])
        _ = try store.beginErasure(of: contact(app, device))
        for report in mine { try expect(try store.erase(report: report.id, because: .wish, at: start)) }
        let counts = try store.counts()
        try expect(counts.keptBack == 0 && counts.erased == 1 && counts.received == 2 && counts.pending == 0)
        let forgotten = try unwrap(try store.block(block))
        try expect(!forgotten.holds && forgotten.report == nil && forgotten.sender != .installation(device))
        try expect(try store.block(of: device, reporter: nil, app: app) == nil)
      }
    },
  ]
}

extension Store {
  /// A report of the device, digested to ticket 1, and its installation blocked by Ann, account 1.
  fileprivate func makeBlock(_ app: AppID, reason: String = "spam") async throws -> Int64 {
    _ = try await ingest(
      [incoming(makeReport(1, "first"), app: app, installation: device)], from: contact(app, device))
    return try await write { store in
      _ = try Digest().digestPending(in: store, now: start)
      let ann = try store.makeStaff("Ann")[0]
      return try BlockActions(store, now: start)
        .block(senderOf: reportID(1), .installation, reason: reason, by: ann).id
    }
  }
}
