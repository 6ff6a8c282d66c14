// Reduces a text to what stays the same when the same thing happens again: folded words, with ids, addresses, dates and
// the like as classes. One pass, linear in the text; the state holds no more than the output.

struct VolatileScanner {
  /// The version of the rules that keys are made by today. Earlier ones stay for as long as stores hold their keys.
  static let latest: UInt8 = 2

  enum Mode {
    /// An error's message: numbers, paths and quoted values change from case to case.
    case message
    /// A stack frame: the function and the file's name stay; line numbers, offsets and folders go.
    case frame
    /// An error's type: as a frame, but for a code in it.
    case type
    /// What a person wrote: short numbers and paths mean something.
    case words
    /// The name of a page: a number in it is somebody's record.
    case page
  }

  /// Classes stand in the output as control bytes, which no folded text contains.
  enum Class {
    static let symbol: UInt8 = 1
    static let number: UInt8 = 2
    static let id: UInt8 = 3
    static let path: UInt8 = 4
    static let quoted: UInt8 = 5
    static let mail: UInt8 = 6
    static let size: UInt8 = 7
    static let duration: UInt8 = 8
    static let address: UInt8 = 9
  }

  static let longestQuotation = 256
  private static let longestCode = 5
  /// Bounds the look ahead, which would make a long row of joined numbers quadratic.
  static let mostMarks = 16

  let mode: Mode
  private let version: UInt8
  private(set) var text: [UInt8] = []
  private(set) var output: [UInt8] = []
  /// Whether a word or a kept number is left: classes and symbols alone say nothing.
  private(set) var hasSubstance = false
  /// What version 1 knew of `announcement`.
  private var lastWordIsCode = false
  private(set) var announcement = CodeAnnouncement.none
  /// The word that was emitted last, in `text`.
  private(set) var previousWord = 0..<0
  /// Whether a word so far speaks of a server or a request.
  private(set) var isOfWeb = false
  private var tellsMoreThanFirst = false

  struct Reduced {
    /// In UTF-8, with classes as control bytes.
    var bytes: [UInt8]
    /// False when nothing in it tells it from another.
    var hasSubstance: Bool
    /// A code was kept that version 1 took for volatile, and so joined with others.
    var tellsMoreThanFirst: Bool
  }

  /// The reduced form of `text`.
  static func reduce(_ text: String, _ mode: Mode, version: UInt8 = latest) -> Reduced {
    var scanner = VolatileScanner(mode, version)
    scanner.fold(text)
    scanner.scan()
    return Reduced(
      bytes: scanner.output, hasSubstance: scanner.hasSubstance, tellsMoreThanFirst: scanner.tellsMoreThanFirst)
  }

  private init(_ mode: Mode, _ version: UInt8) {
    self.mode = mode
    self.version = version
  }

  private var isFrame: Bool { mode == .frame || mode == .type }

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
        if version > 1, isCodeInQuotes(index, end) {
          index += 1
        } else {
          emitClass(Class.quoted)
          index = end
        }
      } else if startsPath(index) {
        index = takePath(index)
      } else if isWord(byte) {
        index = takeToken(index)
      } else if byte == 0x3A, let end = looseAddressEnd(from: index) {
        emitClass(Class.address)
        index = end
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
    if let addressEnd = looseAddressEnd(from: start) {
      emitClass(Class.address)
      return addressEnd
    }
    if version > 1, mode == .message, let measure = measure(from: start) {
      emitMeasure(measure.class)
      return measure.end
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

  /// IPv6 and MAC addresses, in what people and programs write.
  private func looseAddressEnd(from start: Int) -> Int? {
    version > 1 && (mode == .message || mode == .words) ? addressEnd(from: start) : nil
  }

  /// `0x80004005` after `error` or `HRESULT` is a code that tells errors apart; elsewhere it is an address.
  private mutating func takeID(_ range: Range<Int>) {
    let isHex = text[range.lowerBound] == 0x30 && range.count <= 10
    let wasKept = lastWordIsCode && mode == .message && isHex
    var isKept = wasKept
    if version > 1, isHex, mode == .message || mode == .words || mode == .type {
      isKept =
        announcement >= .error || ConditionNumber.isHexCode(text[range], after: text[previousWord])
    }
    guard isKept else { return emitClass(Class.id) }
    if !wasKept { tellsMoreThanFirst = true }
    emitWord(range)
  }

  private mutating func takeNumber(_ start: Int, _ end: Int) -> Int {
    let isPlain = text[start..<end].allSatisfy(isDigit)
    if version > 1 {
      // The version in "HTTP/1.1 404" stands between the word and its code.
      if mode == .message, isProtocolVersion(start) { return end }
      if isPlain, let code = condition(start..<end) {
        if !(mode == .message && lastWordIsCode && end - start <= Self.longestCode) { tellsMoreThanFirst = true }
        emit(code)
        hasSubstance = true
        lastWordIsCode = false
        announcement = .none
        return end
      }
      if mode == .message {
        emitMeasure(numberClass(start..<end))
        return end
      }
    }
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
    case .frame, .type: break
    }
    lastWordIsCode = false
    announcement = .none
    return end
  }

  private mutating func takePath(_ start: Int) -> Int {
    var end = start
    while end < text.count, !endsPath(text[end]) { end += 1 }
    switch mode {
    case .message:
      let isAsked = ConditionNumber.isMethod(text[previousWord]) || hasScheme(start..<end)
      emitClass(Class.path)
      // "GET https://… 404": what was asked for, and the answer.
      if isAsked {
        announcement = .answer
        isOfWeb = true
      }
    case .words, .page: emitPathWords(start..<end)
    case .frame, .type: emitBaseName(start..<end)
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
        if version > 1, announcement >= .error, part.count <= 3 {
          // The page `/error/404` is no record of an error.
          emitWord(index..<end)
          tellsMoreThanFirst = true
        } else {
          emitClass(Class.number)
        }
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
    if version > 1, mode != .frame {
      announcement = ConditionNumber.announcement(of: word, after: text[previousWord], announcement)
      if mode == .message, !isOfWeb { isOfWeb = ConditionNumber.isWebWord(word) }
    }
    previousWord = range
    // An apostrophe inside a word goes, so that don't, don’t and dont are one.
    let kept = isFrame ? VolatileToken.withoutCounter(word) : word
    if kept.contains(0x27) { emit(kept.filter { $0 != 0x27 }) } else { emit(kept) }
    hasSubstance = true
  }

  /// A size or a duration takes the place of the number before it: of "1 234 MB" the first group is one.
  private mutating func emitMeasure(_ byte: UInt8) {
    if byte != Class.number, output.last == Class.number {
      output.removeLast()
      if output.last == 0x20 { output.removeLast() }
    }
    emitClass(byte)
  }

  private mutating func emitClass(_ byte: UInt8) {
    lastWordIsCode = false
    announcement = .none
    previousWord = 0..<0
    // "items 1, 2, 3" is "items 1, 2": how many of a class follow each other is volatile as well.
    if output.last == byte { return }
    if isFrame { return }
    emit(CollectionOfOne(byte))
  }

  private mutating func emit(_ bytes: some Collection<UInt8>) {
    if !output.isEmpty { output.append(0x20) }
    output.append(contentsOf: bytes)
  }
}
