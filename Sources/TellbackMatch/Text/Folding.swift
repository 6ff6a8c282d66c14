// Case and accent folding, one scalar at a time, without Foundation. Never fails: bytes that are not UTF-8 read as a space.

/// What a scalar is to the readers of terms and keys.
enum ScalarKind: UInt8 {
  /// Punctuation, white space, controls and bytes that are not UTF-8.
  case separator
  /// A letter of a script that puts spaces between words.
  case letter
  /// A letter of a script that does not (Han, Kana, Hangul, Thai, Lao, Khmer, Burmese, Tibetan).
  case dense
  case digit
  /// Emoji, currency, arithmetic.
  case symbol
  case quote
  /// Combining accents, joiners, variation selectors: as if they were not there.
  case dropped
}

struct FoldedScalar {
  var value: UInt32
  var kind: ScalarKind
  /// The second letter of what unfolds into two (`ß` into `ss`), or 0.
  var second: UInt8 = 0

  init(_ value: UInt32, _ kind: ScalarKind, second: UInt8 = 0) {
    self.value = value
    self.kind = kind
    self.second = second
  }
}

enum Folding {
  /// Decodes the scalar at `index` and moves past it; 0xFFFD, and one byte on, where the bytes are not UTF-8.
  @inline(__always)
  static func decode(_ bytes: UnsafeBufferPointer<UInt8>, _ index: inout Int) -> UInt32 {
    let first = UInt32(bytes[index])
    if first < 0x80 {
      index += 1
      return first
    }
    return decodeLong(bytes, &index, first)
  }

  /// The folded form of a scalar past ASCII.
  static func fold(_ scalar: UInt32) -> FoldedScalar {
    if scalar >= FoldTable.lowFirst, scalar < FoldTable.lowFirst + UInt32(FoldTable.low.count) {
      return tabled(FoldTable.low[Int(scalar - FoldTable.lowFirst)], scalar)
    }
    if isDense(scalar) { return dense(scalar) }
    switch scalar {
    case 0x1E00..<0x2000:
      return tabled(FoldTable.extended[Int(scalar - FoldTable.extendedFirst)], scalar)
    case 0xFF01...0xFF5E: return ascii(UInt8(scalar - 0xFEE0))
    case 0x2018...0x201F, 0xAB, 0xBB, 0x2039, 0x203A, 0x300C...0x300F: return FoldedScalar(scalar, .quote)
    case 0x64B...0x65F, 0x670, 0x591...0x5C7, 0x1AB0...0x1AFF, 0x1DC0...0x1DFF, 0x20D0...0x20FF,
      0xFE00...0xFE0F, 0xFE20...0xFE2F, 0x1F3FB...0x1F3FF, 0xE0000...0xE0FFF:
      return FoldedScalar(scalar, .dropped)
    default: return byCategory(scalar)
    }
  }

  /// The folded form of an ASCII byte.
  @inline(__always)
  static func ascii(_ byte: UInt8) -> FoldedScalar {
    switch byte {
    case 0x61...0x7A: FoldedScalar(UInt32(byte), .letter)
    case 0x41...0x5A: FoldedScalar(UInt32(byte | 0x20), .letter)
    case 0x30...0x39: FoldedScalar(UInt32(byte), .digit)
    case 0x22, 0x27, 0x60: FoldedScalar(UInt32(byte), .quote)
    case 0x2B, 0x3C, 0x3D, 0x3E, 0x24, 0x7E, 0x5E, 0x7C: FoldedScalar(UInt32(byte), .symbol)
    default: FoldedScalar(UInt32(byte), .separator)
    }
  }

