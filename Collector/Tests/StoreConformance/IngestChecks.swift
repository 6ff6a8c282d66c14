// Reports come in once each, whatever is repeated, raced or forged.
import CollectorCore
import TellbackWire

extension StoreCheck {
  static let ingestChecks = [
    StoreCheck("a report is accepted, kept byte for byte, pending and counted") { store in
      let app = try await store.makeApp()
      let report = incoming(makeReport(1), app: app, installation: reportID(900))
      try expectEqual(try await store.ingest([report]), [.accepted])
      let (stored, pending, counts) = try await store.read {
        (try $0.report(report.id), try $0.pendingReports(limit: 10), try $0.counts())
      }
      let found = try unwrap(stored)
      try expectEqual(found.body, report.body)
      try expectEqual(found.app, app)
      try expectEqual(found.installation, reportID(900))
      try expectEqual(found.receivedAt, report.receivedAt)
      try expectEqual(found.sentAt, report.sentAt)
      try expectEqual(pending, [found])
      try expectEqual(counts.received, 1)
      try expectEqual(counts.pending, 1)
    },
    StoreCheck("the same id is a duplicate with the same bytes, a conflict with others or from another app") { store in
      let app = try await store.makeApp()
      let other = try await store.makeApp("other")
      let report = incoming(makeReport(1), app: app)
      _ = try await store.ingest([report])
      try expectEqual(
        try await store.ingest([
          report, incoming(makeReport(1, "Other words"), app: app), incoming(makeReport(1), app: other),
        ]), [.duplicate, .conflict, .conflict])
      try expectEqual(try await store.read { try $0.counts().received }, 1)
      try expectEqual(try await store.read { try $0.report(report.id) }?.body, report.body)
    },
    StoreCheck("repeats inside one batch are found too, and the outcomes stand in the order of the reports") { store in
      let app = try await store.makeApp()
      let reports = [makeReport(1), makeReport(2), makeReport(1), makeReport(2, "Changed"), makeReport(3)]
      try expectEqual(
        try await store.ingest(reports.map { incoming($0, app: app) }),
        [.accepted, .accepted, .duplicate, .conflict, .accepted])
      try expectEqual(try await store.read { try $0.counts().received }, 3)
    },
    StoreCheck("of eight senders that race with the same hundred reports exactly one is accepted for each") { store in
      let app = try await store.makeApp()
      let reports = (1...100).map { incoming(makeReport($0), app: app) }
      let outcomes = try await withThrowingTaskGroup(of: [IngestOutcome].self) { group in
        for sender in 0..<8 {
          group.addTask {
            var outcomes: [IngestOutcome] = []
            for part in 0..<10 {
              let first = (part + sender) % 10 * 10
              outcomes += try await store.ingest(Array(reports[first..<first + 10]))
            }
            return outcomes
          }
        }
        return try await group.reduce(into: []) { $0 += $1 }
      }
      try expectEqual(outcomes.filter { $0 == .accepted }.count, 100)
      try expectEqual(outcomes.filter { $0 == .duplicate }.count, 700)
      try expectEqual(try await store.read { try $0.pendingReports(limit: 1_000).count }, 100)
      let counts = try await store.read { store in
        try [0, 99, 100, 101].map { try store.pendingCount(in: .all, upTo: $0) }
      }
      try expectEqual(counts, [0, 99, 100, 100])
    },
    StoreCheck("a report of an app that does not exist fails alone: others in the same moment are written") { store in
      let app = try await store.makeApp()
      let results = await withTaskGroup(of: (Int, Bool).self) { group in
        for number in 0..<60 {
          group.addTask {
            let owner = number % 3 == 0 ? AppID(4_711) : app
            let outcome = try? await store.ingest([
              incoming(makeReport(UInt64(number)), app: app), incoming(makeReport(UInt64(number + 1_000)), app: owner),
            ])
            return (number, outcome == [.accepted, .accepted])
          }
        }
        return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
      }
      for (number, isWritten) in results { try expectEqual(isWritten, number % 3 != 0) }
      let (counts, half) = try await store.read { (try $0.counts(), try $0.report(makeReport(0).id)) }
      try expectEqual(counts.received, 80)
      try expect(half == nil, "half of a failed batch was kept")
    },
    StoreCheck("sequences grow in the order of arrival, and pending reports come oldest first within the limit") {
      store in
      let app = try await store.makeApp()
      // Ids in falling order: the order is that of arrival, not of the ids.
      for number: UInt64 in [9, 5, 7] { _ = try await store.ingest([incoming(makeReport(number), app: app)]) }
      let pending = try await store.read { try $0.pendingReports(limit: 2) }
      try expectEqual(pending.map(\.id), [reportID(9), reportID(5)])
      try expect(pending[0].sequence < pending[1].sequence)
    },
    StoreCheck("a report of the largest size is kept whole, and an empty list of reports has no outcomes") { store in
      let app = try await store.makeApp()
      var report = incoming(makeReport(1), app: app)
      report.body = [UInt8](repeating: 0x20, count: WireLimits.reportBytes)
      report.sentAt = nil
      try expectEqual(try await store.ingest([report]), [.accepted])
      let stored = try unwrap(try await store.read { try $0.report(reportID(1)) })
      try expectEqual(stored.body.count, WireLimits.reportBytes)
      try expect(stored.sentAt == nil && stored.installation == nil)
      try expectEqual(try await store.ingest([]), [])
    },
    StoreCheck("a reference finds its report while pending, on a ticket and in quarantine") { store in
      let app = try await store.makeApp()
      _ = try await store.ingest((1...3).map { incoming(makeReport($0), app: app) })
      let find: @Sendable (UInt64) async throws -> [ReportID] = { number in
        try await store.read { try $0.reports(withReference: reportID(number).reference).map(\.id) }
      }
      try expectEqual(try await find(1), [reportID(1)])
      try await store.write { store in
        let pending = try store.pendingReports(limit: 3)
        try store.quarantine(report: pending[1].sequence, reason: "unreadable", at: start)
        let ticket = try store.openTicket(makeTicket(app: app, reports: 1))
        try store.place(
          Placement(report: pending[2].sequence, ticket: ticket, mechanism: "m", at: start), report: makeReport(3),
          opened: true)
        try expectEqual(try store.reports(withReference: reportID(3).reference).count, 1)
      }
      try expectEqual(try await find(2), [reportID(2)])
      try expectEqual(try await find(3), [reportID(3)])
      try expectEqual(try await find(4), [])
    },
    StoreCheck("refused reports are counted by reason") { store in
      try await store.write { store in
        try store.countRefused("too_long", by: 2)
        try store.countRefused("too_long", by: 3)
        try store.countRefused("quota", by: 1)
        try store.countRefused("nothing", by: 0)
      }
      try expectEqual(try await store.read { try $0.counts().refused }, ["too_long": 5, "quota": 1])
    },
  ]
}
