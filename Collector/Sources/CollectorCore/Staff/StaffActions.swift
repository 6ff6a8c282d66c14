// What is done with accounts: each verb changes what is stored and writes one line into the audit log, in one transaction.
import TellbackWire

/// The verbs on accounts. Stateless; it works inside a transaction of the store. Whoever calls it has checked that the actor may.
public struct StaffActions {
  let store: any StoreWrites
  /// The one moment of the whole transaction.
  let now: Timestamp
  let actor: AuditActor
  let address: String?

  public init(_ store: any StoreWrites, now: Timestamp, by actor: AuditActor, from address: String? = nil) {
    self.store = store
    self.now = now
    self.actor = actor
    self.address = address.map { AuditEntry.cut($0, to: StaffSession.addressLimit) }
  }

  // MARK: Making accounts

  /// An account that can sign in at once.
  @discardableResult
  public func create(email: String, name: String, role: StaffRole, apps: AppScope, passwordHash: String) throws
    -> StaffAccount
  {
    let account = try make(email: email, name: name, role: role, apps: apps, passwordHash: passwordHash)
    try note(.accountCreated, account, "\(role.rawValue), \(Self.text(apps, store))")
    return account
  }

  /// An account of somebody who sets their password by a link. `tokenHash` is that of the link's token.
  @discardableResult
  public func invite(email: String, name: String, role: StaffRole, apps: AppScope, tokenHash: [UInt8]) throws
    -> StaffAccount
  {
    let account = try make(email: email, name: name, role: role, apps: apps, passwordHash: "")
    try saveInvitation(account, tokenHash)
    try note(.accountInvited, account, "\(role.rawValue), \(Self.text(apps, store))")
    return account
  }

  /// A new link for an account, in place of one that may be on its way. Whoever has a password keeps it until the link is used.
  public func inviteAgain(_ id: Int64, tokenHash: [UInt8]) throws {
    let account = try find(id)
    guard account.disabledAt == nil else { throw StaffError.cannotInvite(account.email) }
    try saveInvitation(account, tokenHash)
    try note(.accountInvited, account, account.joinedAt == nil ? "a new link" : "a link for a new password")
  }

  /// Uses a link: sets the password, and with `name` the name. The second factor stays as it is. Throws
  /// ``StaffError/noInvitation``.
  public static func join(
    tokenHash: [UInt8], name: String?, passwordHash: String, in store: any StoreWrites, now: Timestamp,
    from address: String?
  ) throws -> StaffAccount {
    guard let invitation = try store.invitation(tokenHash: tokenHash), now < invitation.expiresAt,
      let account = try store.account(invitation.account), account.disabledAt == nil,
      try store.deleteInvitation(ofAccount: account.id)
    else { throw StaffError.noInvitation }
    try store.setPassword(account: account.id, hash: passwordHash, at: now)
    if let name {
      let profile = try StaffProfile(name: name, languages: account.languages, timeZone: account.timeZone)
      try store.setProfile(profile, account: account.id)
    }
    try store.deleteSessions(ofAccount: account.id, except: nil)
    try store.forgetBrowsers(ofAccount: account.id)
    let joined = try store.account(account.id) ?? account
    let actions = StaffActions(store, now: now, by: .staff(id: joined.id, name: joined.name), from: address)
    try actions.note(
      account.joinedAt == nil ? .accountJoined : .passwordChanged, joined, "by the link of \(invitation.by)")
    return joined
  }

  // MARK: What admins set

  public func setRole(_ id: Int64, _ role: StaffRole, apps: AppScope) throws {
    let account = try find(id)
    guard account.role != role || account.apps != apps else { return }
    guard try store.setRole(role, apps: apps, account: id) else { throw StaffError.lastAdmin(account.email) }
    try note(
      .roleChanged, account,
      "from \(account.role.rawValue), \(Self.text(account.apps, store)) to \(role.rawValue), \(Self.text(apps, store))")
  }

  /// Ends the account's sessions, tokens and links too. What the person wrote stays.
  public func disable(_ id: Int64) throws {
    let account = try find(id)
    guard account.disabledAt == nil else { return }
    guard try store.setDisabled(now, account: id) else { throw StaffError.lastAdmin(account.email) }
    try TicketActions(store, now: now).release(ticketsOf: account, because: .ownerLeft)
    let sessions = try store.deleteSessions(ofAccount: id, except: nil)
    let tokens = try store.revokeTokens(ofAccount: id, at: now)
    try store.forgetBrowsers(ofAccount: id)
    _ = try store.deleteInvitation(ofAccount: id)
    try note(.accountDisabled, account, "\(sessions) sessions and \(tokens) tokens ended")
  }

