// Reduces a text to what stays the same when the same thing happens again: folded words, with ids, addresses, dates and
// the like as classes. One pass, linear in the text; the state holds no more than the output.

struct VolatileScanner {
  enum Mode {
    /// An error's message: numbers, paths and quoted values change from case to case.
    case message
    /// A stack frame: the function and the file's name stay; line numbers, offsets and folders go.
    case frame
    /// What a person wrote: short numbers and paths mean something.
    case words
    /// The name of a page: a number in it is somebody's record.
    case page
  }

  /// Classes stand in the output as control bytes, which no folded text contains.
  private enum Class {
    static let symbol: UInt8 = 1
    static let number: UInt8 = 2
    static let id: UInt8 = 3
    static let path: UInt8 = 4
    static let quoted: UInt8 = 5
    static let mail: UInt8 = 6
  }

  private static let longestQuotation = 256
  private static let longestCode = 5
  /// Bounds the look ahead, which would make a long row of joined numbers quadratic.
  private static let mostMarks = 16

  private let mode: Mode
  private var text: [UInt8] = []
  private(set) var output: [UInt8] = []
  /// Whether a word or a kept number is left: classes and symbols alone say nothing.
  private(set) var hasSubstance = false
  private var lastWordIsCode = false

  /// The reduced form of `text` in UTF-8, or nil when nothing in it tells it from another.
  static func reduce(_ text: String, _ mode: Mode) -> (bytes: [UInt8], hasSubstance: Bool) {
    var scanner = VolatileScanner(mode)
    scanner.fold(text)
    scanner.scan()
    return (scanner.output, scanner.hasSubstance)
  }

  private init(_ mode: Mode) { self.mode = mode }

  // MARK: Folding

  private mutating func fold(_ source: String) {
    var source = source
    text.reserveCapacity(source.utf8.count + 16)
    output.reserveCapacity(source.utf8.count + 16)
    source.withUTF8 { bytes in
      var index = 0
      while index < bytes.count {
        let scalar = Folding.decode(bytes, &index)
        if scalar < 0x80 {
          appendASCII(UInt8(scalar))
        } else {
          append(Folding.fold(scalar))
        }
      }
    }
  }

  private mutating func appendASCII(_ byte: UInt8) {
    switch byte {
    case 0x41...0x5A: text.append(byte | 0x20)
    case 0..<0x20, 0x7F: text.append(byte == 0x0A ? 0x0A : 0x20)
    default: text.append(byte)
    }
  }

  private mutating func append(_ folded: FoldedScalar) {
    switch folded.kind {
    case .letter, .dense, .digit:
      Folding.appendUTF8(folded.value, to: &text)
      if folded.second != 0 { text.append(folded.second) }
    case .symbol:
      text.append(0x20)
      text.append(Class.symbol)
      Folding.appendUTF8(folded.value, to: &text)
      text.append(0x20)
    case .quote: text.append(folded.value == 0x2018 || folded.value == 0x2019 ? 0x27 : 0x22)
    case .separator: text.append(folded.value < 0x80 ? UInt8(folded.value) : 0x20)
    case .dropped: break
    }
  }

  // MARK: Scanning

