// Who calls the staff API: a program with a personal token, which may no more than its scopes and no more than its owner.
import CollectorCore
import CollectorHTTP
import TellbackWire

struct StaffCaller: Sendable {
  let account: StaffAccount
  let token: AccessToken

  var actor: Actor { .staff(id: account.id, name: account.name) }

  func may(_ permission: Permission) -> Bool { token.scopes.contains(permission) && account.may(permission) }

  /// Throws the same 404 for a ticket of an app that is not seen as for one that is not there.
  func checkSees(ticket number: Int64, _ reads: any StoreReads) throws {
    guard let ticket = try reads.ticket(number), account.apps.contains(ticket.app) else {
      throw ErrorAnswer.noTicket(number)
    }
  }
}

extension RouteAccess {
  /// A personal token with this scope.
  static func token(_ permission: Permission) -> RouteAccess { RouteAccess("token: \(permission.rawValue)") }
}

extension ErrorAnswer {
  static func noTicket(_ number: Int64) -> ErrorAnswer {
    ErrorAnswer(404, "no_such_ticket", "There is no ticket \(number).")
  }
}

/// Finds the owner of a token.
struct StaffAuthenticator: Sendable {
  /// Requests of one token in a minute.
  static let quota = IngestQuota(appPerMinute: 1_200)
  /// Between two notes of when a token was used, in seconds.
  private static let usedSeconds: Int64 = 300

  let store: any Store
  let secrets: any Secrets
  let clock: @Sendable () -> Timestamp
  let quotas = Quotas(what: "Requests", who: "this token")

  /// Throws 401 for a token that is missing, unknown, revoked or over, or whose owner cannot sign in; 403 without the scope;
  /// 429 past the quota.
  func caller(of request: HTTPRequest, needs permission: Permission) async throws -> StaffCaller {
    guard let authorization = request.headers["authorization"] else {
      throw ErrorAnswer(
        401, "missing_token", field: "Authorization", "Send a personal token as Authorization: Bearer TOKEN.")
    }
    let unknown = ErrorAnswer(
      401, "unknown_token", field: "Authorization",
      "This token is not known here, was revoked, or has ended. Tokens are made on the board under 'Your account'.")
    // RFC 9110, section 11.1: the scheme's case does not count.
    guard authorization.utf8.count <= AppKeyText.limit, authorization.prefix(7).lowercased() == "bearer " else {
      throw unknown
    }
    let (hash, now) = (secrets.tokenHash(Array(authorization.dropFirst(7).utf8)), clock())
    let found = try await store.read { reads -> (caller: StaffCaller, lacksFactor: Bool)? in
      guard let token = try reads.token(hash: hash), token.isActive(at: now),
        let account = try reads.account(token.account), account.isUsable
      else { return nil }
      let lacksFactor = account.needsFactor ? try reads.secondFactor(ofAccount: account.id)?.confirmedAt == nil : false
      return (StaffCaller(account: account, token: token), lacksFactor)
    }
    guard let (caller, lacksFactor) = found else { throw unknown }
    guard !lacksFactor else {
      throw ErrorAnswer(
        403, "factor_needed", "An admin requires a second factor of this token's owner, who has not set it up.")
    }
    guard caller.may(permission) else {
      throw ErrorAnswer(
        403, "missing_scope", field: "Authorization",
        "This needs the scope '\(permission.rawValue)', of the token and of its owner's role.")
    }
    try quotas.take(1, app: AppID(caller.token.id), quota: Self.quota, installation: nil)
    try await noteUse(caller.token, now: now)
    return caller
  }

  /// What does many things counts as many requests: `count` beyond the one that ``caller(of:needs:)`` took. Throws 429 past the quota.
  func take(_ count: Int, by caller: StaffCaller) throws {
    guard count > 0 else { return }
    try quotas.take(count, app: AppID(caller.token.id), quota: Self.quota, installation: nil)
  }

  private func noteUse(_ token: AccessToken, now: Timestamp) async throws {
    if let used = token.usedAt, now < used.adding(seconds: Self.usedSeconds) { return }
    try await store.write { try $0.noteUse(ofToken: token.id, at: now) }
  }
}
