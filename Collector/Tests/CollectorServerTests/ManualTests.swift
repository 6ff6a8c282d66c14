import CollectorCore
import Foundation
import TellbackMatch
import Testing

@testable import CollectorServer

/// What the README and the operator's manual say of the collector is what the collector does.
@Suite struct ManualTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private func text(_ page: String) throws -> String {
    try String(contentsOf: Self.root.appendingPathComponent(page), encoding: .utf8)
  }

  private func manual() throws -> String { try text("Collector/README.md") }

  /// The cells of a table's rows whose first cell starts with `prefix`.
  private func rows(_ prefix: String) throws -> [[String]] {
    try manual().split(separator: "\n").filter { $0.hasPrefix("| \(prefix)") }.map { line in
      line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    }
  }

  /// The commands of the fenced blocks, without the program's name.
  private func commands(_ page: String) throws -> [[String]] {
    let lines = try text(page).replacing(" \\\n", with: " ").split(separator: "\n")
    return lines.filter { $0.hasPrefix("tellback-collector ") }.map { line in
      // Quoted parts stand at the odd places.
      line.split(separator: "\"", omittingEmptySubsequences: false).enumerated().flatMap { place, part in
        place.isMultiple(of: 2) ? part.split(separator: " ").map(String.init) : [String(part)]
      }.dropFirst().map { $0 }
    }
  }

  @Test func `the table of settings says what the code says, and no more`() throws {
    let rows = try manual().split(separator: "\n").filter { $0.hasPrefix("| `--") && $0.contains("`TELLBACK_") }
      .map(String.init)
    let expected = Setting.all.map { setting in
      let fallback = setting.fallback.isEmpty ? "" : "`\(setting.fallback)`"
      return "| `\(setting.flag)` | `\(setting.environment)` | \(fallback) | \(setting.help) |"
    }
    #expect(rows == expected)
  }

  @Test func `the thresholds of app match have the defaults that the table names`() throws {
    let settings = MatchSettings()
    let defaults = try rows("`--").filter { $0.count == 3 }.map { ($0[0], $0[1]) }
    let known: [(String, Float)] = [
      ("`--attach P`", settings.nearlySameText), ("`--suggest P`", settings.suggestionProbability),
      ("`--title P`", settings.nearlySameTitle), ("`--days D`", settings.mostDays), ("`--mass M`", settings.leastMass),
    ]
    for (option, value) in known {
      #expect(defaults.contains { $0.0 == option && Float($0.1) == value }, "\(option) is \(value)")
    }
    for (option, _) in defaults {
      #expect(AdminCommand.usage.contains(option.filter { $0 != "`" }), "\(option) is not an option of app match")
    }
  }

  @Test func `the table of commands names every command`() throws {
    let table = try #require(
      try manual().components(separatedBy: "\n## Commands\n").last?.components(separatedBy: "\n## ").first)
    // What the command prints of itself: the words before the first operand, then spaces, then what it does.
    let verbs = CollectorCommand.usage.split(separator: "\n").dropFirst(2).compactMap { line -> String? in
      guard let first = line.first, first.isLetter else { return nil }
      let command = line.components(separatedBy: "  ").first ?? ""
      return command.split(separator: " ").prefix { $0.allSatisfy { $0.isLowercase && $0.isLetter } }
        .joined(separator: " ")
    }
    #expect(verbs.count >= 14)
    for verb in verbs where !verb.isEmpty { #expect(table.contains("`\(verb)"), "\(verb) is missing") }
  }

  @Test(arguments: ["README.md", "Collector/README.md"])
  func `every command is one that the collector understands`(page: String) async throws {
    let commands = try commands(page)
    #expect(commands.count >= 3)
    for command in commands {
      if command.first == "serve" {
        #expect(try await ServeCommand.run(Array(command.dropFirst()) + ["--check"], environment: [:]) == 0)
      } else if command.first == "migrate" {
        #expect(throws: Never.self, "\(command)") { try MigrateCommand(Array(command.dropFirst())) }
      } else {
        #expect(throws: Never.self, "\(command)") { try AdminCommand(command) }
      }
    }
  }

  @Test(arguments: ["Collector/README.md", "Collector/SECURITY.md", ".github/CONTRIBUTING.md"])
  func `every file that a page names exists`(page: String) throws {
    let folder = Self.root.appendingPathComponent(page).deletingLastPathComponent()
    let text = try text(page)
    let links = text.components(separatedBy: "](").dropFirst().compactMap { $0.components(separatedBy: ")").first }
    for link in links where !link.hasPrefix("https://") {
      #expect(FileManager.default.fileExists(atPath: folder.appendingPathComponent(link).path), "\(page): \(link)")
    }
    for quoted in text.components(separatedBy: "`").enumerated().filter({ !$0.offset.isMultiple(of: 2) }).map(\.element)
    {
      let isPath = ["Sources/", "Tests/", "Collector/", "Samples/"].contains { quoted.hasPrefix($0) }
      guard isPath, !quoted.contains(" "), !quoted.contains("/.build/") else { continue }
      #expect(
        FileManager.default.fileExists(atPath: Self.root.appendingPathComponent(quoted).path), "\(page): \(quoted)")
    }
  }
}
