// Which ratios a comparison bets on, and how much on each. Any weights that were chosen beforehand keep it valid; good ones make it fast.
import Foundation

/// Weights over the grid of ratios, which add up to 1.
///
/// A mixture of likelihood ratios is itself a test martingale when no ratio is 1 (Robbins 1970; Howard and others, arXiv 1810.08240),
/// so that it may be looked at after each report.
public struct RatioMixture: Sendable, Equatable {
  /// A bell over the logarithm of the ratio.
  public struct Part: Sendable, Equatable {
    /// Its share of the mixture.
    public var weight: Double
    /// The ratio in its middle.
    public var ratio: Double
    /// Its standard deviation, in natural logarithms.
    public var spread: Double

    public init(weight: Double, ratio: Double, spread: Double) {
      self.weight = weight
      self.ratio = ratio
      self.spread = spread
    }
  }

  /// Which side of 1 a mixture may bet on.
  public enum Side: Sendable, Equatable { case below, above, both }

  /// For an attempt at a fix: mostly that pain fell by half, a little that it rose, a little that nothing changed, so that the interval
  /// closes around 1 too. Tuned with `tellback-verdicts`.
  public static let attempt = RatioMixture([
    Part(weight: 0.80, ratio: 0.45, spread: 0.25), Part(weight: 0.10, ratio: 2, spread: 0.5),
    Part(weight: 0.10, ratio: 1, spread: 0.15),
  ])

  /// For a release: that it hurts about twice as much as the one before. It is flagged at `releaseAlpha`.
  public static let release = RatioMixture([Part(weight: 1, ratio: 2, spread: 0.25)], side: .above)

  /// The part of releases without change that may ever be flagged. Half of what is promised, one in a hundred, is kept for worlds that are
  /// not the model.
  public static let releaseAlpha = 0.005

  /// The points with a weight, rising.
  let points: [Int]
  /// Their weights' logarithms.
  let logWeights: [Double]

  /// Parts without a finite positive weight, ratio and spread are left out; with none left it bets on nothing, and no evidence gathers.
  public init(_ parts: [Part], side: Side = .both) {
    var weights = [Double](repeating: 0, count: RatioGrid.count)
    for part in parts where part.isUsable {
      let bell = RatioGrid.logRatios.map { exp(-0.5 * pow(($0 - log(part.ratio)) / part.spread, 2)) }
      let allowed = bell.indices.map { side.allows($0) ? bell[$0] : 0 }
      let sum = allowed.reduce(0, +)
      guard sum > 0 else { continue }
      for index in weights.indices { weights[index] += part.weight * allowed[index] / sum }
    }
    self.init(weights: weights)
  }

  /// From a weight for each point of `RatioGrid`; they need not add up to 1. Those that are no positive number count as 0.
  public init(weights: [Double]) {
    let weights = weights.prefix(RatioGrid.count).map { $0.isFinite && $0 > 0 ? $0 : 0 }
    let total = weights.reduce(0, +)
    // What is left out is less than a hundred thousandth of the bet; the rest is scaled up to 1.
    let kept = weights.indices.filter { total > 0 && weights[$0] / total > 1e-6 }
    let keptTotal = kept.reduce(0) { $0 + weights[$1] }
    points = kept
    logWeights = kept.map { log(weights[$0] / keptTotal) }
  }

  /// The logarithm of the mixture of likelihoods whose logarithms are given for the whole grid; 0 for a mixture of nothing.
  func logMean(_ logLikelihoods: [Double]) -> Double {
    var greatest = -Double.infinity
    for (place, point) in points.enumerated() {
      greatest = max(greatest, logWeights[place] + logLikelihoods[point])
    }
    guard greatest.isFinite else { return 0 }
    var sum = 0.0
    for (place, point) in points.enumerated() { sum += exp(logWeights[place] + logLikelihoods[point] - greatest) }
    return greatest + log(sum)
  }
}

extension RatioMixture.Part {
  fileprivate var isUsable: Bool {
    [weight, ratio, spread].allSatisfy { $0.isFinite && $0 > 0 }
  }
}

extension RatioMixture.Side {
  fileprivate func allows(_ point: Int) -> Bool {
    switch self {
    case .below: point < RatioGrid.reach
    case .above: point > RatioGrid.reach
    case .both: true
    }
  }
}
