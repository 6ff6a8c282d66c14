// An interval of rate ratios, found where a likelihood that is concave in the ratio's logarithm crosses a level.
import Foundation

/// Ratios between two ends. 0 and infinity stand for ends that nothing bounds yet.
public struct RateInterval: Sendable, Equatable {
  public let lower: Double
  public let upper: Double

  /// Nothing is excluded.
  public static let unknown = RateInterval(lower: 0, upper: .infinity)

  public init(lower: Double, upper: Double) {
    self.lower = lower
    self.upper = upper
  }

  public func contains(_ ratio: Double) -> Bool { lower <= ratio && ratio <= upper }

  public func isInside(_ band: ClosedRange<Double>) -> Bool { band.lowerBound <= lower && upper <= band.upperBound }

  /// The ratios whose likelihood lies above the level. The mixture's mean is never above its greatest likelihood, so the likeliest point
  /// is always inside; it is taken as such also where counts are so great that the level is rounded past it.
  init(_ logLikelihoods: [Double], above level: Double) {
    let greatest = logLikelihoods.max() ?? 0
    func isInside(_ value: Double) -> Bool { value > level || value == greatest }
    guard let first = logLikelihoods.firstIndex(where: isInside), let last = logLikelihoods.lastIndex(where: isInside)
    else {
      self = .unknown
      return
    }
    let ratios = RatioGrid.logRatios
    lower =
      first == 0
      ? 0 : exp(ratios[first] - Self.overhang(logLikelihoods, from: first, toward: -1, level: level))
    upper =
      last == logLikelihoods.count - 1
      ? .infinity : exp(ratios[last] + Self.overhang(logLikelihoods, from: last, toward: 1, level: level))
  }

  /// How far past the last point inside the likelihood can stay above the level. It is concave, so it stays below the lines
  /// through the two points before and the two points behind.
  private static func overhang(_ values: [Double], from index: Int, toward side: Int, level: Double) -> Double {
    var farthest = RatioGrid.step
    let before = index - side
    if values.indices.contains(before) {
      let fall = (values[before] - values[index]) / RatioGrid.step
      if fall > 0 { farthest = min(farthest, (values[index] - level) / fall) }
    }
    let next = index + side
    let behind = next + side
    if values.indices.contains(behind) {
      let fall = (values[next] - values[behind]) / RatioGrid.step
      if fall > 0 { farthest = min(farthest, RatioGrid.step - (level - values[next]) / fall) }
    }
    // The last bits of a sum of many numbers are not to be trusted.
    return min(max(farthest, 0) + 1e-9, RatioGrid.step)
  }
}
