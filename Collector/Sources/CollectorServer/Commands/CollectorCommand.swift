// The command line of tellback-collector: which word does what, and which exit status what gets.
import CollectorEvaluation
import Foundation

/// The program. 0 is done, 1 is a failure that the sentence on standard error explains, 2 is a command that makes no sense.
public enum CollectorCommand {
  public static let version = "0.1.0"

  static let usage = """
    tellback-collector takes reports from apps that link Tellback, joins them into tickets and serves the board.

    usage: tellback-collector COMMAND [--data DIR | --store postgres://...]

    serve [--listen HOST:PORT] [--config FILE] [--check]   run it; --check prints the effective settings and ends
    \(AdminCommand.usage)
    restore COPY                                           make a data directory of a backup
    restore --store ADDRESS                                after a database was brought back: give numbers no device has seen
    \(MigrateCommand.usage)
    doctor [--reindex] [--read-attachments]                check a data directory or a database and say what is wrong
    replay FILE.jsonl[.gz] [--collector URL --key KEY]     feed reports through the real SDK
    evaluate FILE.jsonl[.gz] --test-from DATE              measure matching on an archive with known duplicates
    learn FILE.jsonl[.gz]:UNTIL-DATE ... --output FILE     draw up the weights of matching from such archives
    version                                                print the version
    help                                                   print this, with every setting of serve
    """

  /// Runs one command; returns the exit status.
  public static func run(_ arguments: [String], environment: [String: String] = ProcessInfo.processInfo.environment)
    async
    -> Int32
  {
    await status { try await perform(arguments, environment) }
  }

  /// What `body` returns, or the status of its error, which is said on standard error.
  package static func status(_ body: () async throws -> Int32) async -> Int32 {
    do {
      return try await body()
    } catch let error as UsageError {
      Output.complain("tellback-collector: \(error)")
      return 2
    } catch {
      Output.complain("tellback-collector: \(error)")
      return 1
    }
  }

  private static func perform(_ arguments: [String], _ environment: [String: String]) async throws -> Int32 {
    let rest = Array(arguments.dropFirst())
    if rest.contains("--help") { return try await perform(["help"], environment) }
    switch arguments.first {
    case "serve": return try await ServeCommand.run(rest, environment: environment)
    case "app", "user", "report", "backup", "audit", "rule", "group", "import", "export", "attachments":
      Output.print(try await AdminTool.run(arguments, environment: environment))
      return 0
    case "restore": return try RestoreCommand.run(rest, environment: environment)
    case "migrate": return try MigrateCommand(rest).run()
    case "doctor": return try await DoctorCommand.run(rest, environment: environment)
    case "replay": throw ReplayProgram.failure(toBecomeWith: rest)
    case "evaluate": return EvaluateCommand.run(arguments: rest)
    case "learn": return LearnCommand.run(arguments: rest)
    case "version", "--version":
      Output.print("tellback-collector \(version)\n")
      return 0
    case "help", "--help", "-h":
      Output.print(usage + "\n\n" + SettingsHelp.text)
      return 0
    case nil: throw UsageError("Expected a command.\n\(usage)")
    case .some(let word): throw UsageError("'\(word)' is not a command.\n\(usage)")
    }
  }
}
