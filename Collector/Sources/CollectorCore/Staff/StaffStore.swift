// What a store keeps of staff: accounts, invitations, signed-in browsers and second factors.
import TellbackWire

/// A link with which somebody sets their password, once. Its token is known by its hash alone.
public struct Invitation: Sendable, Equatable {
  /// How long a link can be used, in seconds: seven days.
  public static let seconds: Int64 = 7 * 86_400

  public var account: Int64
  /// 32 bytes.
  public var tokenHash: [UInt8]
  /// The name of who invited.
  public var by: String
  public var createdAt: Timestamp
  public var expiresAt: Timestamp

  public init(account: Int64, tokenHash: [UInt8], by: String, createdAt: Timestamp, expiresAt: Timestamp) {
    self.account = account
    self.tokenHash = tokenHash
    self.by = by
    self.createdAt = createdAt
    self.expiresAt = expiresAt
  }
}

/// Reads accounts and sessions, inside one snapshot or transaction.
public protocol StaffReads {
  func accounts() throws -> [StaffAccount]
  func account(_ id: Int64) throws -> StaffAccount?
  func account(email: String) throws -> StaffAccount?
  func session(tokenHash: [UInt8]) throws -> StaffSession?
  /// Of signed-in browsers, the one that was seen last first; those that wait for a second factor are left out.
  func sessions(ofAccount account: Int64) throws -> [StaffSession]
  func invitation(tokenHash: [UInt8]) throws -> Invitation?
  func invitation(ofAccount account: Int64) throws -> Invitation?
  func isKnownBrowser(tokenHash: [UInt8], account: Int64) throws -> Bool
  func secondFactor(ofAccount account: Int64) throws -> SecondFactor?
  /// Recovery codes that were not used yet.
  func recoveryCodes(ofAccount account: Int64) throws -> Int
}

/// Writes accounts and sessions, inside one transaction.
public protocol StaffWrites: StaffReads {
  /// An empty `passwordHash` makes an account of somebody who was invited and has not come. Throws ``StoreError/taken(_:)``
  /// when the address is taken.
  func createAccount(email: String, name: String, role: StaffRole, passwordHash: String, at: Timestamp) throws
    -> StaffAccount
  /// Whoever had none has joined at `at`.
  func setPassword(account: Int64, hash: String, at: Timestamp) throws
  /// Which apps an account sees from now on. Throws ``StoreError/failed(_:)`` without such an account or app.
  func setApps(_ apps: AppScope, account: Int64) throws
  /// Sets role and apps at once. False, and nothing changes, when nobody would be left who can sign in and administer all
  /// apps: of two who step down at once, one does.
  func setRole(_ role: StaffRole, apps: AppScope, account: Int64) throws -> Bool
  /// Disables an account, or with nil enables it. False under the same condition as ``setRole(_:apps:account:)``.
  func setDisabled(_ at: Timestamp?, account: Int64) throws -> Bool
  func setProfile(_ profile: StaffProfile, account: Int64) throws
  func setAway(since: Timestamp?, account: Int64) throws
  func setNeedsFactor(_ needsFactor: Bool, account: Int64) throws

  func createSession(_ session: StaffSession) throws
  func noteSeen(session tokenHash: [UInt8], at: Timestamp, browser: String, address: String) throws
  /// Counts a wrong code; returns how many there were.
  func noteWrongCode(session tokenHash: [UInt8]) throws -> Int
  func deleteSession(tokenHash: [UInt8]) throws
  /// Ends the sessions of an account but one; returns how many.
  @discardableResult func deleteSessions(ofAccount account: Int64, except kept: [UInt8]?) throws -> Int
  func deleteSessions(expiredBefore moment: Timestamp) throws -> Int

  /// Replaces the invitation that the account may have.
  func saveInvitation(_ invitation: Invitation) throws
  /// False when there was none: of two who use a link at once, one does.
  func deleteInvitation(ofAccount account: Int64) throws -> Bool

  /// Remembers a browser, or that it came again. The newest ``KnownBrowser/limit`` of an account are kept.
  func rememberBrowser(tokenHash: [UInt8], account: Int64, at: Timestamp) throws
  func forgetBrowsers(ofAccount account: Int64) throws
  func forgetBrowsers(notSeenSince moment: Timestamp) throws -> Int

  /// Replaces what was there.
  func saveSecondFactor(_ factor: SecondFactor) throws
  func deleteSecondFactor(ofAccount account: Int64) throws
  /// Notes that a code of this time step was taken. False, and nothing changes, when one of it or of a later step was: a code
  /// works once, also for two who send it at once.
  func takeStep(_ step: Int64, account: Int64) throws -> Bool
  func confirmSecondFactor(ofAccount account: Int64, at: Timestamp) throws
  /// Replaces all recovery codes.
  func saveRecoveryCodes(_ hashes: [[UInt8]], account: Int64) throws
  /// False when there is no such code, or no longer: each works once.
  func takeRecoveryCode(_ hash: [UInt8], account: Int64) throws -> Bool
}

/// A browser that signed in before.
public enum KnownBrowser {
  /// Browsers of one account.
  public static let limit = 20
  /// How long one is remembered without coming again, in seconds: 180 days.
  public static let seconds: Int64 = 180 * 86_400
}