  public func enable(_ id: Int64) throws {
    let account = try find(id)
    guard account.disabledAt != nil else { return }
    _ = try store.setDisabled(nil, account: id)
    try note(.accountEnabled, account)
  }

  // MARK: What people set of themselves, or admins for them

  public func setProfile(_ id: Int64, _ profile: StaffProfile) throws {
    let account = try find(id)
    guard StaffProfile(account) != profile else { return }
    try store.setProfile(profile, account: id)
    let detail = account.name == profile.name ? "" : "from '\(account.name)' to '\(profile.name)'"
    try note(.profileChanged, account, detail)
  }

  public func setAway(_ id: Int64, _ isAway: Bool) throws {
    let account = try find(id)
    guard (account.awaySince != nil) != isAway else { return }
    try store.setAway(since: isAway ? now : nil, account: id)
    if isAway { try TicketActions(store, now: now).release(ticketsOf: account, because: .ownerAway) }
    try note(.awayChanged, account, isAway ? "away" : "back")
  }

  /// Ends every session but `session`.
  public func setPassword(_ id: Int64, hash: String, keeping session: [UInt8]? = nil) throws {
    let account = try find(id)
    try store.setPassword(account: id, hash: hash, at: now)
    _ = try store.deleteInvitation(ofAccount: id)
    let ended = try store.deleteSessions(ofAccount: id, except: session)
    if session == nil { try store.forgetBrowsers(ofAccount: id) }
    try note(.passwordChanged, account, "\(ended) sessions ended")
  }

  /// False when there is no such session of the account.
  @discardableResult
  public func endSession(_ tokenHash: [UInt8], of id: Int64) throws -> Bool {
    let account = try find(id)
    guard let session = try store.session(tokenHash: tokenHash), session.account == id else { return false }
    try store.deleteSession(tokenHash: tokenHash)
    try note(.sessionsEnded, account, "one session, last from \(session.address)")
    return true
  }

  /// Ends every session but `kept`, and forgets the browsers that had a way in.
  public func endSessions(of id: Int64, except kept: [UInt8]?) throws {
    let account = try find(id)
    let ended = try store.deleteSessions(ofAccount: id, except: kept)
    try store.forgetBrowsers(ofAccount: id)
    try note(.sessionsEnded, account, "\(ended) sessions")
  }

  // MARK: Parts

  func find(_ id: Int64) throws -> StaffAccount {
    guard let account = try store.account(id) else { throw StaffError.noSuchAccount("number \(id)") }
    return account
  }

  func note(_ act: AuditAct, _ account: StaffAccount, _ detail: String = "") throws {
    try store.audit(
      AuditEntry(at: now, act: act, by: actor, address: address, subject: account.email, detail: detail))
  }

  private func make(email: String, name: String, role: StaffRole, apps: AppScope, passwordHash: String) throws
    -> StaffAccount
  {
    let email = try StaffEmail.checked(email)
    let name = try StaffProfile.checked(name: name)
    var account: StaffAccount
    do {
      account = try store.createAccount(email: email, name: name, role: role, passwordHash: passwordHash, at: now)
    } catch StoreError.taken { throw StaffError.emailTaken(email) }
    if apps != .all {
      try store.setApps(apps, account: account.id)
      account.apps = apps
    }
    return account
  }

  private func saveInvitation(_ account: StaffAccount, _ tokenHash: [UInt8]) throws {
    try store.saveInvitation(
      Invitation(
        account: account.id, tokenHash: tokenHash, by: actor.name, createdAt: now,
        expiresAt: now.adding(seconds: Invitation.seconds)))
  }

  static func text(_ apps: AppScope, _ store: any StoreReads) throws -> String {
    guard case .only(let ids) = apps else { return "all apps" }
    let names = try ids.sorted { $0.value < $1.value }.map { try store.app($0).map { "'\($0.name)'" } ?? "\($0.value)" }
    return names.isEmpty ? "no app" : names.joined(separator: ", ")
  }
}
