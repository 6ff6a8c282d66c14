// Whether probabilities are true: of what is called 60 to 70 % likely, 60 to 70 % should be right.

/// Judgements by tenths of their probability.
struct Deciles {
  struct Row {
    var cases = 0
    var said = 0.0
    var right = 0.0
    var gap: Double { cases == 0 ? 0 : abs(said - right) / Double(cases) }
  }

  /// A tenth of fewer cases says little about its gap.
  static let leastCases = 30
  private(set) var rows = [Row](repeating: Row(), count: 10)

  init(_ judgements: [EvaluationFigures.Judgement]) {
    for judgement in judgements {
      let row = max(0, min(9, Int(judgement.probability * 10)))
      rows[row].cases += 1
      rows[row].said += judgement.probability
      rows[row].right += judgement.isRight ? 1 : 0
    }
  }

  /// The largest difference between what was said and what was right, of tenths with enough cases.
  var largestGap: Double { rows.filter { $0.cases >= Self.leastCases }.map(\.gap).max() ?? 0 }

  var summary: String { "gap=\(fixed(largestGap))" }

  /// A line for each tenth that has cases.
  var table: String {
    rows.enumerated().filter { $0.element.cases > 0 }.map { place, row in
      let cases = Double(row.cases)
      return "  said \(place * 10)-\(place * 10 + 10) %: \(row.cases) cases, "
        + "mean \(fixed(row.said / cases)), right \(fixed(row.right / cases))"
    }.joined(separator: "\n")
  }
}
