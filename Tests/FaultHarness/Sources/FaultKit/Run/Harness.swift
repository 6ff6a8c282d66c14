// A harness is a list of promises. Each is tried and printed as one line; the exit status is 0 when all were kept.
import Foundation

/// One thing that Tellback promises, and the attempt to break it.
public struct Promise: Sendable {
  /// `area.what`, for example `kill.sdk`.
  public let name: String
  /// Tries to break the promise. Returns what was counted, for the line; what it finds broken it tells the run. An error
  /// that it throws counts as broken too: a promise that could not be tried was not kept.
  let attempt: @Sendable (Run) async throws -> String
  /// Its cases have numbers that findings name; `run.onlyCase` asks for one of them.
  let isNumbered: Bool

  public init(
    _ name: String, isNumbered: Bool = false, attempt: @escaping @Sendable (Run) async throws -> String
  ) {
    self.name = name
    self.isNumbered = isNumbered
    self.attempt = attempt
  }
}

public enum Harness {
  /// Tries the promises, prints a line for each, and ends the process: 0 when all were kept, 1 when one was broken, 2 for
  /// arguments that it does not know. `child` is what the process does when a harness started it for a role.
  public static func run(
    _ promises: [Promise], child: (@Sendable (_ role: String, _ arguments: [String]) async throws -> Void)? = nil
  ) async -> Never {
    // A peer that goes away must not end the harness.
    signal(SIGPIPE, SIG_IGN)
    do {
      let options = try Options(Array(CommandLine.arguments.dropFirst()))
      if let role = options.child.first {
        guard let child else { throw FaultError("This harness plays no roles.") }
        try await child(role, Array(options.child.dropFirst()))
        exit(0)
      }
      if options.lists {
        for promise in promises { say(promise.name) }
        exit(0)
      }
      Folder.sweep()
      let chosen = promises.filter { options.only.isEmpty || options.only.contains($0.name) }
      guard !chosen.isEmpty, options.only.allSatisfy({ name in promises.contains { $0.name == name } }) else {
        throw FaultError("--only knows: \(promises.map(\.name).joined(separator: ", "))")
      }
      if options.onlyCase != nil, let other = chosen.first(where: { !$0.isNumbered }) {
        throw FaultError("--case wants --only with a promise whose cases are numbered; those of \(other.name) are not.")
      }
      var allKept = true
      for promise in chosen { allKept = await attempt(promise, options) && allKept }
      exit(allKept ? 0 : 1)
    } catch {
      FileHandle.standardError.write(Data("\(error)\n".utf8))
      exit(2)
    }
  }

  private static func attempt(_ promise: Promise, _ options: Options) async -> Bool {
    let started = ContinuousClock.now
    var counted = ""
    let broken: [String]
    let cases: Int
    do {
      let run = try Run(promise: promise.name, options: options)
      do {
        counted = try await promise.attempt(run)
        if run.cases == 0 { run.broken("no case was tried") }
      } catch {
        run.broken("the attempt ended with: \(error)")
      }
      (cases, broken) = (run.cases, run.findings)
    } catch {
      (cases, broken) = (0, ["\(error)"])
    }
    let seconds = (ContinuousClock.now - started).components.seconds
    let verdict = broken.isEmpty ? "kept  " : "BROKEN"
    say("\(verdict)  \(promise.name)  \(cases) cases  \(counted)  (\(seconds) s, seed \(options.seed))")
    for finding in broken.prefix(20) { say("        \(finding)") }
    if broken.count > 20 { say("        and \(broken.count - 20) more") }
    if !broken.isEmpty {
      let program = CommandLine.arguments.first.map { URL(fileURLWithPath: $0).lastPathComponent } ?? ""
      let form = options.isLong ? "--long" : "--short"
      say("        again: \(program) \(form) --seed \(options.seed) --only \(promise.name)")
    }
    return broken.isEmpty
  }
}

/// A line on standard output, at once: a harness that is ended has still told what it found.
public func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
