// Learned on 2026-11-22 from jqueryui.jsonl.gz before 2012-07-01, and titanium-2011-2013.jsonl.gz before 2013-01-01.
// Made by `tellback-collector learn`; do not edit by hand.

extension MatchWeights {
  /// The weights that ship.
  public static let standard = MatchWeights(
    ranking: [
      4.0026026,  // textCoverage
      2.9347997,  // textMass
      -7.5123787,  // textCosine
      4.5475926,  // reverseCoverage
      -4.3367925,  // titleCosine
      2.4564848,  // titleCoverage
      0.36828533,  // titleReverseCoverage
      2.9387393,  // titleGrams
      1.4312493,  // titleInText
      3.6576054,  // textInTitle
      0.4668734,  // identifierCoverage
      -0.3781686,  // identifierMass
      0.57948256,  // errorLines
      -0.2642703,  // numbers
      3.820187,  // rarest
      -0.48455968,  // recency
      -0.18225215,  // age
      0.7107731,  // groupSize
      1.0647799,  // sameComponent
      -0.98226386,  // otherComponent
      0.8,  // samePage
      -0.3,  // otherPage
      4.0,  // sameError
      -1.0,  // otherError
      0.2,  // sameVersion
      0.15,  // steps
      0.023619207,  // lengthRatio
    ],
    decision: [
      0.05965567,  // score
      0.35293424,  // margin
      0.8459645,  // textCoverage
      0.46756253,  // textCosine
      0.566559,  // titleCosine
      -0.54793644,  // titleGrams
      0.11523409,  // recency
      0.96077377,  // groupSize
      0.21441305,  // queryMass
    ],
    decisionBias: -6.9287286)
}
