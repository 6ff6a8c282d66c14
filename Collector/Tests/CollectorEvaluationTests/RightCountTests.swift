// How many of some judgements are right by chance, worked out by hand.
import Testing

@testable import CollectorEvaluation

@Suite struct RightCountTests {
  private func judgements(_ probability: Double, right: Int, of cases: Int) -> [EvaluationFigures.Judgement] {
    (0..<cases).map { .init(probability: probability, isRight: $0 < right) }
  }

  @Test func `counts of three even chances come about in 1, 3, 3 and 1 of 8 cases`() {
    let count = RightCount([0.5, 0.5, 0.5])
    #expect(abs(count.share(within: 0.6, of: 0) - 1.0 / 8) < 1e-12)
    #expect(abs(count.share(within: 1, of: 1.5) - 6.0 / 8) < 1e-12)
    #expect(abs(count.share(within: 2, of: 1.5) - 1) < 1e-12)
    #expect(count.usual == 0...3)
  }

  @Test func `unequal chances are added exactly, and what is certain is no chance`() {
    let count = RightCount([0.9, 0.2, 1, 0])
    #expect(abs(count.share(within: 0.5, of: 1) - 0.1 * 0.8) < 1e-12)
    #expect(abs(count.share(within: 0.5, of: 2) - (0.9 * 0.8 + 0.1 * 0.2)) < 1e-12)
    #expect(RightCount([1, 1]).usual == 2...2)
    #expect(RightCount([]).usual == 0...0)
  }

  @Test func `of 4,000 cases the tails that are left out weigh nothing`() {
    let count = RightCount([Double](repeating: 0.03, count: 4_000))
    #expect(abs(count.share(within: 4_001, of: 0) - 1) < 1e-9)
    // 120 and about twice the root of 116.4.
    #expect((98...100).contains(count.usual.lowerBound) && (140...142).contains(count.usual.upperBound))
  }

  @Test func `a gap of few cases comes by chance, the same gap of many does not`() {
    // 7 of 51 where 12.2 were said; 700 of 5,100 where 1,219 were.
    let few = Deciles(judgements(0.239, right: 7, of: 51))
    let many = Deciles(judgements(0.239, right: 700, of: 5_100))
    #expect(abs(few.largestGap - many.largestGap) < 1e-9)
    #expect((0.05...0.15).contains(few.chanceOfGap))
    #expect(many.chanceOfGap < 1e-6)
  }

  @Test func `each tenth has its chance of the largest gap, and none is certain`() {
    let one = judgements(0.25, right: 10, of: 40)
    let exact = Deciles(one)
    #expect(exact.largestGap == 0 && exact.chanceOfGap == 1)
    let gap = judgements(0.65, right: 20, of: 40)
    #expect(Deciles(one + gap).chanceOfGap > Deciles(gap).chanceOfGap)
    #expect(Deciles(one + gap).summary.hasPrefix("gap=0.150 chance=0."))
    #expect(Deciles([]).chanceOfGap == 1)
  }
}
