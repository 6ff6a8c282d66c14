// A release build of the collector as a process of its own, which is killed and never asked to end.
import BenchKit
import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

final class KillableCollector {
  private let process = Process()
  private let address: String

  init(_ program: String, _ data: String, _ folder: URL) throws {
    let file = folder.appendingPathComponent("address-\(UUID().uuidString)").path
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = ["serve", "--data", data, "--listen", "127.0.0.1:0", "--address-file", file]
    // Nothing that the collector would take for a setting of its own.
    process.environment = ["PATH": "/usr/bin:/bin"]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    while process.isRunning {
      if let text = try? String(contentsOfFile: file, encoding: .utf8), text.hasSuffix("\n") {
        address = text.trimmingCharacters(in: .whitespacesAndNewlines)
        return
      }
      Thread.sleep(forTimeInterval: 0.005)
    }
    throw BenchError("The collector ended before it listened.")
  }

  /// Returns once the index answers with as many reports.
  func waitUntilReady(reports: Int) throws {
    guard let url = URL(string: address + "/metrics") else { throw BenchError("\(address) is no address.") }
    while process.isRunning {
      let text = String(decoding: try Data(contentsOf: url), as: UTF8.self)
      func figure(_ name: String) -> Double? {
        text.split(separator: "\n").first { $0.hasPrefix(name + " ") }.flatMap { Double($0.dropFirst(name.count + 1)) }
      }
      if figure("tellback_match_index_ready") == 1 {
        guard figure("tellback_match_index_reports") == Double(reports) else {
          throw BenchError("The index does not hold \(reports) reports.")
        }
        return
      }
      Thread.sleep(forTimeInterval: 0.02)
    }
    throw BenchError("The collector ended before its index was ready.")
  }

  /// SIGKILL to this process alone.
  func kill() {
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }
}
