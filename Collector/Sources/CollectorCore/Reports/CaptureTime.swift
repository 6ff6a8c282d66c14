// When a report was captured, told from clocks that may be wrong by decades.
import TellbackWire

/// Makes one honest moment of the reporter's clock and ours.
public enum CaptureTime {
  /// 2001-09-09: nothing was captured before; also what seconds taken for milliseconds fall below.
  public static let earliest = Timestamp(milliseconds: 1_000_000_000_000)

  /// The moment of capture on the collector's clock.
  ///
  /// The sender's skew is taken off. What lies after the arrival becomes the arrival; what lies before ``earliest``
  /// came from a clock that was never set, and becomes the arrival too.
  public static func corrected(_ capturedAt: Timestamp, of stored: StoredReport) -> Timestamp {
    corrected(capturedAt, receivedAt: stored.receivedAt, sentAt: stored.sentAt)
  }

  /// The same for whatever else a sender dates.
  public static func corrected(_ moment: Timestamp, receivedAt: Timestamp, sentAt: Timestamp?) -> Timestamp {
    let skew = skew(receivedAt: receivedAt, sentAt: sentAt)
    let (corrected, overflow) = moment.milliseconds.subtractingReportingOverflow(skew)
    guard !overflow, corrected >= earliest.milliseconds, corrected <= receivedAt.milliseconds else { return receivedAt }
    return Timestamp(milliseconds: corrected)
  }

  /// How far the sender's clock was ahead of ours, in milliseconds; 0 when it did not say.
  /// Transport time counts as skew; it is small against what clocks are wrong by.
  static func skew(receivedAt: Timestamp, sentAt: Timestamp?) -> Int64 {
    guard let sentAt else { return 0 }
    let (skew, overflow) = sentAt.milliseconds.subtractingReportingOverflow(receivedAt.milliseconds)
    guard overflow else { return skew }
    return sentAt < receivedAt ? .min : .max
  }
}
