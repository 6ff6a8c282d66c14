// Chance with a fixed seed, and work on a thread of its own.
import Foundation

@testable import CollectorEvidence

/// SplitMix64.
struct Dice: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Between 0 and 1, often near the ends.
  mutating func share() -> Double {
    let unit = Double(next() >> 11) / 9_007_199_254_740_992
    switch next() % 4 {
    case 0: return pow(10, -12 * unit)
    case 1: return 1 - pow(10, -12 * unit)
    default: return unit
    }
  }

  /// A count of any size.
  mutating func count() -> Int64 { Int64(bitPattern: next()) >> Int64(next() % 64) }
}

/// Tasks of other tests share few threads, and would wait for what computes long.
func apart<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
  let result = await withCheckedContinuation { done in
    Thread.detachNewThread { done.resume(returning: Result(catching: body)) }
  }
  return try result.get()
}

/// All e-values and interval ends after so many events at one share, by dynamic programming: exact, not simulated.
struct Walk: Sendable {
  var mixture: RatioMixture
  var share: Double
  /// The true ratio.
  var ratio = 1.0
  var events: Int

  /// The chance that `holds` is ever true up to the last event.
  func chanceEver(_ holds: (RateComparison) -> Bool) -> Double {
    let chance = ratio * share / (ratio * share + 1 - share)
    let exposure = SharedExposure(share)
    var alive = [1.0]
    var stopped = 0.0
    for count in 1...events {
      var next = [Double](repeating: 0, count: count + 1)
      for (new, mass) in alive.enumerated() {
        next[new] += mass * (1 - chance)
        next[new + 1] += mass * chance
      }
      for new in 0...count where next[new] > 0 {
        var comparison = RateComparison(mixture: mixture)
        comparison.add(new: Int64(new), old: Int64(count - new), at: exposure)
        guard holds(comparison) else { continue }
        stopped += next[new]
        next[new] = 0
      }
      alive = next
    }
    return stopped
  }
}
