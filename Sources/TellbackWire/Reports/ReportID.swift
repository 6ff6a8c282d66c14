// The identity of a report: a UUIDv7 (RFC 9562). Later ids sort later, so that inserts are at the end of an index.

/// The identity of a report and its idempotency key: 16 bytes, version 7.
public struct ReportID: Sendable, Hashable, Comparable, CustomStringConvertible {
  private let high: UInt64
  private let low: UInt64

  /// Makes an id from a moment and 74 random bits (RFC 9562, section 5.7).
  public init(at moment: Timestamp, random: (UInt64, UInt64)) {
    let time = UInt64(clamping: moment.milliseconds) & 0xFFFF_FFFF_FFFF
    high = time << 16 | 0x7000 | random.0 & 0x0FFF
    low = 0x8000_0000_0000_0000 | random.1 & 0x3FFF_FFFF_FFFF_FFFF
  }

  /// Makes an id from the 16 bytes of any UUID; nil for another count.
  public init?(bytes: [UInt8]) {
    guard bytes.count == 16 else { return nil }
    (high, low) = bytes.withUnsafeBytes { bytes in
      (
        UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
        UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
      )
    }
  }

  /// Reads the form with 36 characters, in either case; nil for anything else.
  public init?(_ text: String) {
    var digits = 0
    var words: (UInt64, UInt64) = (0, 0)
    var position = 0
    for byte in text.utf8 {
      switch (position, byte) {
      case (8, UInt8(ascii: "-")), (13, UInt8(ascii: "-")), (18, UInt8(ascii: "-")), (23, UInt8(ascii: "-")): break
      default:
        guard position < 36, let value = Self.value(ofHex: byte) else { return nil }
        if digits < 16 { words.0 = words.0 << 4 | value } else { words.1 = words.1 << 4 | value }
        digits += 1
      }
      position += 1
    }
    guard position == 36, digits == 32 else { return nil }
    (high, low) = words
  }

  private static func value(ofHex byte: UInt8) -> UInt64? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A") + 10)
    default: nil
    }
  }

  /// The 16 bytes, as stored.
  public var bytes: [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 16) { buffer, count in
      for index in 0..<8 {
        buffer[index] = UInt8(truncatingIfNeeded: high >> (56 - 8 * UInt64(index)))
        buffer[index + 8] = UInt8(truncatingIfNeeded: low >> (56 - 8 * UInt64(index)))
      }
      count = 16
    }
  }

  /// The 36 characters of RFC 9562, in lower case.
  public var description: String {
    String(unsafeUninitializedCapacity: 36) { buffer in
      var position = 0
      for digit in 0..<32 {
        if digit == 8 || digit == 12 || digit == 16 || digit == 20 {
          buffer[position] = UInt8(ascii: "-")
          position += 1
        }
        let word = digit < 16 ? high : low
        let nibble = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * (digit & 15))) & 15
        buffer[position] = nibble < 10 ? nibble + UInt8(ascii: "0") : nibble + UInt8(ascii: "a") - 10
        position += 1
      }
      return 36
    }
  }

  public static func < (left: ReportID, right: ReportID) -> Bool {
    (left.high, left.low) < (right.high, right.low)
  }

  /// The short form that a person can read out.
  public var reference: Reference { Reference(value: (low ^ low >> 29) & Reference.mask) }
}
