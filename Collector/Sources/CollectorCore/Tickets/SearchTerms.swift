// What somebody looks for: words, and phrases in quotes. One reading of it for the index and for the marks in an excerpt.

public struct SearchTerm: Sendable, Equatable {
  /// As it was typed, without its quotes.
  public var text: String
  /// It stood in quotes: its words stand side by side, and the last one is whole.
  public var isPhrase: Bool

  public init(_ text: String, isPhrase: Bool = false) {
    self.text = text
    self.isPhrase = isPhrase
  }

  /// The terms of a search in their order. A quote that is not closed is a mark like any other.
  public static func all(in search: String) -> [SearchTerm] {
    var terms: [SearchTerm] = []
    var rest = search[...]
    while let start = rest.firstIndex(where: { !$0.isWhitespace }) {
      rest = rest[start...]
      if let close = closing[rest[start]], let end = rest.dropFirst().firstIndex(where: { close.contains($0) }) {
        let phrase = rest[rest.index(after: start)..<end]
        if phrase.contains(where: { !$0.isWhitespace }) { terms.append(SearchTerm(String(phrase), isPhrase: true)) }
        rest = rest[rest.index(after: end)...]
        continue
      }
      let end = rest.firstIndex(where: \.isWhitespace) ?? rest.endIndex
      terms.append(SearchTerm(String(rest[..<end])))
      rest = rest[end...]
    }
    return terms
  }

  /// Quotes as keyboards and word processors write them, with what closes them.
  private static let closing: [Character: String] = [
    "\"": "\"", "“": "”\"", "„": "“”\"", "«": "»", "»": "«", "「": "」", "『": "』",
  ]

  /// The words of a search to mark in a text. One that does not stand there as it was typed is marked piece by piece: the index knows no
  /// signs, so that `00-1a` finds `00:1A`.
  public static func marked(_ search: String, in text: String) -> [String] {
    words(of: search).flatMap { word -> [String] in
      guard SearchExcerpt.place(of: word, in: text, from: text.startIndex) == nil else { return [word] }
      let pieces = word.split { !isMarkable($0) }.map(String.init)
      return pieces.count > 1 ? pieces : []
    }
  }

  /// Without quotes, brackets and stops at their ends, which stand in no index.
  private static func words(of search: String) -> [String] {
    all(in: search).flatMap { term -> [String] in
      term.text.split(whereSeparator: \.isWhitespace).flatMap { word -> [String] in
        let core = word.drop { !isMarkable($0) }
        guard let last = core.lastIndex(where: isMarkable) else { return [] }
        let word = String(core[...last])
        // The index takes `ß` for `ss`.
        let others = [word.replacing("ß", with: "ss"), word.lowercased().replacing("ss", with: "ß")]
        return [word] + others.filter { $0 != word && $0 != word.lowercased() }
      }
    }
  }

  private static func isMarkable(_ character: Character) -> Bool {
    character.isLetter || character.isNumber
      || character.unicodeScalars.contains { $0.value >= 0x2190 && $0.properties.generalCategory == .otherSymbol }
  }
}
