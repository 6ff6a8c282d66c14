// What rose after an attempt at a fix, and whether more people get that far or those who do are hurt more often.
import CollectorEvidence

/// One pain point that is reported more often since another one's attempt. An association, as verdicts are.
public struct RisenPain: Sendable, Equatable {
  /// Installation-days, or installations, with the fix, and without it.
  public struct Days: Sendable, Equatable {
    public var new: Int64
    public var old: Int64

    public init(new: Int64, old: Int64) {
      self.new = new
      self.old = old
    }
  }

  /// The rate with the fix over that without.
  public struct Change: Sendable, Equatable {
    /// Those by which the rate is taken.
    public var days: Days
    /// Installations that reported it on such a day: each once in four weeks.
    public var reports: Days
    /// As it was seen; nil while nobody without the fix has reported.
    public var ratio: Double?
    /// The ratios that are not excluded, at any time.
    public var interval: RateInterval

    public init(days: Days, reports: Days, ratio: Double?, interval: RateInterval) {
      self.days = days
      self.reports = reports
      self.ratio = ratio
      self.interval = interval
    }
  }

  public var attempt: Int64
  /// The pain point that rose.
  public var pain: Int64
  /// Never ``MaskedPain/Finding/notRisen``.
  public var finding: MaskedPain.Finding
  /// By all installations in use.
  public var active: Change
  /// By those that said that they reached the pages on which it is reported, each page by itself. Nil where nothing says how far people
  /// get.
  public var reached: Change?

  public init(attempt: Int64, pain: Int64, finding: MaskedPain.Finding, active: Change, reached: Change?) {
    self.attempt = attempt
    self.pain = pain
    self.finding = finding
    self.active = active
    self.reached = reached
  }
}
