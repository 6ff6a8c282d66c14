// What holds where several write at once, from one process or from many: no lost update, no skipped cursor, one digester for an app,
// and changes that everybody hears of.
import CollectorCore
import TellbackWire

extension StoreCheck {
  static let severalWritersChecks: [StoreCheck] = [
    StoreCheck("several writers: of a hundred that read and write back at once, none is lost") { store in
      let app = try await store.makeApp()
      let number = try await store.openTicket(with: makeReport(1), app: app)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<100 {
          group.addTask {
            try await store.write { store in
              let ticket = try unwrap(try store.ticket(number))
              try store.retitle(ticket: number, title: ticket.title + "x", page: nil)
            }
          }
        }
        try await group.waitForAll()
      }
      let title = try unwrap(try await store.read { try $0.ticket(number) }).title
      try expectEqual(title.count { $0 == "x" }, 100)
    },
    StoreCheck("several writers: of two who act on what they read before, one is told that it is old") { store in
      let app = try await store.makeApp()
      let number = try await store.openTicket(with: makeReport(1), app: app)
      let read = try unwrap(try await store.read { try $0.ticket(number) })
      let moved = try await withThrowingTaskGroup(of: Bool.self) { group in
        for _ in 0..<20 {
          group.addTask {
            try await store.write {
              try $0.move(
                ticket: number, from: read.standing, to: TicketStanding(state: .resolved, resolution: .code), at: start)
            }
          }
        }
        return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      try expectEqual(moved, 1)
      // What was counted meanwhile is no part of what is moved.
      try await store.attach(makeReport(2), to: number, app: app)
      try expectEqual(try await store.read { try $0.ticket(number)?.reportCount }, 2)
    },
    StoreCheck("several writers: a cursor of updates skips none, whoever commits first", cursorSkipsNone),
    StoreCheck("several writers: one digester at a time has an app, until it gives it up or its time is over") {
      store in
      let app = try await store.makeApp()
      let (ann, bob) = (reportID(901), reportID(902))
      let lease = try unwrap(try await store.leaseDigest(by: ann, now: start))
      try expect(lease.apps.contains(app))
      try expect(lease.until > start && lease.isFresh(at: start))
      let last = Timestamp(milliseconds: lease.until.milliseconds - 1)
      let before = try await store.leaseDigest(by: bob, now: last)
      try expect(before.map { !$0.apps.contains(app) } ?? true, "two digesters have one app")
      let renewed = try unwrap(try await store.leaseDigest(by: ann, now: last))
      try expect(renewed.until > lease.until && renewed.apps.contains(app))
      // Ann's process has died.
      let taken = try unwrap(try await store.leaseDigest(by: bob, now: renewed.until))
      try expect(taken.apps.contains(app))
      try expect(try await store.leaseDigest(by: ann, now: renewed.until).map { !$0.apps.contains(app) } ?? true)
      // Who does not have it gives up nothing.
      try await store.endLease(of: ann)
      try expect(try await store.leaseDigest(by: ann, now: renewed.until).map { !$0.apps.contains(app) } ?? true)
      try await store.endLease(of: bob)
      try expect(try unwrap(try await store.leaseDigest(by: ann, now: renewed.until)).apps.contains(app))
    },
    StoreCheck("several writers: of many that ask for the lease of an app at once, one gets it") { store in
      _ = try await store.makeApp()
      let given = try await withThrowingTaskGroup(of: Bool.self) { group in
        for number in 0..<50 as Range<UInt64> {
          group.addTask { try await store.leaseDigest(by: reportID(1_000 + number), now: start) != nil }
        }
        return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      try expectEqual(given, 1)
    },
    StoreCheck("several writers: pending reports are read by app, in the order of their arrival") { store in
      let (app, other) = (try await store.makeApp(), try await store.makeApp("other"))
      for (number, owner) in [(1, app), (2, other), (3, app), (4, other)] as [(UInt64, AppID)] {
        _ = try await store.ingest([incoming(makeReport(number), app: owner)])
      }
      try await store.write { store in
        let own = try store.pendingReports(in: .app(app), after: .min, limit: 9)
        try expectEqual(own.map(\.id), [reportID(1), reportID(3)])
        try expectEqual(
          try store.pendingReports(in: .app(app), after: own[0].sequence, limit: 9).map(\.id), [reportID(3)])
        try expectEqual(try store.pendingSequences(in: .app(app), limit: 9), own.map(\.sequence))
        try expectEqual(try store.pendingCount(in: .app(app), upTo: 9), 2)
        try expectEqual(try store.pendingCount(in: .only([]), upTo: 9), 0)
        // The digest of one app leaves the others'.
        try expectEqual(try Digest().digestPending(of: .app(app), in: store, now: start).total, 2)
        try expectEqual(try store.pendingReports(limit: 9).map(\.id), [reportID(2), reportID(4)])
      }
    },
    StoreCheck("several writers: digesters that run beside each other digest each report once") { store in
      let app = try await store.makeApp()
      _ = try await store.ingest((1...60).map { incoming(makeReport($0, "words \($0)"), app: app) })
      // Prepared before, as by one that was suspended past its lease.
      let digest = Digest()
      let prepared = try await store.read { store in
        Dictionary(
          uniqueKeysWithValues: try store.pendingReports(limit: 60).map { ($0.sequence, digest.prepare($0)) })
      }
      let placed = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<4 {
          group.addTask {
            var count = 0
            for _ in 0..<10 {
              count += Int(
                try await store.write {
                  try digest.digestPending(limit: 8, in: $0, now: start, prepared: prepared, together: true).total
                })
            }
            return count
          }
        }
        return try await group.reduce(0, +)
      }
      try expectEqual(placed, 60)
      try expectEqual(try await store.read { try $0.counts().opened }, 60)
    },
    StoreCheck(
      "several writers: what others must forget or read again is told in order, and kept until it is forgotten"
    ) {
      store in
      let before = try await store.read { try $0.newestChange() }
      let app = try await store.makeApp()
      let key = try await store.write {
        try $0.createKey(app: app, hash: [UInt8](repeating: 1, count: 32), hint: "a", at: start)
      }
      _ = try await store.openTicket(with: makeReport(1), app: app)
      let sequence = try unwrap(try await store.read { try $0.report(reportID(1)) }).sequence
      let quiet = try await store.read { try $0.newestChange() }
      _ = try await store.write { try Eraser($0, now: start).erase(reportID(1), because: .wish) }
      _ = try await store.write { try $0.revokeKey(key.id, at: start.adding(seconds: 60)) }
      // Neither a second revocation nor an erasure of nothing is news.
      try expect(try await store.write { try !$0.revokeKey(key.id, at: start) })
      _ = try await store.write { try Eraser($0, now: start).erase(reportID(1), because: .wish) }
      let all = try await store.read { try $0.changes(after: before, limit: 9) }
      try expectEqual(
        all.map(\.change), [.keys, .keys, .erased(ErasedReport(sequence: sequence, app: app)), .keys])
      try expect(zip(all, all.dropFirst()).allSatisfy { $0.number < $1.number })
      try expectEqual(try await store.read { try $0.changes(after: quiet, limit: 1) }, [all[2]])
      try expectEqual(try await store.read { try ($0.newestChange()) }, all[3].number)
      try expectEqual(try await store.read { try $0.forgottenChanges() }, 0)
      // A write that is undone tells nothing.
      struct Change: Error, Equatable {}
      try await expectError(Change()) {
        try await store.write { store in
          _ = try store.createApp(name: "undone", quota: IngestQuota(), at: start)
          throw Change()
        }
      }
      try expectEqual(try await store.read { try $0.newestChange() }, all[3].number)
      try expectEqual(try await store.write { try $0.forgetChanges(before: start.adding(seconds: 1), limit: 2) }, 2)
      try expectEqual(try await store.read { try $0.forgottenChanges() }, all[1].number)
      try expectEqual(try await store.write { try $0.forgetChanges(before: start.adding(seconds: 99), limit: 9) }, 1)
      // The newest is kept: its number says how far there is to follow.
      try expectEqual(try await store.read { try $0.newestChange() }, all[3].number)
    },
  ]
}

