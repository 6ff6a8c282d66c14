// When to retry, as a pure function of what happened: no clock, no random numbers, no I/O.

/// What a response means for the reports in the request.
enum Verdict: Equatable {
  /// The body has receipts.
  case answered
  /// Retry later, not before `floor`.
  case retry(floor: Duration?)
  /// The collector failed on this request, perhaps because of its content.
  case serverError(floor: Duration?)
  /// The key or the address is not accepted. Everything is kept; retry rarely.
  case probe
  /// The collector is gone for good.
  case gone
  /// This request will never be accepted.
  case poison
  case tooLarge
}

/// Delays between attempts: `random(0 ... min(cap, base x 2^n))`, never shorter than Retry-After.
///
/// Source: M. Brooker, "Exponential Backoff and Jitter" (full jitter).
public struct RetryPolicy: Sendable, Equatable {
  public var base: Duration = .seconds(2)
  public var cap: Duration = .seconds(21_600)
  /// The delay between two attempts while the key or the address is not accepted. One hour.
  public var probe: Duration = .seconds(3_600)
  /// A longer Retry-After counts as this. One day.
  public var longestFloor: Duration = .seconds(86_400)
  /// Server errors on one report, sent alone, before it is postponed so that the others are sent.
  public var serverErrorsBeforePuttingOff = 5

  public init() {}

  /// The delay before the next attempt.
  /// - Parameters:
  ///   - failures: attempts that failed in a row, from 1.
  ///   - floor: the response's Retry-After.
  ///   - chance: a random number from 0 up to and without 1.
  public func delay(failures: Int, floor: Duration? = nil, chance: Double) -> Duration {
    let exponent = min(max(failures - 1, 0), 32)
    let grown = min(base.seconds * Double(UInt64(1) << UInt64(exponent)), cap.seconds)
    let drawn = Duration.seconds(grown * min(max(chance, 0), 1))
    guard let floor else { return drawn }
    return max(drawn, min(floor, longestFloor))
  }

  /// The delay before the next attempt while the key or the address is not accepted: between half of ``probe`` and all.
  public func probeDelay(chance: Double) -> Duration { probe * (0.5 + 0.5 * min(max(chance, 0), 1)) }

  /// How long a report is postponed after `attempts` server errors on it alone: the first time between five and ten minutes,
  /// so that an outage does not delay it for hours; then twice as long each time, up to ``cap``.
  func putOffDelay(attempts: Int, chance: Double) -> Duration {
    let exponent = min(max(attempts - serverErrorsBeforePuttingOff, 0), 16)
    let grown = min(600 * Double(UInt64(1) << UInt64(exponent)), cap.seconds)
    return .seconds(grown * (0.5 + 0.5 * min(max(chance, 0), 1)))
  }

  /// What `status` means for a request.
  func verdict(status: Int, retryAfter: Duration?) -> Verdict {
    switch status {
    case 200, 201, 202: .answered
    case 400, 415, 422: .poison
    case 413: .tooLarge
    case 410: .gone
    case 500: .serverError(floor: retryAfter)
    case 408, 409, 425, 429, 502, 503, 504: .retry(floor: retryAfter)
    // A redirect or another 2xx comes from something in between, such as a captive portal.
    case 200...399: .retry(floor: retryAfter)
    default: .probe
    }
  }
}

extension Duration {
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
