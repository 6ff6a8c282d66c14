// Text that came from outside, in elements that keep its direction and its length from spilling over.

enum Words {
  /// One line of somebody's text within ours: isolated, so that right-to-left letters do not reorder what stands beside it.
  static func inline(_ text: String, limit: Int = 300) -> HTML {
    "<bdi>\(cut(visible(text), to: limit))</bdi>"
  }

  /// A paragraph of somebody's words. Past `limit` bytes it is cut, and `more` leads to all of it.
  static func block(_ text: String, locale: String?, limit: Int, more: Link?) -> HTML {
    let shown = cut(visible(text), to: limit)
    let rest: HTML? =
      shown.utf8.count < text.utf8.count && more != nil
      ? more.map { "<p class=\"more\"><a\(.href, $0)>\(KitText.showAll(Int64(text.utf8.count)))</a></p>" }
      : nil
    return "<div class=\"words\" dir=\"auto\"\(.lang, optional: LocaleText.tag(locale))>\(shown)</div>\(rest)"
  }

  /// The text, or a note that it holds nothing that can be seen: a link of zero-width characters cannot be clicked.
  static func visible(_ text: String) -> String {
    text.unicodeScalars.contains(where: isVisible) ? text : KitText.nothingVisible.text
  }

  /// At most `limit` bytes and a `…`, cut between characters; inside one only when it alone is longer (a letter under a
  /// tower of thousands of accents).
  static func cut(_ text: String, to limit: Int) -> String {
    guard text.utf8.count > limit else { return text }
    var bytes = 0
    var result = ""
    for character in text {
      bytes += character.utf8.count
      guard bytes <= limit else { break }
      result.append(character)
    }
    if result.isEmpty {
      for scalar in text.unicodeScalars.prefix(limit / 4) { result.unicodeScalars.append(scalar) }
    }
    return result + "…"
  }

  /// Whole scalars of at most `limit` bytes, for what is stored.
  static func clipped(_ text: String, to limit: Int) -> String {
    guard text.utf8.count > limit else { return text }
    var (bytes, result) = (0, String.UnicodeScalarView())
    for scalar in text.unicodeScalars {
      bytes += UTF8.width(scalar)
      guard bytes <= limit else { break }
      result.append(scalar)
    }
    return String(result)
  }

  private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .format, .spaceSeparator, .lineSeparator, .paragraphSeparator, .unassigned, .control: false
    default: !scalar.properties.isDefaultIgnorableCodePoint && scalar.value != 0x2800
    }
  }
}
