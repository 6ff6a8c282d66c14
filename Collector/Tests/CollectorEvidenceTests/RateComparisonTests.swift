// The anytime-valid comparison: exact where it can be counted out, hostile where it cannot.
import Foundation
import Testing

@testable import CollectorEvidence

@Suite struct RateComparisonTests {
  @Test(arguments: [RatioMixture.attempt, .release, .rise])
  func `an e-value is worth 1 on average when both hurt alike, with shares that change`(_ mixture: RatioMixture) {
    let shares = [0.02, 0.3, 0.5, 0.5, 0.9, 0.1, 0.7, 0.01, 0.25, 0.6]
    var sum = 0.0
    for outcome in 0..<(1 << shares.count) {
      var comparison = RateComparison(mixture: mixture)
      var chance = 1.0
      for (index, share) in shares.enumerated() {
        let isNew = outcome >> index & 1 == 1
        chance *= isNew ? share : 1 - share
        comparison.add(new: isNew ? 1 : 0, old: isNew ? 0 : 1, share: share)
      }
      sum += chance * comparison.eValue
    }
    #expect(abs(sum - 1) < 1e-12)
  }

  @Test func `looking after every event, it is ever flagged wrongly in at most alpha of worlds`() async throws {
    let chances = try await apart {
      [0.5, 1.0 / 11].map { share in
        Walk(mixture: .attempt, share: share, events: 80).chanceEver { $0.logEValue >= log(20) }
      }
    }
    for chance in chances { #expect(chance > 0.001 && chance <= 0.05) }
  }

  @Test(arguments: [0.4, 1.0, 2.5])
  func `looking after every event, the interval ever misses the true ratio in at most alpha of worlds`(_ ratio: Double)
    async throws
  {
    let chance = try await apart {
      Walk(mixture: .attempt, share: 0.3, ratio: ratio, events: 60).chanceEver {
        !$0.interval(alpha: 0.05).contains(ratio)
      }
    }
    #expect(chance <= 0.05)
  }

  @Test func `the interval excludes 1 exactly when the e-value reaches 1 over alpha`() {
    var dice = Dice(state: 5)
    for _ in 0..<300 {
      var comparison = RateComparison()
      comparison.add(new: Int64(dice.next() % 60), old: Int64(dice.next() % 300), share: 0.2)
      let isFlagged = comparison.logEValue >= log(20)
      guard abs(comparison.logEValue - log(20)) > 1e-6 else { continue }
      #expect(comparison.interval(alpha: 0.05).contains(1) == !isFlagged)
    }
  }

  @Test func `a thousand times as many events close the interval around the truth`() {
    var few = RateComparison()
    few.add(new: 10, old: 100, share: 1.0 / 6)
    var many = RateComparison()
    many.add(new: 10_000, old: 100_000, share: 1.0 / 6)
    #expect(few.interval().contains(0.5))
    #expect(many.interval().contains(0.5))
    #expect(many.interval().isInside(0.46...0.54))
    #expect(few.interval().upper > 1)
    #expect(abs((many.ratio ?? 0) - 0.5) < 1e-9)
  }

  @Test func `swings that hit both versions alike are no evidence`() {
    // Ten times the reports on each second day, on both.
    var comparison = RateComparison()
    for day in 0..<40 { comparison.add(new: day % 2 == 0 ? 10 : 1, old: day % 2 == 0 ? 100 : 10, share: 1.0 / 11) }
    #expect(comparison.logEValue < 0)
    #expect(comparison.interval().contains(1))
  }

  // Practice C4.
  @Test func `silence is never a cure: without exposure or without events nothing is excluded`() {
    var comparison = RateComparison()
    #expect(comparison.interval() == .unknown)
    comparison.add(new: 0, old: 0, share: 0.5)
    #expect(comparison.interval() == .unknown)
    // Nobody uses the new version: the old one's reports say nothing of it.
    comparison.add(new: 0, old: 5000, at: SharedExposure(new: 0, old: 1000))
    #expect(comparison.logEValue == 0)
    #expect(comparison.unexplained == 5000)
    // One in a thousand uses it, so half a report is expected there; that none came shows nothing.
    comparison.add(new: 0, old: 500, share: 0.001)
    #expect(VerdictRule().verdict(of: comparison) == .notEnoughExposure)
  }

  @Test(arguments: [0, 1, -0.5, 1.5, Double.nan, .infinity, -.infinity])
  func `events without a share are set aside and counted`(_ share: Double) {
    var comparison = RateComparison()
    comparison.add(new: 3, old: 4, share: share)
    #expect(comparison.unexplained == 7)
    #expect(comparison.newEvents == 0 && comparison.oldEvents == 0 && comparison.logEValue == 0)
  }

  @Test func `groups with levels of their own share one ratio`() {
    // Each group halves, though the new version is used mostly where it hurts most.
    var comparison = RateComparison()
    comparison.add(new: 200, old: 40, share: 10.0 / 11)
    comparison.add(new: 1, old: 20, share: 1.0 / 11)
    let interval = comparison.interval()
    #expect(interval.contains(0.5) && interval.upper < 1)
    // Thrown together it looks like harm: 201 of 261 at half the exposure.
    var together = RateComparison()
    together.add(new: 201, old: 60, share: 0.5)
    #expect(together.interval().lower > 1)
  }

  @Test func `any counts and shares give numbers, and an interval around what is possible`() {
    var dice = Dice(state: 11)
    for mixture in [RatioMixture.attempt, .release, .rise, RatioMixture([])] {
      for _ in 0..<300 {
        var comparison = RateComparison(mixture: mixture)
        for _ in 0..<(dice.next() % 5) { comparison.add(new: dice.count(), old: dice.count(), share: dice.share()) }
        let interval = comparison.interval(alpha: 0.05)
        #expect(!comparison.logEValue.isNaN && comparison.eValue >= 0 && comparison.eValue.isFinite)
        #expect(interval.lower >= 0 && interval.lower <= interval.upper)
        #expect(comparison.ratio.map { $0 >= 0 } ?? true)
        for alpha in [0, 1, -1, Double.nan] { #expect(comparison.interval(alpha: alpha) == .unknown) }
        #expect(comparison.interval(alpha: 0.001).lower <= interval.lower)
        #expect(comparison.interval(alpha: 0.001).upper >= interval.upper)
      }
    }
  }

  @Test func `a report on the new version never speaks against harm, one on the old never for it`() {
    var dice = Dice(state: 12)
    var comparison = RateComparison(mixture: .release)
    for _ in 0..<500 {
      let share = dice.share()
      var more = comparison
      more.add(new: 1, old: 0, share: share)
      var less = comparison
      less.add(new: 0, old: 1, share: share)
      let slack = 1e-9 * (1 + abs(comparison.logEValue))
      #expect(more.logEValue >= comparison.logEValue - slack)
      #expect(less.logEValue <= comparison.logEValue + slack)
      comparison = dice.next() % 2 == 0 ? more : less
    }
  }

  @Test func `what was stored goes on as if it had never stopped, and other bytes are refused`() {
    var comparison = RateComparison(mixture: .release)
    comparison.add(new: 7, old: 30, share: 0.25)
    comparison.add(new: 2, old: 0, share: 0)
    let stored = comparison.stored
    #expect(RateComparison(stored: stored, mixture: .release) == comparison)
    #expect(RateComparison(stored: [], mixture: .release) == nil)
    #expect(RateComparison(stored: Array(stored.dropLast()), mixture: .release) == nil)
    #expect(RateComparison(stored: [2] + stored.dropFirst(), mixture: .release) == nil)
    #expect(RateComparison(stored: [1] + [UInt8](repeating: 0xFF, count: stored.count - 1), mixture: .release) == nil)
  }

  @Test func `the same events give the same bits`() {
    func run() -> RateComparison {
      var dice = Dice(state: 13)
      var comparison = RateComparison()
      for _ in 0..<50 { comparison.add(new: Int64(dice.next() % 9), old: Int64(dice.next() % 9), share: dice.share()) }
      return comparison
    }
    #expect(run() == run())
    #expect(run().logEValue.bitPattern == run().logEValue.bitPattern)
  }
}
