// What is kept of each report beside its terms, one array a column. A dead report keeps its place until compaction.

struct DocumentTable {
  /// Marks a dead report in `lengths`.
  static let dead: UInt8 = 255

  var ids: [MatchID] = []
  /// The group as it was filed under, before merges.
  var groups: [UInt32] = []
  /// Seconds since 1970.
  var times: [UInt32] = []
  /// Where the report's terms are in the forward arena.
  var forward: [Int] = []
  /// Length of the tf-idf vector and sum of idf, at the time of adding.
  var norms: [Float] = []
  var sums: [Float] = []
  /// 8 x log2(1 + words in the text), at most 254.
  var lengths: [UInt8] = []
  /// Which of component, page and error the report has, in the low three bits; above them how much of it is code.
  var contexts: [UInt8] = []

  static let hasComponent: UInt8 = 1
  static let hasPage: UInt8 = 2
  static let hasError: UInt8 = 4

  /// The share of identifiers in a report's idf, 0 to 1, in the upper five bits of its context.
  static func codeBits(ofShare share: Float) -> UInt8 { UInt8(max(0, min(share, 1)) * 31 + 0.5) << 3 }

  static func codeShare(ofContext context: UInt8) -> Float { Float(context >> 3) / 31 }

  var count: Int { ids.count }

  static func lengthCode(_ words: Int) -> UInt8 {
    // Integer arithmetic, so that every platform gives the same code.
    let value = words + 1
    let power = Int.bitWidth - 1 - value.leadingZeroBitCount
    let fraction = power >= 3 ? (value >> (power - 3)) & 7 : (value << (3 - power)) & 7
    return UInt8(min(power * 8 + fraction, 254))
  }

  static func words(ofCode code: UInt8) -> Float {
    let power = Int(code) >> 3
    let fraction = Float(code & 7)
    return (1 + fraction / 8) * Float(1 << min(power, 30)) - 1
  }

  var memory: Int { count * (16 + 4 + 4 + 8 + 4 + 4 + 1 + 1) }
}
