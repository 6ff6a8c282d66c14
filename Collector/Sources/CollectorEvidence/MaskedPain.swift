// What rose after a fix: more people who get that far, or more pain for each who does?
import Foundation

/// Two comparisons of one pain point, before and after another one was fixed: per active installation, and per installation that
/// got far enough to meet it.
public struct MaskedPain: Sendable, Equatable {
  public enum Finding: String, Sendable, CaseIterable {
    /// It is not shown that it rose at all.
    case notRisen
    /// It rose per active installation, and those who get that far are hurt less than half as often again as before.
    case newlyExposed
    /// Those who get that far are hurt more often.
    case realIncrease
    /// It rose, and nothing shows yet why.
    case unknown
  }

  /// Bets on a rise, and takes shares by active installations.
  public var perActive = RateComparison(mixture: .rise)
  /// Events of installations that say how far they get, with shares by those that got that far: the same events where all say it.
  public var perExposed = RateComparison(mixture: .rise)

  public init() {}

  /// Events of one moment and group, with exposures in one unit. Those who got that far are at most those who are active.
  public mutating func add(
    new: Int64, old: Int64, active: (new: Double, old: Double), exposed: (new: Double, old: Double)
  ) {
    add(
      new: new, old: old, active: SharedExposure(new: active.new, old: active.old),
      exposed: SharedExposure(new: exposed.new, old: exposed.old))
  }

  /// The same, for shares that are used again and again. Without `exposed` nobody knows how many got that far.
  public mutating func add(new: Int64, old: Int64, active: SharedExposure, exposed: SharedExposure?) {
    perActive.add(new: new, old: old, at: active)
    if let exposed { perExposed.add(new: new, old: old, at: exposed) }
  }

  /// What is found now. Each finding is wrong with a chance of at most `alpha` at any time: for `newlyExposed` the
  /// likelihood at ratio 1 is held against that at 1.5, which is a test martingale when the ratio is 1.5 or more.
  public func finding(alpha: Double = 0.05) -> Finding {
    guard alpha > 0, alpha < 1 else { return .unknown }
    let needed = log(1 / alpha)
    if perExposed.logEValue >= needed { return .realIncrease }
    guard perActive.logEValue >= needed else { return .notRisen }
    return isBelowHalfAgain(needed) ? .newlyExposed : .unknown
  }

  /// What is found now of several pain points that are looked at together: those that rose, and those that hurt more often, are each named
  /// by e-BH (Wang and Ramdas, arXiv 2009.02824), so that of each at most `alpha` are wrong on average. `others` counts pain
  /// points that might have been looked at and were not.
  public static func findings(of pains: [MaskedPain], others: Int = 0, alpha: Double = 0.05) -> [Finding] {
    guard alpha > 0, alpha < 1 else { return pains.map { _ in .unknown } }
    let rest = [Double](repeating: 0, count: max(others, 0))
    let rose = Set(EValues.named(pains.map(\.perActive.logEValue) + rest, alpha: alpha))
    let worse = Set(EValues.named(pains.map(\.perExposed.logEValue) + rest, alpha: alpha))
    return pains.indices.map { index in
      if worse.contains(index) { return .realIncrease }
      guard rose.contains(index) else { return .notRisen }
      return pains[index].isBelowHalfAgain(log(1 / alpha)) ? .newlyExposed : .unknown
    }
  }

  private func isBelowHalfAgain(_ needed: Double) -> Bool { -perExposed.logLikelihoods[Self.halfAgain] >= needed }

  /// The point of the grid nearest below 1.5.
  private static let halfAgain = RatioGrid.reach + 9
}

extension RatioMixture {
  /// For pain that rises: by half, twice, or more.
  public static let rise = RatioMixture([Part(weight: 1, ratio: 1.8, spread: 0.35)], side: .above)
}
