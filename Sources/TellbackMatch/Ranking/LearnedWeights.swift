// Learned on 2026-11-22 from jqueryui.jsonl.gz before 2012-07-01, and titanium-2011-2013.jsonl.gz before 2013-01-01.
// Made by `tellback-collector learn`; do not edit by hand.

extension MatchWeights {
  /// The weights that ship.
  public static let standard = MatchWeights(
    ranking: [
      8.079625,  // textCoverage
      2.6379128,  // textMass
      4.37244,  // textCosine
      0.48849952,  // reverseCoverage
      0.0,  // titleCosine
      -5.393777,  // titleCoverage
      -2.2565513,  // titleReverseCoverage
      3.7454104,  // titleGrams
      1.6408414,  // titleInText
      4.9625998,  // textInTitle
      -0.25124708,  // identifierCoverage
      -0.23012279,  // identifierMass
      0.6486535,  // errorLines
      -0.3023539,  // numbers
      2.691278,  // rarest
      -0.32536566,  // recency
      -0.2774305,  // age
      -0.19436021,  // groupSize
      1.2329298,  // sameComponent
      -1.0397687,  // otherComponent
      0.8,  // samePage
      -0.3,  // otherPage
      4.0,  // sameError
      -1.0,  // otherError
      0.2,  // sameVersion
      0.15,  // steps
      0.2428636,  // lengthRatio
      0.0,  // sameTerms
      4.6542025,  // titleTerms
      -2.8051782,  // unsharedCode
      -1.5243465,  // years
      3.7953498,  // groupTitle
      -0.27441806,  // length
      -8.213321,  // textCosineSquare
      -1.1922008,  // alone
      1.5371679,  // missingFromTitle
    ],
    decision: [
      0.05425777,  // score
      0.28082877,  // margin
      0.51310277,  // textCoverage
      0.6877882,  // textCosine
      0.22164065,  // titleCosine
      -0.62384444,  // titleGrams
      0.13579203,  // recency
      1.1172717,  // groupSize
      0.2664886,  // queryMass
    ],
    decisionBias: -7.0265093)
}
