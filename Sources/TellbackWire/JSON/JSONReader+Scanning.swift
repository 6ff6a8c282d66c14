// The bytes below the values: where texts and numbers end, checked as RFC 8259 and UTF-8 want them.

extension JSONReader {
  /// A text as it stands in the input, between its quotes.
  struct ScannedText {
    let start: Int
    let bytes: UnsafeBufferPointer<UInt8>
    /// It has no escapes.
    let isPlain: Bool
  }

  /// Reads past the text that begins at the reader's position with its quote.
  mutating func scanText() throws -> ScannedText {
    position += 1
    let start = position
    var isPlain = true
    var isASCII = true
    scanning: while true {
      isASCII = skipPlain() && isASCII
      guard position < input.count else { throw syntax("a text has no end") }
      switch input[position] {
      case UInt8(ascii: "\""): break scanning
      case UInt8(ascii: "\\"):
        isPlain = false
        position += 2
      default: throw syntax("a control character stands in a text")
      }
    }
    let bytes = UnsafeBufferPointer(rebasing: input[start..<position])
    position += 1
    if !isASCII, !UTF8Check.isValid(bytes) { throw syntax("a text is not UTF-8") }
    return ScannedText(start: start, bytes: bytes, isPlain: isPlain)
  }

  /// Goes to the next quote, backslash or control character, or the end. True when all before it was ASCII.
  private mutating func skipPlain() -> Bool {
    // Eight bytes at once: a byte that is zero once the wanted one is taken away borrows, and so does one below 0x20
    // (Lamport 1975). Borrows reach only bytes after the first found.
    let (ones, highs) = (UInt64(0x0101_0101_0101_0101), UInt64(0x8080_8080_8080_8080))
    var seen: UInt64 = 0
    while position + 8 <= input.count {
      let word = UInt64(
        littleEndian: UnsafeRawPointer(input.baseAddress.unsafelyUnwrapped).loadUnaligned(
          fromByteOffset: position, as: UInt64.self))
      let (quotes, backslashes) = (word ^ (ones * 0x22), word ^ (ones * 0x5C))
      let found =
        ((quotes &- ones) & ~quotes | (backslashes &- ones) & ~backslashes | (word &- ones * 0x20) & ~word) & highs
      guard found == 0 else {
        let before = found.trailingZeroBitCount & ~7
        position += before / 8
        return (seen | word & (1 << UInt64(before) &- 1)) & highs == 0
      }
      seen |= word
      position += 8
    }
    while position < input.count {
      let byte = input[position]
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { break }
      seen |= UInt64(byte)
      position += 1
    }
    return seen & highs == 0
  }

  mutating func scanNumber(_ field: String) throws {
    let start = position
    if peek() == UInt8(ascii: "-") { position += 1 }
    let whole = digits()
    guard whole > 0 else {
      position = start
      throw wrongType(field, "a number")
    }
    let firstDigit = input[position - whole]
    guard whole == 1 || firstDigit != UInt8(ascii: "0") else { throw syntax("a number starts with 0") }
    if peek() == UInt8(ascii: ".") {
      position += 1
      guard digits() > 0 else { throw syntax("a number has no digits after its point") }
    }
    if peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") {
      position += 1
      if peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-") { position += 1 }
      guard digits() > 0 else { throw syntax("a number has no digits in its exponent") }
    }
    guard position - start <= 64 else { throw WireError.tooLong(field, bytes: position - start, limit: 64) }
  }

  /// The value of a number that the grammar allows; nil with a fraction or an exponent, or past 64 bits.
  func wholeNumber(_ range: Range<Int>) -> Int64? {
    let isNegative = input[range.lowerBound] == UInt8(ascii: "-")
    var value: Int64 = 0
    for byte in input[range].dropFirst(isNegative ? 1 : 0) {
      guard byte >= 0x30, byte <= 0x39 else { return nil }
      let (tenfold, isTooLong) = value.multipliedReportingOverflow(by: 10)
      // Below zero there is one number more than above.
      let (next, isTooLarge) = tenfold.subtractingReportingOverflow(Int64(byte &- 0x30))
      guard !isTooLong, !isTooLarge else { return nil }
      value = next
    }
    if isNegative { return value }
    return value == .min ? nil : -value
  }

  func peek() -> UInt8? { position < input.count ? input[position] : nil }

  mutating func skipSpace() {
    while position < input.count {
      switch input[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return
      }
    }
  }

  private mutating func digits() -> Int {
    let start = position
    while position < input.count, input[position] >= 0x30, input[position] <= 0x39 { position += 1 }
    return position - start
  }

  mutating func literal(_ word: StaticString) -> Bool {
    skipSpace()
    let fits = word.withUTF8Buffer { word in
      position + word.count <= input.count && word.elementsEqual(input[position..<position + word.count])
    }
    if fits { position += word.utf8CodeUnitCount }
    return fits
  }

  func syntax(_ problem: String) -> WireError {
    WireError(.syntax, field: "", message: "This is not valid JSON: \(problem), at byte \(position).")
  }

  /// A value of another type; at the end of the input or before garbage it is the JSON that is wrong.
  func wrongType(_ field: String, _ expected: String) -> WireError {
    switch peek() {
    case nil: syntax("it ends where \(expected) was expected")
    case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "\""), UInt8(ascii: "t"), UInt8(ascii: "f"),
      UInt8(ascii: "n"),
      UInt8(ascii: "-"), .some(0x30...0x39):
      WireError(.wrongType, field: field, message: "\(field) must be \(expected).")
    default: syntax("\(expected) was expected for \(field)")
    }
  }
}
