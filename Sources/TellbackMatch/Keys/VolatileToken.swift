// Judges one folded token: is it somebody's own (an id, an address, a hash), and does it announce an error code?

enum VolatileToken {
  static func isHex(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 || byte >= 0x61 && byte <= 0x66 }

  /// Whether `token`, folded, reads as an address, a hash or a generated id rather than as a word.
  ///
  /// `0x…`; eight or more hexadecimal digits with a decimal one among them; sixteen or more letters and digits with at
  /// least four digits in three or more runs (a key, a session). `base64`, `utf8`, `sha256` and `iphone14` are words.
  static func isVolatile(_ token: ArraySlice<UInt8>) -> Bool {
    let start = token.startIndex
    guard token.count >= 3 else { return false }
    if token[start] == 0x30, token[start + 1] == 0x78, token.dropFirst(2).allSatisfy(isHex) { return true }
    var digits = 0
    var runs = 0
    var isAllHex = true
    var wasDigit = false
    for byte in token {
      let isDigit = byte >= 0x30 && byte <= 0x39
      if isDigit {
        digits += 1
        if !wasDigit { runs += 1 }
      }
      wasDigit = isDigit
      if !isHex(byte) { isAllHex = false }
      if byte >= 0x80 { return false }
    }
    if isAllHex, token.count >= 8, digits > 0, digits < token.count { return true }
    return token.count >= 16 && digits >= 4 && runs >= 3
  }

  /// Whether a number straight after `word` is a code that tells errors apart, such as 404 in "status 404": in version 1.
  static func announcesCode(_ word: ArraySlice<UInt8>) -> Bool {
    guard let first = word.first, word.count <= 8 else { return false }
    switch first {
    case UInt8(ascii: "c"), UInt8(ascii: "e"), UInt8(ascii: "h"), UInt8(ascii: "o"), UInt8(ascii: "r"),
      UInt8(ascii: "s"):
      return announcers.contains { $0.count == word.count && $0.elementsEqual(word) }
    default: return false
    }
  }

  private static let announcers = [
    "code", "error", "errno", "err", "status", "http", "exit", "signal", "sqlstate", "hresult", "oserror", "result",
    "rc",
  ].map { Array($0.utf8) }

  /// Whether `word` names a month or a day of the week, in English, short or long.
  static func isCalendarName(_ word: ArraySlice<UInt8>) -> Bool {
    guard word.count >= 3, word.count <= 9 else { return false }
    return calendarNames.contains(String(decoding: word, as: UTF8.self))
  }

  /// A frame's name without the number that a compiler put behind `$` (`lambda$onCreate$3`): it counts declarations.
  static func withoutCounter(_ word: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard let dollar = word.lastIndex(of: 0x24), dollar > word.startIndex else { return word }
    let counter = word[(dollar + 1)...]
    return counter.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } ? word[..<dollar] : word
  }

  private static let calendarNames: Set<String> = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "mon", "tue", "wed", "thu",
    "fri", "sat", "sun", "january", "february", "march", "april", "june", "july", "august", "september", "october",
    "november", "december", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
  ]
}
