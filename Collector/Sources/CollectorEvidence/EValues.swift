// Several e-values at once: of channels, of pages.
import Foundation

public enum EValues {
  /// The mean of e-values is one, however they depend on each other (Vovk and Wang, arXiv 1912.06116). Given and returned as natural
  /// logarithms; 0, no evidence, for none. What is no number counts as no evidence.
  public static func logMean(_ logEValues: [Double]) -> Double {
    guard !logEValues.isEmpty else { return 0 }
    let values = logEValues.map { $0.isNaN ? 0 : $0 }
    let greatest = values.max() ?? 0
    guard greatest.isFinite else { return greatest }
    return greatest + log(values.reduce(0) { $0 + exp($1 - greatest) } / Double(values.count))
  }

  /// The mean with weights that were settled beforehand; those that are no positive number count as 0.
  public static func logMean(_ logEValues: [Double], weights: [Double]) -> Double {
    let terms = zip(logEValues, weights).filter { $1 > 0 && $1.isFinite && !$0.isNaN }.map { (value: $0, weight: $1) }
    let all = terms.reduce(0) { $0 + $1.weight }
    guard all > 0, let greatest = terms.map(\.value).max() else { return 0 }
    guard greatest.isFinite else { return greatest }
    return greatest + log(terms.reduce(0) { $0 + $1.weight * exp($1.value - greatest) } / all)
  }

  /// The places of those that can be named while at most `alpha` of the names are wrong on average, greatest e-value first: the k
  /// greatest where the k-th is at least `n / (alpha k)`. See the e-BH procedure of Wang and Ramdas, arXiv 2009.02824; it holds however the
  /// e-values depend on each other. Takes natural logarithms.
  public static func named(_ logEValues: [Double], alpha: Double) -> [Int] {
    guard alpha > 0, alpha.isFinite else { return [] }
    let order = logEValues.indices.filter { !logEValues[$0].isNaN }
      .sorted { (logEValues[$0], $1) > (logEValues[$1], $0) }
    let count = Double(logEValues.count)
    var named = 0
    for rank in 1..<(order.count + 1) where logEValues[order[rank - 1]] >= log(count / (alpha * Double(rank))) {
      named = rank
    }
    return Array(order.prefix(named))
  }

  /// What an e-value must reach, as natural logarithm, for a flag that stays: `tested / alpha`. Of `tested` things that are watched
  /// for ever, a wrong flag is then ever set with a chance of at most `alpha`.
  public static func logThreshold(ofSticky tested: Int, alpha: Double) -> Double {
    log(Double(max(tested, 1))) - log(min(max(alpha, .leastNormalMagnitude), 1))
  }
}
