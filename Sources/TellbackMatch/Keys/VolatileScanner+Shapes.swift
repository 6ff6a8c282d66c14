// The shapes that the scanner knows: tokens, quotations, paths, mail addresses, UUIDs, numbers. All look ahead a bounded way.

extension VolatileScanner {
  func isQuote(_ byte: UInt8) -> Bool { byte == 0x22 || byte == 0x27 || byte == 0x60 }
  func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  func isWord(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte >= 0x61 && byte <= 0x7A || isDigit(byte) || byte == 0x5F || byte == 0x24
  }

  func isArithmetic(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x2B, 0x3C, 0x3D, 0x3E, 0x25, 0x23: true
    default: false
    }
  }

  func endsPath(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x20, 0x0A, 0x22, 0x27, 0x60, 0x3C, 0x3E, 0x28, 0x29, 0x5B, 0x5D, 0x2C, 0x3B, Class.symbol: true
    default: false
    }
  }

  /// The end of a token; an apostrophe between letters is part of it.
  func tokenEnd(from start: Int) -> Int {
    var end = start
    while end < text.count {
      if !isWord(text[end]) {
        let isInside = text[end] == 0x27 && end > start && end + 1 < text.count && text[end + 1] >= 0x61
        guard isInside, isWord(text[end + 1]) else { break }
      }
      end += 1
    }
    return end
  }

  /// Whether a day of the month or another name of the calendar follows, as in `Sun Nov 22 2026`.
  func isDated(_ end: Int) -> Bool {
    var index = end
    while index < text.count, index < end + 3, text[index] == 0x20 || text[index] == 0x2C { index += 1 }
    guard index > end, index < text.count else { return false }
    return isDigit(text[index]) || VolatileToken.isCalendarName(text[index..<tokenEnd(from: index)])
  }

  /// A quotation opens after something that is no word and closes before something that is none, on the same line.
  func quotationEnd(from start: Int) -> Int? {
    if start > 0, isWord(text[start - 1]) { return nil }
    let quote = text[start]
    let limit = min(text.count, start + Self.longestQuotation)
    var index = start + 1
    while index < limit, text[index] != 0x0A {
      if text[index] == quote || (quote == 0x60 && text[index] == 0x27) {
        let next = index + 1
        if index > start + 1, next == text.count || !isWord(text[next]) { return next }
      }
      index += 1
    }
    return nil
  }

  /// `/a`, `~/a`, `./a` or `c:\a` where nothing that reads as a word stands before.
  func startsPath(_ index: Int) -> Bool {
    let byte = text[index]
    let next = index + 1 < text.count ? text[index + 1] : 0x20
    let isFresh = index == 0 || !isWord(text[index - 1])
    guard isFresh else { return false }
    if byte == 0x2F { return isWord(next) || next == 0x2E }
    if byte == 0x7E || byte == 0x2E { return next == 0x2F }
    return next == 0x3A && index + 2 < text.count && text[index + 2] == 0x5C && isWord(byte)
  }

  func mailEnd(from wordEnd: Int) -> Int? {
    var index = wordEnd
    while index < text.count, isWord(text[index]) || text[index] == 0x2E || text[index] == 0x2D || text[index] == 0x2B {
      if index - wordEnd > 64 { return nil }
      index += 1
    }
    guard index + 1 < text.count, text[index] == 0x40, isWord(text[index + 1]) else { return nil }
    index += 1
    let domain = index
    while index < text.count, isWord(text[index]) || text[index] == 0x2E || text[index] == 0x2D { index += 1 }
    return text[domain..<index].contains(0x2E) ? index : nil
  }

  func uuidEnd(from start: Int) -> Int? {
    guard start + 36 <= text.count, start + 36 == text.count || !isWord(text[start + 36]) else { return nil }
    for offset in 0..<36 {
      let byte = text[start + offset]
      switch offset {
      case 8, 13, 18, 23: guard byte == 0x2D else { return nil }
      default: guard VolatileToken.isHex(byte) else { return nil }
      }
    }
    return start + 36
  }

  /// The end of digits joined by `.`, `,`, `:`, `-`, `/` and of a date's `T` and `Z`; nil when letters make it an identifier.
  func numberEnd(from start: Int) -> Int? {
    var index = numeralEnd(from: start)
    if index < text.count, text[index] == 0x7A, index >= start + 8 { index += 1 }
    guard index == text.count || !isWord(text[index]) else { return nil }
    return index
  }

  /// As ``numberEnd(from:)``, whatever follows.
  func numeralEnd(from start: Int) -> Int {
    var index = start
    var marks = 0
    while index < text.count {
      if !isDigit(text[index]) {
        guard joinsNumbers(text[index], at: index - start), marks < Self.mostMarks else { break }
        guard index + 1 < text.count, isDigit(text[index + 1]) else { break }
        marks += 1
      }
      index += 1
    }
    return index
  }

  func joinsNumbers(_ byte: UInt8, at offset: Int) -> Bool {
    switch byte {
    case 0x2E, 0x2C, 0x3A, 0x2D, 0x2F, 0x5F: true
    case 0x74: offset >= 8
    default: false
    }
  }

  func isDateLike(_ range: Range<Int>) -> Bool {
    let marks = text[range].filter { $0 == 0x3A || $0 == 0x2D || $0 == 0x2F }.count
    return marks >= 2 || text[range].contains(0x3A)
  }
}
