// Reads what the tests need of a YAML file: nested keys by indentation, scalars, nothing else.
import Foundation

struct Outline {
  /// Scalars by the path of their keys, joined with a space; a list's items count for nothing.
  private(set) var scalars: [String: String] = [:]
  /// Every path of keys, in order.
  private(set) var paths: [[String]] = []

  init(file: String) throws {
    var stack: [(indent: Int, key: String)] = []
    var blockIndent: Int?
    for line in try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n") {
      let indent = line.prefix { $0 == " " }.count
      if let block = blockIndent {
        if indent > block { continue }
        blockIndent = nil
      }
      let text = line.dropFirst(indent)
      guard !text.hasPrefix("#"), !text.hasPrefix("- "), let colon = Self.colon(text) else { continue }
      while let last = stack.last, last.indent >= indent { stack.removeLast() }
      let key = text[..<colon].trimmingCharacters(in: CharacterSet(charactersIn: "\""))
      stack.append((indent, key))
      let path = stack.map(\.key)
      paths.append(path)
      let value = text[text.index(after: colon)...].trimmingCharacters(in: .whitespaces)
      if value == "|" { blockIndent = indent } else if !value.isEmpty { scalars[path.joined(separator: " ")] = value }
    }
  }

  /// The colon that ends a key.
  private static func colon(_ text: Substring) -> Substring.Index? {
    text.indices.first {
      text[$0] == ":" && (text.index(after: $0) == text.endIndex || text[text.index(after: $0)] == " ")
    }
  }

  func children(of path: [String]) -> [String] {
    paths.filter { $0.count == path.count + 1 && Array($0.dropLast()) == path }.compactMap(\.last)
  }
}
