// What is said of an attempt at a fix, and when.

/// Whether pain fell.
public enum Verdict: String, Sendable, CaseIterable {
  case fell, unchanged, worse
  case notEnoughExposure
}

/// When a verdict is given. Each asks that an anytime-valid interval exclude something, so that all of them together are wrong
/// in at most `alpha` of attempts, however often anybody looks. A lack of proof proves nothing.
///
/// Two things keep what is promised, 5 % of attempts, where the world is not the model: `alpha` is 2.5 %, and a day's reports are counted
/// when a week has passed. Were the reports of a new version to arrive later than those of the old one, its first days would look
/// like a cure (`tellback-verdicts --only later` shows how often).
public struct VerdictRule: Sendable, Equatable {
  /// The part of attempts of which something wrong may be said.
  public var alpha: Double
  /// 'Unchanged' is said when the interval lies inside: pain fell by less than a quarter, and rose by less than a third.
  public var unchanged: ClosedRange<Double>
  /// Days after which what was captured on a day is counted, if it has arrived. What arrives later counts when it arrives.
  public var settlingDays: Int

  public init(alpha: Double = 0.025, unchanged: ClosedRange<Double> = 0.75...(4.0 / 3), settlingDays: Int = 7) {
    self.alpha = alpha
    self.unchanged = unchanged
    self.settlingDays = settlingDays
  }

  /// What the interval allows to be said now, whatever was said before.
  public func verdict(of interval: RateInterval) -> Verdict {
    if interval.upper < 1 { return .fell }
    if interval.lower > 1 { return .worse }
    return interval.isInside(unchanged) ? .unchanged : .notEnoughExposure
  }

  /// A verdict stands until another is reached: an interval that grows again takes nothing back.
  public func verdict(of comparison: RateComparison, after earlier: Verdict = .notEnoughExposure) -> Verdict {
    let now = verdict(of: comparison.interval(alpha: alpha))
    return now == .notEnoughExposure ? earlier : now
  }
}
