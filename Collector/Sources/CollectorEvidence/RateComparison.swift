// Two rates compared while their events come in: the evidence that they differ, and the ratios that are still possible.
import Foundation

/// Compares how often something happens on a new version and on an old one, at any time and as often as one likes.
///
/// At each event the chance that it comes from the new version is that version's share of the exposure then, if both hurt alike; at a ratio
/// `r` of the rates it is `r s / (r s + 1 - s)`. The rates themselves cancel out, however they swing. See Lindon and Malek, 'Anytime-valid
/// inference for multinomial count data', arXiv 2011.03567, section 4; with the numbers at risk as exposure it is the anytime-valid logrank
/// test of ter Schure, Pérez-Ortiz, Ly and Grünwald, arXiv 2011.06931. Groups (segment, channel, day) each bring a share of their own, and
/// one ratio is common to all: the stratified test. As in Turner and Grünwald, arXiv 2302.11401, the evidence of the groups multiplies.
///
/// Silence adds nothing: without events nothing is learned, and few events expected on the new version leave the interval wide.
/// Memory is fixed: a number for each point of `RatioGrid`. The same events in the same order give the same bits.
public struct RateComparison: Sendable, Equatable {
  public let mixture: RatioMixture
  /// Events on the new version, and on the old one.
  public internal(set) var newEvents: Int64 = 0
  public internal(set) var oldEvents: Int64 = 0
  /// Events that are expected on the new version if both hurt alike: the sum of its shares.
  public internal(set) var expectedNew = 0.0
  /// Events that no exposure explains: their share was not between 0 and 1. They are no evidence.
  public internal(set) var unexplained: Int64 = 0
  /// The logarithm of the likelihood at each ratio of the grid, over that at ratio 1.
  var logLikelihoods = [Double](repeating: 0, count: RatioGrid.count)

  public init(mixture: RatioMixture = .attempt) {
    self.mixture = mixture
  }

  /// Takes events of one moment and group. `share` is the new version's part of the exposure then, between 0 and 1.
  /// Numbers below 0 count as 0. Events without a share in between are set aside in `unexplained`.
  public mutating func add(new: Int64, old: Int64, share: Double) {
    add(new: new, old: old, at: SharedExposure(share))
  }

  /// The same, for a share that is used again and again.
  public mutating func add(new: Int64, old: Int64, at exposure: SharedExposure) {
    let new = max(new, 0)
    let old = max(old, 0)
    guard new > 0 || old > 0 else { return }
    guard let norms = exposure.logNorms else {
      unexplained = unexplained.saturatingSum(new).saturatingSum(old)
      return
    }
    newEvents = newEvents.saturatingSum(new)
    oldEvents = oldEvents.saturatingSum(old)
    let all = Double(new) + Double(old)
    expectedNew += all * exposure.share
    for index in logLikelihoods.indices {
      logLikelihoods[index] += Double(new) * RatioGrid.logRatios[index] - all * norms[index]
    }
  }

  /// The natural logarithm of the e-value against 'both hurt alike'. When that is so, it reaches `log(1 / alpha)` at any time with
  /// a chance of `alpha` at most (Ville's inequality).
  public var logEValue: Double { newEvents > 0 || oldEvents > 0 ? mixture.logMean(logLikelihoods) : 0 }

  /// The e-value, at most the greatest number there is.
  public var eValue: Double { min(exp(logEValue), .greatestFiniteMagnitude) }

  /// The ratios that are not excluded: with a chance of at least `1 - alpha` the true one lies inside at all times.
  ///
  /// It inverts the tests against each ratio (Lindon and Malek, section 4). Ends are rounded outwards.
  public func interval(alpha: Double = 0.05) -> RateInterval {
    guard alpha > 0, alpha < 1 else { return .unknown }
    return RateInterval(logLikelihoods, above: logEValue - log(1 / alpha))
  }

  /// The ratio that was seen, where exposure was the same share throughout; else near it. Nil without an event on the old version.
  public var ratio: Double? {
    let expectedOld = Double(newEvents) + Double(oldEvents) - expectedNew
    guard oldEvents > 0, expectedNew > 0, expectedOld > 0 else { return nil }
    return Double(newEvents) / expectedNew / (Double(oldEvents) / expectedOld)
  }
}

/// A share of exposure, with what a comparison needs to know of it.
public struct SharedExposure: Sendable {
  /// The new version's part, between 0 and 1.
  public let share: Double
  /// Logarithms of `r s + 1 - s`; nil where the share says nothing.
  let logNorms: [Double]?

  public init(_ share: Double) {
    self.share = share
    logNorms = share > 0 && share < 1 ? RatioGrid.excess.map { log1p(share * $0) } : nil
  }

  /// From exposures in one unit. Without exposure on both sides it says nothing.
  public init(new: Double, old: Double) {
    let isKnown = new > 0 && old > 0 && new.isFinite && old.isFinite
    self.init(isKnown ? 1 / (1 + old / new) : 0)
  }
}

extension Int64 {
  func saturatingSum(_ other: Int64) -> Int64 {
    let (sum, isOver) = addingReportingOverflow(other)
    return isOver ? (other < 0 ? .min : .max) : sum
  }
}
