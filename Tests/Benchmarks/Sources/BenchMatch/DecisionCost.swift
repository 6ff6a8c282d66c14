// What judging one list of candidates costs: the trees over its evidence, and what staff decided.
import BenchKit
import TellbackMatch

enum DecisionCost {
  /// Decisions timed together, since one is shorter than the clock is fine.
  private static let together = 100

  static func measure() {
    var random = Random(state: 17)
    let lists = (0..<4_096).map { _ in
      (0..<MatchEvidence.count).map { _ in Float(random.unit() * 20) }
    }
    var history = DecisionHistory()
    var making = Durations()
    for number in 0..<5_000 {
      history.add(
        random.unit(), agreed: MatchAgreement(rawValue: UInt8(random.below(16))), isSame: random.below(3) > 0)
      if number % 50 == 0 { making.time { _ = DecisionCurve(history) } }
    }
    let curve = DecisionCurve(history)
    let model = DecisionModel.standard
    var deciding = Durations()
    var sum = 0.0
    for round in 0..<2_000 {
      deciding.time {
        for place in 0..<together {
          let number = (round * together + place) % lists.count
          let base = Double(model.probability(of: lists[number]))
          sum += curve.likelihood(base, agreed: MatchAgreement(rawValue: UInt8(number % 16)))
        }
      }
    }
    Measurement("match.decision_p50", deciding.percentile(0.5) / Double(together), "us").report()
    Measurement("match.decision_p99", deciding.percentile(0.99) / Double(together), "us").report()
    // Once for each app of a batch of reports.
    note("  counting an app's decisions in takes \(making.percentile(0.5)) us; the likelihoods add up to \(sum)")
  }
}
