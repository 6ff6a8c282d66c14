// What harnesses do with the programs that they start.
import Foundation
@_exported import TestPrograms

extension Program {
  /// Waits for its end; kills it and throws after `limit`.
  @discardableResult public func wait(within limit: Duration = .seconds(60)) async throws -> End {
    do {
      try await eventually("the end of process \(pid)", within: limit, every: .milliseconds(2)) { end() != nil }
    } catch {
      send(SIGKILL)
      throw error
    }
    return end() ?? .exit(-1)
  }

  /// `kill -9`, and waits until it is gone.
  @discardableResult public func killNow() async throws -> End {
    send(SIGKILL)
    return try await wait(within: .seconds(10))
  }

  /// Runs a program to its end. Returns how it ended, what it printed and its errors.
  public static func run(
    _ path: String, _ arguments: [String], environment: [String: String] = [:], stdin: String = "",
    within limit: Duration = .seconds(60)
  ) async throws -> (end: End, output: String, errors: String) {
    let folder = try Folder()
    let (input, output, errors) = (folder.file("in"), folder.file("out"), folder.file("err"))
    try stdin.write(toFile: input, atomically: false, encoding: .utf8)
    let program = try Program(path, arguments, environment: environment, input: input, output: output, errors: errors)
    let end = try await program.wait(within: limit)
    func text(_ path: String) -> String {
      FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
    return (end, text(output), text(errors))
  }

  /// The program that runs now, to start it again in a role: `Program(Program.this, ["child", "role"])`.
  public static let this: String = {
    // Not /proc/self/exe: in a chroot whose mounts were made private that names the program from outside.
    let name = CommandLine.arguments.first ?? ""
    return URL(fileURLWithPath: name.contains("/") ? name : "/proc/self/exe").resolvingSymlinksInPath().path
  }()

  /// A program that was built beside this one.
  public static func beside(_ name: String) throws -> String {
    let path = URL(fileURLWithPath: this).deletingLastPathComponent().appendingPathComponent(name).path
    guard access(path, X_OK) == 0 else {
      throw FaultError("\(name) does not lie beside \(this); Tests/faults builds it.")
    }
    return path
  }
}
