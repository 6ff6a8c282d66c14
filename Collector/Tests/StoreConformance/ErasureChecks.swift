// Erasure: the words go, the tombstone answers, the ticket and the counts stay.
import CollectorCore
import TellbackWire

extension StoreCheck {
  static let erasureChecks = [
    StoreCheck("an erased report is found nowhere, and whoever sends it again is told that it was erased") { store in
      let app = try await store.makeApp()
      let other = try await store.makeApp("other")
      let sender = reportID(900)
      let report = makeReport(
        1, "unforgettable words", attachments: [AttachmentInfo(name: "a", type: "a/b", bytes: 1)])
      let number = try await store.openTicket(with: report, app: app, installation: sender)
      try await store.attach(makeReport(2, "other words"), to: number, app: app, installation: sender)
      let isErased = try await store.write { store in
        _ = try store.storeAttachment(app: app, report: report.id, index: 0, type: "a/b", data: [1], at: start)
        try store.appendUpdates(.answered, ticket: number, message: "Hello", by: "Ann", at: start)
        return try store.erase(report: report.id, because: .wish, at: start)
      }
      try expect(isErased)
      try await store.read { store in
        try expect(try store.report(report.id) == nil)
        try expect(try store.placement(of: report.id) == nil)
        try expectEqual(try store.reports(withReference: report.id.reference), [])
        try expectEqual(try store.tickets(TicketQuery(search: "unforgettable")).total, 0)
        try expectEqual(try store.tickets(TicketQuery(search: "other")).total, 1)
        try expectEqual(try store.attachments(of: report.id), [])
        try expect(try store.attachmentData(of: report.id, index: 0) == nil)
        try expectEqual(try store.reports(ofTicket: number, offset: 0, limit: 9).map(\.id), [reportID(2)])
        let updates = try store.updates(app: app, installation: sender, after: 0, limit: 9)
        try expectEqual(updates.map(\.report), [reportID(2)])
        try expectEqual(try store.ticket(number)?.reportCount, 2)
      }
      try expectEqual(try await store.ingest([incoming(report, app: app)]), [.erased])
      try expectEqual(try await store.ingest([incoming(report, app: other)]), [.conflict])
      try expect(try await !store.write { try $0.erase(report: report.id, because: .wish, at: start) }, "erased twice")
      let counts = try await store.read { try $0.counts() }
      try expectEqual([counts.received, counts.opened, counts.attached, counts.pending], [2, 1, 1, 0])
    },
    StoreCheck("reports that are pending or in quarantine can be erased, and the counts still add up") { store in
      let app = try await store.makeApp()
      _ = try await store.ingest((1...3).map { incoming(makeReport($0), app: app) })
      try await store.write { store in
        let pending = try store.pendingReports(limit: 3)
        try store.quarantine(report: pending[0].sequence, reason: "unreadable", at: start)
        try expect(try store.erase(report: pending[0].id, because: .wish, at: start))
        try expect(try store.erase(report: pending[1].id, because: .wish, at: start))
        try expect(try !store.erase(report: reportID(77), because: .wish, at: start))
      }
      try await store.read { store in
        try expectEqual(try store.pendingReports(limit: 9).map(\.id), [reportID(3)])
        try expectEqual(try store.quarantine(in: .all, offset: 0, limit: 9).count, 0)
        let counts = try store.counts()
        try expectEqual([counts.received, counts.quarantined, counts.erased, counts.pending], [3, 1, 1, 1])
      }
    },
  ]
}