/// Many writers tell one installation and others at once, each in a transaction that takes its time, while a reader follows the
/// cursor as an app does.
private func cursorSkipsNone(_ store: any Store) async throws {
  let app = try await store.makeApp()
  let (ann, bob) = (reportID(900), reportID(901))
  let (writers, each) = (8, 25)
  for (number, installation) in [(1, ann), (2, bob)] as [(UInt64, ReportID)] {
    _ = try await store.openTicket(with: makeReport(number), app: app, installation: installation)
  }
  let seen = Task {
    var (cursor, seen) = (Int64(0), [String]())
    while true {
      // Cancelled once all is committed: what is read then is the rest.
      let (after, isLast) = (cursor, Task.isCancelled)
      let page = try await store.read { try $0.updates(app: app, installation: ann, after: after, limit: 7) }
      try expect(zip(page, page.dropFirst()).allSatisfy { $0.sequence < $1.sequence })
      seen += page.compactMap(\.message)
      cursor = page.last?.sequence ?? cursor
      if page.isEmpty, isLast { return seen }
      if page.isEmpty { try? await Task.sleep(for: .milliseconds(1)) }
    }
  }
  try await withThrowingTaskGroup(of: Void.self) { group in
    for writer in 0..<writers {
      group.addTask {
        for number in 0..<each {
          try await store.write { store in
            let (mine, other) = (try unwrap(try store.report(reportID(1))), try unwrap(try store.report(reportID(2))))
            // In either order, and with work between the number and the commit.
            for report in writer % 2 == 0 ? [mine, other] : [other, mine] {
              try store.appendUpdate(
                .answered, report: report, ticket: 1, message: "\(writer) \(number)", by: nil, at: start)
              _ = try store.counts()
            }
          }
        }
      }
    }
    try await group.waitForAll()
  }
  seen.cancel()
  let messages = try await seen.value
  try expectEqual(messages.count, writers * each)
  try expectEqual(Set(messages).count, writers * each)
}
