// Random numbers that are the same in each run.
import Tellback
import TellbackSupport

/// SplitMix64 from a seed: the same seed gives the same numbers. Not for secrets.
///
/// Source: G. Steele, D. Lea, C. Flood, "Fast Splittable Pseudorandom Number Generators", 2014.
public final class SeededRandom: RandomSource {
  private let state: Lock<UInt64>

  /// Makes a source whose numbers depend only on `seed`.
  public init(seed: UInt64 = 1) { state = Lock(seed) }

  /// The next 64 bits.
  public func next() -> UInt64 {
    state.withLock { state in
      state &+= 0x9E37_79B9_7F4A_7C15
      var value = state
      value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
      value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
      return value ^ value >> 31
    }
  }
}
