import Foundation
import Testing

@testable import CollectorServer

struct ReadmeSettingsTests {
  @Test func `the README's table of settings says what the code says, and no more`() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let readme = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
    let rows = readme.split(separator: "\n").filter { $0.hasPrefix("| `--") }.map(String.init)
    let expected = Setting.all.map { setting in
      let fallback = setting.fallback.isEmpty ? "" : "`\(setting.fallback)`"
      return "| `\(setting.flag)` | `\(setting.environment)` | \(fallback) | \(setting.help) |"
    }
    #expect(rows == expected)
  }
}
