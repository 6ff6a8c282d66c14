// What is said of an attempt at a fix, and what it is said by.
import CollectorEvidence
import TellbackWire

/// The newest judgement of one attempt. It is an association: nobody was chosen by lot to get the fix.
public struct AttemptVerdict: Sendable, Equatable {
  public var attempt: Int64
  public var verdict: Verdict
  /// When the verdict was reached; nil for ``Verdict/notEnoughExposure``.
  public var saidAt: Timestamp?
  /// The first day with the fix, in days since 1970: the first on which at least one installation in a hundred had it.
  public var releaseDay: Int64
  /// The rate with the fix over that without, as it was seen; nil while nobody without it has reported.
  public var ratio: Double?
  /// The ratios that are not excluded, at any time.
  public var interval: RateInterval
  /// Installations that reported with the fix, and without it: each once in four weeks.
  public var newReports: Int64
  public var oldReports: Int64
  /// How many would have reported with the fix, had nothing changed.
  public var expected: Double
  /// Days of use with the fix, and of use without it that they are compared with, summed over installations.
  public var newDays: Int64
  public var oldDays: Int64
  /// Installations whose reports are not counted, since nobody knows whether they were in use.
  public var uncounted: Int64
  /// By what installations were counted.
  public var source: Exposure.Source
  public var judgedAt: Timestamp
  /// Nothing is counted any more.
  public var isFinal: Bool

  public init(
    attempt: Int64, verdict: Verdict = .notEnoughExposure, saidAt: Timestamp? = nil, releaseDay: Int64,
    ratio: Double? = nil, interval: RateInterval = .unknown, newReports: Int64 = 0, oldReports: Int64 = 0,
    expected: Double = 0, newDays: Int64 = 0, oldDays: Int64 = 0, uncounted: Int64 = 0,
    source: Exposure.Source = .heartbeats, judgedAt: Timestamp, isFinal: Bool = false
  ) {
    self.attempt = attempt
    self.verdict = verdict
    self.saidAt = saidAt
    self.releaseDay = releaseDay
    self.ratio = ratio
    self.interval = interval
    self.newReports = newReports
    self.oldReports = oldReports
    self.expected = expected
    self.newDays = newDays
    self.oldDays = oldDays
    self.uncounted = uncounted
    self.source = source
    self.judgedAt = judgedAt
    self.isFinal = isFinal
  }
}

/// One report about a pain point, as a verdict needs it.
public struct PainReportSeen: Sendable, Equatable {
  public var installation: ReportID
  /// Grows as reports come in.
  public var sequence: Int64
  /// In days since 1970, by the collector's clock.
  public var capturedDay: Int64
  public var receivedAt: Timestamp
  /// Empty where it was not said.
  public var page: String

  public init(
    installation: ReportID, sequence: Int64, capturedDay: Int64, receivedAt: Timestamp, page: String = ""
  ) {
    self.installation = installation
    self.sequence = sequence
    self.capturedDay = capturedDay
    self.receivedAt = receivedAt
    self.page = page
  }
}

/// The limits of judging.
public enum VerdictLimits {
  /// Weeks with the fix beside which earlier ones lie.
  public static let weeks = 4
  /// So many times these weeks before the fix are compared with.
  public static let spansBefore = 3
  /// Days after the fix, after which a verdict is final.
  public static let finalAfterDays: Int64 = 63
  /// Seconds between two judgements of one attempt.
  public static let interval: Int64 = 3_600
  /// Reports of one attempt that are looked through. Of more nothing new is said: a part of them would be of older installations.
  public static let reports = 1_000_000
  /// Pain points of the app that are looked at for a rise after a verdict: those that most people met since the release.
  public static let risen = 20
  /// The part of them that may be said to have risen wrongly.
  public static let risenAlpha = 0.05
  /// Days before an attempt was noted on which its version may have come out already.
  public static let daysBeforeNoted: Int64 = 60
}
