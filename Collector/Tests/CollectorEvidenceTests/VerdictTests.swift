// What is said, which days are laid beside each other, and what rose for which reason.
import Foundation
import Testing

@testable import CollectorEvidence

// Practice C4.
@Suite struct VerdictTests {
  private let rule = VerdictRule()

  @Test func `a verdict asks that the interval exclude something`() {
    #expect(rule.verdict(of: RateInterval(lower: 0.2, upper: 0.99)) == .fell)
    #expect(rule.verdict(of: RateInterval(lower: 1.01, upper: 9)) == .worse)
    #expect(rule.verdict(of: RateInterval(lower: 0.76, upper: 1.3)) == .unchanged)
    #expect(rule.verdict(of: RateInterval(lower: 0.74, upper: 1.3)) == .notEnoughExposure)
    #expect(rule.verdict(of: RateInterval(lower: 0.76, upper: 1.34)) == .notEnoughExposure)
    #expect(rule.verdict(of: .unknown) == .notEnoughExposure)
  }

  @Test func `a verdict stands until another is reached`() {
    var comparison = RateComparison()
    comparison.add(new: 15, old: 500, share: 1.0 / 11)
    #expect(rule.verdict(of: comparison) == .fell)
    var later = comparison
    later.add(new: 22, old: 100, share: 1.0 / 11)
    #expect(rule.verdict(of: later) == .notEnoughExposure)
    #expect(rule.verdict(of: later, after: .fell) == .fell)
    later.add(new: 200, old: 100, share: 1.0 / 11)
    #expect(rule.verdict(of: later, after: .fell) == .worse)
  }

  @Test func `many reports at the same rate are called unchanged, few are not`() {
    var few = RateComparison()
    few.add(new: 10, old: 100, share: 1.0 / 11)
    #expect(rule.verdict(of: few) == .notEnoughExposure)
    var many = RateComparison()
    many.add(new: 400, old: 4000, share: 1.0 / 11)
    #expect(rule.verdict(of: many) == .unchanged)
  }

  @Test func `each earlier day lies beside one later day of the same weekday, as far into its span`() {
    let pairing = Pairing(release: 20_000, weeks: 4, spansBefore: 3)
    var beside: [Int64: [Int64]] = [:]
    for day in pairing.daysBefore {
      let round = pairing.round(of: day) ?? -1
      #expect((20_000..<20_028).contains(round))
      #expect((round - day) % 28 == 0)
      #expect((-3 ... -1).contains(pairing.span(of: day)))
      beside[round, default: []].append(day)
    }
    #expect(beside.count == 28)
    #expect(beside.values.allSatisfy { $0.count == 3 })
    #expect(pairing.round(of: 20_000) == nil)
    #expect(pairing.round(of: 20_000 - 85) == nil)
  }

  @Test func `somebody counts once in each span, before and after`() {
    let pairing = Pairing(release: 100, weeks: 1, spansBefore: 2)
    #expect([85, 86, 92, 93, 99].map { pairing.span(of: $0) } == [-3, -2, -2, -1, -1])
    #expect([100, 106, 107].map { pairing.span(of: $0) } == [0, 0, 1])
  }

  @Test func `an earlier report waits in its round as long as it took to arrive`() {
    let pairing = Pairing(release: 100, weeks: 1, spansBefore: 1)
    #expect(pairing.round(of: 95) == 102)
    #expect((pairing.reveal(captured: 95, received: 95 * 86_400 + 500) ?? -1) == Int64(102 * 86_400 + 500))
    #expect(pairing.reveal(captured: 100, received: 0) == nil)
    #expect((pairing.reveal(captured: 95, received: .max) ?? -1) == Int64.max)
  }

  @Test(arguments: [(Int64.max, Int.max, 0), (Int64.min, 0, Int.min), (0, 104, 26)])
  func `any numbers make a pairing`(_ release: Int64, _ weeks: Int, _ spans: Int) {
    let pairing = Pairing(release: release, weeks: weeks, spansBefore: spans)
    var last = Int64.min
    for day in [Int64.min, -100_000_000, -1, 0, 1, pairing.daysBefore.lowerBound, 200_000_000, .max].sorted() {
      if let round = pairing.round(of: day) { #expect(round >= pairing.release && round > day) }
      #expect(pairing.span(of: day) >= last)
      last = pairing.span(of: day)
    }
    #expect(pairing.round(of: pairing.daysBefore.lowerBound) == pairing.release)
  }

  @Test func `more people who get that far are told apart from more pain for each`() {
    let active = (new: 2000.0, old: 20_000.0)
    // Half got that far before, all do now, and each is hurt as before: 120 of 720.
    var masked = MaskedPain()
    masked.add(new: 120, old: 600, active: active, exposed: (new: 2000, old: 10_000))
    #expect(masked.finding() == .newlyExposed)
    var real = MaskedPain()
    real.add(new: 240, old: 1200, active: active, exposed: (new: 2000, old: 20_000))
    #expect(real.finding() == .realIncrease)
    // Both: four times per active installation.
    var both = MaskedPain()
    both.add(new: 240, old: 600, active: active, exposed: (new: 2000, old: 10_000))
    #expect(both.finding() == .realIncrease)
    var same = MaskedPain()
    same.add(new: 120, old: 1200, active: active, exposed: active)
    #expect(same.finding() == .notRisen)
    var few = MaskedPain()
    few.add(new: 21, old: 80, active: active, exposed: (new: 2000, old: 12_000))
    #expect(few.finding() == .unknown)
    // Together each must show more, and where nobody knows how far people get there is no reason.
    #expect(
      MaskedPain.findings(of: [masked, real, both, same, few], others: 5).prefix(4) == [
        .newlyExposed, .realIncrease, .realIncrease, .notRisen,
      ])
    #expect(MaskedPain.findings(of: [few], others: 1_000) == [.notRisen])
    var unknown = MaskedPain()
    unknown.add(new: 240, old: 600, active: SharedExposure(1.0 / 11), exposed: nil)
    #expect(MaskedPain.findings(of: [unknown, same]) == [.unknown, .notRisen])
    #expect(MaskedPain.findings(of: [real], alpha: 0) == [.unknown])
  }
}
