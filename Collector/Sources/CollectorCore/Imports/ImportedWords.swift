// Words of another desk as this one keeps them: no control characters, and in parts where they are longer than a message may be.

public enum ImportedWords {
  /// Without control characters other than line breaks and tabs, and without white space around it.
  public static func cleaned(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x0A || $0 == 0x09 }
    var text = text
    if !isPlain {
      var scalars = String.UnicodeScalarView()
      var wasReturn = false
      for scalar in text.unicodeScalars {
        switch scalar.value {
        case 0x0D: scalars.append("\n")
        case 0x0A where wasReturn: break
        case 0x09, 0x0A: scalars.append(scalar)
        case 0..<0x20, 0x7F: break
        default: scalars.append(scalar)
        }
        wasReturn = scalar.value == 0x0D
      }
      text = String(scalars)
    }
    guard let first = text.firstIndex(where: { !$0.isWhitespace }),
      let last = text.lastIndex(where: { !$0.isWhitespace })
    else { return "" }
    return first == text.startIndex && text.index(after: last) == text.endIndex ? text : String(text[first...last])
  }

  /// On one line, at most `limit` bytes.
  public static func line(_ text: String, limit: Int) -> String { cut(cleaned(text).singleSpaced, to: limit) }

  /// Cuts words where a line or a word ends, so that none is lost. Empty for words that are none.
  static func parts(_ text: String, first: Int, rest: Int) -> [String] {
    guard text.utf8.count > first else { return text.isEmpty ? [] : [text] }
    var parts: [String] = []
    var left = text[...]
    var limit = first
    while left.utf8.count > limit {
      let whole = cut(left, to: limit)
      let half = whole.utf8.count / 2
      var end = whole.endIndex
      if let line = whole.lastIndex(where: \.isNewline), whole[..<line].utf8.count > half {
        end = whole.index(after: line)
      } else if let blank = whole.lastIndex(where: \.isWhitespace), whole[..<blank].utf8.count > half {
        end = whole.index(after: blank)
      }
      parts.append(String(whole[..<end]))
      left = left[end...]
      limit = rest
    }
    parts.append(String(left))
    return parts.map(cleaned).filter { !$0.isEmpty }
  }

  /// At most `limit` bytes, whole scalars alone.
  public static func cut(_ text: String, to limit: Int) -> String { String(cut(text[...], to: limit)) }

  private static func cut(_ text: Substring, to limit: Int) -> Substring {
    guard text.utf8.count > limit else { return text }
    var end = text.utf8.index(text.startIndex, offsetBy: max(0, limit))
    while end > text.startIndex, text.utf8[end] & 0xC0 == 0x80 { end = text.utf8.index(before: end) }
    return text[..<end]
  }
}
