// Resolves the escapes of a JSON string (RFC 8259, section 7). A lone surrogate is an error.

enum JSONEscapes {
  static func resolve(_ slice: UnsafeBufferPointer<UInt8>) throws -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(slice.count)
    var index = 0
    while index < slice.count {
      let byte = slice[index]
      guard byte == UInt8(ascii: "\\") else {
        result.append(byte)
        index += 1
        continue
      }
      guard index + 1 < slice.count else { throw broken("an escape has no end") }
      switch slice[index + 1] {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(slice[index + 1])
      case UInt8(ascii: "b"): result.append(0x08)
      case UInt8(ascii: "f"): result.append(0x0C)
      case UInt8(ascii: "n"): result.append(0x0A)
      case UInt8(ascii: "r"): result.append(0x0D)
      case UInt8(ascii: "t"): result.append(0x09)
      case UInt8(ascii: "u"):
        let (scalar, length) = try scalar(slice, at: index)
        result.append(contentsOf: Character(scalar).utf8)
        index += length
        continue
      default: throw broken("an unknown escape")
      }
      index += 2
    }
    return result
  }

  private static func scalar(_ slice: UnsafeBufferPointer<UInt8>, at index: Int) throws -> (Unicode.Scalar, Int) {
    let first = try unit(slice, at: index)
    if let scalar = Unicode.Scalar(first) { return (scalar, 6) }
    // Only a high surrogate may be followed, and only by a low one.
    guard first < 0xDC00, index + 7 < slice.count, slice[index + 6] == UInt8(ascii: "\\"),
      slice[index + 7] == UInt8(ascii: "u")
    else { throw broken("half a surrogate pair") }
    let second = try unit(slice, at: index + 6)
    guard second >= 0xDC00, second <= 0xDFFF,
      let scalar = Unicode.Scalar(0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00))
    else { throw broken("half a surrogate pair") }
    return (scalar, 12)
  }

  private static func unit(_ slice: UnsafeBufferPointer<UInt8>, at index: Int) throws -> UInt16 {
    guard index + 5 < slice.count else { throw broken("an escape has no end") }
    var value: UInt16 = 0
    for position in index + 2...index + 5 {
      let digit: UInt8 =
        switch slice[position] {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): slice[position] - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): slice[position] - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): slice[position] - UInt8(ascii: "A") + 10
        default: throw broken("an escape with other than four hexadecimal digits")
        }
      value = value << 4 | UInt16(digit)
    }
    return value
  }

  private static func broken(_ problem: String) -> WireError {
    WireError(.syntax, field: "", message: "This is not valid JSON: a text has \(problem).")
  }
}
