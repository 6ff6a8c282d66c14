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
    let (moment, overflow) = capturedAt.milliseconds.subtractingReportingOverflow(stored.clockSkew)
    guard !overflow, moment >= earliest.milliseconds, moment <= stored.receivedAt.milliseconds else {
      return stored.receivedAt
    }
    return Timestamp(milliseconds: moment)
  }
}
