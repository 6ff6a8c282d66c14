// Making and revoking personal tokens.
import TellbackWire

extension StaffActions {
  /// Makes a token for a program. `text` is what its owner is shown once; its hash is stored. `days` counts from now.
  @discardableResult
  public func createToken(
    _ id: Int64, name: String, scopes: Set<Permission>, days: Int64, text: String, secrets: any Secrets
  ) throws -> AccessToken {
    let account = try find(id)
    let bytes = name.utf8.count
    guard (1...AccessToken.nameLimit).contains(bytes), name.contains(where: { !$0.isWhitespace }) else {
      throw StaffError.noTokenName(bytes: bytes)
    }
    guard !scopes.isEmpty else { throw StaffError.noScopes }
    for scope in scopes where !account.may(scope) { throw StaffError.scopeBeyondRole(scope) }
    guard (1...AccessToken.longestDays).contains(days) else {
      throw StaffError.tokenTooLong(days: days, limit: AccessToken.longestDays)
    }
    guard try store.tokens(ofAccount: id).count(where: { $0.isActive(at: now) }) < AccessToken.limit else {
      throw StaffError.tooManyTokens(limit: AccessToken.limit)
    }
    var token = AccessToken(
      account: id, name: name, tokenHash: secrets.tokenHash(Array(text.utf8)),
      hint: String(text.prefix(AccessToken.prefix.count + 6)), scopes: scopes, createdAt: now,
      expiresAt: now.adding(seconds: days * 86_400))
    token.id = try store.createToken(token)
    let list = scopes.map(\.rawValue).sorted().joined(separator: ", ")
    try note(.tokenCreated, account, "token \(token.id) '\(name)': \(list), \(days) days")
    return token
  }

  /// Revokes a token of the account; with nil anybody's.
  public func revokeToken(_ token: Int64, of id: Int64?) throws {
    guard let found = try store.revokeToken(token, account: id, at: now) else { throw StaffError.noSuchToken(token) }
    try note(.tokenRevoked, try find(found.account), "token \(token) '\(found.name)'")
  }
}
