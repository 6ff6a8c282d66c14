// The keys under which Sentry's SDKs know an app, and counts of what came in their envelopes.
import CollectorCore
import TellbackWire

private let key = [UInt8](repeating: 7, count: 16)

extension StoreCheck {
  static let envelopeChecks: [StoreCheck] = [
    StoreCheck("a key of envelopes is active until it is revoked, once, and each change is told") { store in
      let app = try await store.makeApp()
      let before = try await store.read { try $0.newestChange() }
      let made = try await store.write { try $0.createEnvelopeKey(app: app, key: key, at: start) }
      try expectEqual(try await store.read { try $0.activeEnvelopeKeys() }, [made])
      let told = try await store.read { try $0.newestChange() }
      try expect(told > before)
      try expect(try await store.write { try $0.revokeEnvelopeKey(made.id, at: start) })
      try expect(try await store.read { try $0.newestChange() } > told)
      try expect(try await !store.write { try $0.revokeEnvelopeKey(made.id, at: start) })
      try expect(try await !store.write { try $0.revokeEnvelopeKey(4_711, at: start) })
      try expectEqual(try await store.read { try $0.activeEnvelopeKeys() }, [])
      try expectEqual(try await store.read { try $0.envelopeKeys(of: app).map(\.revokedAt) }, [start])
    },
    StoreCheck("counts of envelopes add up by app, sort and name") { store in
      let (shop, desk) = (try await store.makeApp("shop"), try await store.makeApp("desk"))
      let sessions = EnvelopeCount(app: shop, sort: .skipped, name: "session")
      let lost = EnvelopeCount(app: shop, sort: .discarded, name: "session")
      let others = EnvelopeCount(app: desk, sort: .skipped, name: "session")
      try await store.write { store in
        try store.add(3, to: sessions)
        try store.add(1, to: lost)
        try store.add(0, to: others)
      }
      try await store.write { store in
        try store.add(4, to: sessions)
        try store.add(9, to: others)
      }
      try expectEqual(try await store.read { try $0.envelopeCounts(in: .all) }, [sessions: 7, lost: 1, others: 9])
      try expectEqual(try await store.read { try $0.envelopeCounts(in: .only([shop])) }, [sessions: 7, lost: 1])
      try await store.write { try $0.add(.max, to: sessions) }
      try await store.write { try $0.add(.max, to: sessions) }
      try expect(try await store.read { try $0.envelopeCounts(in: .only([shop]))[sessions] ?? 0 } > 1 << 61)
    },
  ]
}
