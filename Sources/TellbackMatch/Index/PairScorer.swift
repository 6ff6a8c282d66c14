// The score of a known report beside the new one: its features, weighted.

struct PairScorer {
  private let measure: PairMeasure
  private let weights: [Float]

  init(_ index: MatchIndex, at now: UInt32, _ weights: MatchWeights) {
    measure = PairMeasure(index, at: now)
    self.weights = weights.ranking
  }

  /// Reads ahead what scoring will read; the sum means nothing.
  func warm(_ candidates: [Preselected]) -> UInt64 {
    var sum: UInt64 = 0
    for candidate in candidates { sum &+= measure.warm(Int(candidate.report)) }
    return sum
  }

  func score(_ report: UInt32) -> Float {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: MatchFeature.count) { values in
      guard let base = values.baseAddress else { return 0 }
      values.initialize(repeating: 0)
      measure.measure(Int(report), base)
      var score: Float = 0
      for index in 0..<MatchFeature.count { score += weights[index] * values[index] }
      return score
    }
  }

  /// One value for each ``MatchFeature``.
  func features(_ report: UInt32) -> [Float] {
    [Float](unsafeUninitializedCapacity: MatchFeature.count) { values, count in
      guard let base = values.baseAddress else { return }
      values.initialize(repeating: 0)
      measure.measure(Int(report), base)
      count = MatchFeature.count
    }
  }
}
