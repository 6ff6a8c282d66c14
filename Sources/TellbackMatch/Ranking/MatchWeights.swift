// What learning gives the ranking: one weight a feature.

/// The weights that rank candidates.
public struct MatchWeights: Sendable, Equatable {
  /// One weight for each ``MatchFeature``, in their order.
  public var ranking: [Float]

  /// - Parameter ranking: a list shorter than the features counts as 0 for the rest; a longer one is cut.
  public init(ranking: [Float]) {
    let missing = max(0, MatchFeature.count - ranking.count)
    self.ranking = Array(ranking.prefix(MatchFeature.count)) + [Float](repeating: 0, count: missing)
  }
}
