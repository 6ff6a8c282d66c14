// A text whose web addresses can be clicked. Whatever is not surely an address stays text.

enum LinkedWords {
  /// Addresses of one text; the rest stays text, so that a page of nothing but addresses costs little.
  private static let limit = 50
  /// What ends a sentence, and closes what was opened before the address.
  private static let closing: Set<Character> = [".", ",", ";", ":", "!", "?", ")", "]", "'", "\"", "*", "_"]

  /// The text, escaped, with its addresses as links that tell the other side nothing of this page.
  static func html(_ text: String) -> HTML {
    var result = HTML.empty
    var rest = text[...]
    var count = 0
    while count < limit, let start = begin(in: rest) {
      result += HTML.text(String(rest[..<start]))
      let word = rest[start...].prefix { !$0.isWhitespace && $0 != "<" && $0 != ">" }
      let candidate = trimmed(word)
      if let address = WebAddress(candidate) {
        result += "<a\(.href, web: address) rel=\"noopener noreferrer nofollow\" target=\"_blank\">\(address.text)</a>"
        count += 1
        rest = rest[candidate.endIndex...]
      } else {
        result += HTML.text(String(word))
        rest = rest[word.endIndex...]
      }
    }
    result += HTML.text(String(rest))
    return result
  }

  /// Where the next `http://` or `https://` begins, at the beginning of a word.
  private static func begin(in text: Substring) -> Substring.Index? {
    var place = text.startIndex
    while let next = text[place...].firstIndex(where: { $0 == "h" || $0 == "H" }) {
      let isWord = next == text.startIndex || !isWordPart(text[text.index(before: next)])
      let ahead = text[next...].prefix(8).lowercased()
      if isWord, ahead.hasPrefix("http://") || ahead.hasPrefix("https://") { return next }
      place = text.index(after: next)
    }
    return nil
  }

  private static func isWordPart(_ character: Character) -> Bool { character.isLetter || character.isNumber }

  private static func trimmed(_ word: Substring) -> Substring {
    var word = word
    while let last = word.last, closing.contains(last) {
      // A bracket that was opened within the address belongs to it.
      if last == ")", word.filter({ $0 == "(" }).count >= word.filter({ $0 == ")" }).count { break }
      word.removeLast()
    }
    return word
  }
}
