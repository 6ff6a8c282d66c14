// Keys of pages and their origins.
import CollectorCore
import TellbackWire

extension StoreCheck {
  static let webKeyChecks: [StoreCheck] = [
    StoreCheck("a web key keeps its origins in their order, and its quota, and no other has its text") { store in
      let (app, other) = (try await store.makeApp("shop"), try await store.makeApp("desk"))
      let origins = ["https://shop.example.com", "http://localhost:3000", "https://[::1]:8443"].compactMap(
        WebOrigin.init)
      try expectEqual(origins.count, 3)
      let quota = IngestQuota(appPerMinute: 60, installationPerMinute: 6)
      let key = try await store.write {
        try $0.createWebKey(app: app, key: "tbw_1_00", origins: origins, quota: quota, at: start)
      }
      try expectEqual(key.origins, origins)
      try expect(key.isActive)
      try await expectError(StoreError.taken("tbw_1_00")) {
        _ = try await store.write {
          try $0.createWebKey(app: other, key: "tbw_1_00", origins: origins, quota: quota, at: start)
        }
      }
      let second = try await store.write {
        try $0.createWebKey(app: other, key: "tbw_2_00", origins: [origins[1]], quota: IngestQuota(), at: start)
      }
      try expectEqual(try await store.read { try $0.webKeys(of: app) }, [key])
      try expectEqual(try await store.read { try $0.webKeys() }, [key, second])
      try expectEqual(try await store.read { try $0.webKey(second.id) }, second)
      try expect(try await store.read { try $0.webKey(4_711) } == nil)
    },
    StoreCheck("a web key is blocked and unblocked, and revoked for ever; other processes hear of each") { store in
      let app = try await store.makeApp()
      let origins = [try unwrap(WebOrigin("https://a.example"))]
      let key = try await store.write {
        try $0.createWebKey(app: app, key: "tbw_1_00", origins: origins, quota: IngestQuota(), at: start)
      }
      let later = start.adding(seconds: 60)
      func told(_ body: @escaping @Sendable (any StoreWrites) throws -> Bool, _ expected: Bool) async throws {
        let before = try await store.read { try $0.newestChange() }
        try expectEqual(try await store.write { try body($0) }, expected)
        try expectEqual(try await store.read { try $0.newestChange() } > before, expected)
      }
      try await told({ try $0.unblockWebKey(key.id, at: later) }, false)
      try await told({ try $0.blockWebKey(key.id, at: later) }, true)
      try await told({ try $0.blockWebKey(key.id, at: later) }, false)
      try expectEqual(try await store.read { try $0.webKey(key.id)?.blockedAt }, later)
      try await told({ try $0.unblockWebKey(key.id, at: later) }, true)
      try expect(try await store.read { try $0.webKey(key.id)?.isActive } == true)
      try await told({ try $0.revokeWebKey(key.id, at: later) }, true)
      for body: @Sendable (any StoreWrites) throws -> Bool in [
        { try $0.revokeWebKey(key.id, at: later) }, { try $0.blockWebKey(key.id, at: later) },
        { try $0.unblockWebKey(key.id, at: later) }, { try $0.revokeWebKey(4_711, at: later) },
      ] { try await told(body, false) }
      try expectEqual(try await store.read { try $0.webKey(key.id)?.revokedAt }, later)
    },
  ]
}
