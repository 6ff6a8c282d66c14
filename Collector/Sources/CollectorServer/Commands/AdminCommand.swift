// Commands on a data directory, as values. They are parsed by the tool and performed by the process that holds the directory.
import CollectorCore
import TellbackWire

/// A command on apps, keys, accounts and reports.
enum AdminCommand: Sendable, Equatable {
  case createApp(name: String, quota: IngestQuota)
  case listApps
  case setMatching(app: String, MatchingChange)
  case createKey(app: String)
  case listKeys(app: String)
  case revokeKey(Int64)
  case webKey(WebKeyCommand)
  /// No apps are all apps.
  case createUser(email: String, role: StaffRole, name: String, apps: [String])
  /// Nil is all apps.
  case setUserApps(email: String, apps: [String]?)
  case setPassword(email: String)
  case listUsers
  case people(PeopleCommand)
  case audit(AuditCommand)
  case rule(RuleCommand)
  case group(GroupCommand)
  case envelope(EnvelopeCommand)
  case imports(ImportCommand)
  case attachments(AttachmentCommand)
  case eraseReport(ReportID)
  /// Nil keeps everything.
  case setRetention(app: String, days: Int?)
  case backup(target: String)

  static let usage = """
    app create NAME [--quota N] [--installation-quota N]   make an app; its key is the last line
    app list                                               apps with their counts
    app match APP [--attach P] [--suggest P] [--triage P]  thresholds of an app: likeness that joins, likelihood that is
                                                           shown, confidence of proposals; 0 to 1, --attach 2 joins nothing
              [--title P] [--days D] [--mass M]            of the same words: likeness of the titles, 0 to 1; days since the
                                                           ticket's newest report, 0 to 3650; least weight of the words,
                                                           0 to 10000 (a short sentence has about 30)
    app retention APP DAYS|off                             how long reports are kept once their ticket is resolved
    app key create APP | list APP | revoke KEY-ID          further keys
    \(EnvelopeCommand.usage)
    \(WebKeyCommand.usage)
    user create EMAIL --role ROLE [--name NAME] [--app APP]...
                                                           make a staff account, for all apps or for these; the password
                                                           comes from standard input
    user apps EMAIL --all | --app APP...                   which apps an account sees
    user password EMAIL                                    set a password, from standard input
    user list                                              staff accounts
    \(PeopleCommand.usage)
    \(GroupCommand.usage)
    \(RuleCommand.usage)
    \(AuditCommand.usage)
    report erase REPORT-ID                                 erase a report at its reporter's wish
    \(ImportCommand.usage)
    \(AttachmentCommand.usage)
    backup TARGET                                          copy everything to a new file while work goes on
    """

  /// Whether a password must come from standard input.
  var needsPassword: Bool {
    switch self {
    case .createUser, .setPassword: true
    default: false
    }
  }

  /// The new file that the command makes, by whichever process performs it.
  var target: String? {
    switch self {
    case .backup(let target), .audit(.export(let target)), .imports(.export(let target, _)): target
    default: nil
    }
  }

