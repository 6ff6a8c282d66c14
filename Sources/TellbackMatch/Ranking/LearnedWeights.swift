// Learned on 2026-11-22 from jqueryui.jsonl.gz before 2012-07-01, and titanium-2011-2013.jsonl.gz before 2013-01-01.
// Made by `tellback-collector learn`; do not edit by hand.

extension MatchWeights {
  /// The weights that ship.
  public static let standard = MatchWeights(
    ranking: [
      4.8329835,  // textCoverage
      2.5957088,  // textMass
      -6.939075,  // textCosine
      4.3806844,  // reverseCoverage
      0.0,  // titleCosine
      0.044773586,  // titleCoverage
      -1.4562528,  // titleReverseCoverage
      3.0787177,  // titleGrams
      1.3674058,  // titleInText
      3.523759,  // textInTitle
      0.24621612,  // identifierCoverage
      -0.28273198,  // identifierMass
      0.6169201,  // errorLines
      -0.25121397,  // numbers
      3.2473378,  // rarest
      -0.4396386,  // recency
      -0.22154748,  // age
      0.72586083,  // groupSize
      1.1231478,  // sameComponent
      -0.9849811,  // otherComponent
      0.8,  // samePage
      -0.3,  // otherPage
      4.0,  // sameError
      -1.0,  // otherError
      0.2,  // sameVersion
      0.15,  // steps
      0.026510365,  // lengthRatio
      0.0,  // sameTerms
    ],
    decision: [
      0.08447984,  // score
      0.35067478,  // margin
      0.9607601,  // textCoverage
      0.21342339,  // textCosine
      0.2193819,  // titleCosine
      -0.42524344,  // titleGrams
      0.13528912,  // recency
      0.93733376,  // groupSize
      0.19164841,  // queryMass
    ],
    decisionBias: -7.0469356)
}
