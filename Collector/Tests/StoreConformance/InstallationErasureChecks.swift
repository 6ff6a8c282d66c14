// Erasure by the installation, what it is handed out, and retention: what every store promises about them.
import CollectorCore
import TellbackWire

extension StoreCheck {
  static let installationErasureChecks = [
    StoreCheck("an installation that proves itself erases everything it sent, in steps, and nothing of anybody else") {
      store in
      let app = try await store.makeApp()
      let (mine, other) = (reportID(900), reportID(901))
      let number = try await store.openTicket(with: makeReport(1, "words 1"), app: app, installation: mine)
      for index in UInt64(2)...45 {
        let sender = index % 5 == 0 ? other : mine
        try await store.attach(makeReport(index, "words \(index)"), to: number, app: app, installation: sender)
      }
      // Two wait, one of them stands aside.
      _ = try await store.ingest(
        [50, 51].map { incoming(makeReport($0), app: app, installation: mine) },
        from: contact(app, mine, Accounting(captured: 40, delivered: 38, queued: 2)))
      _ = try await store.ingest([], from: contact(app, other, Accounting(captured: 9, delivered: 9)))
      try await store.write { store in
        try store.quarantine(report: try unwrap(try store.report(reportID(51))).sequence, reason: "no", at: start)
        try store.appendUpdates(.answered, ticket: number, message: "Hello", by: "Ann", at: start)
      }
      let wish = contact(app, mine, Accounting(captured: 40, delivered: 40))
      let installation = ErasedInstallation(app: app, id: mine, secretHash: wish.secretHash)
      try expect(try await store.write { try $0.beginErasure(of: wish) })
      try expectEqual(try await store.read { try $0.unfinishedErasures(limit: 9) }, [installation])
      var (steps, erased) = (0, 0)
      while true {
        let step = try await store.write { try Eraser($0, now: start).eraseNext(of: installation) }
        steps += 1
        erased += step.erased.count
        if step.isDone { break }
        try expectEqual(step.erased.count, Eraser.batchLimit)
      }
      try expectEqual([steps, erased], [2, 38])
      try await store.read { store in
        try expectEqual(try store.unfinishedErasures(limit: 9), [])
        try expectEqual(try store.reports(ofInstallation: mine, app: app, after: nil, limit: 99), [])
        try expectEqual(try store.updates(app: app, installation: mine, after: 0, limit: 99), [])
        try expectEqual(try store.reports(ofInstallation: other, app: app, after: nil, limit: 99).count, 9)
        try expectEqual(try store.ticket(number)?.title, "words 5")
        try expectEqual(try store.ticket(number)?.reportCount, 45)
        let counts = try store.counts()
        try expectEqual(
          [counts.received, counts.wished, counts.swept, counts.pending, counts.quarantined], [47, 38, 0, 0, 1])
        // Its last word counts, without its name.
        try expectEqual(try store.accounting(app: app), Accounting(captured: 49, delivered: 49))
      }
    },
    StoreCheck("what an erased installation sends late is answered erased, whatever it is") { store in
      let app = try await store.makeApp()
      let sender = reportID(900)
      _ = try await store.ingest(
        [incoming(makeReport(1), app: app, installation: sender)], from: contact(app, sender))
      try await store.eraseEverything(of: contact(app, sender))
      for index in UInt64(1)...2 {
        let late = incoming(makeReport(index), app: app, installation: sender)
        try expectEqual(try await store.ingest([late], from: contact(app, sender)), [.erased])
      }
      try expect(try await store.read { try $0.installationSecretHash(app: app, installation: sender) } == nil)
      try expectEqual(try await store.read { try $0.counts().received }, 1)
      // Erasing again changes nothing; the same id in another app is somebody else.
      try expect(try await !store.write { try $0.beginErasure(of: contact(app, sender)) })
      let other = try await store.makeApp("other")
      let theirs = incoming(makeReport(3), app: other, installation: sender)
      try expectEqual(try await store.ingest([theirs], from: contact(other, sender)), [.accepted])
    },
    StoreCheck("an erasure that overtakes the first report of its installation still keeps it out") { store in
      let app = try await store.makeApp()
      let sender = reportID(900)
      try expect(try await !store.write { try $0.beginErasure(of: contact(app, sender)) })
      let late = incoming(makeReport(1), app: app, installation: sender)
      try expectEqual(try await store.ingest([late], from: contact(app, sender)), [.erased])
      try expectEqual(try await store.read { try $0.counts() }, IngestCounts())
    },
    StoreCheck("a wrong secret erases nothing and reads nothing") { store in
      let app = try await store.makeApp()
      let sender = reportID(900)
      let report = makeReport(1)
      _ = try await store.openTicket(with: report, app: app, installation: sender)
      _ = try await store.ingest([], from: contact(app, sender, secret: 1))
      let thief = contact(app, sender, secret: 2)
      try expect(try await !store.write { try $0.beginErasure(of: thief) })
      let claim = ErasedInstallation(app: app, id: sender, secretHash: thief.secretHash)
      let nobody = ErasedInstallation(app: app, id: reportID(999), secretHash: thief.secretHash)
      try await store.read { store in
        try expect(try store.report(report.id) != nil)
        try expect(try !store.isProven(app: app, installation: sender, secretHash: thief.secretHash))
        let pages = try [claim, nobody].map { try ExportEntries.page(of: $0, after: nil, in: store) }
        try expectEqual(pages[0], pages[1])
        try expectEqual(try ExportPage(decoding: pages[0]).entries.count, 0)
      }
      let more = incoming(makeReport(2), app: app, installation: sender)
      try expectEqual(try await store.ingest([more], from: contact(app, sender, secret: 1)), [.accepted])
    },
    StoreCheck("one report is erased for the installation that sent it, and kept out when it comes later") { store in
      let app = try await store.makeApp()
      let (mine, other) = (reportID(900), reportID(901))
      _ = try await store.ingest([incoming(makeReport(1), app: app, installation: mine)], from: contact(app, mine))
      try await store.write { store in
        let eraser = Eraser(store, now: start)
        try expect(try eraser.erase(reportID(1), of: other, app: app) == nil)
        try expect(try store.report(reportID(1)) != nil)
        try expect(try eraser.erase(reportID(1), of: mine, app: app) != nil)
        try expect(try eraser.erase(reportID(1), of: mine, app: app) == nil)
        try expect(try eraser.erase(reportID(2), of: mine, app: app) == nil)
      }
      let late = incoming(makeReport(2), app: app, installation: mine)
      try expectEqual(try await store.ingest([late], from: contact(app, mine)), [.erased])
      // Nobody keeps out the report of somebody else by naming it first.
      let theirs = incoming(makeReport(2), app: app, installation: other)
      try expectEqual(try await store.ingest([theirs], from: contact(app, other)), [.accepted])
      try expect(try await store.write { try Eraser($0, now: start).erase(reportID(2), of: other, app: app) } != nil)
      try expectEqual(try await store.ingest([theirs], from: contact(app, other)), [.erased])
      let counts = try await store.read { try $0.counts() }
      try expectEqual([counts.received, counts.erased, counts.wished, counts.pending], [2, 2, 2, 0])
    },
    StoreCheck("nothing of an erased report stays on its ticket: title, page, segment, reporter, messages") { store in
      let app = try await store.makeApp()
      let sender = reportID(900)
      let (first, second) = (namedReport(1, "Alpha"), namedReport(2, "Beta"))
      _ = try await store.ingest([first, second].map { incoming($0, app: app, installation: sender) })
      let number = try await store.write { store -> Int64 in
        let tally = try Digest().digestPending(in: store, now: start)
        try expectEqual(tally.opened, 2)
        let (one, two) = (try unwrap(try store.placement(of: first.id)), try unwrap(try store.placement(of: second.id)))
        try TicketActions(store, now: start).merge(two.ticket, into: one.ticket, by: .system)
        try store.appendUpdate(
          .answered, report: try unwrap(try store.report(first.id)), ticket: one.ticket, message: "Dear Alpha",
          by: "Ann", at: start)
        return one.ticket
      }
      _ = try await store.write { try Eraser($0, now: start).erase(first.id, because: .wish) }
      try await store.read { store in
        let ticket = try unwrap(try store.ticket(number))
        try expectEqual(ticket.title, TicketTitle.erased)
        try expect(ticket.page == nil)
        try expectEqual(try store.facets(in: .app(app)).segments, ["Beta Ltd"])
        try expectEqual(try store.updates(app: app, installation: sender, after: 0, limit: 9).compactMap(\.message), [])
        let last = try store.events(ofTicket: number, after: 0, limit: 99).last
        try expectEqual(last?.kind, .erased)
        try expect(last?.report == nil && last?.text == nil)
      }
    },
    StoreCheck("an export has each report once, with its bytes, attachments, ticket and answers, page by page") {
      store in
      let app = try await store.makeApp()
      let sender = reportID(900)
      _ = try await store.ingest([], from: contact(app, sender))
      let count = UInt64(WireLimits.exportReports) + 7
      let first = makeReport(1, "It broke", attachments: [AttachmentInfo(name: "a", type: "a/b", bytes: 1)])
      let number = try await store.openTicket(with: first, app: app, installation: sender)
      for index in 2...count {
        _ = try await store.ingest([incoming(makeReport(index), app: app, installation: sender)])
      }
      try await store.write { store in
        _ = try store.storeAttachment(app: app, report: first.id, index: 0, type: "a/b", data: [7], at: start)
        try store.appendUpdates(.answered, ticket: number, message: "Hello", by: "Ann", at: start)
      }
      let me = ErasedInstallation(app: app, id: sender, secretHash: contact(app, sender).secretHash)
      var cursor: ReportID?
      var entries: [ExportPage.ReadEntry] = []
      repeat {
        let after = cursor
        let page = try ExportPage(
          decoding: try await store.read { try ExportEntries.page(of: me, after: after, in: $0) })
        entries += page.entries
        cursor = page.cursor
        if !page.hasMore { break }
      } while entries.count < 1_000
      try expectEqual(entries.map(\.id), (1...count).map { reportID($0) })
      let one = try unwrap(entries.first)
      try expectEqual(
        one.attachments, [ExportPage.Attachment(index: 0, name: "a", type: "a/b", bytes: 1, isHere: true)])
      let text = String(decoding: one.bytes, as: UTF8.self)
      for part in [#""ticket":\#(number)"#, #""message":"Hello","by":"Ann""#, #""text":"It broke""#] {
        try expect(text.contains(part), "\(part) is not in \(text)")
      }
    },
    StoreCheck("only what is settled and old is swept; an open ticket keeps its reports however old they are") {
      store in
      let app = try await store.makeApp()
      let old = start.adding(seconds: -1_000_000)
      func stored(_ number: UInt64, at: Timestamp) async throws {
        _ = try await store.ingest([incoming(makeReport(number, "words \(number)"), app: app, at: at)])
      }
      for number in UInt64(1)...4 { try await stored(number, at: old) }
      try await store.write { store in
        for report in try store.pendingReports(limit: 4) {
          if report.id == reportID(4) {
            try store.quarantine(report: report.sequence, reason: "no", at: old)
          } else {
            _ = try Digest().digest(report, in: store, now: old)
          }
        }
        for (number, moment) in [(1, old), (2, start)] {
          let ticket = try unwrap(try store.placement(of: reportID(UInt64(number)))?.ticket)
          try TicketActions(store, now: moment).resolve(ticket, as: .code, note: nil, by: .system)
        }
      }
      // Pending, however old, and young.
      try await stored(5, at: old)
      try await stored(6, at: start)
      try expect(try await store.read { try $0.retentionDays(app: app) } == nil)
      try await store.write { try $0.setRetention(days: 30, app: app) }
      try expectEqual(try await store.read { try $0.retentionDays(app: app) }, 30)
      try await store.write { try $0.setRetention(days: nil, app: app) }
      try expect(try await store.read { try $0.retentionDays(app: app) } == nil)
      let before = start.adding(seconds: -10)
      let found = try await store.read { try $0.settledReports(app: app, before: before, after: 0, limit: 99) }
      try expectEqual(found.ids, [reportID(1), reportID(4)])
      try expect(found.last == nil)
      let other = try await store.makeApp("other")
      try expectEqual(
        try await store.read { try $0.settledReports(app: other, before: before, after: 0, limit: 99).ids }, [])
      try await store.write { store in
        for id in found.ids { _ = try Eraser(store, now: start).erase(id, because: .retention) }
      }
      let counts = try await store.read { try $0.counts() }
      try expectEqual([counts.received, counts.swept, counts.wished, counts.pending], [6, 2, 0, 2])
    },
    StoreCheck("an old tombstone becomes a count, and the books still balance") { store in
      let app = try await store.makeApp()
      let (one, two) = (reportID(900), reportID(901))
      _ = try await store.ingest([incoming(makeReport(1), app: app, installation: one)], from: contact(app, one))
      let number = try await store.write { store -> Int64 in
        _ = try Digest().digestPending(in: store, now: start)
        return try unwrap(try store.placement(of: reportID(1))?.ticket)
      }
      _ = try await store.ingest([incoming(makeReport(2), app: app, installation: one)], from: contact(app, one))
      try await store.eraseEverything(of: contact(app, one))
      try await store.write { _ = try $0.beginErasure(of: contact(app, two)) }
      let later = start.adding(seconds: 10)
      let forgotten: @Sendable (Timestamp, Timestamp) async throws -> Int = { before, unknown in
        try await store.write { try $0.forgetTombstones(before: before, unknown: unknown, limit: 99) }
      }
      try expectEqual(try await forgotten(start, start), 0)
      // The mark of an installation that was never known goes first.
      try expectEqual(try await forgotten(start, later), 1)
      let stranger = incoming(makeReport(3), app: app, installation: two)
      try expectEqual(try await store.ingest([stranger], from: contact(app, two)), [.accepted])
      try expectEqual(
        try await store.ingest([incoming(makeReport(1), app: app, installation: one)], from: contact(app, one)),
        [.erased])
      try expectEqual(try await forgotten(later, later), 3)
      try expectEqual(try await store.read { try $0.ticket(number)?.reportCount }, 1)
      try expectEqual(try await store.read { try $0.counts().received }, 3)
    },
    StoreCheck("a purge comes to its end, also beside new reports, and is begun again by the next erasure") { store in
      let app = try await store.makeApp()
      for number in UInt64(1)...30 {
        _ = try await store.openTicket(with: makeReport(number, "words w\(number)"), app: app)
      }
      try await store.purge()
      _ = try await store.write { try Eraser($0, now: start).erase(reportID(3), because: .wish) }
      try expect(try await !store.purgeErased())
      _ = try await store.openTicket(with: makeReport(31, "words w31"), app: app)
      try await store.purge()
      try expect(try await store.purgeErased())
      try expectEqual(try await store.read { try $0.tickets(TicketQuery(search: "w3")).total }, 2)
      try expectEqual(try await store.read { try $0.tickets(TicketQuery(search: "words")).total }, 30)
    },
  ]
}

private func namedReport(_ number: UInt64, _ name: String) -> Report {
  var report = makeReport(number, "\(name) cannot pay")
  report.page = "/users/\(name)"
  report.segment = "\(name) Ltd"
  return report
}

extension Store {
  fileprivate func eraseEverything(of contact: InstallationContact) async throws {
    let installation = ErasedInstallation(app: contact.app, id: contact.id, secretHash: contact.secretHash)
    try expect(try await write { try $0.beginErasure(of: contact) })
    while try await !write({ try Eraser($0, now: start).eraseNext(of: installation) }).isDone {}
  }

  /// Until nothing is left, and at most a thousand steps.
  func purge() async throws {
    for _ in 0..<1_000 where try await purgeErased() { return }
    throw BrokenPromise(description: "a purge does not end")
  }
}
