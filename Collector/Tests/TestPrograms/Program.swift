// Starts a program that ends with this process, however this one ends. Foundation's Process is slow to start, and in a process with
// some 1,360 descriptors it reads past a buffer and may crash.
import CTestPrograms
import Foundation

/// Thread-safe: `lock` protects how it ended.
public final class Program: @unchecked Sendable {
  public enum End: Equatable, Sendable {
    case exit(Int32)
    case signal(Int32)
  }

  public struct NotStarted: Error, CustomStringConvertible {
    public let description: String
  }

  public let pid: pid_t
  private let lock = NSLock()
  private var ended: End?

  /// Starts `path` in `folder`, or where this process runs. Its output and errors are appended to files; its input is the file
  /// `input`. Of this process's environment it has none.
  public init(
    _ path: String, _ arguments: [String], environment: [String: String] = [:], in folder: String? = nil,
    input: String = "/dev/null", output: String = "/dev/null", errors: String = "/dev/null"
  ) throws {
    var variables = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "TMPDIR": NSTemporaryDirectory()]
    variables.merge(environment) { $1 }
    let words = ([path] + arguments).map { strdup($0) } + [nil]
    let settings = variables.map { strdup("\($0)=\($1)") } + [nil]
    defer { for text in words + settings { free(text) } }
    var pid = pid_t()
    let code = spawn_program(&pid, path, words, settings, folder, input, output, errors)
    guard code == 0 else {
      throw NotStarted(description: "\(path) could not be started: \(String(cString: strerror(code)))")
    }
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
}
