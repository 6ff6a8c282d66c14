// Texts, numbers and moments of the tolerant reader.
import TellbackWire

extension LooseJSON {
  /// A text, and whether it was longer than its limit.
  struct Text {
    var value: String
    var isCut: Bool
  }

  /// A text of at most `limit` bytes of UTF-8, cut between two characters; nil, and the value is passed over, when it is no text.
  mutating func text(limit: Int) throws -> Text? {
    guard next() == UInt8(ascii: "\"") else {
      try skip()
      return nil
    }
    return try scanText(limit: limit)
  }

  /// A text, a number or a truth, as a field keeps it; nil, and the value is passed over, for anything else.
  mutating func scalar(limit: Int) throws -> (value: FieldValue, isCut: Bool)? {
    switch next() {
    case UInt8(ascii: "\""):
      let text = try scanText(limit: limit)
      return (.text(text.value), text.isCut)
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      try skip()
      return nil
    default:
      let word = string(try scanWord())
      if word == "true" || word == "false" { return (.bool(word == "true"), false) }
      if let whole = Int64(word) { return (.integer(whole), false) }
      guard let number = Double(word), number.isFinite else { return nil }
      return (.number(number), false)
    }
  }

  /// A whole number that is not below 0; nil, and the value is passed over, for anything else.
  mutating func count() throws -> Int64? {
    guard case .integer(let number)? = try scalar(limit: 1)?.value, number >= 0 else { return nil }
    return number
  }

  /// Seconds since 1970, or a date as RFC 3339 writes it; nil for anything else.
  mutating func moment() throws -> Timestamp? {
    switch try scalar(limit: 40)?.value {
    case .integer(let seconds): return Self.moment(seconds: Double(seconds))
    case .number(let seconds): return Self.moment(seconds: seconds)
    case .text(let text): return Timestamp(rfc3339: text)
    default: return nil
    }
  }

  /// Until the year 9999.
  private static func moment(seconds: Double) -> Timestamp? {
    guard seconds >= 0, seconds < 253_402_300_800 else { return nil }
    return Timestamp(milliseconds: Int64((seconds * 1_000).rounded()))
  }

  private func string(_ range: Range<Int>) -> String {
    String(decoding: UnsafeBufferPointer(rebasing: input[range]), as: UTF8.self)
  }

  /// Reads the text that begins with the quote at the reader's position.
  mutating func scanText(limit: Int) throws -> Text {
    let start = position + 1
    var end = start
    while end < input.count, input[end] != UInt8(ascii: "\""), input[end] != UInt8(ascii: "\\") { end += 1 }
    guard end < input.count else { throw Broken() }
    if input[end] == UInt8(ascii: "\"") {
      advance(to: end + 1)
      // What is repaired grows, at most threefold, so it is cut after that.
      let kept = UnsafeBufferPointer(rebasing: input[start..<min(end, start + limit + 4)])
      return Self.cut(String(decoding: kept, as: UTF8.self), to: limit, isCut: end - start > limit + 4)
    }
    return try scanEscaped(from: start, limit: limit)
  }

  private mutating func scanEscaped(from start: Int, limit: Int) throws -> Text {
    var bytes: [UInt8] = []
    var index = start
    var isCut = false
    while index < input.count, input[index] != UInt8(ascii: "\"") {
      // What is past the limit is read and not kept.
      if bytes.count > limit + 4 {
        isCut = true
        bytes.removeLast(bytes.count - limit - 4)
      }
      if input[index] == UInt8(ascii: "\\") {
        guard let scalar = unescape(&index) else { throw Broken() }
        bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.EncodedScalar())
      } else {
        bytes.append(input[index])
        index += 1
      }
    }
    guard index < input.count else { throw Broken() }
    advance(to: index + 1)
    return Self.cut(String(decoding: bytes, as: UTF8.self), to: limit, isCut: isCut)
  }

  /// What the escape at `index` stands for (RFC 8259, section 7). An unknown one stands for its character.
  private func unescape(_ index: inout Int) -> Unicode.Scalar? {
    guard index + 1 < input.count else { return nil }
    let letter = input[index + 1]
    index += 2
    switch letter {
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      guard let first = hexadecimal(at: index) else { return "\u{FFFD}" }
      index += 4
      guard (0xD800..<0xDC00).contains(first) else { return Unicode.Scalar(first) ?? "\u{FFFD}" }
      guard index + 1 < input.count, input[index] == UInt8(ascii: "\\"), input[index + 1] == UInt8(ascii: "u"),
        let second = hexadecimal(at: index + 2), (0xDC00..<0xE000).contains(second)
      else { return "\u{FFFD}" }
      index += 6
      return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) ?? "\u{FFFD}"
    case 0..<0x80: return Unicode.Scalar(letter)
    default: return "\u{FFFD}"
    }
  }

  private func hexadecimal(at index: Int) -> UInt32? {
    guard index + 4 <= input.count else { return nil }
    var value: UInt32 = 0
    for byte in input[index..<(index + 4)] {
      guard let digit = Hexadecimal.value(of: byte) else { return nil }
      value = value << 4 | UInt32(digit)
    }
    return value
  }

  /// At most `limit` bytes of UTF-8, whole characters alone.
  static func cut(_ text: String, to limit: Int, isCut: Bool = false) -> Text {
    guard text.utf8.count > limit else { return Text(value: text, isCut: isCut) }
    var end = text.utf8.index(text.startIndex, offsetBy: max(0, limit))
    while end > text.startIndex, end.samePosition(in: text.unicodeScalars) == nil { end = text.utf8.index(before: end) }
    return Text(value: String(text[..<end]), isCut: true)
  }
}
