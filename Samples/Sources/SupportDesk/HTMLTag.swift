// One start tag of a page, with its attributes.
import Foundation

/// A start tag.
struct HTMLTag {
  /// Lower case.
  let name: String
  private let attributes: [String: String]
  /// Just after the tag's `>`.
  let end: String.Index

  subscript(_ attribute: String) -> String? { attributes[attribute] }

  /// All start tags, in order.
  static func all(in text: Substring) -> [HTMLTag] {
    var tags: [HTMLTag] = []
    var rest = text
    while let open = rest.firstIndex(of: "<") {
      let after = rest[rest.index(after: open)...]
      if let first = after.first, first.isLetter, let tag = HTMLTag(afterOpening: after) {
        tags.append(tag)
        rest = text[tag.end...]
      } else {
        rest = after
      }
    }
    return tags
  }

  /// The tag whose `<name` was cut off before `text`.
  static func first(in text: Substring) -> HTMLTag? { HTMLTag(afterOpening: text) }

  private init?(afterOpening text: Substring) {
    var rest = text
    name = String(Self.take(&rest) { $0.isLetter || $0.isNumber }).lowercased()
    var attributes: [String: String] = [:]
    while true {
      _ = Self.take(&rest) { $0.isWhitespace || $0 == "/" }
      guard let next = rest.first else { return nil }
      if next == ">" { break }
      let key = String(Self.take(&rest) { !$0.isWhitespace && $0 != "=" && $0 != ">" }).lowercased()
      guard !key.isEmpty else { return nil }
      guard rest.first == "=" else {
        attributes[key] = ""
        continue
      }
      rest.removeFirst()
      if let quote = rest.first, quote == "\"" || quote == "'" {
        rest.removeFirst()
        attributes[key] = Self.unescape(Self.take(&rest) { $0 != quote })
        if !rest.isEmpty { rest.removeFirst() }
      } else {
        attributes[key] = Self.unescape(Self.take(&rest) { !$0.isWhitespace && $0 != ">" })
      }
    }
    rest.removeFirst()
    self.attributes = attributes
    end = rest.startIndex
  }

  private static func take(_ rest: inout Substring, while belongs: (Character) -> Bool) -> Substring {
    let taken = rest.prefix(while: belongs)
    rest = rest[taken.endIndex...]
    return taken
  }

  /// Undoes the escapes that the board writes.
  static func unescape(_ text: some StringProtocol) -> String {
    var result = String(text)
    for (escape, character) in [
      ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&#34;", "\""), ("&amp;", "&"),
    ] {
      result = result.replacingOccurrences(of: escape, with: character)
    }
    return result
  }
}
