// Logarithms without a C library, the same to the last bit on every platform.

enum Logarithm {
  /// ln(`value`) for finite `value` > 0, to about 1e-6 of its size; 0 otherwise.
  @inline(__always)
  static func natural(_ value: Float) -> Float {
    guard value > 0, value.isFinite else { return 0 }
    let bits = value.bitPattern
    var exponent = Float(Int32(bits >> 23 & 0xFF) - 127)
    var mantissa = Float(bitPattern: bits & 0x007F_FFFF | 0x3F80_0000)
    if mantissa > 1.414_213_6 {
      mantissa *= 0.5
      exponent += 1
    }
    // ln m = 2 artanh((m - 1) / (m + 1)); |t| < 0.172, so five terms are enough.
    let t = (mantissa - 1) / (mantissa + 1)
    let square = t * t
    let series = 1 + square * (1 / 3 + square * (1 / 5 + square * (1 / 7 + square * (1 / 9))))
    return exponent * 0.693_147_2 + 2 * t * series
  }
}
