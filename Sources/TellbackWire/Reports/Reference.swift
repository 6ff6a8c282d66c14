// The short form of a report's identity that a person can read out over the phone.

/// A short reference such as `TB-7K3Q-M2X9`: seven characters of Crockford's base 32 and one that checks them.
///
/// The check character is a weighted sum over GF(32): it detects every wrong character and every swap of two neighbours.
/// With 35 bits, about 15 pairs among a million reports have the same reference, so a search may find more than one report.
/// A longer reference would be hard to read out. Source of the alphabet: Crockford, "Base 32", 2002.
public struct Reference: Sendable, Hashable, CustomStringConvertible {
  static let mask: UInt64 = 0x7_FFFF_FFFF
  private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
  let value: UInt64

  /// The reference as a number below 2^35, as stored.
  public var number: Int64 { Int64(value) }

  init(value: UInt64) { self.value = value & Self.mask }

  /// Reads what a person typed or heard: either case, with or without `TB` and dashes; O is 0, I and L are 1.
  /// Nil when characters are missing or the check character does not fit.
  public init?(_ heard: String) {
    var text = Array(heard.uppercased().utf8.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: " ") })
    if text.count == 10, text.starts(with: Array("TB".utf8)) { text.removeFirst(2) }
    guard text.count == 8 else { return nil }
    var digits: [UInt8] = []
    for byte in text {
      let meant: UInt8 =
        switch byte {
        case UInt8(ascii: "O"): UInt8(ascii: "0")
        case UInt8(ascii: "I"), UInt8(ascii: "L"): UInt8(ascii: "1")
        default: byte
        }
      guard let digit = Self.alphabet.firstIndex(of: meant) else { return nil }
      digits.append(UInt8(digit))
    }
    guard digits[7] == Self.check(of: digits[0..<7]) else { return nil }
    value = digits[0..<7].reduce(0) { $0 << 5 | UInt64($1) }
  }

  public var description: String {
    let digits = (0..<7).map { UInt8(truncatingIfNeeded: value >> UInt64(30 - 5 * $0)) & 31 }
    let text = (digits + [Self.check(of: digits[...])]).map { Self.alphabet[Int($0)] }
    return "TB-" + String(decoding: text[0..<4], as: UTF8.self) + "-" + String(decoding: text[4..<8], as: UTF8.self)
  }

  /// Horner's rule over GF(32) with the primitive element 2: each place has another weight, so no swap cancels out.
  private static func check(of digits: ArraySlice<UInt8>) -> UInt8 {
    digits.reduce(0) { double($0 ^ $1) }
  }

  /// Times 2 in GF(2^5) with x^5 + x^2 + 1.
  private static func double(_ digit: UInt8) -> UInt8 {
    digit & 16 == 0 ? digit << 1 : (digit << 1 ^ 0b100101) & 31
  }
}
