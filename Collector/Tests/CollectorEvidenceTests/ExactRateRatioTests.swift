// One look at the end, beside figures of R's poisson.test and hostile counts.
import Foundation
import Testing

@testable import CollectorEvidence

@Suite struct ExactRateRatioTests {
  @Test func `it agrees with the example of R's poisson test`() {
    // poisson.test(c(11, 6+8+7), c(800, 1083+1050+878)): 1.971488, from 0.8584264 to 4.2772659.
    let exact = ExactRateRatio(newEvents: 11, newExposure: 800, oldEvents: 21, oldExposure: 3011)
    #expect(abs((exact.ratio ?? 0) - 1.971488) < 1e-6)
    #expect(abs(exact.interval.lower - 0.8584264) < 1e-7)
    #expect(abs(exact.interval.upper - 4.2772659) < 1e-7)
    #expect(abs(exact.chanceOfMore - 0.0560086588) < 1e-9)
    #expect(abs(exact.chanceOfFewer - 0.9759318232) < 1e-9)
  }

  @Test func `without new events the lower end is 0, without old ones the upper end is open`() {
    let none = ExactRateRatio(newEvents: 0, newExposure: 100, oldEvents: 30, oldExposure: 1000)
    #expect(none.ratio == 0 && none.interval.lower == 0 && none.interval.upper > 1)
    // (1 - x)^30 = 0.025.
    let chance = 1 - pow(0.025, 1.0 / 30)
    #expect(abs(none.interval.upper - chance / (1 - chance) * 10) < 1e-12)
    let all = ExactRateRatio(newEvents: 5, newExposure: 100, oldEvents: 0, oldExposure: 1000)
    #expect(all.ratio == .infinity && all.interval.upper == .infinity && all.interval.lower > 1)
  }

  @Test(arguments: [(0.0, 1.0), (1, 0), (-1, 1), (.nan, 1), (.infinity, 1)])
  func `without exposure nothing is known`(_ new: Double, _ old: Double) {
    let exact = ExactRateRatio(newEvents: 5, newExposure: new, oldEvents: 5, oldExposure: old)
    #expect(exact.ratio == nil && exact.interval == .unknown && exact.chanceOfMore == 1)
  }

  @Test func `any counts give limits on both sides of the ratio, and both tails cover everything`() {
    var dice = Dice(state: 21)
    for _ in 0..<120 {
      let new = dice.count() % 1_000_000
      let old = dice.count() % 1_000_000
      let exact = ExactRateRatio(newEvents: new, newExposure: 1, oldEvents: old, oldExposure: 1 / dice.share())
      let interval = exact.interval
      #expect(interval.lower >= 0 && interval.lower <= interval.upper)
      if let ratio = exact.ratio { #expect(interval.contains(ratio)) }
      #expect((0...1).contains(exact.chanceOfFewer) && (0...1).contains(exact.chanceOfMore))
      #expect(exact.chanceOfFewer + exact.chanceOfMore >= 1 - 1e-9)
    }
  }

  @Test func `more new events raise both limits`() {
    var before = RateInterval(lower: -1, upper: 0)
    for new in 0...60 {
      let now = ExactRateRatio(newEvents: Int64(new), newExposure: 7, oldEvents: 25, oldExposure: 50).interval
      #expect(now.lower > before.lower && now.upper > before.upper)
      before = now
    }
  }

  @Test func `a hundred million events still have limits near the ratio`() {
    let exact = ExactRateRatio(newEvents: 100_000_000, newExposure: 1, oldEvents: 100_000_000, oldExposure: 1)
    // 1.96 standard deviations of the logarithm, the root of 2 in a hundred million.
    #expect(abs(log(exact.interval.upper) - 1.959964 * (2e-8).squareRoot()) < 1e-8)
    #expect(abs(log(exact.interval.lower) + 1.959964 * (2e-8).squareRoot()) < 1e-8)
  }
}
