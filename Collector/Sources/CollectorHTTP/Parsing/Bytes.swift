// The octets and character classes of RFC 9110 section 5.6.2 and RFC 3986 section 2. Pure; no allocation.

enum Byte {
  static let tab: UInt8 = 0x09
  static let lineFeed: UInt8 = 0x0A
  static let carriageReturn: UInt8 = 0x0D
  static let space: UInt8 = 0x20
  static let quote: UInt8 = 0x22
  static let percent: UInt8 = 0x25
  static let ampersand: UInt8 = 0x26
  static let asterisk: UInt8 = 0x2A
  static let plus: UInt8 = 0x2B
  static let comma: UInt8 = 0x2C
  static let hyphen: UInt8 = 0x2D
  static let dot: UInt8 = 0x2E
  static let slash: UInt8 = 0x2F
  static let zero: UInt8 = 0x30
  static let colon: UInt8 = 0x3A
  static let semicolon: UInt8 = 0x3B
  static let equals: UInt8 = 0x3D
  static let question: UInt8 = 0x3F
  static let openBracket: UInt8 = 0x5B
  static let backslash: UInt8 = 0x5C
  static let closeBracket: UInt8 = 0x5D
  static let delete: UInt8 = 0x7F
}

extension UInt8 {
  /// A character of `token`: a letter, a digit or one of ``!#$%&'*+-.^_`|~``.
  @inline(__always) var isToken: Bool {
    isIn(low: 0x03FF_6CFA_0000_0000, high: 0x57FF_FFFF_C7FF_FFFE)
  }

  /// `unreserved / sub-delims / ":" / "@" / "/"` of RFC 3986: what a path is made of besides percent-escapes.
  @inline(__always) var isPathCharacter: Bool {
    isIn(low: 0x2FFF_FFD2_0000_0000, high: 0x47FF_FFFE_87FF_FFFF)
  }

  /// A path character, `?`, or one of ``[]{}|^\` ``, which browsers leave bare in a query (WHATWG URL, query percent-encode set).
  @inline(__always) var isQueryCharacter: Bool {
    isIn(low: 0xAFFF_FFD2_0000_0000, high: 0x7FFF_FFFF_FFFF_FFFF)
  }

  /// A character of a host name or an IPv4 address.
  @inline(__always) var isHostCharacter: Bool {
    isDigit || isLetter || self == Byte.dot || self == 0x2D || self == 0x5F || self == 0x7E
  }

  @inline(__always) var isDigit: Bool { self &- Byte.zero < 10 }

  @inline(__always) var isLetter: Bool { (self | 0x20) &- 0x61 < 26 }

  @inline(__always) var lowercased: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }

  @inline(__always) var isBlank: Bool { self == Byte.space || self == Byte.tab }

  /// C0 controls and DEL.
  @inline(__always) var isControl: Bool { self < 0x20 || self == Byte.delete }

  /// The value of a hexadecimal digit, or nil.
  @inline(__always) var hexadecimalValue: UInt8? {
    let digit = self &- Byte.zero
    if digit < 10 { return digit }
    let letter = (self | 0x20) &- 0x61
    return letter < 6 ? letter + 10 : nil
  }

  /// Membership in a set of ASCII characters, one bit each.
  @inline(__always) private func isIn(low: UInt64, high: UInt64) -> Bool {
    guard self < 128 else { return false }
    return ((self < 64 ? low : high) >> UInt64(self & 63)) & 1 == 1
  }
}

extension Collection<UInt8> {
  /// Whether the bytes spell `text`, ASCII letters compared without case. `text` must be lower case.
  @inline(__always) func spells(_ text: StaticString) -> Bool {
    guard count == text.utf8CodeUnitCount else { return false }
    return text.withUTF8Buffer { expected in
      zip(self, expected).allSatisfy { $0.lowercased == $1 }
    }
  }
}
