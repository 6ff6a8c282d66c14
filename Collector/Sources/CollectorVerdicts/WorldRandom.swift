// Chance for simulated worlds: the same seed gives the same numbers on every machine.
import Foundation

/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014), with the draws that worlds need.
struct WorldRandom: RandomNumberGenerator {
  private var state: UInt64

  /// Each world of each row draws from a sequence of its own, so worlds can be run in any order.
  init(seed: UInt64, row: Int, world: Int) {
    state = seed
    for number in [UInt64(row), UInt64(world)] {
      state = (state ^ number &* 0xD134_2543_DE82_EF95) &+ 0x9E37_79B9_7F4A_7C15
      state = next()
    }
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Above 0 and below 1.
  mutating func unit() -> Double { (Double(next() >> 11) + 0.5) / 9_007_199_254_740_992 }

  mutating func happens(_ chance: Double) -> Bool { unit() < chance }

  mutating func exponential(mean: Double) -> Double { mean > 0 ? -mean * log(unit()) : 0 }

  /// Counts the exponential gaps that fit into `mean`: exact, and linear in it.
  mutating func poisson(mean: Double) -> Int {
    var count = 0
    var passed = exponential(mean: 1)
    while passed < mean {
      count += 1
      passed += exponential(mean: 1)
    }
    return count
  }

  /// Of mean 0 and standard deviation 1 (Box and Muller 1958).
  mutating func normal() -> Double { (-2 * log(unit())).squareRoot() * cos(2 * .pi * unit()) }
}
