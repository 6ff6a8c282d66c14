// Roles, invitations, sessions, known browsers and second factors of accounts.
import CollectorCore
import TellbackWire

private func hash(_ byte: UInt8) -> [UInt8] { [UInt8](repeating: byte, count: 32) }

extension Store {
  fileprivate func makeAccount(_ name: String, _ role: StaffRole = .admin, hash: String = "set") async throws -> Int64 {
    try await write {
      try $0.createAccount(email: "\(name)@example.org", name: name, role: role, passwordHash: hash, at: start).id
    }
  }

  fileprivate func account(_ id: Int64) async throws -> StaffAccount {
    try await read { try unwrap(try $0.account(id)) }
  }
}

extension StoreCheck {
  static let accountChecks: [StoreCheck] = [
    StoreCheck("the last admin of all apps stays one, whatever is tried") { store in
      let app = try await store.makeApp()
      let ann = try await store.makeAccount("ann")
      let invited = try await store.makeAccount("invited", hash: "")
      let limited = try await store.makeAccount("limited")
      let disabled = try await store.makeAccount("disabled")
      _ = try await store.makeAccount("other", .support)
      try await store.write { store in
        // None of these can stand in for her.
        try expect(try store.setRole(.admin, apps: .app(app), account: limited))
        try expect(try store.setDisabled(start, account: disabled))
        try expect(!(try store.setRole(.support, apps: .all, account: ann)))
        try expect(!(try store.setRole(.admin, apps: .app(app), account: ann)))
        try expect(!(try store.setDisabled(start, account: ann)))
        try expect(try store.setRole(.admin, apps: .all, account: ann))
      }
      try expectEqual(try await store.account(ann).role, .admin)
      try expectEqual(try await store.account(ann).apps, .all)
      try expectEqual(try await store.account(ann).disabledAt == nil, true)
      try await store.write { store in
        try store.setPassword(account: invited, hash: "set", at: start)
        try expect(try store.setDisabled(start, account: ann))
        try expect(!(try store.setRole(.lead, apps: .all, account: invited)))
        try expect(try store.setDisabled(nil, account: ann))
        try expect(try store.setRole(.lead, apps: .app(app), account: invited))
      }
      try expectEqual(try await store.account(invited).apps, .app(app))
    },
    StoreCheck("of two admins who step down at once, one does") { store in
      for round in 0..<20 {
        let (one, two) = (try await store.makeAccount("one\(round)"), try await store.makeAccount("two\(round)"))
        try await store.write { store in
          for account in try store.accounts() where account.role == .admin && account.id < one {
            try expect(try store.setRole(.support, apps: .all, account: account.id))
          }
        }
        async let first = store.write { try $0.setRole(.support, apps: .all, account: one) }
        async let second = store.write { try $0.setDisabled(start, account: two) }
        let done = try await [first, second]
        try expectEqual(done.count { $0 }, 1)
        let admins = try await store.read { try $0.accounts().count { $0.isUsable && $0.may(.administer) } }
        try expectEqual(admins, 1)
      }
    },
    StoreCheck("what a person says of themselves is kept as it was said") { store in
      let ann = try await store.makeAccount("ann")
      let fresh = try await store.account(ann)
      try expectEqual(fresh.languages, [])
      try expect(fresh.timeZone == nil && fresh.awaySince == nil && !fresh.needsFactor)
      let profile = try StaffProfile(
        name: " Ånn \u{202E}<b> ", languages: ["de-CH", "fr", "DE-ch"], timeZone: "Europe/Zurich")
      try await store.write { store in
        try store.setProfile(profile, account: ann)
        try store.setAway(since: start, account: ann)
        try store.setNeedsFactor(true, account: ann)
      }
      let kept = try await store.account(ann)
      try expectEqual(kept.name, "Ånn \u{202E}<b>")
      try expectEqual(kept.languages, ["de-CH", "fr"])
      try expectEqual(kept.timeZone, "Europe/Zurich")
      try expectEqual(kept.awaySince, start)
      try expect(kept.needsFactor)
      try await store.write { try $0.setAway(since: nil, account: ann) }
      try expect(try await store.account(ann).awaySince == nil)
      for id in [ann + 1, 0] {
        do {
          try await store.write { try $0.setProfile(profile, account: id) }
        } catch StoreError.failed { continue }
        throw BrokenPromise(description: "an account that is not there was changed")
      }
    },
    StoreCheck("an invitation is replaced by a newer one and used once") { store in
      let ann = try await store.makeAccount("ann", hash: "")
      try expect(try await store.account(ann).joinedAt == nil)
      @Sendable func invitation(_ byte: UInt8) -> Invitation {
        Invitation(
          account: ann, tokenHash: hash(byte), by: "Ada", createdAt: start, expiresAt: start.adding(seconds: 9))
      }
      try await store.write { try $0.saveInvitation(invitation(1)) }
      try await store.write { try $0.saveInvitation(invitation(2)) }
      try expect(try await store.read { try $0.invitation(tokenHash: hash(1)) } == nil)
      try expectEqual(try await store.read { try $0.invitation(tokenHash: hash(2)) }, invitation(2))
      try expectEqual(try await store.read { try $0.invitation(ofAccount: ann) }, invitation(2))
      async let first = store.write { try $0.deleteInvitation(ofAccount: ann) }
      async let second = store.write { try $0.deleteInvitation(ofAccount: ann) }
      try expectEqual(try await [first, second].count { $0 }, 1)
      try await store.write { try $0.setPassword(account: ann, hash: "set", at: start.adding(seconds: 3)) }
      try await store.write { try $0.setPassword(account: ann, hash: "again", at: start.adding(seconds: 7)) }
      try expectEqual(try await store.account(ann).joinedAt, start.adding(seconds: 3))
    },
    StoreCheck("sessions are listed and ended by their account, and half of a sign-in is none") { store in
      let (ann, ben) = (try await store.makeAccount("ann"), try await store.makeAccount("ben"))
      try await store.write { store in
        for byte in UInt8(1)...3 {
          try store.createSession(
            StaffSession(
              tokenHash: hash(byte), account: ann, createdAt: start, expiresAt: start.adding(seconds: 60),
              browser: "B\(byte)", address: "10.0.0.\(byte)"))
        }
        try store.createSession(
          StaffSession(
            tokenHash: hash(4), account: ann, createdAt: start, expiresAt: start.adding(seconds: 60), awaitsFactor: true
          ))
        try store.createSession(
          StaffSession(tokenHash: hash(9), account: ben, createdAt: start, expiresAt: start.adding(seconds: 60)))
        try store.noteSeen(session: hash(2), at: start.adding(seconds: 5), browser: "New", address: "::1")
        try expectEqual(try store.noteWrongCode(session: hash(4)), 1)
        try expectEqual(try store.noteWrongCode(session: hash(4)), 2)
      }
      let sessions = try await store.read { try $0.sessions(ofAccount: ann) }
      try expectEqual(sessions.map(\.tokenHash), [hash(2), hash(1), hash(3)])
      try expectEqual(sessions.first?.browser, "New")
      try expectEqual(sessions.first?.address, "::1")
      try expectEqual(sessions.first?.seenAt, start.adding(seconds: 5))
      try expectEqual(try await store.read { try $0.session(tokenHash: hash(4))?.awaitsFactor }, true)
      try expectEqual(try await store.write { try $0.deleteSessions(ofAccount: ann, except: hash(3)) }, 3)
      try expectEqual(try await store.read { try $0.sessions(ofAccount: ann).map(\.tokenHash) }, [hash(3)])
      try expectEqual(try await store.write { try $0.deleteSessions(ofAccount: ann, except: nil) }, 1)
      try expectEqual(try await store.read { try $0.sessions(ofAccount: ben).count }, 1)
    },
    StoreCheck("a known browser is known for its account, and the newest are kept") { store in
      let (ann, ben) = (try await store.makeAccount("ann"), try await store.makeAccount("ben"))
      let count = KnownBrowser.limit + 3
      for byte in 0..<count {
        try await store.write {
          try $0.rememberBrowser(tokenHash: hash(UInt8(byte)), account: ann, at: start.adding(seconds: Int64(byte)))
        }
      }
      try await store.read { store in
        for byte in 0..<count {
          try expectEqual(try store.isKnownBrowser(tokenHash: hash(UInt8(byte)), account: ann), byte >= 3)
          try expect(!(try store.isKnownBrowser(tokenHash: hash(UInt8(byte)), account: ben)))
        }
      }
      try expectEqual(try await store.write { try $0.forgetBrowsers(notSeenSince: start.adding(seconds: 4)) }, 1)
      try await store.write { try $0.forgetBrowsers(ofAccount: ann) }
      try expect(!(try await store.read { try $0.isKnownBrowser(tokenHash: hash(9), account: ann) }))
    },
    StoreCheck("a step of a second factor is taken once, and never an earlier one") { store in
      let ann = try await store.makeAccount("ann")
      let factor = SecondFactor(account: ann, secret: [UInt8](repeating: 7, count: 20), createdAt: start)
      try await store.write { try $0.saveSecondFactor(factor) }
      try expectEqual(try await store.read { try $0.secondFactor(ofAccount: ann) }, factor)
      async let first = store.write { try $0.takeStep(100, account: ann) }
      async let second = store.write { try $0.takeStep(100, account: ann) }
      try expectEqual(try await [first, second].count { $0 }, 1)
      try await store.write { store in
        try expect(!(try store.takeStep(99, account: ann)))
        try expect(try store.takeStep(101, account: ann))
        try store.confirmSecondFactor(ofAccount: ann, at: start)
        try store.confirmSecondFactor(ofAccount: ann, at: start.adding(seconds: 9))
        try store.saveRecoveryCodes([hash(1), hash(2)], account: ann)
      }
      try expectEqual(try await store.read { try $0.secondFactor(ofAccount: ann)?.confirmedAt }, start)
      try expectEqual(try await store.read { try $0.secondFactor(ofAccount: ann)?.lastStep }, 101)
      async let third = store.write { try $0.takeRecoveryCode(hash(2), account: ann) }
      async let fourth = store.write { try $0.takeRecoveryCode(hash(2), account: ann) }
      try expectEqual(try await [third, fourth].count { $0 }, 1)
      try expectEqual(try await store.read { try $0.recoveryCodes(ofAccount: ann) }, 1)
      try await store.write { try $0.saveRecoveryCodes([hash(3)], account: ann) }
      try expect(!(try await store.write { try $0.takeRecoveryCode(hash(1), account: ann) }))
      try await store.write { try $0.deleteSecondFactor(ofAccount: ann) }
      try expect(try await store.read { try $0.secondFactor(ofAccount: ann) } == nil)
      try expectEqual(try await store.read { try $0.recoveryCodes(ofAccount: ann) }, 0)
    },
  ]
}
