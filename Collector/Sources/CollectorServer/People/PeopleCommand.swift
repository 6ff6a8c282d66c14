// Commands on accounts beside making one, as values.
import CollectorCore

enum PeopleCommand: Sendable, Equatable {
  /// No apps are all apps.
  case invite(email: String, role: StaffRole, name: String, apps: [String])
  case link(email: String)
  case setRole(email: String, StaffRole)
  case disable(email: String)
  case enable(email: String)
  case setAway(email: String, Bool)
  case setProfile(email: String, name: String?, languages: [String]?, zone: String?)
  case requireFactor(email: String, Bool)
  case resetFactor(email: String)
  case signOut(email: String)
  case createToken(email: String, name: String, scopes: Set<Permission>, days: Int64)
  case listTokens(email: String)
  case revokeToken(Int64)

  static let usage = """
    user invite EMAIL --role ROLE [--name NAME] [--app APP]...
                                                           make an account whose owner sets the password by a link, which
                                                           is the last line, works once and ends after seven days
    user link EMAIL                                        a new such link, also for a forgotten password
    user role EMAIL ROLE                                   change a role
    user disable EMAIL | enable EMAIL                      end an account's access, or give it back
    user profile EMAIL [--name NAME] [--language TAG]... [--zone ZONE]
                                                           name, languages, time zone
    user away EMAIL [--off]                                mark somebody as away, or as back
    user require-factor EMAIL [--off]                      demand a second factor, or no longer
    user reset-factor EMAIL                                remove the second factor of somebody who is locked out
    user sign-out EMAIL                                    end every session of an account
    user token create EMAIL NAME --scope SCOPE... [--days N] | list EMAIL | revoke TOKEN-ID
                                                           tokens for programs; a new one is the last line
    """

  /// Nil for a command that is none of these. Throws ``UsageError``.
  init?(_ command: String, _ rest: [String]) throws {
    func one(_ what: String = "EMAIL") throws -> String { try AdminCommand.plain(rest, command).words(what)[0] }
    func email() throws -> String { try AdminCommand.email(try one()) }
    func onOff() throws -> (String, Bool) {
      let parsed = try ArgumentReader(rest, command: command, options: ["--data"], switches: ["--off"])
      return (try AdminCommand.email(try parsed.words("EMAIL")[0]), !parsed.switches.contains("--off"))
    }
    switch command {
    case "user invite":
      let parsed = try ArgumentReader(rest, command: command, options: ["--data", "--role", "--name", "--app"])
      let email = try AdminCommand.email(try parsed.words("EMAIL")[0])
      self = .invite(
        email: email, role: try AdminCommand.role(try parsed.value("--role"), command),
        name: try parsed.value("--name") ?? String(email.prefix { $0 != "@" }), apps: parsed.values["--app"] ?? [])
    case "user link": self = .link(email: try email())
    case "user role":
      let words = try AdminCommand.plain(rest, command).words("EMAIL", "ROLE")
      self = .setRole(email: try AdminCommand.email(words[0]), try AdminCommand.role(words[1], command))
    case "user disable": self = .disable(email: try email())
    case "user enable": self = .enable(email: try email())
    case "user profile":
      let parsed = try ArgumentReader(rest, command: command, options: ["--data", "--name", "--language", "--zone"])
      self = .setProfile(
        email: try AdminCommand.email(try parsed.words("EMAIL")[0]), name: try parsed.value("--name"),
        languages: parsed.values["--language"], zone: try parsed.value("--zone"))
    case "user away":
      let (email, isOn) = try onOff()
      self = .setAway(email: email, isOn)
    case "user require-factor":
      let (email, isOn) = try onOff()
      self = .requireFactor(email: email, isOn)
    case "user reset-factor": self = .resetFactor(email: try email())
    case "user sign-out": self = .signOut(email: try email())
    case "user token create": self = try Self.parseToken(command, rest)
    case "user token list": self = .listTokens(email: try email())
    case "user token revoke":
      let text = try one("TOKEN-ID")
      guard let id = Int64(text) else {
        throw UsageError("TOKEN-ID must be a number, as `user token list` shows it; it is '\(text)'.")
      }
      self = .revokeToken(id)
    default: return nil
    }
  }

  private static func parseToken(_ command: String, _ rest: [String]) throws -> PeopleCommand {
    let parsed = try ArgumentReader(rest, command: command, options: ["--data", "--scope", "--days"])
    let words = try parsed.words("EMAIL", "NAME")
    let known = Permission.scopes.map(\.rawValue).joined(separator: ", ")
    let scopes = try (parsed.values["--scope"] ?? []).map { text in
      guard let scope = Permission.scopes.first(where: { $0.rawValue == text }) else {
        throw UsageError("--scope must be one of \(known); it is '\(text)'.")
      }
      return scope
    }
    guard !scopes.isEmpty else { throw UsageError("\(command) needs --scope: one or more of \(known).") }
    return .createToken(
      email: try AdminCommand.email(words[0]), name: words[1], scopes: Set(scopes),
      days: try parsed.integer("--days", 1...AccessToken.longestDays) ?? 90)
  }
}
