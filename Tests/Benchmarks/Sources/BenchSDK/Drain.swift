// How fast a full queue empties into a real collector over loopback, durable on both sides.
import BenchKit
import Foundation
import Tellback

enum Drain {
  struct Failed: Error, CustomStringConvertible {
    let description: String
  }

  /// Fills a queue with `count` reports, starts the collector at `program` and drains. Reports a second.
  static func measure(_ program: String, in folder: String, count: Int) async throws -> Double {
    let data = folder + "/data"
    let key = try run(program, ["app", "create", "bench", "--data", data])
    let address = folder + "/address"
    let server = Process()
    server.executableURL = URL(fileURLWithPath: program)
    server.arguments = ["serve", "--data", data, "--listen", "127.0.0.1:0", "--address-file", address]
    server.environment = environment
    server.standardOutput = FileHandle.standardError
    server.standardError = FileHandle.nullDevice
    try server.run()
    defer {
      server.terminate()
      server.waitUntilExit()
    }
    var url: URL?
    for _ in 0..<1_000 where url == nil {
      try await Task.sleep(for: .milliseconds(10))
      guard let text = try? String(contentsOfFile: address, encoding: .utf8), text.hasSuffix("\n") else { continue }
      url = URL(string: text.trimmingCharacters(in: .whitespacesAndNewlines))
    }
    guard let url else { throw Failed(description: "The collector did not start.") }

    var configuration = ReporterConfiguration(
      collector: url, appKey: key, appName: "Bench", appVersion: "1.0.0", queueDirectory: folder + "/drain")
    configuration.sync.isAutomatic = false
    configuration.limits.reports = count
    configuration.limits.bytes = 1 << 40
    let reporter = try Reporter(configuration)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for task in 0..<64 {
        group.addTask {
          for number in stride(from: task, to: count, by: 64) {
            try await reporter.report("\(Workload.text) Number \(number).", fields: Workload.fields)
          }
        }
      }
      try await group.waitForAll()
    }
    let start = ContinuousClock.now
    let result = try await reporter.flush(within: .seconds(120))
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    guard result.remaining == 0 else {
      throw Failed(description: "\(result.remaining) reports were not sent: \(reporter.condition)")
    }
    await reporter.close(within: .zero)
    return Double(count) / seconds
  }

  /// Nothing that the collector would take for a setting of its own.
  private static let environment = ["PATH": "/usr/bin:/bin"]

  /// The last line that the program prints.
  private static func run(_ program: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = environment
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0,
      let line = String(decoding: output, as: UTF8.self).split(separator: "\n").last
    else { throw Failed(description: "\(arguments) ended with \(process.terminationStatus).") }
    return String(line)
  }
}
