// Reads a text into terms in one pass over its UTF-8. Reuses its buffers: no allocation per term. Work and output are
// bounded by `maximumBytes` and `maximumTerms`, whatever the text.

struct TermReader {
  /// Of a longer text the head and the tail are read: people say what is wrong first, a stack trace ends in its cause, and
  /// what lies between was measured to do harm (recall@10 of duplicates -.008 at 24 KiB).
  static let maximumBytes = 3_072
  static let tailBytes = 768
  /// Terms emitted by one text, repeated ones counted.
  static let maximumTerms = 6_000
  private static let longestWord = 64

  private(set) var terms: [Term] = []

  private let stopWords = StopWords.hashes
  private let errorWords = ErrorWords.hashes

  private var letters = [UInt32](repeating: 0, count: TermReader.longestWord)
  /// Bit per letter: a new part of an identifier begins here.
  private var breaks: UInt64 = 0
  private var count = 0
  private var hasDigit = false
  private var hasLetter = false
  private var hasMark = false
  private var flags: UInt8 = 0

  private var lineHash = TermHash()
  private var lineWords = 0
  private var lineIsError = false
  private var lineStart = 0

  private var lastDense: UInt32 = 0

  mutating func removeAll() { terms.removeAll(keepingCapacity: true) }

  /// Reads `text` and appends its terms; `inTitle` marks them.
  mutating func read(_ text: String, inTitle: Bool) {
    var text = text
    text.withUTF8 { read($0, inTitle: inTitle) }
  }

  mutating func read(_ bytes: UnsafeBufferPointer<UInt8>, inTitle: Bool) {
    flags = inTitle ? Term.inTitle : 0
    guard bytes.count > Self.maximumBytes else {
      readPart(bytes, 0, bytes.count)
      return
    }
    readPart(bytes, 0, Self.maximumBytes - Self.tailBytes)
    readPart(bytes, bytes.count - Self.tailBytes, bytes.count)
  }

  // MARK: The pass

  private mutating func readPart(_ bytes: UnsafeBufferPointer<UInt8>, _ from: Int, _ end: Int) {
    var index = from
    startLine(index)
    lastDense = 0
    while index < end, terms.count < Self.maximumTerms {
      let byte = bytes[index]
      if isWordByte(byte) {
        lastDense = 0
        index = readWord(bytes, index, end)
      } else if byte < 0x80 {
        if byte == 0x0A { endLine(bytes, index) }
        lastDense = 0
        index += 1
      } else {
        index = readLong(bytes, index, end)
      }
    }
    endLine(bytes, index)
  }

