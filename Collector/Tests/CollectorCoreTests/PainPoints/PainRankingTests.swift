// The place of a pain point, worked out by hand beside the code.
import TellbackWire
import Testing

@testable import CollectorCore

@Suite struct PainRankingTests {
  /// The first moment of a week, and the last moments of it.
  private static let monday = PainWeek.start(2_950)
  private static let week: Int64 = 2_950
  private let point = PainPoint(number: 1, app: AppID(1), facts: PainFacts(title: "Slow"), createdAt: monday)
  private let hundred = ActiveInstallations(count: 100, source: .active)

  private func rank(
    _ figures: [(week: Int64, segment: String, people: Int64)], _ severity: Severity = .medium,
    _ weights: PainWeights = PainWeights(), at now: Timestamp = monday.adding(seconds: 7 * 86_400 - 1)
  ) -> PainRank {
    PainRanking.rank(
      of: point,
      figures.map { PainFigure(pain: 1, segment: $0.segment, week: $0.week, reports: $0.people, reporters: $0.people) },
      severity, weights, hundred, now)
  }

  @Test func `a week begins on Monday`() {
    // 5 January 1970 was a Monday.
    #expect(PainWeek.start(1) == Timestamp(milliseconds: 4 * 86_400_000))
    for week in [1, 2_900, 2_951] as [Int64] {
      #expect(PainWeek.of(PainWeek.start(week)) == week)
      #expect(PainWeek.of(PainWeek.start(week).adding(seconds: -1)) == week - 1)
    }
  }

  @Test func `people of four weeks count by their segment, times the severity, for each thousand installations`() {
    let weights = PainWeights(trend: 0, segments: [AppID(1): ["Enterprise": 300], AppID(2): ["Retail": 9_000]])
    let rank = rank(
      [(Self.week, "Enterprise", 2), (Self.week - 3, "Enterprise", 1), (Self.week, "Retail", 4), (Self.week, "", 6)],
      .high, weights)
    #expect(
      rank.parts
        == [
          PainRank.Part(segment: "", people: 10, weight: 100),
          PainRank.Part(segment: "Enterprise", people: 3, weight: 300),
        ].reversed())
    // (3 × 3 + 10 × 1) × 2 ÷ 100 × 1,000.
    #expect(abs(rank.hurt - 380) < 1e-9)
  }

  @Test func `a doubling adds what its weight says, a halving takes off as much, and steady pain stays`() {
    for (before, now, expected) in [(3.0, 7.0, 1.25), (7, 3, 0.75), (5, 5, 1), (0, 100, 1.25), (100, 0, 0.75)] {
      #expect(abs(PainRanking.trend(from: before, to: now, weight: 25) - expected) < 1e-9, "\(before) to \(now)")
    }
    #expect(PainRanking.trend(from: 0, to: 50, weight: 0) == 1)
  }

  @Test func `this week is weighed by the part of it that is over, and older weeks do not count`() {
    let full = rank([(Self.week - 1, "", 8), (Self.week - 4, "", 8), (Self.week - 8, "", 99), (Self.week + 1, "", 99)])
    #expect(abs(full.now - 2) < 0.01 && full.before == 2)
    let fresh = rank([(Self.week, "", 2)], at: Self.monday.adding(seconds: 60))
    // A day at least, so that the first minute is no wonder.
    #expect(abs(fresh.now - 2 / (3 + 1.0 / 7)) < 1e-9)
    #expect(rank([]).hurt == 0)
  }

  @Test func `without a known installation a place is still a number`() {
    let none = PainRanking.rank(
      of: point, [PainFigure(pain: 1, week: Self.week, reports: 1, reporters: 1)], .low, PainWeights(),
      ActiveInstallations(count: 0, source: .reporting), Self.monday)
    #expect(none.hurt.isFinite && none.hurt > 0)
  }

  @Test func `weights outside their range are refused`() {
    for weights in [
      PainWeights(low: -1), PainWeights(critical: PainWeights.most + 1), PainWeights(trend: 101),
      PainWeights(segments: [AppID(1): ["x": -5]]),
    ] {
      #expect(throws: PainError.badWeight(PainWeights.most)) { try weights.check() }
    }
    let many = Dictionary(uniqueKeysWithValues: (0...PainWeights.segmentLimit).map { ("s\($0)", 1 as Int64) })
    #expect(throws: PainError.tooManyWeights) { try PainWeights(segments: [AppID(1): many]).check() }
    #expect(throws: Never.self) { try PainWeights().check() }
  }
}
