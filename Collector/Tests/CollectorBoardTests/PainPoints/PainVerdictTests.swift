// What the ledger says of an attempt, in both languages.
import CollectorCore
import CollectorEvidence
import TellbackWire
import Testing

@testable import CollectorBoard

// Practice C4.
@Suite struct PainVerdictTests {
  private static let now = Timestamp(milliseconds: 1_790_000_000_000)

  private func verdict(_ change: (inout AttemptVerdict) -> Void = { _ in }) -> PainVerdict {
    var verdict = AttemptVerdict(
      attempt: 1, verdict: .fell, saidAt: Self.now.adding(seconds: -86_400), releaseDay: 20_000, ratio: 0.4321,
      interval: RateInterval(lower: 0.25, upper: 0.75), newReports: 12, oldReports: 1_600, expected: 30.5,
      newDays: 56_000, oldDays: 560_000, judgedAt: Self.now)
    change(&verdict)
    return PainVerdict(verdict: verdict, now: Self.now)
  }

  @Test func `it says what was found, by which figures, and that it is an association`() {
    let (badge, details) = (verdict().badge.source, verdict().details.source)
    #expect(badge.contains("Pain fell") && badge.contains("<time"))
    for part in [
      "Rate with it over without: 0.43, between 0.25 and 0.75", "12 reported with it, where 30.5 would have",
      "By daily heartbeats: 56,000 days of use with it, 560,000 without", "not an experiment",
    ] { #expect(details.contains(part), "\(part) in \(details)") }
    #expect(!details.contains("left out"))
  }

  @Test func `German has its own words and its own sign for decimals`() {
    Language.$current.withValue(.german) {
      #expect(verdict().badge.source.contains("Weniger Schmerz"))
      #expect(verdict().details.source.contains("Rate damit zu ohne: 0,43, zwischen 0,25 und 0,75"))
    }
  }

  @Test func `open ends, reports that stand in and installations that are left out are said`() {
    let details = verdict {
      ($0.verdict, $0.saidAt, $0.ratio, $0.source, $0.uncounted) = (.notEnoughExposure, nil, nil, .reports, 1)
      $0.interval = RateInterval(lower: 0, upper: 3)
    }.details.source
    #expect(details.contains("Rate with it over without: at most 3.00"))
    #expect(details.contains("stand in") && details.contains("1 installation reported but was not counted"))
    let unknown = verdict { $0.interval = .unknown }.details.source
    #expect(unknown.contains("0.43, anything"))
    let worse = verdict { ($0.verdict, $0.interval) = (.worse, RateInterval(lower: 1.5, upper: .infinity)) }
    #expect(worse.badge.source.contains("Worse") && worse.details.source.contains("at least 1.50"))
  }

  @Test(arguments: Verdict.allCases)
  func `each verdict has words of its own`(_ kind: Verdict) {
    let others = Set(Verdict.allCases.filter { $0 != kind }.map { PainText.verdict($0).text })
    #expect(!others.contains(PainText.verdict(kind).text))
  }
}
