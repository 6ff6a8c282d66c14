// The estimate of a shift against all pairs written down, and its interval against tables and a simulation.
import Foundation
import Testing

@testable import CollectorCore

@Suite struct ShiftEstimateTests {
  /// A fixed seed: what failed once fails again.
  private struct Chance: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ state >> 29
    }
  }

  private func differences(_ before: [Int64], _ after: [Int64]) -> [Int64] {
    before.flatMap { old in after.map { $0 - old } }.sorted()
  }

  @Test func `the shift is the median of all differences, and the interval stands at its ranks`() throws {
    var chance = Chance(state: 7)
    for _ in 0..<300 {
      let before = (0..<Int.random(in: 1...12, using: &chance)).map { _ in Int64.random(in: -50...50, using: &chance) }
      let after = (0..<Int.random(in: 1...12, using: &chance)).map { _ in Int64.random(in: -20...90, using: &chance) }
      let all = differences(before, after)
      let found = try #require(ShiftEstimate(before: before.shuffled(using: &chance), after: after))
      let (low, high) = (all[(all.count - 1) / 2], all[all.count / 2])
      #expect(found.shift == low + (high - low) / 2)
      let rank = ShiftEstimate.rank(before.count, after.count)
      #expect(found.interval == (rank > 0 ? all[rank - 1]...all[all.count - rank] : nil))
    }
  }

  // Hollander, Wolfe and Chicken give U for a two-sided level of .05; the interval begins one place later.
  @Test(arguments: [(3, 3, 0), (4, 4, 1), (5, 5, 3), (8, 8, 14), (10, 10, 24), (20, 20, 128), (6, 9, 11)])
  func `the ranks of small samples are those of the tables`(before: Int, after: Int, rank: Int) {
    #expect(ShiftEstimate.rank(before, after) == rank)
    #expect(ShiftEstimate.rank(after, before) == rank)
    let chances = ShiftEstimate.chancesOfRanks(before, after)
    #expect(abs(chances.reduce(0, +) - 1) < 1e-12)
    #expect(chances.allSatisfy { $0 >= 0 })
  }

  @Test func `exact ranks and the normal ones agree where they meet`() {
    for (before, after) in [(50, 50), (30, 80), (49, 51)] {
      let (n, m) = (Double(before), Double(after))
      let normal = n * m / 2 - 1.96 * (n * m * (n + m + 1) / 12).squareRoot()
      #expect(abs(Double(ShiftEstimate.rank(before, after)) - normal) <= 2)
    }
  }

  @Test func `the interval holds the true shift in at least 94 of 100 skewed worlds`() throws {
    var chance = Chance(state: 11)
    func time() -> Int64 { Int64(exp(Double.random(in: 0...9, using: &chance))) }
    for (n, m) in [(15, 20), (60, 90)] {
      var held = 0
      for _ in 0..<600 {
        let found = try #require(
          ShiftEstimate(before: (0..<n).map { _ in time() }, after: (0..<m).map { _ in time() - 500 }))
        if try #require(found.interval).contains(-500) { held += 1 }
      }
      #expect(held >= 564, "\(n) and \(m): \(held) of 600")
    }
  }

  @Test func `nothing is said of nothing, and no interval of too little`() throws {
    #expect(ShiftEstimate(before: [], after: [1]) == nil)
    #expect(ShiftEstimate(before: [1], after: []) == nil)
    let few = try #require(ShiftEstimate(before: [1, 2, 3], after: [10, 20, 30]))
    #expect(few.interval == nil && few.shift == 18)
    let same = try #require(
      ShiftEstimate(before: Array(repeating: 5, count: 3_000), after: Array(repeating: 5, count: 2_000)))
    #expect(same.shift == 0 && same.interval == 0...0)
  }
}
