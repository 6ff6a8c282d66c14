// Commands on routing rules, as values. Names of apps, groups and people are looked up when they are performed.
import CollectorCore
import TellbackWire

enum RuleCommand: Sendable, Equatable {
  case list
  case add(RuleWords)
  case enable(Int64, Bool)
  case move(Int64, place: Int)
  case delete(Int64)

  static let usage = """
    rule list                                              routing rules in their order, with their numbers
    rule add NAME [CONDITION]... EFFECT...                 add a rule; all of its conditions must hold, of one repeated option one
              [--app APP] [--place N]                      for one app alone; N counts from 1, else it comes last
              [--page PREFIX] [--in-component NAME] [--segment NAME] [--locale TAG] [--kind KIND] [--words TEXT]
              [--version V | --version-from V | --version-below V] [--field KEY=VALUE]
              [--component NAME] [--severity SEVERITY] [--group GROUP] [--owner EMAIL] [--tag TAG]
    rule enable RULE-ID | disable RULE-ID | delete RULE-ID  switch a rule on or off, or take it out
    rule move RULE-ID PLACE                                put a rule at another place; the first rule that fits decides
    """

  /// Nil for a command that is none of these. Throws ``UsageError``.
  init?(_ command: String, _ rest: [String]) throws {
    func id(_ text: String) throws -> Int64 {
      guard let id = Int64(text) else {
        throw UsageError("RULE-ID must be a number, as `rule list` shows it; it is '\(text)'.")
      }
      return id
    }
    func one() throws -> Int64 { try id(try AdminCommand.plain(rest, command).words("RULE-ID")[0]) }
    switch command {
    case "rule list":
      _ = try AdminCommand.plain(rest, command).words()
      self = .list
    case "rule add": self = .add(try RuleWords(rest))
    case "rule enable": self = .enable(try one(), true)
    case "rule disable": self = .enable(try one(), false)
    case "rule delete": self = .delete(try one())
    case "rule move":
      let words = try AdminCommand.plain(rest, command).words("RULE-ID", "PLACE")
      guard let place = Int(words[1]), place > 0 else {
        throw UsageError("PLACE must be a whole number from 1; it is '\(words[1])'.")
      }
      self = .move(try id(words[0]), place: place)
    default: return nil
    }
  }
}

/// A rule as it was typed.
struct RuleWords: Sendable, Equatable {
  var name: String
  var app: String?
  var place: Int?
  var conditions: [RoutingCondition]
  var component: String?
  var severity: Severity?
  var group: String?
  /// An e-mail address.
  var owner: String?
  var tags: [String]

  private static let subjects: [(option: String, subject: RoutingCondition.Subject, test: RoutingCondition.Test)] = [
    ("--page", .page, .fits), ("--in-component", .component, .fits), ("--segment", .segment, .fits),
    ("--locale", .locale, .fits), ("--kind", .kind, .fits), ("--version", .version, .fits),
    ("--version-from", .version, .atLeast), ("--version-below", .version, .below), ("--words", .words, .fits),
  ]

  init(_ rest: [String]) throws {
    let parsed = try ArgumentReader(
      rest, command: "rule add",
      options: Self.subjects.map(\.option) + [
        "--data", "--app", "--place", "--field", "--component", "--severity", "--group", "--owner", "--tag",
      ])
    name = try parsed.words("NAME")[0]
    app = try parsed.value("--app")
    place = try parsed.integer("--place", 1...Int64(RoutingRule.limit)).map(Int.init)
    conditions = Self.subjects.compactMap { option, subject, test in
      parsed.values[option].map { RoutingCondition(subject, test, $0) }
    }
    conditions += try Self.fields(parsed.values["--field"] ?? [])
    component = try parsed.value("--component")
    severity = try parsed.value("--severity").map(Self.severity)
    group = try parsed.value("--group")
    owner = try parsed.value("--owner").map(AdminCommand.email)
    tags = parsed.values["--tag"] ?? []
  }

  /// A condition for each key; values of one key are alternatives.
  private static func fields(_ texts: [String]) throws -> [RoutingCondition] {
    var conditions: [RoutingCondition] = []
    for text in texts {
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { throw UsageError("--field must be KEY=VALUE; it is '\(text)'.") }
      let subject = RoutingCondition.Subject.field(parts[0])
      if let place = conditions.firstIndex(where: { $0.subject == subject }) {
        conditions[place].values.append(parts[1])
      } else {
        conditions.append(RoutingCondition(subject, [parts[1]]))
      }
    }
    return conditions
  }

  private static func severity(_ text: String) throws -> Severity {
    guard let severity = Severity.allCases.first(where: { $0.word == text }) else {
      throw UsageError(
        "--severity must be one of \(Severity.allCases.map(\.word).joined(separator: ", ")); it is '\(text)'.")
    }
    return severity
  }
}
