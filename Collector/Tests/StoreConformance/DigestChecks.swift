// From pending to a ticket or to quarantine: once each, counted, with placements that can be read back.
import CollectorCore
import TellbackMatch
import TellbackWire

/// Keys as earlier versions wrote them; never to be made anew by the code of today.
enum EarlierKeys {
  static let itBrokeOnCart: [UInt8] = [
    0x75, 0xC3, 0x8E, 0xFA, 0x47, 0x18, 0xED, 0x4B, 0xD9, 0xE3, 0xE2, 0xC4, 0xFA, 0xCA, 0x27, 0xD0,
  ]
}

extension StoreCheck {
  static let digestChecks = [
    StoreCheck("a placed report is on its ticket, counted, and pending no more") { store in
      let app = try await store.makeApp()
      let number = try await store.openTicket(with: makeReport(1), app: app)
      try await store.attach(makeReport(2), to: number, app: app)
      try await store.attach(makeReport(3), to: number, app: app)
      let (placement, newest, page, pending, counts) = try await store.read { store in
        (
          try store.placement(of: reportID(2)), try store.reports(ofTicket: number, offset: 0, limit: 2).map(\.id),
          try store.reports(ofTicket: number, offset: 2, limit: 5).map(\.id), try store.pendingReports(limit: 5),
          try store.counts()
        )
      }
      try expectEqual(placement?.ticket, number)
      try expectEqual(placement?.mechanism, "exact-2/words")
      try expectEqual(newest, [reportID(3), reportID(2)])
      try expectEqual(page, [reportID(1)])
      try expectEqual(pending, [])
      try expectEqual([counts.received, counts.opened, counts.attached, counts.pending], [3, 1, 2, 0])
    },
    StoreCheck("a report is placed or quarantined once: the second time is refused and changes nothing") { store in
      let app = try await store.makeApp()
      let number = try await store.openTicket(with: makeReport(1), app: app)
      let sequence = try unwrap(try await store.read { try $0.report(reportID(1)) }).sequence
      try await expectError(StoreError.notPending(sequence)) {
        try await store.write { store in
          let placement = Placement(report: sequence, ticket: number, mechanism: "m", at: start)
          try store.place(placement, report: makeReport(1), opened: false)
        }
      }
      try await expectError(StoreError.notPending(sequence)) {
        try await store.write { try $0.quarantine(report: sequence, reason: "late", at: start) }
      }
      try await expectError(StoreError.notPending(4_711)) {
        try await store.write { try $0.quarantine(report: 4_711, reason: "never came", at: start) }
      }
      let counts = try await store.read { try $0.counts() }
      try expectEqual([counts.opened, counts.attached, counts.quarantined, counts.pending], [1, 0, 0, 0])
    },
    StoreCheck("quarantined reports are listed newest first with their reasons, and counted") { store in
      let app = try await store.makeApp()
      _ = try await store.ingest((1...3).map { incoming(makeReport($0), app: app) })
      try await store.write { store in
        for report in try store.pendingReports(limit: 3) {
          try store.quarantine(report: report.sequence, reason: "because of \(report.sequence)", at: start)
        }
      }
      let (listed, counts) = try await store.read { store in
        (try store.quarantine(in: .all, offset: 1, limit: 1).map { "\($0.report.id) \($0.reason)" }, try store.counts())
      }
      try expectEqual(listed.count, 1)
      try expect(listed[0].hasPrefix("\(reportID(2)) because of"), listed[0])
      try expectEqual([counts.received, counts.quarantined, counts.pending], [3, 3, 0])
    },
    StoreCheck("grouping keys lead to tickets within their app alone") { store in
      let one = try await store.makeApp("one")
      let two = try await store.makeApp("two")
      let key = [UInt8](repeating: 7, count: 16)
      try await store.write { store in
        let first = try store.openTicket(makeTicket(app: one))
        let second = try store.openTicket(makeTicket(app: two))
        try store.addGroupingKey(key, app: one, ticket: first, at: start)
        try expect(try store.ticket(app: two, groupingKey: key) == nil)
        try store.addGroupingKey(key, app: two, ticket: second, at: start)
        try expectEqual(try store.ticket(app: one, groupingKey: key), first)
        try expectEqual(try store.ticket(app: two, groupingKey: key), second)
        try expect(try store.ticket(app: one, groupingKey: [1]) == nil)
      }
    },
    StoreCheck(
      "the app's own key decides alone: neither today's keys, nor earlier ones, nor matching join a report that has one"
    ) {
      store in
      let app = try await store.makeApp()
      func take(_ number: UInt64, _ text: String, key: String?, advice: MatchAdvice? = nil) async throws -> Int64 {
        var report = makeReport(number, text)
        report.groupingKey = key
        _ = try await store.ingest([incoming(report, app: app)])
        let sent = report
        return try await store.write { store in
          _ = try Digest(grouping: .shipped()).digest(
            try unwrap(try store.report(sent.id)), in: store, now: start, advice: advice)
          return try unwrap(try store.placement(of: sent.id)).ticket
        }
      }
      let plain = try await take(1, "It broke", key: nil)
      try await store.write { try $0.addGroupingKey(EarlierKeys.itBrokeOnCart, app: app, ticket: plain, at: start) }
      let sequence = try unwrap(try await store.read { try $0.report(reportID(1)) }).sequence
      let advice = MatchAdvice(
        attachment: "match-1/nearlySameText:99",
        candidates: [MatchAdvice.Candidate(ticket: plain, report: sequence, words: ["broke"])], likelihood: 0.99,
        neighbours: [])
      let keyed = try await take(2, "It broke", key: "checkout-timeout", advice: advice)
      try expect(keyed != plain)
      try expectEqual(try await store.read { try $0.suggestions(ofTicket: keyed).map(\.candidate) }, [plain])
      try expectEqual(try await take(3, "Zahlung hängt", key: "checkout-timeout"), keyed)
      try expectEqual(try await take(4, "It broke", key: nil), plain)
      try expectEqual(try await take(5, "It broke", key: nil, advice: advice), plain)
    },
    StoreCheck("keys of an earlier mechanism go on joining for the days set, and each is needed once") { store in
      let app = try await store.makeApp()
      // What version 1 made of "It broke" on /cart, as it stands in stores of today.
      let old: [UInt8] = EarlierKeys.itBrokeOnCart
      try expectEqual(ExactGrouping.firstKey(of: makeReport(1))?.bytes, old)
      let digest = Digest(grouping: .shipped(days: 10))
      func take(_ number: UInt64, after days: Int64) async throws -> DigestOutcome {
        let now = start.adding(seconds: days * 86_400)
        _ = try await store.ingest([incoming(makeReport(number), app: app, at: now)])
        return try await store.write { store in
          try digest.digest(try unwrap(try store.report(reportID(number))), in: store, now: now)
        }
      }
      // A ticket of before the change, known by its key of version 1 alone.
      let known = try await store.openTicket(with: makeReport(1), app: app)
      try await store.write { try $0.addGroupingKey(old, app: app, ticket: known, at: start) }
      let before = try await store.read { try $0.reports(ofTicket: known, offset: 0, limit: 9) }
      try expectEqual(try await take(2, after: 10), .attached(known))
      let (first, page) = try await store.read {
        (try $0.placement(of: reportID(2))?.mechanism, try $0.reports(ofTicket: known, offset: 0, limit: 9))
      }
      try expectEqual(first, "exact-1/words")
      try expectEqual(Array(page.dropFirst()), before)
      try expectEqual(try await take(3, after: 300), .attached(known))
      try expectEqual(try await store.read { try $0.placement(of: reportID(3))?.mechanism }, "exact-2/words")
    },
    StoreCheck("past its days a key of an earlier mechanism joins nothing") { store in
      let app = try await store.makeApp()
      let known = try await store.openTicket(with: makeReport(1), app: app)
      try await store.write { try $0.addGroupingKey(EarlierKeys.itBrokeOnCart, app: app, ticket: known, at: start) }
      let digest = Digest(grouping: .shipped(days: 10))
      let late = start.adding(seconds: 10 * 86_400 + 1)
      _ = try await store.ingest([incoming(makeReport(2), app: app, at: late)])
      let outcome = try await store.write { store in
        try digest.digest(try unwrap(try store.report(reportID(2))), in: store, now: late)
      }
      try expect(outcome != .attached(known), "\(outcome)")
    },
    StoreCheck("a key of version 1 joins neither what differs in a code nor what needs other work") { store in
      let app = try await store.makeApp()
      func report(_ number: UInt64, _ text: String, _ kind: ReportKind = .problem, error: String? = nil) -> Report {
        var report = makeReport(number, text)
        report.kind = kind
        report.error = error.map { ReportedError(type: "NetworkError", message: $0, frames: []) }
        return report
      }
      func take(_ report: Report) async throws -> DigestOutcome {
        _ = try await store.ingest([incoming(report, app: app)])
        return try await store.write { store in
          try Digest(grouping: .shipped()).digest(try unwrap(try store.report(report.id)), in: store, now: start)
        }
      }
      // Tickets of before the change, known by their keys of version 1 alone.
      let praise = report(1, "The export is great", .praise)
      let missing = report(2, "It fails", error: "Server answered 404")
      let offline = report(3, "It fails", error: "The network is gone")
      for report in [praise, missing, offline] {
        let version1 = Grouping(
          current: GroupingMechanism(version: 1) { old in
            let error = old.error.flatMap {
              ExactKey.errorSignature(type: $0.type, message: $0.message, frames: $0.frames, version: 1)
            }
            let bytes = error ?? ExactKey.words(old.text, page: old.page, version: 1) ?? []
            return GroupingKey(mechanism: old.error == nil ? "exact-1/words" : "exact-1/error", bytes: bytes)
          })
        _ = try await store.ingest([incoming(report, app: app)])
        let outcome = try await store.write { store in
          try Digest(grouping: version1).digest(try unwrap(try store.report(report.id)), in: store, now: start)
        }
        if case .opened = outcome { continue }
        throw BrokenPromise(description: "\(outcome)")
      }
      try expectEqual(try await take(report(4, "The export is great", .praise)), .attached(1))
      try expectEqual(try await take(report(5, "The export is great", .problem)), .opened(4))
      try expectEqual(try await take(report(6, "The export is great", .question)), .attached(4))
      try expectEqual(try await take(report(7, "The export is great", .idea)), .opened(5))
      try expectEqual(try await take(report(8, "Help", error: "The network is gone")), .attached(3))
      try expectEqual(try await take(report(9, "Help", error: "Server answered 500")), .opened(6))
      try expectEqual(try await take(report(10, "Help", error: "Server answered 503")), .opened(7))
      try expectEqual(try await take(report(11, "Help", error: "Server answered 500")), .attached(6))
    },
    StoreCheck("a reporter counts once on each ticket") { store in
      let app = try await store.makeApp()
      try await store.write { store in
        let one = try store.openTicket(makeTicket(app: app))
        let two = try store.openTicket(makeTicket(app: app))
        try expect(try store.addReporter([1, 2], ticket: one))
        try expect(try !store.addReporter([1, 2], ticket: one))
        try expect(try store.addReporter([1, 2], ticket: two))
        try expect(try store.addReporter([1, 3], ticket: one))
      }
    },
    StoreCheck("versions of a ticket are counted with their first and last time, most reports first") { store in
      let app = try await store.makeApp()
      let number = try await store.write { store in
        let number = try store.openTicket(makeTicket(app: app))
        try store.addVersion("1.0", ticket: number, at: start)
        for seconds: Int64 in [50, 10, 30] {
          try store.addVersion("2.0", ticket: number, at: start.adding(seconds: seconds))
        }
        return number
      }
      try expectEqual(
        try await store.read { try $0.versions(ofTicket: number) },
        [
          VersionSeen(
            version: "2.0", reports: 3, firstAt: start.adding(seconds: 10), lastAt: start.adding(seconds: 50)),
          VersionSeen(version: "1.0", reports: 1, firstAt: start, lastAt: start),
        ])
    },
  ]
}
