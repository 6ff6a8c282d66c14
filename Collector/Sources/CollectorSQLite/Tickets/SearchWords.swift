// The words of the full-text index: what is indexed of a report, an answer and a note, and a query that no input can break.
import CollectorCore
import TellbackWire

/// What the index gets of one report.
struct IndexedWords {
  var report: Int64
  var words: String
  var reference: String

  init(report: Int64, of content: Report) {
    self.report = report
    words = SearchWords.text(of: content)
    reference = SearchWords.word(content.id.reference)
  }
}

enum SearchWords {
  /// Raise it when ``text(of:)`` or ``text(ofEvent:)`` returns other words than before: stores are then indexed anew when they
  /// are opened. To take a report out of the index its very words are needed. On a shared database older programs would go on with
  /// theirs, so raise `Schema.floor` with it.
  static let version: Int64 = 3

  static func text(of report: Report) -> String {
    spaced(SearchExcerpt.texts(of: report).joined(separator: "\n"), isQuery: false) + FieldWords.text(of: report)
  }

  /// An answer or a note of staff.
  static func text(ofEvent text: String) -> String { spaced(text, isQuery: false) }

  /// The reference as one word of the index.
  static func word(_ reference: Reference) -> String {
    reference.description.dropFirst(3).filter { $0 != "-" }.lowercased()
  }

  static func query(_ reference: Reference) -> String { "reference : \"\(word(reference))\"" }

  /// All words must be there, the last one may be only begun unless `isBegun` is false. Nil when there is nothing to look for.
  /// Each word is quoted: inside quotes FTS5 has no syntax.
  static func query(_ search: String, isBegun: Bool = true) -> (reports: String, events: String)? {
    guard let terms = terms(search, isBegun) else { return nil }
    return ("words : (\(terms))", terms)
  }

  private static func terms(_ search: String, _ mayBegin: Bool) -> String? {
    let found = SearchTerm.all(in: search).filter {
      $0.text.unicodeScalars.contains { isWordPart($0) || isPicture($0) }
    }
    if found.isEmpty { return nil }
    let terms = found.enumerated().map { position, term in
      let quoted = spaced(term.text, isQuery: true).replacing("\"", with: "\"\"").replacing("\0", with: " ")
      // A single character of a script without spaces begins a pair; so it is looked for as a beginning, wherever it stands. Korean
      // hangs its particles on a word's end.
      let isBegun =
        (mayBegin && position == found.count - 1 && !term.isPhrase)
        || term.text.unicodeScalars.allSatisfy { isUnspaced($0) || isHangul($0) }
      return "\"\(quoted)\"\(isBegun ? " *" : "")"
    }
    return terms.joined(separator: " AND ")
  }

  private static func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
      .letterNumber, .otherNumber, .privateUse:
      true
    default: false
    }
  }

  /// Chinese, Japanese, Thai and their neighbours write words without spaces: pairs of characters stand in for words, and the last character
  /// alone, so that it is found too. An emoji is a word of its own. Everything else passes unchanged.
  private static func spaced(_ text: String, isQuery: Bool) -> String {
    pairs(unsharpened(text), isQuery: isQuery)
  }

  /// The tokenizer folds accents; that `ß` is `ss` it does not know.
  private static func unsharpened(_ text: String) -> String {
    text.unicodeScalars.contains { $0 == "ß" || $0 == "ẞ" }
      ? text.replacing("ß", with: "ss").replacing("ẞ", with: "SS") : text
  }

  private static func pairs(_ text: String, isQuery: Bool) -> String {
    // Below U+0E00 a byte of UTF-8 is below 0xE0: the common case costs one pass over the bytes.
    guard text.utf8.contains(where: { $0 >= 0xE0 }) else { return text }
    var result = String.UnicodeScalarView()
    var previous: Unicode.Scalar?
    var isPaired = false
    for scalar in text.unicodeScalars {
      // Variants and skin tones: they change the look of the emoji before them.
      if scalar.value == 0xFE0F || (0x1_F3FB...0x1_F3FF).contains(scalar.value) { continue }
      if isPicture(scalar) {
        if let last = previous, !isQuery || !isPaired { result.append(last) }
        previous = nil
        isPaired = false
        result.append(contentsOf: picture(scalar))
        continue
      }
      if isUnspaced(scalar) {
        if let previous {
          result.append(contentsOf: [previous, scalar, " "])
          isPaired = true
        } else {
          result.append(" ")
        }
        previous = scalar
        continue
      }
      if let last = previous, !isQuery || !isPaired { result.append(contentsOf: [last, " "]) }
      previous = nil
      isPaired = false
      result.append(scalar)
    }
    if let last = previous, !isQuery || !isPaired { result.append(last) }
    return String(result)
  }

  /// The tokenizer drops symbols. A character for private use and the number of the symbol make a word of it.
  private static func picture(_ scalar: Unicode.Scalar) -> String.UnicodeScalarView {
    (" \u{F8F0}" + String(scalar.value, radix: 16) + " ").unicodeScalars
  }

  private static func isPicture(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value >= 0x2190 && scalar.properties.generalCategory == .otherSymbol
  }

  private static func isHangul(_ scalar: Unicode.Scalar) -> Bool { (0xAC00...0xD7A3).contains(scalar.value) }

  /// Thai, Lao, Burmese, Khmer, Kana and Han.
  private static func isUnspaced(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0E01...0x0E4E, 0x0E81...0x0ECD, 0x1000...0x103F, 0x1780...0x17D3, 0x3041...0x30FF, 0x3400...0x4DBF,
      0x4E00...0x9FFF, 0xF900...0xFAFF, 0xFF66...0xFF9F,
      0x2_0000...0x3_FFFF:
      true
    default: false
    }
  }
}
