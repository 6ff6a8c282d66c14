// The collector and wrk as processes of their own, each ended by its own number.
import BenchKit
import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

enum Shell {
  /// Nothing that the collector would take for a setting of its own.
  static let environment = ["PATH": "/usr/bin:/bin"]

  /// Runs a program to its end; throws with its words when it fails.
  static func run(_ program: String, _ arguments: [String], in folder: URL) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = environment
    let output = folder.appendingPathComponent("output-\(UUID().uuidString)")
    try Data().write(to: output)
    let handle = try FileHandle(forWritingTo: output)
    process.standardOutput = handle
    process.standardError = handle
    try process.run()
    process.waitUntilExit()
    let text = try String(contentsOf: output, encoding: .utf8)
    guard process.terminationStatus == 0 else { throw BenchError("\(program) \(arguments): \(text)") }
    return text
  }
}

/// A release build of the collector on a directory of its own.
final class Collector {
  let address: String
  let key: String
  private let process = Process()

  init(program: String, folder: URL, name: String) throws {
    let data = folder.appendingPathComponent(name).path
    key =
      try Shell.run(program, ["app", "create", "bench", "--data", data], in: folder)
      .split(separator: "\n").last.map(String.init) ?? ""
    let file = folder.appendingPathComponent(name + ".address").path
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = ["serve", "--data", data, "--listen", "127.0.0.1:0", "--address-file", file]
    process.environment = Shell.environment
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    for _ in 0..<500 {
      if let text = try? String(contentsOfFile: file, encoding: .utf8), text.hasSuffix("\n") {
        address = text.trimmingCharacters(in: .whitespacesAndNewlines)
        return
      }
      Thread.sleep(forTimeInterval: 0.02)
    }
    process.terminate()
    throw BenchError("The collector did not start.")
  }

  /// Resident memory, in MB.
  var memory: Double { ProcessFigures.residentMegabytes(of: process.processIdentifier) }

  /// One figure of `GET /metrics`.
  func figure(_ name: String) throws -> Double {
    guard let url = URL(string: address + "/metrics") else { throw BenchError("\(address) is no address") }
    let text = String(decoding: try Data(contentsOf: url), as: UTF8.self)
    guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix(name + " ") }),
      let value = Double(line.dropFirst(name.count + 1))
    else { throw BenchError("/metrics has no \(name)") }
    return value
  }

  func stop() {
    process.terminate()
    process.waitUntilExit()
  }
}

/// What wrk counted.
struct Load {
  var requestsPerSecond: Double
  var p99Milliseconds: Double

  init(_ script: String, address: String, seconds: Int, connections: Int, folder: URL) throws {
    let file = folder.appendingPathComponent("load-\(UUID().uuidString).lua")
    try Data(script.utf8).write(to: file)
    let text = try Shell.run(
      "/usr/bin/wrk",
      ["-t2", "-c\(connections)", "-d\(seconds)", "--latency", "--timeout", "10", "-s", file.path, address], in: folder)
    guard !text.contains("Non-2xx"), !text.contains("Socket errors") else { throw BenchError("wrk: \(text)") }
    func value(_ name: String) -> String? {
      text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.first { $0.hasPrefix(name) }
        .map { $0.dropFirst(name.count).trimmingCharacters(in: .whitespaces) }
    }
    guard let rate = value("Requests/sec:").flatMap({ Double($0) }), let slowest = value("99%") else {
      throw BenchError("wrk: \(text)")
    }
    requestsPerSecond = rate
    let number = Double(slowest.prefix { $0.isNumber || $0 == "." }) ?? 0
    p99Milliseconds = slowest.hasSuffix("us") ? number / 1_000 : slowest.hasSuffix("ms") ? number : number * 1_000
  }
}
