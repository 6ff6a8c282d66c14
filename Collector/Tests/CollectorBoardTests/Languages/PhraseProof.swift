// Finds what a page says that is no phrase. With `BoardOptions.isProof` each phrase stands between ⟦ and ⟧; what is left outside must
// be a person's words, a code, a number or a name that the test's own scene wrote.
import CollectorBoard
import Foundation

enum PhraseProof {
  /// What stands in elements that hold somebody's words or a code: `bdi`, `code`, `kbd`, `pre`, `textarea`, and whatever has a
  /// direction of its own.
  private static let free: Set<String> = ["bdi", "code", "kbd", "pre", "textarea", "script", "style", "head"]
  private static let void: Set<String> = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
  ]
  /// Attributes that people read or hear.
  private static let spoken: Set<String> = ["aria-label", "title", "placeholder", "alt", "label"]
  /// Names of things, and signs of units, that are the same in each language.
  private static let names: Set<String> = [
    "tellback", "utc", "kb", "mb", "min", "h", "s", "ms", "json", "slack", "webhooks", "english", "deutsch", "de",
  ]

  /// Each text of the page that is outside phrases and is not allowed, with where it stands. `words` are those of the scene;
  /// `titles` are whole names that it gave things, such as rules.
  static func unphrased(_ page: String, words: Set<String>, titles: [String] = []) -> [String] {
    let page = titles.reduce(page) { $0.replacing($1, with: "") }
    var found: [String] = []
    var open: [(tag: String, isFree: Bool)] = []
    var depth = 0
    var rest = page[...]
    while let next = rest.firstIndex(of: "<") {
      if !(open.last?.isFree ?? false) { found += check(rest[..<next], &depth, words) }
      guard let end = tagEnd(rest[next...]) else { break }
      let tag = rest[next...end].dropFirst().dropLast()
      rest = rest[rest.index(after: end)...]
      if tag.hasPrefix("!") { continue }
      let name = tag.drop { $0 == "/" }.prefix { !$0.isWhitespace && $0 != "/" }.lowercased()
      if tag.hasPrefix("/") {
        while let last = open.popLast(), last.tag != name {}
        continue
      }
      let attributes = attributes(of: tag)
      let isFree = (open.last?.isFree ?? false) || free.contains(name) || attributes.contains { $0.name == "dir" }
      if !(open.last?.isFree ?? false) {
        for attribute in attributes where spoken.contains(attribute.name) {
          var inner = 0
          found += check(attribute.value[...], &inner, words).map { "\(attribute.name) of \(name): \($0)" }
        }
      }
      if !void.contains(name), !tag.hasSuffix("/") { open.append((name, isFree)) }
    }
    if depth != 0 { found.append("a phrase is not closed") }
    return found
  }

  /// A `>` inside quotes ends no tag.
  private static func tagEnd(_ text: Substring) -> Substring.Index? {
    var isQuoted = false
    for index in text.indices {
      if text[index] == "\"" { isQuoted.toggle() }
      if text[index] == ">", !isQuoted { return index }
    }
    return nil
  }

  private static func attributes(of tag: Substring) -> [(name: String, value: String)] {
    tag.matches(of: #/([a-z-]+)="([^"]*)"/#).map { (String($0.output.1), String($0.output.2)) }
  }

  private static func check(_ text: Substring, _ depth: inout Int, _ words: Set<String>) -> [String] {
    var outside = ""
    for character in text {
      switch character {
      case "⟦": depth += 1
      case "⟧": depth -= 1
      default: if depth == 0 { outside.append(character) } else { outside.append(" ") }
      }
    }
    let plain = outside.replacing("&#39;", with: "'").replacing("&amp;", with: "&").replacing("&quot;", with: "\"")
    let pieces = plain.split { !($0.isLetter || $0.isNumber || "@._-/:+'".contains($0)) }
    let left = pieces.map(String.init).filter { !isAllowed($0, words) }
    return left.isEmpty ? [] : [left.joined(separator: " ")]
  }

  /// A word of the scene, a number, or a code: with a digit, a slash, an @ or an underscore in it.
  private static func isAllowed(_ piece: String, _ words: Set<String>) -> Bool {
    let word = piece.trimmingCharacters(in: CharacterSet(charactersIn: ".-:+'"))
    guard word.filter(\.isLetter).count > 1 else { return true }
    if word.contains(where: { $0.isNumber || "/@_".contains($0) }) { return true }
    return names.contains(word.lowercased()) || words.contains(word.lowercased())
  }
}
