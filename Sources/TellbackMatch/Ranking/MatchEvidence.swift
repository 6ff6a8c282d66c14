// What the decision looks at, beyond the features of the best candidate. The order is that of the learned weights.

/// What is measured of a whole ranking to judge whether its first candidate is the one.
public enum MatchEvidence: Int, CaseIterable, Sendable {
  /// The best candidate's score.
  case score
  /// How far it is ahead of the second.
  case margin
  case textCoverage
  case textCosine
  case titleCosine
  case titleGrams
  case recency
  case groupSize
  /// ln(1 + idf of what the new report says): long reports match by chance.
  case queryMass

  public static let count = allCases.count
}
