// The built program as a process of its own: started, killed, restarted on the same port.
import Foundation
import Tellback
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
  ) throws -> Program {
    var environment = ["PATH": "/usr/bin:/bin"]
    environment["TELLBACK_STORE"] = StoreOfTests.address(for: arguments)
    // A sanitized build hears which leaks are not ours.
    environment["LSAN_OPTIONS"] = ProcessInfo.processInfo.environment["LSAN_OPTIONS"]
    for path in [output, errors] { try Data().write(to: URL(fileURLWithPath: path)) }
    let file = errors + ".in"
    try Data((input ?? "").utf8).write(to: URL(fileURLWithPath: file))
    return try Program(
      binary.path, arguments, environment: environment, in: directory, input: file, output: output, errors: errors)
  }

  @discardableResult
  static func run(
    _ arguments: [String], input: String? = nil, in directory: String? = nil, seconds: Double = 300
  ) async throws -> Finished {
    let folder = try TestFolder()
    let (output, errors) = (folder.file("out"), folder.file("err"))
    let process = try start(arguments, input: input, in: directory, output: output, errors: errors)
    let end = try await end(of: process, arguments, seconds: seconds)
    func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }
    switch end {
    case .exit(let status): return Finished(status: status, output: try text(output), errors: try text(errors))
    case .signal(let signal):
      return Finished(status: signal, wasKilled: true, output: try text(output), errors: try text(errors))
    }
  }

  /// Waits for the end; after `seconds` it ends it itself and throws.
  @discardableResult
  static func end(of process: Program, _ arguments: [String] = [], seconds: Double = 300) async throws -> Program.End {
    do {
      try await eventually("the end of \(arguments)", seconds: seconds) { !process.isRunning }
    } catch {
      process.send(SIGKILL)
      throw error
    }
    return process.end() ?? .exit(-1)
  }
}

/// Asks again and again until `condition` holds; throws after `seconds`.
func eventually(_ what: String, seconds: Double = 600, _ condition: () async throws -> Bool) async throws {
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
  private let name: String
  private var process: Program?

  /// `name` tells several of a test apart. Its reports lie in the database at `store`; without one in its data directory, or where
  /// TELLBACK_TEST_STORE says postgres in a new database.
  init(_ folder: TestFolder, _ name: String = "", store: String? = nil) {
    self.folder = folder
    self.name = name
    data = folder.file(name + "data")
    StoreOfTests.note(store, for: data)
  }

  var url: URL { get throws { try Self.url("http://127.0.0.1:\(port)") } }
  var log: String { (try? String(contentsOfFile: folder.file(name + "serve.err"), encoding: .utf8)) ?? "" }

  func start(_ arguments: [String] = []) async throws {
    if port == 0 { port = try FreePort.find() }
    let address = folder.file(name + "address")
    try? FileManager.default.removeItem(atPath: address)
    let process = try Tool.start(
      ["serve", "--data", data, "--listen", "127.0.0.1:\(port)", "--address-file", address] + arguments,
      output: folder.file(name + "serve.out"), errors: folder.file(name + "serve.err"))
    self.process = process
    StoreOfTests.isServed(data, true)
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
    process.send(SIGKILL)
    try await Tool.end(of: process)
    StoreOfTests.isServed(data, false)
  }

  /// SIGTERM; returns the exit status, or -1 when a signal ended it.
  @discardableResult func stop() async throws -> Int32 {
    guard let process else { return -1 }
    process.send(SIGTERM)
    defer { StoreOfTests.isServed(data, false) }
    guard case .exit(let status) = try await Tool.end(of: process) else { return -1 }
    return status
  }

  /// Waits until it ends by itself; returns the exit status, or -1 when a signal ended it.
  func ended() async throws -> Int32 {
    guard let process else { return -1 }
    defer { StoreOfTests.isServed(data, false) }
    guard case .exit(let status) = try await Tool.end(of: process) else { return -1 }
    return status
  }

  /// Makes an app; returns its key.
  func createApp(_ name: String = "shop", _ arguments: [String] = []) async throws -> String {
    let result = try await Tool.run(["app", "create", name, "--data", data] + arguments)
    guard result.status == 0, let key = result.lines.last else { throw TestFailure(result.errors) }
    return key
  }

  /// The SDK of an app that sends here, with its queue in a folder `name`, and short pauses. It asks for updates every so often; nil: as
  /// often as by default.
  func reporter(
    _ key: String, _ name: String = "queue", version: String = "1.0", updates: Duration? = .milliseconds(200),
    _ change: (inout ReporterConfiguration) -> Void = { _ in }
  ) throws -> Reporter {
    var configuration = ReporterConfiguration(
      collector: try url, appKey: key, appName: "e2e", appVersion: version, queueDirectory: folder.file(name))
    configuration.sync.retry.base = .milliseconds(50)
    configuration.sync.retry.cap = .milliseconds(200)
    if let updates { configuration.sync.updateInterval = updates }
    change(&configuration)
    return try Reporter(configuration)
  }

  static func url(_ text: String) throws -> URL {
    guard let url = URL(string: text) else { throw TestFailure("\(text) is no URL") }
    return url
  }
}
