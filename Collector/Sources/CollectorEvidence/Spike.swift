// Whether a week is worse than the ones before it, by more than weeks differ anyway.
import Foundation

extension RatioMixture {
  /// For a place that is reported more often than in the weeks before: about three times, and never less than half again.
  public static let spike = RatioMixture(
    weights: RatioGrid.logRatios.enumerated().map { point, ratio in
      point > RateComparison.halfAgain ? exp(-0.5 * pow((ratio - log(3)) / 0.4, 2)) : 0
    })

  /// The part of quiet weeks of an app in which anything is ever called a spike. Half of what is promised, one in a hundred, is kept for
  /// worlds that are not the model.
  public static let spikeAlpha = 0.005
}

extension RateComparison {
  /// The point of the grid nearest below 1.5.
  static let halfAgain = RatioGrid.reach + 9

  /// The natural logarithm of the e-value against 'at most half as often again'. Weeks differ by a little without a reason, so 'just as
  /// often' is not what a spike is held against.
  ///
  /// Of a mixture that bets on greater ratios alone, each likelihood over that at 1.5 is a supermartingale when the ratio is 1.5 or less:
  /// it rises with each new event, and the fewer of them are expected the less it is worth on average. So it may be looked at after
  /// each report (as `RateComparison` says of ratio 1).
  public var logEValueOverHalfAgain: Double {
    newEvents > 0 || oldEvents > 0 ? mixture.logMean(logLikelihoods) - logLikelihoods[Self.halfAgain] : 0
  }
}
