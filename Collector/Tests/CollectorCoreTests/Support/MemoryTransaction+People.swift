// What the domain's tests in memory do not use of accounts, tokens and the audit log: the stores' own checks do.
import CollectorCore
import TellbackWire

extension MemoryTransaction {
  func accounts() throws -> [StaffAccount] { state.accounts.values.sorted { $0.id < $1.id } }
  func account(_ id: Int64) throws -> StaffAccount? { state.accounts[id] }
  func account(email: String) throws -> StaffAccount? { throw NotKept() }
  func session(tokenHash: [UInt8]) throws -> StaffSession? { throw NotKept() }
  func sessions(ofAccount account: Int64) throws -> [StaffSession] { throw NotKept() }
  func invitation(tokenHash: [UInt8]) throws -> Invitation? { throw NotKept() }
  func invitation(ofAccount account: Int64) throws -> Invitation? { throw NotKept() }
  func isKnownBrowser(tokenHash: [UInt8], account: Int64) throws -> Bool { throw NotKept() }
  func secondFactor(ofAccount account: Int64) throws -> SecondFactor? { throw NotKept() }
  func recoveryCodes(ofAccount account: Int64) throws -> Int { throw NotKept() }
  func createAccount(email: String, name: String, role: StaffRole, passwordHash: String, at: Timestamp) throws
    -> StaffAccount
  { throw NotKept() }
  func setPassword(account: Int64, hash: String, at: Timestamp) throws { throw NotKept() }
  func setApps(_ apps: AppScope, account: Int64) throws { throw NotKept() }
  func setRole(_ role: StaffRole, apps: AppScope, account: Int64) throws -> Bool { throw NotKept() }
  func setDisabled(_ at: Timestamp?, account: Int64) throws -> Bool { throw NotKept() }
  func setProfile(_ profile: StaffProfile, account: Int64) throws { throw NotKept() }
  func setAway(since: Timestamp?, account: Int64) throws { throw NotKept() }
  func setNeedsFactor(_ needsFactor: Bool, account: Int64) throws { throw NotKept() }
  func createSession(_ session: StaffSession) throws { throw NotKept() }
  func noteSeen(session tokenHash: [UInt8], at: Timestamp, browser: String, address: String) throws { throw NotKept() }
  func noteWrongCode(session tokenHash: [UInt8]) throws -> Int { throw NotKept() }
  func deleteSession(tokenHash: [UInt8]) throws { throw NotKept() }
  func deleteSessions(ofAccount account: Int64, except kept: [UInt8]?) throws -> Int { throw NotKept() }
  func deleteSessions(expiredBefore moment: Timestamp) throws -> Int { throw NotKept() }
  func saveInvitation(_ invitation: Invitation) throws { throw NotKept() }
  func deleteInvitation(ofAccount account: Int64) throws -> Bool { throw NotKept() }
  func rememberBrowser(tokenHash: [UInt8], account: Int64, at: Timestamp) throws { throw NotKept() }
  func forgetBrowsers(ofAccount account: Int64) throws { throw NotKept() }
  func forgetBrowsers(notSeenSince moment: Timestamp) throws -> Int { throw NotKept() }
  func saveSecondFactor(_ factor: SecondFactor) throws { throw NotKept() }
  func deleteSecondFactor(ofAccount account: Int64) throws { throw NotKept() }
  func takeStep(_ step: Int64, account: Int64) throws -> Bool { throw NotKept() }
  func confirmSecondFactor(ofAccount account: Int64, at: Timestamp) throws { throw NotKept() }
  func saveRecoveryCodes(_ hashes: [[UInt8]], account: Int64) throws { throw NotKept() }
  func takeRecoveryCode(_ hash: [UInt8], account: Int64) throws -> Bool { throw NotKept() }

  func token(hash: [UInt8]) throws -> AccessToken? { throw NotKept() }
  func tokens(ofAccount account: Int64) throws -> [AccessToken] { throw NotKept() }
  func keptAnswer(account: Int64, key: String) throws -> KeptAnswer? { throw NotKept() }
  func createToken(_ token: AccessToken) throws -> Int64 { throw NotKept() }
  func revokeToken(_ id: Int64, account: Int64?, at: Timestamp) throws -> AccessToken? { throw NotKept() }
  func revokeTokens(ofAccount account: Int64, at: Timestamp) throws -> Int { throw NotKept() }
  func noteUse(ofToken id: Int64, at: Timestamp) throws { throw NotKept() }
  func keepAnswer(_ answer: KeptAnswer) throws { throw NotKept() }
  func forgetAnswers(before moment: Timestamp) throws -> Int { throw NotKept() }

  func auditEntries(_ query: AuditQuery) throws -> [AuditEntry] { state.audit }
  func audit(_ entry: AuditEntry) throws -> Int64 {
    state.audit.append(entry)
    return Int64(state.audit.count)
  }
  func forgetAudit(before moment: Timestamp, most: Int, limit: Int) throws -> Int { throw NotKept() }
}
