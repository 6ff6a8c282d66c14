// The rate ratios at which evidence is kept: evenly spaced in logarithm, from 1/64 to 64, with 1 in the middle.
import Foundation

/// The fixed grid of rate ratios. Its numbers are part of what is stored, so they do not change.
public enum RatioGrid {
  /// Of these each doubles or halves once in 16 points, so neighbours differ by 4.4 %.
  public static let step = log(2.0) / 16
  /// Points below 1, and as many above.
  public static let reach = 96
  /// All points.
  public static let count = 2 * reach + 1

  /// The natural logarithms of the ratios, rising.
  public static let logRatios: [Double] = (0..<count).map { Double($0 - reach) * step }
  /// The ratios less 1.
  static let excess: [Double] = logRatios.map { expm1($0) }
}