  static func appendUTF8(_ value: UInt32, to output: inout [UInt8]) {
    if value < 0x80 {
      output.append(UInt8(truncatingIfNeeded: value))
    } else if value < 0x800 {
      output.append(UInt8(truncatingIfNeeded: 0xC0 | value >> 6))
      output.append(UInt8(truncatingIfNeeded: 0x80 | value & 0x3F))
    } else if value < 0x10000 {
      output.append(UInt8(truncatingIfNeeded: 0xE0 | value >> 12))
      output.append(UInt8(truncatingIfNeeded: 0x80 | value >> 6 & 0x3F))
      output.append(UInt8(truncatingIfNeeded: 0x80 | value & 0x3F))
    } else {
      output.append(UInt8(truncatingIfNeeded: 0xF0 | value >> 18 & 0x07))
      output.append(UInt8(truncatingIfNeeded: 0x80 | value >> 12 & 0x3F))
      output.append(UInt8(truncatingIfNeeded: 0x80 | value >> 6 & 0x3F))
      output.append(UInt8(truncatingIfNeeded: 0x80 | value & 0x3F))
    }
  }

  private static func decodeLong(
    _ bytes: UnsafeBufferPointer<UInt8>, _ index: inout Int, _ first: UInt32
  ) -> UInt32 {
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    guard first >= 0xC2, first < 0xF5, index + length <= bytes.count else {
      index += 1
      return 0xFFFD
    }
    var value = length == 4 ? first & 0x07 : length == 3 ? first & 0x0F : first & 0x1F
    for offset in 1..<length {
      let next = UInt32(bytes[index + offset])
      guard next & 0xC0 == 0x80 else {
        index += 1
        return 0xFFFD
      }
      value = value << 6 | next & 0x3F
    }
    index += length
    return value
  }

  private static func tabled(_ entry: UInt16, _ scalar: UInt32) -> FoldedScalar {
    switch entry {
    case 0: return byCategory(scalar)
    case 1: return FoldedScalar(scalar, .dropped)
    case 2:
      let pair = FoldTable.pair(scalar)
      return FoldedScalar(UInt32(pair.0), .letter, second: pair.1)
    default: return FoldedScalar(UInt32(entry), .letter)
    }
  }

  private static func isDense(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x0E00...0x0FFF, 0x1000...0x109F, 0x1100...0x11FF, 0x1780...0x17FF, 0x3005...0x3007, 0x3041...0x30FF,
      0x3130...0x318F, 0x31F0...0x31FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xAC00...0xD7AF, 0xF900...0xFAFF,
      0xFF66...0xFFDC, 0x20000...0x3FFFF:
      true
    default: false
    }
  }

  private static func dense(_ scalar: UInt32) -> FoldedScalar {
    switch scalar {
    case 0x30FB, 0x30A0, 0x0E2F, 0x0E4F, 0x0E5A, 0x0E5B: return FoldedScalar(scalar, .separator)
    case 0x0E00...0x0FFF, 0x1000...0x109F, 0x1780...0x17FF:
      let kind = byCategory(scalar)
      return kind.kind == .letter ? FoldedScalar(scalar, .dense) : kind
    // Katakana fold onto Hiragana, as case does: people mix them freely in names of the same thing.
    case 0x30A1...0x30F6: return FoldedScalar(scalar - 0x60, .dense)
    default: return FoldedScalar(scalar, .dense)
    }
  }

  private static func byCategory(_ scalar: UInt32) -> FoldedScalar {
    guard let unicode = Unicode.Scalar(scalar) else { return FoldedScalar(scalar, .separator) }
    let properties = unicode.properties
    switch properties.generalCategory {
    case .uppercaseLetter, .titlecaseLetter:
      let lower = properties.lowercaseMapping.unicodeScalars
      return FoldedScalar(lower.first?.value ?? scalar, .letter)
    case .lowercaseLetter, .modifierLetter, .otherLetter, .nonspacingMark, .spacingMark:
      return FoldedScalar(scalar, .letter)
    case .decimalNumber:
      guard let digit = properties.numericValue, digit >= 0, digit <= 9 else { return FoldedScalar(scalar, .letter) }
      return FoldedScalar(0x30 + UInt32(digit), .digit)
    case .letterNumber, .otherNumber: return FoldedScalar(scalar, .letter)
    case .mathSymbol, .currencySymbol, .otherSymbol: return FoldedScalar(scalar, .symbol)
    case .format, .enclosingMark: return FoldedScalar(scalar, .dropped)
    default: return FoldedScalar(scalar, .separator)
    }
  }
}
