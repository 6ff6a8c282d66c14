// Finds the numbers that name a condition, by the words and the marks around them.

extension VolatileScanner {
  /// What is kept of the plain number at `range`, with its sign; nil when it is volatile.
  func condition(_ range: Range<Int>) -> [UInt8]? {
    let digits = range.count
    guard digits <= ConditionNumber.longDigits, mode != .frame, mode != .page else { return nil }
    let value = text[range].reduce(0) { $0 * 10 + Int($1 - 0x30) }
    let next = wordAfter(range.upperBound, skipping: [0x20])
    // What a person wrote keeps its short numbers anyway, and so do all versions of the key.
    if mode == .words {
      let isKept = announcement >= .code && digits > ConditionNumber.shortDigits
      return isKept && (announcement == .system || digits <= ConditionNumber.longDigits) ? Array(text[range]) : nil
    }
    let isNegative = isNegative(range.lowerBound)
    let isKept =
      ConditionNumber.isKept(announcement, digits: digits, value: value, isNegative: isNegative, next: next)
      || isStatus(range, value, next) || isBracketed(range) && isSystemCode(isNegative, digits)
      || isVendorCode(range.lowerBound)
    guard isKept else { return nil }
    return (isNegative ? [0x2D] : []) + text[range]
  }

  /// An HTTP status that no word announces: `404 Not Found`, `server 503`, `(500)` where the web is spoken of.
  private func isStatus(_ range: Range<Int>, _ value: Int, _ next: ArraySlice<UInt8>) -> Bool {
    guard ConditionNumber.isStatus(value, range.count) else { return false }
    let phrase = wordAfter(range.upperBound, skipping: [0x20, 0x28, 0x3A, 0x2D, 0x5B])
    if ConditionNumber.isExplained(value, by: phrase) { return true }
    guard ConditionNumber.isErrorStatus(value, range.count), !ConditionNumber.isCounted(next) else { return false }
    if ConditionNumber.isServer(text[previousWord]) { return true }
    if isBracketed(range),
      isOfWeb || ConditionNumber.isMethod(wordAfter(range.upperBound, skipping: [0x20, 0x29, 0x5D]))
    {
      return true
    }
    return isOfWeb && endsClause(range)
  }

  private func isSystemCode(_ isNegative: Bool, _ digits: Int) -> Bool {
    isNegative || digits <= 3 && ConditionNumber.endsSystemError(text[previousWord])
  }

  /// `ORA-00942`.
  private func isVendorCode(_ start: Int) -> Bool {
    start > 1 && text[start - 1] == 0x2D && previousWord.upperBound == start - 1
      && ConditionNumber.isVendorPrefix(text[previousWord])
  }

  private func isNegative(_ start: Int) -> Bool {
    start > 0 && text[start - 1] == 0x2D && (start == 1 || !isWord(text[start - 2]) && text[start - 2] != 0x2D)
  }

  /// In `()` or `[]`, alone but for a sign.
  private func isBracketed(_ range: Range<Int>) -> Bool {
    let before = range.lowerBound - (isNegative(range.lowerBound) ? 2 : 1)
    guard before >= 0, range.upperBound < text.count else { return false }
    return text[before] == 0x28 && text[range.upperBound] == 0x29
      || text[before] == 0x5B && text[range.upperBound] == 0x5D
  }

  /// After a colon, with nothing behind it.
  private func endsClause(_ range: Range<Int>) -> Bool {
    var before = range.lowerBound - 1
    while before >= 0, range.lowerBound - before < 4, text[before] == 0x20 { before -= 1 }
    guard before >= 0, text[before] == 0x3A else { return false }
    guard range.upperBound < text.count else { return true }
    switch text[range.upperBound] {
    case 0x0A, 0x2C, 0x2E, 0x3B, 0x29: return true
    default: return false
    }
  }

  /// The word that follows within three of the marks; empty when there is none.
  private func wordAfter(_ end: Int, skipping marks: [UInt8]) -> ArraySlice<UInt8> {
    var index = end
    while index < text.count, index < end + 3, marks.contains(text[index]) { index += 1 }
    guard index > end, index < text.count, isWord(text[index]) else { return [] }
    return text[index..<tokenEnd(from: index)]
  }

  /// The `1.1` of `HTTP/1.1 404`.
  func isProtocolVersion(_ start: Int) -> Bool {
    start > 4 && text[start - 1] == 0x2F && previousWord.upperBound == start - 1
      && text[previousWord].elementsEqual("http".utf8)
  }

  /// Whether a quotation is the name of a code (`"status":404`) or one (`"code":"12"`): then its inside is read.
  func isCodeInQuotes(_ start: Int, _ end: Int) -> Bool {
    let inside = text[(start + 1)..<(end - 1)]
    guard inside.count <= 32 else { return false }
    if announcement >= .error { return inside.allSatisfy { isDigit($0) || $0 == 0x2D } }
    guard inside.allSatisfy(isWord), !inside.allSatisfy(isDigit) else { return false }
    var next = end
    while next < text.count, next < end + 2, text[next] == 0x20 { next += 1 }
    return next < text.count && text[next] == 0x3A
      && ConditionNumber.announcement(of: inside, after: [], .none) >= .error
  }

  func hasScheme(_ range: Range<Int>) -> Bool {
    let head = text[range].prefix(12)
    return head.contains(0x3A) && head.contains(0x2F) && head.first != 0x2F
      && (head.starts(with: "http".utf8) || head.starts(with: "ws".utf8))
  }
}
