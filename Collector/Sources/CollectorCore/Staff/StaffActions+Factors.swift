// Second factors: set up by their owner, confirmed by a first code, required or reset by admins.
import TellbackWire

extension StaffActions {
  /// Begins to set one up; it guards nothing before ``confirmFactor(_:code:recovery:secrets:)``. Begun again, it takes a new secret.
  public func beginFactor(_ id: Int64, secret: [UInt8]) throws {
    guard try store.secondFactor(ofAccount: id)?.confirmedAt == nil else { throw StaffError.hasSecondFactor }
    try store.saveSecondFactor(SecondFactor(account: id, secret: secret, createdAt: now))
  }

  /// From now on signing in takes a code. `recovery` are hashes of codes that the owner is shown once.
  public func confirmFactor(_ id: Int64, code: String, recovery: [[UInt8]], secrets: any Secrets) throws {
    let account = try find(id)
    guard let factor = try store.secondFactor(ofAccount: id) else { throw StaffError.noSecondFactor }
    guard factor.confirmedAt == nil else { throw StaffError.hasSecondFactor }
    guard try take(code, of: factor, secrets) else { throw StaffError.wrongCode }
    try store.confirmSecondFactor(ofAccount: id, at: now)
    try store.saveRecoveryCodes(recovery, account: id)
    try note(.factorAdded, account)
  }

  /// Whether `code` is one of the authenticator or a recovery code of the account that was not used before; it is used up by
  /// this.
  public func takeCode(_ id: Int64, _ code: String, secrets: any Secrets) throws -> Bool {
    let account = try find(id)
    guard let factor = try store.secondFactor(ofAccount: id), factor.confirmedAt != nil else { return false }
    if try take(code, of: factor, secrets) { return true }
    guard let hash = RecoveryCode.hash(code, secrets: secrets), try store.takeRecoveryCode(hash, account: id) else {
      return false
    }
    try note(.recoveryCodeUsed, account, "\(try store.recoveryCodes(ofAccount: id)) left")
    return true
  }

  /// Replaces the recovery codes; whoever asks shows a code first.
  public func renewRecoveryCodes(_ id: Int64, code: String, recovery: [[UInt8]], secrets: any Secrets) throws {
    let account = try find(id)
    guard try takeCode(id, code, secrets: secrets) else { throw StaffError.wrongCode }
    try store.saveRecoveryCodes(recovery, account: id)
    try note(.recoveryCodesMade, account)
  }

  /// By its owner, who shows a code first.
  public func removeFactor(_ id: Int64, code: String, secrets: any Secrets) throws {
    let account = try find(id)
    guard !account.needsFactor else { throw StaffError.factorNeeded }
    guard try takeCode(id, code, secrets: secrets) else { throw StaffError.wrongCode }
    try store.deleteSecondFactor(ofAccount: id)
    try note(.factorRemoved, account)
  }

  /// By an admin, for whoever has lost phone and paper: ends the sessions too. False when there was none.
  @discardableResult
  public func resetFactor(_ id: Int64) throws -> Bool {
    let account = try find(id)
    guard try store.secondFactor(ofAccount: id) != nil else { return false }
    try store.deleteSecondFactor(ofAccount: id)
    try store.deleteSessions(ofAccount: id, except: nil)
    try store.forgetBrowsers(ofAccount: id)
    try note(.factorRemoved, account, "reset")
    return true
  }

  public func requireFactor(_ id: Int64, _ isRequired: Bool) throws {
    let account = try find(id)
    guard account.needsFactor != isRequired else { return }
    try store.setNeedsFactor(isRequired, account: id)
    try note(.factorRequired, account, isRequired ? "required" : "no longer required")
  }

  private func take(_ code: String, of factor: SecondFactor, _ secrets: any Secrets) throws -> Bool {
    guard let step = OneTimeCode.matchedStep(code, secret: factor.secret, at: now, secrets: secrets) else {
      return false
    }
    return try store.takeStep(step, account: factor.account)
  }
}
