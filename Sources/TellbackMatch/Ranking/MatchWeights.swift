// What learning gives: one weight a feature for the ranking, and a logistic model for the decision.

/// The weights that rank candidates and judge the best of them.
public struct MatchWeights: Sendable, Equatable {
  /// One weight for each ``MatchFeature``, in their order.
  public var ranking: [Float]
  /// One weight for each ``MatchEvidence``, in their order.
  public var decision: [Float]
  public var decisionBias: Float

  /// - Parameters: lists shorter than the features count as 0 for the rest; longer ones are cut.
  public init(ranking: [Float], decision: [Float], decisionBias: Float) {
    self.ranking = Self.fitted(ranking, MatchFeature.count)
    self.decision = Self.fitted(decision, MatchEvidence.count)
    self.decisionBias = decisionBias
  }

  private static func fitted(_ list: [Float], _ count: Int) -> [Float] {
    Array(list.prefix(count)) + [Float](repeating: 0, count: max(0, count - list.count))
  }
}
