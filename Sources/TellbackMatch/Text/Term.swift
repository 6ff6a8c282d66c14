// A term as the index knows it: a 64-bit hash whose low four bits say what the term is, and where it stood.

/// What a term is; kept in the low bits of its hash, so that terms of two kinds never meet.
enum TermKind: UInt64 {
  case word = 0
  /// Two neighbouring letters of a script without spaces.
  case pair = 1
  case number = 2
  case version = 3
  /// A line that reports an error, without what is volatile in it.
  case errorLine = 4
  case page = 5
  case component = 6
  /// The key of an error signature.
  case errorKey = 7
  case step = 8
  /// A class that stands for ids, addresses, dates.
  case volatile = 9
  case appVersion = 10
}

struct Term {
  var hash: UInt64
  /// Bytes from the start of the text that was read; what a person is shown as matched.
  var start: UInt32
  var length: UInt16
  var flags: UInt8

  static let inTitle: UInt8 = 1
  /// Spelled as code: camelCase, snake_case, dotted, called or mixed with digits.
  static let isIdentifier: UInt8 = 2

  var kind: TermKind { TermKind(rawValue: hash & 15) ?? .volatile }
}

/// The hash of a term: FNV-1a over scalars, finished by a mixer; the same on every device and in every process.
struct TermHash {
  private var state: UInt64 = 0xcbf2_9ce4_8422_2325

  @inline(__always)
  mutating func combine(_ value: UInt64) { state = (state ^ value) &* 0x0000_0100_0000_01b3 }

  @inline(__always)
  func finish(_ kind: TermKind) -> UInt64 {
    var mixed = state
    mixed = (mixed ^ mixed >> 32) &* 0xd6e8_feb8_6659_fd93
    mixed = (mixed ^ mixed >> 32) &* 0xd6e8_feb8_6659_fd93
    mixed ^= mixed >> 32
    return mixed & ~15 | kind.rawValue
  }

  static func of(_ text: String, _ kind: TermKind) -> UInt64 {
    var hash = TermHash()
    for byte in text.utf8 { hash.combine(UInt64(byte)) }
    return hash.finish(kind)
  }

  static func of(_ bytes: [UInt8], _ kind: TermKind) -> UInt64 {
    var hash = TermHash()
    for byte in bytes { hash.combine(UInt64(byte)) }
    return hash.finish(kind)
  }
}
