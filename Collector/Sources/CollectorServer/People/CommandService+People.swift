// Performs the commands on accounts.
import CollectorCore
import TellbackWire

extension CommandService {
  func perform(_ command: PeopleCommand) async throws -> String {
    switch command {
    case .invite(let email, let role, let name, let apps): return try await invite(email, role, name, apps)
    case .link(let email):
      let token = secrets.makeToken()
      let hash = secrets.tokenHash(token)
      try await change(email) { actions, account, _ in try actions.inviteAgain(account.id, tokenHash: hash) }
      return linkText(email, token)
    case .setRole(let email, let role):
      try await change(email) { actions, account, _ in try actions.setRole(account.id, role, apps: account.apps) }
      return "\(email) is \(role.rawValue) now.\n"
    case .disable(let email):
      try await change(email) { actions, account, _ in try actions.disable(account.id) }
      return "\(email) is disabled: sessions and tokens have ended.\n"
    case .enable(let email):
      try await change(email) { actions, account, _ in try actions.enable(account.id) }
      return "\(email) can sign in again.\n"
    case .setAway(let email, let isAway):
      try await change(email) { actions, account, _ in try actions.setAway(account.id, isAway) }
      return "\(email) is marked as \(isAway ? "away" : "back").\n"
    case .setProfile(let email, let name, let languages, let zone):
      try await change(email) { actions, account, _ in
        let profile = try StaffProfile(
          name: name ?? account.name, languages: languages ?? account.languages,
          timeZone: zone.map { $0.isEmpty ? nil : $0 } ?? account.timeZone)
        try actions.setProfile(account.id, profile)
      }
      return "The profile of \(email) is saved.\n"
    case .requireFactor(let email, let isRequired):
      try await change(email) { actions, account, _ in try actions.requireFactor(account.id, isRequired) }
      return "A second factor is \(isRequired ? "required" : "no longer required") of \(email).\n"
    case .resetFactor(let email):
      try await change(email) { actions, account, _ in
        guard try actions.resetFactor(account.id) else { throw StaffError.noSecondFactor }
      }
      return "\(email) signs in with the password alone; their sessions have ended.\n"
    case .signOut(let email):
      try await change(email) { actions, account, _ in try actions.endSessions(of: account.id, except: nil) }
      return "\(email) is signed out everywhere.\n"
    case .createToken(let email, let name, let scopes, let days):
      return try await createToken(email, name, scopes, days)
    case .listTokens(let email): return try await listTokens(email)
    case .revokeToken(let id):
      try await act { actions, _ in try actions.revokeToken(id, of: nil) }
      return "Token \(id) is revoked: what it sends is answered 401 from now on.\n"
    }
  }

  private func invite(_ email: String, _ role: StaffRole, _ name: String, _ apps: [String]) async throws -> String {
    let token = secrets.makeToken()
    let hash = secrets.tokenHash(token)
    try await act { actions, store in
      let scope = apps.isEmpty ? .all : try Self.scope(apps, store)
      try actions.invite(email: email, name: name, role: role, apps: scope, tokenHash: hash)
    }
    return linkText(email, token)
  }

  /// A collector that knows its public address gives a whole link.
  private func linkText(_ email: String, _ token: [UInt8]) -> String {
    let path = "/join?key=\(Hexadecimal.text(token))"
    let note = boardURL == nil ? " Put the board's address before it." : ""
    return "Pass this link to \(email); it is shown only now, works once and ends after seven days.\(note)\n"
      + (boardURL ?? "") + path + "\n"
  }

  private func createToken(_ email: String, _ name: String, _ scopes: Set<Permission>, _ days: Int64) async throws
    -> String
  {
    let (text, secrets) = (AccessToken.prefix + Hexadecimal.text(secrets.makeToken()), secrets)
    try await change(email) { actions, account, _ in
      try actions.createToken(account.id, name: name, scopes: scopes, days: days, text: text, secrets: secrets)
    }
    return "A token of \(email) for \(days) days, shown only now; it goes as Authorization: Bearer TOKEN:\n\(text)\n"
  }

  private func listTokens(_ email: String) async throws -> String {
    let now = clock()
    let tokens = try await store.read { store in
      guard let account = try store.account(email: email) else { throw StaffError.noSuchAccount(email) }
      return try store.tokens(ofAccount: account.id)
    }
    return tokens.map { token in
      let state =
        token.revokedAt.map { "revoked \(Log.time($0))" }
        ?? (token.isActive(at: now)
          ? "active until \(Log.time(token.expiresAt))" : "ended \(Log.time(token.expiresAt))")
      return "\(token.id)\t\(token.hint)…\t\(token.name)\t"
        + "\(token.scopes.map(\.rawValue).sorted().joined(separator: ","))\t\(state)\n"
    }.joined()
  }

  /// Does something with one account, in the name of the command line.
  func change(
    _ email: String, _ body: @escaping @Sendable (StaffActions, StaffAccount, any StoreWrites) throws -> Void
  ) async throws {
    try await act { actions, store in
      guard let account = try store.account(email: email) else { throw StaffError.noSuchAccount(email) }
      try body(actions, account, store)
    }
  }

  func act(_ body: @escaping @Sendable (StaffActions, any StoreWrites) throws -> Void) async throws {
    let now = clock()
    try await store.write { try body(StaffActions($0, now: now, by: .command), $0) }
  }

  /// One line into the audit log, beside what `store` does.
  func note(
    _ act: AuditAct, in store: any StoreWrites, app: AppID? = nil, subject: String = "", detail: String = ""
  ) throws {
    try store.audit(AuditEntry(at: clock(), act: act, by: .command, app: app, subject: subject, detail: detail))
  }
}
