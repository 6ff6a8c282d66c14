// Starting weights; `tellback-collector learn` replaces this file.

extension MatchWeights {
  /// The weights that ship.
  public static let standard = MatchWeights(
    ranking: [
      6, 1, 4, 1, 2, 1, 1, 2, 1, 1, 1, 0.5, 0.3, 0.3, 0.2, 0.5, -0.8, 0, 0, 0.3, 0, 1, 0, 3, -0.5, 0.1, 0.2, 0,
    ],
    decision: [], decisionBias: 0)
}
