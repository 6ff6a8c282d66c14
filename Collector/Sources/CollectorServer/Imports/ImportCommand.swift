// The commands that take another desk's tickets in and write this desk's out, as values.
import CollectorCore
import CollectorImports
import TellbackSupport

enum ImportCommand: Sendable, Equatable {
  /// What is read, and how. `app` is nil for an export of Tellback's own that names its apps.
  struct Source: Sendable, Equatable {
    var path: String
    var shape: ImportShape
    var app: String?
    var map: String?
    var encoding: TextEncoding?
    var isDryRun: Bool
  }

  case take(Source)
  /// Nil writes every app.
  case export(target: String, app: String?)

  static let usage = """
    import --from FILE_OR_DIR --shape SHAPE --app APP      take in tickets of zendesk, github, jira, fider or tellback, with
           [--dry-run] [--map FILE] [--encoding NAME]      their conversations; --dry-run says what would come of it. Again
                                                           after a crash it goes on; nobody is told anything
    export --to FILE [--app APP]                           write tickets and all that belongs to them as JSON lines, which
                                                           import --shape tellback takes in
    """

  /// Nil for a command that is none of these. Throws ``UsageError``.
  init?(_ command: String?, _ rest: [String]) throws {
    switch command {
    case "import":
      let parsed = try ArgumentReader(
        rest, command: "import", options: ["--data", "--from", "--shape", "--app", "--map", "--encoding"],
        switches: ["--dry-run"])
      _ = try parsed.words()
      guard let path = try parsed.value("--from"), !path.isEmpty else {
        throw UsageError("import needs --from: a file, or a folder of files.")
      }
      self = .take(
        Source(
          path: path, shape: try Self.shape(try parsed.value("--shape")), app: try parsed.value("--app"),
          map: try parsed.value("--map"), encoding: try Self.encoding(try parsed.value("--encoding")),
          isDryRun: parsed.switches.contains("--dry-run")))
      guard case .take(let source) = self, source.app != nil || source.shape == .tellback else {
        throw UsageError("import needs --app: the app whose tickets they become.")
      }
    case "export":
      let parsed = try ArgumentReader(rest, command: "export", options: ["--data", "--to", "--app"])
      _ = try parsed.words()
      guard let target = try parsed.value("--to"), !target.isEmpty else {
        throw UsageError("export needs --to: the file to write, which must not be there yet.")
      }
      self = .export(target: target, app: try parsed.value("--app"))
    default: return nil
    }
  }

  /// The collector may stand in another directory: paths are made absolute where the command was typed.
  var absolute: ImportCommand {
    switch self {
    case .take(var source):
      source.path = FilePaths.absolute(source.path)
      source.map = source.map.map { FilePaths.absolute($0) }
      return .take(source)
    case .export(let target, let app): return .export(target: FilePaths.absolute(target), app: app)
    }
  }

  /// As they are typed.
  var words: [String] {
    switch self {
    case .take(let source):
      ["import", "--from", source.path, "--shape", source.shape.rawValue]
        + (source.app.map { ["--app", $0] } ?? []) + (source.map.map { ["--map", $0] } ?? [])
        + (source.encoding.map { ["--encoding", $0.rawValue] } ?? []) + (source.isDryRun ? ["--dry-run"] : [])
    case .export(let target, let app): ["export", "--to", target] + (app.map { ["--app", $0] } ?? [])
    }
  }

  private static func shape(_ text: String?) throws -> ImportShape {
    let known = ImportShape.allCases.map(\.rawValue).joined(separator: ", ")
    guard let text else { throw UsageError("import needs --shape: one of \(known).") }
    guard let shape = ImportShape(rawValue: text) else {
      throw UsageError("--shape must be one of \(known); it is '\(text)'.")
    }
    return shape
  }

  private static func encoding(_ text: String?) throws -> TextEncoding? {
    guard let text else { return nil }
    guard let encoding = TextEncoding(rawValue: text.lowercased()) else {
      let known = TextEncoding.allCases.map(\.rawValue).joined(separator: ", ")
      throw UsageError("--encoding must be one of \(known); it is '\(text)'.")
    }
    return encoding
  }
}
