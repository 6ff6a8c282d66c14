// Learned on 2026-11-22 from jqueryui.jsonl.gz before 2012-07-01, and titanium-2011-2013.jsonl.gz before 2013-01-01.
// Made by `tellback-collector learn`; do not edit by hand.

extension MatchWeights {
  /// The weights that ship.
  public static let standard = MatchWeights(
    ranking: [
      5.2409563,  // textCoverage
      2.4422152,  // textMass
      -7.3643594,  // textCosine
      4.5577817,  // reverseCoverage
      0.0,  // titleCosine
      0.09251809,  // titleCoverage
      -1.5456073,  // titleReverseCoverage
      3.170555,  // titleGrams
      1.5448011,  // titleInText
      3.5727744,  // textInTitle
      0.16924624,  // identifierCoverage
      -0.25700858,  // identifierMass
      0.62988675,  // errorLines
      -0.23143676,  // numbers
      3.5143044,  // rarest
      -0.4339117,  // recency
      -0.22119355,  // age
      0.72899044,  // groupSize
      1.1574823,  // sameComponent
      -0.92363274,  // otherComponent
      0.8,  // samePage
      -0.3,  // otherPage
      4.0,  // sameError
      -1.0,  // otherError
      0.2,  // sameVersion
      0.15,  // steps
      0.02203984,  // lengthRatio
      0.0,  // sameTerms
    ],
    decision: [
      0.08509735,  // score
      0.34185347,  // margin
      0.88172865,  // textCoverage
      0.30790043,  // textCosine
      0.1718841,  // titleCosine
      -0.39910585,  // titleGrams
      0.13546173,  // recency
      0.9382322,  // groupSize
      0.19033685,  // queryMass
    ],
    decisionBias: -7.0167966)
}
