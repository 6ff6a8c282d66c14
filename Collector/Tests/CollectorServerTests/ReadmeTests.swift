import Foundation
import Testing

@testable import CollectorServer

/// What the README says of the collector is what the collector does.
struct ReadmeTests {
  private func readme() throws -> String {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
  }

  /// The commands of the fenced blocks, without the program's name.
  private func commands() throws -> [[String]] {
    let lines = try readme().replacing(" \\\n", with: " ").split(separator: "\n")
    return lines.filter { $0.hasPrefix("tellback-collector ") }.map { line in
      // Quoted parts stand at the odd places.
      line.split(separator: "\"", omittingEmptySubsequences: false).enumerated().flatMap { place, part in
        place.isMultiple(of: 2) ? part.split(separator: " ").map(String.init) : [String(part)]
      }.dropFirst().map { $0 }
    }
  }

  @Test func `the table of settings says what the code says, and no more`() throws {
    let rows = try readme().split(separator: "\n").filter { $0.hasPrefix("| `--") }.map(String.init)
    let expected = Setting.all.map { setting in
      let fallback = setting.fallback.isEmpty ? "" : "`\(setting.fallback)`"
      return "| `\(setting.flag)` | `\(setting.environment)` | \(fallback) | \(setting.help) |"
    }
    #expect(rows == expected)
  }

  @Test func `every command is one that the collector understands`() async throws {
    let commands = try commands()
    #expect(commands.count >= 4)
    for command in commands {
      if command.first == "serve" {
        #expect(try await ServeCommand.run(Array(command.dropFirst()) + ["--check"], environment: [:]) == 0)
      } else {
        #expect(throws: Never.self, "\(command)") { try AdminCommand(command) }
      }
    }
  }
}
