// Writes are whole or not at all, reads are of one moment, and after closing everything says so.
import CollectorCore
import TellbackWire

private struct Change: Error, Equatable {}

extension StoreCheck {
  static let transactionChecks = [
    StoreCheck("a write that throws is undone alone, and its own error comes back") { store in
      _ = try await store.makeApp("before")
      try await expectError(Change()) {
        try await store.write { store in
          _ = try store.createApp(name: "undone", quota: IngestQuota(), at: start)
          throw Change()
        }
      }
      try expectEqual(try await store.read { try $0.apps().map(\.name) }, ["before"])
    },
    StoreCheck("of many writes at the same moment exactly those that throw are undone") { store in
      let failed = await withTaskGroup(of: String?.self) { group in
        for number in 0..<100 {
          group.addTask {
            do {
              try await store.write { store in
                _ = try store.createApp(name: "app \(number)", quota: IngestQuota(), at: start)
                if number % 5 == 0 { throw Change() }
              }
              return nil
            } catch { return "app \(number)" }
          }
        }
        return await group.reduce(into: Set<String>()) { if let name = $1 { $0.insert(name) } }
      }
      try expectEqual(failed.count, 20)
      let kept = try await store.read { Set(try $0.apps().map(\.name)) }
      try expectEqual(kept.count, 80)
      try expect(kept.isDisjoint(with: failed))
    },
    StoreCheck("what an isolated part did is undone when it throws, and the rest of the write stays") { store in
      try await store.write { store in
        _ = try store.createApp(name: "kept", quota: IngestQuota(), at: start)
        do {
          try store.isolated {
            _ = try store.createApp(name: "undone", quota: IngestQuota(), at: start)
            try store.isolated { _ = try store.createApp(name: "undone too", quota: IngestQuota(), at: start) }
            throw Change()
          }
        } catch is Change {}
        try store.isolated { _ = try store.createApp(name: "kept too", quota: IngestQuota(), at: start) }
        try expectEqual(try store.apps().count, 2)
      }
      try expectEqual(try await store.read { try $0.apps().map(\.name) }, ["kept", "kept too"])
    },
    StoreCheck("words of an isolated part that was undone are not found") { store in
      let app = try await store.makeApp()
      _ = try await store.ingest([
        incoming(makeReport(1, "alpha"), app: app), incoming(makeReport(2, "beta"), app: app),
      ])
      try await store.write { store in
        let number = try store.openTicket(makeTicket(app: app, reports: 1))
        for report in try store.pendingReports(limit: 2) {
          let content = try Report(decoding: report.body)
          do {
            try store.isolated {
              let placement = Placement(report: report.sequence, ticket: number, mechanism: "m", at: start)
              try store.place(placement, report: content, opened: content.text == "beta")
              if content.text == "alpha" { throw Change() }
            }
          } catch is Change {}
        }
      }
      let found = try await store.read { store in
        try ["alpha", "beta"].map { try store.tickets(TicketQuery(search: $0)).total }
      }
      try expectEqual(found, [0, 1])
    },
    StoreCheck("a read sees one moment, whatever is written meanwhile, and a read after a write sees the write") {
      store in
      _ = try await store.makeApp("first")
      let gate = Latch()
      let reading = Task {
        try await store.read { store in
          let before = try store.apps().count
          gate.open()
          gate.waitUntilOpenedTwice()
          return [before, try store.apps().count]
        }
      }
      await gate.opened()
      _ = try await store.makeApp("second")
      try expectEqual(try await store.read { try $0.apps().count }, 2)
      gate.open()
      try expectEqual(try await reading.value, [1, 1])
    },
    StoreCheck("a write reads its own changes") { store in
      try await store.write { store in
        let app = try store.createApp(name: "shop", quota: IngestQuota(appPerMinute: 5), at: start)
        try expectEqual(try store.app(app.id), app)
        let number = try store.openTicket(makeTicket(app: app.id))
        try expectEqual(try store.tickets(TicketQuery()).tickets.map(\.number), [number])
      }
    },
    StoreCheck("a closed store refuses everything and says that it is closed") { store in
      _ = try await store.makeApp()
      await store.close()
      await store.close()
      try await expectError(StoreError.closed) { _ = try await store.read { try $0.apps() } }
      try await expectError(StoreError.closed) { try await store.write { try $0.countRefused("x", by: 1) } }
      try await expectError(StoreError.closed) { _ = try await store.ingest([]) }
    },
    StoreCheck("what was begun before closing is finished and answered", reopening: whatWasBegunIsFinished),
  ]
}

/// A hundred reports are handed over, then the store is closed while a hundred more are.
private func whatWasBegunIsFinished(_ store: any Store, reopen: @Sendable () throws -> any Store) async throws {
  let app = try await store.makeApp()
  let (answers, continuation) = AsyncStream.makeStream(of: (UInt64, Result<[IngestOutcome], any Error>).self)
  func begin(_ numbers: Range<UInt64>) {
    for number in numbers {
      store.ingest([incoming(makeReport(number), app: app)], from: nil) { continuation.yield((number, $0)) }
    }
  }
  begin(0..<100)
  async let closing: Void = store.close()
  begin(100..<200)
  await closing
  var accepted: Set<UInt64> = []
  var seen: Set<UInt64> = []
  for await (number, answer) in answers {
    try expect(seen.insert(number).inserted, "\(number) was answered twice")
    switch answer {
    case .success([.accepted]): accepted.insert(number)
    case .failure(StoreError.closed): break
    default: throw BrokenPromise(description: "\(number) was answered with \(answer)")
    }
    if seen.count == 200 { break }
  }
  try expect(accepted.isSuperset(of: 0..<100), "\(accepted.count) were accepted, and not all that were begun before")
  let again = try reopen()
  let received = try await again.read { try $0.counts().received }
  await again.close()
  try expectEqual(received, Int64(accepted.count))
}
