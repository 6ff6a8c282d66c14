// Why something about an account was refused.

public enum StaffError: Error, Sendable, Equatable, CustomStringConvertible {
  case noSuchAccount(String)
  case emailTaken(String)
  case noEmail(String)
  case noName
  case nameTooLong(bytes: Int)
  case nameHasLines
  case tooManyLanguages(Int)
  case noLanguage(String)
  case noTimeZone(String)
  /// Nobody could administer accounts any more.
  case lastAdmin(String)
  /// The link was used, replaced, withdrawn or has expired.
  case noInvitation
  /// An invitation of somebody who has joined already, or whose account is disabled.
  case cannotInvite(String)
  case noSecondFactor
  /// Set up and confirmed already.
  case hasSecondFactor
  case wrongCode
  case factorNeeded
  case noTokenName(bytes: Int)
  case noScopes
  case scopeBeyondRole(Permission)
  case tokenTooLong(days: Int64, limit: Int64)
  case tooManyTokens(limit: Int)
  case noSuchToken(Int64)

  public var description: String {
    switch self {
    case .noSuchAccount(let who): "There is no account of \(who)."
    case .emailTaken(let email): "There is an account of \(email) already."
    case .noEmail(let text): "'\(text.prefix(100))' is no e-mail address such as ann@example.com."
    case .noName: "Write a name; reporters see it."
    case .nameTooLong(let bytes): "The name has \(bytes) bytes; the limit is \(StaffProfile.nameLimit) bytes."
    case .nameHasLines: "The name must stand on one line."
    case .tooManyLanguages(let count):
      "There are \(count) languages; the limit is \(StaffProfile.languageLimit)."
    case .noLanguage(let tag): "'\(tag.prefix(40))' is no language tag such as de or pt-BR."
    case .noTimeZone(let name): "'\(name.prefix(64))' is no time zone such as Europe/Zurich."
    case .lastAdmin(let email):
      "\(email) is the last admin of all apps who can sign in. Make another admin first, so that somebody can manage accounts."
    case .noInvitation:
      "This link was used before, was replaced by a newer one, or has expired. Ask an admin for a new one."
    case .cannotInvite(let email): "\(email) is disabled; enable the account first."
    case .noSecondFactor: "No second factor is set up."
    case .hasSecondFactor: "A second factor is set up already. Remove it before setting up another."
    case .wrongCode: "That code is wrong, was used before, or has run out. Wait for the next one."
    case .factorNeeded: "An admin requires a second factor of this account, so it cannot be removed."
    case .noTokenName(let bytes): "A token's name must have 1 to \(AccessToken.nameLimit) bytes; it has \(bytes)."
    case .noScopes: "Choose at least one thing that the token may do."
    case .scopeBeyondRole(let scope): "Your role may not \(scope.rawValue), so a token of yours may not either."
    case .tokenTooLong(let days, let limit):
      "A token lasts 1 to \(limit) days; \(days) days were asked for."
    case .tooManyTokens(let limit): "There are \(limit) tokens already, which is the limit. Revoke one first."
    case .noSuchToken(let id): "There is no active token \(id)."
    }
  }
}
