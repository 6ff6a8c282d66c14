// Starts a program that ends with this process, however this one ends. Foundation's Process is slow to start and reads
// past a buffer in a process with many descriptors.
import CFaults
import Foundation

public final class Program: @unchecked Sendable {
  public enum End: Equatable, Sendable {
    case exit(Int32)
    case signal(Int32)
  }

  public let pid: pid_t
  private let lock = NSLock()
  private var ended: End?

  /// Starts `path`. Its output and errors go to files, or nowhere; its input is empty or the file `input`.
  public init(
    _ path: String, _ arguments: [String], environment: [String: String] = [:], input: String = "/dev/null",
    output: String = "/dev/null", errors: String = "/dev/null"
  ) throws {
    var variables = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "TMPDIR": NSTemporaryDirectory()]
    variables.merge(environment) { $1 }
    let words = ([path] + arguments).map { strdup($0) } + [nil]
    let settings = variables.map { strdup("\($0)=\($1)") } + [nil]
    defer { for text in words + settings { free(text) } }
    var pid = pid_t()
    let code = fault_spawn(&pid, path, words, settings, input, output, errors)
    guard code == 0 else { throw FaultError("\(path) could not be started: \(String(cString: strerror(code)))") }
    self.pid = pid
  }

  deinit {
    guard end() == nil else { return }
    kill(pid, SIGKILL)
    var status: Int32 = 0
    waitpid(pid, &status, 0)
  }

  /// How it ended; nil while it runs.
  public func end() -> End? {
    lock.lock()
    defer { lock.unlock() }
    if let ended { return ended }
    var status: Int32 = 0
    guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
    let signal = status & 0x7f
    ended = signal == 0 ? .exit((status >> 8) & 0xff) : .signal(signal)
    return ended
  }

  public var isRunning: Bool { end() == nil }

  /// Sends a signal, unless it has ended: an id that was given to another process is never hit.
  public func send(_ signal: Int32) { if end() == nil { kill(pid, signal) } }

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
