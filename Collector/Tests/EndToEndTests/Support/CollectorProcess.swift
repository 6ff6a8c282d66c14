// The built program as a process of its own: started, killed, restarted on the same port.
import Foundation
import TestPrograms

struct TestFailure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// What a finished process left.
struct Finished: Sendable {
  /// The exit status, or the signal that ended it.
  var status: Int32
  /// A signal ended it.
  var wasKilled = false
  var output: String
  var errors: String
  var lines: [String] { output.split(separator: "\n").map(String.init) }
}

/// Runs `tellback-collector` and waits for its end.
enum Tool {
  /// The program lies beside the test bundle.
  static var binary: URL {
    URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
      .appendingPathComponent("tellback-collector")
  }

  static func start(
    _ arguments: [String], input: String? = nil, in directory: String? = nil, output: String, errors: String
  ) throws -> Process {
    let process = Process()
    process.executableURL = binary
    if let directory { process.currentDirectoryURL = URL(fileURLWithPath: directory) }
    process.arguments = arguments
    process.environment = ["PATH": "/usr/bin:/bin", "TMPDIR": NSTemporaryDirectory()]
    // A sanitized build hears which leaks are not ours.
    process.environment?["LSAN_OPTIONS"] = ProcessInfo.processInfo.environment["LSAN_OPTIONS"]
    for path in [output, errors] { try Data().write(to: URL(fileURLWithPath: path)) }
    process.standardOutput = FileHandle(forWritingAtPath: output)
    process.standardError = FileHandle(forWritingAtPath: errors)
    let pipe = Pipe()
    process.standardInput = pipe
    // Written before the process starts: one that ends without reading it would end the tests by SIGPIPE. A pipe holds 64 KB.
    if let input { try pipe.fileHandleForWriting.write(contentsOf: Data(input.utf8)) }
    try process.runEndingWithParent()
    try pipe.fileHandleForWriting.close()
    return process
  }

  @discardableResult
  static func run(
    _ arguments: [String], input: String? = nil, in directory: String? = nil, seconds: Double = 60
  ) async throws -> Finished {
    let folder = try TestFolder()
    let (output, errors) = (folder.file("out"), folder.file("err"))
    let process = try start(arguments, input: input, in: directory, output: output, errors: errors)
    try await end(of: process, seconds: seconds)
    return Finished(
      status: process.terminationStatus, wasKilled: process.terminationReason == .uncaughtSignal,
      output: try String(contentsOfFile: output, encoding: .utf8),
      errors: try String(contentsOfFile: errors, encoding: .utf8))
  }

  /// Waits for the end, and ends it itself when that takes too long.
  static func end(of process: Process, seconds: Double) async throws {
    do {
      try await eventually("the end of \(process.arguments ?? [])", seconds: seconds) { !process.isRunning }
    } catch {
      kill(process.processIdentifier, SIGKILL)
      throw error
    }
  }
}

/// Asks again and again until `condition` holds; throws after `seconds`.
func eventually(_ what: String, seconds: Double = 30, _ condition: () async throws -> Bool) async throws {
  let limit = Date().addingTimeInterval(seconds)
  while try await !condition() {
    guard Date() < limit else { throw TestFailure("Waited \(seconds) s in vain for \(what).") }
    try await Task.sleep(for: .milliseconds(20))
  }
}

/// `tellback-collector serve` on a data directory, on a port that it keeps over restarts.
final class CollectorProcess {
  let data: String
  private(set) var port = 0
  private let folder: TestFolder
  private var process: Process?

  init(_ folder: TestFolder) {
    self.folder = folder
    data = folder.file("data")
  }

  deinit { if let process, process.isRunning { kill(process.processIdentifier, SIGKILL) } }

  var url: URL { get throws { try Self.url("http://127.0.0.1:\(port)") } }
  var log: String { (try? String(contentsOfFile: folder.file("serve.err"), encoding: .utf8)) ?? "" }

  func start(_ arguments: [String] = []) async throws {
    let address = folder.file("address")
    try? FileManager.default.removeItem(atPath: address)
    let process = try Tool.start(
      ["serve", "--data", data, "--listen", "127.0.0.1:\(port)", "--address-file", address] + arguments,
      output: folder.file("serve.out"), errors: folder.file("serve.err"))
    self.process = process
    try await eventually("the collector's start; its log: \(log)") {
      guard process.isRunning else { throw TestFailure("The collector ended at once: \(log)") }
      guard let text = try? String(contentsOfFile: address, encoding: .utf8), text.hasSuffix("\n"),
        let port = URL(string: text.trimmingCharacters(in: .whitespacesAndNewlines))?.port
      else { return false }
      self.port = port
      return true
    }
  }

  /// kill -9.
  func crash() async throws {
    guard let process else { return }
    kill(process.processIdentifier, SIGKILL)
    try await Tool.end(of: process, seconds: 10)
  }

  /// SIGTERM; returns the exit status.
  @discardableResult func stop() async throws -> Int32 {
    guard let process else { return -1 }
    kill(process.processIdentifier, SIGTERM)
    try await Tool.end(of: process, seconds: 40)
    return process.terminationStatus
  }

  /// Makes an app; returns its key.
  func createApp(_ name: String = "shop", _ arguments: [String] = []) async throws -> String {
    let result = try await Tool.run(["app", "create", name, "--data", data] + arguments)
    guard result.status == 0, let key = result.lines.last else { throw TestFailure(result.errors) }
    return key
  }

  static func url(_ text: String) throws -> URL {
    guard let url = URL(string: text) else { throw TestFailure("\(text) is no URL") }
    return url
  }
}