  /// A scalar past ASCII: a letter opens a word, a dense letter pairs with the one before it.
  private mutating func readLong(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Int {
    var next = start
    let folded = Folding.fold(Folding.decode(bytes, &next))
    switch folded.kind {
    case .letter, .digit:
      lastDense = 0
      return readWord(bytes, start, end)
    case .dense:
      emitDense(folded.value, start, next)
      lastDense = folded.value
    case .symbol:
      var hash = TermHash()
      hash.combine(UInt64(folded.value))
      append(hash.finish(.word), start, next)
      lastDense = 0
    case .dropped: break
    case .separator, .quote:
      lastDense = 0
    }
    return max(next, start + 1)
  }

  private mutating func emitDense(_ scalar: UInt32, _ start: Int, _ end: Int) {
    // A letter alone is a term too weak to keep where it has a neighbour; Han letters alone do carry meaning.
    var hash = TermHash()
    if lastDense != 0 {
      hash.combine(UInt64(lastDense))
      hash.combine(UInt64(scalar))
      append(hash.finish(.pair), max(0, start - 3), end)
    } else if scalar >= 0x3400 {
      hash.combine(UInt64(scalar))
      append(hash.finish(.pair), start, end)
    }
  }

  private mutating func readWord(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Int {
    count = 0
    breaks = 0
    hasDigit = false
    hasLetter = false
    hasMark = false
    var index = start
    var wasLower = false
    var wasUpper = false
    var wasDigit = false
    while index < end {
      let byte = bytes[index]
      var isUpper = false
      var isDigit = false
      if byte < 0x80 {
        switch byte {
        case 0x61...0x7A: put(UInt32(byte), (wasDigit && count > 0))
        case 0x41...0x5A:
          isUpper = true
          // `XMLHttp`: the part begins at the capital that a small letter follows.
          let next = index + 1 < end ? bytes[index + 1] : 0
          put(UInt32(byte | 0x20), wasLower || wasDigit || wasUpper && next >= 0x61 && next <= 0x7A)
        case 0x30...0x39:
          isDigit = true
          hasDigit = true
          put(UInt32(byte), wasLower || wasUpper)
        case 0x5F, 0x24:
          hasMark = count > 0
          if count > 0, count < Self.longestWord { breaks |= 1 << UInt64(count) }
        case 0x27 where wasLower && index + 1 < end && bytes[index + 1] >= 0x61 && bytes[index + 1] <= 0x7A:
          // don't is dont
          break
        default: return finishWord(bytes, start, index, end)
        }
        if byte >= 0x41, !isDigit, byte != 0x5F { hasLetter = true }
        index += 1
        wasUpper = isUpper
        wasDigit = isDigit
        wasLower = byte >= 0x61 && byte <= 0x7A
      } else {
        var next = index
        let folded = Folding.fold(Folding.decode(bytes, &next))
        switch folded.kind {
        case .letter:
          put(folded.value, wasDigit && count > 0)
          if folded.second != 0 { put(UInt32(folded.second), false) }
          hasLetter = true
          wasLower = true
          wasUpper = false
          wasDigit = false
        case .digit:
          put(folded.value, false)
          hasDigit = true
          wasDigit = true
        case .dropped: break
        case .quote where folded.value == 0x2019 && wasLower && next < end && bytes[next] >= 0x61: break
        default: return finishWord(bytes, start, index, end)
        }
        index = next
      }
    }
    return finishWord(bytes, start, index, end)
  }

  @inline(__always)
  private mutating func put(_ scalar: UInt32, _ isBreak: Bool) {
    guard count < Self.longestWord else { return }
    if isBreak { breaks |= 1 << UInt64(count) }
    letters[count] = scalar
    count += 1
  }

  // MARK: Words

  private mutating func finishWord(
    _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ stop: Int, _ end: Int
  ) -> Int {
    guard count > 0 else { return max(stop, start + 1) }
    if hasDigit, !hasLetter { return finishNumber(bytes, start, stop, end) }
    if hasDigit, isVolatile() {
      emitVolatile(start, stop)
      return stop
    }
    let isCall = stop < end && bytes[stop] == 0x28
    let isCode = breaks & ~1 != 0 || isCall
    let whole = wholeHash()
    lineHash.combine(whole)
    lineWords += 1
    if errorWords.contains(whole) { lineIsError = true }
    if breaks & ~1 != 0 {
      emit(whole, start, stop, Term.isIdentifier)
      emitParts(start, stop)
    } else if count > 1 || letters[0] > 0x7F {
      emit(whole, start, stop, isCode ? Term.isIdentifier : 0)
    }
    return stop
  }

  /// The hash of the whole word, stemmed.
  private mutating func wholeHash() -> UInt64 {
    letters.withUnsafeMutableBufferPointer { buffer in
      var hash = TermHash()
      guard let base = buffer.baseAddress else { return hash.finish(.word) }
      let length = breaks & ~1 == 0 ? Stemmer.stem(base, count) : count
      for index in 0..<length { hash.combine(UInt64(base[index])) }
      return hash.finish(.word)
    }
  }

  private mutating func emitParts(_ start: Int, _ stop: Int) {
    var from = 0
    while from < count {
      var to = from + 1
      while to < count, breaks & 1 << UInt64(to) == 0 { to += 1 }
      if to - from > 1 {
        let hash = letters.withUnsafeMutableBufferPointer { buffer in
          var hash = TermHash()
          guard let base = buffer.baseAddress else { return hash.finish(.word) }
          let length = Stemmer.stem(base + from, to - from)
          for index in from..<(from + length) { hash.combine(UInt64(base[index])) }
          return hash.finish(.word)
        }
        emit(hash, start, stop, 0)
      }
      from = to
    }
  }

  /// `0x…`, eight or more hexadecimal digits, or a long mix of letters and digits: an address, a hash, a key.
  private func isVolatile() -> Bool {
    guard count >= 8 || count >= 3 && letters[0] == 0x30 && letters[1] == 0x78 else { return false }
    var runs = 0
    var digits = 0
    var isHex = true
    var wasDigit = false
    for index in 0..<count {
      let letter = letters[index]
      let isDigit = letter >= 0x30 && letter <= 0x39
      if isDigit {
        digits += 1
        if !wasDigit { runs += 1 }
      } else if letter < 0x61 || letter > 0x66 {
        if !(index == 1 && letter == 0x78) { isHex = false }
      }
      wasDigit = isDigit
    }
    if isHex { return true }
    return count >= 16 && digits >= 4 && runs >= 3
  }

  // MARK: Numbers

  /// Digits joined by dots are a version; with colons or dashes a date or a time; short ones alone a number or a code.
  private mutating func finishNumber(
    _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ stop: Int, _ end: Int
  ) -> Int {
    var index = stop
    var dots = 0
    var others = 0
    var hash = TermHash()
    for position in 0..<count { hash.combine(UInt64(letters[position])) }
    while index + 1 < end, dots + others < 8 {
      let mark = bytes[index]
      guard mark == 0x2E || mark == 0x3A || mark == 0x2D || mark == 0x2F, isDigit(bytes[index + 1]) else { break }
      if mark == 0x2E { dots += 1 } else { others += 1 }
      hash.combine(UInt64(mark))
      index += 1
      while index < end, isDigit(bytes[index]) {
        hash.combine(UInt64(bytes[index]))
        index += 1
      }
    }
    if dots + others == 0, count <= 6 {
      append(hash.finish(.number), start, index)
    } else if others == 0, dots > 0, index - start <= 20 {
      append(hash.finish(.version), start, index)
    } else {
      emitVolatile(start, index)
    }
    return index
  }

  private mutating func emitVolatile(_ start: Int, _ stop: Int) {
    var hash = TermHash()
    hash.combine(hasLetter ? 1 : 2)
    append(hash.finish(.volatile), start, stop)
  }

  // MARK: Lines

  private mutating func startLine(_ index: Int) {
    lineHash = TermHash()
    lineWords = 0
    lineIsError = false
    lineStart = index
  }

  private mutating func endLine(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) {
    if lineIsError, lineWords >= 3, flags & Term.inTitle == 0 {
      append(lineHash.finish(.errorLine), lineStart, index)
    }
    startLine(index + 1)
  }

  private mutating func emit(_ hash: UInt64, _ start: Int, _ stop: Int, _ extra: UInt8) {
    if stopWords.contains(hash) { return }
    append(hash, start, stop, extra)
  }

  private mutating func append(_ hash: UInt64, _ start: Int, _ stop: Int, _ extra: UInt8 = 0) {
    terms.append(
      Term(
        hash: hash, start: UInt32(truncatingIfNeeded: start),
        length: UInt16(truncatingIfNeeded: min(stop - start, 400)), flags: flags | extra))
  }

  @inline(__always)
  private func isWordByte(_ byte: UInt8) -> Bool {
    byte >= 0x61 && byte <= 0x7A || byte >= 0x41 && byte <= 0x5A || isDigit(byte) || byte == 0x5F || byte == 0x24
  }

  @inline(__always)
  private func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}
