// Staff accounts and their sessions.
import CollectorCore
import TellbackWire

private let hash = [UInt8](repeating: 5, count: 32)

extension StoreCheck {
  static let staffChecks: [StoreCheck] = [
    StoreCheck("an account is found by its address and its number, and its password can be changed") { store in
      let account = try await store.write {
        try $0.createAccount(email: "ann@example.org", name: "Ann", role: .developer, passwordHash: "one", at: start)
      }
      try await expectError(StoreError.taken("ann@example.org")) {
        try await store.write {
          _ = try $0.createAccount(email: "ann@example.org", name: "B", role: .admin, passwordHash: "x", at: start)
        }
      }
      try await store.write { try $0.setPassword(account: account.id, hash: "two") }
      let (byID, byAddress, all) = try await store.read {
        (try $0.account(account.id), try $0.account(email: "ann@example.org"), try $0.accounts())
      }
      try expectEqual(byID?.passwordHash, "two")
      try expectEqual(byAddress, byID)
      try expectEqual(all.map(\.role), [.developer])
      try expect(try await store.read { try $0.account(email: "bob@example.org") } == nil)
    },
    StoreCheck("a session is found by its token until it is deleted or expires") { store in
      let account = try await store.write {
        try $0.createAccount(email: "ann@example.org", name: "Ann", role: .lead, passwordHash: "one", at: start)
      }
      let session = StaffSession(
        tokenHash: hash, account: account.id, createdAt: start, expiresAt: start.adding(seconds: 60))
      try await store.write { try $0.createSession(session) }
      try expectEqual(try await store.read { try $0.session(tokenHash: hash) }, session)
      try expectEqual(try await store.write { try $0.deleteSessions(expiredBefore: start.adding(seconds: 60)) }, 0)
      try expectEqual(try await store.write { try $0.deleteSessions(expiredBefore: start.adding(seconds: 61)) }, 1)
      try expect(try await store.read { try $0.session(tokenHash: hash) } == nil)
      try await store.write { try $0.createSession(session) }
      try await store.write { try $0.deleteSession(tokenHash: hash) }
      try expect(try await store.read { try $0.session(tokenHash: hash) } == nil)
    },
  ]
}
