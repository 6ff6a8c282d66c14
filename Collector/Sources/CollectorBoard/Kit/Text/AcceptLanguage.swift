// The language that a browser asks for (RFC 9110, section 12.5.4; RFC 4647, section 3.4). Anything but a well-formed range counts for
// nothing: the field comes from outside and decides about words alone.

/// Reads an `Accept-Language` field. O(bytes), and no more than the limits below.
enum AcceptLanguage {
  /// Bytes of the field; a longer one is not read. Browsers send some forty.
  static let bytes = 1_000
  /// Ranges that are looked at.
  static let ranges = 50

  /// The language of the board that is wanted most; of several that are wanted alike the one that is named first. Nil when none of
  /// them is wanted.
  static func best(_ field: String?) -> Language? {
    guard let field, field.utf8.count <= bytes else { return nil }
    var wanted: [Language: Int] = [:]
    var order: [Language] = []
    var rest: Int?
    for item in field.split(separator: ",").prefix(ranges) {
      guard let (range, weight) = parsed(item) else { continue }
      if range == "*" {
        rest = rest ?? weight
        continue
      }
      // `de-CH` is served by German; of `de;q=0.3` and `de-CH` the one that is wanted more counts.
      guard let language = Language(ofTags: [range]) else { continue }
      if wanted[language] == nil { order.append(language) }
      wanted[language] = max(wanted[language] ?? 0, weight)
    }
    for language in Language.allCases where wanted[language] == nil {
      guard let rest else { break }
      wanted[language] = rest
      order.append(language)
    }
    // The first of those that are wanted most: `max` would take the last.
    guard let most = wanted.values.max(), most > 0 else { return nil }
    return order.first { wanted[$0] == most }
  }

  /// A range in lower case with its weight in thousandths; nil for what is none.
  private static func parsed(_ item: Substring) -> (range: String, weight: Int)? {
    let parts = item.split(separator: ";", omittingEmptySubsequences: false).map { trimmed($0) }
    guard let range = parts.first, parts.count <= 2, range == "*" || isRange(range) else { return nil }
    guard parts.count == 2 else { return (range.lowercased(), 1_000) }
    let pair = parts[1]
    guard pair.lowercased().hasPrefix("q="), let weight = thousandths(pair.dropFirst(2)) else { return nil }
    return (range.lowercased(), weight)
  }

  /// RFC 4647, section 2.1: letters, then parts of letters and digits, each of one to eight.
  private static func isRange(_ text: Substring) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard let first = parts.first, first.utf8.allSatisfy({ ($0 | 0x20) &- 0x61 < 26 }) else { return false }
    return parts.allSatisfy { part in
      (1...8).contains(part.utf8.count) && part.utf8.allSatisfy { ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 }
    }
  }

  /// RFC 9110, section 12.4.2: `0` to `1` with at most three digits after the point.
  private static func thousandths(_ text: Substring) -> Int? {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first, whole == "0" || whole == "1" else { return nil }
    let digits = parts.count > 1 ? parts[1] : ""
    guard digits.utf8.count <= 3, digits.utf8.allSatisfy({ $0 &- 0x30 < 10 }) else { return nil }
    let weight = Int(whole + digits + String(repeating: "0", count: 3 - digits.utf8.count)) ?? 0
    return weight <= 1_000 ? weight : nil
  }

  /// Without blanks and tabs at its ends.
  private static func trimmed(_ text: Substring) -> Substring {
    var text = text.drop { $0 == " " || $0 == "\t" }
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return text
  }
}
