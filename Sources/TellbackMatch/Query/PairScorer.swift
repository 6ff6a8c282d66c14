// The score of a known report beside the new one: its features, weighted.

struct PairScorer {
  private let measure: PairMeasure
  private let weights: [Float]

  init(_ index: MatchIndex, at now: UInt32, _ weights: MatchWeights) {
    measure = PairMeasure(index, at: now)
    self.weights = weights.ranking
  }

  /// What an app's reports have and archives lack: page, error, version and steps, which stand side by side.
  private static let context = MatchFeature.samePage.rawValue...MatchFeature.steps.rawValue

  /// Reads ahead what scoring will read; the sum means nothing.
  func warm(_ candidates: [Preselected]) -> UInt64 {
    var sum: UInt64 = 0
    for candidate in candidates { sum &+= measure.warm(Int(candidate.report)) }
    return sum
  }

  /// The score of the pair by itself.
  func score(_ report: UInt32, of group: UInt32) -> ScoredReport {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: MatchFeature.count) { values in
      guard let base = values.baseAddress else { return ScoredReport(report: report, group: group, score: 0) }
      values.initialize(repeating: 0)
      let titles = measure.measure(Int(report), base)
      var score: Float = 0
      for index in 0..<MatchFeature.count { score += weights[index] * values[index] }
      var context: Float = 0
      for index in Self.context { context += weights[index] * values[index] }
      return ScoredReport(report: report, group: group, score: score, context: context, titles: titles)
    }
  }

  /// Adds what the group as a whole is worth, once `titles` holds what all its members' titles share with the new one.
  func addGroup(to scored: inout ScoredReport) {
    scored.score += weights[MatchFeature.groupTitle.rawValue] * measure.titleShare(scored.titles)
  }

  /// One value for each ``MatchFeature``.
  func features(_ scored: ScoredReport) -> [Float] {
    [Float](unsafeUninitializedCapacity: MatchFeature.count) { values, count in
      guard let base = values.baseAddress else { return }
      values.initialize(repeating: 0)
      measure.measure(Int(scored.report), base)
      values[MatchFeature.groupTitle.rawValue] = measure.titleShare(scored.titles)
      count = MatchFeature.count
    }
  }
}

struct ScoredReport {
  var report: UInt32
  var group: UInt32
  var score: Float
  /// The part of the score that page, version, error and steps have.
  var context: Float = 0
  /// The terms of the new title that its title holds, by their `QueryTerm.titleBit`.
  var titles: UInt64 = 0
}
