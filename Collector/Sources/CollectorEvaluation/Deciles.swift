// Whether probabilities are true: of what is called 60 to 70 % likely, 60 to 70 % should be right.

/// Judgements by tenths of their probability.
struct Deciles {
  struct Row {
    var probabilities: [Double] = []
    var right = 0.0
    var cases: Int { probabilities.count }
    var said: Double { probabilities.reduce(0, +) }
    var gap: Double { cases == 0 ? 0 : abs(said - right) / Double(cases) }
  }

  /// A tenth of fewer cases says little about its gap.
  static let leastCases = 30
  private(set) var rows = [Row](repeating: Row(), count: 10)

  init(_ judgements: [EvaluationFigures.Judgement]) {
    for judgement in judgements {
      let row = max(0, min(9, Int(judgement.probability * 10)))
      rows[row].probabilities.append(judgement.probability)
      rows[row].right += judgement.isRight ? 1 : 0
    }
  }

  /// The largest difference between what was said and what was right, of tenths with enough cases.
  var largestGap: Double { rows.filter { $0.cases >= Self.leastCases }.map(\.gap).max() ?? 0 }

  /// How likely a model whose probabilities are all true is to show a gap as large: cases are few, and which of them are right
  /// is chance. Near 0 the probabilities are wrong; a gap that comes by chance in one case of three says nothing.
  var chanceOfGap: Double {
    let gap = largestGap
    guard gap > 0 else { return 1 }
    let none = rows.filter { $0.cases >= Self.leastCases }.reduce(1.0) { none, row in
      // A millionth less: the gap that was measured counts as reached, however it is rounded.
      let distance = gap * Double(row.cases) * (1 - 1e-6)
      return none * RightCount(row.probabilities).share(within: distance, of: row.said)
    }
    return max(0, min(1 - none, 1))
  }

  var summary: String { "gap=\(fixed(largestGap)) chance=\(fixed(chanceOfGap))" }

  /// A line for each tenth that has cases, with the share that is right in 95 of 100 such periods when the probabilities are true.
  var table: String {
    rows.enumerated().filter { $0.element.cases > 0 }.map { place, row in
      let cases = Double(row.cases)
      let usual = RightCount(row.probabilities).usual
      return "  said \(place * 10)-\(place * 10 + 10) %: \(row.cases) cases, "
        + "mean \(fixed(row.said / cases)), right \(fixed(row.right / cases)), "
        + "if true \(fixed(Double(usual.lowerBound) / cases)) to \(fixed(Double(usual.upperBound) / cases))"
    }.joined(separator: "\n")
  }
}
