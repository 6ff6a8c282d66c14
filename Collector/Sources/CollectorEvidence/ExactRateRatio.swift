// The ratio of two Poisson rates, exactly, for one look at the end.
import Foundation

/// The exact conditional comparison: of all events, those on the new version are binomial with `r s / (r s + 1 - s)`.
///
/// The limits are those of Clopper and Pearson (Biometrika 26, 1934, 404) for that chance, turned into a ratio of rates; see Przyborowski
/// and Wilenski, Biometrika 31, 1940, 313. It holds for one look alone: whoever looks every day uses `RateComparison`.
public struct ExactRateRatio: Sendable, Equatable {
  public let newEvents: Int64
  public let oldEvents: Int64
  /// The seen ratio of rates; infinite without an old event, nil without any.
  public let ratio: Double?
  public let interval: RateInterval
  /// The chance of so many new events or fewer, and of so many or more, were the rates alike. 1 without any event.
  public let chanceOfFewer: Double
  public let chanceOfMore: Double

  /// `newExposure` and `oldExposure` in one unit, such as installation-days. Counts below 0 count as 0. Without exposure on both sides
  /// nothing is known. `alpha` is the chance that the interval misses the ratio.
  public init(newEvents: Int64, newExposure: Double, oldEvents: Int64, oldExposure: Double, alpha: Double = 0.05) {
    let new = max(newEvents, 0)
    let old = max(oldEvents, 0)
    self.newEvents = new
    self.oldEvents = old
    let share = SharedExposure(new: newExposure, old: oldExposure).share
    guard share > 0, share < 1, alpha > 0, alpha < 1, new > 0 || old > 0 else {
      (ratio, interval, chanceOfFewer, chanceOfMore) = (nil, .unknown, 1, 1)
      return
    }
    let a = Double(new)
    let b = Double(old)
    let oldPerNew = (1 - share) / share
    ratio = old == 0 ? .infinity : a / b * oldPerNew
    chanceOfFewer = old == 0 ? 1 : IncompleteBeta.complement(share, a + 1, b)
    chanceOfMore = new == 0 ? 1 : IncompleteBeta.value(share, a, b + 1)
    interval = Self.limits(a, b, oldPerNew, tail: alpha / 2)
  }

  private static func limits(_ a: Double, _ b: Double, _ oldPerNew: Double, tail: Double) -> RateInterval {
    // The part of new events over that of old ones, at a chance x and at 1 - x.
    func odds(_ x: Double) -> Double { x / (1 - x) }
    let seen = a / b * oldPerNew
    let lower = a == 0 ? 0 : odds(IncompleteBeta.solve(tail) { IncompleteBeta.value($0, a, b + 1) }) * oldPerNew
    // By the other side, so that a limit near 1 keeps its digits.
    let upper =
      b == 0 ? .infinity : oldPerNew / odds(IncompleteBeta.solve(tail) { IncompleteBeta.value($0, b, a + 1) })
    guard a > 0, b > 0 else { return RateInterval(lower: lower, upper: upper) }
    return RateInterval(lower: min(lower, seen), upper: max(upper, seen))
  }
}