  /// Parses the words after `tellback-collector`. Throws ``UsageError``.
  init(_ arguments: [String]) throws {
    let isLonger = [["app", "key"], ["app", "web-key"], ["user", "token"]].contains(Array(arguments.prefix(2)))
    let command = arguments.prefix(isLonger ? 3 : 2)
    let rest = Array(arguments.dropFirst(command.count))
    if let people = try PeopleCommand(command.joined(separator: " "), rest) {
      self = .people(people)
      return
    }
    if let audit = try AuditCommand(command.joined(separator: " "), rest) {
      self = .audit(audit)
      return
    }
    if let rule = try RuleCommand(command.joined(separator: " "), rest) {
      self = .rule(rule)
      return
    }
    if let envelope = try EnvelopeCommand(command.joined(separator: " "), rest) {
      self = .envelope(envelope)
      return
    }
    if let imports = try ImportCommand(arguments.first, Array(arguments.dropFirst())) {
      self = .imports(imports)
      return
    }
    if let attachments = try AttachmentCommand(command.joined(separator: " "), rest) {
      self = .attachments(attachments)
      return
    }
    if let group = try GroupCommand(command.joined(separator: " "), rest) {
      self = .group(group)
      return
    }
    if let webKey = try WebKeyCommand(command.joined(separator: " "), rest) {
      self = .webKey(webKey)
      return
    }
    switch command.joined(separator: " ") {
    case "app create":
      let parsed = try ArgumentReader(
        rest, command: "app create", options: ["--data", "--quota", "--installation-quota"])
      let name = try parsed.words("NAME")[0]
      guard (1...100).contains(name.utf8.count), name.contains(where: { !$0.isWhitespace }) else {
        throw UsageError("An app's name must have 1 to 100 bytes; it has \(name.utf8.count).")
      }
      let range: ClosedRange<Int64> = 0...1_000_000_000
      self = .createApp(
        name: name,
        quota: IngestQuota(
          appPerMinute: try parsed.integer("--quota", range) ?? 0,
          installationPerMinute: try parsed.integer("--installation-quota", range) ?? 0))
    case "app list":
      _ = try Self.plain(rest, "app list").words()
      self = .listApps
    case "app match":
      let parsed = try ArgumentReader(
        rest, command: "app match",
        options: ["--data", "--attach", "--suggest", "--triage", "--title", "--days", "--mass"])
      self = .setMatching(app: try parsed.words("APP")[0], try MatchingChange(parsed))
    case "app retention":
      let words = try Self.plain(rest, "app retention").words("APP", "DAYS")
      let days = Int(words[1])
      guard words[1] == "off" || days.map({ (1...36_500).contains($0) }) == true else {
        throw UsageError("DAYS must be a whole number from 1 to 36500, or off; it is '\(words[1])'.")
      }
      self = .setRetention(app: words[0], days: days)
    case "app key create": self = .createKey(app: try Self.plain(rest, "app key create").words("APP")[0])
    case "app key list": self = .listKeys(app: try Self.plain(rest, "app key list").words("APP")[0])
    case "app key revoke":
      let text = try Self.plain(rest, "app key revoke").words("KEY-ID")[0]
      guard let id = Int64(text) else {
        throw UsageError("KEY-ID must be a number, as `app key list` shows it; it is '\(text)'.")
      }
      self = .revokeKey(id)
    case "user create": self = try Self.parseUserCreate(rest)
    case "user password":
      self = .setPassword(email: try Self.email(try Self.plain(rest, "user password").words("EMAIL")[0]))
    case "user apps": self = try Self.parseUserApps(rest)
    case "user list":
      _ = try Self.plain(rest, "user list").words()
      self = .listUsers
    case "report erase":
      let text = try Self.plain(rest, "report erase").words("REPORT-ID")[0]
      guard let id = ReportID(text) else { throw UsageError("REPORT-ID must be a UUID; it is '\(text)'.") }
      self = .eraseReport(id)
    default:
      guard arguments.first == "backup" else {
        throw UsageError("'\(command.joined(separator: " "))' is not known. Expected one of:\n\(Self.usage)")
      }
      self = .backup(target: try Self.plain(Array(arguments.dropFirst()), "backup").words("TARGET")[0])
    }
  }

  static func plain(_ rest: [String], _ command: String) throws -> ArgumentReader {
    try ArgumentReader(rest, command: command, options: ["--data"])
  }

  private static func parseUserCreate(_ rest: [String]) throws -> AdminCommand {
    let parsed = try ArgumentReader(rest, command: "user create", options: ["--data", "--role", "--name", "--app"])
    let email = try email(try parsed.words("EMAIL")[0])
    let role = try role(try parsed.value("--role"), "user create")
    let name = try parsed.value("--name") ?? String(email.prefix { $0 != "@" })
    guard (1...WireLimits.user).contains(name.utf8.count) else {
      throw UsageError("--name must have 1 to \(WireLimits.user) bytes; it has \(name.utf8.count).")
    }
    return .createUser(email: email, role: role, name: name, apps: parsed.values["--app"] ?? [])
  }

  private static func parseUserApps(_ rest: [String]) throws -> AdminCommand {
    let parsed = try ArgumentReader(rest, command: "user apps", options: ["--data", "--app"], switches: ["--all"])
    let email = try email(try parsed.words("EMAIL")[0])
    let apps = parsed.values["--app"] ?? []
    guard parsed.switches.contains("--all") == apps.isEmpty else {
      throw UsageError("user apps needs either --all or --app APP for each app.")
    }
    return .setUserApps(email: email, apps: apps.isEmpty ? nil : apps)
  }

  static func role(_ text: String?, _ command: String) throws -> StaffRole {
    let roles = StaffRole.allCases.map(\.rawValue).joined(separator: ", ")
    guard let text else { throw UsageError("\(command) needs --role: one of \(roles).") }
    guard let role = StaffRole(rawValue: text) else {
      throw UsageError("--role must be one of \(roles); it is '\(text)'.")
    }
    return role
  }

  static func email(_ text: String) throws -> String {
    do { return try StaffEmail.checked(text) } catch {
      throw UsageError("EMAIL must be an address such as ann@example.com; it is '\(text)'.")
    }
  }
}
