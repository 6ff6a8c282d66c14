// The table of examples, line by line: what must go is gone, what must stay stands as it was.
import Foundation
import Testing

@testable import Tellback

struct RedactionExample: Sendable, CustomTestStringConvertible {
  let rule: String
  let text: String
  /// Nil when the text stays as it is.
  let redacted: String?

  var testDescription: String { text }

  static let all: [RedactionExample] = {
    let path = #filePath.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/examples.tsv"
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return [] }
    return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
      let parts = line.split(separator: "\t", omittingEmptySubsequences: false)
        .map { $0.replacingOccurrences(of: "\\n", with: "\n") }
      return RedactionExample(
        rule: parts[0], text: parts.count > 1 ? parts[1] : "", redacted: parts.count > 2 ? parts[2] : nil)
    }
  }()
}

@Suite struct RedactionExampleTests {
  private let redactor = Redactor(rules: RedactionRules())

  @Test func `the table has enough examples of each sort, for every rule`() {
    let taken = RedactionExample.all.filter { $0.redacted != nil }
    let left = RedactionExample.all.filter { $0.redacted == nil }
    #expect(taken.count >= 150 && left.count >= 150)
    for kind in RedactionKind.allCases {
      #expect(taken.count { $0.rule == kind.rawValue } >= 5, "\(kind)")
      #expect(left.count { $0.rule == kind.rawValue } >= 4, "\(kind)")
    }
    #expect(Set(RedactionExample.all.map(\.text)).count == RedactionExample.all.count)
  }

  @Test(arguments: RedactionExample.all)
  func `an example of the table`(example: RedactionExample) {
    #expect(redactor.redact(example.text) == example.redacted ?? example.text)
  }

  @Test(arguments: RedactionExample.all.filter { $0.redacted != nil })
  func `what was redacted once stays so`(example: RedactionExample) throws {
    let once = try #require(example.redacted)
    #expect(redactor.redact(once) == once)
  }

  @Test(arguments: RedactionExample.all.filter { $0.redacted != nil })
  func `the rule of the example takes it out, and no other does`(example: RedactionExample) throws {
    let kind = try #require(RedactionKind(rawValue: example.rule))
    let others = Set(RedactionKind.allCases).subtracting([kind])
    let alone = Redactor(rules: RedactionRules(kinds: [kind]))
    #expect(alone.redact(example.text) == example.redacted)
    // A password and the host behind it look like an address too.
    if kind != .key || !example.text.contains("@") {
      #expect(Redactor(rules: RedactionRules(kinds: others)).redact(example.text) == example.text)
    }
  }

  @Test(arguments: RedactionExample.all)
  func `an example is found within other words too`(example: RedactionExample) {
    let text = "It fails.\n\(example.text)\nPlease help"
    // A key that was cut, or a quote without its end, goes on to the end of its line or of the text.
    let isOpen = example.text.contains("BEGIN PRIVATE")
    let expected =
      isOpen ? "It fails.\n\(example.redacted ?? "")" : "It fails.\n\(example.redacted ?? example.text)\nPlease help"
    #expect(redactor.redact(text) == expected)
  }
}
