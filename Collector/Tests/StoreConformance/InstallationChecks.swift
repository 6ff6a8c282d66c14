// Installations: the first secret is kept, and what each says of itself adds up.
import CollectorCore
import TellbackWire

extension StoreCheck {
  static let installationChecks = [
    StoreCheck("the first secret of an installation is kept, and with a wrong one nothing is written") { store in
      let app = try await store.makeApp()
      let sender = reportID(900)
      let first = incoming(makeReport(1), app: app, installation: sender)
      try expectEqual(try await store.ingest([first], from: contact(app, sender, secret: 1)), [.accepted])
      try await expectError(StoreError.wrongSecret) {
        let second = incoming(makeReport(2), app: app, installation: sender)
        _ = try await store.ingest([second], from: contact(app, sender, secret: 2))
      }
      let (hash, counts) = try await store.read {
        (try $0.installationSecretHash(app: app, installation: sender), try $0.counts())
      }
      try expectEqual(hash, [UInt8](repeating: 1, count: 32))
      try expectEqual(counts.received, 1)
      try expectEqual(
        try await store.ingest([incoming(makeReport(2), app: app)], from: contact(app, sender, secret: 1)), [.accepted])
    },
    StoreCheck("a wrong secret harms nobody who waits at the same moment") { store in
      let app = try await store.makeApp()
      _ = try await store.ingest([], from: contact(app, reportID(900), secret: 1))
      let outcomes = await withTaskGroup(of: (UInt64, Result<[IngestOutcome], any Error>).self) { group in
        for number in UInt64(0)..<64 {
          group.addTask {
            let id = number % 4 == 0 ? reportID(900) : reportID(1_000 + number)
            let report = incoming(makeReport(number), app: app, installation: id)
            do {
              return (number, .success(try await store.ingest([report], from: contact(app, id, secret: 9))))
            } catch { return (number, .failure(error)) }
          }
        }
        return await group.reduce(into: []) { $0.append($1) }
      }
      for (number, outcome) in outcomes {
        switch outcome {
        case .success(let outcomes):
          try expect(number % 4 != 0, "a wrong secret was taken")
          try expectEqual(outcomes, [.accepted])
        case .failure(let error):
          try expect(number % 4 == 0, "\(number) failed: \(error)")
          try expectEqual(error as? StoreError, .wrongSecret)
        }
      }
      try expectEqual(try await store.read { try $0.counts().received }, 48)
    },
    StoreCheck("the same installation id in two apps is two installations") { store in
      let one = try await store.makeApp("one")
      let two = try await store.makeApp("two")
      _ = try await store.ingest([], from: contact(one, reportID(900), secret: 1))
      _ = try await store.ingest([], from: contact(two, reportID(900), secret: 2))
      let hash = try await store.read { try $0.installationSecretHash(app: two, installation: reportID(900)) }
      try expectEqual(hash, [UInt8](repeating: 2, count: 32))
      let unknown = try await store.read { try $0.installationSecretHash(app: two, installation: reportID(901)) }
      try expect(unknown == nil)
    },
    StoreCheck("accounting is the sum over installations of what each said last; repeats change nothing") { store in
      let app = try await store.makeApp()
      let say: @Sendable (UInt64, Accounting) async throws -> Void = { sender, accounting in
        _ = try await store.ingest([], from: contact(app, reportID(sender), accounting))
      }
      try await say(900, Accounting(captured: 10, delivered: 6, queued: 3, discarded: ["queue_full": 1]))
      try await say(901, Accounting(captured: 5, delivered: 5))
      let later = Accounting(captured: 20, delivered: 15, queued: 2, discarded: ["queue_full": 2, "refused": 1])
      try await say(900, later)
      try await say(900, later)
      try expectEqual(
        try await store.read { try $0.accounting(app: app) },
        Accounting(captured: 25, delivered: 20, queued: 2, discarded: ["queue_full": 2, "refused": 1]))
      try await say(900, Accounting(captured: 20, delivered: 19, queued: 0, discarded: ["refused": 1]))
      try expectEqual(
        try await store.read { try $0.accounting(app: app) },
        Accounting(captured: 25, delivered: 24, queued: 0, discarded: ["refused": 1]))
      let other = try await store.makeApp("other")
      try expectEqual(try await store.read { try $0.accounting(app: other) }, Accounting())
    },
    StoreCheck("an account that comes after a later one changes nothing") { store in
      let app = try await store.makeApp()
      let accounts = [
        Accounting(captured: 3, delivered: 1, queued: 2), Accounting(captured: 3, delivered: 2, queued: 1),
        Accounting(captured: 5, delivered: 2, queued: 2, discarded: ["refused": 1]),
      ]
      for accounting in accounts + accounts {
        _ = try await store.ingest([], from: contact(app, reportID(900), accounting))
      }
      try expectEqual(try await store.read { try $0.accounting(app: app) }, accounts[2])
    },
    StoreCheck("numbers and reasons that a sender invents break no sum") { store in
      let app = try await store.makeApp()
      for sender in UInt64(900)..<908 {
        var accounting = Accounting(captured: .max, delivered: .min, queued: -5, discarded: ["lost": .max, "none": -1])
        for reason in 0..<30 { accounting.discarded["invented-\(sender)-\(reason)"] = 1 }
        _ = try await store.ingest([], from: contact(app, reportID(sender), accounting))
        _ = try await store.ingest([], from: contact(app, reportID(sender), accounting))
      }
      let sum = try await store.read { try $0.accounting(app: app) }
      try expect(sum.captured > 0 && sum.delivered == 0 && sum.queued == 0, "\(sum)")
      try expect(sum.discarded["none"] == nil && sum.discarded.count <= 140, "\(sum.discarded.count) reasons")
      try expectEqual(sum.discarded.filter { $0.key != "lost" }.values.reduce(0, +), 240)
    },
  ]
}
