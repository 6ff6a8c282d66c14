// Learned on 2026-11-22 from jqueryui.jsonl.gz before 2012-07-01, and titanium-2011-2013.jsonl.gz before 2013-01-01.
// Made by `tellback-collector learn`; do not edit by hand.

extension MatchWeights {
  /// The weights that ship.
  public static let standard = MatchWeights(
    ranking: [
      8.079276,  // textCoverage
      2.6379857,  // textMass
      4.37237,  // textCosine
      0.4883707,  // reverseCoverage
      0.0,  // titleCosine
      -5.3938575,  // titleCoverage
      -2.2565818,  // titleReverseCoverage
      3.7452981,  // titleGrams
      1.6408671,  // titleInText
      4.9626155,  // textInTitle
      -0.2509806,  // identifierCoverage
      -0.23012003,  // identifierMass
      0.6488855,  // errorLines
      -0.3023321,  // numbers
      2.6913042,  // rarest
      -0.32538813,  // recency
      -0.27741694,  // age
      -0.19438073,  // groupSize
      1.2329187,  // sameComponent
      -1.0397804,  // otherComponent
      0.8,  // samePage
      -0.3,  // otherPage
      4.0,  // sameError
      -1.0,  // otherError
      0.2,  // sameVersion
      0.15,  // steps
      0.24285746,  // lengthRatio
      0.0,  // sameTerms
      4.654192,  // titleTerms
      -2.804986,  // unsharedCode
      -1.5243497,  // years
      3.7952604,  // groupTitle
      -0.27443296,  // length
      -8.2135725,  // textCosineSquare
      -1.1922157,  // alone
      1.5371304,  // missingFromTitle
    ],
    decision: [
      0.054253913,  // score
      0.28083098,  // margin
      0.5131881,  // textCoverage
      0.68775016,  // textCosine
      0.22158128,  // titleCosine
      -0.62365663,  // titleGrams
      0.13578962,  // recency
      1.1172853,  // groupSize
      0.26648092,  // queryMass
    ],
    decisionBias: -7.0264626)
}
