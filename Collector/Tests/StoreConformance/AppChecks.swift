// Apps and their keys.
import CollectorCore
import TellbackWire

private let hash = [UInt8](repeating: 5, count: 32)

extension StoreCheck {
  static let appChecks: [StoreCheck] = [
    StoreCheck("an app has a name of its own, compared byte for byte, and its quota") { store in
      let quota = IngestQuota(appPerMinute: 600, installationPerMinute: 60)
      let app = try await store.write { try $0.createApp(name: "caf\u{E9}", quota: quota, at: start) }
      try expectEqual(try await store.read { try $0.app(named: "caf\u{E9}") }, app)
      try expectEqual(app.quota, quota)
      try await expectError(StoreError.taken("caf\u{E9}")) { _ = try await store.makeApp("caf\u{E9}") }
      let decomposed = try await store.makeApp("cafe\u{301}")
      try expect(decomposed != app.id)
      try expectEqual(try await store.read { try $0.apps().count }, 2)
    },
    StoreCheck("a key is active until it is revoked, once") { store in
      let app = try await store.makeApp()
      let key = try await store.write { try $0.createKey(app: app, hash: hash, hint: "tb_12", at: start) }
      try expectEqual(try await store.read { try $0.activeKeys() }, [key])
      try expect(try await store.write { try $0.revokeKey(key.id, at: start) })
      try expect(try await !store.write { try $0.revokeKey(key.id, at: start) })
      try expect(try await !store.write { try $0.revokeKey(4_711, at: start) })
      try expectEqual(try await store.read { try $0.activeKeys() }, [])
      try expectEqual(try await store.read { try $0.keys(of: app).map(\.revokedAt) }, [start])
    },
  ]
}
