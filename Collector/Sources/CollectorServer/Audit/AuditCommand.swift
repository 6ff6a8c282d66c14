// Commands that read the audit log, as values.
import CollectorCore
import TellbackWire

enum AuditCommand: Sendable, Equatable {
  case list(AuditQuery)
  case export(target: String)

  static let usage = """
    audit list [--act ACT] [--about TEXT] [--before ID] [--limit N]
                                                           what people and commands did, newest first, as JSON lines
    audit export TARGET                                    all of it to a new file, as JSON lines
    """

  /// Nil for a command that is none of these. Throws ``UsageError``.
  init?(_ command: String, _ rest: [String]) throws {
    switch command {
    case "audit list":
      let parsed = try ArgumentReader(
        rest, command: command, options: ["--data", "--act", "--about", "--before", "--limit"])
      _ = try parsed.words()
      var query = AuditQuery(limit: Int(try parsed.integer("--limit", 1...100) ?? 50))
      if let text = try parsed.value("--act") {
        guard let act = AuditAct(rawValue: text) else {
          throw UsageError(
            "--act must be one of \(AuditAct.allCases.map(\.rawValue).joined(separator: ", ")); it is '\(text)'.")
        }
        query.act = act
      }
      query.subject = try parsed.value("--about")
      query.before = try parsed.integer("--before", 1...Int64.max)
      self = .list(query)
    case "audit export": self = .export(target: try AdminCommand.plain(rest, command).words("TARGET")[0])
    default: return nil
    }
  }
}