  private mutating func scan() {
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte == Class.symbol {
        index = takeSymbol(index)
      } else if isQuote(byte), mode == .message, let end = quotationEnd(from: index) {
        emitClass(Class.quoted)
        index = end
      } else if startsPath(index) {
        index = takePath(index)
      } else if isWord(byte) {
        index = takeToken(index)
      } else {
        if mode == .words, isArithmetic(byte) { emit(CollectionOfOne(byte)) }
        index += 1
      }
    }
  }

  private mutating func takeSymbol(_ start: Int) -> Int {
    var end = start + 1
    while end < text.count, text[end] >= 0x80 { end += 1 }
    // In an error's message or a frame a symbol is decoration; in what a person wrote it can be the whole point.
    if mode == .words { emit(text[start..<end]) }
    return end
  }

  private mutating func takeToken(_ start: Int) -> Int {
    let end = tokenEnd(from: start)
    if end + 2 < text.count, text[end] == 0x3A, text[end + 1] == 0x2F, text[end + 2] == 0x2F {
      return takePath(start)
    }
    if let mailEnd = mailEnd(from: end) {
      emitClass(Class.mail)
      return mailEnd
    }
    if let idEnd = uuidEnd(from: start) {
      emitClass(Class.id)
      return idEnd
    }
    if isDigit(text[start]), let dateEnd = numberEnd(from: start) { return takeNumber(start, dateEnd) }
    if VolatileToken.isVolatile(text[start..<end]) {
      takeID(start..<end)
      return end
    }
    if mode == .message, VolatileToken.isCalendarName(text[start..<end]), isDated(end) {
      emitClass(Class.number)
    } else {
      emitWord(start..<end)
    }
    return end
  }

  /// `0x80004005` after `error` or `HRESULT` is a code that tells errors apart; elsewhere it is an address.
  private mutating func takeID(_ range: Range<Int>) {
    if lastWordIsCode, mode == .message, text[range.lowerBound] == 0x30, range.count <= 10 {
      emitWord(range)
    } else {
      emitClass(Class.id)
    }
  }

  private mutating func takeNumber(_ start: Int, _ end: Int) -> Int {
    let isPlain = text[start..<end].allSatisfy(isDigit)
    switch mode {
    case .words:
      // A version or an amount stays; a date, a time or a long number is somebody's own.
      let isShort = isPlain ? end - start < 6 : !isDateLike(start..<end)
      if isShort {
        emit(text[start..<end])
        hasSubstance = true
      } else {
        emitClass(Class.number)
      }
    case .message where isPlain && lastWordIsCode && end - start <= Self.longestCode:
      emit(text[start..<end])
      hasSubstance = true
    case .message, .page: emitClass(Class.number)
    case .frame: break
    }
    lastWordIsCode = false
    return end
  }

  private mutating func takePath(_ start: Int) -> Int {
    var end = start
    while end < text.count, !endsPath(text[end]) { end += 1 }
    switch mode {
    case .message: emitClass(Class.path)
    case .words, .page: emitPathWords(start..<end)
    case .frame: emitBaseName(start..<end)
    }
    return max(end, start + 1)
  }

  /// A path as a person or a page names it: every part, with the records' numbers as classes; the query goes.
  private mutating func emitPathWords(_ range: Range<Int>) {
    var index = range.lowerBound
    while index < range.upperBound, text[index] != 0x3F, text[index] != 0x23 {
      guard isWord(text[index]) else {
        index += 1
        continue
      }
      var end = index
      while end < range.upperBound, isWord(text[end]) { end += 1 }
      let part = text[index..<end]
      if mode == .page, part.allSatisfy(isDigit) {
        emitClass(Class.number)
      } else if VolatileToken.isVolatile(part) || uuidEnd(from: index) != nil {
        end = min(uuidEnd(from: index) ?? end, range.upperBound)
        emitClass(Class.id)
      } else {
        emitWord(index..<end)
      }
      index = end
    }
  }

  private mutating func emitBaseName(_ range: Range<Int>) {
    var end = range.upperBound
    if let query = text[range].firstIndex(of: 0x3F) { end = query }
    let isSeparator: (UInt8) -> Bool = { $0 == 0x2F || $0 == 0x5C }
    let slash = text[range.lowerBound..<end].lastIndex(where: isSeparator) ?? range.lowerBound
    var index = slash
    while index < end {
      guard isWord(text[index]) else {
        index += 1
        continue
      }
      var stop = index
      while stop < end, isWord(text[stop]) { stop += 1 }
      let part = text[index..<stop]
      if !part.allSatisfy(isDigit), !VolatileToken.isVolatile(part) { emitWord(index..<stop) }
      index = stop
    }
  }

  // MARK: Emitting

  private mutating func emitWord(_ range: Range<Int>) {
    let word = text[range]
    lastWordIsCode = VolatileToken.announcesCode(word)
    // An apostrophe inside a word goes, so that don't, don’t and dont are one.
    let kept = VolatileToken.withoutCounter(word, mode)
    if kept.contains(0x27) { emit(kept.filter { $0 != 0x27 }) } else { emit(kept) }
    hasSubstance = true
  }

  private mutating func emitClass(_ byte: UInt8) {
    lastWordIsCode = false
    // "items 1, 2, 3" is "items 1, 2": how many of a class follow each other is volatile as well.
    if output.last == byte { return }
    if mode == .frame { return }
    emit(CollectionOfOne(byte))
  }

  private mutating func emit(_ bytes: some Collection<UInt8>) {
    if !output.isEmpty { output.append(0x20) }
    output.append(contentsOf: bytes)
  }
}

extension VolatileScanner {
  private func isQuote(_ byte: UInt8) -> Bool { byte == 0x22 || byte == 0x27 || byte == 0x60 }
  private func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  private func isWord(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte >= 0x61 && byte <= 0x7A || isDigit(byte) || byte == 0x5F || byte == 0x24
  }

  private func isArithmetic(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x2B, 0x3C, 0x3D, 0x3E, 0x25, 0x23: true
    default: false
    }
  }

  private func endsPath(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x20, 0x0A, 0x22, 0x27, 0x60, 0x3C, 0x3E, 0x28, 0x29, 0x5B, 0x5D, 0x2C, 0x3B, Class.symbol: true
    default: false
    }
  }

  /// The end of a token; an apostrophe between letters is part of it.
  private func tokenEnd(from start: Int) -> Int {
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
  private func isDated(_ end: Int) -> Bool {
    var index = end
    while index < text.count, index < end + 3, text[index] == 0x20 || text[index] == 0x2C { index += 1 }
    guard index > end, index < text.count else { return false }
    return isDigit(text[index]) || VolatileToken.isCalendarName(text[index..<tokenEnd(from: index)])
  }

  /// A quotation opens after something that is no word and closes before something that is none, on the same line.
  private func quotationEnd(from start: Int) -> Int? {
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
  private func startsPath(_ index: Int) -> Bool {
    let byte = text[index]
    let next = index + 1 < text.count ? text[index + 1] : 0x20
    let isFresh = index == 0 || !isWord(text[index - 1])
    guard isFresh else { return false }
    if byte == 0x2F { return isWord(next) || next == 0x2E }
    if byte == 0x7E || byte == 0x2E { return next == 0x2F }
    return next == 0x3A && index + 2 < text.count && text[index + 2] == 0x5C && isWord(byte)
  }

  private func mailEnd(from wordEnd: Int) -> Int? {
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

  private func uuidEnd(from start: Int) -> Int? {
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
  private func numberEnd(from start: Int) -> Int? {
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
    if index < text.count, text[index] == 0x7A, index >= start + 8 { index += 1 }
    guard index == text.count || !isWord(text[index]) else { return nil }
    return index
  }

  private func joinsNumbers(_ byte: UInt8, at offset: Int) -> Bool {
    switch byte {
    case 0x2E, 0x2C, 0x3A, 0x2D, 0x2F, 0x5F: true
    case 0x74: offset >= 8
    default: false
    }
  }

  private func isDateLike(_ range: Range<Int>) -> Bool {
    let marks = text[range].filter { $0 == 0x3A || $0 == 0x2D || $0 == 0x2F }.count
    return marks >= 2 || text[range].contains(0x3A)
  }
}
