// Personal tokens, and what writes of programs were answered.
import CollectorCore
import TellbackWire

private func hash(_ byte: UInt8) -> [UInt8] { [UInt8](repeating: byte, count: 32) }

private func token(_ account: Int64, _ byte: UInt8, seconds: Int64 = 60) -> AccessToken {
  AccessToken(
    account: account, name: "Bot \(byte)", tokenHash: hash(byte), hint: "tbs_ab", scopes: [.read, .note],
    createdAt: start, expiresAt: start.adding(seconds: seconds))
}

extension StoreCheck {
  static let tokenChecks: [StoreCheck] = [
    StoreCheck("a token is found by its hash, revoked by its owner alone, and revoked once") { store in
      let (ann, ben) = try await store.write { store in
        (
          try store.createAccount(email: "ann@example.org", name: "A", role: .support, passwordHash: "x", at: start).id,
          try store.createAccount(email: "ben@example.org", name: "B", role: .support, passwordHash: "x", at: start).id
        )
      }
      let id = try await store.write { try $0.createToken(token(ann, 1)) }
      let other = try await store.write { try $0.createToken(token(ann, 2)) }
      let found = try await store.read { try unwrap(try $0.token(hash: hash(1))) }
      var expected = token(ann, 1)
      expected.id = id
      try expectEqual(found, expected)
      try expect(try await store.read { try $0.token(hash: hash(3)) } == nil)
      try expectEqual(try await store.read { try $0.tokens(ofAccount: ann).map(\.id) }, [other, id])
      try await store.write { try $0.noteUse(ofToken: id, at: start.adding(seconds: 4)) }
      try expectEqual(try await store.read { try $0.token(hash: hash(1))?.usedAt }, start.adding(seconds: 4))
      try expect(try await store.write { try $0.revokeToken(id, account: ben, at: start) } == nil)
      try expectEqual(try await store.write { try $0.revokeToken(id, account: ann, at: start) }?.id, id)
      try expect(try await store.write { try $0.revokeToken(id, account: nil, at: start) } == nil)
      try expectEqual(try await store.read { try $0.token(hash: hash(1))?.revokedAt }, start)
      // One that has ended by itself is not active either.
      try expect(
        try await store.write { try $0.revokeToken(other, account: nil, at: start.adding(seconds: 60)) } == nil)
      try expectEqual(try await store.write { try $0.revokeTokens(ofAccount: ann, at: start.adding(seconds: 1)) }, 1)
      try expectEqual(try await store.write { try $0.revokeTokens(ofAccount: ann, at: start.adding(seconds: 2)) }, 0)
    },
    StoreCheck("an answer is kept by account and key, until its day is over") { store in
      let ann = try await store.write {
        try $0.createAccount(email: "ann@example.org", name: "A", role: .support, passwordHash: "x", at: start).id
      }
      @Sendable func answer(_ key: String, at seconds: Int64) -> KeptAnswer {
        KeptAnswer(
          account: ann, key: key, requestHash: hash(8), status: 201, body: Array("{}".utf8),
          at: start.adding(seconds: seconds))
      }
      try await store.write { store in
        try store.keepAnswer(answer("k", at: 0))
        try store.keepAnswer(answer("K", at: 5))
      }
      try expectEqual(try await store.read { try $0.keptAnswer(account: ann, key: "k") }, answer("k", at: 0))
      try expect(try await store.read { try $0.keptAnswer(account: ann + 1, key: "k") } == nil)
      try expectEqual(try await store.write { try $0.forgetAnswers(before: start.adding(seconds: 5)) }, 1)
      try expect(try await store.read { try $0.keptAnswer(account: ann, key: "k") } == nil)
      try expectEqual(try await store.read { try $0.keptAnswer(account: ann, key: "K") }, answer("K", at: 5))
    },
    StoreCheck("an account's kept answers are bounded, and the newest stay") { store in
      let ann = try await store.write {
        try $0.createAccount(email: "ann@example.org", name: "A", role: .support, passwordHash: "x", at: start).id
      }
      try await store.write { store in
        for number in 0..<(KeptAnswer.limit + 5) {
          try store.keepAnswer(
            KeptAnswer(
              account: ann, key: "\(number)", requestHash: hash(8), status: 200, body: [],
              at: start.adding(seconds: Int64(number))))
        }
      }
      try await store.read { store in
        for number in 0..<5 { try expect(try store.keptAnswer(account: ann, key: "\(number)") == nil) }
        try expect(try store.keptAnswer(account: ann, key: "5") != nil)
        try expect(try store.keptAnswer(account: ann, key: "\(KeptAnswer.limit + 4)") != nil)
      }
    },
  ]
}
