// Several e-values at once.
import Foundation
import Testing

@testable import CollectorEvidence

@Suite struct EValuesTests {
  @Test func `channels are averaged, and one alone is itself`() {
    #expect(abs(EValues.logMean([log(10), log(2), log(6)]) - log(6)) < 1e-12)
    #expect(EValues.logMean([3]) == 3)
    #expect(EValues.logMean([]) == 0)
    #expect(abs(EValues.logMean([5000, -5000]) - (5000 - log(2))) < 1e-9)
    #expect(!EValues.logMean([.nan, .infinity]).isNaN)
    #expect(EValues.logMean([-.infinity, -.infinity]) == -.infinity)
  }

  @Test func `channels count by the weight that was settled beforehand`() {
    #expect(abs(EValues.logMean([log(10), log(2)], weights: [0.75, 0.25]) - log(8)) < 1e-12)
    #expect(EValues.logMean([log(10), log(2)], weights: [0, .nan]) == 0)
    #expect(abs(EValues.logMean([log(10), .nan], weights: [2, 5]) - log(10)) < 1e-12)
  }

  @Test func `e-BH names the greatest, as many as bear it`() {
    // Four at 10 %: the first needs 40, two need 20 each, three 13.3, four 10.
    #expect(EValues.named([1, 39, 19, 2].map { log($0) }, alpha: 0.1) == [])
    #expect(EValues.named([1, 41, 19, 2].map { log($0) }, alpha: 0.1) == [1])
    #expect(EValues.named([1, 21, 20.1, 2].map { log($0) }, alpha: 0.1) == [1, 2])
    #expect(EValues.named([10.1, 11, 12, 13].map { log($0) }, alpha: 0.1) == [3, 2, 1, 0])
    #expect(EValues.named([.nan, log(100)], alpha: 0.1) == [1])
    #expect(EValues.named([], alpha: 0.1) == [])
    #expect(EValues.named([log(100)], alpha: 0) == [])
  }

  @Test func `equal e-values are named in the order in which they were given`() {
    #expect(EValues.named([5, 5, 5], alpha: 0.1) == [0, 1, 2])
  }

  @Test func `a flag that stays needs as many times the evidence as things are watched`() {
    #expect(abs(EValues.logThreshold(ofSticky: 20, alpha: 0.05) - log(400)) < 1e-12)
    #expect(abs(EValues.logThreshold(ofSticky: 0, alpha: 0.05) - log(20)) < 1e-12)
    #expect(EValues.logThreshold(ofSticky: 1, alpha: 0).isFinite)
  }
}
