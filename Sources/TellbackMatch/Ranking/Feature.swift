// The features that a pair of reports is ranked by. The order is that of the learned weights: append, never reorder.

/// What is measured between a new report and a known one; each is 0 where a report lacks what it needs.
public enum MatchFeature: Int, CaseIterable, Sendable {
  /// BM25F over title and text, as a share of the most that the new report could reach.
  case textCoverage
  /// ln(1 + BM25F): how much evidence there is, whatever the length.
  case textMass
  /// tf-idf cosine of everything.
  case textCosine
  /// Share of the known report's idf that the new one holds.
  case reverseCoverage
  /// tf-idf cosine of the titles.
  case titleCosine
  /// Share of the new title's idf that the known title holds.
  case titleCoverage
  /// Share of the known title's idf that the new title holds.
  case titleReverseCoverage
  /// Dice coefficient of the titles' character 4-grams: typing errors, compounds, other inflections.
  case titleGrams
  /// Share of the new title's idf found anywhere in the known report.
  case titleInText
  /// Share of the known title's idf found anywhere in the new report.
  case textInTitle
  /// Share of the new report's identifiers, by idf.
  case identifierCoverage
  /// ln(1 + idf of the shared identifiers).
  case identifierMass
  /// ln(1 + idf of the shared error lines).
  case errorLines
  /// ln(1 + idf of the shared numbers and versions in the texts).
  case numbers
  /// The highest idf of a shared term, over that of a term seen once.
  case rarest
  /// ln(1 + days since the group's newest report).
  case recency
  /// ln(1 + days since this report).
  case age
  /// ln(reports in the group).
  case groupSize
  /// Same component, as both reporters gave it.
  case sameComponent
  /// Both reporters gave a component, and another one.
  case otherComponent
  case samePage
  case otherPage
  /// Same error signature.
  case sameError
  /// Both carry an error, and another one.
  case otherError
  /// Same version of the app.
  case sameVersion
  /// ln(1 + idf of the shared steps).
  case steps
  /// |ln| of the ratio of the texts' lengths.
  case lengthRatio
  /// Share of the terms of both reports that both hold, each counted once, whatever its idf.
  case sameTerms
  /// Share of the terms of both titles that both hold, each counted once, whatever its idf.
  case titleTerms
  /// Share of the known report's idf that is identifiers which the new one lacks: a pasted program matches by chance.
  case unsharedCode
  /// ln(1 + years since the group's newest report): past a year the prior falls faster than `recency` says.
  case years
  /// Share of the new title's idf that the titles of the group hold between them, of those members that were scored.
  case groupTitle
  /// ln(1 + words of the known report): a long one shares words by chance.
  case length
  /// Square of `textCosine`: being near counts more the nearer it is.
  case textCosineSquare
  /// The group has this one report alone.
  case alone
  /// The highest idf of a term of the known title that the new report lacks, over that of a term seen once.
  case missingFromTitle

  /// How many there are.
  public static let count = allCases.count
}
